//! The folder of snapshots: `tables/<snapshot>/<table>/*.parquet`, a manifest in each snapshot,
//! and `tables/CURRENT` that names the one that counts.

use crate::error::{AtPath, TableError};
use crate::part::PartInfo;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const POINTER: &str = "CURRENT";
/// Highest name that was ever given: one that was removed does not come back with other rows.
const LAST: &str = "LAST";
const LOCK: &str = "lock";
const MANIFEST: &str = "snapshot.json";
/// Folder of the build under way; never a snapshot's name.
pub(crate) const UNDER_WAY: &str = "build";

/// What a snapshot holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Parts of every table, in the order of their rows.
    pub tables: BTreeMap<String, Vec<PartInfo>>,
    /// Facts the program keeps with a snapshot (e.g. exhibits read, versions of steps).
    pub facts: BTreeMap<String, String>,
}

/// One published snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Its name: six digits, rising.
    pub name: String,
    /// Its folder.
    pub dir: PathBuf,
    /// What it holds.
    pub manifest: Manifest,
}

impl Snapshot {
    /// Paths of a table's parts, in the order of their rows.
    ///
    /// # Errors
    /// If there is no such table.
    pub fn parts(&self, table: &str) -> Result<Vec<PathBuf>, TableError> {
        let Some(parts) = self.manifest.tables.get(table) else {
            let known: Vec<_> = self.manifest.tables.keys().cloned().collect();
            return Err(TableError::NoTable(table.to_owned(), known.join(", ")));
        };
        Ok(parts.iter().map(|p| self.dir.join(table).join(&p.file)).collect())
    }

    /// Rows of a table; 0 if it has none or does not exist.
    pub fn rows(&self, table: &str) -> u64 {
        self.manifest.tables.get(table).map_or(0, |parts| parts.iter().map(|p| p.rows).sum())
    }
}

/// The folder `tables/` of a workspace. Anybody may read; who writes is [`Alone`].
#[derive(Clone, Debug)]
pub struct Store {
    dir: PathBuf,
}

/// The right to write: one build or erasure at a time, of all processes. It ends when it is dropped,
/// or with the process.
#[derive(Debug)]
pub struct Alone {
    store: Store,
    _lock: fs::File,
}

impl Store {
    /// Opens the folder, making it if needed.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn open(dir: &Path) -> Result<Self, TableError> {
        fs::create_dir_all(dir).at(dir)?;
        Ok(Self { dir: dir.to_path_buf() })
    }

    /// The folder itself.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The right to write.
    ///
    /// # Errors
    /// [`TableError::Busy`] while another has it.
    pub fn alone(&self) -> Result<Alone, TableError> {
        let path = self.dir.join(LOCK);
        let lock = fs::File::create(&path).at(&path)?;
        match lock.try_lock() {
            Ok(()) => Ok(Alone { store: self.clone(), _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => Err(TableError::Busy(self.dir.clone())),
            Err(fs::TryLockError::Error(e)) => Err(e).at(&path),
        }
    }

    /// The snapshot that counts, if there is one.
    ///
    /// # Errors
    /// If the pointer or the manifest it leads to cannot be read.
    pub fn current(&self) -> Result<Option<Snapshot>, TableError> {
        let pointer = self.dir.join(POINTER);
        if !pointer.exists() {
            return Ok(None);
        }
        let name = fs::read_to_string(&pointer).at(&pointer)?.trim().to_owned();
        let sound = name.len() == 6 && name.bytes().all(|b| b.is_ascii_digit());
        if !sound {
            let problem = format!("{name:?} is not the name of a snapshot");
            return Err(TableError::Manifest { path: pointer, problem });
        }
        let dir = self.dir.join(&name);
        let manifest = read_manifest(&dir.join(MANIFEST))?;
        Ok(Some(Snapshot { name, dir, manifest }))
    }

    /// The snapshot that counts.
    ///
    /// # Errors
    /// [`TableError::NoSnapshot`] if nothing was built yet.
    pub fn snapshot(&self) -> Result<Snapshot, TableError> {
        self.current()?.ok_or(TableError::NoSnapshot)
    }

    fn names(&self) -> Result<Vec<String>, TableError> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.dir).at(&self.dir)? {
            let name = entry.at(&self.dir)?.file_name().to_string_lossy().into_owned();
            if name.len() == 6 && name.bytes().all(|b| b.is_ascii_digit()) {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }
}

impl Alone {
    /// The tables.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Gives the finished build folder its name and swaps the pointer, last of all. The snapshot that
    /// counted until now stays, since somebody may be reading it; older ones go.
    pub(crate) fn publish(&self, manifest: Manifest) -> Result<Snapshot, TableError> {
        let store = &self.store;
        let last = store.dir.join(LAST);
        let given = fs::read_to_string(&last).ok().and_then(|n| n.trim().parse::<u32>().ok());
        let names = store.names()?;
        let there = names.last().and_then(|n| n.parse::<u32>().ok());
        let name = format!("{:06}", given.max(there).unwrap_or(0) + 1);
        let before = store.current()?.map(|s| s.name);
        let built = store.dir.join(UNDER_WAY);
        let dir = store.dir.join(&name);
        let path = built.join(MANIFEST);
        let json = serde_json::to_vec_pretty(&manifest)
            .map_err(|e| TableError::Manifest { path: path.clone(), problem: e.to_string() })?;
        write_durably(&path, &json)?;
        write_durably(&last, name.as_bytes())?;
        fs::rename(&built, &dir).at(&dir)?;
        sync_dir(&store.dir)?;
        write_durably(&store.dir.join(POINTER), name.as_bytes())?;
        for old in names.into_iter().filter(|n| Some(n) != before.as_ref()) {
            let dir = store.dir.join(&old);
            fs::remove_dir_all(&dir).at(&dir)?;
        }
        Ok(Snapshot { name, dir, manifest })
    }

    /// Removes everything: pointer first, so that nobody is led to a half-removed snapshot.
    ///
    /// # Errors
    /// If a file or folder cannot be removed.
    pub fn clear(&self) -> Result<(), TableError> {
        let pointer = self.store.dir.join(POINTER);
        if pointer.exists() {
            fs::remove_file(&pointer).at(&pointer)?;
            sync_dir(&self.store.dir)?;
        }
        let build = UNDER_WAY.to_owned();
        for name in self.store.names()?.into_iter().chain([build]) {
            let dir = self.store.dir.join(&name);
            if dir.exists() {
                fs::remove_dir_all(&dir).at(&dir)?;
            }
        }
        Ok(())
    }
}

fn read_manifest(path: &Path) -> Result<Manifest, TableError> {
    let bytes = fs::read(path).at(path)?;
    serde_json::from_slice(&bytes)
        .map_err(|e| TableError::Manifest { path: path.to_path_buf(), problem: e.to_string() })
}

fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), TableError> {
    let partial = path.with_extension("partial");
    fs::write(&partial, bytes).at(&partial)?;
    fs::File::open(&partial).and_then(|f| f.sync_all()).at(&partial)?;
    fs::rename(&partial, path).at(path)?;
    path.parent().map_or(Ok(()), sync_dir)
}

fn sync_dir(dir: &Path) -> Result<(), TableError> {
    fs::File::open(dir).and_then(|f| f.sync_all()).at(dir)
}
