//! Facets: counts by value, on ordinals within a segment.

use crate::document::month_name;
use std::collections::BTreeMap;
use std::sync::Arc;
use tantivy::DocId;
use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::fastfield::FastFieldReaders;

/// A column of values and how often each was seen.
pub(crate) struct Counted {
    pub(crate) name: &'static str,
    column: Option<StrColumn>,
    ords: Arc<dyn ColumnValues<u64>>,
    seen: Vec<u32>,
}

/// The ordinal of what has no value.
const NONE: u64 = u64::MAX;

impl Counted {
    pub(crate) fn open(fast: &FastFieldReaders, name: &'static str) -> tantivy::Result<Self> {
        let column = fast.str(name)?;
        let terms = column.as_ref().map_or(0, |c| c.num_terms());
        let ords = match &column {
            Some(column) => column.ords().clone().first_or_default_col(NONE),
            None => tantivy::columnar::Column::build_empty_column(0).first_or_default_col(NONE),
        };
        Ok(Self { name, column, ords, seen: vec![0; terms] })
    }

    pub(crate) fn ords(&self) -> Arc<dyn ColumnValues<u64>> {
        Arc::clone(&self.ords)
    }

    /// All values, by ordinal.
    pub(crate) fn names(&self) -> tantivy::Result<Vec<String>> {
        (0..self.seen.len() as u64).map(|ord| self.value(ord)).collect()
    }

    fn value(&self, ord: u64) -> tantivy::Result<String> {
        let mut value = String::new();
        if let Some(column) = &self.column {
            column.ord_to_str(ord, &mut value)?;
        }
        Ok(value)
    }

    pub(crate) fn count(&mut self, docs: &[DocId], values: &mut [u64]) {
        self.ords.get_vals(docs, values);
        for &ord in values.iter() {
            if let Some(seen) = self.seen.get_mut(ord as usize) {
                *seen += 1;
            }
        }
    }

    pub(crate) fn counts(&self) -> tantivy::Result<BTreeMap<String, u64>> {
        let seen = self.seen.iter().enumerate().filter(|(_, n)| **n > 0);
        seen.map(|(ord, &n)| Ok((self.value(ord as u64)?, u64::from(n)))).collect()
    }
}

/// Months and how often each was seen.
pub(crate) struct Month {
    column: Arc<dyn ColumnValues<u64>>,
    first: u64,
    seen: Vec<u32>,
}

impl Month {
    pub(crate) fn new(column: Arc<dyn ColumnValues<u64>>) -> Self {
        let first = column.min_value();
        let many = column.max_value().saturating_sub(first) as usize + 1;
        Self { column, first, seen: vec![0; many] }
    }

    pub(crate) fn count(&mut self, docs: &[DocId], values: &mut [u64]) {
        self.column.get_vals(docs, values);
        for &month in values.iter() {
            if let Some(seen) = self.seen.get_mut((month - self.first) as usize) {
                *seen += 1;
            }
        }
    }

    pub(crate) fn counts(&self) -> BTreeMap<String, u64> {
        let seen = self.seen.iter().enumerate().filter(|(_, n)| **n > 0);
        seen.map(|(at, &n)| (month_name(self.first + at as u64), u64::from(n))).collect()
    }
}
