//! Exhibits → table `adverts`, one part for each segment of the vault; what could not be read
//! goes to table `rejects`.

use crate::profiles;
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::Result;
use rayon::prelude::*;
use spoor_read::{ExhibitView, Reader};
use spoor_tables::{Build, Made, PartWriter, fingerprint, rows};
use spoor_vocab::{Advert, Defect, ExhibitId, tables};

/// Exhibits read at a time: enough to keep the cores busy, few enough to keep memory calm.
const BATCH: usize = 2048;

/// Runs the stage.
pub fn run(workspace: &Workspace, build: &mut Build, progress: Progress) -> Result<()> {
    let (profiles, texts) = profiles::load(&workspace.dir)?;
    let reader = Reader::new(profiles);
    let segments = workspace.vault.segments();
    let total = segments.iter().map(|s| s.exhibits).sum();
    let bar = progress.bar(total, "read");
    for segment in &segments {
        let print = fingerprint(&["read", spoor_read::version(), &texts, &segment.fingerprint]);
        let adverts = build.part("adverts", &segment.name, &tables::adverts(), &print)?;
        let rejects = build.part("rejects", &segment.name, &tables::rejects(), &print)?;
        match (adverts, rejects) {
            (Made::Kept(_), Made::Kept(_)) => bar.inc(segment.exhibits),
            (adverts, rejects) => {
                let mut adverts = Sink::new(adverts);
                let mut rejects = Sink::new(rejects);
                let mut batch = Vec::with_capacity(BATCH);
                for exhibit in workspace.vault.read_segment(&segment.name)? {
                    batch.push(exhibit?);
                    if batch.len() == BATCH {
                        flush(&reader, &batch, &mut adverts, &mut rejects)?;
                        bar.inc(batch.len() as u64);
                        batch.clear();
                    }
                }
                flush(&reader, &batch, &mut adverts, &mut rejects)?;
                bar.inc(batch.len() as u64);
                adverts.finish(build, "adverts")?;
                rejects.finish(build, "rejects")?;
            }
        }
    }
    if segments.is_empty() {
        build.empty("adverts", &tables::adverts())?;
        build.empty("rejects", &tables::rejects())?;
    }
    bar.finish_and_clear();
    Ok(())
}

/// A part to write, unless it was kept.
struct Sink(Option<Box<PartWriter>>);

impl Sink {
    fn new(made: Made) -> Self {
        match made {
            Made::Kept(_) => Self(None),
            Made::Make(writer) => Self(Some(writer)),
        }
    }

    fn finish(self, build: &mut Build, table: &str) -> Result<()> {
        if let Some(writer) = self.0 {
            build.add(table, writer.finish()?);
        }
        Ok(())
    }
}

fn flush(
    reader: &Reader,
    batch: &[(spoor_vault::Exhibit, Vec<u8>)],
    adverts: &mut Sink,
    rejects: &mut Sink,
) -> Result<()> {
    type Read = (Vec<Advert>, Vec<(ExhibitId, Defect)>);
    let read: Vec<Read> = batch.par_chunks(64).map(|chunk| read_chunk(reader, chunk)).collect();
    for (found, defects) in read {
        if let Some(writer) = adverts.0.as_mut().filter(|_| !found.is_empty()) {
            writer.write(&rows::adverts(&found)?)?;
        }
        if let Some(writer) = rejects.0.as_mut().filter(|_| !defects.is_empty()) {
            writer.write(&rows::rejects(&defects)?)?;
        }
    }
    Ok(())
}

fn read_chunk(
    reader: &Reader,
    chunk: &[(spoor_vault::Exhibit, Vec<u8>)],
) -> (Vec<Advert>, Vec<(ExhibitId, Defect)>) {
    let (mut adverts, mut rejects, mut defects) = (Vec::new(), Vec::new(), Vec::new());
    for (exhibit, block) in chunk {
        let view = ExhibitView {
            id: exhibit.id,
            source: &exhibit.source,
            target: &exhibit.target,
            media_type: &exhibit.media_type,
            block,
            captured_at: exhibit.captured_at,
            mapping: exhibit.mapping.as_deref(),
        };
        reader.read(&view, &mut adverts, &mut defects);
        rejects.extend(defects.drain(..).map(|d| (exhibit.id, d)));
    }
    (adverts, rejects)
}
