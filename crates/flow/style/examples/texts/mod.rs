//! Texts with all that they state taken out.

use spoor_extract::{Hints, extract};
use spoor_style::{Masked, mask};
use spoor_vocab::Kind;
use std::ops::Range;

/// Masks `text`: mentions that the house finds, and `known` strings wherever they stand, so that
/// what extraction misses does not pass for style.
pub fn masked(text: &str, country: Option<&str>, known: &[&str]) -> Masked {
    let mut mentions = Vec::new();
    extract(text, &Hints { country, posted: None }, &mut mentions);
    // Phrases of indicators are words like others; all else is what is stated.
    let stated = mentions.iter().filter(|m| m.kind != Kind::Indicator);
    let mut spans: Vec<Range<usize>> = stated.map(|m| m.start as usize..m.end as usize).collect();
    for word in known.iter().filter(|w| !w.is_empty()) {
        spans.extend(text.match_indices(word).map(|(at, w)| at..at + w.len()));
    }
    mask(text, &spans)
}
