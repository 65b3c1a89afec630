//! One notice against all adverts: candidates in order, with what chance alone would give.

use crate::background::Background;
use crate::brief::Brief;
use crate::chance::Chance;
use crate::matcher::{Comparison, Matcher, Near, Sought};
use crate::part::{Part, PhotoEvidence};
use crate::sheet::Sheet;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is said of a pair of notice and actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Not shown.
    None,
    /// Shown when asked for.
    Possible,
    /// Shown: a person should compare.
    Candidate,
}

impl Outcome {
    /// The word used in files and on pages.
    pub fn as_str(self) -> &'static str {
        ["none", "possible", "candidate"][self as usize]
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// All sheets, ready to be held against notices.
#[derive(Default)]
pub struct Cards {
    sheets: Vec<Sheet>,
    briefs: Vec<Brief>,
    /// For each actor, its sheets.
    actors: Vec<Vec<u32>>,
    by_actor: FxHashMap<String, u32>,
}

impl Cards {
    /// Of sheets, with places as `background` has located them.
    pub fn new(sheets: Vec<Sheet>, background: &Background) -> Self {
        let mut cards = Self::default();
        sheets.into_iter().for_each(|sheet| cards.add(sheet, background));
        cards
    }

    /// Adds a sheet.
    pub fn add(&mut self, sheet: Sheet, background: &Background) {
        let n = self.sheets.len() as u32;
        self.briefs.push(Brief::of(&sheet, background));
        let next = self.actors.len() as u32;
        let actor = *self.by_actor.entry(sheet.actor.clone()).or_insert(next);
        if actor == next {
            self.actors.push(Vec::new());
        }
        self.actors[actor as usize].push(n);
        self.sheets.push(sheet);
    }

    /// The sheets, in the order they were added.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// How many actors there are.
    pub fn actors(&self) -> usize {
        self.actors.len()
    }
}

/// An actor who may advertise the missing person.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The actor.
    pub actor: String,
    /// Index of its best sheet in [`Cards::sheets`].
    pub sheet: usize,
    /// Ids of that sheet's adverts.
    pub adverts: Vec<String>,
    /// Persons whom the actor advertises. Each is taken to be the missing one with the same chance
    /// beforehand, so the ratio below is the mean over them.
    pub persons: usize,
    /// log10 of the likelihood ratio.
    pub log10_lr: f32,
    /// What is said of it.
    pub outcome: Outcome,
    /// How many actors would come as high by chance.
    pub by_chance: Option<f32>,
    /// The best sheet's comparison.
    pub comparison: Comparison,
}

/// The candidates of one notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Best first.
    pub candidates: Vec<Candidate>,
    /// log10 from which one is shown.
    pub threshold: f32,
    /// The scores' tail.
    pub chance: Chance,
}

impl Ranking {
    /// Those that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &Candidate> {
        self.candidates.iter().filter(|c| c.outcome == Outcome::Candidate)
    }
}

/// Gives the comparisons of pictures of a notice with those of a sheet.
pub type Photos<'a> = dyn FnMut(&Sheet, &mut Vec<PhotoEvidence>) + 'a;

impl Matcher {
    /// log10 from which a candidate among so many actors is shown.
    pub fn threshold(&self, actors: usize) -> f32 {
        libm::log10f(actors.max(1) as f32) + self.weights().shown.margin.value
    }

    /// What is said of a score.
    pub fn outcome(&self, log10_lr: f32, threshold: f32) -> Outcome {
        if log10_lr >= threshold {
            Outcome::Candidate
        } else if log10_lr >= threshold - self.weights().shown.possible.value {
            Outcome::Possible
        } else {
            Outcome::None
        }
    }

    /// The best `limit` actors for a notice. An expired or closed notice has none.
    pub fn rank(
        &self,
        sought: &Sought,
        cards: &Cards,
        photos: &mut Photos<'_>,
        limit: usize,
    ) -> Ranking {
        let threshold = self.threshold(cards.actors());
        if sought.notice.status != spoor_vocab::NoticeStatus::Open {
            return Ranking { candidates: Vec::new(), threshold, chance: Chance::of(&mut []) };
        }
        let near = self.near(sought);
        let mut evidence = Vec::new();
        let mut scores: Vec<f32> = Vec::with_capacity(cards.actors());
        let mut each = Vec::new();
        for sheets in &cards.actors {
            each.clear();
            for &n in sheets {
                each.push(self.one(sought, cards, n as usize, &near, photos, &mut evidence));
            }
            scores.push(mean(&each));
        }
        let chance = Chance::of(&mut scores.clone());
        let mut order: Vec<u32> = (0..scores.len() as u32).collect();
        let better =
            |a: &u32, b: &u32| scores[*b as usize].total_cmp(&scores[*a as usize]).then(a.cmp(b));
        if limit < order.len() {
            order.select_nth_unstable_by(limit, better);
            order.truncate(limit);
        }
        order.sort_unstable_by(better);
        let candidates = order
            .into_iter()
            .map(|actor| {
                let sheets = &cards.actors[actor as usize];
                let log10_lr = scores[actor as usize];
                let (best, comparison) = self.best(sought, cards, sheets, photos, &mut evidence);
                Candidate {
                    actor: cards.sheets[best].actor.clone(),
                    sheet: best,
                    adverts: cards.sheets[best].adverts.clone(),
                    persons: sheets.len(),
                    log10_lr,
                    outcome: self.outcome(log10_lr, threshold),
                    by_chance: chance.expected(log10_lr),
                    comparison,
                }
            })
            .collect();
        Ranking { candidates, threshold, chance }
    }

    fn one(
        &self,
        sought: &Sought,
        cards: &Cards,
        n: usize,
        near: &Near,
        photos: &mut Photos<'_>,
        evidence: &mut Vec<PhotoEvidence>,
    ) -> f32 {
        evidence.clear();
        photos(&cards.sheets[n], evidence);
        let mut parts = self.parts(sought, &cards.briefs[n], near);
        parts[Part::Photo as usize] = self.photo(evidence);
        parts.iter().sum()
    }

    /// The best of an actor's sheets, compared in full.
    fn best(
        &self,
        sought: &Sought,
        cards: &Cards,
        sheets: &[u32],
        photos: &mut Photos<'_>,
        evidence: &mut Vec<PhotoEvidence>,
    ) -> (usize, Comparison) {
        let mut compare = |n: u32| {
            evidence.clear();
            photos(&cards.sheets[n as usize], evidence);
            (n as usize, self.compare(sought, &cards.sheets[n as usize], evidence))
        };
        let mut best = compare(sheets[0]);
        for &n in &sheets[1..] {
            let next = compare(n);
            if next.1.log10_lr > best.1.log10_lr {
                best = next;
            }
        }
        best
    }
}

/// log10 of the mean of likelihood ratios given as log10.
fn mean(logs: &[f32]) -> f32 {
    let top = logs.iter().copied().fold(f32::MIN, f32::max);
    if logs.len() == 1 {
        return top;
    }
    let sum: f32 = logs.iter().map(|l| libm::powf(10.0, l - top)).sum();
    top + libm::log10f(sum / logs.len() as f32)
}
