//! Adverts with their actors → `prices`, `trends`: what is asked where, and what rises.

use crate::facts::Facts;
use crate::progress::Progress;
use anyhow::Result;
use spoor_tables::{Build, Made, fingerprint};
use spoor_trends::{Counts, Kind, Row, Settings};
use spoor_vocab::tables;
use std::collections::BTreeMap;

mod corpus;
mod hourly;
mod rows;
mod tables_out;
mod terms;

use corpus::Corpus;
use rows::Keyed;

/// Runs the stage. `facts` are loaded if they are needed and not there yet.
pub fn run(
    build: &mut Build,
    facts: &mut Option<Facts>,
    countries: &BTreeMap<String, String>,
    progress: Progress,
) -> Result<()> {
    let print = fingerprint(&[
        "trends",
        env!("CARGO_PKG_VERSION"),
        spoor_trends::version(),
        spoor_extract::version(),
        &format!("{countries:?}"),
        &build.table_fingerprint("adverts"),
        &build.table_fingerprint("mentions"),
        &build.table_fingerprint("members"),
        &build.table_fingerprint("moves"),
    ]);
    let mut writers = Vec::new();
    for (table, schema) in [("prices", tables::prices()), ("trends", tables::trends())] {
        if let Made::Make(writer) = build.part(table, "all", &schema, &print)? {
            writers.push((table, writer));
        }
    }
    if writers.is_empty() {
        return Ok(());
    }
    let bar = progress.bar(2, "trends");
    let snapshot = build.so_far();
    let corpus = Corpus::of(Facts::once(facts, &snapshot, countries)?);
    for (table, mut writer) in writers {
        if table == "prices" {
            hourly::write(&corpus, &mut writer)?;
        } else {
            let mut rows = Keyed::default();
            let (terms, of_terms) = terms::read(&snapshot, &corpus)?;
            rows.add_all(Kind::Term, terms, of_terms);
            rows::sites_and_services(&corpus, &mut rows);
            rows::routes(&snapshot, &corpus, &mut rows)?;
            rows::price_bands(&corpus, &mut rows);
            tables_out::write(&corpus, &rising(&corpus, rows, progress), &mut writer)?;
        }
        build.add(table, writer.finish()?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Trends with the words for their keys.
fn rising(
    corpus: &Corpus<'_>,
    rows: Keyed,
    progress: Progress,
) -> Vec<(spoor_trends::Trend, String)> {
    let Some(span) = corpus.span else { return Vec::new() };
    let (words, rows): (_, Vec<Row>) = rows.finish();
    let (counts, defects) = Counts::build(rows, span);
    for defect in defects {
        progress.say(&format!("trends: {}: {}", defect.place, defect.problem));
    }
    let trends = counts.trends(span.last, &Settings::default());
    trends
        .into_iter()
        .map(|t| (words[&t.kind][t.key as usize].clone(), t))
        .map(|(w, t)| (t, w))
        .collect()
}
