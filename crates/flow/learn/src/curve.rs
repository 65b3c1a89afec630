//! From a score to a probability: one curve for all leads, learned from how forecasts were kept.
//!
//! The posterior's own probability is too near one half: it averages over all that the weights
//! might be, and the prior lets them be more than they mostly are. Platt 1999 ("Probabilistic
//! outputs for support vector machines", in Advances in large margin classifiers) draws a straight
//! line through the log-odds; here the line has a prior, so that few decisions bend it little, and
//! the likelihood of `logistic.rs`, so that a wrong word does not flatten it. What it is fitted to
//! are forecasts of each decided lead without the words on it (its cavity in the posterior: Opper
//! and Winther 2000, "Gaussian processes for classification: mean-field algorithms", Neural
//! Computation 12, section 6), or the curve would take what is learned by heart for foresight.
//!
//! Decisions are not weighed by how their lead came into the queue. The curve is of words given
//! the forecast, which a choice by forecast does not bend, and weights of 1 over a small chance
//! would leave few words to count.

use crate::design::{Design, Line};
use crate::fit::{Normal, Odds, Prior, Seen};
use crate::logistic::{information, moderated, slope_and_curve};
use crate::matrix::Matrix;
use crate::settings::Settings;
use serde::{Deserialize, Serialize};

/// A curve never falls: a lead with more for it is never said to be less probable for that.
const LEAST_SLOPE: f64 = 0.05;

/// The line through the log-odds: `shift + slope * f`, in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Added to the log-odds of every lead, in nats.
    pub shift: f64,
    /// What the log-odds of every lead are multiplied with; above 1 where the weights alone are
    /// too timid.
    pub slope: f64,
    /// Standard deviation of `slope`; 0 where it is fixed.
    pub slope_sd: f64,
}

impl Default for Curve {
    /// The one that changes nothing.
    fn default() -> Self {
        Self { shift: 0.0, slope: 1.0, slope_sd: 0.0 }
    }
}

impl Curve {
    /// Before any decision.
    pub(crate) fn prior(settings: &Settings) -> Self {
        Self { shift: 0.0, slope: settings.slope, slope_sd: settings.slope_spread }
    }

    /// The log-odds of the probability, of log-odds.
    pub(crate) fn at(&self, log_odds: f64) -> f64 {
        self.shift + self.slope * log_odds
    }

    /// Learned from the words on the rows of `seen`, which the posterior `normal` has been fitted
    /// to.
    pub(crate) fn learned(
        normal: &Normal,
        design: &Design,
        seen: &[Seen],
        settings: &Settings,
    ) -> Self {
        let forecasts: Vec<f64> = seen
            .iter()
            .map(|&(row, t)| {
                let without = cavity(normal, design.row(row), t);
                moderated(without.mean, without.variance)
            })
            .collect();
        let words: Vec<f64> = seen.iter().map(|s| s.1).collect();
        Self::through(forecasts, &words, settings)
    }

    /// The line through forecasts, as log-odds, and what was said of each, as `t` of
    /// `logistic.rs`.
    fn through(forecasts: Vec<f64>, words: &[f64], settings: &Settings) -> Self {
        if words.is_empty() {
            return Self::prior(settings);
        }
        let mut covariance = Matrix::zero(2);
        covariance.add(0, 0, settings.shift_spread.powi(2));
        covariance.add(1, 1, settings.slope_spread.powi(2));
        let before = Normal { mean: vec![0.0, settings.slope], covariance };
        let Some(ready) = Prior::new(&before) else { return Self::prior(settings) };
        let words: Vec<Seen> = words.iter().copied().enumerate().collect();
        let line = ready.fit(&Design::of_line(forecasts), &words, &before.mean);
        Self {
            shift: line.mean[0],
            slope: line.mean[1].max(LEAST_SLOPE),
            slope_sd: line.covariance.at(1, 1).sqrt(),
        }
    }
}

/// What a row's log-odds would be without the words on it: the posterior's, less what those words
/// brought. For one observation that is exactly the prior; for many it is near the posterior
/// that was fitted without it.
fn cavity(normal: &Normal, line: Line<'_>, t: f64) -> Odds {
    let odds = normal.odds(line);
    let (slope, _) = slope_and_curve(odds.mean, t);
    // A leverage: below 1, as long as the posterior holds this observation.
    let share = information(odds.mean, t) * odds.variance;
    let variance = odds.variance / (1.0 - share).max(1e-9);
    Odds { mean: odds.mean - variance * slope, variance }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// `tests/data/calibration.py`.
    #[test]
    fn the_line_is_that_of_scikit_learn_and_scipy() {
        let oracle: Value =
            serde_json::from_str(include_str!("../tests/data/calibration.json")).unwrap();
        let lines = &oracle["lines"];
        let z = lines["log_odds"].as_array().unwrap().iter();
        let z: Vec<f64> = z.map(|v| v.as_f64().unwrap()).collect();
        for fit in lines["fits"].as_array().unwrap() {
            let number = |name: &str| fit[name].as_f64().unwrap();
            let said = lines["pursue"].as_array().unwrap().iter().map(|y| y.as_bool().unwrap());
            let wrong = number("wrong");
            let words: Vec<f64> = said.map(|y| if y { 1.0 - wrong } else { wrong }).collect();
            let settings = Settings {
                slope: number("slope"),
                slope_spread: number("slope_spread"),
                shift_spread: number("shift_spread"),
                ..Settings::default()
            };
            let line = Curve::through(z.clone(), &words, &settings);
            assert!((line.shift - number("shift")).abs() < 1e-5, "{line:?} is not {fit}");
            assert!((line.slope - number("learned")).abs() < 1e-5, "{line:?} is not {fit}");
        }
    }

    #[test]
    fn without_its_only_word_a_posterior_is_the_prior() {
        for (variance, t) in [(0.5, 1.0), (4.0, 0.1), (9.0, 0.9), (2.0, 0.0)] {
            let mut covariance = Matrix::zero(1);
            covariance.add(0, 0, variance);
            let before = Normal { mean: vec![0.7], covariance };
            let mut after = before.clone();
            let line = Line { params: &[0], values: &[1.0] };
            after.take(&before.step(line, t));
            let without = cavity(&after, line, t);
            assert!((without.mean - 0.7).abs() < 1e-6, "{without:?}");
            assert!((without.variance - variance).abs() < 1e-6, "{without:?}");
        }
    }
}
