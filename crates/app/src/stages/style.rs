//! Masked texts → `style_models`, `hands`: a model of this workspace's own ways of writing, trained on
//! texts that selectors tie, and what it says of each party's texts.

use super::columns::{counts, lists, reals, strings, strings_or_none};
use super::wholes::{Whole, Wholes};
use crate::facts::{Facts, Party, load_rings};
use crate::progress::Progress;
use anyhow::Result;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use spoor_style::{Example, Family, Model, Profile, Settings, mask};
use spoor_tables::arrow::array::RecordBatch;
use spoor_tables::{Build, Made, fingerprint};
use spoor_vocab::tables;
use std::collections::BTreeMap;

mod pick;

use pick::Picked;

/// Habits that are named, where they speak.
const HABITS: usize = 3;

/// What the texts of a party say.
struct Hand {
    actor_id: String,
    ring_id: Option<String>,
    pairs: usize,
    /// Lower quartile, median, upper quartile.
    bits: [f64; 3],
    habits: Vec<String>,
    advert_ids: Vec<String>,
}

/// Runs the stage. `facts` are loaded if they are needed and not there yet.
pub fn run(
    build: &mut Build,
    facts: &mut Option<Facts>,
    countries: &BTreeMap<String, String>,
    progress: Progress,
) -> Result<()> {
    let print = fingerprint(&[
        "style",
        env!("CARGO_PKG_VERSION"),
        &Model::VERSION.to_string(),
        &build.table_fingerprint("adverts"),
        &build.table_fingerprint("mentions"),
        &build.table_fingerprint("members"),
        &build.table_fingerprint("rings"),
    ]);
    let mut writers = Vec::new();
    for (table, schema) in [("style_models", tables::style_models()), ("hands", tables::hands())] {
        if let Made::Make(writer) = build.part(table, "all", &schema, &print)? {
            writers.push((table, writer));
        }
    }
    if writers.is_empty() {
        return Ok(());
    }
    let bar = progress.bar(2, "style");
    let snapshot = build.so_far();
    let facts = Facts::once(facts, &snapshot, countries)?;
    let parties = facts.parties(&load_rings(&snapshot)?);
    let picked = Picked::of(facts, &parties);
    let profiles = profiles(&Wholes::of(&snapshot, facts.adverts(), picked.rows(), &[])?)?;
    bar.inc(1);
    let model = train(&picked, &profiles);
    let hands: Vec<Hand> = match &model {
        Ok(model) => {
            let of = |(party, rows): &(usize, Vec<pick::Text>)| {
                hand(model, &profiles, facts, &parties[*party], rows)
            };
            picked.parties.par_iter().filter_map(of).collect()
        }
        Err(_) => Vec::new(),
    };
    for (table, mut writer) in writers {
        let rows = if table == "hands" { rows(&hands)? } else { model_row(&model)? };
        writer.write(&rows)?;
        build.add(table, writer.finish()?);
    }
    bar.finish_and_clear();
    Ok(())
}

/// The way of writing of each text whose language is sure, by row.
fn profiles(wholes: &Wholes<'_>) -> Result<FxHashMap<u32, Profile>> {
    let mut profiles = FxHashMap::default();
    wholes.each(|batch| {
        let of = |Whole { row, text, spans }: Whole| {
            let spans: Vec<_> = spans.iter().map(|(from, to)| *from..*to).collect();
            let masked = mask(&text, &spans);
            let language =
                whatlang::detect(masked.as_str()).filter(whatlang::Info::is_reliable)?.lang();
            Some((row, Profile::of([&masked], language.code())))
        };
        profiles.extend(batch.into_par_iter().filter_map(of).collect::<Vec<_>>());
    })?;
    Ok(profiles)
}

