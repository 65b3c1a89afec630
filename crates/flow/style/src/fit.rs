//! Logistic regression by Newton's method.

use crate::compare::FEATURES;

/// One more than the features: the last weight is the constant.
const SIZE: usize = FEATURES + 1;
const STEPS: usize = 30;

/// Mean and scale of each feature, and the weights of what is scaled with them.
pub(crate) struct Fit {
    pub(crate) mean: [f64; FEATURES],
    pub(crate) scale: [f64; FEATURES],
    /// Natural log odds; the last is the constant.
    pub(crate) weights: [f64; SIZE],
}

/// Fits rows of features with their side. Both sides count alike, whatever their number, so that
/// the score is near a log likelihood ratio; `ridge` holds weights near 0 (as a share of the loss
/// of the mean row).
pub(crate) fn fit(rows: &[([f64; FEATURES], bool)], ridge: f64) -> Fit {
    let n = rows.len().max(1) as f64;
    let mean: [f64; FEATURES] =
        std::array::from_fn(|f| rows.iter().map(|r| r.0[f]).sum::<f64>() / n);
    let scale: [f64; FEATURES] = std::array::from_fn(|f| {
        let spread = rows.iter().map(|r| (r.0[f] - mean[f]).powi(2)).sum::<f64>() / n;
        // A feature that never changes says nothing.
        if spread > 1e-12 { spread.sqrt() } else { f64::INFINITY }
    });
    let same = rows.iter().filter(|r| r.1).count().max(1) as f64;
    let share = [0.5 / (n - same).max(1.0), 0.5 / same];
    let mut weights = [0.0; SIZE];
    for _ in 0..STEPS {
        let mut slope = [0.0; SIZE];
        let mut curve = vec![[0.0; SIZE]; SIZE];
        for f in 0..FEATURES {
            slope[f] = ridge * weights[f];
            curve[f][f] = ridge;
        }
        curve[FEATURES][FEATURES] = 1e-9;
        for (features, side) in rows {
            let x = scaled(features, &mean, &scale);
            let score: f64 = x.iter().zip(&weights).map(|(a, b)| a * b).sum();
            let chance = 1.0 / (1.0 + (-score).exp());
            let share = share[usize::from(*side)];
            let miss = share * (chance - f64::from(u8::from(*side)));
            let bend = share * chance * (1.0 - chance);
            for i in 0..SIZE {
                slope[i] += miss * x[i];
                for j in 0..=i {
                    curve[i][j] += bend * x[i] * x[j];
                }
            }
        }
        let step = solve(curve, slope);
        let size = step.iter().map(|s| s.abs()).fold(0.0, f64::max);
        // Far from the goal a whole step may overshoot.
        let damp = if size > 4.0 { 4.0 / size } else { 1.0 };
        weights.iter_mut().zip(step).for_each(|(w, s)| *w -= damp * s);
        if size < 1e-9 {
            break;
        }
    }
    Fit { mean, scale, weights }
}

fn scaled(x: &[f64; FEATURES], mean: &[f64; FEATURES], scale: &[f64; FEATURES]) -> [f64; SIZE] {
    std::array::from_fn(|f| if f < FEATURES { (x[f] - mean[f]) / scale[f] } else { 1.0 })
}

/// Solves a symmetric positive definite system, given by its lower half (Cholesky).
fn solve(mut a: Vec<[f64; SIZE]>, mut b: [f64; SIZE]) -> [f64; SIZE] {
    for i in 0..SIZE {
        for j in 0..=i {
            let done: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            let left = a[i][j] - done;
            a[i][j] = if i == j { left.max(1e-12).sqrt() } else { left / a[j][j] };
        }
    }
    for i in 0..SIZE {
        let done: f64 = (0..i).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - done) / a[i][i];
    }
    for i in (0..SIZE).rev() {
        let done: f64 = (i + 1..SIZE).map(|k| a[k][i] * b[k]).sum();
        b[i] = (b[i] - done) / a[i][i];
    }
    b
}
