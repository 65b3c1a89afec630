//! What people said of pairs of adverts: that two are of one hand, or are not (must-link and
//! cannot-link, Wagstaff and Cardie 2000). A person's word outweighs any evidence.

use crate::union::Union;
use rustc_hash::FxHashMap;

/// What a person said of two adverts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Constraint {
    /// Row of one advert.
    pub a: u32,
    /// Row of the other.
    pub b: u32,
    /// Whether they are of one hand; if not, they are never in one actor.
    pub one: bool,
}

/// Pairs of rows that may not come together, by the sets they are in.
#[derive(Debug, Default)]
pub(crate) struct Apart {
    /// For the first row of a set, the rows that may not join it.
    barred: FxHashMap<u32, Vec<u32>>,
}

/// Pairs in order, each once, smaller row first; pairs of rows that do not exist are left out.
pub(crate) fn ordered(rows: usize, constraints: &[Constraint]) -> Vec<Constraint> {
    let usable = |c: &&Constraint| c.a != c.b && (c.a.max(c.b) as usize) < rows;
    let turned = |c: &Constraint| Constraint { a: c.a.min(c.b), b: c.a.max(c.b), one: c.one };
    let mut all: Vec<Constraint> = constraints.iter().filter(usable).map(turned).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Apart {
    /// Of rows that are each alone.
    pub(crate) fn of(constraints: &[Constraint]) -> Self {
        let mut barred: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for c in constraints.iter().filter(|c| !c.one) {
            barred.entry(c.a).or_default().push(c.b);
            barred.entry(c.b).or_default().push(c.a);
        }
        Self { barred }
    }

    /// Joins two sets unless somebody said that they are not of one hand; false if they stay apart.
    pub(crate) fn join(&mut self, union: &mut Union, a: u32, b: u32) -> bool {
        let (a, b) = (union.find(a), union.find(b));
        let bars = |of: u32| self.barred.get(&of).map_or(0, Vec::len);
        let (few, many) = if bars(a) <= bars(b) { (a, b) } else { (b, a) };
        let barred = self.barred.get(&few).is_some_and(|rows| {
            let mut rows = rows.iter();
            rows.any(|row| union.find(*row) == many)
        });
        if barred {
            return false;
        }
        union.union(a, b);
        let both: Vec<u32> =
            [a, b].iter().filter_map(|set| self.barred.remove(set)).flatten().collect();
        if !both.is_empty() {
            self.barred.insert(union.find(a), both);
        }
        true
    }
}
