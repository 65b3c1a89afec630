//! Words → stems in the six languages, by Snowball (<https://snowballstem.org>).

use crate::token::{Token, TokenKind};
use frostem::{Algorithm, Stemmer};

/// A language whose endings are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// English.
    En,
    /// Dutch.
    Nl,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Romanian.
    Ro,
}

impl Lang {
    /// All six.
    pub const ALL: [Self; 6] = [Self::En, Self::Nl, Self::De, Self::Fr, Self::Es, Self::Ro];

    /// BCP 47 tag.
    pub fn tag(self) -> &'static str {
        ["en", "nl", "de", "fr", "es", "ro"][self as usize]
    }

    /// The language of a BCP 47 tag ("nl", "nl-BE", "NL"), if it is one of the six.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|l| l.tag() == primary)
    }

    fn stemmer(self) -> Stemmer {
        Stemmer::new(match self {
            Self::En => Algorithm::English,
            Self::Nl => Algorithm::Dutch,
            Self::De => Algorithm::German,
            Self::Fr => Algorithm::French,
            Self::Es => Algorithm::Spanish,
            Self::Ro => Algorithm::Romanian,
        })
    }
}

/// The stems of a word in `lang`, folded: of the word as spelled, and of the word without its
/// accents, since many write without them. One where both agree; none for what is no word.
pub fn stems(lang: Lang, token: &Token) -> Vec<String> {
    if token.kind != TokenKind::Word {
        return Vec::new();
    }
    let stemmer = lang.stemmer();
    let plain = stemmer.stem(&token.folded).into_owned();
    let mut out = vec![plain];
    if let Some(spelled) = &token.spelled {
        let mut stem = String::new();
        crate::fold::fold(&stemmer.stem(spelled), &mut stem);
        if !stem.is_empty() && stem != out[0] {
            out.push(stem);
        }
    }
    out
}
