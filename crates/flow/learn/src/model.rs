//! A model: what the weights are believed to be, and what that says of a lead.

use crate::ballot::{Reviewer, prior_rate};
use crate::curve::Curve;
use crate::design::{Design, Line};
use crate::fit::{Normal, Odds};
use crate::lesson::Elsewhere;
use crate::logistic::{moderated, sigmoid};
use crate::matrix::Matrix;
use crate::prior::prior;
use crate::settings::Settings;
use crate::sheet::{Feature, FeatureKind, Sheet};
use serde::{Deserialize, Serialize};

/// A normal posterior over the intercept and the weight of each feature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Model {
    pub(crate) settings: Settings,
    pub(crate) features: Vec<Feature>,
    pub(crate) normal: Normal,
    pub(crate) reviewers: Vec<Reviewer>,
    pub(crate) curve: Curve,
    /// What another team's decisions taught before, if that was begun from.
    pub(crate) elsewhere: Option<Elsewhere>,
    /// Standard deviations to either end of the interval.
    pub(crate) reach: f64,
}

/// A probability with its credible interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// Probability that a reviewer who is never wrong would say "pursue": the posterior's own, put
    /// through the model's [`Curve`]. What a reviewer who errs would say is [`Model::word`].
    pub probability: f64,
    /// Lower end of the interval that the doubt about the weights leaves; through the same curve.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What a feature's weight is believed to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// Code of the feature.
    pub code: String,
    /// Reason or number.
    pub kind: FeatureKind,
    /// 1 is the literature's weight, for a reason; nats for each standard deviation, for a number.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

impl Model {
    /// The model before any decision, over the features of the sheet that are not excluded.
    pub fn prior(sheet: &Sheet, settings: &Settings) -> Self {
        Self::prior_on(sheet, settings, None)
    }

    /// The model before any decision made here: where another team's lesson is given, that is begun
    /// from in place of the literature alone.
    pub fn prior_on(sheet: &Sheet, settings: &Settings, elsewhere: Option<Elsewhere>) -> Self {
        let features: Vec<Feature> = sheet
            .features()
            .iter()
            .filter(|f| !settings.excluded.contains(&f.code))
            .cloned()
            .collect();
        let lesson = elsewhere.as_ref().map(|e| &e.lesson);
        let normal = prior(&features, &Design::new(sheet, &features), settings, lesson);
        let reach = reach(settings.interval);
        Self {
            settings: settings.clone(),
            features,
            normal,
            curve: Curve::prior(settings),
            elsewhere,
            reviewers: Vec::new(),
            reach,
        }
    }

    /// The same model for a sheet that has features it never saw: they count as before any
    /// decision. What it learned of the others stays.
    pub fn extended(&self, sheet: &Sheet) -> Self {
        let known =
            |f: &Feature| self.features.iter().position(|k| k.kind == f.kind && k.code == f.code);
        let news: Vec<&Feature> = sheet
            .features()
            .iter()
            .filter(|f| !self.settings.excluded.contains(&f.code) && known(f).is_none())
            .collect();
        if news.is_empty() {
            return self.clone();
        }
        let mut features: Vec<Feature> = self.features.iter().chain(news).cloned().collect();
        features.sort_by(|a, b| (a.kind, &a.code).cmp(&(b.kind, &b.code)));
        let lesson = self.elsewhere.as_ref().map(|e| &e.lesson);
        let mut normal = prior(&features, &Design::new(sheet, &[]), &self.settings, lesson);
        let old: Vec<Option<usize>> = std::iter::once(Some(0))
            .chain(features.iter().map(|f| known(f).map(|k| k + 1)))
            .collect();
        for (i, a) in old.iter().enumerate() {
            if let Some(a) = a {
                normal.mean[i] = self.normal.mean[*a];
            }
            for (j, b) in old.iter().enumerate() {
                let value = match (a, b) {
                    (Some(a), Some(b)) => self.normal.covariance.at(*a, *b),
                    // A new weight varies by itself: what ties it to the old ones was used up.
                    _ if i == j => continue,
                    _ => 0.0,
                };
                normal.covariance.add(i, j, value - normal.covariance.at(i, j));
            }
        }
        Self { features, normal, ..self.clone() }
    }

    /// What it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Another team's lesson that it was begun from; none if from the literature alone.
    pub fn elsewhere(&self) -> Option<&Elsewhere> {
        self.elsewhere.as_ref()
    }

    /// Reviewers by name, with their estimated error rates.
    pub fn reviewers(&self) -> &[Reviewer] {
        &self.reviewers
    }

