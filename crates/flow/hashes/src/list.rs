//! Lists of known files: bytes → entries, and a defect for each row that is none.

mod rows;
mod vics;

use crate::pdq::digits;
use crate::{HashError, Md5, Pdq, Sha1};
use spoor_vocab::Defect;

pub use rows::csv;
pub use vics::vics;

/// What of a file a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Print {
    /// Digest of the file.
    Md5(Md5),
    /// Digest of the file.
    Sha1(Sha1),
    /// Hash of the picture, with its quality if the list says it.
    Pdq(Pdq, Option<u8>),
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What it is found by.
    pub print: Print,
    /// The list's category, as it stands there; what it means is each country's matter.
    pub category: Option<String>,
    /// The list's own name of the file: `MediaID` in VICS, a column `id` or `label` in CSV.
    pub label: Option<String>,
    /// Line (CSV) or number of the medium (VICS), from 1.
    pub place: u64,
}

/// What takes the entries and defects of a list, one by one, as they come.
pub type Each<'a> = &'a mut dyn FnMut(Result<Listed, Defect>);

/// Longest word of a list that is kept.
const WORD_MAX: usize = 200;

/// The first letters of a list's own word: a list may say anything.
fn word(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(WORD_MAX).collect())
}

/// Which kind of print a list means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Md5,
    Sha1,
    Pdq,
}

impl Kind {
    /// The kind that a column or hash is named after, whatever its case and signs.
    fn named(name: &str) -> Option<Self> {
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        match plain.to_ascii_lowercase().as_str() {
            "md5" | "md5hash" | "hashmd5" => Some(Self::Md5),
            "sha1" | "sha1hash" | "hashsha1" => Some(Self::Sha1),
            "pdq" | "pdqhash" | "hashpdq" | "pdqhash256" => Some(Self::Pdq),
            _ => None,
        }
    }

    /// The kind that has so many digits. 64 digits are taken for PDQ: no list here is of SHA-256.
    fn with_digits(digits: usize) -> Option<Self> {
        match digits {
            32 => Some(Self::Md5),
            40 => Some(Self::Sha1),
            64 => Some(Self::Pdq),
            _ => None,
        }
    }

    fn parse(self, text: &str) -> Result<Print, HashError> {
        Ok(match self {
            Self::Md5 => Print::Md5(Md5(digits(text)?)),
            Self::Sha1 => Print::Sha1(Sha1(digits(text)?)),
            Self::Pdq => Print::Pdq(text.parse()?, None),
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Pdq => "PDQ",
        }
    }
}
