//! Cells of tables as JSON values, for exports and `show`.

use anyhow::{Result, bail};
use serde_json::{Map, Value};
use spoor_tables::arrow::array::{
    Array, ArrayRef, BooleanArray, Float32Array, Float64Array, Int64Array, ListArray, RecordBatch,
    StringArray, StringViewArray, TimestampMillisecondArray, UInt32Array,
};

/// Columns that hold JSON as text.
fn is_json(column: &str) -> bool {
    matches!(
        column,
        "reasons" | "segments" | "payment" | "extra" | "evidence" | "dissolves" | "rows" | "notice"
    )
}

/// One row as a JSON object; columns that hold JSON are parsed.
pub fn object(batch: &RecordBatch, row: usize) -> Result<Map<String, Value>> {
    let mut object = Map::new();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let mut value = cell(column, row)?;
        if let (true, Value::String(text)) = (is_json(field.name()), &value) {
            value = serde_json::from_str(text).unwrap_or(value);
        }
        object.insert(field.name().clone(), value);
    }
    Ok(object)
}

/// One cell. Instants are RFC 3339.
pub fn cell(column: &ArrayRef, row: usize) -> Result<Value> {
    if column.is_null(row) {
        return Ok(Value::Null);
    }
    let any = column.as_any();
    if let Some(a) = any.downcast_ref::<StringArray>() {
        return Ok(a.value(row).into());
    }
    if let Some(a) = any.downcast_ref::<StringViewArray>() {
        return Ok(a.value(row).into());
    }
    if let Some(a) = any.downcast_ref::<UInt32Array>() {
        return Ok(a.value(row).into());
    }
    if let Some(a) = any.downcast_ref::<Int64Array>() {
        return Ok(a.value(row).into());
    }
    if let Some(a) = any.downcast_ref::<BooleanArray>() {
        return Ok(a.value(row).into());
    }
    if let Some(a) = any.downcast_ref::<Float32Array>() {
        // As written, not as widened: 0.9, not 0.8999999761581421.
        return Ok(a.value(row).to_string().parse::<f64>().map_or(Value::Null, Into::into));
    }
    if let Some(a) = any.downcast_ref::<Float64Array>() {
        return Ok(a.value(row).into());
    }
    if let Some(a) = any.downcast_ref::<TimestampMillisecondArray>() {
        return Ok(crate::clock::show(a.value(row)).into());
    }
    if let Some(a) = any.downcast_ref::<ListArray>() {
        let values = a.value(row);
        return (0..values.len())
            .map(|i| cell(&values, i))
            .collect::<Result<Vec<_>>>()
            .map(Value::Array);
    }
    bail!("a column of type {} cannot be shown", column.data_type())
}
