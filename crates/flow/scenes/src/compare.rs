//! Whether two pictures show the same thing.
//!
//! Features that look alike are paired; each pair says how the one picture would have to be moved, turned and
//! stretched to lie on the other, and every such map is tried (so there is no chance in it). Flat parts of
//! a room each have a map of their own: several are looked for, one after another.

use crate::Feature;
use crate::maps::{Both, Map};

/// Pairs that must lie alike before two pictures are said to show the same thing.
pub const ENOUGH: u32 = 10;
/// Most bits that may differ in a pair.
const BITS_MAX: u32 = 80;
/// A pair's bits over those of the second-best partner elsewhere: at most this part.
const RATIO: f32 = 0.85;
/// Most maps that are looked for.
const MAPS_MAX: usize = 4;
/// Pairs that a map must have to count.
const MAP_MIN: usize = 5;

/// How much two pictures share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    /// Pairs of features that look alike.
    pub pairs: u32,
    /// Pairs that also lie alike: under one map, or a few.
    pub agreeing: u32,
    /// Those under the map that most agree with: one flat thing, or the whole picture.
    pub largest: u32,
}

impl Likeness {
    /// Whether it is enough to say that the pictures show the same thing.
    pub fn is_enough(&self) -> bool {
        self.agreeing >= ENOUGH
    }
}

/// Compares two pictures by their features.
pub fn compare(a: &[Feature], b: &[Feature]) -> Likeness {
    let mut pairs = pairs(a, b);
    let mut likeness = Likeness { pairs: pairs.len() as u32, ..Likeness::default() };
    for _ in 0..MAPS_MAX {
        let agreeing = best(a, b, &pairs);
        if agreeing.len() < MAP_MIN {
            break;
        }
        likeness.largest = likeness.largest.max(agreeing.len() as u32);
        likeness.agreeing += agreeing.len() as u32;
        pairs.retain(|pair| !agreeing.contains(pair));
    }
    likeness
}

type Pair = (usize, usize);

fn place(feature: &Feature) -> [f32; 2] {
    [feature.x, feature.y]
}

/// For each feature of `a` the one of `b` most like it, if no other elsewhere is nearly as like; no feature
/// of `b` twice.
fn pairs(a: &[Feature], b: &[Feature]) -> Vec<Pair> {
    let mut found: Vec<(u32, Pair)> = Vec::new();
    for (n, one) in a.iter().enumerate() {
        let (mut first, mut second) = ((u32::MAX, 0), u32::MAX);
        for (m, other) in b.iter().enumerate() {
            let distance = one.distance(other);
            if distance >= second {
                continue;
            }
            let same_spot = first.0 < u32::MAX && {
                let [p, q] = [place(other), place(&b[first.1])];
                (p[0] - q[0]).abs() + (p[1] - q[1]).abs() < 3.0 + other.size
            };
            if distance < first.0 {
                if !same_spot {
                    second = first.0;
                }
                first = (distance, m);
            } else if !same_spot {
                second = distance;
            }
        }
        if first.0 <= BITS_MAX && (first.0 as f32) < RATIO * second as f32 {
            found.push((first.0, (n, first.1)));
        }
    }
    found.sort_unstable();
    let mut taken = vec![false; b.len()];
    found.retain(|&(_, (_, m))| !std::mem::replace(&mut taken[m], true));
    found.into_iter().map(|(_, pair)| pair).collect()
}

/// The pairs that agree with the map that most agree with, each spot once.
fn best(a: &[Feature], b: &[Feature], pairs: &[Pair]) -> Vec<Pair> {
    let both = |&(n, m): &Pair| -> Both { (place(&a[n]), place(&b[m])) };
    let turn = |&(n, m): &Pair| (b[m].size / a[n].size, b[m].angle - a[n].angle);
    let mut most: Vec<Pair> = Vec::new();
    for first in pairs {
        let (scale, angle) = turn(first);
        if !(0.1..10.0).contains(&scale) {
            continue;
        }
        let map = Map::similar(both(first), scale, angle);
        let reach = 20.0 * scale.max(1.0);
        let near: Vec<Pair> = pairs
            .iter()
            .filter(|&pair| {
                let (other, turned) = turn(pair);
                let apart = (turned - angle).rem_euclid(std::f32::consts::TAU);
                let apart = apart.min(std::f32::consts::TAU - apart);
                apart < 0.6
                    && (0.55..1.8).contains(&(other / scale))
                    && map.miss(both(pair)) < reach + 0.25 * away(both(first), both(pair), scale)
            })
            .copied()
            .collect();
        if near.len() <= most.len().max(MAP_MIN - 1) {
            continue;
        }
        let settled = settle(&near, pairs, &both);
        if settled.len() > most.len() {
            most = settled;
        }
    }
    most
}

/// How far a pair is from the one the map comes from, in the second picture.
fn away(first: Both, pair: Both, scale: f32) -> f32 {
    let [dx, dy] = [0, 1].map(|n| pair.0[n] - first.0[n]);
    (dx * dx + dy * dy).sqrt() * scale
}

/// Fits a map to pairs and takes those it agrees with, more and more strictly.
fn settle(near: &[Pair], pairs: &[Pair], both: &impl Fn(&Pair) -> Both) -> Vec<Pair> {
    let mut agreeing = near.to_vec();
    for reach in [16.0, 8.0, 5.0, 5.0] {
        let places: Vec<Both> = agreeing.iter().map(both).collect();
        let Some(map) = Map::fitted(&places).filter(Map::is_plausible) else { return Vec::new() };
        agreeing = pairs.iter().filter(|pair| map.miss(both(pair)) < reach).copied().collect();
        if agreeing.len() < MAP_MIN {
            return Vec::new();
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    // One spot with two directions or sizes is one piece of evidence.
    let cell = |[x, y]: [f32; 2]| ((x / 4.0) as i32, (y / 4.0) as i32);
    agreeing
        .retain(|pair| seen.insert((0, cell(both(pair).0))) & seen.insert((1, cell(both(pair).1))));
    agreeing
}
