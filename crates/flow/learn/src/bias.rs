//! Whom does the ranking serve worse? Error rates by language, region, price band, advertiser kind
//! or whatever groups the caller names.
//!
//! The labels are for this report alone: no function of this crate takes them as features.

use crate::exact::{benjamini_hochberg, clopper_pearson, fisher};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A lead with what the model said, what came of it, and its groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    /// What the model had said before anybody decided.
    pub probability: f64,
    /// What was decided, or what is true where that is known; `None` if nobody decided.
    pub relevant: Option<bool>,
    /// Label by dimension, e.g. `language` → `nl`.
    pub groups: BTreeMap<String, String>,
}

/// When a difference counts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Audit {
    /// A lead of this probability or more counts as put forward.
    pub threshold: f64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Rate of false flags among flags that is accepted.
    pub false_flags: f64,
    /// A difference of rates below this is not flagged, however sure it is.
    pub least_difference: f64,
}

impl Default for Audit {
    fn default() -> Self {
        Self { threshold: 0.5, confidence: 0.95, false_flags: 0.05, least_difference: 0.05 }
    }
}

/// A rate in a group beside the same rate in all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// How many.
    pub k: u64,
    /// Of how many.
    pub n: u64,
    /// Their share; 0 of none.
    pub rate: f64,
    /// Lower end of the exact interval (Clopper and Pearson).
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// The share among all leads that are not in the group.
    pub elsewhere: f64,
    /// Fisher's exact test of the two.
    pub p_value: f64,
    /// After all tests of the report (Benjamini and Hochberg).
    pub q_value: f64,
    /// Larger than chance explains and than `least_difference`.
    pub flagged: bool,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Dimension, e.g. `language`.
    pub dimension: String,
    /// Label, e.g. `nl`.
    pub label: String,
    /// Leads.
    pub leads: u64,
    /// Of these decided.
    pub decided: u64,
    /// Relevant among the decided.
    pub relevant: u64,
    /// Put forward among those that were not relevant.
    pub false_positives: Rate,
    /// Not put forward among those that were.
    pub false_negatives: Rate,
    /// Mean forecast less the share of the relevant, among the decided: above 0 the group is
    /// thought worse of than it should be.
    pub forecast_excess: f64,
}

/// The report, group by group in the order of dimension and label; defects are leads whose
/// probability is none, which are left out (counted).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BiasReport {
    /// As asked.
    pub audit: Audit,
    /// By dimension and label.
    pub groups: Vec<Group>,
    /// Leads left out because their probability is not between 0 and 1.
    pub left_out: u64,
}

/// Counts of some leads.
#[derive(Clone, Copy, Default)]
struct Counts {
    leads: u64,
    decided: u64,
    relevant: u64,
    forward_wrongly: u64,
    overlooked: u64,
    forecast: f64,
}

/// Counts, tests and flags every group of every dimension against all other leads that have a label
/// in it.
pub fn bias_report(leads: &[Audited], audit: &Audit) -> BiasReport {
    let good = |l: &&Audited| (0.0..=1.0).contains(&l.probability);
    let mut kept: Vec<&Audited> = leads.iter().filter(good).collect();
    // Sums of forecasts must not depend on the order in which leads came.
    kept.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    let mut counts: BTreeMap<&str, BTreeMap<&str, Counts>> = BTreeMap::new();
    for lead in &kept {
        for (dimension, label) in &lead.groups {
            let held = counts.entry(dimension).or_default().entry(label).or_default();
            count(held, lead, audit);
        }
    }
    let mut groups = Vec::new();
    for (dimension, labels) in counts {
        let sum = |of: &dyn Fn(&Counts) -> u64| labels.values().map(of).sum::<u64>();
        let (all_decided, all_relevant) = (sum(&|c| c.decided), sum(&|c| c.relevant));
        let (all_wrongly, all_overlooked) = (sum(&|c| c.forward_wrongly), sum(&|c| c.overlooked));
        for (label, c) in &labels {
            let (not, all_not) = (c.decided - c.relevant, all_decided - all_relevant);
            groups.push(Group {
                dimension: dimension.to_owned(),
                label: (*label).to_owned(),
                leads: c.leads,
                decided: c.decided,
                relevant: c.relevant,
                false_positives: rate(c.forward_wrongly, not, all_wrongly, all_not, audit),
                false_negatives: rate(
                    c.overlooked,
                    c.relevant,
                    all_overlooked,
                    all_relevant,
                    audit,
                ),
                forecast_excess: (c.forecast - c.relevant as f64) / c.decided.max(1) as f64,
            });
        }
    }
    flag(&mut groups, audit);
    BiasReport { audit: *audit, groups, left_out: (leads.len() - kept.len()) as u64 }
}

fn count(held: &mut Counts, lead: &Audited, audit: &Audit) {
    held.leads += 1;
    let Some(relevant) = lead.relevant else { return };
    let forward = lead.probability >= audit.threshold;
    held.decided += 1;
    held.forecast += lead.probability;
    held.relevant += u64::from(relevant);
    held.forward_wrongly += u64::from(forward && !relevant);
    held.overlooked += u64::from(!forward && relevant);
}

fn rate(k: u64, n: u64, all_k: u64, all_n: u64, audit: &Audit) -> Rate {
    let share = |k: u64, n: u64| k as f64 / n.max(1) as f64;
    let (low, high) = clopper_pearson(k, n, audit.confidence);
    Rate {
        k,
        n,
        rate: share(k, n),
        low,
        high,
        elsewhere: share(all_k - k, all_n - n),
        p_value: fisher(k, n, all_k - k, all_n - n),
        q_value: 1.0,
        flagged: false,
    }
}

/// A test that has no one on either side is none, and does not count among the tests.
fn flag(groups: &mut [Group], audit: &Audit) {
    let mut rates: Vec<&mut Rate> = groups
        .iter_mut()
        .flat_map(|g| [&mut g.false_positives, &mut g.false_negatives])
        .filter(|r| r.n > 0 && r.p_value < 1.0)
        .collect();
    let p: Vec<f64> = rates.iter().map(|r| r.p_value).collect();
    for (rate, q) in rates.iter_mut().zip(benjamini_hochberg(&p)) {
        rate.q_value = q;
        let difference = (rate.rate - rate.elsewhere).abs();
        rate.flagged = q <= audit.false_flags && difference >= audit.least_difference;
    }
}
