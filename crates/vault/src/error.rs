//! What can go wrong in the vault.

use spoor_vocab::SourceError;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// An error of the vault: what, where, and what to do.
#[derive(Debug, Error)]
pub enum VaultError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process does not end its turn.
    #[error("{0}: another spoor has been writing for a minute: wait until it has ended")]
    Locked(PathBuf),
    /// A file of the vault does not say what it must.
    #[error("{path}: {problem}; run `spoor verify`")]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// There is no such source.
    #[error("there is no source {0:?}: name it with `spoor source add`")]
    NoSource(String),
    /// A source was refused.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A source of this name stands under another law.
    #[error("there is a source {0:?} already, with another basis, purpose or retention")]
    OtherSource(String),
    /// A decision without a named reviewer or a reason.
    #[error("a decision needs a named reviewer and a reason")]
    Unnamed,
    /// A capture too long to be read back.
    #[error("a capture cannot be sealed: {0}")]
    TooLong(String),
    /// A time stamp does not hold, or could not be had.
    #[error("time stamp: {0}")]
    Stamp(String),
    /// There is no such exhibit.
    #[error("there is no exhibit {0}: it was never sealed here, or it was erased")]
    NoExhibit(String),
    /// The database belongs to another vault.
    #[error("the database holds the casebook of another vault: name another database")]
    OtherVault,
    /// No such database can be used.
    #[error("a casebook cannot lie in {0:?}: name a database as postgres://…")]
    Database(String),
    /// The casebook refused.
    #[error("casebook: {0}")]
    Casebook(#[from] sqlx::Error),
    /// The custody log refused.
    #[error("custody log: {0}")]
    Log(String),
}

/// Ties the system's error to the path it happened at.
pub(crate) trait AtPath<T> {
    fn at(self, path: &Path) -> Result<T, VaultError>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at(self, path: &Path) -> Result<T, VaultError> {
        self.map_err(|source| VaultError::Io { path: path.to_path_buf(), source })
    }
}

pub(crate) fn broken(path: &Path, problem: impl Into<String>) -> VaultError {
    VaultError::Broken { path: path.to_path_buf(), problem: problem.into() }
}
