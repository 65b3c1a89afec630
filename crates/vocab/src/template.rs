//! A template: a cluster of near-duplicate texts, with its slots.

use serde::{Deserialize, Serialize};

/// What a part of a template's text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SegmentKind {
    /// Words that (nearly) every member has.
    Constant,
    /// A place where members differ.
    Slot,
}

/// One part of a template's text, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Constant or slot.
    pub kind: SegmentKind,
    /// The constant words; for a slot, the medoid's filling.
    pub text: String,
    /// For a slot: up to eight fillings seen, most frequent first. Empty for constants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fillings: Vec<String>,
}
