//! Does a feature stand in for something that must not count, such as nationality?
//!
//! Nationality is never a feature; but a feature may tell it all the same. The caller gives a label
//! for the audit, and a feature that carries more of it than chance explains is flagged and its
//! weight fixed at 0. The label goes nowhere else.

use crate::chance::SplitMix;
use crate::exact::benjamini_hochberg;
use crate::settings::Settings;
use crate::sheet::Sheet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When a feature counts as a stand-in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StandInTest {
    /// Permutations of the labels; the smallest p-value is one over one more than these.
    pub permutations: u32,
    /// Rate of false flags among flags that is accepted.
    pub false_flags: f64,
    /// Share of the label's entropy that a feature must tell to be flagged, beyond what it tells of
    /// permuted labels.
    pub least_share: f64,
    /// At most so many leads are used, drawn by chance.
    pub most_leads: usize,
}

impl Default for StandInTest {
    fn default() -> Self {
        Self { permutations: 999, false_flags: 0.05, least_share: 0.02, most_leads: 5000 }
    }
}

/// What a feature tells of a label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StandIn {
    /// Code of the feature.
    pub code: String,
    /// Mutual information of feature and label, in bits, as counted.
    pub bits: f64,
    /// Share of the label's entropy that it tells, less what it tells of permuted labels; 0 to 1.
    pub share: f64,
    /// Share of permutations of the label of which it tells as much (this one counted among them).
    pub p_value: f64,
    /// After the tests of all features (Benjamini and Hochberg); the p-value if it is alone.
    pub q_value: f64,
    /// Beyond chance and beyond `least_share`.
    pub flagged: bool,
}

/// Bins of the values that are not the most usual one.
const BINS: usize = 4;

/// Values as classes: the most frequent value is one (most leads do not have a reason), the others
/// are cut at their quartiles; equal values are never parted. NaN is a class of its own.
fn classes(values: &[f64]) -> Vec<usize> {
    let key = |v: &f64| if *v == 0.0 { 0.0f64.to_bits() } else { v.to_bits() };
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    values.iter().for_each(|v| *counts.entry(key(v)).or_default() += 1);
    let usual = counts.iter().max_by_key(|(bits, n)| (**n, **bits)).map_or(0, |(bits, _)| *bits);
    let mut rest: Vec<f64> =
        values.iter().filter(|v| !v.is_nan() && key(v) != usual).copied().collect();
    rest.sort_by(f64::total_cmp);
    let cuts: Vec<f64> =
        (1..BINS).filter_map(|k| rest.get(rest.len() * k / BINS).copied()).collect();
    let class = |v: &f64| {
        if key(v) == usual {
            0
        } else if v.is_nan() {
            1
        } else {
            2 + cuts.iter().filter(|c| *v >= **c).count()
        }
    };
    values.iter().map(class).collect()
}

/// Entropy in bits of counts.
fn entropy(counts: &[u32]) -> f64 {
    let n: f64 = counts.iter().map(|c| f64::from(*c)).sum();
    let part = |c: f64| if c > 0.0 { -c / n * (c / n).log2() } else { 0.0 };
    counts.iter().map(|c| part(f64::from(*c))).sum()
}

/// Mutual information in bits of two classes (Cover and Thomas 2006, section 2.3).
fn mutual(a: &[usize], b: &[usize], (width, height): (usize, usize)) -> f64 {
    let mut joint = vec![0u32; width * height];
    let (mut left, mut right) = (vec![0u32; width], vec![0u32; height]);
    for (&x, &y) in a.iter().zip(b) {
        joint[x * height + y] += 1;
        left[x] += 1;
        right[y] += 1;
    }
    (entropy(&left) + entropy(&right) - entropy(&joint)).max(0.0)
}

/// Tests one feature against a label, both in the order of leads. The longer of the two is cut.
/// The label's empty string is a label like others. Permutation test: Good 2005, "Permutation,
/// parametric and bootstrap tests of hypotheses"; the p-value counts the data among its own
/// permutations (Phipson and Smyth 2010), so it is never below its level by chance alone.
pub fn stands_in(
    code: &str,
    values: &[f64],
    labels: &[String],
    test: &StandInTest,
    seed: u64,
) -> StandIn {
    let n = values.len().min(labels.len());
    let mut chance = SplitMix::new(seed);
    let rows = chance.sample(n, test.most_leads.min(n));
    let seen: Vec<f64> = rows.iter().map(|r| values[*r]).collect();
    let mut names: Vec<&str> = rows.iter().map(|r| labels[*r].as_str()).collect();
    let mut known = names.clone();
    known.sort_unstable();
    known.dedup();
    let mut label: Vec<usize> =
        names.drain(..).map(|l| known.binary_search(&l).unwrap_or_default()).collect();
    let class = classes(&seen);
    let size = (BINS + 2, known.len().max(1));
    let bits = mutual(&class, &label, size);
    let mut counts = vec![0u32; size.1];
    label.iter().for_each(|l| counts[*l] += 1);
    let all = entropy(&counts);
    let (mut as_much, mut by_chance) = (0u32, 0.0);
    for _ in 0..test.permutations {
        chance.shuffle(&mut label);
        let null = mutual(&class, &label, size);
        by_chance += null;
        as_much += u32::from(null >= bits - 1e-12);
    }
    let by_chance = by_chance / f64::from(test.permutations.max(1));
    let share = if all > 0.0 { ((bits - by_chance) / all).clamp(0.0, 1.0) } else { 0.0 };
    let p_value = f64::from(as_much + 1) / f64::from(test.permutations + 1);
    let mut out =
        StandIn { code: code.to_owned(), bits, share, p_value, q_value: p_value, flagged: false };
    judge(&mut out, test);
    out
}

fn judge(one: &mut StandIn, test: &StandInTest) {
    one.flagged = one.q_value <= test.false_flags && one.share >= test.least_share;
}

/// Tests every feature of the sheet against a label by lead identifier; leads without a label are
/// left out.
pub fn audit(
    sheet: &Sheet,
    labels: &BTreeMap<String, String>,
    test: &StandInTest,
    seed: u64,
) -> Vec<StandIn> {
    let rows: Vec<usize> =
        (0..sheet.len()).filter(|r| labels.contains_key(sheet.lead_id(*r))).collect();
    let of: Vec<String> = rows.iter().map(|r| labels[sheet.lead_id(*r)].clone()).collect();
    let mut out: Vec<StandIn> = sheet
        .features()
        .iter()
        .enumerate()
        .map(|(at, feature)| {
            let column = sheet.column(at);
            let values: Vec<f64> = rows.iter().map(|r| column[*r]).collect();
            stands_in(&feature.code, &values, &of, test, seed)
        })
        .collect();
    let p: Vec<f64> = out.iter().map(|s| s.p_value).collect();
    for (one, q) in out.iter_mut().zip(benjamini_hochberg(&p)) {
        one.q_value = q;
        judge(one, test);
    }
    out
}

/// The settings with every flagged feature excluded: its weight is 0 in any model made with them.
pub fn exclude(settings: &Settings, found: &[StandIn]) -> Settings {
    let mut out = settings.clone();
    out.excluded.extend(found.iter().filter(|s| s.flagged).map(|s| s.code.clone()));
    out
}
