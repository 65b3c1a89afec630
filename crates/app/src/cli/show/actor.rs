//! `spoor show actor ID`: its adverts and what ties them.

use crate::query::objects;
use anyhow::Result;
use serde_json::{Map, Value};
use spoor_tables::Engine;
use spoor_tables::engine::literal;

/// Rows of adverts and of links that are shown; the tables hold all.
const SHOWN: usize = 200;

/// The actor as JSON, with its first adverts and its heaviest links. `None` if it is not there.
pub async fn actor(engine: &Engine, id: &str) -> Result<Option<Value>> {
    let id = literal(id);
    let sql = format!("SELECT * FROM actors WHERE actor_id = {id}");
    let Some(mut actor) = objects(engine, &sql).await?.into_iter().next() else {
        return Ok(None);
    };
    let adverts = format!(
        "SELECT a.id, a.advert_id, a.site, a.posted, a.place, m.template_id FROM adverts a \
         JOIN members m ON a.advert_id = m.advert_id WHERE m.actor_id = {id} \
         ORDER BY a.posted, a.id LIMIT {SHOWN}"
    );
    let links = format!(
        "SELECT kind, value, shown_by, weight_bits, from_advert_id, to_advert_id FROM links \
         WHERE actor_id = {id} ORDER BY weight_bits DESC, from_advert_id, to_advert_id \
         LIMIT {SHOWN}"
    );
    let array = |rows: Vec<Map<String, Value>>| rows.into_iter().map(Value::Object).collect();
    actor.insert("first_200_adverts".into(), array(objects(engine, &adverts).await?));
    actor.insert("heaviest_200_links".into(), array(objects(engine, &links).await?));
    Ok(Some(Value::Object(actor)))
}

/// The actor for people.
pub fn words(actor: &Value) -> String {
    let text = |of: &Value, key: &str| of[key].as_str().unwrap_or("-").to_owned();
    let day = |of: &Value, key: &str| text(of, key).chars().take(10).collect::<String>();
    let list = |key: &str| actor[key].as_array().cloned().unwrap_or_default();
    let mut out = format!("{}, taken for one hand\n", text(actor, "actor_id"));
    for key in ["adverts", "templates", "phones", "handles", "names", "cities", "sites"] {
        out += &format!("  {:>7} {key}\n", actor[key]);
    }
    out += &format!("  {} to {}\n", day(actor, "first_posted"), day(actor, "last_posted"));
    let links = list("heaviest_200_links");
    if !links.is_empty() {
        out += "what ties them, heaviest first (bits: log2 odds of one hand)\n";
    }
    for link in &links {
        out += &format!(
            "  {:>+6.1}  {} {}, shown by {} adverts: {} and {}\n",
            link["weight_bits"].as_f64().unwrap_or_default(),
            text(link, "kind"),
            text(link, "value"),
            link["shown_by"],
            text(link, "from_advert_id"),
            text(link, "to_advert_id"),
        );
    }
    out += "adverts\n";
    for advert in &list("first_200_adverts") {
        out += &format!(
            "  {}  {:<10}  {}  {}  {}\n",
            text(advert, "advert_id"),
            day(advert, "posted"),
            text(advert, "id"),
            text(advert, "place"),
            text(advert, "site"),
        );
    }
    let more = actor["adverts"].as_u64().unwrap_or_default().saturating_sub(SHOWN as u64);
    if more > 0 {
        out += &format!("  and {more} more: spoor export members\n");
    }
    out
}
