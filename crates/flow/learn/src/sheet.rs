//! Leads as rows of features: what the model sees of them, and nothing else.
//!
//! A reason is a feature: its weight in bits, with its sign, times ln 2. So a weight of 1 on every
//! feature is the rule pack's own sum, in natural logarithms of odds. Numeric features are beside
//! them, in their own units.

use spoor_vocab::{Defect, Direction, Reason};
use std::collections::BTreeMap;
use std::f64::consts::LN_2;

/// No rule of any pack weighs more; what does is an error of arithmetic.
const MOST_BITS: f32 = 64.0;
/// Beyond this a square no longer fits.
const MOST_VALUE: f64 = 1e15;

/// One lead as it comes in.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The lead.
    pub lead_id: &'a str,
    /// What speaks for and against, after the rule pack's discounts.
    pub reasons: &'a [Reason],
    /// Numeric features as (code, value), in any unit; a lead that lacks one counts as average.
    pub values: &'a [(String, f64)],
}

/// What a feature is made of.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum FeatureKind {
    /// A reason's signed weight.
    Reason,
    /// A number.
    Value,
}

/// A column of the sheet.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Feature {
    /// Reason or number.
    pub kind: FeatureKind,
    /// Its code.
    pub code: String,
    /// Mean over the leads that have it; 0 for a reason.
    pub centre: f64,
    /// Standard deviation over the leads that have it; 1 for a reason, and where all are equal.
    pub scale: f64,
}

/// All leads, by identifier; the same in whatever order they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    ids: Vec<String>,
    features: Vec<Feature>,
    starts: Vec<usize>,
    cells: Vec<(u32, f64)>,
}

type Cells = BTreeMap<(FeatureKind, String), f64>;

impl Sheet {
    /// Takes the leads in. A weight or value that is no number, negative bits, and a lead that is
    /// there twice are defects; the rest of the lead is kept, of two leads of one name the one
    /// whose features sort first.
    pub fn new<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> (Self, Vec<Defect>) {
        let mut defects = Vec::new();
        let mut all: Vec<(String, Cells)> =
            rows.into_iter().map(|r| (r.lead_id.to_owned(), cells(&r, &mut defects))).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| bits(&a.1).cmp(bits(&b.1))));
        all.dedup_by(|b, a| {
            let same = a.0 == b.0;
            if same {
                let hint = "give every lead once; one of them was kept";
                defects.push(defect(&a.0, "learn.lead-twice", "the lead is there twice", hint));
            }
            same
        });
        let mut places: BTreeMap<(FeatureKind, String), u32> =
            all.iter().flat_map(|(_, c)| c.keys().cloned()).map(|k| (k, 0)).collect();
        places.values_mut().zip(0..).for_each(|(place, n)| *place = n);
        let mut sheet =
            Self { ids: Vec::new(), features: Vec::new(), starts: vec![0], cells: Vec::new() };
        for (id, cells) in all {
            sheet.cells.extend(cells.into_iter().map(|(key, value)| (places[&key], value)));
            sheet.starts.push(sheet.cells.len());
            sheet.ids.push(id);
        }
        sheet.features = places
            .into_keys()
            .zip(0..)
            .map(|((kind, code), at)| {
                let (centre, scale) = match kind {
                    FeatureKind::Reason => (0.0, 1.0),
                    FeatureKind::Value => sheet.moments(at),
                };
                Feature { kind, code, centre, scale }
            })
            .collect();
        defects
            .sort_by(|a, b| (&a.place, &a.code, &a.problem).cmp(&(&b.place, &b.code, &b.problem)));
        (sheet, defects)
    }

    fn moments(&self, at: u32) -> (f64, f64) {
        let values = || self.cells.iter().filter(|c| c.0 == at).map(|c| c.1);
        let n = values().count().max(1) as f64;
        let mean = values().sum::<f64>() / n;
        let sd = (values().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
        (mean, if sd > 1e-12 * mean.abs() && sd > 0.0 { sd } else { 1.0 })
    }

    /// How many leads.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Is there no lead?
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The lead of a row; rows are in the order of identifiers.
    pub fn lead_id(&self, row: usize) -> &str {
        &self.ids[row]
    }

    /// The row of a lead.
    pub fn row(&self, lead_id: &str) -> Option<usize> {
        self.ids.binary_search_by(|id| id.as_str().cmp(lead_id)).ok()
    }

    /// Every feature that some lead has.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The features of a row that are there, as (column, value): signed nats for a reason.
    pub fn cells(&self, row: usize) -> &[(u32, f64)] {
        &self.cells[self.starts[row]..self.starts[row + 1]]
    }

    /// One feature of every lead, in the order of rows; a reason that is absent is 0, a number that
    /// is absent is the feature's mean.
    pub fn column(&self, feature: usize) -> Vec<f64> {
        let mut out = vec![self.features[feature].centre; self.len()];
        for (row, value) in out.iter_mut().enumerate() {
            if let Some(cell) = self.cells(row).iter().find(|c| c.0 as usize == feature) {
                *value = cell.1;
            }
        }
        out
    }
}

/// A key for sorting that tells any two different sets of features apart.
fn bits(cells: &Cells) -> impl Iterator<Item = (&(FeatureKind, String), u64)> {
    cells.iter().map(|(key, value)| (key, value.to_bits()))
}

fn defect(lead: &str, code: &str, problem: &str, hint: &str) -> Defect {
    Defect::new(format!("lead {lead}"), code, problem, hint)
}

fn cells(row: &Row<'_>, defects: &mut Vec<Defect>) -> Cells {
    let mut out = Cells::new();
    for reason in row.reasons {
        let bits = reason.weight_bits;
        if !(0.0..=MOST_BITS).contains(&bits) {
            let problem = format!("reason {} weighs {bits} bits", reason.code);
            let hint = format!("give a number from 0 to {MOST_BITS}; the reason was left out");
            defects.push(defect(row.lead_id, "learn.bad-weight", &problem, &hint));
            continue;
        }
        let sign = if reason.direction == Direction::For { LN_2 } else { -LN_2 };
        *out.entry((FeatureKind::Reason, reason.code.clone())).or_default() +=
            sign * f64::from(bits);
    }
    for (code, value) in row.values {
        let key = (FeatureKind::Value, code.clone());
        if value.is_nan() || value.abs() > MOST_VALUE {
            let problem = format!("{code} is {value}");
            let hint = "give a number; the feature counts as average here";
            defects.push(defect(row.lead_id, "learn.bad-value", &problem, hint));
        } else if out.insert(key, *value).is_some() {
            let problem = format!("{code} is given twice");
            let hint = "give a feature once; the last was kept";
            defects.push(defect(row.lead_id, "learn.value-twice", &problem, hint));
        }
    }
    out
}
