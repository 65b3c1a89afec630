//! The folder `models/` of a workspace: settings, versions, queues, and the leads that were decided
//! as they were then. Of a lead only codes and bits are kept; no text, selector or advert.

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use spoor_learn::{History, Settings, Why};
use spoor_vocab::{Direction, Lead, Millis, Reason};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// See the module.
pub struct ModelStore {
    dir: PathBuf,
}

/// A lead as it was when it was decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Decided {
    /// The lead.
    pub lead_id: String,
    /// Code, direction and bits of each reason.
    pub reasons: Vec<(String, Direction, f32)>,
}

impl Decided {
    /// What is kept of a lead.
    pub fn of(lead: &Lead) -> Self {
        let reasons = lead.reasons.iter().map(|r| (r.code.clone(), r.direction, r.weight_bits));
        Self { lead_id: lead.lead_id.clone(), reasons: reasons.collect() }
    }

    /// The reasons, without their words.
    pub fn reasons(&self) -> Vec<Reason> {
        let reason = |(code, direction, bits): &(String, Direction, f32)| Reason {
            code: code.clone(),
            direction: *direction,
            weight_bits: *bits,
            text: String::new(),
            citation: String::new(),
            adverts: Vec::new(),
        };
        self.reasons.iter().map(reason).collect()
    }
}

/// A queue that was handed out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Handed {
    /// When.
    pub at: Millis,
    /// Seed of its draws.
    pub seed: u64,
    /// Its places.
    pub places: Vec<Place>,
}

/// One place of a queue, with what was forecast before anybody decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The lead.
    pub lead_id: String,
    /// Why it was there.
    pub why: Why,
    /// Forecast at the time.
    pub probability: f64,
}

impl ModelStore {
    /// The store of a workspace; nothing is made before something is kept.
    pub fn of(workspace: &Path) -> Self {
        Self { dir: workspace.join("models") }
    }

    /// Settings of the model; the defaults where nobody set any.
    pub fn settings(&self) -> Result<Settings> {
        Ok(self.read("settings.json")?.unwrap_or_default())
    }

    /// Keeps settings.
    pub fn keep_settings(&self, settings: &Settings) -> Result<()> {
        self.write("settings.json", settings)
    }

    /// Versions and what happened to them.
    pub fn history(&self) -> Result<History> {
        Ok(self.read("history.json")?.unwrap_or_default())
    }

    /// Keeps the history.
    pub fn keep_history(&self, history: &History) -> Result<()> {
        self.write("history.json", history)
    }

    /// Decided leads by identifier, each as it was at its last decision.
    pub fn decided(&self) -> Result<BTreeMap<String, Decided>> {
        let all: Vec<Decided> = self.lines("decided.jsonl")?;
        Ok(all.into_iter().map(|d| (d.lead_id.clone(), d)).collect())
    }

    /// Keeps a lead as it is now.
    pub fn keep_decided(&self, lead: &Lead) -> Result<()> {
        self.append("decided.jsonl", &Decided::of(lead))
    }

    /// Queues handed out, oldest first.
    pub fn queues(&self) -> Result<Vec<Handed>> {
        self.lines("queues.jsonl")
    }

    /// Keeps a queue.
    pub fn keep_queue(&self, queue: &Handed) -> Result<()> {
        self.append("queues.jsonl", queue)
    }

    /// After an erasure: forgets every lead that is not on the list any more.
    pub fn forget_all_but(&self, leads: &BTreeSet<String>) -> Result<()> {
        if !self.dir.exists() {
            return Ok(());
        }
        let decided = self.decided()?;
        let kept = decided.values().filter(|d| leads.contains(&d.lead_id));
        self.rewrite("decided.jsonl", kept)?;
        let mut queues = self.queues()?;
        queues.iter_mut().for_each(|q| q.places.retain(|p| leads.contains(&p.lead_id)));
        self.rewrite("queues.jsonl", queues.iter().filter(|q| !q.places.is_empty()))
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let path = self.dir.join(name);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let parsed = serde_json::from_str(&text);
        Ok(Some(parsed.with_context(|| format!("{} is damaged", path.display()))?))
    }

    /// A crash leaves the old file or the new one, never a half.
    fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        self.replace(name, &serde_json::to_vec_pretty(value)?)
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<()> {
        fs::create_dir_all(&self.dir).with_context(|| self.dir.display().to_string())?;
        let (new, path) = (self.dir.join(format!("{name}.new")), self.dir.join(name));
        let mut file = fs::File::create(&new).with_context(|| new.display().to_string())?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&new, &path).with_context(|| path.display().to_string())
    }

    fn rewrite<'a, T: Serialize + 'a>(
        &self,
        name: &str,
        values: impl Iterator<Item = &'a T>,
    ) -> Result<()> {
        let mut bytes = Vec::new();
        for value in values {
            serde_json::to_writer(&mut bytes, value)?;
            bytes.push(b'\n');
        }
        self.replace(name, &bytes)
    }

    fn append<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        fs::create_dir_all(&self.dir).with_context(|| self.dir.display().to_string())?;
        let path = self.dir.join(name);
        let mut bytes = Vec::new();
        // A line that a crash tore stays alone.
        let torn = fs::read(&path).is_ok_and(|b| b.last().is_some_and(|last| *last != b'\n'));
        if torn {
            bytes.push(b'\n');
        }
        serde_json::to_writer(&mut bytes, value)?;
        bytes.push(b'\n');
        let mut file = OpenOptions::new().append(true).create(true).open(&path)?;
        file.write_all(&bytes).with_context(|| path.display().to_string())?;
        Ok(file.sync_all()?)
    }

    /// Lines that can be read; one torn by a crash is passed over.
    fn lines<T: DeserializeOwned>(&self, name: &str) -> Result<Vec<T>> {
        let path = self.dir.join(name);
        if !path.exists() {
            return Ok(Vec::new());
        }
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
    }
}