    /// What makes a probability of log-odds.
    pub fn curve(&self) -> Curve {
        self.curve
    }

    /// The probability that this reviewer would say "pursue" of a lead that is worth pursuing with
    /// `probability`: what is to be held against words ([`crate::Outcome`], [`crate::Watched`]).
    /// Who is not known errs as was believed before any decision.
    pub fn word(&self, probability: f64, reviewer: &str) -> f64 {
        let rate = prior_rate(&self.settings);
        let known = self.reviewers.binary_search_by(|r| r.name.as_str().cmp(reviewer));
        let (misses, false_alarms) = known
            .map_or((rate, rate), |k| (self.reviewers[k].misses, self.reviewers[k].false_alarms));
        probability * (1.0 - misses) + (1.0 - probability) * false_alarms
    }

    /// Mean and standard deviation of the intercept, in nats.
    pub fn intercept(&self) -> (f64, f64) {
        (self.normal.mean[0], self.normal.covariance.at(0, 0).sqrt())
    }

    /// Every weight, by kind and code.
    pub fn weights(&self) -> Vec<Weight> {
        self.features
            .iter()
            .zip(1..)
            .map(|(f, p)| Weight {
                code: f.code.clone(),
                kind: f.kind,
                mean: self.normal.mean[p],
                sd: self.normal.covariance.at(p, p).sqrt(),
            })
            .collect()
    }

    /// The covariance of intercept and weights, row by row.
    pub fn covariance(&self) -> Vec<Vec<f64>> {
        (0..self.normal.mean.len()).map(|i| self.normal.covariance.row(i).to_vec()).collect()
    }

    pub(crate) fn odds(&self, line: Line<'_>) -> Odds {
        self.normal.odds(line)
    }

    /// The probability and interval that these odds give.
    pub(crate) fn chance(&self, odds: Odds) -> Chance {
        let reach = self.reach * odds.variance.sqrt();
        let probability = sigmoid(self.curve.at(moderated(odds.mean, odds.variance)));
        // The mean of a skew distribution may lie outside a narrow central interval.
        let low = sigmoid(self.curve.at(odds.mean - reach)).min(probability);
        let high = sigmoid(self.curve.at(odds.mean + reach)).max(probability);
        Chance { probability, low, high }
    }
}

/// Standard deviations on either side of a normal's mean that hold this share of it.
fn reach(interval: f64) -> f64 {
    let (mut low, mut high) = (0.0, 10.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let held = libm::erf(middle / std::f64::consts::SQRT_2);
        if held < interval { low = middle } else { high = middle }
    }
    low
}

/// A model as it is stored: the covariance as its lower triangle, row by row.
#[derive(Serialize, Deserialize)]
struct Stored {
    settings: Settings,
    features: Vec<Feature>,
    reviewers: Vec<Reviewer>,
    /// A model of before there was one has none, and says what it said.
    #[serde(default)]
    curve: Curve,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    elsewhere: Option<Elsewhere>,
    mean: Vec<f64>,
    covariance: Vec<f64>,
}

impl From<Model> for Stored {
    fn from(model: Model) -> Self {
        Self {
            covariance: model.normal.covariance.triangle(),
            mean: model.normal.mean,
            settings: model.settings,
            features: model.features,
            reviewers: model.reviewers,
            curve: model.curve,
            elsewhere: model.elsewhere,
        }
    }
}

impl TryFrom<Stored> for Model {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Self, String> {
        let n = stored.features.len() + 1;
        let numbers = stored.mean.iter().chain(&stored.covariance);
        if stored.mean.len() != n || !numbers.into_iter().all(|v| v.is_finite()) {
            return Err(format!("a model of {} features needs {n} finite means", n - 1));
        }
        let covariance = Matrix::of_triangle(n, &stored.covariance)
            .filter(|m| m.factor().is_some())
            .ok_or("the covariance is not a positive definite triangle")?;
        let sorted = stored.features.is_sorted_by(|a, b| (a.kind, &a.code) < (b.kind, &b.code));
        if !sorted {
            return Err("features are not in order of kind and code".to_owned());
        }
        let line = stored.curve;
        if !(line.shift.is_finite() && line.slope > 0.0 && line.slope.is_finite()) {
            return Err(format!("a curve cannot have slope {}", line.slope));
        }
        Ok(Self {
            curve: line,
            elsewhere: stored.elsewhere,
            reach: reach(stored.settings.interval),
            settings: stored.settings,
            features: stored.features,
            reviewers: stored.reviewers,
            normal: Normal { mean: stored.mean, covariance },
        })
    }
}
