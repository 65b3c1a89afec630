//! A build under way. Every part is named by its fingerprint: if the folder of this build already
//! holds it (a killed build that resumes) or the current snapshot does (nothing changed), it is
//! kept; otherwise it is made.

use crate::error::{AtPath, TableError};
use crate::part::{PartInfo, PartWriter};
use crate::store::{Alone, Manifest, Snapshot, UNDER_WAY};
use datafusion::arrow::datatypes::SchemaRef;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether a part was there already.
pub enum Made {
    /// It was: nothing to do.
    Kept(PartInfo),
    /// It was not: write it, then hand the result to [`Build::add`].
    Make(Box<PartWriter>),
}

/// A build under way.
pub struct Build {
    alone: Alone,
    dir: PathBuf,
    previous: Option<Snapshot>,
    manifest: Manifest,
    kept: u64,
    made: u64,
}

impl Build {
    /// Starts a build, or goes on with the one that was interrupted.
    ///
    /// # Errors
    /// If the folder cannot be made or the current snapshot cannot be read.
    pub fn begin(alone: Alone) -> Result<Self, TableError> {
        let dir = alone.store().dir().join(UNDER_WAY);
        fs::create_dir_all(&dir).at(&dir)?;
        let previous = alone.store().current()?;
        Ok(Self { alone, dir, previous, manifest: Manifest::default(), kept: 0, made: 0 })
    }

    /// The snapshot this build starts from.
    pub fn previous(&self) -> Option<&Snapshot> {
        self.previous.as_ref()
    }

    /// Parts kept and parts made so far.
    pub fn counts(&self) -> (u64, u64) {
        (self.kept, self.made)
    }

    /// Asks for the part `name` of `table` with this fingerprint.
    ///
    /// # Errors
    /// If files cannot be linked or made.
    pub fn part(
        &mut self,
        table: &str,
        name: &str,
        schema: &SchemaRef,
        fingerprint: &str,
    ) -> Result<Made, TableError> {
        let folder = self.dir.join(table);
        fs::create_dir_all(&folder).at(&folder)?;
        let file = format!("{name}-{}.parquet", &fingerprint[..16]);
        let path = folder.join(&file);
        if let Some(info) = self.find(table, &path, fingerprint)? {
            self.kept += 1;
            self.manifest.tables.entry(table.to_owned()).or_default().push(info.clone());
            return Ok(Made::Kept(info));
        }
        Ok(Made::Make(Box::new(PartWriter::create(&path, schema, fingerprint)?)))
    }

    /// A table that this build leaves without rows, so that queries find it.
    ///
    /// # Errors
    /// If the empty part cannot be written.
    pub fn empty(&mut self, table: &str, schema: &SchemaRef) -> Result<(), TableError> {
        let print = crate::fingerprint(&[table, "empty"]);
        match self.part(table, "none", schema, &print)? {
            Made::Kept(_) => Ok(()),
            Made::Make(writer) => {
                let info = writer.finish()?;
                self.add(table, info);
                Ok(())
            }
        }
    }

    /// Takes a part that was made into the manifest. Parts count in the order they are added.
    pub fn add(&mut self, table: &str, info: PartInfo) {
        self.made += 1;
        self.manifest.tables.entry(table.to_owned()).or_default().push(info);
    }

    /// Parts of a table so far, in order.
    pub fn parts(&self, table: &str) -> &[PartInfo] {
        self.manifest.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// Where a part of this build lies.
    pub fn path(&self, table: &str, info: &PartInfo) -> PathBuf {
        self.dir.join(table).join(&info.file)
    }

    /// One fingerprint for all parts of a table.
    pub fn table_fingerprint(&self, table: &str) -> String {
        let mut words: Vec<&str> = vec![table];
        words.extend(self.parts(table).iter().map(|p| p.fingerprint.as_str()));
        crate::fingerprint(&words)
    }

    /// What this build holds so far, to be read like a snapshot.
    pub fn so_far(&self) -> Snapshot {
        Snapshot {
            name: UNDER_WAY.to_owned(),
            dir: self.dir.clone(),
            manifest: self.manifest.clone(),
        }
    }

    /// Keeps a fact with the snapshot.
    pub fn fact(&mut self, key: &str, value: impl Into<String>) {
        self.manifest.facts.insert(key.to_owned(), value.into());
    }

    /// Removes what belongs to no part of this build, then makes it the current snapshot. If it
    /// equals the current one, nothing is published.
    ///
    /// # Errors
    /// If files cannot be removed, written or renamed.
    pub fn publish(self) -> Result<Snapshot, TableError> {
        if let Some(previous) = self.previous.as_ref().filter(|p| p.manifest == self.manifest) {
            fs::remove_dir_all(&self.dir).at(&self.dir)?;
            return Ok(previous.clone());
        }
        self.sweep()?;
        let Self { alone, manifest, .. } = self;
        alone.publish(manifest)
    }

    fn find(
        &self,
        table: &str,
        path: &Path,
        fingerprint: &str,
    ) -> Result<Option<PartInfo>, TableError> {
        let whole = |p: &Path| PartInfo::of_file(p).filter(|i| i.fingerprint == fingerprint);
        if let Some(info) = whole(path) {
            return Ok(Some(info));
        }
        let Some(previous) = &self.previous else { return Ok(None) };
        let Some(file) = path.file_name() else { return Ok(None) };
        let old = previous.dir.join(table).join(file);
        let Some(info) = whole(&old) else { return Ok(None) };
        if path.exists() {
            fs::remove_file(path).at(path)?;
        }
        fs::hard_link(&old, path).or_else(|_| fs::copy(&old, path).map(|_| ())).at(path)?;
        Ok(Some(info))
    }

    fn sweep(&self) -> Result<(), TableError> {
        for entry in fs::read_dir(&self.dir).at(&self.dir)? {
            let folder = entry.at(&self.dir)?.path();
            if !folder.is_dir() {
                continue;
            }
            let table = folder.file_name().map(|n| n.to_string_lossy().into_owned());
            let table = table.unwrap_or_default();
            let named: BTreeSet<&str> =
                self.parts(&table).iter().map(|p| p.file.as_str()).collect();
            for part in fs::read_dir(&folder).at(&folder)? {
                let path = part.at(&folder)?.path();
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
                if !named.contains(name.unwrap_or_default().as_str()) {
                    fs::remove_file(&path).at(&path)?;
                }
            }
            if named.is_empty() {
                fs::remove_dir(&folder).at(&folder)?;
            }
        }
        Ok(())
    }
}
