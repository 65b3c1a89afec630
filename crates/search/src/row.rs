//! Rows in the making: the order of adverts, the best so far, and adverts that share a row.

use crate::Sort;
use rustc_hash::FxHashMap;
use spoor_vocab::Millis;
use std::cmp::Ordering;

/// An advert that may become a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) score: f32,
    pub(crate) posted: Option<Millis>,
    /// Fixed for an advert: the last tie-breaker.
    pub(crate) key: u64,
    pub(crate) segment: u32,
    pub(crate) doc: u32,
    /// Adverts of its row.
    pub(crate) adverts: u64,
}

impl Row {
    /// `Less` if it comes before `other`.
    pub(crate) fn order(&self, other: &Self, sort: Sort) -> Ordering {
        let newest = || other.posted.cmp(&self.posted);
        let first = match sort {
            Sort::Relevance => other.score.total_cmp(&self.score).then_with(newest),
            Sort::Newest => newest(),
            // `None` is less than any time, and comes last all the same.
            Sort::Oldest => match (self.posted, other.posted) {
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => b.is_some().cmp(&a.is_some()),
            },
        };
        first.then(self.key.cmp(&other.key))
    }
}

/// The first rows of many.
#[derive(Clone, Debug)]
pub(crate) struct Top {
    rows: Vec<Row>,
    most: usize,
    sort: Sort,
    /// The last of a full list: what comes behind it need not be kept.
    bar: Option<Row>,
}

impl Top {
    pub(crate) fn new(most: usize, sort: Sort) -> Self {
        Self { rows: Vec::new(), most, sort, bar: None }
    }

    pub(crate) fn push(&mut self, row: Row) {
        if self.most == 0 || self.bar.is_some_and(|b| row.order(&b, self.sort).is_gt()) {
            return;
        }
        self.rows.push(row);
        if self.rows.len() >= 2 * self.most.max(32) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.rows.len() > self.most {
            let sort = self.sort;
            self.rows.select_nth_unstable_by(self.most - 1, |a, b| a.order(b, sort));
            self.rows.truncate(self.most);
            self.bar = self.rows.last().copied();
        }
    }

    /// In order.
    pub(crate) fn sorted(mut self) -> Vec<Row> {
        if self.most > 0 {
            self.cut();
        }
        let sort = self.sort;
        self.rows.sort_unstable_by(|a, b| a.order(b, sort));
        self.rows
    }

    pub(crate) fn rows(self) -> impl Iterator<Item = Row> {
        self.rows.into_iter()
    }
}

/// Adverts collapsed by a key: the first of each in order, and how many there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups {
    first: FxHashMap<u64, Row>,
}

impl Groups {
    pub(crate) fn push(&mut self, key: u64, row: Row, sort: Sort) {
        self.first
            .entry(key)
            .and_modify(|old| {
                let adverts = old.adverts + row.adverts;
                if row.order(old, sort).is_lt() {
                    *old = row;
                }
                old.adverts = adverts;
            })
            .or_insert(row);
    }

    pub(crate) fn join(&mut self, other: Self, sort: Sort) {
        for (key, row) in other.first {
            self.push(key, row, sort);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.first.len()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.first.values().copied()
    }
}
