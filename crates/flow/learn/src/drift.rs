//! Has the world changed since the model was learned? Two watches: on what leads look like, and on
//! whether forecasts are still kept.

use crate::chance::SplitMix;
use serde::{Deserialize, Serialize};

/// How far a feature's distribution has moved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Population stability index: Σ (p - q) ln(p / q) over bins (Siddiqi 2006, "Credit risk
    /// scorecards"; Jeffreys' divergence). Its usual marks are 0.1 and 0.25, whatever the size of
    /// the samples; therefore the p-value beside it.
    pub index: f64,
    /// Permutation test: the share of random splits of all values into two samples of these sizes
    /// that move as far.
    pub p_value: f64,
}

/// Bins of the index.
const BINS: usize = 10;

/// Compares the values of a feature in two lists of leads, by the deciles of the first (equal cuts
/// are one). NaN counts as absent. `permutations` sets how small a p-value can be.
pub fn shift(before: &[f64], now: &[f64], permutations: u32, seed: u64) -> Shift {
    let sorted = |of: &[f64]| {
        let mut out: Vec<f64> = of.iter().copied().filter(|v| !v.is_nan()).collect();
        out.sort_by(f64::total_cmp);
        out
    };
    let (before, now) = (sorted(before), sorted(now));
    if before.is_empty() || now.is_empty() {
        return Shift { index: 0.0, p_value: 1.0 };
    }
    let mut cuts: Vec<f64> = (1..BINS).map(|k| before[before.len() * k / BINS]).collect();
    cuts.dedup();
    // Above a cut, at it, below: a reason that most leads lack has its cuts at 0.
    let class = |v: f64| {
        let at = cuts.partition_point(|c| *c < v);
        2 * at + usize::from(cuts.get(at) == Some(&v))
    };
    let mut all: Vec<usize> = before.iter().chain(&now).map(|v| class(*v)).collect();
    let size = 2 * cuts.len() + 2;
    let index = stability(&all, before.len(), size);
    let mut chance = SplitMix::new(seed);
    let mut as_far = 0u32;
    for _ in 0..permutations {
        chance.shuffle(&mut all);
        as_far += u32::from(stability(&all, before.len(), size) >= index - 1e-12);
    }
    Shift { index, p_value: f64::from(as_far + 1) / f64::from(permutations + 1) }
}

/// The index between the first `split` classes and the rest; half a count is added to every class
/// that occurs, so that an empty one is no infinity.
fn stability(all: &[usize], split: usize, size: usize) -> f64 {
    let (mut a, mut b) = (vec![0.0f64; size], vec![0.0f64; size]);
    all[..split].iter().for_each(|c| a[*c] += 1.0);
    all[split..].iter().for_each(|c| b[*c] += 1.0);
    let there = a.iter().zip(&b).filter(|(x, y)| *x + *y > 0.0).count() as f64;
    let (n, m) = (split as f64 + 0.5 * there, (all.len() - split) as f64 + 0.5 * there);
    let term = |(x, y): (&f64, &f64)| {
        let (p, q) = ((x + 0.5) / n, (y + 0.5) / m);
        if x + y > 0.0 { (p - q) * (p / q).ln() } else { 0.0 }
    };
    a.iter().zip(&b).map(term).sum()
}

/// When the watch on forecasts sounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    /// The change looked for: odds that have grown, or shrunk, by this factor.
    pub factor: f64,
    /// Sum of log-likelihood ratios at which it sounds. With 6.5 and a factor of 2, a model whose
    /// forecasts are kept sounds within 400 decisions in at most one of twenty lists (measured by
    /// a test over many).
    pub limit: f64,
}

impl Default for Watch {
    fn default() -> Self {
        Self { factor: 2.0, limit: 6.5 }
    }
}

/// State of the watch: two one-sided sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    /// Evidence that more is relevant than forecast.
    pub more: f64,
    /// Evidence that less is.
    pub less: f64,
    /// Decisions seen.
    pub decisions: u32,
    /// After how many decisions it first sounded.
    pub sounded: Option<u32>,
}

impl Watched {
    /// One decision more, in the order of time: the risk-adjusted CUSUM of Steiner, Cook, Farewell
    /// and Treasure 2000 ("Monitoring surgical performance using risk-adjusted cumulative sum
    /// charts", Biostatistics 1). `probability` is the forecast before the decision, of the word
    /// "pursue" ([`crate::Model::word`]): held against the lead's own, whoever errs looks like
    /// drift. One outside 0 to 1 changes nothing.
    pub fn after(mut self, probability: f64, relevant: bool, watch: &Watch) -> Self {
        if !(0.0..=1.0).contains(&probability) {
            return self;
        }
        let score = |factor: f64| {
            let hit = if relevant { factor.ln() } else { 0.0 };
            hit - (1.0 - probability + factor * probability).ln()
        };
        self.more = (self.more + score(watch.factor)).max(0.0);
        self.less = (self.less + score(1.0 / watch.factor)).max(0.0);
        self.decisions += 1;
        if self.sounded.is_none() && self.more.max(self.less) > watch.limit {
            self.sounded = Some(self.decisions);
        }
        self
    }
}
