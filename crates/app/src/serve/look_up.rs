//! What the pages of adverts, actors and selectors ask of the tables, in one place.

use super::board::Board;
use super::fault::{Answer, Fault};
use super::house::House;
use super::ring::rows::text;
pub use super::ring::rows::{Row, number, real};
use super::who::Who;
use crate::query::objects;
use anyhow::Result;
use serde::Serialize;
use serde_json::Value;
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::ToSchema;

/// An advert in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AdvertRow {
    /// The advert.
    pub advert_id: String,
    /// Where it stood.
    pub site: String,
    /// Source that it came from.
    pub source: String,
    /// When it was posted.
    pub posted: String,
    /// Where it offers, as it says.
    pub place: String,
    /// Its actor.
    pub actor_id: String,
}

/// Some of a list, and how many there are.
#[derive(Serialize, ToSchema)]
pub struct Listed<T> {
    /// How many in all.
    pub in_all: u64,
    /// Those shown.
    pub shown: Vec<T>,
    /// Where the next begin, if there are any.
    pub next: Option<usize>,
}

impl<T> Listed<T> {
    /// Of those from `skip` on.
    pub fn of(in_all: u64, shown: Vec<T>, skip: usize) -> Self {
        let end = skip.saturating_add(shown.len());
        let next = (!shown.is_empty() && (end as u64) < in_all).then_some(end);
        Self { in_all, shown, next }
    }
}

/// A selector that something shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SelectorRow {
    /// Its kind.
    pub kind: String,
    /// Its normal form.
    pub value: String,
    /// How sure the surest reading is, 0 to 1.
    pub confidence: f64,
    /// Adverts of this that show it.
    pub adverts: u64,
    /// Adverts in all that show it.
    pub shown_by: u64,
    /// `hub` or `recycled`, if it did not join all that show it.
    pub damped: Option<String>,
}

/// A link that holds an actor together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LinkRow {
    /// What they share: a kind of selector, `template`, or `said`.
    pub kind: String,
    /// The shared value.
    pub value: String,
    /// Adverts in all that show it.
    pub shown_by: u64,
    /// Weight, bits.
    pub bits: f64,
    /// One advert.
    pub from: String,
    /// The other.
    pub to: String,
}

/// A template with its slots.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TemplateView {
    /// The template.
    pub template_id: String,
    /// Adverts in all that follow it.
    pub adverts: u64,
    /// Its text in parts; empty if it rests on a source that the person may not see.
    pub parts: Vec<PartView>,
}

/// A part of a template's text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartView {
    /// Whether adverts differ here.
    pub slot: bool,
    /// The words.
    pub text: String,
    /// What else stands there.
    pub others: Vec<String>,
}

impl TemplateView {
    /// Places where adverts differ.
    pub fn slots(&self) -> usize {
        self.parts.iter().filter(|part| part.slot).count()
    }
}

/// So many keys are named in a query.
const KEYS_MAX: usize = 5_000;

/// The board, if anything was built.
pub fn built(house: &House, who: &Who) -> Result<Arc<Board>, Answer> {
    let board = house.board();
    if board.snapshot.is_none() {
        return Err(who.fault(Fault::NotThere("nothing was built yet: run `spoor build`".into())));
    }
    Ok(board)
}

/// A time of a row, as people read it.
pub fn when(row: &Row, key: &str) -> String {
    text(row, key).chars().take(16).collect::<String>().replace('T', " ")
}

/// The first row of a query.
pub async fn first(engine: &Engine, sql: &str) -> Result<Option<Row>> {
    Ok(objects(engine, sql).await?.into_iter().next())
}

/// The figure of a query that counts.
pub async fn count(engine: &Engine, sql: &str) -> Result<u64> {
    Ok(engine.figure(sql).await?)
}

