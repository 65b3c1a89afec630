//! What decisions teach: the model over the leads of the current snapshot.

mod store;

pub use store::{Decided, Handed, ModelStore, Place};

use crate::packs::{self, Lessons};
use crate::query;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use spoor_learn::{
    Elsewhere, Event, Learner, Lesson, ModelVersion, Outcome, Ranking, Row, Sheet, label,
    last_words,
};
use spoor_tables::Engine;
use spoor_vocab::{Decision, Lead, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Parts into which decisions are cut to forecast each from the others.
const FOLDS: usize = 5;

/// Lead, its probability by a model that saw no decision on it, whether it was to be pursued.
pub type HeldOut = (String, f64, bool);

/// Leads, decisions, and the model they make.
pub struct Learned {
    /// Leads of the snapshot, in the order of the rules.
    pub leads: Arc<Vec<Lead>>,
    /// Every decision, oldest first.
    pub decisions: Vec<Decision>,
    /// Version of the rule pack.
    pub pack: String,
    /// What packs bring for the model to begin from.
    pub lessons: Lessons,
    /// The version that was gone back to, if one was.
    pub rolled_back_to: Option<String>,
    /// Learns from every decision, also on leads that are no longer there.
    pub learner: Learner,
    /// What it, or the version gone back to, says of the leads that are there.
    pub present: Learner,
    decided: BTreeMap<String, Decided>,
    held_out: OnceLock<Vec<HeldOut>>,
}

impl Learned {
    /// Fits the model exactly.
    pub async fn load(workspace: &Workspace, engine: &Engine) -> Result<Self> {
        Self::of(&workspace.dir, engine, workspace.vault.decisions(None).await?).await
    }

    /// Fits the model of the workspace at `dir` exactly to `decisions`.
    pub async fn of(dir: &Path, engine: &Engine, decisions: Vec<Decision>) -> Result<Self> {
        Self::of_leads(dir, Arc::new(query::leads(engine, usize::MAX >> 1).await?), decisions)
    }

    /// Likewise, of leads that are at hand.
    pub fn of_leads(dir: &Path, leads: Arc<Vec<Lead>>, decisions: Vec<Decision>) -> Result<Self> {
        let store = ModelStore::of(dir);
        let decided = store.decided()?;
        let lessons = packs::lessons(dir)?;
        let begin = (store.settings()?, lessons.elsewhere.clone());
        let learner = fitted(&leads, &decided, &decisions, begin);
        let history = store.history()?;
        let pinned = match history.events().last() {
            Some(Event::RolledBack { .. }) => history.current(),
            _ => None,
        };
        let model = pinned.map_or_else(|| learner.model(), |v| &v.model);
        let present = Learner::with(sheet(&leads, []), model, &decisions);
        let rolled_back_to = pinned.map(|v| v.model_id.clone());
        let pack = packs::rules(dir)?.version().to_owned();
        let held_out = OnceLock::new();
        Ok(Self {
            leads,
            decisions,
            pack,
            lessons,
            rolled_back_to,
            learner,
            present,
            decided,
            held_out,
        })
    }

    /// Is there anything that the rules alone do not say?
    pub fn has_learned(&self) -> bool {
        let taught = self.decisions.iter().any(|d| label(d.verdict).is_some());
        taught
            || self.rolled_back_to.is_some()
            || self.present.model().elsewhere().is_some()
            || !self.present.model().settings().excluded.is_empty()
    }

    /// How probable it is that a careful reviewer says "pursue" of a lead, with its interval; none before
    /// the first decision.
    pub fn chance(&self, lead: &str) -> Option<[f64; 3]> {
        let row = self.present.sheet().row(lead).filter(|_| self.has_learned())?;
        let chance = self.present.chance(row);
        Some([chance.probability, chance.low, chance.high])
    }

    /// The leads in the order of the model, each with its row and its rank.
    pub fn ranked(&self) -> (Ranking, Vec<(usize, &Lead)>) {
        let by_id: BTreeMap<&str, &Lead> =
            self.leads.iter().map(|l| (l.lead_id.as_str(), l)).collect();
        let ranking = self.present.ranking();
        let of = |row: usize| Some((row, *by_id.get(self.present.sheet().lead_id(row))?));
        let ranked = ranking.rows().filter_map(of).collect();
        (ranking, ranked)
    }

    /// The model that follows the decisions, under the name it would have as a version.
    pub fn version(&self) -> ModelVersion {
        ModelVersion::new(self.learner.model(), &self.pack, &self.decisions)
    }

    /// Forecasts of every decided lead by a model that saw no decision on a fifth of them, this one
    /// among it, by lead. Made once: it takes several fits.
    pub fn held_out(&self) -> &[HeldOut] {
        self.held_out.get_or_init(|| self.hold_out())
    }

    fn hold_out(&self) -> Vec<HeldOut> {
        let words = last_words(&self.decisions);
        let said: Vec<(String, bool)> = words
            .iter()
            .filter_map(|(lead, words)| Some(((*lead).to_owned(), agreed(words)?)))
            .collect();
        let model = self.learner.model();
        let begin = (model.settings().clone(), model.elsewhere().cloned());
        let mut out = Vec::new();
        for fold in 0..FOLDS {
            let away: BTreeSet<&str> =
                said.iter().skip(fold).step_by(FOLDS).map(|(lead, _)| lead.as_str()).collect();
            let kept: Vec<Decision> = self
                .decisions
                .iter()
                .filter(|d| !away.contains(d.lead_id.as_str()))
                .cloned()
                .collect();
            let learner = fitted(&self.leads, &self.decided, &kept, begin.clone());
            for (lead, relevant) in said.iter().skip(fold).step_by(FOLDS) {
                if let Some(row) = learner.sheet().row(lead) {
                    out.push((lead.clone(), learner.chance(row).probability, *relevant));
                }
            }
        }
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out
    }

    /// Outcomes by which forecasts are judged. Where enough leads that chance had set aside were
    /// decided, those alone, weighed by their propensity, as they were forecast then; else every
    /// decided lead, forecast from the others.
    pub fn outcomes(&self, queues: &[Handed]) -> (Vec<Outcome>, bool) {
        let words = last_words(&self.decisions);
        let model = self.learner.model();
        // Words are held against how probable the words were: reviewers err, and the matter is not
        // known.
        let word = |lead: &str, probability: f64| {
            let said = words.get(lead).into_iter().flatten();
            let of: Vec<f64> = said
                .filter(|(_, verdict)| label(**verdict).is_some())
                .map(|(reviewer, _)| model.word(probability, reviewer))
                .collect();
            if of.is_empty() { probability } else { of.iter().sum::<f64>() / of.len() as f64 }
        };
        let mut random = Vec::new();
        for place in queues.iter().flat_map(|q| &q.places) {
            let said = words.get(place.lead_id.as_str()).and_then(agreed);
            if let (spoor_learn::Why::Random { propensity }, Some(relevant)) = (place.why, said) {
                let weight = 1.0 / propensity.max(1e-9);
                let probability = word(&place.lead_id, place.probability);
                random.push(Outcome { probability, relevant, weight });
            }
        }
        if random.len() >= 30 {
            return (random, true);
        }
        let of = |(lead, probability, relevant): &HeldOut| Outcome {
            probability: word(lead, *probability),
            relevant: *relevant,
            weight: 1.0,
        };
        (self.held_out().iter().map(of).collect(), false)
    }

    /// What the decisions made here teach, as it travels: what was begun from is not in it.
    pub fn lesson(&self, licence: &str) -> Result<Lesson> {
        if let Some(version) = &self.rolled_back_to {
            bail!(
                "version {version} is in use, and what travels is what all decisions teach: \
                 `spoor model adopt` follows them again"
            );
        }
        let (sheet, settings) = (self.learner.sheet().clone(), self.learner.model().settings());
        Ok(Lesson::of(sheet, settings, &self.decisions, (&self.pack, licence))?)
    }
}

/// What reviewers' last words come to; nothing where they disagree or none of them teaches.
fn agreed(words: &BTreeMap<&str, Verdict>) -> Option<bool> {
    let mut said = words.values().filter_map(|v| label(*v));
    let first = said.next()?;
    said.all(|other| other == first).then_some(first)
}

fn sheet<'a>(leads: &'a [Lead], gone: impl IntoIterator<Item = Row<'a>>) -> Sheet {
    let row = |l: &'a Lead| Row { lead_id: &l.lead_id, reasons: &l.reasons, values: &[] };
    // A weight that is no number cannot come out of the rules; the sheet would leave it out.
    Sheet::new(leads.iter().map(row).chain(gone)).0
}

fn fitted(
    leads: &[Lead],
    decided: &BTreeMap<String, Decided>,
    decisions: &[Decision],
    (settings, elsewhere): (spoor_learn::Settings, Option<Elsewhere>),
) -> Learner {
    let there: BTreeSet<&str> = leads.iter().map(|l| l.lead_id.as_str()).collect();
    let gone: Vec<(&str, Vec<spoor_vocab::Reason>)> = decided
        .values()
        .filter(|d| !there.contains(d.lead_id.as_str()))
        .map(|d| (d.lead_id.as_str(), d.reasons()))
        .collect();
    let rows = gone.iter().map(|(lead_id, reasons)| Row { lead_id, reasons, values: &[] });
    // Settings are checked when they are kept, and a decision on a lead that nobody kept teaches
    // nothing: neither is news to who asks for the ranking.
    let mut learner = Learner::on(sheet(leads, rows), settings, elsewhere).0;
    learner.learn(decisions);
    learner
}
