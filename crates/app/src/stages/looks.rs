//! Pictures whose bytes are held → table `looks`, one part for each segment of the vault: each picture is
//! measured once, by a process that can do nothing else. All of them → table `likenesses`.

mod likeness;
mod shown;

pub use shown::Shown;

use super::columns::{counts_or_none, lists, reals_or_none, strings, strings_or_none};
use crate::desks::Desks;
use crate::progress::Progress;
use crate::workspace::Workspace;
use anyhow::Result;
use rayon::prelude::*;
use spoor_hashes::{Md5, Pdq, Picture, Sha1, turned};
use spoor_photo::desk::Order;
use spoor_photo::{Camera, Look};
use spoor_read::{Content, ExhibitView};
use spoor_tables::arrow::array::RecordBatch;
use spoor_tables::columns::texts;
use spoor_tables::{Build, Made, PartWriter, fingerprint, scan::scan};
use spoor_vault::Exhibit;
use spoor_vocab::{ExhibitId, tables};
use std::collections::{BTreeMap, BTreeSet};

/// Changes when the same pictures may give other rows.
const VERSION: &str = "looks-1";
/// Pictures that are measured at a time, and bytes of files at most.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 64 << 20;

/// Runs the stage.
pub fn run(workspace: &Workspace, build: &mut Build, progress: Progress) -> Result<()> {
    let held = held(build)?;
    let bar = progress.bar(held.values().map(|h| h.len() as u64).sum(), "pictures");
    let desks = Desks::default();
    let problem = if held.is_empty() { None } else { desks.problem() };
    if let Some(problem) = &problem {
        progress.say(&format!("pictures are not compared: {problem}"));
    }
    // Where there was no jail there may be one the next time.
    let jail = if problem.is_some() { "no jail" } else { "jail" };
    let segments = workspace.vault.segments();
    for segment in &segments {
        let version = [VERSION, spoor_read::version(), jail].join(" ");
        let print = fingerprint(&["looks", &version, &segment.fingerprint]);
        let Made::Make(mut writer) =
            build.part("looks", &segment.name, &tables::looks(), &print)?
        else {
            continue;
        };
        if let Some(wanted) = held.get(&segment.name) {
            let mut pile = Pile { segment: &segment.name, files: Vec::new(), bytes: 0 };
            for exhibit in workspace.vault.read_segment(&segment.name)? {
                let (exhibit, block) = exhibit?;
                if wanted.contains(&exhibit.id.to_string()) {
                    pile.put(exhibit, &block);
                }
                if pile.files.len() == BATCH || pile.bytes > BATCH_BYTES {
                    bar.inc(pile.files.len() as u64);
                    pile.measure(&desks, &mut writer)?;
                }
            }
            bar.inc(pile.files.len() as u64);
            pile.measure(&desks, &mut writer)?;
        }
        build.add("looks", writer.finish()?);
    }
    if segments.is_empty() {
        build.empty("looks", &tables::looks())?;
    }
    bar.finish_and_clear();
    likeness::run(build)
}

/// Exhibits that have the bytes of a picture, by segment.
fn held(build: &Build) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for batch in scan(build.so_far().parts("pictures")?, &["exhibit", "picture", "segment"]) {
        let batch = batch?;
        let (exhibit, picture) = (texts(&batch, "exhibit")?, texts(&batch, "picture")?);
        let segment = texts(&batch, "segment")?;
        for row in 0..batch.num_rows() {
            if exhibit.value(row) == picture.value(row) {
                let of = held.entry(segment.value(row).to_owned()).or_default();
                of.insert(exhibit.value(row).to_owned());
            }
        }
    }
    Ok(held)
}

/// Files of one segment that wait to be measured.
struct Pile<'a> {
    segment: &'a str,
    files: Vec<(Exhibit, Vec<u8>)>,
    bytes: usize,
}

