//! Which leads a team looks at next, and why each of them.

use crate::chance::SplitMix;
use crate::fit::Odds;
use crate::information::gain;
use crate::learner::Learner;
use crate::model::Chance;
use crate::ranking::key;
use serde::{Deserialize, Serialize};

/// How a queue is mixed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mix {
    /// Share of places given by chance alone, 0 to 1: without it nobody could measure what the
    /// ranking overlooks.
    pub random: f64,
    /// Share of places for leads that would teach most, 0 to 1.
    pub informative: f64,
    /// Two leads whose features have a cosine above this are near-copies; of them one is enough
    /// among the informative.
    pub alike: f64,
    /// Informative leads are looked for among so many that would teach most by themselves.
    pub candidates: usize,
}

impl Default for Mix {
    fn default() -> Self {
        Self { random: 0.1, informative: 0.2, alike: 0.95, candidates: 500 }
    }
}

/// Why a lead is in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "why")]
pub enum Why {
    /// It ranks among the first that nobody has decided.
    Probable,
    /// A decision on it teaches much.
    Informative {
        /// Expected information about the weights, given those before it in the queue, in bits.
        bits: f64,
    },
    /// Set aside by chance.
    Random {
        /// The chance that a lead which nobody had decided was set aside this time: what figures of
        /// the whole list are weighed with, by one over it (Horvitz and Thompson 1952, Journal of
        /// the American Statistical Association 47).
        propensity: f64,
    },
}

/// A place in the queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Row of the sheet.
    pub row: usize,
    /// The lead.
    pub lead_id: String,
    /// Why it is here.
    pub why: Why,
    /// What the model says of it.
    pub chance: Chance,
}

impl Learner {
    /// The next `n` leads that nobody has decided, each once: first the random share is drawn from
    /// all of them alike, then the informative are picked, then the rest of the places go by
    /// rank. The order in which they are shown is drawn too, so that neither a place nor a
    /// neighbour tells a reviewer why a lead is here. The same seed gives the same queue.
    pub fn queue(&self, n: usize, mix: &Mix, seed: u64) -> Vec<Entry> {
        let decided = self.decided();
        let free: Vec<usize> = (0..self.sheet.len()).filter(|r| !decided[*r]).collect();
        let n = n.min(free.len());
        let places = |share: f64| (share.clamp(0.0, 1.0) * n as f64).round() as usize;
        let mut chance = SplitMix::new(seed);
        let mut taken = decided;
        let mut picked: Vec<(usize, Why)> = Vec::new();

        let random = places(mix.random).min(n);
        let propensity = random as f64 / free.len().max(1) as f64;
        for at in chance.sample(free.len(), random) {
            taken[free[at]] = true;
            picked.push((free[at], Why::Random { propensity }));
        }
        let informative = places(mix.informative).min(n - random);
        for (row, bits) in self.informative(informative, mix, &taken) {
            taken[row] = true;
            picked.push((row, Why::Informative { bits }));
        }
        let rest = n - picked.len();
        for row in best(&free, &taken, rest, |row| key(&self.odds[row])) {
            picked.push((row, Why::Probable));
        }
        chance.shuffle(&mut picked);
        let entry = |(row, why)| Entry {
            row,
            lead_id: self.sheet.lead_id(row).to_owned(),
            why,
            chance: self.chance(row),
        };
        picked.into_iter().map(entry).collect()
    }

    /// Greedily, each given that those before it will have been decided: their outcome is not known
    /// yet, but how far it will narrow the weights is, nearly (the information at today's mean).
    fn informative(&self, n: usize, mix: &Mix, taken: &[bool]) -> Vec<(usize, f64)> {
        let all: Vec<usize> = (0..self.sheet.len()).filter(|r| !taken[*r]).collect();
        let most = mix.candidates.max(n);
        let candidates = best(&all, taken, most, |row| gain(&self.odds[row]));
        let mut odds: Vec<Odds> = candidates.iter().map(|r| self.odds[*r]).collect();
        let mut open = vec![true; candidates.len()];
        let mut normal = self.model.normal.clone();
        let mut picked = Vec::new();
        while picked.len() < n {
            let left = (0..candidates.len()).filter(|k| open[*k]);
            let gains = left.map(|k| (gain(&odds[k]), k));
            let Some((bits, k)) = gains.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
            else {
                break;
            };
            let line = self.design.row(candidates[k]);
            picked.push((candidates[k], bits));
            let mut step = normal.step(line, 0.5);
            let s = crate::logistic::sigmoid(odds[k].mean);
            let w = s * (1.0 - s);
            step.cut = w / (1.0 + w * odds[k].variance);
            normal.take(&step);
            for (j, row) in candidates.iter().enumerate() {
                let other = self.design.row(*row);
                open[j] &= j != k && line.cosine(&other) <= mix.alike;
                let along = other.dot(&step.direction);
                odds[j].variance = (odds[j].variance - step.cut * along * along).max(0.0);
            }
        }
        picked
    }
}

/// The `n` of `rows` that are not taken and have the largest value, in order; ties by row.
fn best(rows: &[usize], taken: &[bool], n: usize, value: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut all: Vec<(f64, usize)> =
        rows.iter().filter(|r| !taken[**r]).map(|r| (value(*r), *r)).collect();
    let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if n == 0 {
        return Vec::new();
    }
    if n < all.len() {
        all.select_nth_unstable_by(n - 1, order);
        all.truncate(n);
    }
    all.sort_by(order);
    all.into_iter().map(|(_, row)| row).collect()
}
