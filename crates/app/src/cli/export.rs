//! `spoor export TABLE`: a table as CSV, JSON lines or Parquet.

use super::Global;
use crate::out::Outcome;
use crate::stages::table_rows::{cell, object};
use crate::workspace::named;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use spoor_tables::arrow::array::RecordBatch;
use spoor_tables::{Engine, PartWriter, fingerprint};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Export {
    /// adverts, mentions, leads …: a name that does not exist tells them all. notices, candidates and listed
    /// need --as
    table: String,
    /// What to write
    #[arg(long, value_enum, default_value = "jsonl")]
    format: ExportFormat,
    /// The file; stdout if none is named
    #[arg(long, short)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
enum ExportFormat {
    Csv,
    Jsonl,
    Parquet,
}

/// The query behind an exported table; the columns come in the order that scripts rely on.
/// `has` says which tables the snapshot has.
fn query(table: &str, has: &dyn Fn(&str) -> bool) -> String {
    match table {
        "adverts" => {
            let (ids, join) = match has("members") {
                true => (
                    "coalesce(m.template_id, '') AS template_id, \
                     coalesce(m.actor_id, '') AS actor_id",
                    "LEFT JOIN members m ON a.advert_id = m.advert_id",
                ),
                false => ("'' AS template_id, '' AS actor_id", ""),
            };
            let (ring, ring_join) = match has("rings") {
                true => (
                    "coalesce(r.ring_id, '') AS ring_id",
                    "LEFT JOIN (SELECT ring_id, unnest(actor_ids) AS actor_id FROM rings) r \
                     ON m.actor_id = r.actor_id",
                ),
                false => ("'' AS ring_id", ""),
            };
            format!(
                "SELECT a.id, a.advert_id, a.source, a.site, a.posted, a.place, {ids}, \
                 {ring}, a.url, a.account, a.title, a.text, a.images, a.payment, a.extra, \
                 a.exhibit, a.captured_at FROM adverts a {join} {ring_join} \
                 ORDER BY a.id, a.advert_id"
            )
        }
        "mentions" => "SELECT id, kind, value, raw, start, \"end\", confidence, field, advert_id \
             FROM mentions ORDER BY id, advert_id, field, start, kind"
            .to_owned(),
        "leads" => "SELECT * FROM leads ORDER BY rank".to_owned(),
        "moves" | "stays" => {
            let when = if table == "moves" { "arrived" } else { "\"from\"" };
            format!("SELECT * FROM {table} ORDER BY actor_id, line_id, {when}")
        }
        "forecasts" => "SELECT * FROM forecasts ORDER BY ring_id, actor_id, \
             \"to\" = 'elsewhere', probability DESC, \"to\""
            .to_owned(),
        "forecast_weeks" => {
            "SELECT * FROM forecast_weeks ORDER BY ring_id, actor_id, week".to_owned()
        }
        "prices" => "SELECT * FROM prices ORDER BY place, currency, service, month".to_owned(),
        "price_shifts" => {
            "SELECT * FROM price_shifts ORDER BY q_value, currency, place, service".to_owned()
        }
        "trends" => "SELECT * FROM trends ORDER BY q_value, p_value, kind, key".to_owned(),
        other => format!("SELECT * FROM \"{other}\" ORDER BY 1, 2, 3"),
    }
}

pub async fn run(global: &Global, args: Export) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let snapshot = workspace.store.snapshot()?;
    let public: Vec<&str> = spoor_vocab::tables::all().iter().map(|(name, _)| *name).collect();
    if !public.contains(&args.table.as_str()) {
        bail!("there is no table {:?}: take one of {}", args.table, public.join(", "));
    }
    snapshot.parts(&args.table)?;
    let engine = Engine::open(&snapshot).await?;
    let has = |table: &str| snapshot.manifest.tables.contains_key(table);
    // Of registers it is a person who takes them out; of all it is in the log who did.
    let who = match args.table.as_str() {
        "notices" | "candidates" | "listed" => named(global.person.as_deref())?.to_owned(),
        _ => global.who(),
    };
    let batches = engine.collect(&query(&args.table, &has)).await?;
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let what = format!("export {rows} rows of {}", args.table);
    workspace.vault.audit(&who, &what, "", global.now()?).await?;
    if args.format == ExportFormat::Parquet {
        let Some(path) = &args.output else { bail!("--format parquet needs a file: -o FILE") };
        parquet(path, &batches)?;
        return Ok(Outcome::Done);
    }
    let mut writer: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(BufWriter::new(
            File::create(path).with_context(|| path.display().to_string())?,
        )),
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    };
    match args.format {
        ExportFormat::Csv => csv(&mut writer, &batches)?,
        ExportFormat::Jsonl | ExportFormat::Parquet => jsonl(&mut writer, &batches)?,
    }
    writer.flush()?;
    Ok(Outcome::Done)
}

fn jsonl(writer: &mut dyn Write, batches: &[RecordBatch]) -> Result<()> {
    for batch in batches {
        for row in 0..batch.num_rows() {
            serde_json::to_writer(&mut *writer, &object(batch, row)?)?;
            writeln!(writer)?;
        }
    }
    Ok(())
}

fn csv(writer: &mut dyn Write, batches: &[RecordBatch]) -> Result<()> {
    let mut csv = csv::Writer::from_writer(writer);
    if let Some(batch) = batches.first() {
        csv.write_record(batch.schema().fields().iter().map(|f| f.name()))?;
    }
    for batch in batches {
        for row in 0..batch.num_rows() {
            let mut record = Vec::with_capacity(batch.num_columns());
            for column in batch.columns() {
                record.push(match cell(column, row)? {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text,
                    other => other.to_string(),
                });
            }
            csv.write_record(&record)?;
        }
    }
    csv.flush()?;
    Ok(())
}

fn parquet(path: &Path, batches: &[RecordBatch]) -> Result<()> {
    let Some(first) = batches.first() else { return Ok(()) };
    let print = fingerprint(&["export"]);
    let mut writer = PartWriter::create(path, &first.schema(), &print)?;
    for batch in batches {
        writer.write(batch)?;
    }
    writer.finish()?;
    Ok(())
}
