//! The logistic curve and a decision's likelihood under it.
//!
//! What reviewers said of one lead comes down to one number `t`, the share A / (A + B) of A = the
//! probability of their words if the lead is worth pursuing, and B = if it is not. The likelihood
//! of the log-odds f is then `t s + (1 - t)(1 - s)` with s = 1 / (1 + exp(-f)): t = 1 and t = 0
//! are words that are never wrong, t = 1/2 says nothing.

/// `1 / (1 + exp(-f))` without overflow.
pub(crate) fn sigmoid(f: f64) -> f64 {
    if f >= 0.0 {
        1.0 / (1.0 + (-f).exp())
    } else {
        let e = f.exp();
        e / (1.0 + e)
    }
}

/// `ln(1 + exp(f))` without overflow.
fn softplus(f: f64) -> f64 {
    f.max(0.0) + (-f.abs()).exp().ln_1p()
}

/// The log-likelihood of f.
pub(crate) fn log_likelihood(f: f64, t: f64) -> f64 {
    if t >= 1.0 {
        -softplus(-f)
    } else if t <= 0.0 {
        -softplus(f)
    } else if f > 0.0 {
        (t + (1.0 - t) * (-f).exp()).ln() - softplus(-f)
    } else {
        (t * f.exp() + 1.0 - t).ln() - softplus(f)
    }
}

/// The probability that the lead is worth pursuing, given f and the reviewers' words.
pub(crate) fn posterior(f: f64, t: f64) -> f64 {
    if t >= 1.0 {
        1.0
    } else if t <= 0.0 {
        0.0
    } else {
        sigmoid(f + (t / (1.0 - t)).ln())
    }
}

/// What the words on a lead teach of f, for the covariance: the information of a label that is
/// never wrong, times (2t - 1)². At s = 1/2 that is Fisher's information of a label flipped with
/// probability 1 - t. Further out Louis's falls to nothing, because there a word that may be wrong
/// cannot be told from one that is; but many such words together do say that f is far out, and a
/// normal with no more than the local curvature would forget it.
pub(crate) fn information(f: f64, t: f64) -> f64 {
    let s = sigmoid(f);
    let told = 2.0 * t - 1.0;
    told * told * s * (1.0 - s)
}

/// Slope and curvature (negated second derivative) of the log-likelihood: with q the posterior,
/// q - s and s(1 - s) - q(1 - q), the observed information as complete less missing information
/// (Louis 1982, Journal of the Royal Statistical Society B 44). It is below 0 where a word
/// contradicts all that is known; there it counts as 0, so that a surprise never makes the model
/// less certain of something else.
pub(crate) fn slope_and_curve(f: f64, t: f64) -> (f64, f64) {
    let (s, q) = (sigmoid(f), posterior(f, t));
    (q - s, (s * (1.0 - s) - q * (1.0 - q)).max(0.0))
}

/// The mean of the logistic curve over a normal of this mean and variance, as the log-odds it is
/// at: MacKay 1992, "The evidence framework applied to classification networks", Neural
/// Computation 4, equation 3.9 (the curve taken for a probit).
pub(crate) fn moderated(mean: f64, variance: f64) -> f64 {
    mean / (1.0 + std::f64::consts::PI * variance.max(0.0) / 8.0).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slopes_are_those_of_the_likelihood() {
        for t in [0.0, 0.05, 0.5, 0.8, 1.0] {
            for f in [-8.0, -1.0, 0.0, 0.3, 5.0] {
                let h = 1e-4;
                let l = |d: f64| log_likelihood(f + d, t);
                let (slope, curve) = slope_and_curve(f, t);
                assert!((slope - (l(h) - l(-h)) / (2.0 * h)).abs() < 1e-7);
                let second = (2.0 * l(0.0) - l(h) - l(-h)) / (h * h);
                assert!((curve - second.max(0.0)).abs() < 1e-6, "{f} {t}: {curve} {second}");
            }
        }
    }

    /// Against the integral itself, by Simpson's rule over ten standard deviations.
    #[test]
    fn a_moderated_probability_is_near_the_integral() {
        for (mean, sd) in [(0.0, 1.0), (1.0, 2.0), (-3.0, 1.0), (-2.0, 3.0), (4.0, 0.2)] {
            let steps = 4000;
            let h = 20.0 * sd / f64::from(steps);
            let total: f64 = (0..=steps)
                .map(|k| {
                    let z = -10.0 * sd + h * f64::from(k);
                    let weight =
                        if k == 0 || k == steps { 1.0 } else { f64::from(2 + 2 * (k % 2)) };
                    weight * sigmoid(mean + z) * (-0.5 * (z / sd).powi(2)).exp()
                })
                .sum();
            let mean_of = total * h / 3.0 / (sd * (2.0 * std::f64::consts::PI).sqrt());
            assert!((sigmoid(moderated(mean, sd * sd)) - mean_of).abs() < 0.02);
        }
    }

    #[test]
    fn nothing_overflows() {
        for f in [-1e6, -800.0, 800.0, 1e6] {
            for t in [0.0, 1e-12, 0.5, 1.0] {
                let (slope, curve) = slope_and_curve(f, t);
                assert!(slope.is_finite() && curve.is_finite() && log_likelihood(f, t).is_finite());
            }
        }
    }
}
