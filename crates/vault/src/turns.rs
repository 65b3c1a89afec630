//! Taking turns: several processes may have a vault open, and one of them writes at a time. A server
//! and the command line work on the same vault so.
//!
//! The lock is the system's, on the file `lock`: it ends with the process that has it.

use crate::commit::{self, Manifest};
use crate::custody::log::Log;
use crate::error::{AtPath, VaultError};
use crate::vault::Vault;
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(2);
/// Tries before it is said that the other does not end: a minute.
const TRIES: u32 = 30_000;
/// How long who writes much lets others in between.
const ASIDE: Duration = Duration::from_millis(10);

/// The way to a turn.
pub struct Turns {
    dir: PathBuf,
    file: Arc<File>,
}

/// A turn; it ends when it is dropped.
pub struct Turn(Arc<File>);

impl Turns {
    /// Of the vault in a folder.
    pub fn of(dir: &Path) -> Result<Self, VaultError> {
        let path = dir.join("lock");
        let file = Arc::new(File::create(&path).at(&path)?);
        Ok(Self { dir: dir.to_owned(), file })
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`VaultError::Locked`] if another process writes for a minute on end.
    pub fn take(&self) -> Result<Turn, VaultError> {
        for _ in 0..TRIES {
            match self.file.try_lock() {
                Ok(()) => return Ok(Turn(self.file.clone())),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(e)) => return Err(e).at(&self.dir.join("lock")),
            }
        }
        Err(VaultError::Locked(self.dir.clone()))
    }
}

impl Turn {
    /// Ends it, and lets those in who wait before another is taken.
    pub fn end_and_step_aside(self) {
        drop(self);
        std::thread::sleep(ASIDE);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // It also ends when the file is closed.
        let _ = self.0.unlock();
    }
}

impl Vault {
    /// Takes in what other processes have written since, without writing.
    ///
    /// # Errors
    /// As [`Vault::record`].
    pub async fn refresh(&mut self) -> Result<(), VaultError> {
        let _turn = self.begin()?;
        self.casebook.catch_up(&self.log).await?;
        self.read_sources().await
    }

    /// Begins a turn: from here to its end nobody else writes, and what others wrote is taken in.
    pub(crate) fn begin(&mut self) -> Result<Turn, VaultError> {
        let turn = self.turns.take()?;
        if let Some((log, mut manifest)) = self.newer()? {
            // Names stay taken: files of what was not acknowledged may be there.
            manifest.named = manifest.named.max(self.manifest.named);
            (self.log, self.manifest) = (log, manifest);
        }
        Ok(turn)
    }

    /// What others have made of log and manifest, if they have; in a turn only.
    pub(crate) fn newer(&self) -> Result<Option<(Log, Manifest)>, VaultError> {
        let Some(log) = self.log.grown()? else { return Ok(None) };
        let manifest = match Manifest::read(&self.dir, log.manifest()) {
            Ok(manifest) => manifest,
            // Who signed ended before the next manifest was the manifest.
            Err(_) => commit::settle(&self.dir, &log)?,
        };
        Ok(Some((log, manifest)))
    }

    pub(crate) async fn read_sources(&mut self) -> Result<(), VaultError> {
        let sources = self.casebook.sources().await?;
        self.sources = sources.into_iter().map(|s| (s.name.clone(), s)).collect();
        Ok(())
    }

    /// Fingerprints of the segments of a source.
    pub(crate) fn prints(&self, source: &str) -> BTreeMap<String, String> {
        let of = self.manifest.segments.values().filter(|meta| meta.source == source);
        of.map(|meta| (meta.name.clone(), meta.fingerprint.clone())).collect()
    }
}
