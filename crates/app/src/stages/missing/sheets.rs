//! What the tables say of adverts, as far as it is held against notices.

use anyhow::Result;
use rustc_hash::FxHashMap;
use spoor_extract::gazetteer;
use spoor_persons::{Advert, Sheet, looks};
use spoor_tables::arrow::array::Array;
use spoor_tables::columns::{instants, optional, texts};
use spoor_tables::{Snapshot, scan::scan};
use spoor_vocab::{Kind, Selector, SelectorKind};
use std::collections::BTreeMap;

const DAY_MS: i64 = 86_400_000;

/// Degrees north and east, by place.
pub type Places = BTreeMap<String, (f64, f64)>;

/// The sheets of all adverts, and where their places lie.
pub fn load(
    snapshot: &Snapshot,
    countries: &BTreeMap<String, String>,
) -> Result<(Vec<Sheet>, Places)> {
    let actors = actors(snapshot)?;
    let mut places = Places::new();
    let mut adverts = Vec::with_capacity(snapshot.rows("adverts") as usize);
    for batch in
        scan(snapshot.parts("adverts")?, &["advert_id", "source", "text", "posted", "place"])
    {
        let batch = batch?;
        let (id, source) = (texts(&batch, "advert_id")?, texts(&batch, "source")?);
        let text = texts(&batch, "text")?;
        let (posted, place) = (instants(&batch, "posted")?, texts(&batch, "place")?);
        for row in 0..batch.num_rows() {
            let country = countries.get(source.value(row)).map(String::as_str);
            let day = (!posted.is_null(row)).then(|| posted.value(row).div_euclid(DAY_MS));
            let mut advert = Advert {
                id: id.value(row).to_owned(),
                actor: actors.get(id.value(row)).cloned(),
                posted: day.and_then(|day| i32::try_from(day).ok()),
                // Marks and colours stand in the text.
                looks: looks(text.value(row)),
                ..Advert::default()
            };
            let stated = optional(&place, row).and_then(|p| gazetteer::resolve(p, country));
            stated.into_iter().for_each(|place| put(&mut advert, &mut places, place));
            adverts.push(advert);
        }
    }
    add_mentions(snapshot, &mut adverts, &mut places)?;
    Ok((spoor_persons::sheets(&adverts), places))
}

fn put(advert: &mut Advert, places: &mut Places, place: &gazetteer::Place) {
    let key = place.key.to_string();
    places.entry(key.clone()).or_insert((place.lat, place.lon));
    if !advert.places.contains(&key) {
        advert.places.push(key);
    }
}

fn actors(snapshot: &Snapshot) -> Result<FxHashMap<String, String>> {
    let mut actors = FxHashMap::default();
    for batch in scan(snapshot.parts("members")?, &["advert_id", "actor_id"]) {
        let batch = batch?;
        let (advert, actor) = (texts(&batch, "advert_id")?, texts(&batch, "actor_id")?);
        for row in 0..batch.num_rows() {
            actors.insert(advert.value(row).to_owned(), actor.value(row).to_owned());
        }
    }
    Ok(actors)
}

/// Mentions come in the order of adverts: one walk over both is enough.
fn add_mentions(snapshot: &Snapshot, adverts: &mut [Advert], places: &mut Places) -> Result<()> {
    let mut row = 0;
    for batch in scan(snapshot.parts("mentions")?, &["advert_id", "kind", "value"]) {
        let batch = batch?;
        let (id, kind) = (texts(&batch, "advert_id")?, texts(&batch, "kind")?);
        let value = texts(&batch, "value")?;
        for i in 0..batch.num_rows() {
            while adverts.get(row).is_some_and(|advert| advert.id != id.value(i)) {
                row += 1;
            }
            let Some(advert) = adverts.get_mut(row) else { return Ok(()) };
            if let Ok(kind) = kind.value(i).parse::<Kind>() {
                add(advert, places, kind, value.value(i));
            }
        }
    }
    Ok(())
}

fn add(advert: &mut Advert, places: &mut Places, kind: Kind, value: &str) {
    // Of a range the lower end: adverts state people older than they are, seldom younger.
    let number = || value.split('-').next().and_then(|low| low.parse::<u8>().ok());
    match kind {
        Kind::Age => advert.ages.extend(number().map(Into::into)),
        Kind::Height => advert.heights.extend(number().map(Into::into)),
        Kind::Name => advert.names.push(value.to_owned().into()),
        Kind::Place => {
            gazetteer::lookup(value).into_iter().for_each(|place| put(advert, places, place));
        }
        _ => {
            if let Some(kind) = SelectorKind::of_mention(kind) {
                advert.selectors.push(Selector { kind, value: value.to_owned() });
            }
        }
    }
}
