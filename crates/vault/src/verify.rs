//! Verification: every byte of the vault against the signed checkpoint.
//!
//! The checkpoint's signature holds; every entry hashes to its leaf, every tile to the next, all
//! to the signed root; every sealing has its exhibit, in order, byte for byte, unless a tombstone
//! names it, and then it is gone; the manifest and the indexes say what is there; the casebook
//! says what the log says.

use crate::casebook::{ActQuery, ActRow, AuditQuery, AuditRow, Casebook, DecisionRow};
use crate::commit::{Manifest, SegmentMeta};
use crate::custody::log::{Log, read_bundle, read_checkpoint, verifier};
use crate::custody::tiles::{self, TilesOnDisk, WIDTH};
use crate::entry::Entry;
use crate::error::VaultError;
use crate::exhibits::record;
use crate::exhibits::segment::{Place, SegmentReader, index_path, read_index, segment_path};
use crate::vault::Vault;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use spoor_vocab::{ActKind, Digests, ExhibitId};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tlog_tiles::{
    Error, Hash, HashReader, record_hash, stored_hash_index, stored_hashes_for_record_hash,
    tree_hash,
};

/// Exhibits checked at a time, on all cores.
const BATCH: usize = 1024;

/// Something that is not as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// File, or entry of the log.
    pub place: String,
    /// What is wrong.
    pub what: String,
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Exhibits checked.
    pub exhibits: u64,
    /// Entries of the custody log checked.
    pub entries: u64,
    /// Time stamps checked.
    #[serde(skip_serializing_if = "is_none")]
    pub stamps: u64,
    /// Everything that is not as it was sealed; empty if all is well.
    pub problems: Vec<Problem>,
}

/// Most vaults have no time stamps, and say nothing of them.
fn is_none(stamps: &u64) -> bool {
    *stamps == 0
}

impl Report {
    fn add(&mut self, place: impl ToString, what: impl ToString) {
        self.problems.push(Problem { place: place.to_string(), what: what.to_string() });
    }

    fn missing(&mut self, said: &Sealed) {
        self.add(format!("log entry {}", said.seq), format!("exhibit {} is missing", said.id));
    }
}

/// What a sealing says.
struct Sealed {
    seq: u64,
    id: ExhibitId,
    sha256: [u8; 32],
    record: [u8; 32],
    source: Arc<str>,
}

/// What the log says there must be.
#[derive(Default)]
struct Ledger {
    /// Sealings in order; after [`Ledger::settle`] without those that were erased.
    sealed: Vec<Sealed>,
    /// Position of the last tombstone of an exhibit under a source.
    erased: FxHashMap<(Arc<str>, ExhibitId), u64>,
    people: BTreeMap<u64, Entry>,
    sources: BTreeSet<Arc<str>>,
}

impl Ledger {
    fn add(&mut self, seq: u64, entry: Entry) {
        match entry {
            Entry::Seal { exhibit, sha256, record, source, .. } => {
                let source = self.source(&source);
                let (sha256, record) = (digest(&sha256), digest(&record));
                self.sealed.push(Sealed { seq, id: exhibit, sha256, record, source });
            }
            Entry::Erase { ref exhibits, ref source, .. } => {
                let (source, exhibits) = (self.source(source), exhibits.clone());
                self.people.insert(seq, entry);
                self.erased.extend(exhibits.into_iter().map(|id| ((source.clone(), id), seq)));
            }
            Entry::Source { .. }
            | Entry::Decision { .. }
            | Entry::Act { .. }
            | Entry::Access { .. } => {
                self.people.insert(seq, entry);
            }
            Entry::Open { .. } | Entry::Seen { .. } => {}
        }
    }

    /// One copy of a name that a million sealings share.
    fn source(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.sources.get(name) {
            return known.clone();
        }
        let name: Arc<str> = name.into();
        self.sources.insert(name.clone());
        name
    }

    /// What was sealed again after its tombstone is there again.
    fn settle(&mut self) {
        let erased = &self.erased;
        self.sealed.retain(|s| {
            erased.get(&(s.source.clone(), s.id)).is_none_or(|tombstone| *tombstone < s.seq)
        });
    }
}

