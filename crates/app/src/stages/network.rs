//! Adverts with their actors → `lines`, `stays`, `moves`, `pairs`, `rings`, `forecasts`,
//! `forecast_weeks`.

use crate::facts::Facts;
use crate::progress::Progress;
use anyhow::Result;
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_extract::gazetteer;
use spoor_leads::AdvertFacts;
use spoor_network::{Network, Place, Settings, Sighting, Tie};
use spoor_tables::columns::texts;
use spoor_tables::{Build, Made, Snapshot, fingerprint, scan::scan};
use spoor_vocab::tables;
use std::collections::BTreeMap;

mod forecast;
mod tables_out;
mod ties;

/// Runs the stage. `facts` are loaded if they are needed and not there yet.
pub fn run(
    build: &mut Build,
    facts: &mut Option<Facts>,
    countries: &BTreeMap<String, String>,
    progress: Progress,
) -> Result<()> {
    let print = fingerprint(&[
        "network",
        spoor_network::version(),
        &format!("{countries:?}"),
        &build.table_fingerprint("adverts"),
        &build.table_fingerprint("mentions"),
        &build.table_fingerprint("members"),
        &build.table_fingerprint("damped"),
    ]);
    let outputs = [
        ("lines", tables::lines()),
        ("stays", tables::stays()),
        ("moves", tables::moves()),
        ("pairs", tables::pairs()),
        ("rings", tables::rings()),
        ("forecasts", tables::forecasts()),
        ("forecast_weeks", tables::forecast_weeks()),
    ];
    let mut writers = Vec::new();
    for (table, schema) in outputs {
        if let Made::Make(writer) = build.part(table, "all", &schema, &print)? {
            writers.push((table, writer));
        }
    }
    if writers.is_empty() {
        return Ok(());
    }
    let bar = progress.bar(4, "network");
    let snapshot = build.so_far();
    let facts = Facts::once(facts, &snapshot, countries)?;
    let input = Input::of(facts, &hubs(&snapshot)?);
    bar.inc(1);
    let (network, defects) =
        Network::build(&input.sightings, &input.places, &input.ties, &Settings::default());
    for defect in defects {
        progress.say(&format!("network: {}: {}", defect.place, defect.problem));
    }
    bar.inc(1);
    let forecasts = forecast::Forecasts::of(facts, &input, &network);
    bar.inc(1);
    let found = tables_out::Found::new(facts, &input, &network);
    for (table, mut writer) in writers {
        match table {
            "forecasts" => forecasts.places(&mut writer)?,
            "forecast_weeks" => forecasts.weeks(&mut writer)?,
            _ => found.write(table, &mut writer)?,
        }
        build.add(table, writer.finish()?);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Selectors that strangers share: kind and value.
fn hubs(snapshot: &Snapshot) -> Result<FxHashSet<(String, String)>> {
    let mut hubs = FxHashSet::default();
    for batch in scan(snapshot.parts("damped")?, &["kind", "value", "why"]) {
        let batch = batch?;
        let (kind, value) = (texts(&batch, "kind")?, texts(&batch, "value")?);
        let why = texts(&batch, "why")?;
        let rows = (0..batch.num_rows()).filter(|i| why.value(*i) == "hub");
        hubs.extend(rows.map(|i| (kind.value(i).to_owned(), value.value(i).to_owned())));
    }
    Ok(hubs)
}

/// Numbers for texts, in order of first sight.
#[derive(Default)]
struct Numbers<'a> {
    of: FxHashMap<&'a str, u32>,
    list: Vec<&'a str>,
}

impl<'a> Numbers<'a> {
    fn get(&mut self, value: &'a str) -> u32 {
        *self.of.entry(value).or_insert_with(|| {
            self.list.push(value);
            self.list.len() as u32 - 1
        })
    }

    fn all(&mut self, values: &'a [String]) -> Vec<u32> {
        values.iter().map(|v| self.get(v)).collect()
    }
}

/// The adverts as the network step wants them.
struct Input<'a> {
    sightings: Vec<Sighting>,
    places: Vec<Place>,
    names: Vec<&'a str>,
    ties: Vec<Tie>,
    /// The values that ties are about.
    shared: Vec<String>,
}

impl<'a> Input<'a> {
    fn of(facts: &'a Facts, hubs: &FxHashSet<(String, String)>) -> Self {
        let (mut names, mut handles) = (Numbers::default(), Numbers::default());
        let (mut phones, mut images) = (Numbers::default(), Numbers::default());
        let (mut towns, mut places) = (Numbers::default(), Vec::new());
        let mut sightings = Vec::with_capacity(facts.adverts().len());
        for (actor, (_, rows)) in facts.actors().iter().enumerate() {
            for &row in rows {
                let advert: &AdvertFacts = &facts.adverts()[row as usize];
                let mut town = |key: &'a str, lat: f64, lon: f64| {
                    let town = towns.get(key);
                    if town as usize == places.len() {
                        places.push(Place { key: key.to_owned(), lat, lon });
                    }
                    town
                };
                let place = advert.place.as_ref().map(|p| town(&p.key, p.lat, p.lon));
                let area = match place {
                    Some(_) => None,
                    None => advert.phones.iter().find_map(|p| gazetteer::of_number(p)),
                };
                let area = area.map(|p| town(p.key, p.lat, p.lon));
                sightings.push(Sighting {
                    row,
                    actor: actor as u32,
                    time: advert.posted,
                    place,
                    area,
                    names: names.all(&advert.names),
                    handles: handles.all(&advert.handles),
                    phones: phones.all(&advert.phones),
                    images: images.all(&advert.images),
                    is_job: advert.is_recruitment(),
                });
            }
        }
        let (ties, shared) = ties::between(facts, hubs);
        Self { sightings, places, names: names.list, ties, shared }
    }
}
