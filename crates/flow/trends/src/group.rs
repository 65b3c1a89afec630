//! The places of one currency and service, each against the others.

use crate::cell::Cell;
use crate::chance::SplitMix;
use crate::newcomers::newcomers;
use crate::paths::Path;
use crate::quantile::{order_interval, quantile};
use crate::shift::{ShiftSettings, Side};
use crate::stayers::{Peak, Stayers};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A cell under test: stayers, visitors, newcomers.
pub(crate) struct Tested<'a> {
    pub(crate) cell: Cell,
    pub(crate) paths: &'a [Path],
    pub(crate) sides: [Option<Side>; 3],
}

/// Actors that other places need together to be a yardstick.
const OTHERS_MIN: usize = 20;

/// Judges the places of one currency and service, or a currency whole. `whole` is the week since
/// which all who stay in the currency ask another price, and the log of the ratio.
pub(crate) fn judge<'a>(
    cells: &[(Cell, &'a [Path])],
    whole: Option<(usize, f64)>,
    weeks: usize,
    first: i32,
    settings: &ShiftSettings,
) -> Vec<Tested<'a>> {
    let mut differences: Vec<Vec<f64>> = Vec::new();
    let mut ranges = Vec::new();
    for (_, its) in cells {
        let from = differences.len();
        differences.extend(its.iter().filter(|p| p.weeks.len() > 1).map(|p| p.differences(weeks)));
        ranges.push(from..differences.len());
    }
    let came: Vec<Vec<(usize, f64)>> = cells.iter().map(|(_, its)| entries(its, whole)).collect();
    let visits = visits(cells, whole);
    let stayers = Stayers::among(&differences);
    let group = Group { differences, came, visits, stayers, weeks, first, settings };
    let test = |(at, range): (usize, Range<usize>)| {
        let (cell, paths) = cells[at];
        let seed = seed(cell, settings.seed);
        let came = |of| cell.place.and_then(|_| group.came(of, at, seed));
        let sides = [group.stayers(&range, seed), came(&group.visits), came(&group.came)];
        Tested { cell, paths, sides }
    };
    ranges.into_par_iter().enumerate().map(test).collect()
}

/// Cells of one currency and service, or a currency whole.
struct Group<'a> {
    /// Of all actors with two weeks, cell after cell.
    differences: Vec<Vec<f64>>,
    /// Week and log price with which actors came, by cell.
    came: Vec<Vec<(usize, f64)>>,
    /// The same of those who have a price in other places, less what they ask there.
    visits: Vec<Vec<(usize, f64)>>,
    stayers: Stayers,
    weeks: usize,
    first: i32,
    settings: &'a ShiftSettings,
}

impl Group<'_> {
    fn stayers(&self, range: &Range<usize>, seed: u64) -> Option<Side> {
        let own = &self.differences[range.clone()];
        if own.len() < self.settings.actors_min as usize {
            return None;
        }
        let draws = self.settings.draws;
        // Without as many actors elsewhere there is no one to compare with.
        let compared = self.differences.len() - own.len() >= OTHERS_MIN.max(own.len());
        let peak = if compared {
            self.stayers.judge(range.clone(), draws, seed)
        } else {
            Stayers::alone(own).judge(0..own.len(), draws, seed)
        }?;
        let week = peak.since - 1;
        let off = sorted(own.iter().map(|d| d[week]));
        let between = order_interval(&off, 0.5, self.settings.level);
        let mut side = self.side(&peak, off.len(), quantile(&off, 0.5)?, between);
        if side.p <= self.settings.q {
            let rest = self.differences[..range.start].iter().chain(&self.differences[range.end..]);
            side.elsewhere = quantile(&sorted(rest.map(|d| d[week])), 0.5).map(libm::exp);
        }
        side.compared = compared;
        Some(side)
    }

    /// Whether the prices with which actors came to cell `at` changed; `all` are those of all cells.
    fn came(&self, all: &[Vec<(usize, f64)>], at: usize, seed: u64) -> Option<Side> {
        let peak = newcomers(&all[at], self.weeks, self.settings.draws, seed)?;
        let part = |of: &[(usize, f64)], new: bool| {
            sorted(of.iter().filter(|c| (c.0 >= peak.since) == new).map(|c| c.1))
        };
        let (old, new) = (part(&all[at], false), part(&all[at], true));
        let (ratio, between) = ratio_of_medians(&old, &new, self.settings.level);
        let mut side = self.side(&peak, new.len(), ratio, between);
        if side.p <= self.settings.q {
            // Each place's own level is taken off, so that more newcomers in dear places raise
            // nothing.
            let others = (0..all.len()).filter(|i| *i != at).map(|i| &all[i]);
            let rest: Vec<(usize, f64)> = others.flat_map(|its| residuals(its)).collect();
            let (old, new) = (part(&rest, false), part(&rest, true));
            let off = quantile(&new, 0.5).zip(quantile(&old, 0.5)).map(|(b, a)| b - a);
            side.elsewhere = off.map(libm::exp);
        }
        Some(side)
    }

    fn side(&self, peak: &Peak, actors: usize, ratio: f64, between: Option<(f64, f64)>) -> Side {
        Side {
            since: self.first + peak.since as i32,
            since_between: (
                self.first + peak.since_low as i32,
                self.first + peak.since_high as i32,
            ),
            actors: actors as u32,
            ratio: libm::exp(ratio),
            between: between.map(|(low, high)| (libm::exp(low), libm::exp(high))),
            elsewhere: None,
            compared: false,
            p: peak.p,
            q: 1.0,
        }
    }
}

