//! Texts to rows of terms, in two passes: which terms many actors use, then who and when.

use crate::count::{Kind, Row};
use crate::popular::Popular;
use crate::words::each;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
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
#[derive(Debug)]
pub struct Terms {
    never: FxHashSet<String>,
    actors_min: u32,
    popular: Popular,
    numbers: FxHashMap<String, u32>,
    rows: Vec<Row>,
    /// Rows at which doubles are thrown out next.
    full: usize,
}

/// Rows at which doubles are thrown out first.
const FULL: usize = 1 << 20;

/// Texts whose terms are held at a time.
const CHUNK: usize = 4_096;

impl Terms {
    /// Nothing counted yet.
    pub fn new(settings: TermSettings) -> Self {
        let popular = Popular::new(settings.cells);
        let TermSettings { never, actors_min, .. } = settings;
        Self {
            never: never.into_iter().collect(),
            actors_min,
            popular,
            numbers: FxHashMap::default(),
            rows: Vec::new(),
            full: FULL,
        }
    }

    /// First pass.
    pub fn note(&mut self, text: &Text<'_>) {
        self.note_one(text);
    }

    /// First pass of many texts, on all cores: as if [`Terms::note`] were called for each.
    pub fn note_all(&mut self, texts: &[Text<'_>]) {
        texts.par_iter().for_each(|text| self.note_one(text));
    }

    fn note_one(&self, text: &Text<'_>) {
        let never = |term: &str| self.never.contains(term);
        each(text.text, text.masked, &never, &mut |term| self.popular.add(term, text.actor));
    }

    /// Second pass.
    pub fn take(&mut self, text: &Text<'_>) {
        let passed = self.passed(text);
        self.count(text, &passed);
    }

    /// Second pass of many texts, their words read on all cores: as if [`Terms::take`] were called
    /// for each.
    pub fn take_all(&mut self, texts: &[Text<'_>]) {
        for texts in texts.chunks(CHUNK) {
            let passed: Vec<String> = texts.par_iter().map(|text| self.passed(text)).collect();
            texts.iter().zip(&passed).for_each(|(text, passed)| self.count(text, passed));
        }
    }

    /// The terms of a text that many actors use, each with a line feed after it.
    fn passed(&self, text: &Text<'_>) -> String {
        // Of five actors two share a bit now and then: a term one short is let through, and the
        // exact count that follows decides.
        let least = self.actors_min.saturating_sub(1).clamp(1, 60);
        let never = |term: &str| self.never.contains(term);
        let mut out = String::new();
        each(text.text, text.masked, &never, &mut |term| {
            if self.popular.actors(term) >= least {
                out.push_str(term);
                out.push('\n');
            }
        });
        out
    }

    fn count(&mut self, text: &Text<'_>, passed: &str) {
        let Text { group, bucket, actor, row, .. } = *text;
        for term in passed.split_terminator('\n') {
            let key = match self.numbers.get(term) {
                Some(key) => *key,
                None => {
                    let next = self.numbers.len() as u32;
                    self.numbers.insert(term.to_owned(), next);
                    next
                }
            };
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
        self.rows.par_sort_unstable_by_key(|r| (of(r), r.row));
        self.rows.dedup_by(|b, a| of(a) == of(b));
    }

    /// The terms in order, and the rows, whose keys are their indices. The same in whatever order
    /// the texts came.
    pub fn finish(mut self) -> (Vec<String>, Vec<Row>) {
        self.thin();
        let mut terms: Vec<(String, u32)> = self.numbers.into_iter().collect();
        terms.par_sort_unstable();
        let mut place = vec![0; terms.len()];
        for (n, (_, old)) in (0..).zip(&terms) {
            place[*old as usize] = n;
        }
        for row in &mut self.rows {
            row.key = place[row.key as usize];
        }
        self.rows.par_sort_unstable();
        (terms.into_iter().map(|(term, _)| term).collect(), self.rows)
    }
}
