//! What the ranking knows of an actor: its adverts with their mentions, place and time, and the
//! links that hold it together. Loaded once from a snapshot; texts are not.

mod parties;

pub use parties::{Party, load_hands, load_rings};

use crate::stages::looks::Shown;
use anyhow::{Context, Result};
use spoor_extract::gazetteer;
use spoor_leads::{ActorFacts, AdvertFacts, IndicatorFact, LinkFact, PlaceFact};
use spoor_tables::Snapshot;
use spoor_tables::arrow::array::Array;
use spoor_tables::columns::{instants, list_row, lists, numbers, optional, reals32, texts};
use spoor_tables::scan::scan;
use spoor_vault::Vault;
use spoor_vocab::{Kind, LinkKind, Millis, Price};
use std::collections::BTreeMap;

const DAY: Millis = 86_400_000;

/// Country of each source that has one.
pub async fn countries(vault: &Vault) -> Result<BTreeMap<String, String>> {
    let sources = vault.sources().await?;
    Ok(sources.into_iter().filter_map(|s| Some((s.name, s.country?))).collect())
}

/// Facts of every advert, grouped by actor.
pub struct Facts {
    adverts: Vec<AdvertFacts>,
    /// Rows of each actor, in order of arrival; actors in order of their first advert.
    actors: Vec<(String, Vec<u32>)>,
    links: BTreeMap<String, Vec<LinkFact>>,
    /// When the last capture was made.
    captured: Option<Millis>,
}

impl Facts {
    /// Reads tables `adverts`, `mentions`, `members` and `links`. `country` gives the country of
    /// a source, to look up places.
    pub fn load(snapshot: &Snapshot, countries: &BTreeMap<String, String>) -> Result<Self> {
        let (mut adverts, captured) = load_adverts(snapshot, countries)?;
        load_mentions(snapshot, &mut adverts)?;
        let actors = load_members(snapshot, &mut adverts)?;
        Ok(Self { adverts, actors, links: load_links(snapshot)?, captured })
    }

    /// The facts, loaded if nobody has yet.
    pub fn once<'a>(
        facts: &'a mut Option<Self>,
        snapshot: &Snapshot,
        countries: &BTreeMap<String, String>,
    ) -> Result<&'a Self> {
        if facts.is_none() {
            *facts = Some(Self::load(snapshot, countries)?);
        }
        facts.as_ref().context("facts were just loaded")
    }

    /// Every advert, by row.
    pub fn adverts(&self) -> &[AdvertFacts] {
        &self.adverts
    }

    /// Identifier and rows of every actor, by number.
    pub fn actors(&self) -> &[(String, Vec<u32>)] {
        &self.actors
    }

    /// When the newest advert was posted: what "now" is to everything that looks back or ahead, since
    /// a build has no clock. A date over a day after the last capture is a mistake and does not
    /// count, unless all are.
    pub fn newest(&self) -> Option<Millis> {
        let last = self.captured.map_or(Millis::MAX, |c| c.saturating_add(DAY));
        let times = || self.adverts.iter().filter_map(|a| a.posted);
        times().filter(|t| *t <= last).max().or_else(|| times().max())
    }

    /// Number of actors.
    pub fn len(&self) -> usize {
        self.actors.len()
    }

    /// All facts of the `index`-th actor.
    pub fn actor(&self, index: usize) -> ActorFacts {
        let (actor_id, rows) = &self.actors[index];
        ActorFacts {
            actor_id: actor_id.clone(),
            adverts: rows.iter().map(|&row| self.adverts[row as usize].clone()).collect(),
            links: self.links.get(actor_id).cloned().unwrap_or_default(),
            ring: None,
            hand: None,
        }
    }
}

/// The adverts, and when the last of them was captured.
fn load_adverts(
    snapshot: &Snapshot,
    countries: &BTreeMap<String, String>,
) -> Result<(Vec<AdvertFacts>, Option<Millis>)> {
    let wanted = [
        "advert_id",
        "id",
        "source",
        "site",
        "account",
        "posted",
        "place",
        "images",
        "payment",
        "captured_at",
    ];
    let mut last = None;
    let shown = Shown::load(snapshot)?;
    let mut adverts = Vec::with_capacity(snapshot.rows("adverts") as usize);
    for batch in scan(snapshot.parts("adverts")?, &wanted) {
        let batch = batch?;
        let (advert_id, id) = (texts(&batch, "advert_id")?, texts(&batch, "id")?);
        let (source, site) = (texts(&batch, "source")?, texts(&batch, "site")?);
        let (account, place) = (texts(&batch, "account")?, texts(&batch, "place")?);
        let (posted, images) = (instants(&batch, "posted")?, lists(&batch, "images")?);
        let payment = texts(&batch, "payment")?;
        last = last.max(instants(&batch, "captured_at")?.iter().flatten().max());
        for row in 0..batch.num_rows() {
            let country = countries.get(source.value(row)).map(String::as_str);
            let stated = optional(&place, row);
            adverts.push(AdvertFacts {
                advert_id: advert_id.value(row).to_owned(),
                id: id.value(row).to_owned(),
                site: site.value(row).to_owned(),
                account: optional(&account, row).map(str::to_owned),
                posted: (!posted.is_null(row)).then(|| posted.value(row)),
                place: stated.and_then(|p| gazetteer::resolve(p, country)).map(place_fact),
                images: shown.values(advert_id.value(row), list_row(&images, row)),
                cards: optional(&payment, row).map(card_tokens).unwrap_or_default(),
                ..AdvertFacts::default()
            });
        }
    }
    Ok((adverts, last))
}

