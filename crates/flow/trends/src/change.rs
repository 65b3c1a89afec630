//! One change of rate: whether, when, how steep. Exact.
//!
//! Counts are Poisson with a rate per exposure that is one number throughout, or one before and
//! another after a change at an unknown bucket. Rates have Gamma priors, which integrate out in
//! closed form (Raftery and Akman 1986, "Bayesian analysis of a Poisson process with a
//! change-point", Biometrika 73; the segments' predictive is that of Adams and MacKay 2007).

use crate::special::{beta_reg, ln_gamma};

/// Shape of the prior of a rate; its mean is the rate of all buckets together, so that a prior
/// weighs half a count and no unit of exposure matters.
pub(crate) const SHAPE: f64 = 0.5;

/// What the counts say about one change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Probability that the rate rose at some bucket, 0 to 1.
    pub posterior: f64,
    /// The likeliest first bucket of the new rate, an index into the counts.
    pub since: usize,
    /// First bucket of the 90 % interval of `since`.
    pub since_low: usize,
    /// Last bucket of it.
    pub since_high: usize,
    /// Median of new over old rate, given that there was a change.
    pub ratio: f64,
    /// Lower end of its 95 % credible interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// Counts and exposure before and from each bucket on.
struct Split {
    weight: f64,
    before: (f64, f64),
    after: (f64, f64),
}

/// The posterior of one change in `counts` with `exposure` (of the same length, 0 and over), each
/// divided by `dispersion` (1 for Poisson counts; 1 at least); `prior` is the probability, over 0
/// and below 1, that there was one at all, at any bucket alike. `None` if there are fewer than two
/// buckets with exposure, no counts, or a number that is not finite or negative.
pub fn change(counts: &[f64], exposure: &[f64], dispersion: f64, prior: f64) -> Option<Change> {
    let sound = |x: &[f64]| x.iter().all(|v| v.is_finite() && *v >= 0.0);
    let phi = dispersion.max(1.0);
    let n = counts.iter().sum::<f64>() / phi;
    let e = exposure.iter().sum::<f64>();
    let lengths =
        counts.len() == exposure.len() && exposure.iter().filter(|e| **e > 0.0).count() > 1;
    if !(lengths && sound(counts) && sound(exposure) && n > 0.0 && prior > 0.0 && prior < 1.0) {
        return None;
    }
    // Exposure in units in which the overall rate is 1: the prior is Gamma(SHAPE, SHAPE).
    let unit = n / e;
    let mut splits = Vec::new();
    let mut before = (0.0, 0.0);
    for t in 1..counts.len() {
        before = (before.0 + counts[t - 1] / phi, before.1 + exposure[t - 1] * unit);
        let after = ((n - before.0).max(0.0), (n - before.1).max(0.0));
        splits.push(Split { weight: evidence(before) + evidence(after), before, after });
    }
    let still = evidence((n, n)) + (1.0 - prior).ln();
    let each = prior.ln() - (splits.len() as f64).ln();
    let top = splits.iter().map(|s| s.weight + each).fold(still, f64::max);
    for split in &mut splits {
        split.weight = (split.weight + each - top).exp();
    }
    let moved: f64 = splits.iter().map(|s| s.weight).sum();
    let all = moved + (still - top).exp();
    splits.iter_mut().for_each(|s| s.weight /= moved);
    Some(summary(&splits, moved / all))
}

/// Log marginal likelihood of a segment (count, exposure) but for factors that all splits share.
pub(crate) fn evidence((n, e): (f64, f64)) -> f64 {
    ln_gamma(SHAPE + n) - ln_gamma(SHAPE) + SHAPE * SHAPE.ln() - (SHAPE + n) * (SHAPE + e).ln()
}

/// P(new / old rate <= r) of a split: the ratio of two Gamma variables is a scaled beta prime.
fn below(split: &Split, r: f64) -> f64 {
    let (a, b) = (SHAPE + split.after.0, SHAPE + split.before.0);
    let (rate_a, rate_b) = (SHAPE + split.after.1, SHAPE + split.before.1);
    beta_reg(a, b, r * rate_a / (r * rate_a + rate_b))
}

fn summary(splits: &[Split], moved: f64) -> Change {
    let rises: Vec<f64> = splits.iter().map(|s| s.weight * (1.0 - below(s, 1.0))).collect();
    let up: f64 = rises.iter().sum();
    let since = (0..rises.len()).fold(0, |best, t| if rises[t] > rises[best] { t } else { best });
    let place = |p: f64| {
        let mut sum = 0.0;
        rises.iter().position(|w| {
            sum += w;
            sum >= p * up
        })
    };
    let last = splits.len() - 1;
    Change {
        posterior: (moved * up).clamp(0.0, 1.0),
        since: since + 1,
        since_low: place(0.05).unwrap_or(0) + 1,
        since_high: place(0.95).unwrap_or(last) + 1,
        ratio: root(splits, 0.5),
        low: root(splits, 0.025),
        high: root(splits, 0.975),
    }
}

/// The ratio below which `p` of the posterior lies, by bisection of its logarithm.
fn root(splits: &[Split], p: f64) -> f64 {
    // Splits without weight cost time and say nothing.
    let heavy: Vec<&Split> = splits.iter().filter(|s| s.weight > 1e-9).collect();
    let share = |x: f64| heavy.iter().map(|s| s.weight * below(s, x.exp())).sum::<f64>();
    let (mut low, mut high) = (-30.0f64, 30.0f64);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if share(middle) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high).exp()
}
