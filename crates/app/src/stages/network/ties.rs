//! Ties: what a few actors share that was too weak to make one actor of them.

use crate::facts::Facts;
use rustc_hash::FxHashSet;
use spoor_leads::AdvertFacts;
use spoor_network::{Tie, TieKind};
use spoor_vocab::SelectorKind;

/// What more actors than this share says little of any two of them.
const ACTORS_MAX: usize = 8;

/// Share of its values that one member of a ring has in common with another: the probability of
/// agreement given a ring, by judgement.
const SHARED_IN_RING: f64 = 0.3;

/// One value that an actor shows: what it ties by, its kind of selector (a template has none), and
/// itself.
type Shown = (TieKind, Option<SelectorKind>, String);

/// Ties between actors, as pairs, and the values they are about. A value shared by k of n actors
/// weighs log2(0.3 n / k) bits: a stranger would show it with probability k / n (term frequency,
/// as in linkage). Hubs are left out.
pub fn between(facts: &Facts, hubs: &FxHashSet<(String, String)>) -> (Vec<Tie>, Vec<String>) {
    let mut all: Vec<(Shown, u32)> = Vec::new();
    for (actor, (_, rows)) in facts.actors().iter().enumerate() {
        let first = all.len();
        for &row in rows {
            let values = shown(&facts.adverts()[row as usize]);
            all.extend(values.into_iter().map(|value| (value, actor as u32)));
        }
        let mut own = all.split_off(first);
        own.sort_unstable();
        own.dedup();
        all.append(&mut own);
    }
    all.sort_unstable();
    let actors = facts.actors().len() as f64;
    let (mut ties, mut shared) = (Vec::new(), Vec::new());
    for run in all.chunk_by(|a, b| a.0 == b.0) {
        let ((kind, selector, value), k) = (&run[0].0, run.len());
        let hub = selector.is_some_and(|s| hubs.contains(&(s.as_str().into(), value.clone())));
        if !(2..=ACTORS_MAX).contains(&k) || hub {
            continue;
        }
        let bits = (SHARED_IN_RING * actors / k as f64).log2() as f32;
        for (n, (_, a)) in run.iter().enumerate() {
            let number = shared.len() as u32;
            let tie =
                |(_, b): &(Shown, u32)| Tie { a: *a, b: *b, kind: *kind, value: number, bits };
            ties.extend(run[n + 1..].iter().map(tie));
        }
        shared.push(value.clone());
    }
    (ties, shared)
}

fn shown(advert: &AdvertFacts) -> Vec<Shown> {
    let lists = [
        (TieKind::Selector, SelectorKind::Phone, &advert.phones),
        (TieKind::Selector, SelectorKind::Email, &advert.emails),
        (TieKind::Selector, SelectorKind::Handle, &advert.handles),
        (TieKind::Photo, SelectorKind::Image, &advert.images),
        (TieKind::Payment, SelectorKind::Card, &advert.cards),
    ];
    let mut out: Vec<Shown> = Vec::new();
    for (tie, kind, values) in lists {
        out.extend(values.iter().map(|v| (tie, Some(kind), v.clone())));
    }
    if let Some(account) = &advert.account {
        let value = format!("{}/{account}", advert.site);
        out.push((TieKind::Selector, Some(SelectorKind::Account), value));
    }
    if !advert.template_id.is_empty() {
        out.push((TieKind::Template, None, advert.template_id.clone()));
    }
    out
}
