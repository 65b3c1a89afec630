//! Trends as rows of their table.

use super::Told;
use super::corpus::{Corpus, starts};
use crate::clock;
use crate::stages::columns::{counts, instants, lists, reals, strings};
use anyhow::Result;
use spoor_tables::PartWriter;
use spoor_tables::arrow::array::RecordBatch;
use spoor_trends::Trend;
use spoor_vocab::tables;

/// Writes table `trends`: each trend with the words for its key.
pub fn write(corpus: &Corpus<'_>, rows: &[Told], writer: &mut PartWriter) -> Result<()> {
    let ids = |t: &Trend| -> Vec<String> {
        let advert = |row: &u32| corpus.facts.adverts()[*row as usize].advert_id.clone();
        t.rows.iter().map(advert).collect()
    };
    let columns = vec![
        strings(rows, |Told { trend: t, .. }| t.kind.as_str().to_owned()),
        strings(rows, |told| told.words.clone()),
        instants(rows, |_| corpus.as_of()),
        instants(rows, |Told { trend: t, .. }| starts(t.since)),
        instants(rows, |Told { trend: t, .. }| starts(t.since_between.0)),
        instants(rows, |Told { trend: t, .. }| starts(t.since_between.1)),
        instants(rows, |Told { trend: t, .. }| starts(t.first_seen)),
        reals(rows, |Told { trend: t, .. }| t.before),
        reals(rows, |Told { trend: t, .. }| t.after),
        reals(rows, |Told { trend: t, .. }| t.expected),
        reals(rows, |Told { trend: t, .. }| t.ratio),
        reals(rows, |Told { trend: t, .. }| t.low),
        reals(rows, |Told { trend: t, .. }| t.high),
        reals(rows, |Told { trend: t, .. }| t.p),
        reals(rows, |Told { trend: t, .. }| t.q),
        reals(rows, |Told { trend: t, .. }| t.posterior),
        lists(rows, |Told { trend: t, .. }| fired(t)),
        counts(rows, |Told { trend: t, .. }| t.actors as usize),
        lists(rows, |Told { trend: t, .. }| ids(t)),
        reals(rows, |Told { trend: t, .. }| t.online),
        lists(rows, |told| told.others.clone()),
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
