//! Adverts with their actors → `prices`, `trends`: what is asked where, and what rises.

use crate::facts::Facts;
use crate::progress::Progress;
use anyhow::Result;
use spoor_tables::{Build, Made, fingerprint};
use spoor_trends::{Counts, Kind, Phrase, Row, Settings};
use spoor_vocab::tables;
use std::collections::BTreeMap;

mod corpus;
mod hourly;
mod rows;
mod shifts;
mod tables_out;
mod terms;

use corpus::Corpus;
use rows::Keyed;

/// Share of the adverts that two terms of one phrase have in common, at least.
const ALIKE: f64 = 0.8;

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
    let outputs = [
        ("prices", tables::prices()),
        ("price_shifts", tables::price_shifts()),
        ("trends", tables::trends()),
    ];
    for (table, schema) in outputs {
        if let Made::Make(writer) = build.part(table, "all", &schema, &print)? {
            writers.push((table, writer));
        }
    }
    if writers.is_empty() {
        return Ok(());
    }
    let bar = progress.bar(3, "trends");
    let snapshot = build.so_far();
    let corpus = Corpus::of(Facts::once(facts, &snapshot, countries)?);
    for (table, mut writer) in writers {
        if table == "prices" {
            hourly::write(&corpus, &mut writer)?;
        } else if table == "price_shifts" {
            shifts::write(&corpus, progress, &mut writer)?;
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

/// A trend with the words for its key, and those of the others of its phrase.
pub struct Told {
    pub trend: spoor_trends::Trend,
    pub words: String,
    pub others: Vec<String>,
}

/// Trends with their words. Terms that rise in the same adverts are one phrase; what else rises
/// together stays apart.
fn rising(corpus: &Corpus<'_>, rows: Keyed, progress: Progress) -> Vec<Told> {
    let Some(span) = corpus.span else { return Vec::new() };
    let (words, rows): (_, Vec<Row>) = rows.finish();
    let (counts, defects) = Counts::build(rows, span);
    for defect in defects {
        progress.say(&format!("trends: {}: {}", defect.place, defect.problem));
    }
    let word = |t: &spoor_trends::Trend| words[&t.kind][t.key as usize].clone();
    let trends = counts.trends(span.last, &Settings::default());
    let (terms, rest): (Vec<_>, Vec<_>) = trends.into_iter().partition(|t| t.kind == Kind::Term);
    let alone = rest.into_iter().map(|lead| Phrase { lead, others: Vec::new() });
    let phrases = counts.phrases(terms, span.last, ALIKE, word).into_iter().chain(alone);
    phrases
        .map(|Phrase { lead, others }| Told {
            words: word(&lead),
            others: others.iter().map(|(t, _)| word(t)).collect(),
            trend: lead,
        })
        .collect()
}
