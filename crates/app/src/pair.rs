//! A pair of adverts: what speaks for and against one hand behind them, in bits.

mod writing;

pub use writing::in_words as writing_in_words;

use crate::query::objects;
use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use spoor_link::{Shown, Side, Sketches, waterfall};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vocab::SelectorKind;
use std::collections::BTreeSet;

/// One advert with what the waterfall looks at.
struct Found {
    row: Map<String, Value>,
    template_size: u32,
    shown: Vec<(SelectorKind, String, u32, bool)>,
    site_adverts: u32,
    place_adverts: u32,
}

impl Found {
    fn text(&self, key: &str) -> &str {
        self.row.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Title and text, as they are linked.
    fn whole(&self) -> String {
        match self.text("title") {
            "" => self.text("text").to_owned(),
            title => format!("{title}\n{}", self.text("text")),
        }
    }

    fn shown(&self) -> Vec<Shown<'_>> {
        self.shown
            .iter()
            .map(|(kind, value, shown_by, damped)| Shown {
                kind: *kind,
                value,
                shown_by: *shown_by,
                damped: *damped,
            })
            .collect()
    }

    fn side<'a>(&'a self, template: u32, shown: &'a [Shown<'a>]) -> Side<'a> {
        let place = self.text("place");
        Side {
            template,
            template_size: self.template_size,
            shown,
            site: Some((self.text("site"), self.site_adverts)),
            place: (!place.is_empty()).then_some((place, self.place_adverts)),
        }
    }
}

/// The pair as JSON: `a`, `b` (adverts), `one_actor`, `text_similarity`, `steps` (field, value,
/// bits), the last of which is the sum; `writing` (bits and habits, or why not), which links do not
/// count. `a` and `b` are advert ids; `None` if one of them is not there, or they are one.
pub async fn pair(engine: &Engine, a: &str, b: &str) -> Result<Option<Value>> {
    let (Some(a), Some(b)) = (found(engine, a).await?, found(engine, b).await?) else {
        return Ok(None);
    };
    if a.text("advert_id") == b.text("advert_id") {
        return Ok(None);
    }
    let similarity = Sketches::sketch_all(&[a.whole(), b.whole()]).similarity(0, 1);
    let rows = number(engine, "SELECT count(*) AS n FROM adverts").await?;
    let template = a.text("template_id");
    let other = u32::from(template.is_empty() || template != b.text("template_id"));
    let (shown_a, shown_b) = (a.shown(), b.shown());
    let steps = waterfall(rows, &a.side(0, &shown_a), &b.side(other, &shown_b), similarity);
    let steps: Vec<Value> = steps
        .iter()
        .map(|s| json!({ "field": s.field, "value": s.value, "bits": s.bits }))
        .collect();
    Ok(Some(json!({
        "a": a.text("advert_id"), "b": b.text("advert_id"),
        "one_actor": a.text("actor_id") == b.text("actor_id"),
        "text_similarity": similarity, "steps": steps,
        "writing": writing::writing(engine, [&a.row, &b.row]).await?,
    })))
}

async fn found(engine: &Engine, id: &str) -> Result<Option<Found>> {
    let sql = format!(
        "SELECT a.*, m.template_id, m.actor_id FROM adverts a \
         LEFT JOIN members m ON a.advert_id = m.advert_id WHERE a.advert_id = {}",
        literal(id)
    );
    let Some(row) = objects(engine, &sql).await?.pop() else { return Ok(None) };
    let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
    let count = |table: &str, column: &str, value: &str| {
        format!("SELECT count(*) AS n FROM {table} WHERE {column} = {}", literal(value))
    };
    let template_size = match text("template_id") {
        "" => 1,
        template => number(engine, &count("members", "template_id", template)).await?,
    };
    let site_adverts = number(engine, &count("adverts", "site", text("site"))).await?;
    let place_adverts = number(engine, &count("adverts", "place", text("place"))).await?;
    let own = format!(
        "SELECT kind, value FROM selectors WHERE advert_id = {} ORDER BY kind, value",
        literal(text("advert_id"))
    );
    let own = objects(engine, &own).await?;
    let field = |one: &Map<String, Value>, key: &str| {
        one.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let values: BTreeSet<String> = own.iter().map(|one| literal(&field(one, "value"))).collect();
    let among = match values.len() {
        0 => "NULL".to_owned(),
        _ => values.into_iter().collect::<Vec<_>>().join(", "),
    };
    let counted = format!(
        "SELECT kind, value, count(*) AS n FROM selectors WHERE value IN ({among}) \
         GROUP BY kind, value ORDER BY kind, value"
    );
    let damped = format!("SELECT kind, value FROM damped WHERE value IN ({among})");
    let both = |one: &Map<String, Value>| (field(one, "kind"), field(one, "value"));
    let damped: BTreeSet<_> = objects(engine, &damped).await?.iter().map(both).collect();
    let own: BTreeSet<_> = own.iter().map(both).collect();
    let mut shown = Vec::new();
    for one in objects(engine, &counted).await?.iter().filter(|one| own.contains(&both(one))) {
        let kind = Value::from(field(one, "kind"));
        let kind = serde_json::from_value(kind).context("a selector kind")?;
        let n = one.get("n").and_then(Value::as_u64).unwrap_or_default();
        shown.push((kind, field(one, "value"), u32::try_from(n)?, damped.contains(&both(one))));
    }
    Ok(Some(Found { template_size, shown, site_adverts, place_adverts, row }))
}

async fn number(engine: &Engine, sql: &str) -> Result<u32> {
    Ok(u32::try_from(engine.figure(sql).await?)?)
}
