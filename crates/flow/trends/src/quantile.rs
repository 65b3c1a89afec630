//! Sample quantiles.

use crate::special::beta_reg;

/// Quantile `p` (0 to 1) of `sorted`, which is in ascending order: type 7 of Hyndman and Fan
/// (1996, "Sample quantiles in statistical packages", The American Statistician 50), the default
/// of R and numpy. `None` of nothing, or if `p` is no probability.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    if sorted.is_empty() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let at = p * (sorted.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    Some(sorted[below] + (at - at.floor()) * (sorted[above] - sorted[below]))
}

/// The shortest interval between two order statistics of `sorted` that holds the population's
/// quantile `p` with probability `level` at least, whatever the distribution: exact, from the
/// binomial law (David and Nagaraja 2003, "Order statistics", section 7.1). Shortest in ranks,
/// the lower one of two. `None` where the sample is too small for that.
pub fn order_interval(sorted: &[f64], p: f64, level: f64) -> Option<(f64, f64)> {
    let n = sorted.len();
    if n < 2 || !(p > 0.0 && p < 1.0 && level > 0.0 && level < 1.0) {
        return None;
    }
    // P(the k-th smallest is at most the quantile) = P(at least k of n are below it).
    let reached: Vec<f64> = (1..=n).map(|k| beta_reg(k as f64, (n - k + 1) as f64, p)).collect();
    let mut best: Option<(usize, usize)> = None;
    let mut high = 1;
    for low in 0..n {
        high = high.max(low + 1);
        while high < n && reached[low] - reached[high] < level {
            high += 1;
        }
        if high == n {
            break;
        }
        if best.is_none_or(|(l, h)| high - low < h - l) {
            best = Some((low, high));
        }
    }
    best.map(|(l, h)| (sorted[l], sorted[h]))
}
