//! The sheet as a model reads it: rows of (parameter, value), with the intercept first.

use crate::sheet::{Feature, FeatureKind, Sheet};
use std::collections::BTreeMap;

/// A number further from its mean than this many standard deviations counts as this far: one
/// misread price must not decide a weight.
const FURTHEST: f64 = 5.0;

/// Rows over the parameters of one model: parameter 0 is the intercept, parameter `k + 1` the
/// weight of the model's feature `k`. Features that the model does not have are not there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Design {
    starts: Vec<usize>,
    params: Vec<u32>,
    values: Vec<f64>,
}

impl Design {
    pub(crate) fn new(sheet: &Sheet, features: &[Feature]) -> Self {
        let places: BTreeMap<(FeatureKind, &str), usize> =
            features.iter().enumerate().map(|(k, f)| ((f.kind, f.code.as_str()), k)).collect();
        let of: Vec<Option<usize>> =
            sheet.features().iter().map(|f| places.get(&(f.kind, &*f.code)).copied()).collect();
        let mut out = Self { starts: vec![0], params: Vec::new(), values: Vec::new() };
        for row in 0..sheet.len() {
            out.params.push(0);
            out.values.push(1.0);
            for &(column, value) in sheet.cells(row) {
                let Some(k) = of[column as usize] else { continue };
                let value = match features[k].kind {
                    FeatureKind::Reason => value,
                    FeatureKind::Value => ((value - features[k].centre) / features[k].scale)
                        .clamp(-FURTHEST, FURTHEST),
                };
                if value != 0.0 {
                    out.params.push(k as u32 + 1);
                    out.values.push(value);
                }
            }
            out.starts.push(out.params.len());
        }
        out
    }

    /// Rows of an intercept and one number each.
    pub(crate) fn of_line(values: Vec<f64>) -> Self {
        let values: Vec<f64> = values.into_iter().flat_map(|v| [1.0, v]).collect();
        let rows = values.len() / 2;
        Self { starts: (0..=rows).map(|r| 2 * r).collect(), params: [0, 1].repeat(rows), values }
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn row(&self, row: usize) -> Line<'_> {
        let range = self.starts[row]..self.starts[row + 1];
        Line { params: &self.params[range.clone()], values: &self.values[range] }
    }
}

/// One row of a design.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    pub(crate) params: &'a [u32],
    pub(crate) values: &'a [f64],
}

impl Line<'_> {
    pub(crate) fn each(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.params.iter().zip(self.values).map(|(p, v)| (*p as usize, *v))
    }

    pub(crate) fn dot(&self, weights: &[f64]) -> f64 {
        self.each().map(|(p, v)| v * weights[p]).sum()
    }

    /// Cosine with another row, the intercept left out; 0 if either has nothing else.
    pub(crate) fn cosine(&self, other: &Self) -> f64 {
        let squares = |l: &Self| l.values[1..].iter().map(|v| v * v).sum::<f64>();
        let (mut i, mut j, mut product) = (1, 1, 0.0);
        while i < self.params.len() && j < other.params.len() {
            match self.params[i].cmp(&other.params[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    product += self.values[i] * other.values[j];
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
        let norm = (squares(self) * squares(other)).sqrt();
        if norm > 0.0 { product / norm } else { 0.0 }
    }
}
