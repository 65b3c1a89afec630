//! A part: one Parquet file of a table, with its row count and an order-free hash of its rows.

use crate::error::{AtPath, TableError};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::row::{RowConverter, SortField};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::{Path, PathBuf};

const FINGERPRINT_KEY: &str = "spoor.fingerprint";
const HASH_KEY: &str = "spoor.rows-hash";

/// Rows of a page, and bytes of a column's dictionary: who looks up a row reads its page and the
/// dictionary whole, so both are small ([`crate::Lookup`]).
const PAGE_ROWS: usize = 512;
const DICTIONARY_BYTES: usize = 32 << 10;

/// What is known of a finished part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartInfo {
    /// File name inside the table's folder.
    pub file: String,
    /// Of all that the part depends on; see [`crate::fingerprint`].
    pub fingerprint: String,
    /// Rows in the part.
    pub rows: u64,
    /// Sum over rows (modulo 2^64) of the first 8 bytes of BLAKE3 over the row: the same
    /// whatever the order of the rows.
    pub rows_hash: String,
}

impl PartInfo {
    /// Reads what a finished part says of itself; `None` if it is not whole.
    pub fn of_file(path: &Path) -> Option<Self> {
        let reader = SerializedFileReader::new(File::open(path).ok()?).ok()?;
        let meta = reader.metadata().file_metadata();
        let get = |key: &str| {
            let found = meta.key_value_metadata()?.iter().find(|kv| kv.key == key)?;
            found.value.clone()
        };
        Some(Self {
            file: path.file_name()?.to_str()?.to_owned(),
            fingerprint: get(FINGERPRINT_KEY)?,
            rows: u64::try_from(meta.num_rows()).ok()?,
            rows_hash: get(HASH_KEY)?,
        })
    }
}

/// Order-free hash of rows, summed up batch by batch.
struct RowsHash {
    converter: RowConverter,
    sum: u64,
}

impl RowsHash {
    fn new(schema: &SchemaRef) -> Result<Self, TableError> {
        let fields = schema.fields().iter().map(|f| SortField::new(f.data_type().clone()));
        Ok(Self { converter: RowConverter::new(fields.collect())?, sum: 0 })
    }

    fn add(&mut self, batch: &RecordBatch) -> Result<(), TableError> {
        let rows = self.converter.convert_columns(batch.columns())?;
        for row in &rows {
            let digest = blake3::hash(row.as_ref());
            let mut first = [0u8; 8];
            first.copy_from_slice(&digest.as_bytes()[..8]);
            self.sum = self.sum.wrapping_add(u64::from_le_bytes(first));
        }
        Ok(())
    }
}

/// Writes one part. Nothing is visible under the final name before [`PartWriter::finish`].
pub struct PartWriter {
    writer: ArrowWriter<File>,
    hash: RowsHash,
    rows: u64,
    partial: PathBuf,
    done: PathBuf,
    fingerprint: String,
}

impl PartWriter {
    /// Starts the part that will be `done`.
    ///
    /// # Errors
    /// If the file cannot be made or the schema has a type that rows cannot be hashed by.
    pub fn create(done: &Path, schema: &SchemaRef, fingerprint: &str) -> Result<Self, TableError> {
        let partial = done.with_extension("partial");
        let file = File::create(&partial).at(&partial)?;
        let level = ZstdLevel::try_new(1).at(&partial)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_data_page_row_count_limit(PAGE_ROWS)
            .set_write_batch_size(PAGE_ROWS)
            .set_dictionary_page_size_limit(DICTIONARY_BYTES)
            .set_created_by("spoor".to_owned())
            .build();
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties)).at(&partial)?;
        Ok(Self {
            writer,
            hash: RowsHash::new(schema)?,
            rows: 0,
            partial,
            done: done.to_path_buf(),
            fingerprint: fingerprint.to_owned(),
        })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// If the batch has another schema or the disk is full.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), TableError> {
        self.hash.add(batch)?;
        self.rows += batch.num_rows() as u64;
        self.writer.write(batch).at(&self.partial)
    }

    /// Writes the footer, makes the file durable and gives it its name.
    ///
    /// # Errors
    /// If the disk is full or the rename fails.
    pub fn finish(mut self) -> Result<PartInfo, TableError> {
        let rows_hash = format!("{:016x}", self.hash.sum);
        let mut say = |key: &str, value: &str| {
            self.writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value.to_owned()));
        };
        say(FINGERPRINT_KEY, &self.fingerprint);
        say(HASH_KEY, &rows_hash);
        let file = self.writer.into_inner().at(&self.partial)?;
        file.sync_all().at(&self.partial)?;
        std::fs::rename(&self.partial, &self.done).at(&self.done)?;
        let name = self.done.file_name().map(|n| n.to_string_lossy().into_owned());
        Ok(PartInfo {
            file: name.unwrap_or_default(),
            fingerprint: self.fingerprint,
            rows: self.rows,
            rows_hash,
        })
    }
}
