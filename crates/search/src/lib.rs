//! Adverts in, an index of their words, and what a query finds.
//!
//! What comes in: parts of adverts as [`Entry`]s, streamed, each part named by what it depends on;
//! and queries as people type them. What goes out: a folder with an index that follows the parts
//! ([`Index::update`]); for a query ([`read`]) the adverts that match, sorted, paged, collapsed by
//! template or actor, with counts by facet ([`Index::search`]); where its words stand in a text
//! ([`highlight`]); and what is new for saved searches ([`Index::new_hits`]).
//!
//! Words are folded ([`tokens`]): accents, full-width and mathematical letters, zero-width
//! characters and look-alikes of other alphabets are undone. Each text is also stemmed in its
//! language ([`stems`]), a query in all six. What a caller's function ([`Tell`]) reads in a query,
//! such as a telephone number however written, is looked for by its normal form.
//!
//! What never happens here: the text of an advert is not stored, nor anything of it left on disk
//! when its part is gone; nothing of a source that the asking person may not see is counted or
//! shown; a query never fails to be read, and what was not read is said; no clock, no environment,
//! no sockets, no chance but in the names of the engine's files. The crate writes to its folder and
//! nowhere else.
//!
//! ```
//! use spoor_search::{Ask, Entry, Index, Settings, nothing_told, read};
//!
//! let dir = tempfile::tempdir()?;
//! let mut index = Index::open(dir.path(), Settings::default())?;
//! let entry = Entry {
//!     advert_id: "a1".into(),
//!     source: "site-a".into(),
//!     text: "Nеw in town, relaxing mᴀssages".into(),
//!     lang: "en".into(),
//!     ..Entry::default()
//! };
//! index.update(&["part-1".into()], |_| std::iter::once(Ok(entry.clone())))?;
//! let (query, notes) = read("new massage", &nothing_told);
//! assert!(notes.is_empty());
//! let ask = Ask { sources: &["site-a".into()], limit: 10, ..Ask::default() };
//! assert_eq!(index.search(&query, &ask)?.hits[0].advert_id, "a1");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ask;
mod counts;
mod document;
mod entry;
mod error;
mod field;
mod fold;
mod gather;
mod highlight;
mod index;
mod lex;
mod look_alike;
mod plan;
mod query;
mod range;
mod read;
mod row;
mod saved;
mod schema;
mod steady;
mod stem;
mod token;
mod update;

pub use ask::{Ask, DEPTH_MAX, Facet, Found, Hit, Rows, Sort};
pub use entry::{Entry, HourPrice, Tell, Told, nothing_told};
pub use error::SearchError;
pub use highlight::highlight;
pub use index::{Index, Settings, Watermark};
pub use query::{Clause, Condition, FieldName, Note, Phrase, Query, What, Word};
pub use read::{BYTES_MAX, CONDITIONS_MAX, PREFIXES_MAX, WORDS_MAX, read};
pub use saved::{NewHits, Saved};
pub use stem::{Lang, stems};
pub use token::{Token, TokenKind, tokens};
pub use update::{EntryResult, Updated};

/// Changes whenever the same adverts could be found by other queries: an index of another version
/// is emptied and made anew.
pub fn version() -> &'static str {
    "search 1"
}
