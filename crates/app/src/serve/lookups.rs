//! Rows of the snapshot by a key: the few that a page shows, of tables that may have millions.

use crate::query::of_batches;
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use spoor_tables::{Lookup, Places, Snapshot};
use std::sync::Arc;

/// What is asked.
#[derive(Clone, Copy)]
pub struct Asked {
    /// The table.
    pub table: &'static str,
    /// Its column that has the keys.
    pub key: &'static str,
    /// Columns that are wanted; the key's own comes with them.
    pub columns: &'static [&'static str],
    /// Rows at most.
    pub limit: u64,
}

/// Look-ups of one snapshot.
pub struct Lookups {
    places: Option<Arc<Places>>,
}

impl Lookups {
    /// In the places of a snapshot; without one nothing is found.
    pub fn of(places: Option<Arc<Places>>) -> Self {
        Self { places }
    }

    /// The snapshot.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.places.as_ref().map(|places| places.snapshot())
    }

    /// Rows of these keys in their stored order, as JSON objects. Off the threads that answer.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub async fn rows(
        self: &Arc<Self>,
        asked: Asked,
        keys: Vec<String>,
    ) -> Result<Vec<Map<String, Value>>> {
        let own = self.clone();
        let found = tokio::task::spawn_blocking(move || own.rows_now(asked, &keys)).await;
        found.context("a look-up was given up")?
    }

    fn rows_now(&self, asked: Asked, keys: &[String]) -> Result<Vec<Map<String, Value>>> {
        let Some(lookup) = self.lookup(asked.table, asked.key)? else { return Ok(Vec::new()) };
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        of_batches(&lookup.rows(&keys, asked.columns, asked.limit)?)
    }

    fn lookup(&self, table: &str, key: &str) -> Result<Option<Arc<Lookup>>> {
        self.places.as_ref().map_or(Ok(None), |places| Ok(places.by(table, key)?))
    }
}
