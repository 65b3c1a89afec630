//! All leads in order of probability.

use crate::fit::Odds;
use crate::logistic::moderated;
use std::cmp::Ordering;

/// Rows in order, most probable first; ties go by identifier.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    rows: Vec<u32>,
    /// Log-odds of the probability, by row: it orders as the probability does, and tells apart
    /// what is rounded to 1.
    keys: Vec<f64>,
}

impl Ranking {
    pub(crate) fn new(odds: &[Odds]) -> Self {
        let keys: Vec<f64> = odds.iter().map(key).collect();
        let mut rows: Vec<u32> = (0..keys.len() as u32).collect();
        rows.sort_by(|&a, &b| order((keys[a as usize], a), (keys[b as usize], b)));
        Self { rows, keys }
    }

    /// Rows of the sheet, the most probable first.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.rows.iter().map(|r| *r as usize)
    }

    /// Rank of a row of the sheet, from 1.
    pub fn rank(&self, row: usize) -> u32 {
        self.rank_as(row, self.keys[row])
    }

    /// Rank that the row would have with other odds, everything else as it is: by two bisections.
    pub(crate) fn rank_if(&self, row: usize, odds: Odds) -> u32 {
        self.rank_as(row, key(&odds))
    }

    fn rank_as(&self, row: usize, new: f64) -> u32 {
        let row = row as u32;
        let before = |key: f64| {
            self.rows.partition_point(|&r| {
                order((self.keys[r as usize], r), (key, row)) == Ordering::Less
            })
        };
        let own = before(self.keys[row as usize]);
        let place = before(new);
        (place - usize::from(own < place)) as u32 + 1
    }
}

pub(crate) fn key(odds: &Odds) -> f64 {
    moderated(odds.mean, odds.variance)
}

fn order(a: (f64, u32), b: (f64, u32)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}
