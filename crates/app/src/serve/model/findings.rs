//! What was worked out of a model, as a page shows it: weights, forecasts against what came, error
//! rates by group, changes in time.

use super::super::ring::Twin;
use super::weights::WeightsView;
use crate::bias::Bias;
use crate::model_card::{Drift, Measured, measured_on};
use serde::Serialize;
use spoor_draw::{ReliabilityChart, Said, Sheet};
use spoor_leads::RulePack;
use spoor_learn::{Group, Model, Rate, Reliability, StandIn, clopper_pearson};
use utoipa::ToSchema;

/// Confidence of the intervals.
const CONFIDENCE: f64 = 0.95;

/// What was found, before it is put into words.
pub struct Found {
    /// The card, and how forecasts were kept.
    pub measured: Measured,
    /// The model before any decision.
    pub before: Model,
    /// Changes in time.
    pub drift: Drift,
    /// Error rates by group, and stand-ins.
    pub bias: Bias,
    /// The rules in use.
    pub rules: RulePack,
}

/// What was worked out of the model in use.
#[derive(Clone, Serialize, ToSchema)]
pub struct Findings {
    /// What each reason counted and counts.
    pub weights: WeightsView,
    /// Whether forecasts were kept; none before any decision.
    pub calibration: Option<CalibrationView>,
    /// Error rates of groups.
    pub bias: BiasView,
    /// What has changed in time, a sentence each.
    pub drift: Vec<String>,
    /// Whether anything has.
    pub drifted: bool,
}

/// Whether forecasts were kept.
#[derive(Clone, Serialize, ToSchema)]
pub struct CalibrationView {
    /// Decided leads that it was measured on.
    pub leads: u32,
    /// By how much forecasts were off, 0 to 1.
    pub error: f64,
    /// How sure and how right they were together: 0 is best, 0.25 is no better than saying one half
    /// of every lead.
    pub brier: f64,
    /// On what it was measured.
    pub on: &'static str,
    /// What was said and what came.
    pub drawing: Twin,
}

/// Error rates by group, and reasons that tell what may not count.
#[derive(Clone, Serialize, ToSchema)]
pub struct BiasView {
    /// A lead of this probability or more counts as put forward.
    pub threshold: f64,
    /// Groups by dimension and label.
    pub groups: Vec<GroupView>,
    /// Of how many an error rate differs beyond chance.
    pub flagged: usize,
    /// What reasons tell of language and region, a sentence each.
    pub stand_ins: Vec<String>,
    /// Whether any reason is flagged as a stand-in.
    pub stands_in: bool,
}

/// One group.
#[derive(Clone, Serialize, ToSchema)]
pub struct GroupView {
    /// Language, region, price or advertiser.
    pub dimension: String,
    /// Which.
    pub label: String,
    /// Leads.
    pub leads: u64,
    /// Of these decided.
    pub decided: u64,
    /// Put forward among those that were dismissed.
    pub wrongly: RateView,
    /// Not put forward among those that were to be pursued.
    pub overlooked: RateView,
}

/// A rate in a group.
#[derive(Clone, Serialize, ToSchema)]
pub struct RateView {
    /// How many.
    pub k: u64,
    /// Of how many.
    pub n: u64,
    /// Exact interval of 95 of 100.
    pub interval: (f64, f64),
    /// Whether it differs from the rate of all others beyond chance.
    pub flagged: bool,
}

impl RateView {
    /// `3 of 40 (2 % to 20 %)`.
    pub fn words(&self) -> String {
        match self.n {
            0 => "none decided".to_owned(),
            n => {
                let (low, high) = (100.0 * self.interval.0, 100.0 * self.interval.1);
                format!("{} of {n} ({low:.0} % to {high:.0} %)", self.k)
            }
        }
    }
}

impl Findings {
    /// Of the model in use.
    pub fn of(model: &Model, found: &Found) -> Self {
        let by_chance = found.measured.by_chance;
        Self {
            weights: WeightsView::of(model, &found.before, &found.rules),
            calibration: found.measured.kept.as_ref().map(|r| calibration(r, by_chance)),
            bias: bias(&found.bias),
            drift: found.drift.words(),
            drifted: found.drift.is_found(),
        }
    }
}

fn calibration(kept: &Reliability, by_chance: bool) -> CalibrationView {
    let said = |bin: &spoor_learn::Bin| {
        let (n, came) = (u64::from(bin.n), bin.observed.clamp(0.0, 1.0));
        // Of leads drawn by chance the share is weighed; the interval takes it as a count.
        let k = (came * n as f64).round() as u64;
        let interval = clopper_pearson(k, n, CONFIDENCE);
        Said { said: bin.forecast.clamp(0.0, 1.0), came, interval, count: n }
    };
    let title = "What was forecast, and what came".to_owned();
    let chart = ReliabilityChart { title, bins: kept.bins.iter().map(said).collect() };
    CalibrationView {
        leads: kept.n,
        error: kept.error,
        brier: kept.brier,
        on: measured_on(by_chance),
        drawing: chart.draw(&Sheet::page("calibration")).into(),
    }
}

fn bias(found: &Bias) -> BiasView {
    let groups: Vec<GroupView> = found.report.groups.iter().map(group).collect();
    let flagged = groups.iter().filter(|g| g.wrongly.flagged || g.overlooked.flagged).count();
    BiasView {
        threshold: found.report.audit.threshold,
        groups,
        flagged,
        stand_ins: found.stand_ins.iter().flat_map(|(of, list)| stand_ins(of, list)).collect(),
        stands_in: found.stand_ins.iter().any(|(_, list)| list.iter().any(|s| s.flagged)),
    }
}

fn group(group: &Group) -> GroupView {
    let rate =
        |r: &Rate| RateView { k: r.k, n: r.n, interval: (r.low, r.high), flagged: r.flagged };
    GroupView {
        dimension: group.dimension.clone(),
        label: group.label.clone(),
        leads: group.leads,
        decided: group.decided,
        wrongly: rate(&group.false_positives),
        overlooked: rate(&group.false_negatives),
    }
}

fn stand_ins(dimension: &str, list: &[StandIn]) -> Vec<String> {
    let most = list.iter().map(|s| s.share).fold(0.0, f64::max);
    let flagged: Vec<String> = list
        .iter()
        .filter(|s| s.flagged)
        .map(|s| format!("{} tells {:.0} % of the {dimension}.", s.code, 100.0 * s.share))
        .collect();
    if !flagged.is_empty() {
        return flagged;
    }
    let none = "No reason stands in for the";
    vec![format!("{none} {dimension}: none tells more than {:.0} % of it.", 100.0 * most)]
}