fn place_fact(place: &gazetteer::Place) -> PlaceFact {
    PlaceFact { key: place.key.to_string(), lat: place.lat, lon: place.lon }
}

/// Card tokens and payer accounts of an import's payment object.
pub fn card_tokens(payment: &str) -> Vec<String> {
    let Ok(serde_json::Value::Object(map)) = serde_json::from_str(payment) else {
        return Vec::new();
    };
    ["card", "token", "card_token", "account", "iban"]
        .iter()
        .filter_map(|key| map.get(*key)?.as_str())
        .filter(|token| !token.trim().is_empty())
        .map(|token| token.trim().to_owned())
        .collect()
}

/// Mentions come in the order of adverts, so one walk over both is enough.
fn load_mentions(snapshot: &Snapshot, adverts: &mut [AdvertFacts]) -> Result<()> {
    let wanted = ["advert_id", "kind", "value", "start", "end", "confidence"];
    let mut row = 0usize;
    for batch in scan(snapshot.parts("mentions")?, &wanted) {
        let batch = batch?;
        let advert_id = texts(&batch, "advert_id")?;
        let (kind, value) = (texts(&batch, "kind")?, texts(&batch, "value")?);
        let (start, end) = (numbers(&batch, "start")?, numbers(&batch, "end")?);
        let confidence = reals32(&batch, "confidence")?;
        for i in 0..batch.num_rows() {
            while row < adverts.len() && adverts[row].advert_id != advert_id.value(i) {
                row += 1;
            }
            let Some(advert) = adverts.get_mut(row) else { return Ok(()) };
            let Ok(kind) = kind.value(i).parse::<Kind>() else { continue };
            let span = (start.value(i), end.value(i), confidence.value(i));
            add_mention(advert, kind, value.value(i), span);
        }
    }
    Ok(())
}

/// Is the handle a telephone number that answers on a platform? The number stands beside it as a
/// phone, so it is one contact, not two that agree.
pub fn is_number(handle: &str) -> bool {
    let name = handle.split_once(':').map_or(handle, |(_, name)| name);
    name.len() >= 7 && name.bytes().all(|b| b.is_ascii_digit())
}

fn add_mention(advert: &mut AdvertFacts, kind: Kind, value: &str, span: (u32, u32, f32)) {
    let list = match kind {
        Kind::Handle if is_number(value) => return,
        Kind::Phone => &mut advert.phones,
        Kind::Email => &mut advert.emails,
        Kind::Handle => &mut advert.handles,
        Kind::Name => &mut advert.names,
        Kind::Service => &mut advert.services,
        Kind::Wallet => &mut advert.cards,
        Kind::Price => {
            advert.prices.extend(serde_json::from_str::<Price>(value));
            return;
        }
        Kind::Age => {
            let (low, high) = value.split_once('-').unwrap_or((value, value));
            advert.ages.extend(low.parse().ok().zip(high.parse().ok()));
            return;
        }
        Kind::Place => {
            if advert.place.is_none() {
                advert.place = gazetteer::lookup(value).map(place_fact);
            }
            return;
        }
        Kind::Indicator => {
            let (start, end, confidence) = span;
            let code = value.to_owned();
            advert.indicators.push(IndicatorFact { code, start, end, confidence });
            return;
        }
        Kind::Url | Kind::Height | Kind::Weight | Kind::Date => return,
    };
    if !list.iter().any(|known| known == value) {
        list.push(value.to_owned());
    }
}

fn load_members(
    snapshot: &Snapshot,
    adverts: &mut [AdvertFacts],
) -> Result<Vec<(String, Vec<u32>)>> {
    let mut actors: Vec<(String, Vec<u32>)> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut row = 0u32;
    for batch in scan(snapshot.parts("members")?, &["template_id", "actor_id"]) {
        let batch = batch?;
        let (template, actor) = (texts(&batch, "template_id")?, texts(&batch, "actor_id")?);
        for i in 0..batch.num_rows() {
            template.value(i).clone_into(&mut adverts[row as usize].template_id);
            let at = *index.entry(actor.value(i).to_owned()).or_insert_with(|| {
                actors.push((actor.value(i).to_owned(), Vec::new()));
                actors.len() - 1
            });
            actors[at].1.push(row);
            row += 1;
        }
    }
    Ok(actors)
}

fn load_links(snapshot: &Snapshot) -> Result<BTreeMap<String, Vec<LinkFact>>> {
    let mut links: BTreeMap<String, Vec<LinkFact>> = BTreeMap::new();
    let wanted = ["actor_id", "kind", "value", "shown_by", "weight_bits"];
    for batch in scan(snapshot.parts("links")?, &wanted) {
        let batch = batch?;
        let (actor, kind) = (texts(&batch, "actor_id")?, texts(&batch, "kind")?);
        let (value, weight) = (texts(&batch, "value")?, reals32(&batch, "weight_bits")?);
        let shown_by = numbers(&batch, "shown_by")?;
        for i in 0..batch.num_rows() {
            let Some(kind) = link_kind(kind.value(i)) else { continue };
            links.entry(actor.value(i).to_owned()).or_default().push(LinkFact {
                kind,
                value: value.value(i).to_owned(),
                shown_by: shown_by.value(i),
                weight_bits: weight.value(i),
            });
        }
    }
    Ok(links)
}

fn link_kind(word: &str) -> Option<LinkKind> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}
