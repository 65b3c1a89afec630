//! DataFusion over a snapshot.

use crate::error::TableError;
use crate::keyed::{Keyed, Places};
use crate::store::Snapshot;
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::dataframe::DataFrame;
use datafusion::datasource::TableProvider;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Figures that are kept.
const FIGURES_MAX: usize = 100_000;

/// A session in which the tables of one snapshot can be queried by name.
pub struct Engine {
    session: SessionContext,
    /// What was counted, by the digest of the query: a snapshot never changes.
    figures: Mutex<BTreeMap<[u8; 32], u64>>,
}

impl Engine {
    /// Of a workspace in which nothing was built: no table is there.
    pub fn of_nothing() -> Self {
        Self { session: SessionContext::new(), figures: Mutex::default() }
    }

    /// Registers every table of the snapshot.
    ///
    /// # Errors
    /// If a part is missing or not Parquet.
    pub async fn open(snapshot: &Snapshot) -> Result<Self, TableError> {
        Self::with(snapshot, |_, whole| whole).await
    }

    /// Registers every table of the snapshot; what a query asks by the keys of a table, columns of
    /// text, is found without reading the rest of it.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub async fn open_keyed(
        places: &Arc<Places>,
        keys: &[(&str, &[&str])],
    ) -> Result<Self, TableError> {
        let keyed = |table: &str, whole: Arc<dyn TableProvider>| {
            let Some((_, keys)) = keys.iter().find(|(name, _)| *name == table) else {
                return whole;
            };
            let keys = keys.iter().map(|key| (*key).to_owned()).collect();
            let (table, places) = (table.to_owned(), places.clone());
            Arc::new(Keyed { table, keys, places, whole }) as Arc<dyn TableProvider>
        };
        Self::with(places.snapshot(), keyed).await
    }

    async fn with(
        snapshot: &Snapshot,
        made: impl Fn(&str, Arc<dyn TableProvider>) -> Arc<dyn TableProvider>,
    ) -> Result<Self, TableError> {
        let config = SessionConfig::new().with_information_schema(true);
        let session = SessionContext::new_with_config(config);
        for table in snapshot.manifest.tables.keys() {
            let mut urls = Vec::new();
            for path in snapshot.parts(table)? {
                urls.push(ListingTableUrl::parse(path.to_string_lossy())?);
            }
            let options = ListingOptions::new(Arc::new(ParquetFormat::default()));
            let config = ListingTableConfig::new_with_multi_paths(urls)
                .with_listing_options(options)
                .infer_schema(&session.state())
                .await?;
            let whole = Arc::new(ListingTable::try_new(config)?);
            session.register_table(table.as_str(), made(table, whole))?;
        }
        Ok(Self { session, figures: Mutex::default() })
    }

    /// Whether there is such a table.
    pub fn has(&self, table: &str) -> bool {
        self.session.table_exist(table).unwrap_or(false)
    }

    /// A query, not yet run.
    ///
    /// # Errors
    /// If it is not SQL or names what is not there.
    pub async fn query(&self, sql: &str) -> Result<DataFrame, TableError> {
        Ok(self.session.sql(sql).await?)
    }

    /// All rows of a query: one batch at least, so that the columns are known where there is no
    /// row.
    ///
    /// # Errors
    /// If it cannot be planned or run.
    pub async fn collect(&self, sql: &str) -> Result<Vec<RecordBatch>, TableError> {
        let frame = self.query(sql).await?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let mut batches = frame.collect().await?;
        if batches.is_empty() {
            batches.push(RecordBatch::new_empty(schema));
        }
        Ok(batches)
    }

    /// The figure of a query that counts (`SELECT count(*) …`), read once and then remembered.
    ///
    /// # Errors
    /// As [`Engine::collect`]; and if the first column of the only row is no count.
    pub async fn figure(&self, sql: &str) -> Result<u64, TableError> {
        let kept = || self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = *blake3::hash(sql.as_bytes()).as_bytes();
        if let Some(figure) = kept().get(&asked) {
            return Ok(*figure);
        }
        let batches = self.collect(sql).await?;
        let first = batches.iter().find(|batch| batch.num_rows() == 1).map(|b| b.column(0).clone());
        let counts = first.as_ref().and_then(|column| column.as_primitive_opt::<Int64Type>());
        let figure = counts.and_then(|counts| u64::try_from(counts.value(0)).ok());
        let figure = figure.ok_or_else(|| TableError::NoCount)?;
        let mut kept = kept();
        if kept.len() >= FIGURES_MAX {
            kept.clear();
        }
        kept.insert(asked, figure);
        Ok(figure)
    }

    /// Rows of a query as they come.
    ///
    /// # Errors
    /// If it cannot be planned.
    pub async fn stream(&self, sql: &str) -> Result<SendableRecordBatchStream, TableError> {
        Ok(self.query(sql).await?.execute_stream().await?)
    }
}

/// Quotes a text as an SQL literal.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
