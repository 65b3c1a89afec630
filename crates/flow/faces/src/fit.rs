//! Fitting the line from distance to weight, and judging it on other people.

use crate::calibrate::{Pair, Rate};

/// How many rates are kept in a card.
const RATES: usize = 40;

/// A straight line: weight in log10 units at distance zero, and lost for each unit of distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// At distance zero.
    pub intercept: f64,
    /// Lost for each unit of distance.
    pub slope: f64,
}

impl Line {
    /// The weight of a distance, in log10 units, without a cap.
    pub fn weight(&self, distance: f32) -> f64 {
        self.intercept - self.slope * f64::from(distance)
    }
}

/// The line that makes pairs of both kinds most likely, each kind weighing one half.
///
/// Newton's method on the logistic loss, with a little pull towards zero, so that pairs which part
/// without error do not send the slope to infinity. `None` unless there are pairs of both kinds.
pub fn fit(pairs: &[Pair]) -> Option<Line> {
    let (same, different) = counts(pairs);
    if same == 0 || different == 0 {
        return None;
    }
    let pull = 1e-6;
    let (mut at, mut per) = (0.0f64, 0.0f64);
    for _ in 0..100 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (pull * at, pull * per, pull, 0.0, pull);
        for pair in pairs {
            let distance = f64::from(pair.distance);
            let share = if pair.same { 0.5 / same as f64 } else { 0.5 / different as f64 };
            let says = 1.0 / (1.0 + (-(at + per * distance)).exp());
            let slip = share * (says - f64::from(u8::from(pair.same)));
            let bend = share * says * (1.0 - says);
            g0 += slip;
            g1 += slip * distance;
            h00 += bend;
            h01 += bend * distance;
            h11 += bend * distance * distance;
        }
        let det = h00 * h11 - h01 * h01;
        let (step0, step1) = ((h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det);
        if !(step0.is_finite() && step1.is_finite()) {
            return None;
        }
        // A long step from a flat place would overshoot.
        let damp = (10.0 / step0.abs().max(step1.abs())).min(1.0);
        at -= damp * step0;
        per -= damp * step1;
        if step0.abs().max(step1.abs()) < 1e-9 {
            break;
        }
    }
    let log10 = std::f64::consts::LOG10_E;
    Some(Line { intercept: at * log10, slope: -per * log10 })
}

/// Cost of log-likelihood ratios in bits (Brümmer and du Preez 2006): 0 is perfect, 1 is saying
/// nothing. `weights` are log10 units, with whether the pair is of one person.
pub fn cllr(weights: &[(f64, bool)]) -> f64 {
    let side = |same: bool| {
        let costs = weights.iter().filter(|(_, is)| *is == same).map(|(log10, _)| {
            let natural = log10 / std::f64::consts::LOG10_E;
            let against = if same { -natural } else { natural };
            // ln(1 + e^x) without overflow.
            against.max(0.0) + (-against.abs()).exp().ln_1p()
        });
        let (sum, count) = costs.fold((0.0, 0u64), |(sum, count), cost| (sum + cost, count + 1));
        sum / count as f64 / std::f64::consts::LN_2
    };
    0.5 * (side(true) + side(false))
}

/// The least cost that any rising curve from nearness to weight could have: pooled adjacent
/// violators on the pairs themselves.
pub fn cllr_min(pairs: &[Pair]) -> f64 {
    let (same, different) = counts(pairs);
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| b.distance.total_cmp(&a.distance));
    // Blocks of (pairs of one person, pairs of two), each weighed to one half.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for group in sorted.chunk_by(|a, b| a.distance == b.distance) {
        let hits = group.iter().filter(|pair| pair.same).count();
        let mut block = (
            hits as f64 / same as f64,
            (group.len() - hits) as f64 / different as f64,
            group.len(),
        );
        while let Some(last) = blocks.pop_if(|last| last.0 * block.1 >= block.0 * last.1) {
            block = (last.0 + block.0, last.1 + block.1, last.2 + block.2);
        }
        blocks.push(block);
    }
    let cost = |mine: f64, other: f64| if mine > 0.0 { mine * (other / mine).ln_1p() } else { 0.0 };
    let sum: f64 = blocks.iter().map(|(s, d, _)| cost(*s, *d) + cost(*d, *s)).sum();
    0.5 * sum / std::f64::consts::LN_2
}

/// The error rate where misses and false ones are equally frequent, with its distance.
pub fn equal_error(pairs: &[Pair]) -> (f64, f32) {
    let mut best = (f64::INFINITY, 1.0, 0.0);
    walk(pairs, |distance, same, different| {
        let gap = ((1.0 - same) - different).abs();
        if gap < best.0 {
            best = (gap, ((1.0 - same) + different) / 2.0, distance);
        }
    });
    (best.1, best.2)
}

/// Share of pairs of one person within the largest distance at which at most `rate` of the pairs
/// of two people lie, with that distance.
pub fn found_at(pairs: &[Pair], rate: f64) -> (f64, f32) {
    let mut best = (0.0, 0.0);
    walk(pairs, |distance, same, different| {
        if different <= rate {
            best = (same, distance);
        }
    });
    best
}

/// Shares at a few dozen distances, for a card: evenly in the distance.
pub fn rates(pairs: &[Pair]) -> Vec<Rate> {
    let (same, different) = counts(pairs);
    let furthest = pairs.iter().map(|pair| pair.distance).fold(0.0, f32::max);
    let share = |distance: f64, is: bool, of: usize| {
        let near = pairs.iter().filter(|p| p.same == is && f64::from(p.distance) <= distance);
        near.count() as f64 / of.max(1) as f64
    };
    let steps = (1..=RATES).map(|step| f64::from(furthest) * step as f64 / RATES as f64);
    let round = |value: f64| (value * 1e6).round() / 1e6;
    steps
        .map(|distance| Rate {
            distance: round(distance),
            same: round(share(distance, true, same)),
            different: round(share(distance, false, different)),
        })
        .collect()
}

/// Goes through the pairs, the nearest first, with the shares of both kinds so far.
fn walk(pairs: &[Pair], mut tell: impl FnMut(f32, f64, f64)) {
    let (same, different) = counts(pairs);
    let mut sorted = pairs.to_vec();
    sorted.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    let (mut hits, mut slips) = (0usize, 0usize);
    for group in sorted.chunk_by(|a, b| a.distance == b.distance) {
        let near = group.iter().filter(|pair| pair.same).count();
        hits += near;
        slips += group.len() - near;
        let share = |some: usize, all: usize| some as f64 / all.max(1) as f64;
        tell(group[0].distance, share(hits, same), share(slips, different));
    }
}

/// How many pairs are of one person, how many of two.
pub fn counts(pairs: &[Pair]) -> (usize, usize) {
    let same = pairs.iter().filter(|pair| pair.same).count();
    (same, pairs.len() - same)
}
