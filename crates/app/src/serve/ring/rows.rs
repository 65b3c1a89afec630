//! What the tables have of a ring.

use crate::query::objects;
use crate::serve::look_up::named;
use anyhow::Result;
use serde_json::{Map, Value};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vocab::{Millis, Ring};
use std::collections::{BTreeMap, BTreeSet};

/// A row of a query.
pub type Row = Map<String, Value>;

/// A ring's rows.
pub struct Rows {
    /// The ring itself.
    pub ring: Ring,
    /// Its actors.
    pub actors: Vec<Row>,
    /// Its lines.
    pub lines: Vec<Row>,
    /// Where they stayed.
    pub stays: Vec<Row>,
    /// How they moved.
    pub moves: Vec<Row>,
    /// Pairs of its lines that move together beyond chance.
    pub pairs: Vec<Row>,
}

/// What the adverts of a ring's actors say and show.
pub struct Adverts {
    /// Adverts with actor, template, site and time.
    pub adverts: Vec<Row>,
    /// What they show.
    pub selectors: Vec<Row>,
    /// What holds each actor together.
    pub links: Vec<Row>,
    /// Selectors that strangers share: kind and value, with how many parties show them.
    pub hubs: BTreeMap<(String, String), u64>,
}

/// A text of a row; empty where there is none.
pub fn text(row: &Row, key: &str) -> String {
    row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Texts of a row.
pub fn list(row: &Row, key: &str) -> Vec<String> {
    let all = row.get(key).and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|v| v.as_str().map(str::to_owned)).collect()
}

/// A count of a row.
pub fn number(row: &Row, key: &str) -> u64 {
    row.get(key).and_then(Value::as_u64).unwrap_or_default()
}

/// A measure of a row.
pub fn real(row: &Row, key: &str) -> f64 {
    row.get(key).and_then(Value::as_f64).unwrap_or_default()
}

/// A time of a row, if it has one.
pub fn time(row: &Row, key: &str) -> Option<Millis> {
    crate::clock::parse(&text(row, key))
}

/// First and last of some times.
pub fn span(times: impl IntoIterator<Item = Millis>) -> Option<(Millis, Millis)> {
    times.into_iter().fold(None, |span: Option<(Millis, Millis)>, t| match span {
        None => Some((t, t)),
        Some((a, b)) => Some((a.min(t), b.max(t))),
    })
}

/// Name of a place without its country.
pub fn town(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, name)| name)
}

/// Values of a column for `IN (…)`; never none, which SQL does not know.
pub fn among(values: &[String]) -> String {
    let all: Vec<String> = values.iter().map(|v| literal(v)).collect();
    if all.is_empty() { "NULL".to_owned() } else { all.join(", ") }
}

/// The ring as the table has it.
pub async fn ring(engine: &Engine, id: &str) -> Result<Option<Ring>> {
    let sql = format!("SELECT * FROM rings WHERE ring_id = {}", literal(id));
    let row = objects(engine, &sql).await?.into_iter().next();
    Ok(row.map(|row| serde_json::from_value(Value::Object(row))).transpose()?)
}

impl Rows {
    /// Reads them; `None` if there is no such ring.
    pub async fn of(engine: &Engine, id: &str) -> Result<Option<Self>> {
        let Some(ring) = ring(engine, id).await? else { return Ok(None) };
        let (actors, lines) = (among(&ring.actor_ids), among(&ring.line_ids));
        let of = |columns: &str, table: &str, key: &str, values: &str| {
            format!("SELECT {columns} FROM {table} WHERE {key} IN ({values}) ORDER BY 1, 2, 3")
        };
        let actor = "actor_id, adverts, names, cities, first_posted, last_posted";
        let actors = objects(engine, &of(actor, "actors", "actor_id", &actors)).await?;
        let line = "line_id, actor_id, names, adverts, moves";
        let stay = "line_id, \"from\", place, \"to\", adverts, weak";
        let moved = "line_id, arrived, \"from\", \"to\", \"left\", km, weak, plausible, advert_id";
        let pairs = "SELECT line_a, line_b, seen, expected, effect_bits, p_value, q_value, hand_over \
                     FROM pairs";
        let pairs = format!("{pairs} WHERE line_a IN ({lines}) AND line_b IN ({lines})");
        Ok(Some(Self {
            actors,
            stays: objects(engine, &of(stay, "stays", "line_id", &lines)).await?,
            moves: objects(engine, &of(moved, "moves", "line_id", &lines)).await?,
            lines: objects(engine, &of(line, "lines", "line_id", &lines)).await?,
            pairs: objects(engine, &format!("{pairs} ORDER BY 1, 2, 3")).await?,
            ring,
        }))
    }
}

impl Adverts {
    /// Reads them.
    pub async fn of(engine: &Engine, actor_ids: &[String]) -> Result<Self> {
        let actors = among(actor_ids);
        let own = format!("SELECT advert_id FROM members WHERE actor_id IN ({actors})");
        let own = named(engine, own).await?;
        let adverts = format!(
            "SELECT m.advert_id, m.actor_id, m.template_id, a.site, a.posted FROM members m \
             JOIN adverts a ON m.advert_id = a.advert_id WHERE a.advert_id IN ({own}) ORDER BY 1"
        );
        let selectors = format!(
            "SELECT advert_id, kind, value FROM selectors WHERE advert_id IN ({own}) \
             ORDER BY 1, 2, 3"
        );
        let links = format!(
            "SELECT actor_id, kind, value, max(weight_bits) AS bits FROM links \
             WHERE actor_id IN ({actors}) GROUP BY actor_id, kind, value ORDER BY 1, 2, 3"
        );
        let selectors = objects(engine, &selectors).await?;
        let shown: BTreeSet<(String, String)> =
            selectors.iter().map(|s| (text(s, "kind"), text(s, "value"))).collect();
        let values = format!("SELECT DISTINCT value FROM selectors WHERE advert_id IN ({own})");
        let damped = format!(
            "SELECT kind, value, parties FROM damped WHERE value IN ({}) AND why = 'hub'",
            named(engine, values).await?
        );
        let damped = objects(engine, &damped).await?;
        let hubs =
            damped.iter().map(|d| ((text(d, "kind"), text(d, "value")), number(d, "parties")));
        Ok(Self {
            adverts: objects(engine, &adverts).await?,
            links: objects(engine, &links).await?,
            hubs: hubs.filter(|(key, _)| shown.contains(key)).collect(),
            selectors,
        })
    }
}
