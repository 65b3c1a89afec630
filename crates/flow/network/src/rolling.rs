//! Forecasts as they would have been made in the weeks before, with what came true: what
//! calibration learns from. Each is made by what had been learned before it.

use crate::backdrop::{Backdrop, era_before};
use crate::baseline::stood;
use crate::calibrate::Temperature;
use crate::forecast::{Learned, kind, precedent};
use crate::party::Path;
use crate::route_model::Context;
use crate::sighting::WEEK;
use crate::stay_model::WEEKS;
use rayon::prelude::*;
use spoor_vocab::Millis;

/// Weeks of the past on which forecasts are calibrated.
pub(crate) const WINDOW: i64 = 26;
/// Forecasts of rings from which rings are calibrated by themselves.
const ENOUGH: usize = 50;

/// Forecasts, each with the index of what came true.
pub(crate) type Samples = Vec<(Vec<f64>, usize)>;

/// Temperatures for rings and for others; where rings are few they take all parties'.
pub(crate) fn by_kind(rings: &Samples, others: &Samples) -> [Temperature; 2] {
    let own = Temperature::fit(others);
    if rings.len() >= ENOUGH {
        return [Temperature::fit(rings), own];
    }
    let all: Samples = rings.iter().chain(others).cloned().collect();
    [Temperature::fit(&all), own]
}

/// Looks back from a time.
pub(crate) struct Sampler<'a> {
    pub(crate) paths: &'a [Path],
    /// What had been learned at each picture of the country.
    pub(crate) learned: &'a [Learned],
    pub(crate) country: &'a [Backdrop],
    pub(crate) at: Millis,
}

impl Sampler<'_> {
    /// Steps of the window by parties of a kind: `of` is given the path, the number of the step
    /// and that of the picture before it.
    fn steps(
        &self,
        rings: bool,
        of: impl Fn(&Path, usize, usize) -> Option<(Vec<f64>, usize)> + Sync,
    ) -> Samples {
        let of_path = |path: &Path| -> Samples {
            (path.steps_by(self.at - WINDOW * WEEK)..path.times.len())
                .filter_map(|n| of(path, n, era_before(self.country, path.times[n])))
                .collect()
        };
        self.paths.par_iter().filter(|p| p.is_ring == rings).flat_map_iter(of_path).collect()
    }

    /// What the country said of steps to places new to the party.
    pub(crate) fn tail(&self, rings: bool) -> Samples {
        self.steps(rings, |path, n, era| {
            let cities = &path.cities[..=n];
            let context = Context { cities, country: &self.country[era] };
            let went = path.cities[n + 1];
            (context.can(went) && !cities.contains(&went))
                .then(|| (context.views().of_country(), went as usize))
        })
    }

    /// Cities of steps with or without precedent, with the country's view tempered by `tail`.
    pub(crate) fn cities(&self, rings: bool, with_precedent: bool, tail: Temperature) -> Samples {
        self.steps(rings, |path, n, era| {
            let country = &self.country[era];
            let context = Context { cities: &path.cities[..=n], country };
            if precedent(context.cities) != with_precedent {
                return None;
            }
            let weights = &self.learned[era].weights[kind(rings)];
            let p = context.views().tempered(tail).mixed(weights, country.elsewhere);
            let went = path.cities[n + 1];
            let hit = if context.can(went) { went as usize } else { country.heard_of.len() };
            Some((p, hit))
        })
    }

    /// Weeks of the next step, asked weekly over the window before the last nine weeks, so that
    /// all outcomes are known.
    pub(crate) fn weeks(&self, rings: bool) -> Samples {
        let known = self.at - (WEEKS as i64 - 1) * WEEK;
        let cutoffs: Vec<Millis> = (0..WINDOW).map(|w| known - w * WEEK).collect();
        let of_path = |path: &Path| -> Samples {
            let asked = stood(path, self.at, &cutoffs).into_iter();
            let made = |then| &self.learned[era_before(self.country, then)].pace[kind(rings)];
            asked.map(|(then, came)| (made(then).weeks(path, then).to_vec(), came)).collect()
        };
        self.paths.par_iter().filter(|p| p.is_ring == rings).flat_map_iter(of_path).collect()
    }
}