/// What all who stay in a currency do is no news of one place: it is taken off.
fn net(week: usize, price: f64, whole: Option<(usize, f64)>) -> f64 {
    price - whole.filter(|w| week >= w.0).map_or(0.0, |w| w.1)
}

/// Weeks at the beginning of which nobody knows who was there before.
const WARM_UP: usize = 8;

/// Week and log price with which each actor came after [`WARM_UP`].
fn entries(paths: &[Path], whole: Option<(usize, f64)>) -> Vec<(usize, f64)> {
    let came = paths.iter().map(|p| p.weeks[0]).filter(|w| w.0 >= WARM_UP);
    came.map(|(week, price, _)| (week, net(week, price, whole))).collect()
}

/// By cell, week and log price with which each actor came that has a price in another cell, less
/// the median of what it asks in those: whoever asks much everywhere is no rise of one place.
fn visits(cells: &[(Cell, &[Path])], whole: Option<(usize, f64)>) -> Vec<Vec<(usize, f64)>> {
    let mut of: FxHashMap<u32, Vec<(usize, &Path)>> = FxHashMap::default();
    for (at, (_, paths)) in cells.iter().enumerate() {
        paths.iter().for_each(|p| of.entry(p.actor).or_default().push((at, p)));
    }
    let visit = |at: usize, path: &Path| {
        let others = of[&path.actor].iter().filter(|o| o.0 != at).flat_map(|o| &o.1.weeks);
        let own = sorted(others.map(|w| net(w.0, w.1, whole)));
        let (week, price, _) = path.weeks[0];
        Some((week, net(week, price, whole) - quantile(&own, 0.5)?))
    };
    cells
        .iter()
        .enumerate()
        .map(|(at, (_, paths))| paths.iter().filter_map(|p| visit(at, p)).collect())
        .collect()
}

/// Log prices without their median.
fn residuals(came: &[(usize, f64)]) -> impl Iterator<Item = (usize, f64)> {
    let level = quantile(&sorted(came.iter().map(|c| c.1)), 0.5).unwrap_or(0.0);
    came.iter().map(move |c| (c.0, c.1 - level))
}

/// Numbers in ascending order, without those that are none.
fn sorted(of: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut of: Vec<f64> = of.filter(|x| !x.is_nan()).collect();
    of.sort_by(f64::total_cmp);
    of
}

/// Log of the ratio of two medians, with the interval that their own two give together (MOVER:
/// Zou and Donner 2008, Statistics in Medicine 27).
fn ratio_of_medians(old: &[f64], new: &[f64], level: f64) -> (f64, Option<(f64, f64)>) {
    let middle = |of: &[f64]| quantile(of, 0.5).unwrap_or(0.0);
    let (a, b) = (middle(old), middle(new));
    let ends = order_interval(old, 0.5, level).zip(order_interval(new, 0.5, level));
    let between = ends.map(|((a_low, a_high), (b_low, b_high))| {
        let down = (b - b_low).hypot(a_high - a);
        (b - a - down, b - a + (b_high - b).hypot(a - a_low))
    });
    (b - a, between)
}

/// The seed of a cell: the same in whatever order cells come.
fn seed(cell: Cell, seed: u64) -> u64 {
    let part = |x: Option<u32>| x.map_or(0, |x| u64::from(x) + 1);
    let mut of = seed ^ u64::from(cell.currency);
    for x in [part(cell.place), part(cell.service)] {
        of = SplitMix::new(of ^ x).next();
    }
    of
}
