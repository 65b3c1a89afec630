//! The posterior of the weights: Laplace's approximation at its exact mode, by Newton's method.
//!
//! Tierney and Kadane 1986 (Journal of the American Statistical Association 81) for the
//! approximation; the curvature it takes is [`information`]. The prior is normal with a full covariance; the likelihood is that of
//! `logistic.rs`, so that one wrong word cannot pull without bound.

use crate::design::{Design, Line};
use crate::logistic::{information, log_likelihood, slope_and_curve};
use crate::matrix::{Factor, Matrix, dot};

/// A normal distribution over all parameters.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Normal {
    pub(crate) mean: Vec<f64>,
    pub(crate) covariance: Matrix,
}

/// What a row's log-odds are: mean and variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Odds {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

impl Normal {
    pub(crate) fn odds(&self, line: Line<'_>) -> Odds {
        let mut variance = 0.0;
        for (at, (p, v)) in line.each().enumerate() {
            let row = self.covariance.row(p);
            let before: f64 = line.each().take(at).map(|(q, w)| w * row[q]).sum();
            variance += v * (2.0 * before + v * row[p]);
        }
        Odds { mean: line.dot(&self.mean), variance: variance.max(0.0) }
    }
}

/// One observation: the row of the design it stands in, and its `t`.
pub(crate) type Seen = (usize, f64);

const STEPS: usize = 200;

/// A prior made ready for many fits.
pub(crate) struct Prior<'a> {
    normal: &'a Normal,
    precision: Matrix,
}

impl<'a> Prior<'a> {
    /// `None` if the prior's covariance is not positive definite.
    pub(crate) fn new(normal: &'a Normal) -> Option<Self> {
        Some(Self { normal, precision: normal.covariance.factor()?.inverse() })
    }

    /// The posterior after all of `seen`, looked for from `start`.
    pub(crate) fn fit(&self, design: &Design, seen: &[Seen], start: &[f64]) -> Normal {
        let mut at = start.to_vec();
        let mut value = self.loss(design, seen, &at);
        for _ in 0..STEPS {
            let (slope, curve) = self.local(design, seen, &at);
            let Some(factor) = curve.factor() else { break };
            let step = factor.solve(&slope);
            let gain = dot(&step, &slope);
            if gain < 1e-18 {
                break;
            }
            let mut length = 1.0;
            let next = loop {
                let tried: Vec<f64> = at.iter().zip(&step).map(|(a, s)| a - length * s).collect();
                let reached = self.loss(design, seen, &tried);
                // Armijo's rule; below the precision of the sum any step is as good.
                if reached <= value - 1e-4 * length * gain {
                    break Some((tried, reached));
                }
                length *= 0.5;
                if length < 1e-6 {
                    break None;
                }
            };
            let Some((tried, reached)) = next else { break };
            (at, value) = (tried, reached);
        }
        let covariance = self.known(design, seen, &at).factor().map(|f: Factor| f.inverse());
        // The curvature is the prior's precision plus squares: it has a factor if the prior had.
        Normal {
            mean: at,
            covariance: covariance.unwrap_or_else(|| self.normal.covariance.clone()),
        }
    }

    /// Minus the logarithm of the posterior density, but for a constant.
    fn loss(&self, design: &Design, seen: &[Seen], at: &[f64]) -> f64 {
        let off: Vec<f64> = at.iter().zip(&self.normal.mean).map(|(a, m)| a - m).collect();
        let fit: f64 =
            seen.iter().map(|&(row, t)| log_likelihood(design.row(row).dot(at), t)).sum();
        0.5 * dot(&off, &self.precision.times(&off)) - fit
    }

    /// The precision after all of `seen`.
    fn known(&self, design: &Design, seen: &[Seen], at: &[f64]) -> Matrix {
        let mut out = self.precision.clone();
        for &(row, t) in seen {
            let line = design.row(row);
            let w = information(line.dot(at), t);
            for (p, v) in line.each() {
                line.each().for_each(|(q, u)| out.add(p, q, w * v * u));
            }
        }
        out
    }

    /// Its gradient and its curvature.
    fn local(&self, design: &Design, seen: &[Seen], at: &[f64]) -> (Vec<f64>, Matrix) {
        let off: Vec<f64> = at.iter().zip(&self.normal.mean).map(|(a, m)| a - m).collect();
        let mut slope = self.precision.times(&off);
        let mut curve = self.precision.clone();
        for &(row, t) in seen {
            let line = design.row(row);
            let (g, w) = slope_and_curve(line.dot(at), t);
            for (p, v) in line.each() {
                slope[p] -= g * v;
                if w > 0.0 {
                    line.each().for_each(|(q, u)| curve.add(p, q, w * v * u));
                }
            }
        }
        (slope, curve)
    }
}

/// How one observation moves a posterior: the mean by `shift * direction`, the covariance by
/// `- cut * direction directionᵀ`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) direction: Vec<f64>,
    pub(crate) shift: f64,
    pub(crate) cut: f64,
}

impl Normal {
    /// Assumed-density filtering with Laplace's approximation in the one direction that the
    /// observation sees (Spiegelhalter and Lauritzen 1990, Networks 20, section 5): exact for one
    /// observation on a normal prior, near for many.
    pub(crate) fn step(&self, line: Line<'_>, t: f64) -> Step {
        let mut direction = vec![0.0; self.mean.len()];
        for (p, v) in line.each() {
            for (d, c) in direction.iter_mut().zip(self.covariance.row(p)) {
                *d += v * c;
            }
        }
        let Odds { mean, .. } = self.odds(line);
        let variance = line.dot(&direction);
        if variance <= 0.0 {
            return Step { direction, shift: 0.0, cut: 0.0 };
        }
        let f = mode(mean, variance, t);
        let w = information(f, t);
        Step { direction, shift: (f - mean) / variance, cut: w / (1.0 + w * variance) }
    }

    pub(crate) fn take(&mut self, step: &Step) {
        for (m, d) in self.mean.iter_mut().zip(&step.direction) {
            *m += step.shift * d;
        }
        self.covariance.less_outer(step.cut, &step.direction);
    }
}

/// The f at which a normal prior times one likelihood is largest. The slope of the sum falls from
/// the mean on, or nearly: bisection between the mean and the furthest point that a slope of at
/// most 1 can reach, on the side to which the observation pulls.
fn mode(mean: f64, variance: f64, t: f64) -> f64 {
    let pull = |f: f64| slope_and_curve(f, t).0 - (f - mean) / variance;
    let (mut near, mut far) = (mean, mean + variance * (2.0 * t - 1.0).signum());
    for _ in 0..60 {
        let middle = 0.5 * (near + far);
        let still = (pull(middle) > 0.0) == (far > near);
        if still { near = middle } else { far = middle }
    }
    near
}
