//! Whether the first advert is of before or after the day the person was last seen.

use crate::background::Shares;
use crate::brief::Brief;
use spoor_vocab::{Day, Notice};

/// The day, and the ratios of a first advert before and after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gone {
    from: Day,
    before: f32,
    after: f32,
}

impl Gone {
    pub(crate) fn of(shares: &Shares<'_>, notice: &Notice) -> Option<Self> {
        let w = &shares.weights.time;
        let from = notice.last_seen.as_ref()?.on? - w.grace_days.value;
        let later = shares.background.begun_from(from)?.clamp(0.01, 0.99);
        let before = w.before.value;
        Some(Self { from, before: before / (1.0 - later), after: (1.0 - before) / later })
    }

    pub(crate) fn ratio(&self, brief: &Brief) -> Option<f32> {
        let first = brief.first?;
        Some(if first < self.from { self.before } else { self.after })
    }
}

pub(crate) fn why(gone: Option<&Gone>, brief: &Brief) -> String {
    match (gone, brief.first) {
        (Some(gone), Some(first)) if first < gone.from => {
            let days = gone.from - first;
            format!("The first advert is {days} days and more from before the disappearance.")
        }
        (Some(_), Some(_)) => "The first advert is from after the disappearance.".to_owned(),
        _ => "A date is missing on one side.".to_owned(),
    }
}
