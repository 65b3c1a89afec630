//! A model's card: what it is, what it rests on, how good it is and where it ends, in plain words
//! (Mitchell and others 2019, "Model cards for model reporting", FAT* '19).

use crate::bias::BiasReport;
use crate::model::{Model, Weight};
use crate::reliability::Reliability;
use crate::sheet::FeatureKind;
use crate::version::ModelVersion;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// A weight that differs from its prior by this many standard deviations has been learned.
const LEARNED: f64 = 1.0;

/// What a card says. All of it is data; [`Card::words`] makes sentences of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Name of the version.
    pub model_id: String,
    /// Version of the rule pack.
    pub pack: String,
    /// Decisions it rests on.
    pub decisions: u32,
    /// What of another team's it was begun from, in words; none if from the literature alone.
    #[serde(default)]
    pub begun_from: Option<String>,
    /// Reviewers with their estimated error rates.
    pub reviewers: Vec<crate::ballot::Reviewer>,
    /// Weights that decisions moved by more than a standard deviation, the furthest first.
    pub moved: Vec<Weight>,
    /// Reasons that now speak the other way than their rule says: a person should look at these.
    pub turned: Vec<String>,
    /// What makes a probability of the reasons' sum.
    #[serde(default)]
    pub curve: crate::curve::Curve,
    /// Features whose weight is fixed at 0.
    pub excluded: Vec<String>,
    /// How forecasts were kept, if it was measured.
    pub reliability: Option<Reliability>,
    /// Groups with a flagged difference, as (dimension, label), if it was measured.
    pub flagged: Option<Vec<(String, String)>>,
}

impl Card {
    /// The card of a version, with what was measured of it.
    pub fn new(
        version: &ModelVersion,
        reliability: Option<&Reliability>,
        bias: Option<&BiasReport>,
    ) -> Self {
        let model: &Model = &version.model;
        let off = |w: &Weight| match w.kind {
            FeatureKind::Reason => (w.mean - 1.0) / w.sd,
            FeatureKind::Value => w.mean / w.sd,
        };
        let weights = model.weights();
        let mut moved: Vec<Weight> =
            weights.iter().filter(|w| off(w).abs() >= LEARNED).cloned().collect();
        moved.sort_by(|a, b| off(b).abs().total_cmp(&off(a).abs()).then(a.code.cmp(&b.code)));
        let turned = |w: &&Weight| w.kind == FeatureKind::Reason && w.mean < 0.0;
        Self {
            model_id: version.model_id.clone(),
            pack: version.pack.clone(),
            decisions: version.decisions,
            begun_from: model.elsewhere().map(ToString::to_string),
            reviewers: model.reviewers().to_vec(),
            turned: weights.iter().filter(turned).map(|w| w.code.clone()).collect(),
            moved,
            curve: model.curve(),
            excluded: model.settings().excluded.iter().cloned().collect(),
            reliability: reliability.cloned(),
            flagged: bias.map(|report| {
                let flagged = report
                    .groups
                    .iter()
                    .filter(|g| g.false_positives.flagged || g.false_negatives.flagged);
                flagged.map(|g| (g.dimension.clone(), g.label.clone())).collect()
            }),
        }
    }

    /// The card in words, one sentence or list item a line.
    pub fn words(&self) -> String {
        let mut out = format!(
            "Model {} orders leads by how probable it is that a careful reviewer would say \
             \"pursue\". It is a forecast, never a verdict, and decides nothing.\n\
             It rests on rule pack {} and {} decisions by {} reviewers. Before any decision {}.\n",
            self.model_id,
            self.pack,
            self.decisions,
            self.reviewers.len(),
            match &self.begun_from {
                None => "every rule counts as the pack says".to_owned(),
                Some(begun) => format!("made here, rules count as in {begun}"),
            }
        );
        self.weights(&mut out);
        self.figures(&mut out);
        out.push_str(
            "Limits: it knows only leads that the rules found, and only what reviewers of this \
             team said of some of them. Nationality, ethnicity and skin colour are no inputs. A \
             change of the rules or of the sites makes its figures old: look at the drift.\n",
        );
        out
    }

    fn weights(&self, out: &mut String) {
        for w in self.moved.iter().take(10) {
            // Writing to a string cannot fail.
            let _ = match w.kind {
                FeatureKind::Reason => writeln!(
                    out,
                    "- {} counts {:.2} times what the pack says (give or take {:.2}).",
                    w.code, w.mean, w.sd
                ),
                FeatureKind::Value => writeln!(
                    out,
                    "- {} adds {:.2} nats for each standard deviation (give or take {:.2}).",
                    w.code, w.mean, w.sd
                ),
            };
        }
        for code in &self.turned {
            let _ = writeln!(out, "- {code} now speaks the other way than its rule: check it.");
        }
        for r in &self.reviewers {
            let _ = writeln!(
                out,
                "- {} ({} decisions) is thought to dismiss {:.0} % of what should be pursued and to \
                 pursue {:.0} % of what should be dismissed.",
                r.name,
                r.decisions,
                100.0 * r.misses,
                100.0 * r.false_alarms
            );
        }
    }

    fn figures(&self, out: &mut String) {
        let _ = if self.excluded.is_empty() {
            writeln!(out, "No feature is excluded.")
        } else {
            writeln!(out, "Excluded, with a weight of 0: {}.", self.excluded.join(", "))
        };
        let curve = &self.curve;
        let _ = writeln!(
            out,
            "Between the sum of a lead's reasons and its probability stands one curve for all leads: \
             log-odds times {:.2} (give or take {:.2}) {} {:.2} nats. It is learned from decisions, \
             each forecast without the words on it, and changes no rank.",
            curve.slope,
            curve.slope_sd,
            if curve.shift < 0.0 { "less" } else { "plus" },
            curve.shift.abs()
        );
        let _ = match &self.reliability {
            Some(r) => writeln!(
                out,
                "Forecasts are off by {:.3} on average, measured on {} decisions.",
                r.error, r.n
            ),
            None => writeln!(out, "Whether forecasts are kept has not been measured."),
        };
        let _ = match &self.flagged {
            Some(groups) if groups.is_empty() => {
                writeln!(out, "No group's error rates differ beyond chance.")
            }
            Some(groups) => {
                let names: Vec<String> = groups.iter().map(|(d, l)| format!("{d} {l}")).collect();
                writeln!(out, "Error rates differ beyond chance for: {}.", names.join(", "))
            }
            None => writeln!(out, "Error rates by group have not been measured."),
        };
    }
}
