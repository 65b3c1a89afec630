//! Where one price stands.

use crate::cell::Cell;
use crate::price::Prices;
use crate::shrink;

/// Where a price stands in its cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// The cell it was compared with: the one asked for, or the next wider one with a price.
    pub cell: Cell,
    /// Share of the cell's prices below it, 0.005 to 0.995.
    pub quantile: f64,
    /// Least share that agrees with the cell's intervals.
    pub low: f64,
    /// Greatest share that agrees with them.
    pub high: f64,
    /// The price over the cell's median: 0.8 is a fifth below it.
    pub ratio: f64,
    /// Distance from the median in standard deviations of log prices inside cells.
    pub deviations: f64,
}

/// What one actor asks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Own {
    /// Its adverts.
    pub adverts: u32,
    /// Those with a price.
    pub priced: u32,
    /// Median price of an hour; 0 without a price.
    pub median: f64,
    /// Mean price of an hour.
    pub mean: f64,
    /// Standard deviation (n - 1), 0 of a single price.
    pub deviation: f64,
}

/// Grid of shares: half a per cent each.
const STEPS: usize = 199;

impl Prices {
    /// Where the price `hourly` stands in `cell`; where the cell has no price, in the next wider
    /// one. `None` if the currency has none, or `hourly` is not a number over 0.
    ///
    /// The interval inverts those of the quantiles: a share is possible if the interval of that
    /// quantile holds the price.
    pub fn position(&self, hourly: f64, cell: Cell) -> Option<Position> {
        if !(hourly.is_finite() && hourly > 0.0) {
            return None;
        }
        let mut found = cell;
        let at = loop {
            match self.index(found) {
                Some(at) => break at,
                None => found = found.parent()?,
            }
        };
        let x = hourly.ln();
        let share = |k: usize| (k + 1) as f64 / (STEPS + 1) as f64;
        // Quantiles rise with the share, and so do the ends of their intervals but for the thinnest
        // tails: the search may stop at any crossing there.
        let first = |over: &dyn Fn(f64) -> bool| {
            let (mut low, mut high) = (0, STEPS);
            while low < high {
                let k = low.midpoint(high);
                if over(share(k)) {
                    high = k;
                } else {
                    low = k + 1;
                }
            }
            share(low.min(STEPS - 1))
        };
        // Halfway between the shares below and at most the price, so that ties stand in the middle.
        let below = first(&|p| self.log_middle(at, p) >= x);
        let at_most = first(&|p| self.log_middle(at, p) > x);
        let end = |p: f64, side: f64| {
            let (middle, error) = self.log_quantile(at, p);
            middle + side * error
        };
        let middle = shrink::location(&self.nodes, at);
        Some(Position {
            cell: found,
            quantile: f64::midpoint(below, at_most),
            low: first(&|p| end(p, 1.0) >= x),
            high: first(&|p| end(p, -1.0) > x),
            ratio: (x - middle).exp(),
            deviations: (x - middle) / self.nodes[at].within.sqrt(),
        })
    }
}

/// From an actor's log prices.
pub(crate) fn own(prices: Vec<(u32, f64)>, all: u32) -> Own {
    let mut raw: Vec<f64> = prices.into_iter().map(|(_, x)| x.exp()).collect();
    raw.sort_by(f64::total_cmp);
    let n = raw.len() as f64;
    let mean = raw.iter().sum::<f64>() / n.max(1.0);
    let squares: f64 = raw.iter().map(|x| (x - mean).powi(2)).sum();
    Own {
        adverts: all,
        priced: raw.len() as u32,
        median: crate::quantile(&raw, 0.5).unwrap_or(0.0),
        mean,
        deviation: (squares / (n - 1.0).max(1.0)).sqrt(),
    }
}
