//! Sealing: captures under one source become exhibits.

use super::record;
use super::segment::{Place, index_path, segment_path};
use crate::commit::SegmentMeta;
use crate::entry::Entry;
use crate::error::{AtPath, VaultError};
use crate::turns::Turn;
use crate::vault::Vault;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use spoor_vocab::{Capture, CaptureKind, Digests, ExhibitId, Millis};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};

/// Captures hashed and compressed at a time, on all cores.
const BATCH: usize = 512;
/// Exhibits in a segment; a build works segment by segment.
const SEGMENT_EXHIBITS: u64 = 16_384;

/// What became of a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealOutcome {
    /// Its content address.
    pub exhibit: ExhibitId,
    /// Whether its content is new under this source. What is not new is not stored twice, but for
    /// revisits.
    pub new: bool,
}

/// A segment being written.
struct Open {
    meta: SegmentMeta,
    segment: BufWriter<File>,
    index: BufWriter<File>,
}

/// Seals captures. Nothing is acknowledged before [`Sealer::commit`]; what a crash leaves after
/// the last commit is removed when the vault is opened again.
pub struct Sealer<'a> {
    vault: &'a mut Vault,
    source: String,
    at: Millis,
    known: FxHashSet<ExhibitId>,
    /// Fingerprints of the source's segments when `known` was right.
    prints: BTreeMap<String, String>,
    /// Ours from the first capture after a commit to the next commit.
    turn: Option<Turn>,
    batch: Vec<Capture>,
    open: Option<Open>,
    /// A write failed half-way: nothing of this import can be acknowledged any more.
    failed: bool,
}

impl<'a> Sealer<'a> {
    pub(crate) fn new(vault: &'a mut Vault, source: &str, at: Millis) -> Result<Self, VaultError> {
        let (known, prints) = (vault.known(source)?, vault.prints(source));
        let source = source.to_owned();
        let (batch, turn, open) = (Vec::new(), None, None);
        Ok(Self { vault, source, at, known, prints, turn, batch, open, failed: false })
    }

    /// Seals one capture.
    ///
    /// # Errors
    /// [`VaultError::TooLong`] if it could not be read back; if the disk is full or the log
    /// refuses, and then the import has to begin again after its last commit.
    pub fn seal(&mut self, capture: &Capture) -> Result<SealOutcome, VaultError> {
        record::check(capture).map_err(VaultError::TooLong)?;
        if self.turn.is_none() {
            self.begin()?;
        }
        let exhibit = ExhibitId::of(&capture.block);
        // A revisit is of one address at one time, though its head may be another's to the byte.
        let new = self.known.insert(exhibit) || capture.kind == CaptureKind::Revisit;
        if new {
            self.batch.push(capture.clone());
            if self.batch.len() >= BATCH {
                self.flush()?;
            }
        } else if capture.kind == CaptureKind::Response {
            let (source, at) = (self.source.clone(), capture.captured_at);
            self.vault.log.append(Entry::Seen { exhibit, source, at }.to_bytes())?;
        }
        Ok(SealOutcome { exhibit, new })
    }

    /// Makes everything sealed so far durable and signs for it.
    ///
    /// # Errors
    /// If a file cannot be written. What was not signed for is not acknowledged.
    pub fn commit(&mut self) -> Result<(), VaultError> {
        self.flush()?;
        self.failed = true;
        self.sync()?;
        self.vault.commit()?;
        self.prints = self.vault.prints(&self.source);
        self.failed = false;
        if let Some(turn) = self.turn.take() {
            turn.end_and_step_aside();
        }
        Ok(())
    }

    /// How many entries the custody log has, as of the last commit.
    pub fn log_size(&self) -> u64 {
        self.vault.log_size()
    }

    /// Begins a turn; what others sealed or erased under the same source meanwhile counts.
    fn begin(&mut self) -> Result<(), VaultError> {
        self.turn = Some(self.vault.begin()?);
        let prints = self.vault.prints(&self.source);
        if prints != self.prints {
            self.known = self.vault.known(&self.source)?;
            self.prints = prints;
        }
        // Segments stand in the order of the log: one goes on growing only while it is the last.
        let last = self.vault.manifest.segments.last_key_value().map(|(_, meta)| meta);
        self.open = self.open.take().filter(|open| last == Some(&open.meta));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), VaultError> {
        if self.failed {
            return Err(VaultError::Log("an earlier write failed: import again".into()));
        }
        self.failed = true;
        self.write_batch()?;
        self.failed = false;
        Ok(())
    }

    fn write_batch(&mut self) -> Result<(), VaultError> {
        let batch = std::mem::take(&mut self.batch);
        let source = &self.source;
        let records: Vec<(Digests, std::io::Result<Vec<u8>>)> = batch
            .par_iter()
            .map(|capture| {
                let digests = Digests::of(&capture.block);
                (digests, record::write(capture, source, &digests))
            })
            .collect();
        for (digests, record) in records {
            let record = record.at(&self.vault.exhibits_dir())?;
            self.write(&digests, &record)?;
        }
        Ok(())
    }

    fn write(&mut self, digests: &Digests, record: &[u8]) -> Result<(), VaultError> {
        if self.open.as_ref().is_some_and(|o| o.meta.exhibits >= SEGMENT_EXHIBITS) {
            self.sync()?;
            self.open = None;
        }
        let seq = self.vault.log.size_with_pending();
        let entry = Entry::Seal {
            exhibit: digests.blake3,
            sha256: digests.sha256_hex(),
            record: blake3::hash(record).to_hex().to_string(),
            source: self.source.clone(),
            at: self.at,
        };
        let dir = self.vault.exhibits_dir();
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(Open::create(self.vault, &self.source, self.at)?),
        };
        let place =
            Place { id: digests.blake3, seq, offset: open.meta.bytes, length: record.len() as u64 };
        let line = place.to_line();
        open.segment.write_all(record).at(&dir)?;
        writeln!(open.index, "{line}").at(&dir)?;
        open.meta.bytes += place.length;
        open.meta.index_bytes += line.len() as u64 + 1;
        open.meta.exhibits += 1;
        open.meta.chain(&line);
        self.vault.log.append(entry.to_bytes())
    }

    /// Makes the open segment durable and puts it into the manifest that the next commit writes.
    fn sync(&mut self) -> Result<(), VaultError> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let dir = self.vault.exhibits_dir();
        for file in [&mut open.segment, &mut open.index] {
            file.flush().and_then(|()| file.get_ref().sync_all()).at(&dir)?;
        }
        File::open(&dir).and_then(|d| d.sync_all()).at(&dir)?;
        self.vault.manifest.put(open.meta.clone());
        Ok(())
    }
}

impl Open {
    fn create(vault: &mut Vault, source: &str, at: Millis) -> Result<Self, VaultError> {
        let name = vault.manifest.next_name();
        let meta = SegmentMeta::new(&name, source, at);
        let dir = vault.exhibits_dir();
        let make = |path: std::path::PathBuf| File::create(&path).at(&path).map(BufWriter::new);
        let segment = make(segment_path(&dir, &meta.file))?;
        let index = make(index_path(&dir, &meta.file))?;
        // Takes the name at once, so that the next segment of this import gets another.
        vault.manifest.put(meta.clone());
        Ok(Self { meta, segment, index })
    }
}

impl Drop for Sealer<'_> {
    /// What was not committed is not acknowledged: the vault goes on as if it had never been.
    fn drop(&mut self) {
        self.vault.forget_uncommitted();
    }
}
