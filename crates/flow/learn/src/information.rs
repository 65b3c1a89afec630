//! How much a decision on a lead would teach.

use crate::fit::Odds;
use std::f64::consts::{LN_2, PI};

/// Expected information gain about the weights, in bits: Houlsby and others 2011, "Bayesian active
/// learning for classification and preference learning", equation 3, with the logistic curve taken
/// for a probit of √(π/8) of the slope. At most 1, and 0 where the outcome is certain or the doubt
/// is only in the outcome, not in the weights.
pub(crate) fn gain(odds: &Odds) -> f64 {
    let (mean, variance) = (odds.mean * (PI / 8.0).sqrt(), odds.variance * PI / 8.0);
    let c2 = PI * LN_2 / 2.0;
    let all = entropy(normal_cdf(mean / (variance + 1.0).sqrt()));
    let noise = (c2 / (variance + c2)).sqrt() * (-mean * mean / (2.0 * (variance + c2))).exp();
    (all - noise).max(0.0)
}

fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// Of a coin, in bits.
fn entropy(p: f64) -> f64 {
    let part = |p: f64| if p > 0.0 { -p * p.log2() } else { 0.0 };
    part(p) + part(1.0 - p)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistic::sigmoid;

    /// Against the definition, by a sum over the normal's quantiles.
    #[test]
    fn a_gain_is_near_its_definition() {
        for (mean, sd) in [(0.0, 0.5), (0.0, 2.0), (2.0, 1.0), (-3.0, 2.0)] {
            let steps = 20_000;
            let (mut p, mut h, mut total) = (0.0, 0.0, 0.0);
            for k in 0..=steps {
                let z = -8.0 + 16.0 * f64::from(k) / f64::from(steps);
                let weight = (-0.5 * z * z).exp();
                let s = sigmoid(mean + sd * z);
                p += weight * s;
                h += weight * entropy(s);
                total += weight;
            }
            let exact = entropy(p / total) - h / total;
            let near = gain(&Odds { mean, variance: sd * sd });
            assert!((near - exact).abs() < 0.04, "{mean} {sd}: {near} {exact}");
        }
    }

    #[test]
    fn what_is_known_teaches_nothing() {
        assert!(gain(&Odds { mean: 0.0, variance: 0.0 }) < 1e-9);
        assert!(gain(&Odds { mean: 30.0, variance: 1.0 }) < 1e-9);
        assert!(gain(&Odds { mean: 0.0, variance: 1e6 }) > 0.9);
    }
}
