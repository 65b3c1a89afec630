//! Whether the last buckets hold more than their part.

use crate::special::beta_reg;

/// Lengths of the last windows that are looked at, in buckets.
const WINDOWS: [usize; 8] = [1, 2, 3, 4, 6, 8, 13, 26];

/// P(at least `after` of `all` fall into a window with `share` of the exposure) if the rate never
/// changed: the exact conditional test of two Poisson rates (Przyborowski and Wilenski 1940,
/// Biometrika 31), a binomial tail. Counts divided by a dispersion need not be whole; the tail is
/// continued through the incomplete beta function.
pub fn rise_tail(after: f64, all: f64, share: f64) -> f64 {
    if after <= 0.0 || share >= 1.0 {
        return 1.0;
    }
    if share <= 0.0 {
        return 0.0;
    }
    beta_reg(after, (all - after).max(0.0) + 1.0, share).clamp(0.0, 1.0)
}

/// The smallest tail over the last windows, paid for as many as were looked at (Bonferroni).
/// Windows hold half of the buckets at most; their dispersion is that of the buckets before,
/// shrunk to `usual`, the dispersion of the group.
pub(crate) fn scan(counts: &[f64], exposure: &[f64], usual: f64) -> f64 {
    let (n, e) = (counts.iter().sum::<f64>(), exposure.iter().sum::<f64>());
    let looks = WINDOWS.iter().filter(|w| **w * 2 <= counts.len()).count();
    let (mut after, mut share, mut least) = (0.0, 0.0, 1.0f64);
    let mut done = 0;
    for window in WINDOWS.into_iter().take(looks) {
        let edge = counts.len() - window;
        after += counts[edge..counts.len() - done].iter().sum::<f64>();
        share += exposure[edge..exposure.len() - done].iter().sum::<f64>() / e;
        done = window;
        if after > n * share {
            let phi = shrunk(dispersion(&counts[..edge], &exposure[..edge]), usual, edge as f64);
            least = least.min(rise_tail(after / phi, n / phi, share));
        }
    }
    (least * looks as f64).min(1.0)
}

/// Pearson's chi-squared over its degrees of freedom: 1 for Poisson counts of one rate, over 1
/// where they come in bursts (McCullagh and Nelder 1989, "Generalized linear models", 4.5.2).
/// `None` without counts.
pub(crate) fn dispersion(counts: &[f64], exposure: &[f64]) -> Option<f64> {
    let (n, e) = (counts.iter().sum::<f64>(), exposure.iter().sum::<f64>());
    let free = exposure.iter().filter(|e| **e > 0.0).count();
    if n <= 0.0 || e <= 0.0 || free < 2 {
        return None;
    }
    let pearson: f64 = counts
        .iter()
        .zip(exposure)
        .filter(|(_, e)| **e > 0.0)
        .map(|(c, x)| (c - n * x / e).powi(2) / (n * x / e))
        .sum();
    Some(pearson / (free - 1) as f64)
}

/// Buckets' worth of weight that the group's dispersion has against a key's own.
const WEIGHT: f64 = 20.0;

/// A key's dispersion, shrunk to the usual one, and never under Poisson.
pub(crate) fn shrunk(own: Option<f64>, usual: f64, buckets: f64) -> f64 {
    let own = own.map_or(usual, |own| (own * buckets + usual * WEIGHT) / (buckets + WEIGHT));
    own.max(1.0)
}
