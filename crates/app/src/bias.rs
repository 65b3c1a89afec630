//! Whom the ranking serves worse, and which reasons stand in for a language or region. The computing
//! alone: the command line and the workbench show it each in its way.

use crate::facts::{Facts, load_rings};
use crate::learned::Learned;
use anyhow::Result;
use spoor_learn::{Audit, Audited, BiasReport, StandIn, StandInTest, audit, bias_report};
use spoor_tables::{Engine, Snapshot};
use std::collections::BTreeMap;

mod labels;

pub use labels::Labels;

/// A lead of this probability or more counts as put forward, unless somebody asks for another.
pub const THRESHOLD: f64 = 0.5;

/// What a feature may not tell.
const AUDITED: [&str; 2] = ["language", "region"];

/// A reason that tells a tenth of the language, or more, stands in for it.
const LEAST_SHARE: f64 = 0.1;

/// Seed of the permutations.
const SEED: u64 = 2016;

/// Error rates by group, and what each reason tells of what it may not tell, by dimension.
pub struct Bias {
    /// The error rates.
    pub report: BiasReport,
    /// Dimension, and what each reason tells of it.
    pub stand_ins: Vec<(&'static str, Vec<StandIn>)>,
}

impl Bias {
    /// Of a model and the groups of its leads. `threshold` is a probability.
    pub fn of(learned: &Learned, labels: &Labels, threshold: f64) -> Self {
        let asked = Audit { threshold, ..Audit::default() };
        let report = bias_report(&audited(learned, labels), &asked);
        let stand_ins = AUDITED.map(|dimension| {
            let of: BTreeMap<String, String> = labels
                .iter()
                .filter_map(|(lead, groups)| Some((lead.clone(), groups.get(dimension)?.clone())))
                .collect();
            let test = StandInTest { least_share: LEAST_SHARE, ..StandInTest::default() };
            (dimension, audit(learned.present.sheet(), &of, &test, SEED))
        });
        Self { report, stand_ins: stand_ins.into() }
    }
}

/// Groups of every lead, read from the tables. `countries` has the country of each source that has
/// one.
pub async fn labels(
    learned: &Learned,
    engine: &Engine,
    snapshot: &Snapshot,
    countries: &BTreeMap<String, String>,
) -> Result<Labels> {
    let facts = Facts::load(snapshot, countries)?;
    let parties = facts.parties(&load_rings(snapshot)?);
    labels::of(engine, &learned.leads, &facts, &parties).await
}

/// Every lead with its forecast and groups; decided ones as forecast from the others.
fn audited(learned: &Learned, labels: &Labels) -> Vec<Audited> {
    let held_out: BTreeMap<&str, (f64, bool)> =
        learned.held_out().iter().map(|(lead, p, said)| (lead.as_str(), (*p, *said))).collect();
    let sheet = learned.present.sheet();
    let of = |row: usize| {
        let lead = sheet.lead_id(row);
        let decided = held_out.get(lead);
        Audited {
            probability: decided.map_or_else(|| learned.present.chance(row).probability, |d| d.0),
            relevant: decided.map(|d| d.1),
            groups: labels.get(lead).cloned().unwrap_or_default(),
        }
    };
    (0..sheet.len()).map(of).collect()
}
