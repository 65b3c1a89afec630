//! Short-hands to read Arrow columns by name.

use crate::error::TableError;
use datafusion::arrow::array::{
    Array, ArrayRef, Float32Array, Float64Array, ListArray, RecordBatch, StringArray,
    TimestampMillisecondArray, UInt32Array,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::error::ArrowError;

fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, TableError> {
    batch.column_by_name(name).ok_or_else(|| {
        TableError::Arrow(ArrowError::SchemaError(format!("there is no column {name:?}")))
    })
}

fn typed<T: Array + Clone + 'static>(batch: &RecordBatch, name: &str) -> Result<T, TableError> {
    column(batch, name)?.as_any().downcast_ref::<T>().cloned().ok_or_else(|| {
        TableError::Arrow(ArrowError::CastError(format!("column {name:?} has another type")))
    })
}

/// A column of texts; string views and dictionaries, which queries may give, are cast.
///
/// # Errors
/// If there is no such column or it does not hold text.
pub fn texts(batch: &RecordBatch, name: &str) -> Result<StringArray, TableError> {
    let array = column(batch, name)?;
    if let Some(texts) = array.as_any().downcast_ref::<StringArray>() {
        return Ok(texts.clone());
    }
    let array = cast(array, &DataType::Utf8)?;
    array.as_any().downcast_ref::<StringArray>().cloned().ok_or_else(|| {
        TableError::Arrow(ArrowError::CastError(format!("column {name:?} is not text")))
    })
}

/// A column of 32-bit numbers.
///
/// # Errors
/// If there is no such column or it has another type.
pub fn numbers(batch: &RecordBatch, name: &str) -> Result<UInt32Array, TableError> {
    typed(batch, name)
}

/// A column of 32-bit reals.
///
/// # Errors
/// If there is no such column or it has another type.
pub fn reals32(batch: &RecordBatch, name: &str) -> Result<Float32Array, TableError> {
    typed(batch, name)
}

/// A column of 64-bit reals.
///
/// # Errors
/// If there is no such column or it has another type.
pub fn reals(batch: &RecordBatch, name: &str) -> Result<Float64Array, TableError> {
    typed(batch, name)
}

/// A column of instants in milliseconds.
///
/// # Errors
/// If there is no such column or it has another type.
pub fn instants(batch: &RecordBatch, name: &str) -> Result<TimestampMillisecondArray, TableError> {
    typed(batch, name)
}

/// A column of lists of texts.
///
/// # Errors
/// If there is no such column or it has another type.
pub fn lists(batch: &RecordBatch, name: &str) -> Result<ListArray, TableError> {
    typed(batch, name)
}

/// The texts of one row of a list column.
pub fn list_row(lists: &ListArray, row: usize) -> Vec<String> {
    let values = lists.value(row);
    let Some(texts) = values.as_any().downcast_ref::<StringArray>() else { return Vec::new() };
    texts.iter().flatten().map(str::to_owned).collect()
}

/// `None` for a null.
pub fn optional(texts: &StringArray, row: usize) -> Option<&str> {
    (!texts.is_null(row)).then(|| texts.value(row))
}
