//! Calibration: how far forecasts of the past were too sure, or not sure enough.

/// Squared distance from "as it is" counts as much as so many forecasts.
const PRIOR: f64 = 2.0;
const LEAST: f64 = 0.2;
const MOST: f64 = 5.0;

/// One number `b` that turns probabilities `p` into `p^b`, scaled to sum to 1: temperature scaling
/// (Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks", section 4.2;
/// `b` is one over their temperature). Below 1 it makes forecasts less sure, above 1 more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Temperature(pub f64);

impl Default for Temperature {
    fn default() -> Self {
        Self(1.0)
    }
}

impl Temperature {
    /// The one that makes what came true most likely, from forecasts and the index of what came
    /// true in each. Drawn to 1 where there are few. On these forecasts log loss never gets worse:
    /// it is convex in `b`, and 1 is among the choices. Forecasts whose index is not theirs, or
    /// that gave what came true nothing, are passed over.
    pub fn fit(past: &[(Vec<f64>, usize)]) -> Self {
        let logs: Vec<(Vec<f64>, f64)> = past
            .iter()
            .filter_map(|(p, hit)| {
                let came = p.get(*hit).filter(|p| **p > 0.0)?.ln();
                Some((p.iter().filter(|p| **p > 0.0).map(|p| p.ln()).collect(), came))
            })
            .collect();
        // Where the slope of a convex curve crosses 0.
        let slope = |b: f64| {
            let of = |(logs, came): &(Vec<f64>, f64)| {
                let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let (mut sum, mut mean) = (0.0, 0.0);
                for l in logs {
                    let w = (b * (l - most)).exp();
                    sum += w;
                    mean += w * l;
                }
                mean / sum - came
            };
            logs.iter().map(of).sum::<f64>() + 2.0 * PRIOR * (b - 1.0)
        };
        let (mut low, mut high) = (LEAST, MOST);
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if slope(middle) < 0.0 { low = middle } else { high = middle }
        }
        Self(if logs.is_empty() { 1.0 } else { 0.5 * (low + high) })
    }

    /// Applies it. What was 0 stays 0; what sums to nothing is left.
    pub fn apply(self, p: &mut [f64]) {
        let most = p.iter().copied().fold(0.0, f64::max);
        if most <= 0.0 {
            return;
        }
        p.iter_mut().for_each(|p| *p = (*p / most).powf(self.0));
        let all: f64 = p.iter().sum();
        p.iter_mut().for_each(|p| *p /= all);
    }
}
