//! Reasons into a score with its uncertainty.
//!
//! The score is the sum of the reasons' weights for, less those against, and each reason is
//! shown with exactly the weight that went into the sum. Three things stand between a rule's
//! full weight and that: its strength (0 to 1); the discount inside a group of rules that show
//! the same thing (the heaviest counts whole, the next by `discount`, the next by its square, up
//! to the group's cap); and the shrinkage n / (n + k) for actors of few adverts. Words alone are
//! capped over all groups together.
//!
//! The interval is Efron's percentile bootstrap (1979, Annals of Statistics 7) over the actor's
//! adverts: how far would the score fall or rise if we had seen another such set of adverts?
//! Distinct counts (names, places) can only fall when adverts are drawn again, so the interval
//! leans to the low side; that is the side on which a reviewer's time is lost.

use crate::baseline::Baseline;
use crate::chance::SplitMix;
use crate::facts::ActorFacts;
use crate::pack::{RuleKind, RulePack};
use crate::rules;
use crate::scene::{Found, Scene};
use crate::view::View;
use spoor_vocab::{Direction, Reason};
use std::collections::BTreeMap;

/// An actor, weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighed {
    /// Weights for minus weights against, in bits. A sort key, not a probability.
    pub score: f64,
    /// Lower end of the interval (90 % in the built-in pack); never above `score`.
    pub low: f64,
    /// Upper end of the interval; never below `score`.
    pub high: f64,
    /// Heaviest first. Their signed weights sum to `score`.
    pub reasons: Vec<Reason>,
}

/// Weighs one actor. `None` is "no lead": fewer than two adverts hang together, or nothing but
/// one kind of word speaks for a closer look.
///
/// A lead needs at least two linked adverts and, beside that, a structural reason or the
/// corroboration of indicators of two groups that each stand in two adverts. Several keywords
/// of one group, or many keywords in one advert, are never enough.
///
/// Deterministic: the same facts (in any order), baseline, pack and seed give the same bytes.
pub fn weigh(actor: &ActorFacts, base: &Baseline, pack: &RulePack, seed: u64) -> Option<Weighed> {
    if actor.adverts.len() < 2 {
        return None;
    }
    let view = View::new(actor, base, pack);
    let once = vec![1u32; view.items.len()];
    let found = observe(&view, base, pack, &once, true);
    if !stands(&found, pack, &view) {
        return None;
    }
    let weights = weights(&found, pack, view.items.len());
    let score = total(&weights, &found, pack);
    let mut reasons: Vec<Reason> = found
        .iter()
        .zip(&weights)
        .map(|(found, weight)| reason(found, *weight, pack, &view))
        .collect();
    reasons
        .sort_by(|a, b| b.weight_bits.total_cmp(&a.weight_bits).then_with(|| a.code.cmp(&b.code)));
    let (low, high) = interval(actor, &view, base, pack, seed);
    Some(Weighed { score, low: low.min(score), high: high.max(score), reasons })
}

fn observe(
    view: &View,
    base: &Baseline,
    pack: &RulePack,
    times: &[u32],
    explain: bool,
) -> Vec<Found> {
    let mut scene = Scene { view, base, pack, times, explain, found: Vec::new() };
    rules::observe(&mut scene);
    scene.found
}

/// Is there more than words of one kind?
fn stands(found: &[Found], pack: &RulePack, view: &View) -> bool {
    let mut groups: Vec<&str> = Vec::new();
    for f in found {
        let rule = &pack.rules[f.rule];
        if rule.direction == Direction::Against {
            continue;
        }
        if rule.kind == RuleKind::Structural {
            return true;
        }
        let shown = view.items.iter().filter(|i| i.words.iter().any(|w| w.0 == f.rule)).count();
        if shown >= 2 && !groups.contains(&rule.group.as_str()) {
            groups.push(&rule.group);
        }
    }
    groups.len() >= 2
}

/// The weight of each observation in the sum, in bits, positive.
fn weights(found: &[Found], pack: &RulePack, adverts: usize) -> Vec<f64> {
    let n = adverts as f64;
    let shrink = n / (n + pack.scoring.shrink_adverts);
    let mut out = vec![0.0; found.len()];
    let mut groups: BTreeMap<(bool, &str), Vec<(f64, usize)>> = BTreeMap::new();
    for (k, f) in found.iter().enumerate() {
        let rule = &pack.rules[f.rule];
        let key = (rule.direction == Direction::For, rule.group.as_str());
        groups.entry(key).or_default().push((rule.bits * f.strength, k));
    }
    for ((_, group), mut members) in groups {
        // Heaviest first; ties by the order of the pack.
        members.sort_by(|a, b| b.0.total_cmp(&a.0).then(found[a.1].rule.cmp(&found[b.1].rule)));
        let mut left = pack.caps[group];
        let mut factor = 1.0;
        for (bits, k) in members {
            out[k] = (bits * factor).min(left) * shrink;
            left = (left - bits * factor).max(0.0);
            factor *= pack.scoring.discount;
        }
    }
    cap_words(found, pack, &mut out);
    out
}

/// Scales indicators for a closer look down to the cap they have together.
fn cap_words(found: &[Found], pack: &RulePack, weights: &mut [f64]) {
    let is_word = |f: &Found| {
        let rule = &pack.rules[f.rule];
        rule.kind == RuleKind::Indicator && rule.direction == Direction::For
    };
    let words: f64 = found.iter().zip(&*weights).filter(|(f, _)| is_word(f)).map(|(_, w)| w).sum();
    if words > pack.scoring.words_cap {
        let scale = pack.scoring.words_cap / words;
        for (f, weight) in found.iter().zip(weights) {
            if is_word(f) {
                *weight *= scale;
            }
        }
    }
}

fn total(weights: &[f64], found: &[Found], pack: &RulePack) -> f64 {
    let signed = |(f, w): (&Found, &f64)| match pack.rules[f.rule].direction {
        Direction::For => *w,
        Direction::Against => -*w,
    };
    found.iter().zip(weights).map(signed).sum()
}

fn reason(found: &Found, weight: f64, pack: &RulePack, view: &View) -> Reason {
    let rule = &pack.rules[found.rule];
    let (figures, items) = &found.account;
    let mut adverts: Vec<String> = Vec::new();
    for i in items {
        let id = &view.ids[*i as usize];
        if adverts.len() < 20 && !adverts.contains(id) {
            adverts.push(id.clone());
        }
    }
    Reason {
        code: rule.code.clone(),
        direction: rule.direction,
        weight_bits: weight as f32,
        text: rule.sentence(figures),
        citation: rule.citation.clone(),
        adverts,
    }
}

fn interval(
    actor: &ActorFacts,
    view: &View,
    base: &Baseline,
    pack: &RulePack,
    seed: u64,
) -> (f64, f64) {
    let n = view.items.len();
    let mut chance = SplitMix::of(&actor.actor_id, seed);
    let mut times = vec![0u32; n];
    let mut scores: Vec<f64> = (0..pack.scoring.replicates)
        .map(|_| {
            times.fill(0);
            for _ in 0..n {
                times[chance.below(n)] += 1;
            }
            let found = observe(view, base, pack, &times, false);
            total(&weights(&found, pack, n), &found, pack)
        })
        .collect();
    scores.sort_by(f64::total_cmp);
    let tail = (1.0 - pack.scoring.interval) / 2.0;
    let at = |share: f64| scores[((scores.len() - 1) as f64 * share).round() as usize];
    (at(tail), at(1.0 - tail))
}