impl Pile<'_> {
    fn put(&mut self, exhibit: Exhibit, block: &[u8]) {
        let view = ExhibitView {
            id: exhibit.id,
            source: &exhibit.source,
            target: &exhibit.target,
            media_type: &exhibit.media_type,
            block,
            captured_at: exhibit.captured_at,
            mapping: None,
        };
        let Some(picture) = spoor_read::picture(&view) else { return };
        if let Content::Bytes(_, bytes) = picture.content {
            let bytes = bytes.into_owned();
            self.bytes += bytes.len();
            self.files.push((exhibit, bytes));
        }
    }

    fn measure(&mut self, desks: &Desks, writer: &mut PartWriter) -> Result<()> {
        let files = std::mem::take(&mut self.files);
        self.bytes = 0;
        if files.is_empty() {
            return Ok(());
        }
        let measure = |(exhibit, file): &(Exhibit, Vec<u8>)| Measured::of(desks, exhibit, file);
        let measured: Vec<Measured> = files.par_iter().map(measure).collect();
        writer.write(&rows(self.segment, &measured)?)?;
        Ok(())
    }
}

/// What was measured of a picture.
struct Measured {
    source: String,
    exhibit: ExhibitId,
    content: String,
    md5: Md5,
    sha1: Sha1,
    seen: Result<Seen, String>,
}

/// What was seen in it.
struct Seen {
    size: (u32, u32),
    hashes: [Pdq; 8],
    quality: u8,
    camera: Camera,
}

impl Measured {
    fn of(desks: &Desks, exhibit: &Exhibit, file: &[u8]) -> Self {
        let made = desks.make(Order::Look, file).map_err(|error| error.to_string());
        let look = made.and_then(|bytes| Look::of(&bytes).map_err(|error| error.to_string()));
        Self {
            source: exhibit.source.clone(),
            exhibit: exhibit.id,
            content: blake3::hash(file).to_hex().to_string(),
            md5: Md5::of(file),
            sha1: Sha1::of(file),
            seen: look.and_then(|look| see(&look)),
        }
    }
}

fn see(look: &Look) -> Result<Seen, String> {
    let (width, height) = (look.facts.squashed.0 as usize, look.facts.squashed.1 as usize);
    // People see what is on white; what lies hidden under it may be anything.
    let picture = match (&look.on_white, look.facts.grey) {
        (Some(dots), _) => Picture::rgb(width, height, dots),
        (None, true) => Picture::grey(width, height, &look.dots),
        (None, false) => Picture::rgb(width, height, &look.dots),
    };
    let (hashes, quality) = turned(&picture.map_err(|e| e.to_string())?);
    Ok(Seen { size: look.facts.size, hashes, quality, camera: look.facts.camera.clone() })
}

fn rows(segment: &str, rows: &[Measured]) -> Result<RecordBatch> {
    fn seen(row: &Measured) -> Option<&Seen> {
        row.seen.as_ref().ok()
    }
    let said = |get: fn(&Camera) -> Option<String>| {
        strings_or_none(rows, move |row| seen(row).and_then(|seen| get(&seen.camera)))
    };
    let columns = vec![
        strings(rows, |row| row.source.clone()),
        strings(rows, |row| row.exhibit.to_string()),
        strings(rows, |_| segment.to_owned()),
        strings(rows, |row| row.content.clone()),
        strings(rows, |row| row.md5.to_string()),
        strings(rows, |row| row.sha1.to_string()),
        counts_or_none(rows, |row| seen(row).map(|seen| seen.size.0)),
        counts_or_none(rows, |row| seen(row).map(|seen| seen.size.1)),
        strings_or_none(rows, |row| seen(row).map(|seen| seen.hashes[0].to_string())),
        lists(rows, |row| {
            let turns = seen(row).map(|seen| seen.hashes[1..].iter().map(Pdq::to_string));
            turns.into_iter().flatten().collect()
        }),
        counts_or_none(rows, |row| seen(row).map(|seen| u32::from(seen.quality))),
        strings_or_none(rows, |row| row.seen.as_ref().err().cloned()),
        said(|camera| camera.make.clone()),
        said(|camera| camera.model.clone()),
        said(|camera| camera.serial.clone()),
        said(|camera| camera.lens.clone()),
        said(|camera| camera.software.clone()),
        said(|camera| camera.taken.clone()),
        said(|camera| camera.satellite_time.clone()),
        reals_or_none(rows, |row| seen(row).and_then(|seen| Some(seen.camera.place?.0))),
        reals_or_none(rows, |row| seen(row).and_then(|seen| Some(seen.camera.place?.1))),
        said(|camera| camera.unique_id.clone()),
    ];
    Ok(RecordBatch::try_new(tables::looks(), columns)?)
}
