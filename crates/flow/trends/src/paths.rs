//! Rows of prices to paths: what each actor asked in a cell, week by week.

use crate::cell::Cell;
use crate::price::PriceRow;
use crate::quantile::quantile;
use std::collections::BTreeMap;

/// What one actor asked in one cell.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) actor: u32,
    /// Week from the first of the window, median log price, first advert; in order of weeks.
    pub(crate) weeks: Vec<(usize, f64, u32)>,
}

impl Path {
    /// Log price after minus before each of `buckets` weeks, from the second week on; not a number
    /// where the actor has no price on one of the sides. Medians, so that one odd week is no
    /// change.
    pub(crate) fn differences(&self, buckets: usize) -> Vec<f64> {
        let mut out = vec![f64::NAN; buckets.saturating_sub(1)];
        for split in 1..self.weeks.len() {
            let off = median(&self.weeks[split..]) - median(&self.weeks[..split]);
            // The split is the same for all weeks between two prices.
            for week in self.weeks[split - 1].0 + 1..=self.weeks[split].0 {
                out[week - 1] = off;
            }
        }
        out
    }
}

fn median(weeks: &[(usize, f64, u32)]) -> f64 {
    middle(weeks.iter().map(|w| w.1).collect())
}

/// The median; 0 of nothing.
pub(crate) fn middle(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    quantile(&of, 0.5).unwrap_or(0.0)
}

/// Paths of each cell, by actor: of each place and service, and of each currency whole. In the
/// latter an actor is in one place, the one with most of its weeks, so that who goes where prices
/// are higher does not raise them.
pub(crate) fn paths(rows: &[PriceRow], first: i32, last: i32) -> BTreeMap<Cell, Vec<Path>> {
    let mut seen: Vec<(Cell, u32, usize, f64, u32)> = rows
        .iter()
        .filter(|r| (first..=last).contains(&r.period))
        .filter_map(|r| {
            let hourly = r.hourly.filter(|p| p.is_finite() && *p > 0.0)?;
            let place = Cell {
                currency: r.currency,
                place: Some(r.place),
                period: None,
                service: r.service,
            };
            Some((place, r.actor, (r.period - first) as usize, libm::log(hourly), r.row))
        })
        .collect();
    seen.sort_unstable_by(|a, b| {
        (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)).then(a.3.total_cmp(&b.3)).then(a.4.cmp(&b.4))
    });
    let mut cells: BTreeMap<Cell, Vec<Path>> = BTreeMap::new();
    for its in seen.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let week = |w: &[(Cell, u32, usize, f64, u32)]| {
            let price = middle(w.iter().map(|s| s.3).collect());
            (w[0].2, price, w.iter().map(|s| s.4).min().unwrap_or(w[0].4))
        };
        let weeks = its.chunk_by(|a, b| a.2 == b.2).map(week).collect();
        cells.entry(its[0].0).or_default().push(Path { actor: its[0].1, weeks });
    }
    let wide = wide(&cells);
    cells.extend(wide);
    cells
}

fn wide(cells: &BTreeMap<Cell, Vec<Path>>) -> BTreeMap<Cell, Vec<Path>> {
    let mut best: BTreeMap<(Cell, u32), &Path> = BTreeMap::new();
    for (cell, its) in cells.iter().filter(|(c, _)| c.service.is_none()) {
        for path in its {
            let known = best.entry((Cell::currency(cell.currency), path.actor)).or_insert(path);
            if path.weeks.len() > known.weeks.len() {
                *known = path;
            }
        }
    }
    let mut wide: BTreeMap<Cell, Vec<Path>> = BTreeMap::new();
    for ((cell, _), path) in best {
        wide.entry(cell).or_default().push(path.clone());
    }
    wide
}
