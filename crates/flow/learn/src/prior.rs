//! What is believed before any decision: the literature's weights, and the base rate.

use crate::design::Design;
use crate::fit::{Normal, Odds};
use crate::lesson::Lesson;
use crate::logistic::{moderated, sigmoid};
use crate::matrix::Matrix;
use crate::settings::Settings;
use crate::sheet::{Feature, FeatureKind};

/// Prior mean of a weight: 1 for a reason, whose bits then count as the rule pack says; 0 for a
/// number, of which the pack says nothing.
fn usual(kind: FeatureKind) -> f64 {
    match kind {
        FeatureKind::Reason => 1.0,
        FeatureKind::Value => 0.0,
    }
}

/// Weights of reasons are `g + d_j`, g ~ N(1, shared_spread²) and d_j ~ N(0, spread²): they vary
/// each by itself, and all together by one factor. Weights of numbers are N(0, value_spread²).
/// The intercept is normal around what makes the mean probability of the `design`'s rows the base
/// rate.
///
/// A lesson from elsewhere comes before the intercept: how many leads are worth pursuing here is
/// believed as ever.
pub(crate) fn prior(
    features: &[Feature],
    design: &Design,
    settings: &Settings,
    lesson: Option<&Lesson>,
) -> Normal {
    let n = features.len() + 1;
    let mut covariance = Matrix::zero(n);
    covariance.add(0, 0, settings.base_spread.powi(2));
    for (i, a) in features.iter().enumerate() {
        let own = match a.kind {
            FeatureKind::Reason => settings.spread,
            FeatureKind::Value => settings.value_spread,
        };
        covariance.add(i + 1, i + 1, own.powi(2));
        for (j, b) in features.iter().enumerate() {
            if a.kind == FeatureKind::Reason && b.kind == FeatureKind::Reason {
                covariance.add(i + 1, j + 1, settings.shared_spread.powi(2));
            }
        }
    }
    let mean = std::iter::once(0.0).chain(features.iter().map(|f| usual(f.kind))).collect();
    let mut normal = Normal { mean, covariance };
    if let Some(lesson) = lesson {
        lesson.teach(features, &mut normal);
        normal.mean[0] = 0.0;
    }
    normal.mean[0] = intercept(&normal, design, settings.base_rate);
    normal
}

/// By bisection: the mean probability rises with the intercept.
fn intercept(normal: &Normal, design: &Design, base_rate: f64) -> f64 {
    if design.len() == 0 {
        return (base_rate / (1.0 - base_rate)).ln();
    }
    let odds: Vec<Odds> = (0..design.len()).map(|row| normal.odds(design.row(row))).collect();
    let (mut low, mut high) = (-1e3f64, 1e3f64);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        let at = |o: &Odds| sigmoid(moderated(o.mean + middle, o.variance));
        let mean = odds.iter().map(at).sum::<f64>() / odds.len() as f64;
        if mean < base_rate { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}
