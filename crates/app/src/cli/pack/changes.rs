//! What another edition changes: terms, rules and profiles entry by entry, a model weight by weight.

use anyhow::{Context, Result};
use serde::Serialize;
use spoor_learn::{Lesson, TaughtBy, Weight};
use spoor_packs::{Change, Content, Pack};
use std::collections::{BTreeMap, BTreeSet};

/// Weights that differ by less look the same in words.
const SEEN: f64 = 0.005;

/// One difference.
#[derive(Serialize)]
pub struct Row {
    file: String,
    /// `+`, `-` or `~`.
    change: &'static str,
    /// As in the first and the second, or in words.
    entries: Vec<String>,
    /// Of a model: the weights that are told in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<Weights>,
}

/// A weight in both, where 1 is what the rules say; none where a pack does not know it.
#[derive(Serialize)]
struct Weights {
    code: String,
    before: Option<f64>,
    after: Option<f64>,
}

impl Row {
    /// One line for each entry.
    pub fn words(&self) -> String {
        let line = |entry: &String| {
            format!("{} {}  {}\n", self.change, self.file, entry.replace('\t', "  "))
        };
        self.entries.iter().map(line).collect()
    }

    fn told(file: &str, words: String) -> Self {
        Self { file: file.to_owned(), change: "~", entries: vec![words], weights: None }
    }
}

/// Differences from one pack to another.
pub fn of(before: &Pack, after: &Pack) -> Result<Vec<Row>> {
    let (old, new) = (models(before)?, models(after)?);
    let mut rows = Vec::new();
    for change in spoor_packs::diff(before, after) {
        let (file, change, entries) = match change {
            Change::Added { file, entry } => (file, "+", vec![entry]),
            Change::Removed { file, entry } => (file, "-", vec![entry]),
            Change::Changed { file, before, after } => (file, "~", vec![before, after]),
        };
        if !old.contains_key(&file) && !new.contains_key(&file) {
            rows.push(Row { file, change, entries, weights: None });
        }
    }
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        rows.extend(model(name, old.get(name), new.get(name)));
    }
    Ok(rows)
}

/// Models of a pack by file.
fn models(pack: &Pack) -> Result<BTreeMap<String, Lesson>> {
    let entries = pack.manifest.files.iter().filter(|f| f.content == Content::Model);
    entries
        .map(|entry| {
            let text = pack.files.get(&entry.name).map_or("", String::as_str);
            let lesson = Lesson::parse(text).with_context(|| entry.name.clone())?;
            Ok((entry.name.clone(), lesson))
        })
        .collect()
}

fn model(file: &str, old: Option<&Lesson>, new: Option<&Lesson>) -> Vec<Row> {
    let mut rows = Vec::new();
    if old.map(Lesson::taught_by) != new.map(Lesson::taught_by)
        || old.map(Lesson::rules) != new.map(Lesson::rules)
    {
        rows.push(Row::told(file, format!("taught by {}; before by {}", rests(new), rests(old))));
    }
    let weights = |of: Option<&Lesson>| -> BTreeMap<String, Weight> {
        let all = of.map(Lesson::weights).unwrap_or_default();
        all.into_iter().map(|w| (w.code.clone(), w)).collect()
    };
    let (before, after) = (weights(old), weights(new));
    let codes: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for code in codes {
        let (a, b) = (before.get(code), after.get(code));
        // Who does not know a rule counts it as the literature does.
        let mean = |w: Option<&Weight>| w.map_or(1.0, |w| w.mean);
        if (mean(a) - mean(b)).abs() < SEEN {
            continue;
        }
        let words = format!("{code} counts {}, before {}", times(b), times(a));
        let weights =
            Weights { code: code.clone(), before: a.map(|w| w.mean), after: b.map(|w| w.mean) };
        rows.push(Row { weights: Some(weights), ..Row::told(file, words) });
    }
    let kept = |of: Option<&Lesson>| -> BTreeSet<String> {
        of.map(|l| l.kept_out().iter().cloned().collect()).unwrap_or_default()
    };
    for code in kept(new).difference(&kept(old)) {
        rows.push(Row::told(file, format!("its team keeps {code} out of the model")));
    }
    for code in kept(old).difference(&kept(new)) {
        rows.push(Row::told(file, format!("its team no longer keeps {code} out of the model")));
    }
    rows
}

fn times(weight: Option<&Weight>) -> String {
    match weight {
        Some(w) => format!("{:.2} times what the rules say (give or take {:.2})", w.mean, w.sd),
        None => "what the rules say".to_owned(),
    }
}

fn rests(lesson: Option<&Lesson>) -> String {
    let Some(lesson) = lesson else { return "nobody: no model".to_owned() };
    let TaughtBy { leads, pursue, dismiss, split, reviewers } = lesson.taught_by();
    format!(
        "{reviewers} reviewers on {leads} leads ({pursue} pursue, {dismiss} dismiss, {split} split) \
         with rules {}",
        lesson.rules()
    )
}
