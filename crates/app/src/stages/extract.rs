//! Table `adverts` → table `mentions`, part by part.

use crate::progress::Progress;
use anyhow::Result;
use rayon::prelude::*;
use spoor_extract::{Hints, gazetteer};
use spoor_tables::arrow::array::{Array, RecordBatch, StringArray};
use spoor_tables::columns::{instants, optional, texts};
use spoor_tables::rows::MentionRows;
use spoor_tables::{Build, Made, fingerprint, scan::scan};
use spoor_vocab::{Field, Mention, Millis, tables};
use std::collections::BTreeMap;

/// Rows handed to one core at a time.
const CHUNK: usize = 256;

/// Runs the stage. `countries` holds the country of each source, where it has one.
pub fn run(
    build: &mut Build,
    countries: &BTreeMap<String, String>,
    progress: Progress,
) -> Result<()> {
    let parts = build.parts("adverts").to_vec();
    let bar = progress.bar(parts.iter().map(|p| p.rows).sum(), "extract");
    let hints = format!("{countries:?}");
    for part in &parts {
        let print = fingerprint(&["extract", spoor_extract::version(), &hints, &part.fingerprint]);
        let name = part.file.split('-').next().unwrap_or("part");
        let Made::Make(mut writer) = build.part("mentions", name, &tables::mentions(), &print)?
        else {
            bar.inc(part.rows);
            continue;
        };
        let path = build.path("adverts", part);
        let wanted =
            ["advert_id", "id", "source", "url", "title", "text", "place", "posted", "extra"];
        for batch in scan(vec![path], &wanted) {
            let batch = batch?;
            for rows in read_batch(&batch, countries)? {
                writer.write(&rows)?;
            }
            bar.inc(batch.num_rows() as u64);
        }
        build.add("mentions", writer.finish()?);
    }
    bar.finish_and_clear();
    Ok(())
}

/// The columns that extraction reads.
struct Columns {
    advert_id: StringArray,
    id: StringArray,
    source: StringArray,
    url: StringArray,
    title: StringArray,
    text: StringArray,
    place: StringArray,
    posted: Vec<Option<Millis>>,
    extra: StringArray,
}

fn read_batch(
    batch: &RecordBatch,
    countries: &BTreeMap<String, String>,
) -> Result<Vec<RecordBatch>> {
    let columns = Columns {
        advert_id: texts(batch, "advert_id")?,
        id: texts(batch, "id")?,
        source: texts(batch, "source")?,
        url: texts(batch, "url")?,
        title: texts(batch, "title")?,
        text: texts(batch, "text")?,
        place: texts(batch, "place")?,
        posted: instants(batch, "posted")?.iter().collect(),
        extra: texts(batch, "extra")?,
    };
    let starts: Vec<usize> = (0..batch.num_rows()).step_by(CHUNK).collect();
    starts
        .into_par_iter()
        .map(|start| read_chunk(&columns, start..(start + CHUNK).min(columns.id.len()), countries))
        .collect()
}

fn read_chunk(
    columns: &Columns,
    range: std::ops::Range<usize>,
    countries: &BTreeMap<String, String>,
) -> Result<RecordBatch> {
    let mut rows = MentionRows::default();
    let mut found: Vec<Mention> = Vec::new();
    for row in range {
        // National numbers are read by the country of the source, else of the place stated.
        let country = countries.get(columns.source.value(row)).map(String::as_str).or_else(|| {
            let place = gazetteer::resolve(optional(&columns.place, row)?, None)?;
            place.key.get(..2)
        });
        let hints = Hints { country, posted: columns.posted[row] };
        let ids = (columns.advert_id.value(row), columns.id.value(row));
        let fields = [
            (Field::Title, optional(&columns.title, row)),
            (Field::Text, Some(columns.text.value(row))),
            (Field::Url, optional(&columns.url, row)),
        ];
        for (field, text) in fields {
            let Some(text) = text.filter(|t| !t.is_empty()) else { continue };
            found.clear();
            match field {
                Field::Url => spoor_extract::extract_url(text, &hints, &mut found),
                _ => spoor_extract::extract(text, &hints, &mut found),
            }
            let chars = spoor_extract::char_spans(text, &found);
            rows.add(ids, (field, text), &found, &chars);
        }
        let extra = optional(&columns.extra, row);
        for named in extra.map(|e| spoor_extract::extract_named(e, &hints)).unwrap_or_default() {
            let chars = spoor_extract::char_spans(&named.text, &named.mentions);
            let field = Field::Extra(&named.pointer);
            rows.add(ids, (field, &named.text), &named.mentions, &chars);
        }
    }
    Ok(rows.finish()?)
}
