//! Texts to rows of terms, in two passes: which terms many actors use, then who and when.

use crate::count::{Kind, Row};
use crate::popular::Popular;
use crate::words::words;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// One advert's text.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The text.
    pub text: &'a str,
    /// Byte spans not to be counted: selectors, names, places.
    pub masked: &'a [(usize, usize)],
    /// Its yardstick: 0, or its language.
    pub group: u32,
    /// Number of the day or week.
    pub bucket: i32,
    /// Number of the actor.
    pub actor: u32,
    /// Row of the advert.
    pub row: u32,
}

/// What is counted.
#[derive(Clone, Debug)]
pub struct TermSettings {
    /// Words and pairs, lower case, that are in no term: nationality, ethnicity, colour, religion.
    pub never: BTreeSet<String>,
    /// Actors that a term needs to be counted.
    pub actors_min: u32,
    /// Cells of the filter of the first pass, 16 bytes each.
    pub cells: usize,
}

/// Terms in two passes over the same texts: [`Terms::note`] for each, then [`Terms::take`] for
/// each, then [`Terms::finish`]. The first pass takes bounded memory; the second holds the terms
/// that passed, each once for an actor and bucket.
#[derive(Clone, Debug)]
pub struct Terms {
    settings: TermSettings,
    popular: Popular,
    numbers: FxHashMap<String, u32>,
    rows: Vec<Row>,
    /// Rows at which doubles are thrown out next.
    full: usize,
}

/// Rows at which doubles are thrown out first.
const FULL: usize = 1 << 20;

impl Terms {
    /// Nothing counted yet.
    pub fn new(settings: TermSettings) -> Self {
        let popular = Popular::new(settings.cells);
        Self { settings, popular, numbers: FxHashMap::default(), rows: Vec::new(), full: FULL }
    }

    /// First pass.
    pub fn note(&mut self, text: &Text<'_>) {
        for term in words(text.text, text.masked, &self.settings.never) {
            self.popular.add(&term, text.actor);
        }
    }

    /// Second pass.
    pub fn take(&mut self, text: &Text<'_>) {
        // Of five actors two share a bit now and then: a term one short is let through, and the
        // exact count that follows decides.
        let least = self.settings.actors_min.saturating_sub(1).clamp(1, 60);
        for term in words(text.text, text.masked, &self.settings.never) {
            if self.popular.actors(&term) < least {
                continue;
            }
            let next = self.numbers.len() as u32;
            let key = *self.numbers.entry(term).or_insert(next);
            let Text { group, bucket, actor, row, .. } = *text;
            self.rows.push(Row { kind: Kind::Term, group, key, bucket, actor, row });
        }
        if self.rows.len() >= self.full {
            self.thin();
            self.full = FULL.max(self.rows.len() * 2);
        }
    }

    /// One row for an actor, term and bucket: the first.
    fn thin(&mut self) {
        let of = |r: &Row| (r.group, r.key, r.actor, r.bucket);
        self.rows.sort_unstable_by_key(|r| (of(r), r.row));
        self.rows.dedup_by(|b, a| of(a) == of(b));
    }

    /// The terms in order, and the rows, whose keys are their indices. The same in whatever order
    /// the texts came.
    pub fn finish(mut self) -> (Vec<String>, Vec<Row>) {
        self.thin();
        let mut terms: Vec<(String, u32)> = self.numbers.into_iter().collect();
        terms.sort_unstable();
        let mut place = vec![0; terms.len()];
        for (n, (_, old)) in (0..).zip(&terms) {
            place[*old as usize] = n;
        }
        for row in &mut self.rows {
            row.key = place[row.key as usize];
        }
        self.rows.sort_unstable();
        (terms.into_iter().map(|(term, _)| term).collect(), self.rows)
    }
}
