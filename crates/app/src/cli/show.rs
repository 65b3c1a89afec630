//! `spoor show advert|actor|lead ID`: one thing with all its reasons.

use super::Global;
use crate::out::{self, Outcome};
use crate::query::{self, objects};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use spoor_tables::Engine;
use spoor_tables::engine::literal;

#[derive(Args)]
pub struct Show {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// An advert: its text, its mentions, its exhibit
    Advert {
        /// As imported, or the advert's own
        id: String,
    },
    /// An actor: its adverts and the links that hold it together
    Actor {
        /// The actor
        id: String,
    },
    /// A lead: its reasons for and against, and what was decided
    Lead {
        /// The lead
        id: String,
    },
}

pub async fn run(global: &Global, args: Show) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let (what, id, shown) = match &args.what {
        What::Advert { id } => ("advert", id, advert(&engine, id).await?),
        What::Actor { id } => ("actor", id, actor(&engine, id).await?),
        What::Lead { id } => {
            let decisions = workspace.vault.decisions(Some(id)).await?;
            ("lead", id, lead(&engine, id, &serde_json::to_value(decisions)?).await?)
        }
    };
    let Some(shown) = shown else {
        bail!("there is no {what} {id:?} in the current snapshot");
    };
    workspace.vault.audit(global.who(), &format!("show {what} {id}"), "", global.now()?).await?;
    if global.json {
        out::json(&shown)?;
    } else {
        out::text(&words(&shown, 0))?;
    }
    Ok(Outcome::Done)
}

async fn advert(engine: &Engine, id: &str) -> Result<Option<Value>> {
    let id = literal(id);
    let sql = format!(
        "SELECT a.*, m.template_id, m.actor_id FROM adverts a \
         LEFT JOIN members m ON a.advert_id = m.advert_id \
         WHERE a.id = {id} OR a.advert_id = {id} ORDER BY a.advert_id"
    );
    let mut found = objects(engine, &sql).await?;
    if found.len() > 1 {
        let ids = found.iter().filter_map(|a| a.get("advert_id")?.as_str());
        let ids = ids.collect::<Vec<_>>().join(", ");
        bail!("{} adverts have the id {id}: name one of {ids}", found.len());
    }
    let Some(mut advert) = found.pop() else { return Ok(None) };
    let key = advert.get("advert_id").and_then(Value::as_str).unwrap_or_default();
    let sql = format!(
        "SELECT field, kind, value, raw, start, \"end\", confidence FROM mentions \
         WHERE advert_id = {} ORDER BY field, start",
        literal(key)
    );
    let mentions = objects(engine, &sql).await?;
    advert.insert("mentions".into(), mentions.into_iter().map(Value::Object).collect());
    Ok(Some(Value::Object(advert)))
}

async fn actor(engine: &Engine, id: &str) -> Result<Option<Value>> {
    let id = literal(id);
    let sql = format!("SELECT * FROM actors WHERE actor_id = {id}");
    let Some(mut actor) = objects(engine, &sql).await?.into_iter().next() else {
        return Ok(None);
    };
    let adverts = format!(
        "SELECT a.id, a.advert_id, a.site, a.posted, a.place, m.template_id FROM adverts a \
         JOIN members m ON a.advert_id = m.advert_id WHERE m.actor_id = {id} \
         ORDER BY a.posted, a.id LIMIT 200"
    );
    let links = format!(
        "SELECT kind, value, shown_by, weight_bits, from_advert_id, to_advert_id FROM links \
         WHERE actor_id = {id} ORDER BY weight_bits DESC LIMIT 200"
    );
    let array = |rows: Vec<Map<String, Value>>| rows.into_iter().map(Value::Object).collect();
    actor.insert("first_200_adverts".into(), array(objects(engine, &adverts).await?));
    actor.insert("heaviest_200_links".into(), array(objects(engine, &links).await?));
    Ok(Some(Value::Object(actor)))
}

async fn lead(engine: &Engine, id: &str, decisions: &Value) -> Result<Option<Value>> {
    let Some(lead) = query::lead_by_id(engine, id).await? else { return Ok(None) };
    Ok(Some(json!({ "lead": lead, "decisions": decisions })))
}

/// JSON as indented lines, for people.
fn words(value: &Value, depth: usize) -> String {
    let pad = "  ".repeat(depth);
    match value {
        Value::Object(map) => {
            map.iter().map(|(key, value)| field(key, value, &pad, depth)).collect()
        }
        Value::Array(list) => list
            .iter()
            .map(|item| match item {
                Value::Object(map) => format!("{pad}- {}\n", one_line(map)),
                other => format!("{pad}- {}\n", plain(other)),
            })
            .collect(),
        other => format!("{pad}{}\n", plain(other)),
    }
}

fn field(key: &str, value: &Value, pad: &str, depth: usize) -> String {
    match value {
        Value::Null => String::new(),
        Value::Array(list) if list.is_empty() => String::new(),
        Value::Object(_) | Value::Array(_) => format!("{pad}{key}\n{}", words(value, depth + 1)),
        other => format!("{pad}{key:<16} {}\n", plain(other)),
    }
}

fn one_line(map: &Map<String, Value>) -> String {
    let parts = map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| format!("{k} {}", plain(v)));
    parts.collect::<Vec<_>>().join(" · ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
