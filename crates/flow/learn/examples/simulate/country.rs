//! Leads of the program and the truth of the made-up country they were built from.

use serde_json::Value;
use spoor_vocab::Reason;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

/// One lead with what was planted.
#[derive(Clone, Debug)]
pub(crate) struct Planted {
    pub(crate) lead_id: String,
    pub(crate) reasons: Vec<Reason>,
    /// More than half of its adverts are a ring's or a missing child's.
    pub(crate) relevant: bool,
    /// The ring most of its adverts are of, if any.
    pub(crate) ring: Option<String>,
}

/// What is true of a ring.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ring {
    pub(crate) placers: BTreeSet<String>,
    pub(crate) countries: BTreeMap<String, u32>,
    pub(crate) adverts: u32,
}

/// All leads of one country.
#[derive(Clone, Debug)]
pub(crate) struct Country {
    pub(crate) leads: Vec<Planted>,
    pub(crate) rings: BTreeMap<String, Ring>,
}

fn lines(path: &Path, take: &mut dyn FnMut(Value)) -> Result<(), Box<dyn Error>> {
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    for line in BufReader::with_capacity(1 << 20, file).lines() {
        take(serde_json::from_str(&line?)?);
    }
    Ok(())
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// Reads `leads.jsonl` and `adverts.jsonl` (exports of the program) and `truth.jsonl`.
pub(crate) fn read(dir: &Path) -> Result<Country, Box<dyn Error>> {
    let mut facts = Vec::new();
    let mut by_name = BTreeMap::new();
    let mut rings: BTreeMap<String, Ring> = BTreeMap::new();
    lines(&dir.join("truth.jsonl"), &mut |fact| {
        let (kind, ring) = (text(&fact, "kind"), text(&fact, "ring"));
        if kind.is_empty() {
            return;
        }
        let country = text(&fact, "place").split(':').next().unwrap_or_default();
        if kind == "ring" {
            let known = rings.entry(ring.to_owned()).or_default();
            known.placers.insert(text(&fact, "placer").to_owned());
            known.adverts += 1;
            *known.countries.entry(country.to_owned()).or_default() += 1;
        }
        for name in [text(&fact, "id"), text(&fact, "url")] {
            by_name.insert(name.to_owned(), facts.len());
        }
        facts.push((kind.to_owned(), ring.to_owned(), country.to_owned()));
    })?;
    let mut adverts = BTreeMap::new();
    lines(&dir.join("adverts.jsonl"), &mut |advert| {
        let found = [text(&advert, "id"), text(&advert, "url")];
        if let Some(at) = found.iter().filter(|n| !n.is_empty()).find_map(|n| by_name.get(*n)) {
            adverts.insert(text(&advert, "advert_id").to_owned(), *at);
        }
    })?;
    let mut leads = Vec::new();
    lines(&dir.join("leads.jsonl"), &mut |lead| {
        let ids = lead["advert_ids"].as_array().cloned().unwrap_or_default();
        let seen: Vec<&(String, String, String)> =
            ids.iter().filter_map(|id| adverts.get(id.as_str()?)).map(|at| &facts[*at]).collect();
        leads.push(planted(&lead, ids.len(), &seen));
    })?;
    leads.sort_by(|a, b| a.lead_id.cmp(&b.lead_id));
    Ok(Country { leads, rings })
}

fn planted(lead: &Value, adverts: usize, seen: &[&(String, String, String)]) -> Planted {
    let right = seen.iter().filter(|f| !f.1.is_empty() || f.0 == "missing").count();
    let most = |of: &dyn Fn(&(String, String, String)) -> String| {
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        seen.iter().for_each(|f| *counts.entry(of(f)).or_default() += 1);
        counts.into_iter().max_by_key(|c| c.1).map(|c| c.0).unwrap_or_default()
    };
    let reasons = match &lead["reasons"] {
        Value::String(json) => serde_json::from_str(json).unwrap_or_default(),
        other => serde_json::from_value(other.clone()).unwrap_or_default(),
    };
    let ring = most(&|f| f.1.clone());
    Planted {
        lead_id: text(lead, "lead_id").to_owned(),
        reasons,
        relevant: right * 2 > adverts,
        ring: (!ring.is_empty()).then_some(ring),
    }
}
