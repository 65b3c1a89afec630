//! How long the present rate has held: the Bayesian online change point.
//!
//! Adams and MacKay (2007, "Bayesian online changepoint detection", arXiv 0710.3742, algorithm 1)
//! for counts: a rate per exposure that begins anew from its Gamma prior with a constant hazard.
//! Beside [`crate::change`], which knows one change only, this one forgets what was before the
//! last change, however often the rate changed.

use crate::change::evidence;

/// Posterior of the run length after the last of `counts`: at index n the probability that the
/// present rate has held for the last n + 1 buckets and not one longer. Sums to 1.
///
/// `counts` and `exposure` (of the same length, 0 and over) are divided by `dispersion` (1 for
/// Poisson counts; 1 at least). `prior`, over 0 and below 1, is the probability that there is any
/// change at all in so many buckets. A rate's prior weighs half a count at the rate of all
/// buckets, as in [`crate::change`]: no unit of exposure matters. `None` in the same cases.
pub fn run_lengths(
    counts: &[f64],
    exposure: &[f64],
    dispersion: f64,
    prior: f64,
) -> Option<Vec<f64>> {
    let sound = |x: &[f64]| x.iter().all(|v| v.is_finite() && *v >= 0.0);
    let phi = dispersion.max(1.0);
    let n = counts.iter().sum::<f64>() / phi;
    let e = exposure.iter().sum::<f64>();
    let lengths =
        counts.len() == exposure.len() && exposure.iter().filter(|e| **e > 0.0).count() > 1;
    if !(lengths && sound(counts) && sound(exposure) && n > 0.0 && prior > 0.0 && prior < 1.0) {
        return None;
    }
    let unit = n / e;
    let stays = libm::log1p(-prior) / (counts.len() - 1) as f64;
    let changes = libm::log(-libm::expm1(stays));
    // Log weight of each run, the shortest last, with its count and exposure.
    let mut runs: Vec<(f64, f64, f64)> = Vec::with_capacity(counts.len());
    for (count, exposure) in counts.iter().zip(exposure) {
        let (count, exposure) = (count / phi, exposure * unit);
        let anew = if runs.is_empty() { 0.0 } else { changes };
        for run in &mut runs {
            let after = (run.1 + count, run.2 + exposure);
            run.0 += stays + evidence(after) - evidence((run.1, run.2));
            (run.1, run.2) = after;
        }
        // Before this bucket all runs together weighed 1.
        runs.push((anew + evidence((count, exposure)), count, exposure));
        let top = runs.iter().map(|r| r.0).fold(f64::NEG_INFINITY, f64::max);
        let sum = top + libm::log(runs.iter().map(|r| libm::exp(r.0 - top)).sum());
        runs.iter_mut().for_each(|r| r.0 -= sum);
    }
    Some(runs.iter().rev().map(|r| libm::exp(r.0)).collect())
}

/// Probability that the rate changed in the last `last` buckets, of the posterior
/// [`run_lengths`]: the first of the new rate is one of them. That it held for all buckets counts
/// as no change.
pub fn changed_within(runs: &[f64], last: usize) -> f64 {
    let last = last.min(runs.len().saturating_sub(1));
    runs[..last].iter().sum::<f64>().clamp(0.0, 1.0)
}