/// The keys that a query gives, of one column, as a list for `IN (…)`: rows that are named by key are
/// found without reading their table. Of very many the query itself is given.
pub async fn named(engine: &Engine, query: String) -> Result<String> {
    let rows = objects(engine, &query).await?;
    if rows.len() > KEYS_MAX {
        return Ok(query);
    }
    let keys: BTreeSet<String> =
        rows.iter().flat_map(|row| row.values().filter_map(Value::as_str).map(literal)).collect();
    Ok(if keys.is_empty() {
        "NULL".into()
    } else {
        keys.into_iter().collect::<Vec<_>>().join(", ")
    })
}

/// Ids of the adverts of an actor, as [`named`] gives them.
pub async fn of_actor(engine: &Engine, actor: &str) -> Result<String> {
    let sql = format!("SELECT advert_id FROM members WHERE actor_id = {}", literal(actor));
    named(engine, sql).await
}

/// One advert with all its columns, and its `template_id` and `actor_id`.
pub async fn advert(engine: &Engine, id: &str) -> Result<Option<Row>> {
    let sql = format!(
        "SELECT a.*, m.template_id, m.actor_id FROM adverts a \
         LEFT JOIN members m ON a.advert_id = m.advert_id WHERE a.advert_id = {}",
        literal(id)
    );
    first(engine, &sql).await
}

/// A condition that leaves out adverts `a` of these sources.
pub fn not_of(sources: &BTreeSet<String>) -> String {
    let names: Vec<String> = sources.iter().map(|name| literal(name)).collect();
    if names.is_empty() { "TRUE".into() } else { format!("a.source NOT IN ({})", names.join(", ")) }
}

/// Adverts `a`, members `m`, for which a condition holds, by time of posting.
pub async fn adverts(
    engine: &Engine,
    condition: &str,
    skip: usize,
    most: usize,
) -> Result<Listed<AdvertRow>> {
    let from =
        format!("FROM adverts a JOIN members m ON a.advert_id = m.advert_id WHERE {condition}");
    let in_all = count(engine, &format!("SELECT count(*) AS n {from}")).await?;
    let sql = format!(
        "SELECT a.advert_id, a.site, a.source, a.posted, a.place, m.actor_id {from} \
         ORDER BY a.posted, a.advert_id LIMIT {most} OFFSET {skip}"
    );
    let rows = objects(engine, &sql).await?;
    let row = |row: &Row| AdvertRow {
        advert_id: text(row, "advert_id"),
        site: text(row, "site"),
        source: text(row, "source"),
        posted: when(row, "posted"),
        place: text(row, "place"),
        actor_id: text(row, "actor_id"),
    };
    Ok(Listed::of(in_all, rows.iter().map(row).collect(), skip))
}

/// Selectors that adverts show, most widely shown first: `who` is for `IN (…)`.
pub async fn selectors(engine: &Engine, who: &str, most: usize) -> Result<Listed<SelectorRow>> {
    let sql = format!(
        "SELECT kind, value, count(*) AS adverts, max(confidence) AS confidence FROM selectors \
         WHERE advert_id IN ({who}) GROUP BY kind, value ORDER BY adverts DESC, kind, value"
    );
    let mut rows = objects(engine, &sql).await?;
    let in_all = rows.len() as u64;
    rows.truncate(most);
    let values: BTreeSet<String> = rows.iter().map(|row| literal(&text(row, "value"))).collect();
    let among = values.into_iter().collect::<Vec<_>>().join(", ");
    let (mut shown_by, mut damped) = (BTreeMap::new(), BTreeMap::new());
    let key = |row: &Row| (text(row, "kind"), text(row, "value"));
    if !rows.is_empty() {
        let sql = format!(
            "SELECT kind, value, count(*) AS n FROM selectors WHERE value IN ({among}) \
             GROUP BY kind, value"
        );
        shown_by.extend(objects(engine, &sql).await?.iter().map(|r| (key(r), number(r, "n"))));
        let sql = format!("SELECT kind, value, why FROM damped WHERE value IN ({among})");
        damped.extend(objects(engine, &sql).await?.iter().map(|r| (key(r), text(r, "why"))));
    }
    let row = |row: &Row| SelectorRow {
        kind: text(row, "kind"),
        value: text(row, "value"),
        confidence: real(row, "confidence"),
        adverts: number(row, "adverts"),
        shown_by: shown_by.get(&key(row)).copied().unwrap_or_default(),
        damped: damped.get(&key(row)).cloned().filter(|why| !why.is_empty()),
    };
    Ok(Listed::of(in_all, rows.iter().map(row).collect(), 0))
}

