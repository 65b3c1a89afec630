//! Exhibits → tables `adverts`, `images`, `pictures` and `notices`, one part each for each segment of the vault;
//! what could not be read goes to table `rejects`.

use super::columns::{counts, instants, strings};
use crate::profiles;
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::Result;
use rayon::prelude::*;
use spoor_read::{Content, ExhibitView, Reader};
use spoor_tables::arrow::array::RecordBatch;
use spoor_tables::arrow::datatypes::SchemaRef;
use spoor_tables::{Build, Made, PartWriter, fingerprint, rows};
use spoor_vocab::{Advert, Capture, CaptureKind, Defect, ExhibitId, Millis, Notice, tables};

/// Exhibits read at a time: enough to keep the cores busy, few enough to keep memory calm.
const BATCH: usize = 2048;

const TABLES: usize = 5;

/// The tables, in the order of [`Sinks`].
fn made() -> [(&'static str, SchemaRef); TABLES] {
    [
        ("adverts", tables::adverts()),
        ("rejects", tables::rejects()),
        ("images", tables::images()),
        ("pictures", tables::pictures()),
        ("notices", tables::notices()),
    ]
}

/// Runs the stage.
pub fn run(workspace: &Workspace, build: &mut Build, progress: Progress) -> Result<()> {
    let (profiles, texts) = profiles::load(&workspace.dir)?;
    let reader = Reader::new(profiles);
    let segments = workspace.vault.segments();
    let total = segments.iter().map(|s| s.exhibits).sum();
    let bar = progress.bar(total, "read");
    for segment in &segments {
        let print = fingerprint(&["read", spoor_read::version(), &texts, &segment.fingerprint]);
        let mut sinks = Sinks::open(build, &segment.name, &print)?;
        if sinks.are_whole() {
            bar.inc(segment.exhibits);
            continue;
        }
        let mut batch = Vec::with_capacity(BATCH);
        for exhibit in workspace.vault.read_segment(&segment.name)? {
            let (exhibit, block) = exhibit?;
            // A revisit is no page: what it says stands in the exhibit that it is of. Nor is a journal.
            let is_journal = exhibit.media_type == Capture::JOURNAL;
            if exhibit.kind == CaptureKind::Revisit || is_journal {
                bar.inc(1);
                continue;
            }
            batch.push((exhibit, block));
            if batch.len() == BATCH {
                sinks.flush(&reader, &batch)?;
                bar.inc(batch.len() as u64);
                batch.clear();
            }
        }
        sinks.flush(&reader, &batch)?;
        bar.inc(batch.len() as u64);
        sinks.finish(build)?;
    }
    if segments.is_empty() {
        for (table, schema) in made() {
            build.empty(table, &schema)?;
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// What one segment gives, part by part.
struct Sinks {
    segment: String,
    /// A part to write, unless it was kept.
    parts: [Option<Box<PartWriter>>; TABLES],
}

impl Sinks {
    fn open(build: &mut Build, segment: &str, print: &str) -> Result<Self> {
        let mut parts = [const { None }; TABLES];
        for (part, (table, schema)) in parts.iter_mut().zip(made()) {
            if let Made::Make(writer) = build.part(table, segment, &schema, print)? {
                *part = Some(writer);
            }
        }
        Ok(Self { segment: segment.to_owned(), parts })
    }

    /// Whether all parts were kept.
    fn are_whole(&self) -> bool {
        self.parts.iter().all(Option::is_none)
    }

    fn flush(&mut self, reader: &Reader, batch: &[(spoor_vault::Exhibit, Vec<u8>)]) -> Result<()> {
        let read: Vec<Chunk> = batch.par_chunks(64).map(|chunk| Chunk::of(reader, chunk)).collect();
        for chunk in read {
            for (part, rows) in self.parts.iter_mut().zip(chunk.rows(&self.segment)?) {
                if let (Some(writer), Some(rows)) = (part, rows) {
                    writer.write(&rows)?;
                }
            }
        }
        Ok(())
    }

    fn finish(self, build: &mut Build) -> Result<()> {
        for (part, (table, _)) in self.parts.into_iter().zip(made()) {
            if let Some(writer) = part {
                build.add(table, writer.finish()?);
            }
        }
        Ok(())
    }
}

/// A picture as an advert names it.
struct Image {
    advert_id: String,
    position: usize,
    stated: String,
    address: String,
    source: String,
    captured_at: Millis,
}

/// A picture as captured.
struct Captured {
    address: String,
    source: String,
    exhibit: ExhibitId,
    picture: ExhibitId,
    media_type: &'static str,
    content: String,
    captured_at: Millis,
}

/// What some exhibits give.
#[derive(Default)]
struct Chunk {
    adverts: Vec<Advert>,
    rejects: Vec<(ExhibitId, Defect)>,
    images: Vec<Image>,
    pictures: Vec<Captured>,
    notices: Vec<Told>,
}

/// A notice of a missing person, as sealed.
struct Told {
    notice_id: String,
    source: String,
    exhibit: ExhibitId,
    notice: String,
    captured_at: Millis,
}

impl Chunk {
    fn of(reader: &Reader, exhibits: &[(spoor_vault::Exhibit, Vec<u8>)]) -> Self {
        let mut chunk = Self::default();
        let mut defects = Vec::new();
        for (exhibit, block) in exhibits {
            let view = ExhibitView {
                id: exhibit.id,
                source: &exhibit.source,
                target: &exhibit.target,
                media_type: &exhibit.media_type,
                block,
                captured_at: exhibit.captured_at,
                mapping: exhibit.mapping.as_deref(),
            };
            if exhibit.media_type == Capture::NOTICE {
                chunk.notice(&view);
                continue;
            }
            // What a page was made of says nothing that the page does not.
            if chunk.picture(&view) || exhibit.part_of.is_some() {
                continue;
            }
            let before = chunk.adverts.len();
            reader.read(&view, &mut chunk.adverts, &mut defects);
            // A crawl seals scripts and styles of pages that were drawn: nobody thought them adverts.
            let is_beside =
                |d: &Defect| d.code == "read.media-type" && exhibit.origin.starts_with("crawl:");
            let rejected = defects.drain(..).filter(|d| !is_beside(d));
            chunk.rejects.extend(rejected.map(|d| (exhibit.id, d)));
            for advert in &chunk.adverts[before..] {
                for (position, stated) in advert.images.iter().enumerate() {
                    let address = spoor_read::address(&view, advert, stated);
                    chunk.images.extend(address.map(|address| Image {
                        advert_id: advert.advert_id.clone(),
                        position,
                        stated: stated.clone(),
                        address,
                        source: advert.source.clone(),
                        captured_at: advert.captured_at,
                    }));
                }
            }
        }
        chunk
    }

    /// Takes an exhibit that is a notice.
    fn notice(&mut self, view: &ExhibitView<'_>) {
        let Ok(notice) = serde_json::from_slice::<Notice>(view.block) else {
            let (problem, hint) = ("it is no notice", "import its file again");
            let defect = Defect::new(view.target, "read.notice", problem, hint);
            return self.rejects.push((view.id, defect));
        };
        self.notices.push(Told {
            notice_id: notice.id,
            source: view.source.to_owned(),
            exhibit: view.id,
            notice: String::from_utf8_lossy(view.block).into_owned(),
            captured_at: view.captured_at,
        });
    }

    /// Takes an exhibit that is a picture.
    fn picture(&mut self, view: &ExhibitView<'_>) -> bool {
        let Some(found) = spoor_read::picture(view) else { return false };
        let (picture, media_type, content) = match &found.content {
            Content::Bytes(media_type, bytes) => {
                (view.id, *media_type, ExhibitId::of(bytes).to_hex())
            }
            Content::Again(picture) => (*picture, "", String::new()),
        };
        self.pictures.push(Captured {
            address: found.address,
            source: view.source.to_owned(),
            exhibit: view.id,
            picture,
            media_type,
            content,
            captured_at: view.captured_at,
        });
        true
    }

    /// Rows for each table; none where there are none.
    fn rows(&self, segment: &str) -> Result<[Option<RecordBatch>; TABLES]> {
        let (adverts, rejects) = (&self.adverts, &self.rejects);
        Ok([
            (!adverts.is_empty()).then(|| rows::adverts(adverts)).transpose()?,
            (!rejects.is_empty()).then(|| rows::rejects(rejects)).transpose()?,
            (!self.images.is_empty()).then(|| image_rows(&self.images)).transpose()?,
            (!self.pictures.is_empty())
                .then(|| picture_rows(&self.pictures, segment))
                .transpose()?,
            (!self.notices.is_empty()).then(|| notice_rows(&self.notices)).transpose()?,
        ])
    }
}

fn image_rows(images: &[Image]) -> Result<RecordBatch> {
    let columns = vec![
        strings(images, |i| i.advert_id.clone()),
        counts(images, |i| i.position),
        strings(images, |i| i.stated.clone()),
        strings(images, |i| i.address.clone()),
        strings(images, |i| i.source.clone()),
        instants(images, |i| i.captured_at),
    ];
    Ok(RecordBatch::try_new(tables::images(), columns)?)
}

fn notice_rows(notices: &[Told]) -> Result<RecordBatch> {
    let columns = vec![
        strings(notices, |n| n.notice_id.clone()),
        strings(notices, |n| n.source.clone()),
        strings(notices, |n| n.exhibit.to_hex()),
        strings(notices, |n| n.notice.clone()),
        instants(notices, |n| n.captured_at),
    ];
    Ok(RecordBatch::try_new(tables::notices(), columns)?)
}

fn picture_rows(pictures: &[Captured], segment: &str) -> Result<RecordBatch> {
    let columns = vec![
        strings(pictures, |p| p.address.clone()),
        strings(pictures, |p| p.source.clone()),
        strings(pictures, |p| p.exhibit.to_hex()),
        strings(pictures, |p| p.picture.to_hex()),
        strings(pictures, |_| segment.to_owned()),
        strings(pictures, |p| p.media_type.to_owned()),
        strings(pictures, |p| p.content.clone()),
        instants(pictures, |p| p.captured_at),
    ];
    Ok(RecordBatch::try_new(tables::pictures(), columns)?)
}
