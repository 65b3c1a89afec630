//! Distances on the chart that follow distances in the graph: stress by stochastic gradient
//! descent (Zheng, Pawar, Goodman 2018, "Graph Drawing by Stochastic Gradient Descent", IEEE
//! TVCG 25(9)).

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::collections::VecDeque;

const ROUNDS: u32 = 40;
/// Step of the last round, relative to the least weight's first (their epsilon).
const LAST: f64 = 0.05;

/// Hops from `start`, `u32::MAX` where there is no way. `near` numbers the nodes from 0.
fn hops(near: &[Vec<usize>], start: usize) -> Vec<u32> {
    let mut out = vec![u32::MAX; near.len()];
    out[start] = 0;
    let mut queue = VecDeque::from([start]);
    while let Some(i) = queue.pop_front() {
        for &j in &near[i] {
            if out[j] == u32::MAX {
                out[j] = out[i] + 1;
                queue.push_back(j);
            }
        }
    }
    out
}

/// Positions of the nodes of a connected graph, one unit to a hop, turned so that the longest
/// axis lies flat, around the origin. If the farthest are more than `longest` hops apart, distances
/// grow as a power of the hops that brings them there, though not below 0.6.
pub(super) fn stress(near: &[Vec<usize>], longest: f64, rng: &mut ChaCha8Rng) -> Vec<(f64, f64)> {
    let n = near.len();
    let mut at: Vec<(f64, f64)> =
        (0..n).map(|_| (rng.random_range(-1.0..1.0), rng.random_range(-1.0..1.0))).collect();
    let mut pairs: Vec<(usize, usize, f64)> = Vec::with_capacity(n * n / 2);
    let mut far = 1.0f64;
    for i in 0..n {
        for (j, &d) in hops(near, i).iter().enumerate().skip(i + 1) {
            let d = f64::from(d);
            far = far.max(d);
            pairs.push((i, j, d));
        }
    }
    if far > longest {
        let power = (libm::log(longest.max(1.0)) / libm::log(far)).max(0.6);
        pairs.iter_mut().for_each(|(.., d)| *d = libm::pow(*d, power));
        far = libm::pow(far, power);
    }
    // Steps go from d² of the farthest down to LAST, by equal ratios.
    let ratio = libm::exp(libm::log(LAST / (far * far)) / f64::from(ROUNDS - 1));
    let mut eta = far * far;
    for _ in 0..ROUNDS {
        for i in (1..pairs.len()).rev() {
            pairs.swap(i, rng.random_range(0..=i));
        }
        for &(i, j, d) in &pairs {
            let mu = (eta / (d * d)).min(1.0);
            let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
            let len = (dx * dx + dy * dy).sqrt().max(1e-6);
            let r = mu * (len - d) / 2.0 / len;
            at[i] = (at[i].0 - r * dx, at[i].1 - r * dy);
            at[j] = (at[j].0 + r * dx, at[j].1 + r * dy);
        }
        eta *= ratio;
    }
    flat(&mut at);
    at
}

/// Moves the centre to the origin and turns the principal axis to the horizontal.
fn flat(at: &mut [(f64, f64)]) {
    let n = at.len().max(1) as f64;
    let (cx, cy) = at.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for p in at.iter_mut() {
        *p = (p.0 - cx / n, p.1 - cy / n);
        xx += p.0 * p.0;
        xy += p.0 * p.1;
        yy += p.1 * p.1;
    }
    let turn = libm::atan2(2.0 * xy, xx - yy) / 2.0;
    let (sin, cos) = (libm::sin(turn), libm::cos(turn));
    for p in at {
        *p = (p.0 * cos + p.1 * sin, p.1 * cos - p.0 * sin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn stretch(near: &[Vec<usize>]) -> f64 {
        let at = stress(near, 100.0, &mut ChaCha8Rng::seed_from_u64(3));
        let mut sum = 0.0;
        let mut pairs = 0.0;
        for i in 0..near.len() {
            for (j, &d) in hops(near, i).iter().enumerate().skip(i + 1) {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                let off = (dx * dx + dy * dy).sqrt() / f64::from(d) - 1.0;
                sum += off * off;
                pairs += 1.0;
            }
        }
        sum / pairs
    }

    #[test]
    fn a_path_is_straight_and_a_grid_is_flat() {
        let path: Vec<Vec<usize>> =
            (0..12usize).map(|i| (0..12).filter(|&j| i.abs_diff(j) == 1).collect()).collect();
        assert!(stretch(&path) < 0.01, "{}", stretch(&path));
        // A 5 by 5 grid in the plane: hops are city blocks, so some stress must remain.
        let grid: Vec<Vec<usize>> = (0..25usize)
            .map(|i| {
                let near = |j: &usize| (i % 5).abs_diff(j % 5) + (i / 5).abs_diff(j / 5) == 1;
                (0..25).filter(near).collect()
            })
            .collect();
        assert!(stretch(&grid) < 0.03, "{}", stretch(&grid));
    }
}
