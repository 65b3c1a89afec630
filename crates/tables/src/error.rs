//! What can go wrong with tables.

use std::path::{Path, PathBuf};
use thiserror::Error;

/// An error of the table engine: what, where, and what to do.
#[derive(Debug, Error)]
pub enum TableError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A Parquet file could not be read or written.
    #[error("{path}: {source}; run `spoor build` to make the table anew")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: parquet::errors::ParquetError,
    },
    /// Arrow refused a batch.
    #[error(transparent)]
    Arrow(#[from] datafusion::arrow::error::ArrowError),
    /// A query failed.
    #[error("query failed: {0}")]
    Query(#[from] Box<datafusion::error::DataFusionError>),
    /// A query that was to count gave something else.
    #[error("the query gives no count: let it be SELECT count(*)")]
    NoCount,
    /// A snapshot's manifest does not say what a manifest must.
    #[error("{path}: {problem}; run `spoor build` to make a new snapshot")]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Another process builds or erases.
    #[error("{0}: a build or an erasure is under way: wait until it has ended")]
    Busy(PathBuf),
    /// There is no snapshot yet.
    #[error("there are no tables yet: import something and run `spoor build`")]
    NoSnapshot,
    /// The snapshot has no such table.
    #[error("there is no table {0:?} in this snapshot; it has: {1}")]
    NoTable(String, String),
}

impl From<datafusion::error::DataFusionError> for TableError {
    fn from(e: datafusion::error::DataFusionError) -> Self {
        Self::Query(Box::new(e))
    }
}

/// Ties the system's error to the path it happened at.
pub(crate) trait AtPath<T> {
    fn at(self, path: &Path) -> Result<T, TableError>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at(self, path: &Path) -> Result<T, TableError> {
        self.map_err(|source| TableError::Io { path: path.to_path_buf(), source })
    }
}

impl<T> AtPath<T> for parquet::errors::Result<T> {
    fn at(self, path: &Path) -> Result<T, TableError> {
        self.map_err(|source| TableError::Parquet { path: path.to_path_buf(), source })
    }
}
