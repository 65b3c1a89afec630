//! Notices of missing persons, read, written, and held against adverts.
//!
//! **What comes in:** files of notices ([`format`]: PFIF 1.4, posters as JSON, Interpol's yellow
//! notices, CSV), and what the tables say of adverts ([`Advert`]), gathered into a [`Sheet`] for each
//! actor and name; likelihood ratios of pictures, made elsewhere.
//!
//! **What goes out:** [`spoor_vocab::Notice`]s with the defects beside them; for a notice a
//! [`Ranking`] of actors, for a new advert the notices it may belong to ([`Registry::meet`]), each with
//! one likelihood ratio made of named rows, and how many look-alikes chance alone would give.
//!
//! **What never happens here:** no file, clock, environment or thread. Nationality is carried and never
//! read by a score. A missing value counts for nothing. Decisions teach what parts count, never what
//! pictures count. Nobody is called found: the words are candidate, possible, none, and a person judges.
//!
//! # How it works
//!
//! Each part asks how often what is seen would be seen if both were one person, and divides by how
//! often it is seen in adverts at all ([`Background`], counted from the adverts). What is assumed
//! stands in `data/weights.toml` with its source. The parts' logarithms are added, as if they were
//! independent: hair and eyes, names and languages are not quite, which is one reason why the sum is
//! a sort key and no probability.

mod background;
mod brief;
mod chance;
mod fold;
pub mod format;
mod growth;
mod learn;
mod lexicon;
mod looks;
mod matcher;
mod part;
mod parts;
mod rank;
mod registry;
mod sheet;
mod weights;

pub use background::Background;
pub use brief::Brief;
pub use chance::Chance;
pub use learn::{Said, Taught, learn};
pub use looks::{Looks, looks};
pub use matcher::{Comparison, Matcher, Memory, Sought};
pub use part::{Agreement, PARTS, Part, PhotoEvidence, PhotoKind, Row};
pub use rank::{Candidate, Cards, Outcome, Photos, Ranking};
pub use registry::{Met, Registry};
pub use sheet::{Advert, Seen, Sheet, Span, Told, sheets};
pub use weights::{Learned, Sourced, Weights, WeightsError};
