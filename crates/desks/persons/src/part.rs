//! The parts of a comparison, each with what it says and why.

use crate::sheet::Span;
use serde::{Deserialize, Serialize};

/// One part. Parts are taken for independent of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Part {
    /// Pictures, as likelihood ratios from outside.
    Photo,
    /// Numbers, handles and addresses known to the family.
    Contacts,
    /// Tattoos, scars and other marks.
    Marks,
    /// Names and nicknames.
    Names,
    /// Age then and now.
    Age,
    /// Height, with growth.
    Height,
    /// Colour of the eyes.
    Eyes,
    /// Colour of the hair.
    Hair,
    /// Languages.
    Languages,
    /// Places near the last one, or on a likely way.
    Places,
    /// Before or after the day of disappearance.
    Time,
}

/// How many parts there are.
pub const PARTS: usize = 11;

impl Part {
    /// Every part, in the order in which they are shown.
    pub const ALL: [Self; PARTS] = [
        Self::Photo,
        Self::Contacts,
        Self::Marks,
        Self::Names,
        Self::Age,
        Self::Height,
        Self::Eyes,
        Self::Hair,
        Self::Languages,
        Self::Places,
        Self::Time,
    ];

    /// The word used in files and on pages.
    pub fn as_str(self) -> &'static str {
        [
            "photo",
            "contacts",
            "marks",
            "names",
            "age",
            "height",
            "eyes",
            "hair",
            "languages",
            "places",
            "time",
        ][self as usize]
    }
}

/// What a part says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Agreement {
    /// It speaks for one person.
    Agree,
    /// It speaks against.
    Differ,
    /// One side says nothing: it counts for nothing.
    Unknown,
}

/// One row of the comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Which part.
    pub part: Part,
    /// What it says.
    pub agreement: Agreement,
    /// log10 of the likelihood ratio: how much more often this is seen if both are one person.
    pub log10_lr: f32,
    /// One sentence of why.
    pub why: String,
    /// Where it stands: advert id and bytes of its text.
    pub spans: Vec<(String, Span)>,
}

/// What kind of picture evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhotoKind {
    /// Faces compared.
    Face,
    /// The same or an edited picture.
    SamePicture,
    /// The same room or place.
    SamePlace,
}

/// A comparison of pictures, made elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoEvidence {
    /// Of what kind.
    pub kind: PhotoKind,
    /// log10 of its calibrated likelihood ratio.
    pub log10_lr: f32,
}
