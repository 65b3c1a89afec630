//! Rows of the snapshot by a key: the few that a page shows, of tables that may have millions.

use crate::query::of_batches;
use anyhow::{Context, Result};
use serde_json::{Map, Value};
use spoor_tables::{Lookup, Snapshot};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

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

/// Tables in which keys can be found, by table and column.
type Made = BTreeMap<(&'static str, &'static str), Arc<Lookup>>;

/// Look-ups of one snapshot, each made when it is first asked for.
pub struct Lookups {
    snapshot: Option<Snapshot>,
    made: Mutex<Made>,
}

impl Lookups {
    /// Of a snapshot; without one nothing is found.
    pub fn of(snapshot: Option<Snapshot>) -> Self {
        Self { snapshot, made: Mutex::default() }
    }

    /// The snapshot.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
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

    /// Makes a look-up ready, so that the first page does not wait for it.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub fn prepare(&self, table: &'static str, key: &'static str) -> Result<()> {
        self.lookup(table, key).map(drop)
    }

    fn rows_now(&self, asked: Asked, keys: &[String]) -> Result<Vec<Map<String, Value>>> {
        let Some(lookup) = self.lookup(asked.table, asked.key)? else { return Ok(Vec::new()) };
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        of_batches(&lookup.rows(&keys, asked.columns, asked.limit)?)
    }

    fn lookup(&self, table: &'static str, key: &'static str) -> Result<Option<Arc<Lookup>>> {
        let Some(snapshot) = &self.snapshot else { return Ok(None) };
        if !snapshot.manifest.tables.contains_key(table) {
            return Ok(None);
        }
        // Held while it is made: who asks for the same one waits, and does not make it twice.
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(&(table, key)) {
            return Ok(Some(known.clone()));
        }
        let lookup = Arc::new(Lookup::of(snapshot, table, key)?);
        made.insert((table, key), lookup.clone());
        Ok(Some(lookup))
    }
}