/// Links of some, heaviest first: `from` is a table of links, or a query in brackets.
pub async fn links(
    engine: &Engine,
    from: &str,
    skip: usize,
    most: usize,
) -> Result<Listed<LinkRow>> {
    let in_all = count(engine, &format!("SELECT count(*) AS n FROM {from}")).await?;
    let sql = format!(
        "SELECT kind, value, shown_by, weight_bits, from_advert_id, to_advert_id FROM {from} \
         ORDER BY weight_bits DESC, from_advert_id, to_advert_id \
         LIMIT {most} OFFSET {skip}"
    );
    let rows = objects(engine, &sql).await?;
    let row = |row: &Row| LinkRow {
        kind: text(row, "kind"),
        value: text(row, "value"),
        shown_by: number(row, "shown_by"),
        bits: real(row, "weight_bits"),
        from: text(row, "from_advert_id"),
        to: text(row, "to_advert_id"),
    };
    Ok(Listed::of(in_all, rows.iter().map(row).collect(), skip))
}

/// Templates by their ids, most widely followed first. A template that an advert of a hidden source
/// follows is shown without its words: they may be that advert's.
pub async fn templates(
    engine: &Engine,
    ids: &[String],
    hidden: &BTreeSet<String>,
) -> Result<Vec<TemplateView>> {
    let list = ids.iter().map(|id| literal(id)).collect::<Vec<_>>().join(", ");
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let of = format!("WHERE template_id IN ({list})");
    let rows = objects(
        engine,
        &format!("SELECT * FROM templates {of} ORDER BY adverts DESC, template_id"),
    )
    .await?;
    let mut covered = BTreeSet::new();
    if !hidden.is_empty() {
        let sql = format!(
            "SELECT DISTINCT m.template_id FROM members m JOIN adverts a \
             ON a.advert_id = m.advert_id {of} AND NOT ({})",
            not_of(hidden)
        );
        covered.extend(objects(engine, &sql).await?.iter().map(|row| text(row, "template_id")));
    }
    let part = |part: &Value| {
        let word = |key: &str| part[key].as_str().unwrap_or_default().to_owned();
        let fillings = part["fillings"].as_array().into_iter().flatten();
        let (words, others) =
            (word("text"), fillings.filter_map(|f| f.as_str().map(str::to_owned)));
        let others = others.filter(|f| *f != words).collect();
        PartView { slot: word("kind") == "slot", text: words, others }
    };
    let view = |row: &Row| {
        let template_id = text(row, "template_id");
        let parts = row.get("segments").and_then(Value::as_array).into_iter().flatten();
        let open = !covered.contains(&template_id);
        TemplateView {
            parts: if open { parts.map(part).collect() } else { Vec::new() },
            adverts: number(row, "adverts"),
            template_id,
        }
    };
    Ok(rows.iter().map(view).collect())
}

/// Rings that an actor is in.
pub async fn rings_of(engine: &Engine, actor: &str) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT ring_id FROM (SELECT ring_id, unnest(actor_ids) AS actor_id FROM rings) r \
         WHERE actor_id = {} ORDER BY ring_id",
        literal(actor)
    );
    Ok(objects(engine, &sql).await?.iter().map(|row| text(row, "ring_id")).collect())
}

/// Sources of adverts: `who` is for `IN (…)`.
pub async fn sources(engine: &Engine, who: &str) -> Result<BTreeSet<String>> {
    let sql = format!("SELECT DISTINCT source FROM adverts WHERE advert_id IN ({who})");
    Ok(objects(engine, &sql).await?.iter().map(|row| text(row, "source")).collect())
}
