//! Link: texts to templates, selectors and templates to actors, every link with its reason and
//! weight.
//!
//! **What comes in**: the texts of adverts in order of arrival ([`Sketches::sketch_all`], in parts of
//! any size), the selectors each shows ([`SelectorUse`]), and, where known, day and place
//! ([`Context`]), and what people said of pairs ([`Constraint`]). **What goes out**: [`Templates`]
//! (near-duplicate texts, labelled by their smallest row), [`segments`] (a template's text with its
//! slots shown), [`Actors`] (adverts of one hand, the links that hold them together, and what was
//! damped), and the [`waterfall`] of a pair.
//! **What never happens here**: no I/O, no clock, no randomness; no selector is extracted; no result
//! depends on the number of threads, on how an import was split, or on the order of uses.
//!
//! In the order of the flow:
//!
//! 1. `fold`, `words`: letters folded so that leet, look-alikes and accents read alike; digits,
//!    counting words, e-mail addresses, handles and links left out, as they vary between copies.
//! 2. `sketch`, `map`: 64 band keys that find candidates and a bitmap that verifies them; 554 bytes a row in
//!    memory, [`ROW_BYTES`] stored.
//! 3. `templates`: buckets of equal keys, each row against the bucket's leaders and its neighbour,
//!    every candidate verified before it joins; [`extend`] links an import into what is there and
//!    gives the same partition as [`templates`()] from scratch.
//! 4. `medoid`, `align`, `segments`: the most usual member, and where the others differ from it.
//! 5. `weights`, `national`, `shared`, `judge`: who owns a selector; hubs and recycled numbers join nobody.
//! 6. `communities`: whether a template's adverts are of one hand, or of strangers who copy.
//! 7. `forest`, `apart`: the heaviest links that span each actor, and what people said of pairs of
//!    adverts, which outweighs them. `waterfall`: what each field says of a pair.

mod actors;
mod align;
mod apart;
mod communities;
mod fold;
mod forest;
mod judge;
mod map;
mod medoid;
mod national;
mod segments;
mod shared;
mod sketch;
mod templates;
mod union;
mod waterfall;
pub mod weights;
mod words;

pub use actors::{Actors, Context, Damped, Damping, SelectorUse, actors, actors_with};
pub use apart::Constraint;
pub use forest::link_kind;
pub use medoid::medoid;
pub use national::complete;
pub use segments::segments;
pub use sketch::{BANDS, BadRow, ROW_BYTES, Sketches};
pub use templates::{BadLabels, LEADERS, Templates, extend, templates, threshold};
pub use waterfall::{Shown, Side, Step, waterfall};

/// Version of what this step computes, for the fingerprints of stages: changes whenever the same
/// input could give another output, and whenever stored rows would not be read as they were meant.
pub fn version() -> &'static str {
    "link 3"
}
