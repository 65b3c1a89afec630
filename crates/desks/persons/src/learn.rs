//! What decisions teach: how much each part counts. Never what pictures count.
//!
//! The log-odds that a careful person says "possible" are `b + photo + Σ w_j x_j`, where x_j is a
//! part's log likelihood ratio in nats and photo that of the pictures, whose weight is 1 and stays 1.
//! Before any decision every other w_j is 1, give or take: `w_j = g + d_j`, g ~ N(1, 0.2²) for all and
//! d_j ~ N(0, 0.35²) for each, so a few decisions move little. The posterior's mode is found by
//! Newton's method (Laplace's approximation; Tierney and Kadane 1986).

use crate::matcher::Comparison;
use crate::part::{PARTS, Part};
use crate::weights::{Learned, Weights};
use serde::{Deserialize, Serialize};

/// Spread of the factor that all parts share, and of each for itself.
const SHARED: f64 = 0.2;
const OWN: f64 = 0.35;
/// Spread of the intercept, which takes up that only high scores are ever judged.
const BASE: f64 = 4.0;
/// What people err in.
const SLIP: f64 = 0.02;
const STEPS: usize = 100;
/// An intercept and the parts but for pictures.
const DIMENSIONS: usize = PARTS;

/// What a person said of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Said {
    /// It may be the person: handed on to the registry's owner.
    Possible,
    /// It is another.
    None,
    /// It cannot be told; teaches nothing.
    Unsure,
}

/// A decision, with what each part had said by the shipped weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taught {
    /// log10 of each part, in the order of [`Part::ALL`].
    pub parts: Vec<f32>,
    /// What was said.
    pub said: Said,
}

impl Taught {
    /// Of a comparison that was decided; `weights` are those it was made by, whose learned factors
    /// are taken out again.
    pub fn of(comparison: &Comparison, weights: &Weights, said: Said) -> Self {
        let plain = |row: &crate::part::Row| match weights.learned.of(row.part) {
            factor if factor > 0.0 => row.log10_lr / factor,
            _ => 0.0,
        };
        Self { parts: comparison.rows.iter().map(plain).collect(), said }
    }
}

/// The factor of each part after these decisions. Ones of another length than there are parts, or
/// with a number that is none, teach nothing.
pub fn learn(decisions: &[Taught]) -> Learned {
    let seen: Vec<([f64; DIMENSIONS], f64, f64)> =
        decisions.iter().filter_map(observation).collect();
    let precision = inverse(prior());
    let mut mean = [1.0; DIMENSIONS];
    mean[0] = 0.0;
    let mut at = mean;
    for _ in 0..STEPS {
        let off: [f64; DIMENSIONS] = std::array::from_fn(|i| at[i] - mean[i]);
        let mut slope: [f64; DIMENSIONS] = std::array::from_fn(|i| dot(&precision[i], &off));
        let mut curve = precision;
        for (x, photo, t) in &seen {
            let p = sigmoid(photo + dot(x, &at));
            for i in 0..DIMENSIONS {
                slope[i] += (p - t) * x[i];
                for j in 0..DIMENSIONS {
                    curve[i][j] += p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        let inverse = inverse(curve);
        let step: [f64; DIMENSIONS] = std::array::from_fn(|i| dot(&inverse[i], &slope));
        // Damped: a step of more than 1 may jump over the mode.
        let length = step.iter().fold(1.0f64, |l, s| l.max(s.abs()));
        at.iter_mut().zip(step).for_each(|(a, s)| *a -= s / length);
        if step.iter().all(|s| s.abs() < 1e-9) {
            break;
        }
    }
    let mut factors = [1.0; PARTS];
    for part in Part::ALL.into_iter().filter(|p| *p != Part::Photo) {
        factors[part as usize] = at[part as usize] as f32;
    }
    Learned::new(factors)
}

/// The place of pictures, 0, is the intercept's.
fn observation(taught: &Taught) -> Option<([f64; DIMENSIONS], f64, f64)> {
    let t = match taught.said {
        Said::Possible => 1.0 - SLIP,
        Said::None => SLIP,
        Said::Unsure => return None,
    };
    if taught.parts.len() != PARTS || taught.parts.iter().any(|p| !p.is_finite()) {
        return None;
    }
    let nats = |p: f32| f64::from(p).clamp(-12.0, 12.0) * std::f64::consts::LN_10;
    let mut x: [f64; DIMENSIONS] = std::array::from_fn(|i| nats(taught.parts[i]));
    let photo = std::mem::replace(&mut x[Part::Photo as usize], 1.0);
    Some((x, photo, t))
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

fn dot(a: &[f64; DIMENSIONS], b: &[f64; DIMENSIONS]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

type Matrix = [[f64; DIMENSIONS]; DIMENSIONS];

fn prior() -> Matrix {
    let shared = |i: usize, j: usize| if i > 0 && j > 0 { SHARED * SHARED } else { 0.0 };
    let own = |i: usize| if i == 0 { BASE * BASE } else { OWN * OWN };
    std::array::from_fn(|i| {
        std::array::from_fn(|j| shared(i, j) + if i == j { own(i) } else { 0.0 })
    })
}

/// Gauss and Jordan; the matrices here are positive definite.
fn inverse(mut a: Matrix) -> Matrix {
    let mut out: Matrix = std::array::from_fn(|i| std::array::from_fn(|j| f64::from(i == j)));
    for i in 0..DIMENSIONS {
        let pivot = a[i][i];
        for j in 0..DIMENSIONS {
            a[i][j] /= pivot;
            out[i][j] /= pivot;
        }
        for k in (0..DIMENSIONS).filter(|&k| k != i) {
            let factor = a[k][i];
            for j in 0..DIMENSIONS {
                a[k][j] -= factor * a[i][j];
                out[k][j] -= factor * out[i][j];
            }
        }
    }
    out
}