/// Nothing has the digest of zeros: text that is no digest fits no exhibit.
fn digest(hexadecimal: &str) -> [u8; 32] {
    ExhibitId::parse(hexadecimal).map_or([0; 32], |id| id.0)
}

impl Vault {
    /// Checks everything; `progress` is told how many exhibits are done. Problems are found, not
    /// mended. Nobody writes meanwhile.
    ///
    /// # Errors
    /// Only if the casebook cannot be read, or another process writes for too long; whatever else
    /// cannot be read is a problem.
    pub async fn verify(&self, progress: &mut dyn FnMut(u64)) -> Result<Report, VaultError> {
        let _turn = self.turns.take()?;
        // What others have written since counts if it can be read; if not, that is found below.
        let newer = self.newer().ok().flatten();
        let (log, manifest) = newer.as_ref().map_or((&self.log, &self.manifest), |n| (&n.0, &n.1));
        if newer.is_some() {
            self.casebook.catch_up(log).await?;
        }
        let (dir, casebook) = (&self.dir, &self.casebook);
        let mut report = Checker { dir, log, manifest, casebook }.verify(progress).await?;
        self.verify_stamps(log, &mut report);
        Ok(report)
    }
}

impl Vault {
    /// Each stamp holds, and its checkpoint is one of this log.
    fn verify_stamps(&self, log: &Log, report: &mut Report) {
        let stamps = match self.stamps() {
            Ok(stamps) => stamps,
            Err(e) => return report.add("stamps", e),
        };
        for kept in stamps {
            report.stamps += 1;
            let place = format!("stamps/{}", kept.name);
            if let Err(e) = &kept.stamp {
                report.add(&place, e);
            }
            if let Some((size, root)) = kept.checkpoint
                && (size > log.size() || tree_hash(size, &log.reader()).ok() != Some(root))
            {
                report.add(&place, "its checkpoint is none of this log");
            }
        }
    }
}

/// A vault as it stands while nobody writes.
struct Checker<'a> {
    dir: &'a Path,
    log: &'a Log,
    manifest: &'a Manifest,
    casebook: &'a Casebook,
}

