//! What can go wrong while the search remembers.

use std::path::{Path, PathBuf};
use thiserror::Error;

/// An error of the search: what, where, and what to do.
#[derive(Debug, Error)]
pub enum SeekError {
    /// The folder could not be made.
    #[error("{0}: {1}")]
    Folder(PathBuf, std::io::Error),
    /// The file of what waits could not be read or written.
    #[error("{0}: {1}; if the disk is not full, move the file away: the crawl then begins anew")]
    Store(PathBuf, Box<redb::Error>),
    /// Another process has the file.
    #[error("{0}: a crawl is under way here: end it first, by its stop file or Ctrl-C")]
    Busy(PathBuf),
    /// A record of the file cannot be read.
    #[error("{0}: {1} cannot be read; move the file away: the crawl then begins anew")]
    Record(PathBuf, &'static str),
}

impl SeekError {
    /// Whether the file can never be read again: it was damaged, or is none of ours.
    pub fn is_broken(&self) -> bool {
        match self {
            Self::Store(_, error) => match &**error {
                redb::Error::Corrupted(_) => true,
                redb::Error::Io(error) => error.kind() == std::io::ErrorKind::InvalidData,
                _ => false,
            },
            Self::Record(..) => true,
            _ => false,
        }
    }

    pub(crate) fn store(path: &Path, error: redb::Error) -> Self {
        Self::Store(path.to_owned(), Box::new(error))
    }
}
