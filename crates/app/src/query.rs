//! Questions that several commands ask of the current snapshot.

use crate::stages::table_rows::object;
use anyhow::Result;
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
