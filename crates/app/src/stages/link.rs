//! Tables `adverts` and `mentions`, what they show, and what people said of pairs → `selectors`, `members`,
//! `templates`, `links`, `damped`, `contests`, `actors`. Sketches are made part by part and kept;
//! templates of a corpus that only grew are extended, not made anew.

use crate::contests::Standing;
use crate::facts::{card_tokens, is_number};
use crate::progress::Progress;
use crate::stages::looks::Shown;
use anyhow::{Context, Result, anyhow};
use spoor_link::{Context as AdvertContext, SelectorUse, Sketches, Templates};
use spoor_tables::arrow::array::{
    Array, ArrayRef, FixedSizeBinaryArray, FixedSizeBinaryBuilder, RecordBatch, UInt32Array,
};
use spoor_tables::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use spoor_tables::columns::{instants, list_row, lists, numbers, optional, texts};
use spoor_tables::{Build, Made, Snapshot, fingerprint, scan::scan};
use spoor_vocab::{Millis, SelectorKind, tables};
use std::collections::BTreeMap;
use std::sync::Arc;

mod contests;
mod tables_out;

/// Rows sketched at a time.
const BATCH: usize = 8192;
const DAY_MS: Millis = 86_400_000;

/// Sketches are an internal table: not published, kept so that they are made once.
fn sketch_schema() -> SchemaRef {
    let width = i32::try_from(spoor_link::ROW_BYTES).unwrap_or(i32::MAX);
    Arc::new(Schema::new(vec![Field::new("row", DataType::FixedSizeBinary(width), false)]))
}

fn label_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("label", DataType::UInt32, false)]))
}

