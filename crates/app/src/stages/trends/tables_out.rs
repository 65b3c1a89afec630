//! Trends as rows of their table.

use super::corpus::{Corpus, starts};
use crate::clock;
use crate::stages::columns::{counts, instants, lists, reals, strings};
use anyhow::Result;
use spoor_tables::PartWriter;
use spoor_tables::arrow::array::RecordBatch;
use spoor_trends::Trend;
use spoor_vocab::tables;

/// Writes table `trends`: each trend with the words for its key.
pub fn write(corpus: &Corpus<'_>, rows: &[(Trend, String)], writer: &mut PartWriter) -> Result<()> {
    let ids = |t: &Trend| -> Vec<String> {
        let advert = |row: &u32| corpus.facts.adverts()[*row as usize].advert_id.clone();
        t.rows.iter().map(advert).collect()
    };
    let columns = vec![
        strings(rows, |(t, _)| t.kind.as_str().to_owned()),
        strings(rows, |(_, words)| words.clone()),
        instants(rows, |_| corpus.as_of()),
        instants(rows, |(t, _)| starts(t.since)),
        instants(rows, |(t, _)| starts(t.since_between.0)),
        instants(rows, |(t, _)| starts(t.since_between.1)),
        instants(rows, |(t, _)| starts(t.first_seen)),
        reals(rows, |(t, _)| t.before),
        reals(rows, |(t, _)| t.after),
        reals(rows, |(t, _)| t.expected),
        reals(rows, |(t, _)| t.ratio),
        reals(rows, |(t, _)| t.low),
        reals(rows, |(t, _)| t.high),
        reals(rows, |(t, _)| t.p),
        reals(rows, |(t, _)| t.q),
        reals(rows, |(t, _)| t.posterior),
        lists(rows, |(t, _)| fired(t)),
        counts(rows, |(t, _)| t.actors as usize),
        lists(rows, |(t, _)| ids(t)),
    ];
    writer.write(&RecordBatch::try_new(tables::trends(), columns)?)?;
    Ok(())
}

/// `C1 2026-05-04`: the charts that fired, and the week in which they did.
fn fired(trend: &Trend) -> Vec<String> {
    let ears = trend.ears;
    [("C1", ears.c1), ("C2", ears.c2), ("C3", ears.c3)]
        .into_iter()
        .filter_map(|(chart, week)| Some(format!("{chart} {}", clock::day(starts(week?)))))
        .collect()
}
