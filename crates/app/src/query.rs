//! Questions that several commands ask of the current snapshot.

use crate::stages::table_rows::object;
use anyhow::{Result, bail};
use serde_json::{Map, Value};
use spoor_tables::Engine;
use spoor_tables::arrow::array::RecordBatch;
use spoor_tables::engine::literal;
use spoor_vocab::Lead;

/// Rows of a query as JSON objects; columns that hold JSON are parsed.
pub async fn objects(engine: &Engine, sql: &str) -> Result<Vec<Map<String, Value>>> {
    of_batches(&engine.collect(sql).await?)
}

/// Rows of batches as JSON objects; columns that hold JSON are parsed.
pub fn of_batches(batches: &[RecordBatch]) -> Result<Vec<Map<String, Value>>> {
    let rows = |b: &RecordBatch| (0..b.num_rows()).map(|row| object(b, row)).collect::<Vec<_>>();
    batches.iter().flat_map(rows).collect()
}

/// The advert of an id: its own, or the imported one if only one advert has it.
pub async fn one_advert(engine: &Engine, id: &str) -> Result<Option<String>> {
    let id = literal(id);
    let sql = format!(
        "SELECT advert_id FROM adverts WHERE id = {id} OR advert_id = {id} ORDER BY advert_id"
    );
    let found = objects(engine, &sql).await?;
    let mut ids: Vec<&str> = found.iter().filter_map(|a| a.get("advert_id")?.as_str()).collect();
    if ids.len() > 1 {
        bail!("{} adverts have the id {id}: name one of {}", ids.len(), ids.join(", "));
    }
    Ok(ids.pop().map(str::to_owned))
}

/// The `top` first leads.
pub async fn leads(engine: &Engine, top: usize) -> Result<Vec<Lead>> {
    let sql = format!("SELECT * FROM leads ORDER BY rank LIMIT {top}");
    objects(engine, &sql).await?.into_iter().map(lead).collect()
}

/// One lead.
pub async fn lead_by_id(engine: &Engine, lead_id: &str) -> Result<Option<Lead>> {
    let sql = format!("SELECT * FROM leads WHERE lead_id = {}", literal(lead_id));
    objects(engine, &sql).await?.into_iter().next().map(lead).transpose()
}

fn lead(mut object: Map<String, Value>) -> Result<Lead> {
    if object.get("ring_id").and_then(Value::as_str) == Some("") {
        object.insert("ring_id".into(), Value::Null);
    }
    Ok(serde_json::from_value(Value::Object(object))?)
}
