//! What the model has learned, whether its forecasts are kept, whether the world has changed since;
//! and its versions, kept and brought back. The computing alone: the command line and the workbench
//! show it each in its way.

use crate::learned::{Learned, ModelStore};
use crate::query;
use anyhow::Result;
use serde::Serialize;
use spoor_learn::{
    Card, ModelVersion, Reliability, Shift, Watch, Watched, label, reliability, shift,
};
use spoor_tables::Engine;
use spoor_vocab::Lead;
use std::collections::BTreeSet;

/// Bins of the reliability table.
const BINS: usize = 10;
/// Permutations behind a p-value of drift.
const PERMUTATIONS: u32 = 199;
/// Usual mark of a stability index that calls for a look.
const SHIFTED: f64 = 0.1;
/// Leads that begin the list, against the rest, to see whether new ones differ: at least so many.
const LEADS_LEAST: usize = 40;

/// The model in use, with how its forecasts were kept.
pub struct Measured {
    /// Its card.
    pub card: Card,
    /// How forecasts were kept, if anything was decided.
    pub kept: Option<Reliability>,
    /// Whether that was measured on leads that chance had set aside.
    pub by_chance: bool,
}

/// Measures the model in use.
pub fn measured(learned: &Learned, store: &ModelStore) -> Result<Measured> {
    let (outcomes, by_chance) = learned.outcomes(&store.queues()?);
    let kept = (!outcomes.is_empty()).then(|| reliability(&outcomes, BINS));
    let card = Card::new(&in_use(learned, store)?, kept.as_ref(), None);
    Ok(Measured { card, kept, by_chance })
}

/// The version in use: what the decisions teach, or the one that was gone back to.
pub fn in_use(learned: &Learned, store: &ModelStore) -> Result<ModelVersion> {
    let live = learned.version();
    if learned.rolled_back_to.is_none() {
        return Ok(live);
    }
    Ok(store.history()?.current().cloned().unwrap_or(live))
}

/// On what a measurement rests, in a sentence.
pub fn measured_on(by_chance: bool) -> &'static str {
    if by_chance {
        "Measured on leads that chance had set aside, weighed by their propensity."
    } else {
        "Measured on decided leads, each forecast from the others; they were not chosen by chance, \
         so this flatters."
    }
}

/// Keeps the model as it is now as a version, and lets it follow the decisions.
pub fn keep(learned: &Learned, store: &ModelStore) -> Result<ModelVersion> {
    let version = learned.version();
    store.keep_history(&store.history()?.adopt(version.clone()))?;
    Ok(version)
}

/// Puts an earlier version in use. What is in use now is kept first, so that there is a way back.
pub fn bring_back(learned: &Learned, store: &ModelStore, model_id: &str) -> Result<()> {
    let history = store.history()?.adopt(learned.version()).roll_back(model_id)?;
    store.keep_history(&history)
}

/// Whether leads, or what reviewers say of them, are no longer as learned.
#[derive(Serialize)]
pub struct Drift {
    /// Decisions against forecasts in order of time.
    pub watched: Watched,
    /// Reasons that newer leads have more or less often than older ones.
    pub shifted: Vec<(String, Shift)>,
    /// Older leads.
    pub older: usize,
    /// Newer ones.
    pub newer: usize,
}

impl Drift {
    /// Looks for it. `newest` are the actors of newer leads.
    pub fn of(learned: &Learned, newest: &BTreeSet<String>) -> Self {
        let (old, new): (Vec<&Lead>, Vec<&Lead>) =
            learned.leads.iter().partition(|l| !newest.contains(&l.actor_id));
        let shifted = match old.len() >= LEADS_LEAST && new.len() >= LEADS_LEAST {
            true => shifted(learned, &old, &new),
            false => Vec::new(),
        };
        Self { watched: watched(learned), shifted, older: old.len(), newer: new.len() }
    }

    /// Whether there is any.
    pub fn is_found(&self) -> bool {
        self.watched.sounded.is_some() || !self.shifted.is_empty()
    }

    /// What was found, a sentence each.
    pub fn words(&self) -> Vec<String> {
        let mut words = vec![match self.watched.sounded {
            Some(n) => format!(
                "What reviewers say has parted from the forecasts, first seen after {n} of {} \
                 decisions: look at the card, and at what has changed.",
                self.watched.decisions
            ),
            None => format!("Forecasts and {} decisions go together.", self.watched.decisions),
        }];
        if self.older < LEADS_LEAST || self.newer < LEADS_LEAST {
            words.push(format!(
                "Older and newer leads cannot be compared: {} and {} are too few.",
                self.older, self.newer
            ));
        } else if self.shifted.is_empty() {
            words.push(
                "No reason is more or less frequent in newer leads than in older ones.".into(),
            );
        }
        words.extend(self.shifted.iter().map(|(code, moved)| {
            format!(
                "{code} differs between older and newer leads (stability index {:.2}, p {:.3}).",
                moved.index, moved.p_value
            )
        }));
        words
    }
}

fn watched(learned: &Learned) -> Watched {
    let mut watched = Watched::default();
    let forecasts = learned.held_out();
    for decision in &learned.decisions {
        let said = label(decision.verdict);
        let at = forecasts.binary_search_by(|f| f.0.as_str().cmp(&decision.lead_id));
        if let (Some(said), Ok(at)) = (said, at) {
            // What is held against a word is how probable the word was, not the matter.
            let word = learned.learner.model().word(forecasts[at].1, &decision.reviewer);
            watched = watched.after(word, said, &Watch::default());
        }
    }
    watched
}

fn shifted(learned: &Learned, old: &[&Lead], new: &[&Lead]) -> Vec<(String, Shift)> {
    let sheet = learned.present.sheet();
    let mut shifted = Vec::new();
    for (at, feature) in sheet.features().iter().enumerate() {
        let column = sheet.column(at);
        let of = |leads: &[&Lead]| -> Vec<f64> {
            leads.iter().filter_map(|l| Some(column[sheet.row(&l.lead_id)?])).collect()
        };
        let moved = shift(&of(old), &of(new), PERMUTATIONS, 1);
        if moved.index >= SHIFTED && moved.p_value <= 0.01 {
            shifted.push((feature.code.clone(), moved));
        }
    }
    shifted
}

/// Actors whose first advert is in the newest fifth of the time.
pub async fn newest(engine: &Engine) -> Result<BTreeSet<String>> {
    let sql = "SELECT actor_id, first_posted FROM actors WHERE first_posted IS NOT NULL \
               ORDER BY first_posted, actor_id";
    let rows = query::objects(engine, sql).await?;
    let cut = rows.len() - rows.len() / 5;
    let id = |row: &serde_json::Map<String, serde_json::Value>| {
        Some(row.get("actor_id")?.as_str()?.to_owned())
    };
    Ok(rows[cut..].iter().filter_map(id).collect())
}
