//! A mention: where a selector or a field stands in an advert.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a mention is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Kind {
    /// E.164 where the country is known, else digits.
    Phone,
    /// Lower-case address.
    Email,
    /// `platform:name`, lower-case.
    Handle,
    /// Absolute URL or bare domain, as normalised by the WHATWG URL rules where possible.
    Url,
    /// `btc:…`, `eth:…`, … with a verified checksum.
    Wallet,
    /// A [`Price`] as JSON.
    Price,
    /// Years, `23`, or a range `18-25`.
    Age,
    /// Whole centimetres.
    Height,
    /// Whole kilograms.
    Weight,
    /// Term of the service lexicon.
    Service,
    /// Gazetteer place: `CC:Name`, e.g. `NL:Utrecht`.
    Place,
    /// A person's name as advertised, title case.
    Name,
    /// ISO 8601 calendar date.
    Date,
    /// Code of an indicator of the rule pack.
    Indicator,
}

impl Kind {
    /// Every kind, in the order of the column.
    pub const ALL: [Self; 14] = [
        Self::Phone,
        Self::Email,
        Self::Handle,
        Self::Url,
        Self::Wallet,
        Self::Price,
        Self::Age,
        Self::Height,
        Self::Weight,
        Self::Service,
        Self::Place,
        Self::Name,
        Self::Date,
        Self::Indicator,
    ];

    /// The word used in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Handle => "handle",
            Self::Url => "url",
            Self::Wallet => "wallet",
            Self::Price => "price",
            Self::Age => "age",
            Self::Height => "height",
            Self::Weight => "weight",
            Self::Service => "service",
            Self::Place => "place",
            Self::Name => "name",
            Self::Date => "date",
            Self::Indicator => "indicator",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|k| k.as_str() == word)
            .ok_or_else(|| format!("{word:?} is not a kind of mention"))
    }
}

/// Which part of the advert a mention stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field<'a> {
    /// The title.
    Title,
    /// The text.
    Text,
    /// The URL.
    Url,
    /// A value of the advert's other keys: a JSON pointer (RFC 6901) into `extra`.
    Extra(&'a str),
}

impl fmt::Display for Field<'_> {
    /// The word used in tables: `title`, `text`, `url`, or `extra` with the pointer behind it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Title => f.write_str("title"),
            Self::Text => f.write_str("text"),
            Self::Url => f.write_str("url"),
            Self::Extra(pointer) => write!(f, "extra{pointer}"),
        }
    }
}

/// One reading. `start..end` are BYTE offsets into the original text of the field, on character
/// boundaries; tables and JSON carry character offsets (Unicode scalar values, as Python slices
/// count), converted where they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Of what.
    pub kind: Kind,
    /// Normal form; see [`Kind`].
    pub value: String,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// 0 to 1: how sure the reader is that this span means this value.
    pub confidence: f32,
}

/// A price as stated: what is asked for how long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Price {
    /// In units of `currency`.
    pub amount: f64,
    /// ISO 4217 where it is certain; the word as written, lower-case and singular, where it is
    /// slang ("rose"); empty where none is stated.
    pub currency: String,
    /// Minutes; `None` where no duration belongs to it.
    pub minutes: Option<u32>,
}
