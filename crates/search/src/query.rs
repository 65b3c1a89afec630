//! A query as it was read.

use spoor_vocab::{Millis, Selector};

/// What is looked for: every clause must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All of them; none finds everything.
    pub clauses: Vec<Clause>,
}

/// At least one of its conditions must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clause {
    /// Joined by OR; one, mostly.
    pub any: Vec<Condition>,
}

/// One thing asked of an advert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Whether it must not hold.
    pub not: bool,
    /// What is asked.
    pub what: What,
}

/// What is asked of an advert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A word, in any form that one of the six languages gives it.
    Word(Word),
    /// Words as they stand, one behind the other.
    Phrase(Phrase),
    /// A word that begins so, folded.
    Prefix(String),
    /// One of these identifiers, or its characters as they were typed.
    Selector {
        /// Readings of what was typed.
        any: Vec<Selector>,
        /// The words that were typed, if they are to be found as well.
        typed: Option<Phrase>,
    },
    /// A field has this value.
    Field {
        /// Which.
        field: FieldName,
        /// Lower-case.
        value: String,
        /// Whether it only begins so.
        prefix: bool,
    },
    /// Words in the place.
    Place(Phrase),
    /// Posted at `from` or later, and before `before`.
    Posted {
        /// Earliest.
        from: Option<Millis>,
        /// First instant that is too late.
        before: Option<Millis>,
    },
    /// Price of an hour, in hundredths of the currency.
    Price {
        /// Lowest.
        from: Option<u64>,
        /// Highest.
        to: Option<u64>,
        /// ISO 4217 code, lower-case, if stated.
        currency: Option<String>,
    },
}

/// A word to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As written, folded.
    pub folded: String,
    /// The Latin word it looks like.
    pub latin: Option<String>,
    /// Its stems: tag of the language, and stem.
    pub stems: Vec<(crate::Lang, String)>,
}

/// Words and how many words behind the first each stands; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Folded words.
    pub words: Vec<(usize, String)>,
}

/// Fields with whole values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldName {
    /// `advert:`
    Advert,
    /// `source:`
    Source,
    /// `site:`
    Site,
    /// `lang:`
    Lang,
    /// `actor:`
    Actor,
    /// `ring:`
    Ring,
    /// `template:`
    Template,
    /// `lead:`
    Lead,
    /// `band:`
    Band,
    /// `currency:`
    Currency,
}

/// How a part of a query was read, if not as one might expect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// First byte of the part.
    pub start: usize,
    /// Byte after its last.
    pub end: usize,
    /// In words for the person who typed it.
    pub said: String,
}