/// Runs the stage.
pub fn run(build: &mut Build, said: &[Standing], progress: Progress) -> Result<()> {
    sketch(build, progress)?;
    let print = fingerprint(&[
        "link",
        spoor_link::version(),
        &contests::print(said),
        &build.table_fingerprint("sketches"),
        &build.table_fingerprint("adverts"),
        &build.table_fingerprint("mentions"),
        &build.table_fingerprint("photos"),
        &build.table_fingerprint("likenesses"),
    ]);
    let outputs = [
        ("selectors", tables::selectors()),
        ("members", tables::members()),
        ("templates", tables::templates()),
        ("links", tables::links()),
        ("damped", tables::damped()),
        ("contests", tables::contests()),
        ("actors", tables::actors()),
    ];
    let mut writers = Vec::new();
    for (table, schema) in outputs {
        if let Made::Make(writer) = build.part(table, "all", &schema, &print)? {
            writers.push((table, writer));
        }
    }
    if writers.is_empty() {
        return label_templates(build, None).map(|_| ());
    }
    let bar = progress.bar(4, "link");
    let sketches = load_sketches(build)?;
    let templates = label_templates(build, Some(&sketches))?;
    bar.inc(1);
    let corpus = Corpus::load(&build.so_far())?;
    bar.inc(1);
    let uses = corpus.uses();
    let pairs = contests::pairs(&corpus, said);
    let constraints: Vec<_> = pairs.iter().map(|p| p.constraint).collect();
    let actors =
        spoor_link::actors_with(&sketches, &templates, &uses, &corpus.context, &constraints);
    bar.inc(1);
    let linked =
        tables_out::Linked { corpus: &corpus, uses: &uses, templates: &templates, actors: &actors };
    let snapshot = build.so_far();
    for (table, mut writer) in writers {
        match table {
            "contests" => contests::write(&linked, &sketches, &pairs, &mut writer)?,
            _ => linked.write(table, &snapshot, &sketches, &mut writer)?,
        }
        build.add(table, writer.finish()?);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Table `sketches`, one part for each part of `adverts`.
fn sketch(build: &mut Build, progress: Progress) -> Result<()> {
    let parts = build.parts("adverts").to_vec();
    let bar = progress.bar(parts.iter().map(|p| p.rows).sum(), "sketch");
    let schema = sketch_schema();
    for part in &parts {
        let print = fingerprint(&["sketch", spoor_link::version(), &part.fingerprint]);
        let name = part.file.split('-').next().unwrap_or("part");
        let Made::Make(mut writer) = build.part("sketches", name, &schema, &print)? else {
            bar.inc(part.rows);
            continue;
        };
        for batch in scan(vec![build.path("adverts", part)], &["title", "text"]) {
            let batch = batch?;
            let (title, text) = (texts(&batch, "title")?, texts(&batch, "text")?);
            let whole: Vec<std::borrow::Cow<'_, str>> = (0..batch.num_rows())
                .map(|row| match optional(&title, row) {
                    Some(title) => format!("{title}\n{}", text.value(row)).into(),
                    None => text.value(row).into(),
                })
                .collect();
            let sketches = Sketches::sketch_all(&whole);
            let width = i32::try_from(spoor_link::ROW_BYTES)?;
            let mut column = FixedSizeBinaryBuilder::with_capacity(BATCH, width);
            for row in 0..sketches.len() {
                column.append_value(sketches.row_bytes(row))?;
            }
            let column: ArrayRef = Arc::new(column.finish());
            writer.write(&RecordBatch::try_new(schema.clone(), vec![column])?)?;
            bar.inc(batch.num_rows() as u64);
        }
        build.add("sketches", writer.finish()?);
    }
    bar.finish_and_clear();
    Ok(())
}

fn load_sketches(build: &Build) -> Result<Sketches> {
    let snapshot = build.so_far();
    let mut sketches = Sketches::with_capacity(usize::try_from(snapshot.rows("sketches"))?);
    for batch in scan(snapshot.parts("sketches").unwrap_or_default(), &["row"]) {
        let batch = batch?;
        let column = batch.column(0).as_any().downcast_ref::<FixedSizeBinaryArray>();
        let column = column.context("table sketches has another type")?;
        for row in 0..column.len() {
            sketches
                .push_row(column.value(row))
                .map_err(|_| anyhow!("table sketches holds a row that is none: remove tables/"))?;
        }
    }
    Ok(sketches)
}

/// Labels of templates, kept as an internal table. If the previous snapshot's adverts are the
/// first of ours, its labels are extended by the new ones.
fn label_templates(build: &mut Build, sketches: Option<&Sketches>) -> Result<Templates> {
    let print =
        fingerprint(&["labels", spoor_link::version(), &build.table_fingerprint("sketches")]);
    let schema = label_schema();
    let Made::Make(mut writer) = build.part("labels", "all", &schema, &print)? else {
        return labels_of(&build.so_far());
    };
    let sketches = match sketches {
        Some(sketches) => sketches,
        None => &load_sketches(build)?,
    };
    let ours = build.parts("sketches");
    let before = build.previous().filter(|previous| {
        let theirs = previous.manifest.tables.get("sketches");
        theirs.is_some_and(|t| !t.is_empty() && t.len() <= ours.len() && ours[..t.len()] == t[..])
    });
    let templates = match before {
        Some(previous) => spoor_link::extend(&labels_of(previous)?, sketches),
        None => spoor_link::templates(sketches),
    };
    let column: ArrayRef = Arc::new(UInt32Array::from(templates.label.clone()));
    writer.write(&RecordBatch::try_new(schema, vec![column])?)?;
    build.add("labels", writer.finish()?);
    Ok(templates)
}

fn labels_of(snapshot: &Snapshot) -> Result<Templates> {
    let mut label = Vec::with_capacity(usize::try_from(snapshot.rows("labels"))?);
    for batch in scan(snapshot.parts("labels")?, &["label"]) {
        label.extend(numbers(&batch?, "label")?.values());
    }
    Ok(Templates { label })
}

/// What linking needs of the adverts beside their texts: identifiers, days, selectors.
pub struct Corpus {
    /// Identifiers in order of arrival.
    pub advert_ids: Vec<String>,
    /// When each was posted.
    pub posted: Vec<Option<Millis>>,
    /// Day and place of each, as linking wants them.
    context: Vec<AdvertContext>,
    /// Site of each.
    pub sites: Vec<String>,
    /// Places stated.
    pub places: Vec<Option<String>>,
    place_numbers: BTreeMap<String, u32>,
    /// Names mentioned: row and name.
    pub names: Vec<(u32, String)>,
    /// Selectors: row, kind, value, confidence.
    pub selectors: Vec<(u32, SelectorKind, String, f32)>,
}

impl Corpus {
    fn load(snapshot: &Snapshot) -> Result<Self> {
        let mut corpus = Self {
            advert_ids: Vec::new(),
            posted: Vec::new(),
            context: Vec::new(),
            sites: Vec::new(),
            places: Vec::new(),
            place_numbers: BTreeMap::new(),
            names: Vec::new(),
            selectors: Vec::new(),
        };
        let wanted = ["advert_id", "site", "account", "posted", "place", "images", "payment"];
        let shown = Shown::load(snapshot)?;
        for batch in scan(snapshot.parts("adverts")?, &wanted) {
            corpus.add_adverts(&batch?, &shown)?;
        }
        corpus.add_mentions(snapshot)?;
        Ok(corpus)
    }

    fn add_adverts(&mut self, batch: &RecordBatch, shown: &Shown) -> Result<()> {
        let (advert_id, site) = (texts(batch, "advert_id")?, texts(batch, "site")?);
        let (account, place) = (texts(batch, "account")?, texts(batch, "place")?);
        let (posted, images) = (instants(batch, "posted")?, lists(batch, "images")?);
        let payment = texts(batch, "payment")?;
        for i in 0..batch.num_rows() {
            let row = u32::try_from(self.advert_ids.len())?;
            let when = (!posted.is_null(i)).then(|| posted.value(i));
            let mut add = |kind, value| self.selectors.push((row, kind, value, 1.0));
            if let Some(account) = optional(&account, i) {
                add(SelectorKind::Account, format!("{}/{account}", site.value(i)));
            }
            for image in shown.values(advert_id.value(i), list_row(&images, i)) {
                add(SelectorKind::Image, image);
            }
            for card in optional(&payment, i).map(card_tokens).unwrap_or_default() {
                add(SelectorKind::Card, card);
            }
            self.advert_ids.push(advert_id.value(i).to_owned());
            self.posted.push(when);
            let day = when.and_then(|t| i32::try_from(t.div_euclid(DAY_MS)).ok());
            let next = u32::try_from(self.place_numbers.len())?;
            let place = optional(&place, i);
            let number = place.map(|p| *self.place_numbers.entry(p.to_lowercase()).or_insert(next));
            self.context.push(AdvertContext { day, place: number });
            self.sites.push(site.value(i).to_owned());
            self.places.push(place.map(str::to_owned));
        }
        Ok(())
    }

    /// Mentions come in the order of adverts: one walk over both is enough.
    fn add_mentions(&mut self, snapshot: &Snapshot) -> Result<()> {
        let wanted = ["advert_id", "kind", "value", "confidence"];
        let mut row = 0usize;
        for batch in scan(snapshot.parts("mentions")?, &wanted) {
            let batch = batch?;
            let (advert_id, kind) = (texts(&batch, "advert_id")?, texts(&batch, "kind")?);
            let value = texts(&batch, "value")?;
            let confidence = spoor_tables::columns::reals32(&batch, "confidence")?;
            for i in 0..batch.num_rows() {
                while self.advert_ids.get(row).is_some_and(|id| id != advert_id.value(i)) {
                    row += 1;
                }
                let Ok(kind) = kind.value(i).parse::<spoor_vocab::Kind>() else { continue };
                let at = u32::try_from(row)?;
                let value = value.value(i).to_owned();
                if kind == spoor_vocab::Kind::Handle && is_number(&value) {
                    continue;
                }
                match SelectorKind::of_mention(kind) {
                    Some(kind) => self.selectors.push((at, kind, value, confidence.value(i))),
                    None if kind == spoor_vocab::Kind::Name => self.names.push((at, value)),
                    None => {}
                }
            }
        }
        Ok(())
    }

    /// Each selector of each advert once, in order of advert, kind and value.
    fn uses(&self) -> Vec<SelectorUse<'_>> {
        let mut uses: Vec<SelectorUse<'_>> = self
            .selectors
            .iter()
            .map(|(row, kind, value, confidence)| SelectorUse {
                row: *row,
                kind: *kind,
                value,
                confidence: *confidence,
            })
            .collect();
        spoor_link::complete(&mut uses);
        uses.sort_by(|a, b| (a.row, a.kind, a.value).cmp(&(b.row, b.kind, b.value)));
        uses.dedup_by(|a, b| a.row == b.row && a.kind == b.kind && a.value == b.value);
        uses
    }
}