impl Checker<'_> {
    fn exhibits_dir(&self) -> PathBuf {
        self.dir.join("exhibits")
    }

    async fn verify(&self, progress: &mut dyn FnMut(u64)) -> Result<Report, VaultError> {
        let mut report = Report::default();
        let Some(ledger) = self.verify_log(&mut report) else { return Ok(report) };
        self.verify_manifest(&mut report);
        self.verify_exhibits(&ledger, &mut report, progress);
        self.verify_casebook(&ledger, &mut report).await?;
        Ok(report)
    }

    fn verify_log(&self, report: &mut Report) -> Option<Ledger> {
        let dir = self.log.dir();
        let checkpoint = match verifier(dir).and_then(|key| read_checkpoint(dir, &key)) {
            Ok((_, checkpoint)) => checkpoint,
            Err(e) => {
                report.add("log/checkpoint", e);
                return None;
            }
        };
        if checkpoint.size() != self.log.size() || *checkpoint.hash() != self.log.root() {
            report.add("log/checkpoint", "it is not the one this vault was opened with");
        }
        let size = checkpoint.size();
        let mut ledger = Ledger::default();
        let mut hashes = Hashes::default();
        for index in 0..size.div_ceil(WIDTH) {
            let entries = match read_bundle(dir, index, size) {
                Ok(entries) => entries,
                Err(e) => {
                    report.add("log", e);
                    return None;
                }
            };
            for (seq, bytes) in (index * WIDTH..).zip(entries) {
                hashes.add(seq, &bytes);
                match Entry::from_bytes(&bytes) {
                    Some(entry) => ledger.add(seq, entry),
                    None => report.add(format!("log entry {seq}"), "it cannot be read"),
                }
            }
        }
        ledger.settle();
        report.entries = size;
        match tree_hash(size, &hashes) {
            Ok(root) if root == *checkpoint.hash() => {}
            _ => report.add("log", "the entries are not those that were signed"),
        }
        let on_disk = TilesOnDisk { dir, size };
        for tile in tiles::new_tiles(0, size) {
            let path = tiles::tile_path(dir, &tile);
            let want = tile.read_data(&hashes).unwrap_or_default();
            if std::fs::read(&path).ok().as_deref() != Some(want.as_slice()) {
                report.add(path.display(), "this tile does not belong to the signed log");
            }
        }
        for path in self.log.strays().unwrap_or_default() {
            report.add(path.display(), "no checkpoint speaks for this file");
        }
        if size > 0 && on_disk.read_hashes(&[stored_hash_index(0, size - 1)]).is_err() {
            report.add("log", "the last tile cannot be read");
        }
        Some(ledger)
    }

    /// The manifest on disk is the one that was opened, and names every file there is.
    fn verify_manifest(&self, report: &mut Report) {
        match Manifest::read(self.dir, self.log.manifest()) {
            Ok(manifest) if manifest == *self.manifest => {}
            Ok(_) => report.add("manifest.json", "it is not the one this vault was opened with"),
            Err(e) => report.add("manifest.json", e),
        }
        let dir = self.exhibits_dir();
        let mut lengths: BTreeMap<PathBuf, u64> = BTreeMap::new();
        for meta in self.manifest.segments.values() {
            lengths.insert(segment_path(&dir, &meta.file), meta.bytes);
            lengths.insert(index_path(&dir, &meta.file), meta.index_bytes);
        }
        for (path, length) in &lengths {
            match std::fs::metadata(path) {
                Ok(m) if m.len() == *length => {}
                Ok(m) => report.add(path.display(), format!("{} bytes, not {length}", m.len())),
                Err(e) => report.add(path.display(), e),
            }
        }
        for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
            if !lengths.contains_key(&entry.path()) {
                report.add(entry.path().display(), "no manifest speaks for this file");
            }
        }
    }

    fn verify_exhibits(&self, ledger: &Ledger, report: &mut Report, progress: &mut dyn FnMut(u64)) {
        let mut expected = ledger.sealed.as_slice();
        for meta in self.manifest.segments.values() {
            let places = match read_index(&self.exhibits_dir(), meta) {
                Ok(places) => places,
                Err(e) => {
                    report.add(&meta.name, e);
                    let skipped = usize::try_from(meta.exhibits).unwrap_or(usize::MAX);
                    expected = expected.get(skipped..).unwrap_or_default();
                    continue;
                }
            };
            verify_index(meta, &places, report);
            let mut wanted = Vec::with_capacity(places.len());
            for place in places {
                while let Some((said, rest)) = expected.split_first()
                    && said.seq < place.seq
                {
                    report.missing(said);
                    expected = rest;
                }
                match expected.split_first() {
                    Some((said, rest)) if said.seq == place.seq && said.id == place.id => {
                        wanted.push((place, said));
                        expected = rest;
                    }
                    _ => report.add(
                        format!("exhibit {}", place.id),
                        "the custody log does not have it here: added or reordered",
                    ),
                }
            }
            self.verify_segment(meta, &wanted, report, progress);
        }
        expected.iter().for_each(|said| report.missing(said));
    }

    fn verify_segment(
        &self,
        meta: &SegmentMeta,
        wanted: &[(Place, &Sealed)],
        report: &mut Report,
        progress: &mut dyn FnMut(u64),
    ) {
        let mut reader = match SegmentReader::open(&self.exhibits_dir(), meta) {
            Ok(reader) => reader,
            Err(e) => return report.add(&meta.name, e),
        };
        for chunk in wanted.chunks(BATCH) {
            let members: Vec<_> = chunk.iter().map(|(place, _)| reader.member(*place)).collect();
            let found: Vec<Option<String>> = members
                .par_iter()
                .zip(chunk)
                .map(|(member, (_, said))| match member {
                    Ok(member) => check_record(member, said),
                    Err(e) => Some(e.to_string()),
                })
                .collect();
            for (what, (place, _)) in found.into_iter().zip(chunk) {
                if let Some(what) = what {
                    report.add(format!("exhibit {} in {}", place.id, meta.file), what);
                }
            }
            report.exhibits += chunk.len() as u64;
            progress(report.exhibits);
        }
    }

    async fn verify_casebook(
        &self,
        ledger: &Ledger,
        report: &mut Report,
    ) -> Result<(), VaultError> {
        let people = &ledger.people;
        let mut sources: Vec<_> = people
            .values()
            .filter_map(|e| match e {
                Entry::Source { source, .. } => Some(source.clone()),
                _ => None,
            })
            .collect();
        sources.sort_by(|a, b| a.name.cmp(&b.name));
        let undone: BTreeSet<u64> = people
            .values()
            .filter_map(|e| match e {
                Entry::Act { act } if act.act == ActKind::Undo => act.about.parse().ok(),
                _ => None,
            })
            .collect();
        let (mut decisions, mut acts, mut audit) = (Vec::new(), Vec::new(), Vec::new());
        for (&seq, entry) in people {
            let undone = undone.contains(&seq);
            audit.extend(AuditRow::of(seq, entry));
            match entry.clone() {
                Entry::Decision { decision } => {
                    decisions.push(DecisionRow { seq, decision, undone });
                }
                Entry::Act { act } => acts.push(ActRow { seq, act, undone }),
                _ => {}
            }
        }
        audit.reverse();
        let mut differs = |same: bool, table: &str| {
            if !same {
                report
                    .add(format!("casebook.{table}"), "it does not say what the custody log says");
            }
        };
        let (book, all) = (self.casebook, AuditQuery { limit: u32::MAX, ..AuditQuery::default() });
        differs(book.sources().await? == sources, "source");
        differs(book.decisions(None).await? == decisions, "decision");
        differs(book.acts(&ActQuery::default()).await? == acts, "act");
        differs(book.audit(&all).await? == audit, "audit");
        Ok(())
    }
}

