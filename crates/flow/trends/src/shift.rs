//! Lasting shifts of the price level of a place, at an unknown week.

use crate::cell::Cell;
use crate::group::{Tested, judge};
use crate::multiple::benjamini_hochberg;
use crate::paths::{Path, paths};
use crate::price::{PriceRow, not_positive};
use spoor_vocab::Defect;

/// Limits of the method. The defaults are what the figures were measured with.
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftSettings {
    /// Weeks that are judged, the last one included.
    pub history: u32,
    /// Actors that a cell needs on a side (of those who stay, or of newcomers) to be tested.
    pub actors_min: u32,
    /// False discovery rate, of all sides of all cells together.
    pub q: f64,
    /// A shift is reported from this ratio on, up or down: 1.05 is 5 %.
    pub ratio_min: f64,
    /// Coverage of the intervals of ratios, 0 to 1.
    pub level: f64,
    /// Draws of a p-value at most; more where so many cells are tested that a single shift could
    /// not be told otherwise.
    pub draws: u32,
    /// Adverts shown behind a shift.
    pub rows_max: usize,
    /// Of the generator.
    pub seed: u64,
}

impl Default for ShiftSettings {
    fn default() -> Self {
        Self {
            history: 52,
            actors_min: 4,
            q: 0.05,
            ratio_min: 1.05,
            level: 0.9,
            draws: 20_000,
            rows_max: 20,
            seed: 0,
        }
    }
}

/// What one side says.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Likeliest first week of the new level.
    pub since: i32,
    /// Weeks that are about as likely: 90 % of what is credible.
    pub since_between: (i32, i32),
    /// Actors with a price on both sides of that week; of newcomers, since that week.
    pub actors: u32,
    /// New level over old: the median of the actors' own ratios; of newcomers the ratio of medians.
    pub ratio: f64,
    /// Its interval, [`ShiftSettings::level`], at that week (that it was the likeliest is not paid
    /// for); `None` where there are too few actors for one.
    pub between: Option<(f64, f64)>,
    /// The same of all other places of the currency at that week; `None` where there are none, or
    /// where `p` is over [`ShiftSettings::q`].
    pub elsewhere: Option<f64>,
    /// Whether `p` compares the actors with those of other places. Otherwise with themselves: a
    /// move of everything then moves them too, and a side is reported only if its interval leaves
    /// out `elsewhere`.
    pub compared: bool,
    /// Probability of a change as clear as this at any week, if there was none.
    pub p: f64,
    /// Share of false ones among the sides with a `p` like this or less (Benjamini–Hochberg).
    pub q: f64,
}

impl Side {
    /// Whether it may be what happened in all places.
    fn is_everywhere(&self) -> bool {
        let Some(elsewhere) = self.elsewhere.filter(|_| !self.compared) else { return false };
        self.between.is_none_or(|(low, high)| (low..=high).contains(&elsewhere))
    }
}

/// Which side carries a shift: that of the least q, one within actors before newcomers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Actors ask another price than they asked here before.
    Stayers,
    /// Actors ask another price here than in other places, and did not before.
    Visitors,
    /// Newcomers ask another price than newcomers did; actors do not, or are too few to tell
    /// ([`PriceShift::stayers`] and [`PriceShift::visitors`] say which). It may be a change of who
    /// comes.
    Newcomers,
}

/// A cell whose price level moved.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceShift {
    /// Currency, place and service; `period` is `None`. Without a place: the whole currency.
    pub cell: Cell,
    /// Which side carries it.
    pub basis: Basis,
    /// What actors ask against what they asked here before; `None` of a cell with too few.
    pub stayers: Option<Side>,
    /// What actors came with against what they ask in other places, and that against the same of
    /// those who came before; `None` of a cell with too few, and of a currency whole.
    pub visitors: Option<Side>,
    /// Newcomers against earlier ones; `None` of a cell with too few, and of a currency whole.
    pub newcomers: Option<Side>,
    /// Adverts since the shift, one of each actor, in order of weeks.
    pub rows: Vec<u32>,
}

impl PriceShift {
    /// The side that carries it.
    pub fn main(&self) -> Option<&Side> {
        match self.basis {
            Basis::Stayers => self.stayers.as_ref(),
            Basis::Visitors => self.visitors.as_ref(),
            Basis::Newcomers => self.newcomers.as_ref(),
        }
    }
}

