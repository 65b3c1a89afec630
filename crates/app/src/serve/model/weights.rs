//! What each reason counted before any decision, and what it counts now.

use super::super::ring::Twin;
use serde::Serialize;
use spoor_draw::{Moved, MovedValue, Sheet};
use spoor_leads::RulePack;
use spoor_learn::{FeatureKind, Model, Weight};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Standard deviations to either side that hold 95 of 100.
const REACH: f64 = 1.96;
/// Weights that are drawn.
const DRAWN: usize = 20;

/// Weights, those that moved furthest for how sure that is first.
#[derive(Clone, Serialize, ToSchema)]
pub struct WeightsView {
    /// Each of them.
    pub weights: Vec<WeightView>,
    /// Of how many what was before is outside the interval.
    pub moved: usize,
    /// The first of them, drawn.
    pub drawing: Twin,
}

/// What a reason counts, where 1 is what its rule says.
#[derive(Clone, Serialize, ToSchema)]
pub struct WeightView {
    /// Code of the reason.
    pub code: String,
    /// What the reason says of a lead, with … for its figures; empty where no rule has the code.
    pub says: String,
    /// What it counted before any decision; none for a reason that came later.
    pub before: Option<f64>,
    /// What it counts now.
    pub now: f64,
    /// Interval of that, in which the weight is with a probability of 95 of 100.
    pub interval: (f64, f64),
    /// What came of it, in words.
    pub came: &'static str,
}

impl WeightsView {
    /// Of the model in use and the one that it was before any decision.
    pub fn of(model: &Model, before: &Model, rules: &RulePack) -> Self {
        let known: BTreeMap<String, f64> =
            before.weights().into_iter().map(|w| (w.code, w.mean)).collect();
        let mut weights: Vec<WeightView> = model
            .weights()
            .iter()
            .filter(|w| w.kind == FeatureKind::Reason)
            .map(|w| one(w, known.get(&w.code).copied(), rules))
            .collect();
        // What is most sure to have moved first.
        let far = |w: &WeightView| {
            let half = (w.interval.1 - w.interval.0).max(1e-9);
            w.before.map_or(0.0, |b| (w.now - b).abs() / half)
        };
        weights.sort_by(|a, b| far(b).total_cmp(&far(a)).then(a.code.cmp(&b.code)));
        let moved = weights.iter().filter(|w| w.has_moved()).count();
        let drawing = drawing(&weights);
        Self { weights, moved, drawing }
    }
}

impl WeightView {
    fn has_moved(&self) -> bool {
        self.before.is_some_and(|b| b < self.interval.0 || b > self.interval.1)
    }
}

fn one(weight: &Weight, before: Option<f64>, rules: &RulePack) -> WeightView {
    let reach = REACH * weight.sd;
    let mut view = WeightView {
        says: rules.rule(&weight.code).map(|r| plain(&r.text)).unwrap_or_default(),
        code: weight.code.clone(),
        before,
        now: weight.mean,
        interval: (weight.mean - reach, weight.mean + reach),
        came: "",
    };
    view.came = match (view.has_moved(), before) {
        _ if view.now < 0.0 => "speaks the other way than its rule: a person should check it",
        (true, Some(b)) if view.now > b => "counts more",
        (true, _) => "counts less",
        (false, None) => "came later",
        (false, _) => "not sure to have moved",
    };
    view
}

/// The sentence of a rule, with … in the place of each figure.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for (i, piece) in text.split('{').enumerate() {
        match piece.split_once('}').filter(|_| i > 0) {
            Some((field, rest)) => {
                out.push('…');
                if let Some(many) = field.split('|').nth(2) {
                    out.push(' ');
                    out.push_str(many);
                }
                out.push_str(rest);
            }
            None => out.push_str(piece),
        }
    }
    out
}

fn drawing(weights: &[WeightView]) -> Twin {
    let value = |w: &WeightView| MovedValue {
        label: w.code.clone(),
        before: w.before,
        now: w.now,
        interval: w.interval,
    };
    let title = match weights.len() > DRAWN {
        true => format!("What reasons count: the {DRAWN} that moved furthest"),
        false => "What reasons count".to_owned(),
    };
    let values = weights.iter().take(DRAWN).map(value).collect();
    let moved = Moved { title, noun: "weight".into(), values };
    moved.draw(&Sheet::page("weights").or_say("no lead has a reason yet")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_told_without_its_figures() {
        assert_eq!(plain("{n|name|names} under {phone}, new"), "… names under …, new");
        assert_eq!(plain("no figure"), "no figure");
        for rule in RulePack::builtin().rules() {
            let told = plain(&rule.text);
            assert!(!told.contains(['{', '}', '|']), "{told}");
        }
    }

    #[test]
    fn what_came_of_a_weight_is_said_by_its_interval() {
        let came = |before, mean, sd| {
            let weight = Weight { code: "none".into(), kind: FeatureKind::Reason, mean, sd };
            one(&weight, before, RulePack::builtin()).came
        };
        assert_eq!(came(Some(1.0), 1.5, 0.1), "counts more");
        assert_eq!(came(Some(1.0), 0.5, 0.1), "counts less");
        assert_eq!(came(Some(1.0), 1.5, 0.5), "not sure to have moved");
        assert_eq!(came(None, 1.0, 0.9), "came later");
        assert!(came(Some(1.0), -0.1, 0.1).contains("the other way"));
    }
}
