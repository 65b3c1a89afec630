//! Two partitions of the same adverts against each other.

use serde::Serialize;
use std::collections::HashMap;
use std::hash::Hash;

/// How well a found partition agrees with the true one. All figures are between 0 and 1; where
/// there is nothing to be wrong about, 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Partition {
    /// Of the pairs put together, how many belong together.
    pub pair_precision: f64,
    /// Of the pairs that belong together, how many were put together.
    pub pair_recall: f64,
    /// Their harmonic mean.
    pub pair_f1: f64,
    /// B-cubed precision over all adverts.
    pub b3_precision: f64,
    /// B-cubed recall over all adverts.
    pub b3_recall: f64,
    /// Their harmonic mean.
    pub b3_f1: f64,
    /// B-cubed precision over adverts in a found cluster of two or more.
    pub cb3_precision: f64,
    /// B-cubed recall over adverts in a true cluster of two or more.
    pub cb3_recall: f64,
    /// Their harmonic mean.
    pub cb3_f1: f64,
    /// True clusters of two or more.
    pub true_clusters: u32,
    /// Found clusters of two or more.
    pub found_clusters: u32,
    /// Adverts of the biggest found cluster.
    pub biggest_found: u32,
}

/// Clustered B-cubed of some of the adverts.
pub(super) struct Slice {
    pub(super) adverts: u32,
    /// Of those, in a true cluster of two or more.
    pub(super) clustered: u32,
    pub(super) precision: f64,
    pub(super) recall: f64,
}

/// Sizes of what each advert is in: its true cluster, its found cluster, and both at once.
pub(super) struct Clusters {
    truth: Vec<u32>,
    found: Vec<u32>,
    both: Vec<u32>,
    true_sizes: Vec<u32>,
    found_sizes: Vec<u32>,
    common_sizes: Vec<u32>,
}

/// Numbers labels from 0; what has none is a cluster of its own.
fn number<T: Eq + Hash>(labels: impl Iterator<Item = Option<T>>) -> Vec<u32> {
    let mut known = HashMap::new();
    let mut next = 0;
    labels
        .map(|label| {
            let mut fresh = || {
                next += 1;
                next - 1
            };
            match label {
                None => fresh(),
                Some(label) => *known.entry(label).or_insert_with(fresh),
            }
        })
        .collect()
}

fn sizes(of: &[u32]) -> Vec<u32> {
    let mut sizes = vec![0; of.iter().max().map_or(0, |&m| m as usize + 1)];
    for &cluster in of {
        sizes[cluster as usize] += 1;
    }
    sizes
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 1.0 }
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

fn pairs(sizes: &[u32]) -> f64 {
    sizes.iter().map(|&n| f64::from(n) * (f64::from(n) - 1.0) / 2.0).sum()
}

fn clusters(sizes: &[u32]) -> u32 {
    sizes.iter().filter(|&&n| n > 1).count() as u32
}

impl Clusters {
    /// From the labels of every advert, in one order; both iterators are of one length. 0 and
    /// the empty label are clusters of their own.
    pub(super) fn new<'a>(
        truth: impl Iterator<Item = u32>,
        found: impl Iterator<Item = &'a str>,
    ) -> Self {
        let truth = number(truth.map(|label| (label != 0).then_some(label)));
        let found = number(found.map(|label| (!label.is_empty()).then_some(label)));
        let mut known: HashMap<(u32, u32), u32> = HashMap::with_capacity(truth.len());
        let common: Vec<u32> = truth
            .iter()
            .zip(&found)
            .map(|(&t, &f)| {
                let next = known.len() as u32;
                *known.entry((t, f)).or_insert(next)
            })
            .collect();
        let (true_sizes, found_sizes) = (sizes(&truth), sizes(&found));
        let common_sizes = sizes(&common);
        let of = |clusters: &[u32], sizes: &[u32]| -> Vec<u32> {
            clusters.iter().map(|&c| sizes[c as usize]).collect()
        };
        Self {
            truth: of(&truth, &true_sizes),
            found: of(&found, &found_sizes),
            both: of(&common, &common_sizes),
            true_sizes,
            found_sizes,
            common_sizes,
        }
    }

    /// Clustered B-cubed of the adverts that `which` takes.
    pub(super) fn slice(&self, which: impl Fn(usize) -> bool) -> Slice {
        let (mut adverts, mut clustered) = (0u32, 0u32);
        let (mut precision, mut of_found) = (0.0, 0.0);
        let mut recall = 0.0;
        for at in (0..self.truth.len()).filter(|&at| which(at)) {
            adverts += 1;
            let both = f64::from(self.both[at]);
            if self.found[at] > 1 {
                of_found += 1.0;
                precision += both / f64::from(self.found[at]);
            }
            if self.truth[at] > 1 {
                clustered += 1;
                recall += both / f64::from(self.truth[at]);
            }
        }
        Slice {
            adverts,
            clustered,
            precision: ratio(precision, of_found),
            recall: ratio(recall, f64::from(clustered)),
        }
    }

    /// All figures.
    pub(super) fn partition(&self) -> Partition {
        let common = pairs(&self.common_sizes);
        let pair_precision = ratio(common, pairs(&self.found_sizes));
        let pair_recall = ratio(common, pairs(&self.true_sizes));
        let n = self.truth.len() as f64;
        let over = |sizes: &[u32]| -> f64 {
            self.both.iter().zip(sizes).map(|(&b, &s)| f64::from(b) / f64::from(s)).sum()
        };
        let b3_precision = ratio(over(&self.found), n);
        let b3_recall = ratio(over(&self.truth), n);
        let Slice { precision, recall, .. } = self.slice(|_| true);
        Partition {
            pair_precision,
            pair_recall,
            pair_f1: harmonic(pair_precision, pair_recall),
            b3_precision,
            b3_recall,
            b3_f1: harmonic(b3_precision, b3_recall),
            cb3_precision: precision,
            cb3_recall: recall,
            cb3_f1: harmonic(precision, recall),
            true_clusters: clusters(&self.true_sizes),
            found_clusters: clusters(&self.found_sizes),
            biggest_found: self.found_sizes.iter().copied().max().unwrap_or(0),
        }
    }
}