/// Places (with each service told apart in `rows`, and without) and currencies whose price level
/// moved for good, up or down, at some week of the history up to week `until`; nothing later is
/// looked at. `rows` are in any order, their `period` is the number of the week. An actor counts
/// once in a week, with its median. Sorted by q, p and cell.
///
/// A price that is not a number over 0 is a defect and left out; rows without one are left out.
pub fn price_shifts(
    rows: &[PriceRow],
    until: i32,
    settings: &ShiftSettings,
) -> (Vec<PriceShift>, Vec<Defect>) {
    let weeks = settings.history.clamp(2, 10_000) as i32;
    let first = until.saturating_sub(weeks - 1);
    let cells = paths(rows, first, until);
    let mut shifts = Vec::new();
    let mut tested: Vec<Tested<'_>> = Vec::new();
    let tests = 3.0 * cells.len() as f64;
    let draws = settings.draws.max((2.0 * tests / settings.q.max(1e-3)).min(1e7) as u32);
    let settings = &ShiftSettings { draws, ..settings.clone() };
    // Places of one currency and service are each other's yardstick; the currency comes first.
    let pool = |c: &Cell| (c.currency, c.place.is_some(), c.service);
    let mut whole = None;
    let mut its: Vec<(Cell, &[Path])> = cells.iter().map(|(c, p)| (*c, p.as_slice())).collect();
    its.sort_by_key(|(c, _)| (pool(c), *c));
    for group in its.chunk_by(|a, b| pool(&a.0) == pool(&b.0)) {
        let of_currency = group[0].0.place.is_none();
        if of_currency {
            whole = None;
        }
        let judged = judge(group, whole, weeks as usize, first, settings);
        if let Some(side) = judged[0].sides[0].as_ref().filter(|s| of_currency && s.p <= settings.q)
        {
            whole = Some(((side.since - first) as usize, libm::log(side.ratio)));
        }
        tested.extend(judged);
    }
    adjust(&mut tested);
    for t in tested {
        shifts.extend(reported(t, first, settings));
    }
    let least = |s: &PriceShift| {
        let of = s.main().map_or((1.0, 1.0), |s| (s.q, s.p));
        (of, s.cell)
    };
    shifts.sort_by(|a, b| {
        let ((a, c), (b, d)) = (least(a), least(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(c.cmp(&d))
    });
    (shifts, defects(rows))
}

/// All sides of all cells are one family, so that what is reported holds the rate together.
fn adjust(tested: &mut [Tested<'_>]) {
    let mut its: Vec<&mut Side> =
        tested.iter_mut().flat_map(|t| t.sides.iter_mut().flatten()).collect();
    let p: Vec<f64> = its.iter().map(|s| s.p).collect();
    for (side, q) in its.iter_mut().zip(benjamini_hochberg(&p, p.len())) {
        side.q = q;
    }
}

fn reported(t: Tested<'_>, first: i32, settings: &ShiftSettings) -> Option<PriceShift> {
    let least = libm::log(settings.ratio_min.max(1.0));
    let holds = |s: &Option<Side>| {
        s.as_ref().is_some_and(|s| {
            s.q <= settings.q && libm::log(s.ratio).abs() >= least && !s.is_everywhere()
        })
    };
    let q = |side: usize| t.sides[side].as_ref().filter(|_| holds(&t.sides[side])).map(|s| s.q);
    let basis = match (q(0), q(1), q(2)) {
        (Some(a), b, _) if b.is_none_or(|b| a <= b) => Basis::Stayers,
        (_, Some(_), _) => Basis::Visitors,
        (_, None, Some(_)) => Basis::Newcomers,
        _ => return None,
    };
    let [stayers, visitors, newcomers] = t.sides;
    let mut shift =
        PriceShift { cell: t.cell, basis, stayers, visitors, newcomers, rows: Vec::new() };
    let since = (shift.main()?.since - first) as usize;
    let mut rows: Vec<(usize, u32)> = t
        .paths
        .iter()
        .filter_map(|p| p.weeks.iter().find(|w| w.0 >= since).map(|w| (w.0, w.2)))
        .collect();
    rows.sort_unstable();
    shift.rows = rows.into_iter().map(|r| r.1).take(settings.rows_max).collect();
    Some(shift)
}

fn defects(rows: &[PriceRow]) -> Vec<Defect> {
    let bad = |r: &&PriceRow| r.hourly.is_some_and(|p| !(p.is_finite() && p > 0.0));
    let mut bad: Vec<u32> = rows.iter().filter(bad).map(|r| r.row).collect();
    bad.sort_unstable();
    bad.into_iter().map(not_positive).collect()
}
