//! Text in, mentions out: phones however disguised, e-mail addresses, handles, URLs, wallets,
//! prices, ages, heights, weights, services, places, names, dates and indicators.
//!
//! What comes in: the text, URL or named fields of one advert and two hints. What goes out: [`Mention`]s
//! with byte spans into the original text, sorted by start and kind. What never happens here: no
//! I/O, no clock, no allocation beyond the values found; a text is never changed; nationality,
//! ethnicity and skin colour are not read; nothing is concluded from an indicator.
//!
//! How: the text is folded to one ASCII byte per visible letter, digit or sign (`fold`), cut into
//! words and numbers with the lexicon terms that start at each (`token`, `lexicon`), and read by
//! the finders, each a file. A finder takes the tokens it is sure of, so that the digits of a
//! phone are never a price; the order in [`Extractor::extract`] is therefore part of the rules.
//!
//! ```
//! let mut found = Vec::new();
//! let hints = spoor_extract::Hints { country: Some("NL"), posted: None };
//! spoor_extract::extract("Bel Anna, 23 jaar: nul zes 55 55 01 23", &hints, &mut found);
//! assert!(found.iter().any(|m| m.value == "+31655550123"));
//! ```

mod age;
mod body;
mod date;
mod email;
mod escape;
mod extra;
mod extractor;
mod fold;
pub mod gazetteer;
mod handle;
mod lexicon;
mod likeness;
mod link;
mod name;
mod named;
mod never;
mod phone;
mod place;
mod price;
mod scan;
mod sense;
mod spans;
mod term;
mod token;
mod url;
mod version;
mod wallet;
mod words;

pub use extra::{Terms, add_terms, check_terms, lexicon_tables};
pub use extractor::Extractor;
pub use likeness::{Likeness, likeness};
pub use named::{Named, extract_named};
pub use never::{never, never_words};
pub use spans::{byte_spans, char_spans};
use spoor_vocab::{Mention, Millis};
use std::cell::RefCell;
pub use version::version;

/// What is known of an advert beside its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// ISO 3166-1 alpha-2 code of the source or place, capital letters: how national telephone
    /// numbers, `$` and places of one name are read.
    pub country: Option<&'a str>,
    /// When it was posted: completes dates without a year.
    pub posted: Option<Millis>,
}

thread_local! {
    static EXTRACTOR: RefCell<Extractor> = RefCell::default();
}

/// Reads `text` and appends what it finds to `out`, sorted by start, then kind. Spans are bytes
/// of `text`, on character boundaries. Texts over 4 GiB are read up to there.
pub fn extract(text: &str, hints: &Hints<'_>, out: &mut Vec<Mention>) {
    EXTRACTOR.with_borrow_mut(|e| e.extract(text, hints, out));
}

/// Reads the URL of an advert: phones and handles hidden in it. Spans are bytes of `url`.
pub fn extract_url(url: &str, hints: &Hints<'_>, out: &mut Vec<Mention>) {
    EXTRACTOR.with_borrow_mut(|e| e.extract_url(url, hints, out));
}
