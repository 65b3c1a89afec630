//! What people said of pairs of adverts: constraints of the linking, and table `contests`.

use super::Corpus;
use super::tables_out::{Linked, strings};
use crate::contests::Standing;
use anyhow::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_link::{Constraint, Shown, Side, Sketches, waterfall};
use spoor_tables::PartWriter;
use spoor_tables::arrow::array::{ArrayRef, BooleanArray, Float32Array, RecordBatch, UInt32Array};
use spoor_vocab::{SelectorKind, tables};
use std::sync::Arc;

/// A contest about two adverts that are here.
pub struct Pair {
    /// Their rows.
    pub constraint: Constraint,
    /// Position in the custody log.
    seq: u64,
}

/// What a contest is in fingerprints: actors depend on what was said, not on who said it.
pub fn print(contests: &[Standing]) -> String {
    let one = |s: &Standing| format!("{} {} {}\n", s.contest.about(), s.contest.as_str(), s.seq);
    contests.iter().map(one).collect()
}

/// The contests whose adverts are both here.
pub fn pairs(corpus: &Corpus, contests: &[Standing]) -> Vec<Pair> {
    let wanted: FxHashSet<&str> =
        contests.iter().flat_map(|s| [s.contest.a.as_str(), s.contest.b.as_str()]).collect();
    let rows: FxHashMap<&str, u32> = (0..)
        .zip(&corpus.advert_ids)
        .filter(|(_, id)| wanted.contains(id.as_str()))
        .map(|(row, id)| (id.as_str(), row))
        .collect();
    let pair = |s: &Standing| {
        let (a, b) = (*rows.get(s.contest.a.as_str())?, *rows.get(s.contest.b.as_str())?);
        Some(Pair { constraint: Constraint { a, b, one: s.contest.one }, seq: s.seq })
    };
    contests.iter().filter_map(pair).collect()
}

/// A selector: kind and value.
type Key<'a> = (SelectorKind, &'a str);

/// What the evidence says of pairs.
struct Weigher<'a> {
    linked: &'a Linked<'a>,
    /// Adverts that show a selector, of those that a pair shows.
    shown_by: FxHashMap<Key<'a>, u32>,
    damped: FxHashSet<Key<'a>>,
}

impl<'a> Weigher<'a> {
    fn of(linked: &'a Linked<'a>, pairs: &[Pair]) -> Self {
        let rows = pairs.iter().flat_map(|p| [p.constraint.a, p.constraint.b]);
        let mut shown_by: FxHashMap<Key<'a>, u32> = FxHashMap::default();
        for row in rows {
            shown_by.extend(linked.shown(row).iter().map(|u| ((u.kind, u.value), 0)));
        }
        for u in linked.uses {
            shown_by.entry((u.kind, u.value)).and_modify(|n| *n += 1);
        }
        let damped = linked.actors.damped.iter().map(|d| (d.kind, d.value.as_str())).collect();
        Self { linked, shown_by, damped }
    }

    /// Similarity of the texts, and bits for one hand.
    fn weigh(&self, sketches: &Sketches, pair: &Constraint) -> (f32, f32) {
        let similarity = sketches.similarity(pair.a as usize, pair.b as usize);
        let (a, b) = (self.shown(pair.a), self.shown(pair.b));
        let rows = self.linked.corpus.advert_ids.len() as u32;
        let steps = waterfall(rows, &self.side(pair.a, &a), &self.side(pair.b, &b), similarity);
        (similarity, steps.last().map_or(0.0, |sum| sum.bits))
    }

    fn shown(&self, row: u32) -> Vec<Shown<'a>> {
        let shown = |u: &spoor_link::SelectorUse<'a>| {
            let key = (u.kind, u.value);
            Shown {
                kind: u.kind,
                value: u.value,
                shown_by: self.shown_by.get(&key).copied().unwrap_or(1),
                damped: self.damped.contains(&key),
            }
        };
        self.linked.shown(row).iter().map(shown).collect()
    }

    fn side<'b>(&'b self, row: u32, shown: &'b [Shown<'b>]) -> Side<'b> {
        let (corpus, row) = (self.linked.corpus, row as usize);
        let label = self.linked.templates.label[row];
        let count = |n: usize| n as u32;
        let site = corpus.sites[row].as_str();
        let place = corpus.places[row].as_deref();
        Side {
            template: label,
            template_size: count(
                self.linked.templates.label.iter().filter(|l| **l == label).count(),
            ),
            shown,
            site: Some((site, count(corpus.sites.iter().filter(|s| *s == site).count()))),
            place: place.map(|place| {
                let there = corpus.places.iter().filter(|p| p.as_deref() == Some(place));
                (place, count(there.count()))
            }),
        }
    }
}

/// Writes table `contests`.
pub fn write(
    linked: &Linked<'_>,
    sketches: &Sketches,
    pairs: &[Pair],
    writer: &mut PartWriter,
) -> Result<()> {
    let weigher = Weigher::of(linked, pairs);
    let weights: Vec<(f32, f32)> =
        pairs.iter().map(|p| weigher.weigh(sketches, &p.constraint)).collect();
    let label = &linked.actors.label;
    let met = |c: &Constraint| (label[c.a as usize] == label[c.b as usize]) == c.one;
    let ids = &linked.corpus.advert_ids;
    let flags = |get: &dyn Fn(&Constraint) -> bool| -> ArrayRef {
        Arc::new(pairs.iter().map(|p| Some(get(&p.constraint))).collect::<BooleanArray>())
    };
    let reals = |get: &dyn Fn(&(f32, f32)) -> f32| -> ArrayRef {
        Arc::new(weights.iter().map(|w| Some(get(w))).collect::<Float32Array>())
    };
    let columns: Vec<ArrayRef> = vec![
        strings(pairs.iter().map(|p| ids[p.constraint.a as usize].clone())),
        strings(pairs.iter().map(|p| ids[p.constraint.b as usize].clone())),
        flags(&|c| c.one),
        flags(&met),
        reals(&|w| w.0),
        reals(&|w| w.1),
        Arc::new(pairs.iter().map(|p| u32::try_from(p.seq).ok()).collect::<UInt32Array>()),
    ];
    Ok(writer.write(&RecordBatch::try_new(tables::contests(), columns)?)?)
}
