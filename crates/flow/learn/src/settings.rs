//! What a model rests on beside the leads and the decisions.

use serde::{Deserialize, Serialize};
use spoor_vocab::Defect;
use std::collections::BTreeSet;

/// Settings of the model. They are part of a model's version.
///
/// The defaults were set on two made-up countries (seeds 31 and 32); a
/// team that knows its own base rate should give it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Share of leads that are worth pursuing, as believed before any decision.
    pub base_rate: f64,
    /// Standard deviation of the intercept around what gives that share, in nats.
    pub base_spread: f64,
    /// Standard deviation of what all weights of reasons have in common. The literature's bits
    /// may all be too large or too small by one factor; this is how far from 1 it may be.
    pub shared_spread: f64,
    /// Standard deviation of each reason's own weight around that factor.
    pub spread: f64,
    /// Standard deviation of the weight of a numeric feature around 0, in nats for each standard
    /// deviation of the feature.
    pub value_spread: f64,
    /// What the log-odds are multiplied with before any decision to make a probability
    /// ([`crate::Curve`]): the weights vary less, mostly, than their spreads let them, so that their
    /// own probability is too near one half.
    pub slope: f64,
    /// Standard deviation of that factor; 0.001 holds it where it is.
    pub slope_spread: f64,
    /// Standard deviation of what is added to all log-odds, in nats, around 0.
    pub shift_spread: f64,
    /// Decisions that a reviewer is believed to have got wrong before any is seen; with `right`
    /// a Beta prior on each of the two error rates.
    pub wrong: f64,
    /// See `wrong`. Large (1e9) with `wrong` 0 means that reviewers are believed in all they say.
    pub right: f64,
    /// Most rounds of the estimate of the reviewers' error rates.
    pub rounds: usize,
    /// Coverage of the credible interval of a probability.
    pub interval: f64,
    /// An exact refit follows after this many decisions.
    pub refit_every: usize,
    /// Codes of features whose weight is fixed at 0.
    pub excluded: BTreeSet<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_rate: 0.2,
            base_spread: 2.0,
            shared_spread: 0.5,
            spread: 0.8,
            value_spread: 0.5,
            slope: 1.4,
            slope_spread: 0.5,
            shift_spread: 0.3,
            wrong: 4.0,
            right: 36.0,
            rounds: 5,
            interval: 0.9,
            refit_every: 25,
            excluded: BTreeSet::new(),
        }
    }
}

impl Settings {
    /// Puts the default in the place of whatever cannot be used, with a defect for each.
    pub fn checked(mut self) -> (Self, Vec<Defect>) {
        let usual = Self::default();
        let mut defects = Vec::new();
        let mut hold = |name: &str, value: &mut f64, usual: f64, least: f64, most: f64| {
            if !(*value >= least && *value <= most) {
                let problem = format!("{value} is not between {least} and {most}");
                let hint = format!("{usual} was taken");
                defects.push(Defect::new(name, "learn.bad-setting", problem, hint));
                *value = usual;
            }
        };
        hold("base_rate", &mut self.base_rate, usual.base_rate, 1e-6, 1.0 - 1e-6);
        hold("base_spread", &mut self.base_spread, usual.base_spread, 1e-3, 1e3);
        hold("shared_spread", &mut self.shared_spread, usual.shared_spread, 0.0, 1e3);
        hold("spread", &mut self.spread, usual.spread, 1e-3, 1e3);
        hold("value_spread", &mut self.value_spread, usual.value_spread, 1e-3, 1e3);
        hold("slope", &mut self.slope, usual.slope, 0.05, 20.0);
        hold("slope_spread", &mut self.slope_spread, usual.slope_spread, 1e-3, 1e3);
        hold("shift_spread", &mut self.shift_spread, usual.shift_spread, 1e-3, 1e3);
        hold("wrong", &mut self.wrong, usual.wrong, 0.0, 1e12);
        hold("right", &mut self.right, usual.right, 1e-3, 1e12);
        hold("interval", &mut self.interval, usual.interval, 0.01, 0.999);
        (self, defects)
    }
}
