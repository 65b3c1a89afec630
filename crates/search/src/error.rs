//! Why the index could not do what it was asked.

use std::path::PathBuf;
use thiserror::Error;

/// Why the index could not do what it was asked.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The folder could not be made, read or emptied.
    #[error("{}: {problem}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What the system says.
        problem: std::io::Error,
    },
    /// The index could not be read or written.
    #[error("the search index: {0} (it can be made anew: remove its folder)")]
    Engine(#[from] tantivy::TantivyError),
    /// The caller's adverts of a part could not be read. Nothing was changed.
    #[error("the adverts of part {part}: {problem}")]
    Entries {
        /// Which part.
        part: String,
        /// What the caller's iterator said.
        problem: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A watermark of an index that is no more: what is new since cannot be told.
    #[error(
        "the index was made anew since this watermark: compare with what was told before, and \
         keep the new watermark"
    )]
    Restarted,
}
