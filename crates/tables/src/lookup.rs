//! Rows by a key, where a query would read the whole table: the places of the rows are in memory, 16
//! bytes a run of rows, and only the pages that hold them are read.

use crate::columns::texts;
use crate::error::{AtPath, TableError};
use crate::scan::scan;
use crate::store::Snapshot;
use datafusion::arrow::array::{BooleanArray, RecordBatch};
use datafusion::arrow::compute::filter_record_batch;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
    RowSelector,
};
use parquet::file::metadata::PageIndexPolicy;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Rows of one part that stand together and have one key.
struct Run {
    /// First eight bytes of BLAKE3 over the key.
    key: u64,
    part: u32,
    first: u32,
    rows: u32,
}

/// A part, and where its pages are: read when it is first needed.
struct Part {
    path: PathBuf,
    metadata: OnceLock<ArrowReaderMetadata>,
}

/// Where the rows of each key of a table are.
pub struct Lookup {
    column: String,
    parts: Vec<Part>,
    /// By key, then as the rows are stored.
    runs: Vec<Run>,
}

fn hashed(key: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(key.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

impl Lookup {
    /// Reads the keys, a column of text, of all rows of a table.
    ///
    /// # Errors
    /// If there is no such table, or a part cannot be read.
    pub fn of(snapshot: &Snapshot, table: &str, column: &str) -> Result<Self, TableError> {
        let paths = snapshot.parts(table)?;
        let mut runs: Vec<Run> = Vec::new();
        for (part, path) in (0..).zip(&paths) {
            let (mut row, mut last): (u32, Option<String>) = (0, None);
            for batch in scan(vec![path.clone()], &[column]) {
                let batch = batch?;
                let keys = texts(&batch, column)?;
                for n in 0..batch.num_rows() {
                    let key = keys.value(n);
                    match runs.last_mut().filter(|_| last.as_deref() == Some(key)) {
                        Some(run) => run.rows += 1,
                        None => {
                            runs.push(Run { key: hashed(key), part, first: row, rows: 1 });
                            last = Some(key.to_owned());
                        }
                    }
                    row += 1;
                }
            }
        }
        runs.sort_unstable_by_key(|r| (r.key, r.part, r.first));
        runs.shrink_to_fit();
        let part = |path: PathBuf| Part { path, metadata: OnceLock::new() };
        Ok(Self { column: column.to_owned(), parts: paths.into_iter().map(part).collect(), runs })
    }

    /// How many rows these keys have; two keys whose digests begin alike count together.
    pub fn count(&self, keys: &[&str]) -> u64 {
        let keys: BTreeSet<u64> = keys.iter().map(|k| hashed(k)).collect();
        keys.into_iter().flat_map(|key| self.runs(key)).map(|run| u64::from(run.rows)).sum()
    }

    /// The rows of these keys in their stored order, `columns` and the key's own; of many only the
    /// first `limit`.
    ///
    /// # Errors
    /// If a part cannot be read: it may have gone with its snapshot.
    pub fn rows(
        &self,
        keys: &[&str],
        columns: &[&str],
        limit: u64,
    ) -> Result<Vec<RecordBatch>, TableError> {
        let wanted: BTreeSet<&str> = keys.iter().copied().collect();
        let hashes: BTreeSet<u64> = wanted.iter().map(|k| hashed(k)).collect();
        let mut of_part: BTreeMap<u32, Vec<&Run>> = BTreeMap::new();
        for run in hashes.into_iter().flat_map(|key| self.runs(key)) {
            of_part.entry(run.part).or_default().push(run);
        }
        let (mut batches, mut left) = (Vec::new(), limit);
        for (part, mut runs) in of_part {
            if left == 0 {
                break;
            }
            runs.sort_unstable_by_key(|r| r.first);
            let found = self.read(&self.parts[part as usize], &runs, columns, left)?;
            for batch in found {
                let keys = texts(&batch, &self.column)?;
                let is = (0..batch.num_rows()).map(|row| Some(wanted.contains(keys.value(row))));
                let batch = filter_record_batch(&batch, &is.collect::<BooleanArray>())?;
                left = left.saturating_sub(batch.num_rows() as u64);
                batches.push(batch);
            }
        }
        Ok(batches)
    }

    fn runs(&self, key: u64) -> &[Run] {
        let start = self.runs.partition_point(|r| r.key < key);
        let rows = self.runs[start..].partition_point(|r| r.key == key);
        &self.runs[start..start + rows]
    }

    fn read(
        &self,
        part: &Part,
        runs: &[&Run],
        columns: &[&str],
        limit: u64,
    ) -> Result<Vec<RecordBatch>, TableError> {
        let file = File::open(&part.path).at(&part.path)?;
        let metadata = match part.metadata.get() {
            Some(known) => known.clone(),
            None => {
                let options =
                    ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
                let read = ArrowReaderMetadata::load(&file, options).at(&part.path)?;
                part.metadata.get_or_init(|| read).clone()
            }
        };
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let names = columns.iter().copied().chain([self.column.as_str()]);
        let mask = ProjectionMask::columns(builder.parquet_schema(), names);
        let (mut selectors, mut at) = (Vec::new(), 0);
        for run in runs {
            selectors.push(RowSelector::skip((run.first - at) as usize));
            selectors.push(RowSelector::select(run.rows as usize));
            at = run.first + run.rows;
        }
        let reader = builder
            .with_projection(mask)
            .with_row_selection(RowSelection::from(selectors))
            .with_limit(usize::try_from(limit).unwrap_or(usize::MAX))
            .build()
            .at(&part.path)?;
        reader.map(|batch| batch.map_err(TableError::from)).collect()
    }
}
