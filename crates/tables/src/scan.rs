//! Rows in their stored order. Queries may come back in any order; kernels that number rows by
//! arrival read here.

use crate::error::{AtPath, TableError};
use datafusion::arrow::array::RecordBatch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Batches of these parts, one after the other, with the named columns in the order of the file.
/// An unknown column is left out.
pub fn scan(parts: Vec<PathBuf>, columns: &[&str]) -> Scan {
    let columns = columns.iter().map(|c| (*c).to_owned()).collect();
    Scan { parts: parts.into_iter(), columns, open: None }
}

/// See [`scan`].
pub struct Scan {
    parts: std::vec::IntoIter<PathBuf>,
    columns: Vec<String>,
    open: Option<(PathBuf, ParquetRecordBatchReader)>,
}

impl Scan {
    fn open(&self, path: &Path) -> Result<ParquetRecordBatchReader, TableError> {
        let file = File::open(path).at(path)?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).at(path)?;
        let names: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let mask = ProjectionMask::columns(builder.parquet_schema(), names);
        builder.with_projection(mask).with_batch_size(8192).build().at(path)
    }
}

impl Iterator for Scan {
    type Item = Result<RecordBatch, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((_, reader)) = &mut self.open {
                match reader.next() {
                    Some(batch) => return Some(batch.map_err(TableError::from)),
                    None => self.open = None,
                }
            }
            let path = self.parts.next()?;
            match self.open(&path) {
                Ok(reader) => self.open = Some((path, reader)),
                Err(e) => return Some(Err(e)),
            }
        }
    }
}
