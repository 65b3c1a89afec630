//! The links that hold actors together: a spanning forest, heaviest links first (Kruskal 1956).

use crate::apart::{Apart, Constraint};
use crate::judge::Held;
use crate::shared::Shared;
use crate::sketch::Sketches;
use crate::templates::Templates;
use crate::union::Union;
use crate::weights;
use rustc_hash::FxHashMap;
use spoor_vocab::{ActorLink, LinkKind, SelectorKind};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A possible link. In order: weight in 1/1024 bits (a whole number, so that order is exact),
/// heaviest first, then rows and the selector; none for a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    bits: Reverse<i32>,
    from: u32,
    to: u32,
    selector: Option<u32>,
    /// First row of the set that shares the value: names it among the selector's.
    set: u32,
    /// Which centre of the set `from` is.
    centre: usize,
}

/// What holds actors together.
pub(crate) struct Forest {
    /// The links, heaviest first.
    pub(crate) links: Vec<ActorLink>,
    /// The sets they join.
    pub(crate) union: Union,
    /// Of what people said, which pairs could not be joined.
    pub(crate) unmet: Vec<Constraint>,
}

/// Where candidates come from.
pub(crate) struct Grove<'a> {
    pub(crate) sketches: &'a Sketches,
    pub(crate) templates: &'a Templates,
    /// For each row, the first of its group within its template.
    pub(crate) anchor: &'a [u32],
    pub(crate) shared: &'a Shared<'a>,
    pub(crate) held: &'a [Held],
}

fn fixed(bits: f32) -> i32 {
    (bits * 1024.0) as i32
}

impl Grove<'_> {
    /// The forest over selector links and template links, and over what people said: first the pairs
    /// that they joined, then every link that brings no pair together which they parted.
    pub(crate) fn forest(&self, constraints: &[Constraint]) -> Forest {
        let size = self.sizes();
        let mut apart = Apart::of(constraints);
        let mut union = Union::new(self.templates.len());
        let (mut links, mut unmet) = (Vec::new(), Vec::new());
        for c in constraints.iter().filter(|c| c.one) {
            if union.find(c.a) == union.find(c.b) {
                continue;
            }
            match apart.join(&mut union, c.a, c.b) {
                true => links.push(said(c)),
                false => unmet.push(*c),
            }
        }
        let mut kept = self.kruskal(&size, &mut union, &mut apart);
        // A link that was tried again from another centre may weigh more than those before it.
        kept.sort_unstable();
        links.extend(kept.into_iter().map(|c| self.explain(&size, c)));
        Forest { links, union, unmet }
    }

    /// Joins by the heaviest links first. Whoever may not join the centre of a set that shares a value
    /// tries those before him who might not either: what two share, they share without the centre too.
    fn kruskal(
        &self,
        size: &FxHashMap<u32, u32>,
        union: &mut Union,
        apart: &mut Apart,
    ) -> Vec<Candidate> {
        let mut candidates = self.candidates(size);
        candidates.sort_unstable();
        let mut candidates = candidates.into_iter().peekable();
        let mut again: BinaryHeap<Reverse<Candidate>> = BinaryHeap::new();
        let mut centres: FxHashMap<(Option<u32>, u32), Vec<u32>> = FxHashMap::default();
        let mut kept = Vec::new();
        loop {
            let sooner =
                again.peek().is_some_and(|Reverse(a)| candidates.peek().is_none_or(|c| a < c));
            let next = if sooner { again.pop().map(|Reverse(c)| c) } else { candidates.next() };
            let Some(one) = next else { return kept };
            if union.find(one.from) == union.find(one.to) {
                continue;
            }
            if apart.join(union, one.from, one.to) {
                kept.push(one);
                continue;
            }
            let known = centres.entry((one.selector, one.set)).or_insert_with(|| vec![one.set]);
            match known.get(one.centre + 1) {
                Some(from) => {
                    let bits = match one.selector {
                        Some(_) => one.bits,
                        None => Reverse(self.alike(size, *from, one.to)),
                    };
                    let centre = one.centre + 1;
                    again.push(Reverse(Candidate { bits, from: *from, centre, ..one }));
                }
                None => known.push(one.to),
            }
        }
    }

    /// Adverts that follow each template, by its label.
    fn sizes(&self) -> FxHashMap<u32, u32> {
        let mut size: FxHashMap<u32, u32> = FxHashMap::default();
        for label in &self.templates.label {
            *size.entry(*label).or_default() += 1;
        }
        size
    }

    /// Weight of two texts of one template.
    fn alike(&self, size: &FxHashMap<u32, u32>, from: u32, to: u32) -> i32 {
        let alike = self.sketches.similarity(to as usize, from as usize);
        let shown_by = size[&self.templates.label[to as usize]];
        fixed(weights::same_template(alike, shown_by, self.templates.len() as u32))
    }

    fn candidates(&self, size: &FxHashMap<u32, u32>) -> Vec<Candidate> {
        let rows = self.templates.len() as u32;
        let mut links: Vec<Candidate> = Vec::new();
        for (to, from) in (0..).zip(self.anchor.iter().copied()) {
            if to != from {
                let bits = Reverse(self.alike(size, from, to));
                links.push(Candidate { bits, from, to, selector: None, set: from, centre: 0 });
            }
        }
        for Held { selector, sets } in self.held {
            let s = &self.shared.selectors[*selector as usize];
            let bits = Reverse(fixed(weights::agree(s.kind, s.rows.len() as u32, rows)));
            for set in sets {
                let (from, selector) = (set[0], Some(*selector));
                let link =
                    |to: &u32| Candidate { bits, from, to: *to, selector, set: from, centre: 0 };
                links.extend(set[1..].iter().map(link));
            }
        }
        links
    }

    fn explain(&self, size: &FxHashMap<u32, u32>, c: Candidate) -> ActorLink {
        let (kind, value, shown_by) = match c.selector {
            None => {
                let label = self.templates.label[c.from as usize];
                (LinkKind::Template, label.to_string(), size[&label])
            }
            Some(selector) => {
                let s = &self.shared.selectors[selector as usize];
                (link_kind(s.kind), s.value.to_string(), s.rows.len() as u32)
            }
        };
        let (from, to) = (c.from, c.to);
        ActorLink { from, to, kind, value, shown_by, weight_bits: c.bits.0 as f32 / 1024.0 }
    }
}

/// The link that a person's word makes.
fn said(c: &Constraint) -> ActorLink {
    let value = "one author, as somebody said".to_owned();
    let weight_bits = weights::SAID;
    ActorLink { from: c.a, to: c.b, kind: LinkKind::Said, value, shown_by: 2, weight_bits }
}

/// The link a shared selector makes.
pub fn link_kind(kind: SelectorKind) -> LinkKind {
    match kind {
        SelectorKind::Phone => LinkKind::Phone,
        SelectorKind::Email => LinkKind::Email,
        SelectorKind::Handle => LinkKind::Handle,
        SelectorKind::Url => LinkKind::Url,
        SelectorKind::Wallet => LinkKind::Wallet,
        SelectorKind::Card => LinkKind::Card,
        SelectorKind::Image => LinkKind::Image,
        SelectorKind::Account => LinkKind::Account,
    }
}
