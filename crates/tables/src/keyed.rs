//! Tables in which a query that names keys reads the rows of those keys alone: `WHERE key = 'x'` or
//! `WHERE key IN ('x', 'y')` on a column for which places of rows are kept ([`Lookup`]). All other
//! queries read as ever.

use crate::error::TableError;
use crate::lookup::Lookup;
use crate::store::Snapshot;
use async_trait::async_trait;
use datafusion::arrow::array::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{MemTable, Session};
use datafusion::common::{DataFusionError, ScalarValue};
use datafusion::datasource::TableProvider;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, Operator, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Of more rows the whole table is read: by all cores, and not by one.
const ROWS_MAX: u64 = 100_000;

/// A look-up, once it is made: held while it is, so that who asks for the same one waits.
type Slot = Arc<Mutex<Option<Arc<Lookup>>>>;

/// Places of the rows of one snapshot's tables by key, each made when it is first asked for.
pub struct Places {
    snapshot: Snapshot,
    /// By table and column.
    made: Mutex<BTreeMap<(String, String), Slot>>,
}

impl Places {
    /// Of a snapshot.
    pub fn of(snapshot: Snapshot) -> Self {
        Self { snapshot, made: Mutex::default() }
    }

    /// The snapshot.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Places by the keys in a column of text; `None` if there is no such table. The first time it
    /// reads the column: not for threads that answer.
    ///
    /// # Errors
    /// If the column cannot be read.
    pub fn by(&self, table: &str, column: &str) -> Result<Option<Arc<Lookup>>, TableError> {
        if !self.snapshot.manifest.tables.contains_key(table) {
            return Ok(None);
        }
        let slot = {
            let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
            made.entry((table.to_owned(), column.to_owned())).or_default().clone()
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if slot.is_none() {
            *slot = Some(Arc::new(Lookup::of(&self.snapshot, table, column)?));
        }
        Ok(slot.clone())
    }
}

/// A table with keys.
pub(crate) struct Keyed {
    /// Its name.
    pub table: String,
    /// Its columns that are keys.
    pub keys: Vec<String>,
    /// Where the rows of keys are.
    pub places: Arc<Places>,
    /// What reads it where no key is named.
    pub whole: Arc<dyn TableProvider>,
}

impl fmt::Debug for Keyed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyed").field("table", &self.table).field("keys", &self.keys).finish()
    }
}

impl Keyed {
    /// The rows that filters can be true of, with the columns of `schema`; `None` if they name no
    /// keys, or so many that the whole table is read as fast.
    fn found(
        &self,
        named: &[(String, Vec<String>)],
        schema: &SchemaRef,
    ) -> Result<Option<Vec<RecordBatch>>> {
        let mut fewest: Option<(u64, Arc<Lookup>, &[String])> = None;
        for (column, values) in named {
            let lookup = self.places.by(&self.table, column).map_err(outside)?;
            let Some(lookup) = lookup else { return Ok(None) };
            let rows = lookup.count(&values.iter().map(String::as_str).collect::<Vec<_>>());
            if fewest.as_ref().is_none_or(|(least, ..)| rows < *least) {
                fewest = Some((rows, lookup, values));
            }
        }
        let Some((_, lookup, values)) = fewest.filter(|(rows, ..)| *rows <= ROWS_MAX) else {
            return Ok(None);
        };
        let columns: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let batches = lookup.rows(&values, &columns, u64::MAX).map_err(outside)?;
        batches.iter().map(|batch| shaped(batch, schema)).collect::<Result<_>>().map(Some)
    }
}

#[async_trait]
impl TableProvider for Keyed {
    fn schema(&self) -> SchemaRef {
        self.whole.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        self.whole.supports_filters_pushdown(filters)
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let named = |column: &String| {
            filters.iter().filter_map(|f| Some((column.clone(), values(f, column)?))).next()
        };
        let named: Vec<_> = self.keys.iter().filter_map(named).collect();
        if !named.is_empty() {
            let schema = match projection {
                Some(columns) => Arc::new(self.schema().project(columns)?),
                None => self.schema(),
            };
            let own = Self {
                table: self.table.clone(),
                keys: Vec::new(),
                places: self.places.clone(),
                whole: self.whole.clone(),
            };
            let wanted = schema.clone();
            let found = tokio::task::spawn_blocking(move || own.found(&named, &wanted)).await;
            let found = found.map_err(|e| DataFusionError::External(Box::new(e)))??;
            if let Some(batches) = found {
                // The filters are applied again above: a key's digest may be another's.
                return MemTable::try_new(schema, vec![batches])?
                    .scan(state, None, &[], None)
                    .await;
            }
        }
        self.whole.scan(state, projection, filters, limit).await
    }
}

fn outside(error: TableError) -> DataFusionError {
    DataFusionError::External(Box::new(error))
}

/// A batch with the columns of a schema, in its order and types.
fn shaped(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let mut columns = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        let column = batch.column_by_name(field.name()).ok_or_else(|| {
            DataFusionError::Internal(format!("column {} was not read", field.name()))
        })?;
        columns.push(cast(column, field.data_type())?);
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(schema.clone(), columns, &rows)?)
}

/// The values that a column must have one of for the filter to be true; `None` if the filter does
/// not say so.
fn values(filter: &Expr, column: &str) -> Option<Vec<String>> {
    match filter {
        Expr::BinaryExpr(both) => match both.op {
            Operator::Eq => {
                let (a, b) = (&*both.left, &*both.right);
                let (value, is_it) = text(b).map(|v| (v, a)).or_else(|| text(a).map(|v| (v, b)))?;
                is_column(is_it, column).then(|| vec![value])
            }
            Operator::Or => {
                let mut all = values(&both.left, column)?;
                all.extend(values(&both.right, column)?);
                Some(all)
            }
            Operator::And => values(&both.left, column).or_else(|| values(&both.right, column)),
            _ => None,
        },
        Expr::InList(list) if !list.negated && is_column(&list.expr, column) => {
            list.list.iter().map(text).collect()
        }
        _ => None,
    }
}

fn is_column(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Column(column) if column.name == name)
}

fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(
            ScalarValue::Utf8(text) | ScalarValue::LargeUtf8(text) | ScalarValue::Utf8View(text),
            _,
        ) => text.clone(),
        _ => None,
    }
}