/// Trains on texts of actors that several templates show: what ties these is a selector.
fn train(picked: &Picked, profiles: &FxHashMap<u32, Profile>) -> Result<Model, String> {
    let examples: Vec<Example> = picked
        .examples
        .iter()
        .filter_map(|(row, actor, template)| {
            let profile = profiles.get(row)?.clone();
            Some(Example { profile, actor: *actor, template: *template })
        })
        .collect();
    let about = "texts of this workspace, of several templates each, that selectors tie";
    Model::train(examples, about, &Settings::default()).map_err(|e| e.to_string())
}

/// What the texts of a party say together; nothing if no two of them can be compared.
fn hand(
    model: &Model,
    profiles: &FxHashMap<u32, Profile>,
    facts: &Facts,
    party: &Party,
    texts: &[pick::Text],
) -> Option<Hand> {
    let mut weights = Vec::new();
    let mut compared = vec![false; texts.len()];
    for (n, a) in texts.iter().enumerate() {
        for (m, b) in texts.iter().enumerate().skip(n + 1) {
            if a.who == b.who || a.template == b.template {
                continue;
            }
            let (Some(x), Some(y)) = (profiles.get(&a.row), profiles.get(&b.row)) else { continue };
            if let Some(weight) = model.compare(x, y) {
                weights.push(weight);
                (compared[n], compared[m]) = (true, true);
            }
        }
    }
    let mut bits: Vec<f64> = weights.iter().map(|w| w.bits).collect();
    bits.sort_by(f64::total_cmp);
    let at = |share: f64| bits.get(((bits.len() - 1) as f64 * share).round() as usize).copied();
    let median = if bits.is_empty() { return None } else { at(0.5)? };
    let sum = |family: usize| weights.iter().map(|w| w.parts[family].1).sum::<f64>();
    let mut habits: Vec<(Family, f64)> =
        Family::ALL.into_iter().enumerate().map(|(n, family)| (family, sum(n))).collect();
    habits.retain(|(_, bits)| bits * median > 0.0);
    habits.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let shown = texts.iter().zip(&compared).filter(|(_, compared)| **compared);
    Some(Hand {
        actor_id: facts.first_actor(party).to_owned(),
        ring_id: party.ring_id().map(str::to_owned),
        pairs: bits.len(),
        bits: [at(0.25)?, median, at(0.75)?],
        habits: habits.into_iter().take(HABITS).map(|(f, _)| f.as_str().to_owned()).collect(),
        advert_ids: shown
            .map(|(text, _)| facts.adverts()[text.row as usize].advert_id.clone())
            .collect(),
    })
}

fn rows(hands: &[Hand]) -> Result<RecordBatch> {
    let columns = vec![
        strings(hands, |h| h.actor_id.clone()),
        strings_or_none(hands, |h| h.ring_id.clone()),
        counts(hands, |h| h.advert_ids.len()),
        counts(hands, |h| h.pairs),
        reals(hands, |h| h.bits[1]),
        reals(hands, |h| h.bits[0]),
        reals(hands, |h| h.bits[2]),
        lists(hands, |h| h.habits.clone()),
        lists(hands, |h| h.advert_ids.clone()),
    ];
    Ok(RecordBatch::try_new(tables::hands(), columns)?)
}

fn model_row(model: &Result<Model, String>) -> Result<RecordBatch> {
    let json = |model: &Model| -> Result<[String; 2]> {
        Ok([serde_json::to_string(model.card())?, serde_json::to_string(model)?])
    };
    let (stored, why) = match model {
        Ok(model) => (Some(json(model)?), String::new()),
        Err(why) => (None, why.clone()),
    };
    let row = [(stored, why)];
    let columns = vec![
        strings_or_none(&row, |(stored, _)| stored.as_ref().map(|s| s[0].clone())),
        strings_or_none(&row, |(stored, _)| stored.as_ref().map(|s| s[1].clone())),
        strings(&row, |(_, why)| why.clone()),
    ];
    Ok(RecordBatch::try_new(tables::style_models(), columns)?)
}
