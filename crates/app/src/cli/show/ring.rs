//! `spoor show ring ID`: who moves with whom, what would dissolve it, and where it may go next.

use super::next;
use crate::query::objects;
use anyhow::Result;
use serde_json::{Map, Value};
use spoor_tables::Engine;
use spoor_tables::engine::literal;

/// Meetings and ties that people are shown; the table holds all.
const SHOWN: usize = 60;

/// The ring as JSON, with the lines that move and where it may go next. `None` if it is not there.
pub async fn ring(engine: &Engine, ring_id: &str) -> Result<Option<Value>> {
    let id = literal(ring_id);
    let sql = format!("SELECT * FROM rings WHERE ring_id = {id}");
    let Some(mut ring) = objects(engine, &sql).await?.into_iter().next() else {
        return Ok(None);
    };
    let sql = format!(
        "SELECT l.line_id, l.names, l.adverts, l.moves FROM lines l JOIN \
         (SELECT unnest(line_ids) AS line_id FROM rings WHERE ring_id = {id}) r \
         ON l.line_id = r.line_id ORDER BY l.line_id"
    );
    let lines = objects(engine, &sql).await?.into_iter().map(Value::Object).collect();
    ring.insert("lines".into(), lines);
    ring.insert("next".into(), next::next(engine, ring_id).await?);
    Ok(Some(Value::Object(ring)))
}

/// The ring for people.
pub fn words(ring: &Value) -> String {
    let real = |key: &str| ring[key].as_f64().unwrap_or_default();
    let list = |key: &str| ring[key].as_array().cloned().unwrap_or_default();
    let mut out = format!("{}, a question for a person\n", text(&ring["ring_id"]));
    out += &format!(
        "  {} moves end where and when another of its lines arrives or leaves; by chance {:.1}\n",
        ring["coordinated_moves"],
        real("expected")
    );
    out += &format!(
        "  effect {:+.1} bits, p {:.1e}, false discovery rate {:.1e}\n",
        real("effect_bits"),
        real("p_value"),
        real("q_value")
    );
    out += &format!("  places: {}\n", joined(&ring["cities"]));
    out += &format!("actors ({})\n", list("actor_ids").len());
    for actor in list("actor_ids") {
        out += &format!("  {}\n", text(&actor));
    }
    out += "lines: persons advertised, as far as adverts tell them apart\n";
    for line in list("lines") {
        out += &format!(
            "  {}  {} adverts, {} moves  {}\n",
            text(&line["line_id"]),
            line["adverts"],
            line["moves"],
            joined(&line["names"])
        );
    }
    let evidence = list("evidence");
    out += "what holds it together\n";
    for one in evidence.iter().take(SHOWN).filter_map(Value::as_object) {
        out += &format!("  {}\n", told(one));
    }
    if evidence.len() > SHOWN {
        out += &format!("  and {} more: spoor export rings\n", evidence.len() - SHOWN);
    }
    out += "without these it would not stand out\n";
    for one in list("dissolves").iter().filter_map(Value::as_object) {
        out += &format!("  {}\n", told(one));
    }
    out + &next::words(&ring["next"])
}

fn told(one: &Map<String, Value>) -> String {
    if one["kind"] == "tie" {
        return format!(
            "shared {} {}  {:+.1} bits  {}",
            text(&one["shared"]),
            text(&one["value"]),
            one["bits"].as_f64().unwrap_or_default(),
            joined(&one["actor_ids"])
        );
    }
    let how = if one["hand_over"] == true { "arrived as another left" } else { "arrived together" };
    format!(
        "{}  week of {}  {how}: {}  (adverts {})",
        text(&one["place"]),
        text(&one["week"]),
        joined(&one["line_ids"]),
        joined(&one["advert_ids"])
    )
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn joined(list: &Value) -> String {
    list.as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join(", ")
}