fn verify_index(meta: &SegmentMeta, places: &[Place], report: &mut Report) {
    let mut again = SegmentMeta::new(&meta.name, &meta.source, meta.sealed_at);
    let mut end = 0;
    for place in places {
        let line = place.to_line();
        again.chain(&line);
        again.index_bytes += line.len() as u64 + 1;
        if place.offset != end {
            report.add(&meta.name, "bytes of the segment belong to no exhibit");
        }
        end = place.offset + place.length;
    }
    let same = again.fingerprint == meta.fingerprint
        && again.index_bytes == meta.index_bytes
        && places.len() as u64 == meta.exhibits
        && end == meta.bytes;
    if !same {
        report.add(&meta.name, "index and manifest do not agree");
    }
}

/// Everything about one exhibit against its leaf; `None` if all is well.
fn check_record(member: &[u8], said: &Sealed) -> Option<String> {
    if *blake3::hash(member).as_bytes() != said.record {
        return Some("the record is not the one that was sealed".into());
    }
    let (described, block) = match record::read(member) {
        Ok(read) => read,
        Err(e) => return Some(e),
    };
    let digests = Digests::of(&block);
    if digests.blake3 != said.id
        || digests.sha256 != said.sha256
        || described.source != *said.source
    {
        return Some("the block is not the one that was sealed".into());
    }
    None
}

/// Every stored hash of a log, from its entries.
#[derive(Default)]
struct Hashes(Vec<Hash>);

impl Hashes {
    fn add(&mut self, seq: u64, entry: &[u8]) {
        if let Ok(hashes) = stored_hashes_for_record_hash(seq, record_hash(entry), self) {
            self.0.extend(hashes);
        }
    }
}

impl HashReader for Hashes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, Error> {
        let read = |i: &u64| {
            let at = usize::try_from(*i).map_err(|_| Error::BadMath)?;
            self.0.get(at).copied().ok_or(Error::IndexesNotInTree)
        };
        indexes.iter().map(read).collect()
    }
}
