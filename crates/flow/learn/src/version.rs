//! Versions of a model: named by what they were made of, kept, and gone back to.

use crate::ballot::{label, last_words};
use crate::lesson::TaughtBy;
use crate::model::Model;
use serde::{Deserialize, Serialize};
use spoor_vocab::Decision;
use std::fmt;

/// A model with its name. The name is a digest of what makes the model: the rule pack's version,
/// the decisions that count, the settings, and what it was begun from. The same of these gives the same name anywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelVersion {
    /// `M-` and 16 hex digits of the BLAKE3 digest.
    pub model_id: String,
    /// Version of the rule pack whose bits it was learned on.
    pub pack: String,
    /// How many last words of reviewers it rests on that teach (pursue or dismiss).
    pub decisions: u32,
    /// The same by kind. A version of before there were such counts has none.
    #[serde(default)]
    pub taught_by: TaughtBy,
    /// The model.
    pub model: Model,
}

impl ModelVersion {
    /// Names a model. `decisions` are those it was learned from, in any order; words that were
    /// taken back later do not count.
    pub fn new(model: &Model, pack: &str, decisions: &[Decision]) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut part = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        part("spoor model 2");
        part(pack);
        part(&serde_json::to_string(model.settings()).unwrap_or_default());
        if let Some(elsewhere) = model.elsewhere() {
            part(&elsewhere.lesson.to_text());
        }
        let mut count = 0;
        for (lead, words) in last_words(decisions) {
            for (reviewer, verdict) in words {
                count += u32::from(label(verdict).is_some());
                [lead, reviewer, verdict.as_str()].into_iter().for_each(&mut part);
            }
        }
        let model_id = format!("M-{}", &hasher.finalize().to_hex()[..16]);
        let taught_by = TaughtBy::of(decisions, |_| true);
        let (pack, model) = (pack.to_owned(), model.clone());
        Self { model_id, pack, decisions: count, taught_by, model }
    }
}

/// What happened to the model in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Event {
    /// A new version was taken into use.
    Adopted {
        /// The version.
        model_id: String,
    },
    /// An earlier version was gone back to.
    RolledBack {
        /// The version now in use.
        model_id: String,
        /// The version that was in use.
        from: String,
    },
}

/// All versions and what happened, oldest first. Nothing is ever taken out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    versions: Vec<ModelVersion>,
    events: Vec<Event>,
}

/// A version that the history does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownVersion(pub String);

impl fmt::Display for UnknownVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no model version {} in the history (take one that it lists)", self.0)
    }
}

impl std::error::Error for UnknownVersion {}

impl History {
    /// Every version, in the order in which they were first taken into use.
    pub fn versions(&self) -> &[ModelVersion] {
        &self.versions
    }

    /// What happened, oldest first.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The version in use; `None` before the first.
    pub fn current(&self) -> Option<&ModelVersion> {
        let (Event::Adopted { model_id } | Event::RolledBack { model_id, .. }) =
            self.events.last()?;
        self.find(model_id)
    }

    fn find(&self, model_id: &str) -> Option<&ModelVersion> {
        self.versions.iter().find(|v| v.model_id == model_id)
    }

    /// The history with a version in use. The version that is in use already changes nothing.
    pub fn adopt(&self, version: ModelVersion) -> Self {
        let mut out = self.clone();
        if out.current().is_some_and(|v| v.model_id == version.model_id) {
            return out;
        }
        out.events.push(Event::Adopted { model_id: version.model_id.clone() });
        if out.find(&version.model_id).is_none() {
            out.versions.push(version);
        }
        out
    }

    /// The history with an earlier version in use again.
    ///
    /// # Errors
    /// If it does not have such a version.
    pub fn roll_back(&self, model_id: &str) -> Result<Self, UnknownVersion> {
        if self.find(model_id).is_none() {
            return Err(UnknownVersion(model_id.to_owned()));
        }
        let from = self.current().map(|v| v.model_id.clone()).unwrap_or_default();
        let mut out = self.clone();
        if from != model_id {
            out.events.push(Event::RolledBack { model_id: model_id.to_owned(), from });
        }
        Ok(out)
    }
}
