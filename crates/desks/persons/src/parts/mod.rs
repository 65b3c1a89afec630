//! Each part's likelihood ratio: how often what is seen would be seen if both were one person,
//! divided by how often it is seen in adverts at all.
//!
//! Where a sheet says several things, the ratio is their mean, which is a ratio again ("one of these
//! adverts, drawn by lot, is of that person"): many adverts are no more chances to agree than one.

pub(crate) mod age;
pub(crate) mod colours;
pub(crate) mod contacts;
pub(crate) mod height;
pub(crate) mod languages;
pub(crate) mod marks;
pub(crate) mod names;
pub(crate) mod photo;
pub(crate) mod places;
pub(crate) mod time;

use spoor_vocab::Day;

/// Days in a year, Gregorian mean.
pub(crate) const YEAR: f32 = 365.2425;

/// First and last day somebody can be born on.
pub(crate) type Born = (Day, Day);

/// Full years at a day, at least and at most; none before the birth.
pub(crate) fn years_at((first, last): Born, day: Day) -> Option<(u8, u8)> {
    let full = |born: Day| libm::floorf((day - born) as f32 / YEAR + 1e-3);
    let (low, high) = (full(last).max(0.0), full(first));
    (high >= 0.0 && low < 120.0).then_some((low as u8, high.min(120.0) as u8))
}

/// log10, 0 of what is unknown.
pub(crate) fn log10(ratio: Option<f32>) -> f32 {
    ratio.map_or(0.0, |r| libm::log10f(r.max(1e-12)))
}
