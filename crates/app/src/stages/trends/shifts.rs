//! Places whose prices moved for good, as rows of table `price_shifts`.

use super::corpus::{Corpus, starts};
use super::hourly::Names;
use crate::progress::Progress;
use crate::stages::columns::{
    counts, instants, lists, reals, reals_or_none, strings, strings_or_none,
};
use anyhow::Result;
use spoor_tables::PartWriter;
use spoor_tables::arrow::array::RecordBatch;
use spoor_trends::{Basis, PriceRow, PriceShift, ShiftSettings, Side, price_shifts};
use spoor_vocab::tables;

/// Writes the table: of every place and currency, all services together and each alone.
pub fn write(corpus: &Corpus<'_>, progress: Progress, writer: &mut PartWriter) -> Result<()> {
    let mut names = Names::default();
    let mut rows: Vec<PriceRow> = Vec::new();
    for p in corpus.counted() {
        for row in names.rows(&p) {
            let row = PriceRow { period: p.week, ..row };
            rows.push(row);
            rows.extend(names.of_services(&p, row));
        }
    }
    let Some(span) = corpus.span else { return Ok(()) };
    let (shifts, defects) = price_shifts(&rows, span.last, &ShiftSettings::default());
    for defect in defects {
        progress.say(&format!("price shifts: {}: {}", defect.place, defect.problem));
    }
    let shifts: Vec<(&PriceShift, &Side)> =
        shifts.iter().filter_map(|s| Some((s, s.main()?))).collect();
    let ids = |s: &PriceShift| -> Vec<String> {
        s.rows.iter().map(|r| corpus.facts.adverts()[*r as usize].advert_id.clone()).collect()
    };
    let columns = vec![
        strings_or_none(&shifts, |(s, _)| Some(names.place(s.cell.place?).to_owned())),
        strings(&shifts, |(s, _)| s.cell.service.map_or("", |n| names.service(n)).to_owned()),
        strings(&shifts, |(s, _)| names.currency(s.cell.currency).to_owned()),
        strings(&shifts, |(s, _)| basis(s.basis).to_owned()),
        instants(&shifts, |_| corpus.as_of()),
        instants(&shifts, |(_, side)| starts(side.since)),
        instants(&shifts, |(_, side)| starts(side.since_between.0)),
        instants(&shifts, |(_, side)| starts(side.since_between.1)),
        reals(&shifts, |(_, side)| side.ratio),
        reals_or_none(&shifts, |(_, side)| Some(side.between?.0)),
        reals_or_none(&shifts, |(_, side)| Some(side.between?.1)),
        reals_or_none(&shifts, |(_, side)| side.elsewhere),
        reals(&shifts, |(_, side)| side.p),
        reals(&shifts, |(_, side)| side.q),
        counts(&shifts, |(_, side)| side.actors as usize),
        lists(&shifts, |(s, _)| ids(s)),
    ];
    writer.write(&RecordBatch::try_new(tables::price_shifts(), columns)?)?;
    Ok(())
}

fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Stayers => "stayers",
        Basis::Visitors => "visitors",
        Basis::Newcomers => "newcomers",
    }
}
