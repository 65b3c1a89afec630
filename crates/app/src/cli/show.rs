//! `spoor show advert|actor|ring|lead ID` and `show pair A B`: one thing with all its reasons.

mod actor;
mod lead;
mod next;
mod pair;
mod ring;

use super::Global;
use crate::learned::Learned;
use crate::out::{self, Outcome};
use crate::query::{objects, one_advert};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Map, Value};
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
    /// A ring: its actors, the moves that met, and what would dissolve it
    Ring {
        /// The ring
        id: String,
    },
    /// Two adverts: what speaks for and against one hand behind them, in bits
    Pair {
        /// One advert
        a: String,
        /// The other
        b: String,
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
        What::Advert { id } => ("advert", id.clone(), advert(&engine, id).await?),
        What::Actor { id } => ("actor", id.clone(), actor::actor(&engine, id).await?),
        What::Ring { id } => ("ring", id.clone(), ring::ring(&engine, id).await?),
        What::Pair { a, b } => ("pair", format!("{a} {b}"), pair::pair(&engine, a, b).await?),
        What::Lead { id } => {
            let decisions = workspace.vault.decisions(Some(id)).await?;
            let learned = Learned::load(&workspace, &engine).await?;
            ("lead", id.clone(), lead::lead(&engine, id, &decisions, &learned).await?)
        }
    };
    let Some(shown) = shown else {
        bail!("there is no {what} {id:?} in the current snapshot");
    };
    workspace.vault.audit(&global.who(), &format!("show {what} {id}"), "", global.now()?).await?;
    if global.json {
        out::json(&shown)?;
    } else {
        out::text(&match &args.what {
            What::Actor { .. } => actor::words(&shown),
            What::Ring { .. } => ring::words(&shown),
            What::Pair { .. } => pair::words(&shown),
            What::Lead { .. } => lead::words(&shown),
            What::Advert { .. } => words(&shown, 0),
        })?;
    }
    Ok(Outcome::Done)
}

async fn advert(engine: &Engine, id: &str) -> Result<Option<Value>> {
    let Some(key) = one_advert(engine, id).await? else { return Ok(None) };
    let sql = format!(
        "SELECT a.*, m.template_id, m.actor_id FROM adverts a \
         LEFT JOIN members m ON a.advert_id = m.advert_id WHERE a.advert_id = {}",
        literal(&key)
    );
    let Some(mut advert) = objects(engine, &sql).await?.pop() else { return Ok(None) };
    let sql = format!(
        "SELECT field, kind, value, raw, start, \"end\", confidence FROM mentions \
         WHERE advert_id = {} ORDER BY field, start",
        literal(&key)
    );
    let mentions = objects(engine, &sql).await?;
    advert.insert("mentions".into(), mentions.into_iter().map(Value::Object).collect());
    Ok(Some(Value::Object(advert)))
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
