//! What the tables say of a referral's leads.

use crate::clock;
use crate::query::objects;
use anyhow::Result;
use serde_json::{Map, Value};
use spoor_referral::{AdvertPart, Dossier, LinkPart, MentionPart, SelectorPart};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vocab::{Advert, ExhibitId, Millis, Selector, SelectorKind};
use std::collections::{BTreeMap, BTreeSet};

/// Adverts of a package at most: those that reasons point at first. A lead may have thousands; a
/// package is for people to read.
pub const ADVERTS: usize = 500;

type Row = Map<String, Value>;

/// Fills in adverts, mentions, selectors, links and rings.
pub async fn gather(engine: &Engine, dossier: &mut Dossier) -> Result<()> {
    let ids = telling(dossier);
    if ids.is_empty() {
        return Ok(());
    }
    let list = ids.iter().map(|id| literal(id)).collect::<Vec<_>>().join(", ");
    dossier.adverts = adverts(engine, &ids, &list).await?;
    dossier.selectors = selectors(engine, &dossier.adverts, &list).await?;
    let sql = format!(
        "SELECT from_advert_id, to_advert_id, kind, value, weight_bits FROM links \
         WHERE from_advert_id IN ({list}) AND to_advert_id IN ({list}) \
         ORDER BY from_advert_id, to_advert_id, kind, value"
    );
    let link = |row: &Row| LinkPart {
        from: text(row, "from_advert_id"),
        to: text(row, "to_advert_id"),
        kind: text(row, "kind"),
        value: text(row, "value"),
        bits: real(row, "weight_bits"),
    };
    dossier.links = objects(engine, &sql).await?.iter().map(link).collect();
    let rings: BTreeSet<&String> =
        dossier.leads.iter().filter_map(|part| part.lead.ring_id.as_ref()).collect();
    for ring in rings.into_iter().cloned().collect::<Vec<_>>() {
        let sql = format!("SELECT * FROM rings WHERE ring_id = {}", literal(&ring));
        for row in objects(engine, &sql).await? {
            dossier.rings.push(serde_json::from_value(Value::Object(row))?);
        }
    }
    Ok(())
}

/// Adverts that reasons point at, then the others of each lead, each once.
fn telling(dossier: &Dossier) -> Vec<String> {
    let pointed = dossier.leads.iter().flat_map(|p| p.lead.reasons.iter().flat_map(|r| &r.adverts));
    let all = dossier.leads.iter().flat_map(|p| &p.lead.advert_ids);
    let mut seen = BTreeSet::new();
    pointed.chain(all).filter(|id| seen.insert(*id)).take(ADVERTS).cloned().collect()
}

async fn adverts(engine: &Engine, ids: &[String], list: &str) -> Result<Vec<AdvertPart>> {
    let mut mentions = mentions(engine, list).await?;
    let sql = format!("SELECT advert_id, actor_id FROM members WHERE advert_id IN ({list})");
    let members = objects(engine, &sql).await?;
    let actors: BTreeMap<String, String> =
        members.iter().map(|row| (text(row, "advert_id"), text(row, "actor_id"))).collect();
    let sql = format!("SELECT * FROM adverts WHERE advert_id IN ({list})");
    let mut found: BTreeMap<String, AdvertPart> = BTreeMap::new();
    for row in objects(engine, &sql).await? {
        let Some(advert) = advert(&row) else { continue };
        let id = advert.advert_id.clone();
        let language = whatlang::detect(&advert.text).filter(whatlang::Info::is_reliable);
        let part = AdvertPart {
            actor_id: actors.get(&id).cloned().unwrap_or_default(),
            language: language.map(|found| found.lang().code().to_owned()),
            mentions: mentions.remove(&id).unwrap_or_default(),
            advert,
        };
        found.insert(id, part);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn advert(row: &Row) -> Option<Advert> {
    let instant = |key: &str| row.get(key).and_then(Value::as_str).and_then(clock::parse);
    let maybe = |key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    let json = |key: &str| row.get(key).filter(|v| !v.is_null()).map(Value::to_string);
    let images = row.get("images").and_then(Value::as_array);
    Some(Advert {
        advert_id: text(row, "advert_id"),
        id: text(row, "id"),
        exhibit: ExhibitId::parse(&text(row, "exhibit"))?,
        source: text(row, "source"),
        site: text(row, "site"),
        url: maybe("url"),
        account: maybe("account"),
        title: maybe("title"),
        text: text(row, "text"),
        posted: instant("posted"),
        place: maybe("place"),
        images: images.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        payment: json("payment"),
        extra: json("extra"),
        captured_at: instant("captured_at").unwrap_or_default(),
    })
}

async fn mentions(engine: &Engine, list: &str) -> Result<BTreeMap<String, Vec<MentionPart>>> {
    let sql = format!(
        "SELECT advert_id, field, kind, value, raw, start, \"end\", confidence FROM mentions \
         WHERE advert_id IN ({list}) ORDER BY advert_id, field, start, \"end\" DESC, kind, value"
    );
    let mut found: BTreeMap<String, Vec<MentionPart>> = BTreeMap::new();
    for row in objects(engine, &sql).await? {
        let Ok(kind) = text(&row, "kind").parse() else { continue };
        let number = |key: &str| row.get(key).and_then(Value::as_u64).unwrap_or_default() as u32;
        found.entry(text(&row, "advert_id")).or_default().push(MentionPart {
            field: text(&row, "field"),
            kind,
            value: text(&row, "value"),
            raw: text(&row, "raw"),
            start: number("start"),
            end: number("end"),
            confidence: real(&row, "confidence"),
        });
    }
    Ok(found)
}

async fn selectors(
    engine: &Engine,
    adverts: &[AdvertPart],
    list: &str,
) -> Result<Vec<SelectorPart>> {
    let seen: BTreeMap<&str, Millis> = adverts
        .iter()
        .map(|a| (a.advert.advert_id.as_str(), a.advert.posted.unwrap_or(a.advert.captured_at)))
        .collect();
    let damped = objects(engine, "SELECT kind, value FROM damped").await?;
    let damped: BTreeSet<(String, String)> =
        damped.iter().map(|row| (text(row, "kind"), text(row, "value"))).collect();
    let sql = format!(
        "SELECT advert_id, kind, value FROM selectors WHERE advert_id IN ({list}) \
         ORDER BY kind, value, advert_id"
    );
    let mut found: BTreeMap<Selector, SelectorPart> = BTreeMap::new();
    for row in objects(engine, &sql).await? {
        let word = Value::from(text(&row, "kind"));
        let Ok(kind) = serde_json::from_value::<SelectorKind>(word) else { continue };
        let selector = Selector { kind, value: text(&row, "value") };
        let key = (text(&row, "kind"), selector.value.clone());
        let part = found.entry(selector.clone()).or_insert_with(|| SelectorPart {
            selector,
            adverts: Vec::new(),
            first: None,
            last: None,
            damped: damped.contains(&key),
        });
        let advert = text(&row, "advert_id");
        if let Some(&at) = seen.get(advert.as_str()) {
            part.first = Some(part.first.map_or(at, |first| first.min(at)));
            part.last = Some(part.last.map_or(at, |last| last.max(at)));
        }
        part.adverts.push(advert);
        part.adverts.dedup();
    }
    Ok(found.into_values().collect())
}

fn text(row: &Row, key: &str) -> String {
    row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn real(row: &Row, key: &str) -> f32 {
    row.get(key).and_then(Value::as_f64).unwrap_or_default() as f32
}
