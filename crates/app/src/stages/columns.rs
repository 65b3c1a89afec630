//! Rows of anything as Arrow columns.

use spoor_tables::arrow::array::{
    ArrayRef, BooleanArray, Float32Array, Float64Array, ListBuilder, StringArray, StringBuilder,
    TimestampMillisecondArray, UInt32Array,
};
use spoor_vocab::Millis;
use std::sync::Arc;

/// Texts.
pub fn strings<T>(rows: &[T], get: impl Fn(&T) -> String) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(get)))
}

/// 32-bit numbers; what does not fit is null.
pub fn counts<T>(rows: &[T], get: impl Fn(&T) -> usize) -> ArrayRef {
    let count = |row| u32::try_from(get(row)).ok();
    Arc::new(rows.iter().map(count).collect::<UInt32Array>())
}

/// 32-bit numbers, or nothing.
pub fn counts_or_none<T>(rows: &[T], get: impl Fn(&T) -> Option<u32>) -> ArrayRef {
    Arc::new(rows.iter().map(get).collect::<UInt32Array>())
}

/// 32-bit reals.
pub fn reals32<T>(rows: &[T], get: impl Fn(&T) -> f32) -> ArrayRef {
    Arc::new(rows.iter().map(|row| Some(get(row))).collect::<Float32Array>())
}

/// A column of reals, some of which are none.
pub fn reals_or_none<T>(rows: &[T], get: impl Fn(&T) -> Option<f64>) -> ArrayRef {
    Arc::new(rows.iter().map(get).collect::<Float64Array>())
}

/// 64-bit reals.
pub fn reals<T>(rows: &[T], get: impl Fn(&T) -> f64) -> ArrayRef {
    Arc::new(rows.iter().map(|row| Some(get(row))).collect::<Float64Array>())
}

/// Yes or no.
pub fn flags<T>(rows: &[T], get: impl Fn(&T) -> bool) -> ArrayRef {
    Arc::new(rows.iter().map(|row| Some(get(row))).collect::<BooleanArray>())
}

/// Texts, or nothing.
pub fn strings_or_none<T>(rows: &[T], get: impl Fn(&T) -> Option<String>) -> ArrayRef {
    Arc::new(rows.iter().map(get).collect::<StringArray>())
}

/// Instants, UTC, or nothing.
pub fn instants_or_none<T>(rows: &[T], get: impl Fn(&T) -> Option<Millis>) -> ArrayRef {
    let times = rows.iter().map(get);
    Arc::new(times.collect::<TimestampMillisecondArray>().with_timezone("UTC"))
}

/// Instants, UTC.
pub fn instants<T>(rows: &[T], get: impl Fn(&T) -> Millis) -> ArrayRef {
    let times = rows.iter().map(|row| Some(get(row)));
    Arc::new(times.collect::<TimestampMillisecondArray>().with_timezone("UTC"))
}

/// Lists of texts.
pub fn lists<T>(rows: &[T], get: impl Fn(&T) -> Vec<String>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for row in rows {
        get(row).iter().for_each(|value| builder.values().append_value(value));
        builder.append(true);
    }
    Arc::new(builder.finish())
}
