//! The folder of the index: opening it, and what it holds.

use crate::schema::{self, Fields};
use crate::{SearchError, version};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::{fs, io};
use tantivy::directory::MmapDirectory;
use tantivy::{IndexReader, ReloadPolicy, Searcher};

/// How much of the machine the index may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Threads that index, at least 1.
    pub threads: usize,
    /// Memory of each of them in bytes, at least 15 MiB: what does not fit goes to disk.
    pub bytes_per_thread: usize,
    /// Threads of one search; 1 for none beside the caller's.
    pub search_threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { threads: 2, bytes_per_thread: 128 << 20, search_threads: 1 }
    }
}

/// How far an index had come when someone looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark {
    /// Which life of the index: another once it was made anew from other parts.
    pub life: u64,
    /// Updates since.
    pub update: u64,
}

/// What the index says of itself in each commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Holding {
    pub(crate) version: String,
    pub(crate) life: u64,
    pub(crate) update: u64,
    pub(crate) parts: BTreeSet<String>,
}

/// An index of adverts in a folder.
pub struct Index {
    pub(crate) inner: tantivy::Index,
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    pub(crate) settings: Settings,
    pub(crate) holding: Holding,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("holding", &self.holding).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in folder `dir`, which is made if it is not there. An index of another
    /// [`version`] is emptied: the next update makes it anew.
    ///
    /// # Errors
    /// If the folder or the index cannot be read.
    pub fn open(dir: &Path, settings: Settings) -> Result<Self, SearchError> {
        let folder = |problem| SearchError::Folder { path: dir.to_owned(), problem };
        fs::create_dir_all(dir).map_err(folder)?;
        let (schema, fields) = schema::schema();
        if let Some(holding) = stored(dir)?
            && holding.version != version()
        {
            empty(dir).map_err(folder)?;
        }
        let create = || -> Result<tantivy::Index, tantivy::TantivyError> {
            let directory = MmapDirectory::open(dir)?;
            tantivy::Index::builder().schema(schema.clone()).open_or_create(directory)
        };
        let mut inner = match create() {
            // A first build of another version was killed before it said what it was.
            Err(tantivy::TantivyError::SchemaError(_)) => {
                empty(dir).map_err(folder)?;
                create()?
            }
            other => other?,
        };
        inner.set_tokenizers(schema::tokenizers());
        inner.set_fast_field_tokenizers(schema::tokenizers());
        if settings.search_threads > 1 {
            inner.set_multithread_executor(settings.search_threads)?;
        }
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let mut index = Self { inner, reader, fields, settings, holding: Holding::default() };
        index.refresh()?;
        Ok(index)
    }

    /// Sees what another handle on the folder has committed.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn refresh(&mut self) -> Result<(), SearchError> {
        self.reader.reload()?;
        let payload = self.inner.load_metas()?.payload.unwrap_or_default();
        self.holding = serde_json::from_str(&payload).unwrap_or_default();
        Ok(())
    }

    /// Names of the parts it holds.
    pub fn parts(&self) -> &BTreeSet<String> {
        &self.holding.parts
    }

    /// Adverts in it.
    pub fn adverts(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// How far it has come: for [`Index::new_hits`].
    pub fn watermark(&self) -> Watermark {
        Watermark { life: self.holding.life, update: self.holding.update }
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }
}

/// What the index in `dir` says of itself, if there is one.
fn stored(dir: &Path) -> Result<Option<Holding>, SearchError> {
    let path = dir.join("meta.json");
    let meta = match fs::read(&path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(problem) => return Err(SearchError::Folder { path, problem }),
    };
    let meta: serde_json::Value = serde_json::from_slice(&meta).unwrap_or_default();
    // Without a payload, a first build is under way or was killed: there is nothing to empty.
    Ok(meta["payload"].as_str().map(|p| serde_json::from_str(p).unwrap_or_default()))
}

/// Removes the files of `dir`; an index has no folders.
fn empty(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_file() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
