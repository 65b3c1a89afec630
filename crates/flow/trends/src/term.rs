//! Texts to rows of terms, in two passes: which terms many actors use, then who and when.

use crate::count::{Kind, Row};
use crate::popular::Popular;
use crate::words::Split;
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
    /// Buckets after which an actor counts again: [`crate::Span::rest`].
    pub rest: u32,
    /// Cells of the filter of the first pass, 16 bytes each.
    pub cells: usize,
}

/// Terms in two passes over the same texts: [`Terms::note`] for all, then [`Terms::take`] for
/// all, each in as many batches as you like, then [`Terms::finish`]. The first pass takes bounded
/// memory; the second holds four bytes for each term that passed in a text.
#[derive(Clone, Debug)]
pub struct Terms {
    settings: TermSettings,
    never: FxHashSet<String>,
    popular: Popular,
    /// Number of each term by its hash: two of ten million terms share 64 bits once in 300,000
    /// builds.
    numbers: FxHashMap<u64, u32>,
    /// Terms by number.
    terms: Vec<String>,
    /// Keys of the texts that were taken, one after the other, and where each text's keys end.
    keys: Vec<u32>,
    taken: Vec<(Taken, usize)>,
}

/// A text that was taken: actor, bucket, row, group, so that those of an actor come in order.
type Taken = (u32, i32, u32, u32);

impl Terms {
    /// Nothing counted yet.
    pub fn new(settings: TermSettings) -> Self {
        Self {
            never: settings.never.iter().cloned().collect(),
            popular: Popular::new(settings.cells),
            settings,
            numbers: FxHashMap::default(),
            terms: Vec::new(),
            keys: Vec::new(),
            taken: Vec::new(),
        }
    }

    /// First pass, over a batch that is split on all cores.
    pub fn note(&mut self, texts: &[Text<'_>]) {
        for (text, split) in texts.iter().zip(self.split(texts)) {
            split.terms().for_each(|(hash, _)| self.popular.add_hash(hash, text.actor));
        }
    }

    fn split(&self, texts: &[Text<'_>]) -> Vec<Split> {
        texts.par_iter().map(|t| Split::of(t.text, t.masked, &self.never)).collect()
    }

    /// Second pass, over a batch that is split on all cores.
    pub fn take(&mut self, texts: &[Text<'_>]) {
        // Of five actors two share a bit now and then: a term one short is let through, and the
        // exact count that follows decides.
        let least = self.settings.actors_min.saturating_sub(1).clamp(1, 60);
        for (text, split) in texts.iter().zip(self.split(texts)) {
            for (hash, term) in split.terms() {
                if self.popular.actors_of_hash(hash) < least {
                    continue;
                }
                let key = *self.numbers.entry(hash).or_insert_with(|| {
                    self.terms.push(term.to_owned());
                    self.terms.len() as u32 - 1
                });
                self.keys.push(key);
            }
            let Text { group, bucket, actor, row, .. } = *text;
            self.taken.push(((actor, bucket, row, group), self.keys.len()));
        }
    }

    /// The terms in order, and the rows, whose keys are their indices: of an actor's texts with a
    /// term, the first, and the first after each rest. The same in whatever order the texts came.
    pub fn finish(self) -> (Vec<String>, Vec<Row>) {
        let mut terms: Vec<(String, u32)> = self.terms.into_iter().zip(0..).collect();
        terms.par_sort_unstable();
        let mut place = vec![0; terms.len()];
        for (n, (_, old)) in (0..).zip(&terms) {
            place[*old as usize] = n;
        }
        let starts = [0].into_iter().chain(self.taken.iter().map(|t| t.1));
        let mut texts: Vec<(Taken, &[u32])> = starts
            .zip(&self.taken)
            .map(|(from, (text, to))| (*text, &self.keys[from..*to]))
            .collect();
        texts.par_sort_unstable_by_key(|t| t.0);
        let actors: Vec<_> = texts.chunk_by(|a, b| a.0.0 == b.0.0).collect();
        let rest = self.settings.rest;
        let mut rows: Vec<Row> =
            actors.into_par_iter().flat_map_iter(|texts| first_uses(texts, &place, rest)).collect();
        rows.par_sort_unstable();
        (terms.into_iter().map(|(term, _)| term).collect(), rows)
    }
}

/// The rows of one actor's texts, which come in order of bucket and row: a use counts if the one
/// before lies `rest` buckets back. What [`crate::Counts`] would take of all of them.
fn first_uses(texts: &[(Taken, &[u32])], place: &[u32], rest: u32) -> Vec<Row> {
    let mut seen: FxHashMap<(u32, u32), i64> = FxHashMap::default();
    let mut rows = Vec::new();
    for ((actor, bucket, row, group), keys) in texts {
        for key in keys.iter().map(|key| place[*key as usize]) {
            let (group, bucket, row) = (*group, *bucket, *row);
            let last = seen.insert((group, key), i64::from(bucket));
            if last.is_none_or(|last| i64::from(bucket) - last >= i64::from(rest.max(1))) {
                rows.push(Row { kind: Kind::Term, group, key, bucket, actor: *actor, row });
            }
        }
    }
    rows
}
