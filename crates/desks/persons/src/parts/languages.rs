//! Languages. Texts are mostly written by others, so they count little.

use crate::background::{Shares, key};
use crate::brief::Brief;
use spoor_vocab::Notice;

/// Languages of a notice.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spoken {
    keys: Box<[u64]>,
    /// Ratio of a language that is one of them, and of another.
    ratios: (f32, f32),
}

impl Spoken {
    pub(crate) fn of(shares: &Shares<'_>, notice: &Notice) -> Self {
        let keys: Box<[u64]> = notice.languages.iter().map(|l| key(l)).collect();
        let counts = &shares.background.languages;
        let weight = shares.weights.background.counts_for.value;
        let share: f32 = keys.iter().map(|k| counts.share(k, 0.1, weight)).sum();
        let kept = shares.weights.languages.kept.value;
        Self { keys, ratios: (1.0 - kept + kept / share.clamp(0.01, 1.0), 1.0 - kept) }
    }

    pub(crate) fn ratio(&self, brief: &Brief) -> Option<f32> {
        if self.keys.is_empty() || brief.languages.is_empty() {
            return None;
        }
        let each = |(tag, share): &(u64, f32)| {
            share * if self.keys.contains(tag) { self.ratios.0 } else { self.ratios.1 }
        };
        Some(brief.languages.iter().map(each).sum())
    }
}

pub(crate) fn why(notice: &[String], advert: &[&str]) -> String {
    if notice.is_empty() || advert.is_empty() {
        return "A language is missing on one side.".to_owned();
    }
    format!(
        "The advert has {}; the missing person speaks {}.",
        advert.join(", "),
        notice.join(", ")
    )
}
