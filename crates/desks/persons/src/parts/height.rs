//! Height, with the growth since it was measured and the errors of both sides.

use super::{Born, YEAR};
use crate::background::Shares;
use crate::brief::Brief;
use crate::growth::growth_cm;
use spoor_vocab::{Day, HeightAt, Notice, Sex};
use std::f32::consts::TAU;

/// Growth may be less or more than the median, never less than none: steps of its spread, and shares.
const GROWTH: [(f32, f32); 5] =
    [(-1.5, 0.1), (-0.75, 0.235), (0.0, 0.33), (0.75, 0.235), (1.5, 0.1)];
/// A height that is rare in adverts is no proof by being rare.
const RAREST: f32 = 1e-3;

/// What a notice says of the height.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    height: HeightAt,
    on: Option<Day>,
    sex: Option<Sex>,
    born: Option<Born>,
}

/// Shares of every height in adverts.
pub(crate) struct Heights(Vec<f32>);

impl Heights {
    pub(crate) fn new(shares: &Shares<'_>) -> Self {
        Self((0..=255).map(|cm| shares.height(cm)).collect())
    }
}

impl Measured {
    /// The height, measured when the notice says, else when the person was last seen.
    pub(crate) fn of(notice: &Notice, born: Option<Born>) -> Option<Self> {
        let height = notice.height?;
        let seen = notice.last_seen.as_ref().and_then(|s| s.on);
        let on = height.on.or(seen).or(notice.stated_on);
        Some(Self { height, on, sex: notice.sex, born })
    }

    /// Median growth until `day`, cm: 0 where age or date are not known.
    fn growth(&self, day: Option<Day>) -> f32 {
        let (Some((first, last)), Some(then), Some(now)) = (self.born, self.on, day) else {
            return 0.0;
        };
        let born = first + (last - first) / 2;
        let years = |d: Day| (d - born) as f32 / YEAR;
        growth_cm(years(then), years(now), self.sex)
    }
}

pub(crate) fn ratio(
    shares: &Shares<'_>,
    heights: &Heights,
    measured: Option<&Measured>,
    brief: &Brief,
) -> Option<f32> {
    let measured = measured.filter(|_| !brief.heights.is_empty())?;
    let w = &shares.weights.height;
    let (low, high) = (f32::from(measured.height.low_cm), f32::from(measured.height.high_cm));
    let mut sum = 0.0;
    for &(stated, day, share) in &brief.heights {
        let growth = measured.growth(day.or(brief.first));
        let spread = w.growth_sd_share.value * growth;
        let range = (high - low) / 3.46;
        let (m, s) = (w.measured_sd_cm.value, w.stated_sd_cm.value);
        let variance = m * m + s * s + range * range;
        let grown = |&(step, weight): &(f32, f32)| {
            let growth = (growth + step * spread).max(0.0);
            let off = f32::from(stated) - (low + high) / 2.0 - growth;
            weight * libm::expf(-0.5 * off * off / variance)
        };
        let density = GROWTH.iter().map(grown).sum::<f32>() / libm::sqrtf(TAU * variance);
        let anything = w.anything.value;
        sum += share
            * (anything + (1.0 - anything) * density / heights.0[usize::from(stated)].max(RAREST));
    }
    Some(sum)
}

pub(crate) fn why(measured: Option<&Measured>, brief: &Brief) -> String {
    let stated: Vec<String> = brief.heights.iter().map(|h| h.0.to_string()).collect();
    let (Some(measured), Some(first)) = (measured, brief.heights.first()) else {
        return "A height is missing on one side.".to_owned();
    };
    let HeightAt { low_cm, high_cm, .. } = measured.height;
    let was = if low_cm == high_cm { low_cm.to_string() } else { format!("{low_cm} to {high_cm}") };
    let growth = measured.growth(first.1.or(brief.first));
    let grown = if growth < 0.5 {
        String::new()
    } else {
        format!(", and about {growth:.0} cm of growth since")
    };
    format!("{} cm is stated; the notice says {was} cm{grown}.", stated.join(", "))
}
