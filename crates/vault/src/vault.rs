//! The vault as the program sees it.

use crate::casebook::{Casebook, DecisionRow};
use crate::commit::{self, Manifest};
use crate::custody::log::Log;
use crate::custody::proof::{self, Consistency};
use crate::entry::Entry;
use crate::error::{AtPath, VaultError};
use crate::exhibits::sealer::Sealer;
use crate::exhibits::segment::{Exhibit, Place, SegmentReader, read_index};
use crate::said::Said;
use crate::turns::Turns;
use rustc_hash::FxHashSet;
use spoor_vocab::{Decision, ExhibitId, Millis, Source};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const DAY_MS: Millis = 86_400_000;

/// A segment, for those who work through the vault piece by piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentInfo {
    /// Its name.
    pub name: String,
    /// How many exhibits it holds.
    pub exhibits: u64,
    /// Changes whenever its exhibits do.
    pub fingerprint: String,
}

/// An exhibit as one source holds it. Two sources may hold the same bytes, each with its own basis
/// and retention: what goes, goes under a source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    /// Name of the source.
    pub source: String,
    /// Content address.
    pub exhibit: ExhibitId,
}

/// Exhibits that one import sealed under a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Name of the source.
    pub source: String,
    /// When they were sealed: from then on their retention period runs.
    pub sealed_at: Millis,
    /// How many there are.
    pub exhibits: u64,
}

/// An opened vault. Others may have it open too; they take turns to write, and each takes in what the
/// others have written when its turn begins. What it reads between is as of its last turn.
pub struct Vault {
    pub(crate) dir: PathBuf,
    pub(crate) log: Log,
    pub(crate) manifest: Manifest,
    pub(crate) casebook: Casebook,
    pub(crate) sources: BTreeMap<String, Source>,
    /// A commit failed half-way: what is on disk is known only after opening again.
    failed: bool,
    pub(crate) turns: Turns,
}

impl Vault {
    /// Makes a vault in a new folder.
    ///
    /// # Errors
    /// If the folder cannot be written, or holds a vault already.
    pub async fn create(dir: &Path, at: Millis) -> Result<Self, VaultError> {
        Self::create_with(dir, None, at).await
    }

    /// Makes a vault whose casebook lies in the database at `url`; without one in its folder.
    ///
    /// # Errors
    /// As [`Vault::create`], and if the database is another vault's or no PostgreSQL.
    pub async fn create_with(
        dir: &Path,
        url: Option<&str>,
        at: Millis,
    ) -> Result<Self, VaultError> {
        fs::create_dir_all(dir.join("exhibits")).at(dir)?;
        let turns = Turns::of(dir)?;
        let turn = turns.take()?;
        let folder = dir.join("log");
        // A key that never signed anything is what a crash left of an earlier try.
        if folder.exists() && !Log::is_signed(&folder) && !commit::has_manifest(dir) {
            fs::remove_dir_all(&folder).at(&folder)?;
        }
        let mut log = Log::create(&folder)?;
        log.append(Entry::Open { at }.to_bytes())?;
        let manifest = Manifest { log_size: log.size_with_pending(), ..Manifest::default() };
        log.sign(&manifest.write_next(dir)?)?;
        commit::swap(dir)?;
        let casebook = Casebook::open(dir, url).await?;
        casebook.belongs_to(&log).await?;
        casebook.catch_up(&log).await?;
        let sources = BTreeMap::new();
        let dir = dir.to_owned();
        drop(turn);
        Ok(Self { dir, log, manifest, casebook, sources, failed: false, turns })
    }

    /// Opens a vault; what a crash left is put right: see [`commit`](mod@crate::commit).
    ///
    /// # Errors
    /// If another process writes for too long, or a file of it cannot be read.
    pub async fn open(dir: &Path) -> Result<Self, VaultError> {
        Self::open_with(dir, None).await
    }

    /// Opens a vault whose casebook lies in the database at `url`; without one in its folder. What
    /// the custody log holds is there in any database; what is kept beside it only in its own.
    ///
    /// # Errors
    /// As [`Vault::open`], and if the database is another vault's or no PostgreSQL.
    pub async fn open_with(dir: &Path, url: Option<&str>) -> Result<Self, VaultError> {
        let turns = Turns::of(dir)?;
        let turn = turns.take()?;
        let log = Log::open(&dir.join("log"))?;
        let casebook = Casebook::open(dir, url).await?;
        casebook.belongs_to(&log).await?;
        // Before anything is removed: a casebook that knows more than the log refuses here.
        casebook.catch_up(&log).await?;
        let manifest = commit::settle(dir, &log)?;
        drop(turn);
        let dir = dir.to_owned();
        let sources = BTreeMap::new();
        let mut vault = Self { dir, log, manifest, casebook, sources, failed: false, turns };
        vault.read_sources().await?;
        Ok(vault)
    }

    /// Closes the vault, and its casebook to a single file. Only dropped, it loses nothing, but
    /// SQLite may leave its write-ahead log to be taken in at the next opening.
    pub async fn close(self) {
        self.casebook.close().await;
    }

    /// Names a source.
    ///
    /// # Errors
    /// If basis, purpose or retention are missing, or the name is taken with other ones.
    pub async fn add_source(
        &mut self,
        source: &Source,
        who: &str,
        at: Millis,
    ) -> Result<(), VaultError> {
        source.validate()?;
        let _turn = self.begin()?;
        self.casebook.catch_up(&self.log).await?;
        self.read_sources().await?;
        match self.sources.get(&source.name) {
            Some(known) if known == source => return Ok(()),
            Some(_) => return Err(VaultError::OtherSource(source.name.clone())),
            None => {}
        }
        let entry = Entry::Source { source: source.clone(), who: who.to_owned(), at };
        self.enter(&entry).await?;
        self.sources.insert(source.name.clone(), source.clone());
        Ok(())
    }

    /// The source of this name.
    ///
    /// # Errors
    /// None; the signature leaves room for a casebook elsewhere.
    pub async fn source(&self, name: &str) -> Result<Option<Source>, VaultError> {
        Ok(self.sources.get(name).cloned())
    }

    /// All sources, by name.
    ///
    /// # Errors
    /// None; see [`Vault::source`].
    pub async fn sources(&self) -> Result<Vec<Source>, VaultError> {
        Ok(self.sources.values().cloned().collect())
    }

    /// Starts sealing captures under a source.
    ///
    /// # Errors
    /// [`VaultError::NoSource`] if there is none of this name.
    pub fn sealer(&mut self, source: &str, at: Millis) -> Result<Sealer<'_>, VaultError> {
        if !self.sources.contains_key(source) {
            return Err(VaultError::NoSource(source.to_owned()));
        }
        Sealer::new(self, source, at)
    }

    /// How many exhibits there are.
    pub fn exhibits(&self) -> u64 {
        self.manifest.segments.values().map(|s| s.exhibits).sum()
    }

    /// Segments in the order of sealing.
    pub fn segments(&self) -> Vec<SegmentInfo> {
        let info = |s: &commit::SegmentMeta| SegmentInfo {
            name: s.name.clone(),
            exhibits: s.exhibits,
            fingerprint: s.fingerprint.clone(),
        };
        self.manifest.segments.values().filter(|s| s.exhibits > 0).map(info).collect()
    }

    /// How many entries the custody log has.
    pub fn log_size(&self) -> u64 {
        self.log.size()
    }

    /// Segments with an exhibit that was sealed at or after this position of the log.
    ///
    /// # Errors
    /// If an index cannot be read.
    pub fn segments_since(&self, position: u64) -> Result<Vec<SegmentInfo>, VaultError> {
        let mut since = Vec::new();
        for segment in self.segments() {
            let Some(meta) = self.manifest.segments.get(&segment.name) else { continue };
            let places = read_index(&self.exhibits_dir(), meta)?;
            if places.last().is_some_and(|place| place.seq >= position) {
                since.push(segment);
            }
        }
        Ok(since)
    }

    /// What each import sealed under each source, in the order of sealing.
    pub fn holdings(&self) -> Vec<Holding> {
        let holding = |s: &commit::SegmentMeta| Holding {
            source: s.source.clone(),
            sealed_at: s.sealed_at,
            exhibits: s.exhibits,
        };
        self.manifest.segments.values().filter(|s| s.exhibits > 0).map(holding).collect()
    }

    /// Exhibits of one segment with their blocks, in the order of sealing.
    ///
    /// # Errors
    /// If there is no such segment or it cannot be read.
    pub fn read_segment(&self, name: &str) -> Result<SegmentReader, VaultError> {
        let meta = self.manifest.segments.get(name);
        let meta = meta.ok_or_else(|| VaultError::NoExhibit(format!("in segment {name}")))?;
        SegmentReader::open(&self.exhibits_dir(), meta)
    }

    /// One exhibit with its block.
    ///
    /// # Errors
    /// If a segment cannot be read.
    pub fn read_exhibit(&self, id: ExhibitId) -> Result<Option<(Exhibit, Vec<u8>)>, VaultError> {
        for meta in self.manifest.segments.values() {
            let places = read_index(&self.exhibits_dir(), meta)?;
            if let Some(place) = places.into_iter().find(|p| p.id == id) {
                return SegmentReader::open(&self.exhibits_dir(), meta)?.read(place).map(Some);
            }
        }
        Ok(None)
    }

    /// All exhibits of a source.
    ///
    /// # Errors
    /// If an index cannot be read.
    pub fn exhibits_of(&self, source: &str) -> Result<Vec<Held>, VaultError> {
        self.held(|meta| meta.source == source)
    }

    fn held(&self, wanted: impl Fn(&commit::SegmentMeta) -> bool) -> Result<Vec<Held>, VaultError> {
        let mut held = Vec::new();
        for meta in self.manifest.segments.values().filter(|meta| wanted(meta)) {
            let places = read_index(&self.exhibits_dir(), meta)?;
            let one = |p: Place| Held { source: meta.source.clone(), exhibit: p.id };
            held.extend(places.into_iter().map(one));
        }
        Ok(held)
    }

    /// Exhibits whose source's retention period is over at `now`, counted from their sealing.
    ///
    /// # Errors
    /// If an index cannot be read.
    pub async fn expired(&self, now: Millis) -> Result<Vec<Held>, VaultError> {
        self.held(|meta| {
            let days = self.sources.get(&meta.source).map_or(0, |s| s.retain_days);
            meta.sealed_at.saturating_add(Millis::from(days) * DAY_MS) < now
        })
    }

    /// Puts a decision into the custody log and the casebook; gives its position in the log.
    ///
    /// # Errors
    /// [`VaultError::Unnamed`] without reviewer or reason.
    pub async fn decide(&mut self, decision: &Decision) -> Result<u64, VaultError> {
        self.record(&[Said::Decision(decision.clone())]).await
    }

    /// Puts into the log and the casebook what people said and did, all of it or nothing; gives the
    /// position of the first in the log. One signature acknowledges them all, so that many people
    /// can be answered at a time.
    ///
    /// # Errors
    /// [`VaultError::Unnamed`] if one is without a name, or a decision without a reason; else if the
    /// log cannot be written.
    pub async fn record(&mut self, said: &[Said]) -> Result<u64, VaultError> {
        if !said.iter().all(Said::is_named) {
            return Err(VaultError::Unnamed);
        }
        let _turn = self.begin()?;
        let first = self.log.size_with_pending();
        for one in said {
            if let Err(error) = self.log.append(one.entry().to_bytes()) {
                self.log.forget_pending();
                return Err(error);
            }
        }
        self.commit()?;
        self.casebook.catch_up(&self.log).await?;
        Ok(first)
    }

    /// The casebook, to read what people did and to keep what belongs beside the log.
    pub fn casebook(&self) -> &Casebook {
        &self.casebook
    }

    /// Decisions that stand, oldest first: all, or those on one lead.
    ///
    /// # Errors
    /// If the casebook cannot be read.
    pub async fn decisions(&self, lead: Option<&str>) -> Result<Vec<Decision>, VaultError> {
        let rows = self.casebook.decisions(lead).await?;
        let stand = |row: DecisionRow| (!row.undone).then_some(row.decision);
        Ok(rows.into_iter().filter_map(stand).collect())
    }

    /// Puts into the custody log who looked at or did what.
    ///
    /// # Errors
    /// If the log cannot be written.
    pub async fn audit(
        &mut self,
        who: &str,
        what: &str,
        why: &str,
        at: Millis,
    ) -> Result<(), VaultError> {
        let (who, what, why) = (who.to_owned(), what.to_owned(), why.to_owned());
        self.record(&[Said::Look { who, what, why, at }]).await.map(|_| ())
    }

    /// How many erasures there were: whatever is derived from exhibits must know of them all.
    pub fn erasures(&self) -> u64 {
        self.manifest.erasures
    }

    /// The signed checkpoint, to be kept elsewhere.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn checkpoint_text(&self) -> Result<String, VaultError> {
        Ok(self.log.checkpoint_text().to_owned())
    }

    /// The public key that checkpoints are checked with.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn verifier(&self) -> Result<String, VaultError> {
        crate::custody::log::verifier(self.log.dir())
    }

    /// A proof that an exhibit was sealed, for outsiders: see [`crate::verify_proof`].
    ///
    /// # Errors
    /// [`VaultError::NoExhibit`] if it is not here.
    pub fn prove(&self, id: ExhibitId) -> Result<String, VaultError> {
        for meta in self.manifest.segments.values() {
            let places = read_index(&self.exhibits_dir(), meta)?;
            let Some(place) = places.into_iter().find(|p| p.id == id) else { continue };
            let mut entries = self.log.entries(place.seq);
            let (seq, entry) = entries.next().transpose()?.unwrap_or_default();
            return proof::inclusion(&self.log, seq, &entry);
        }
        Err(VaultError::NoExhibit(id.to_hex()))
    }

    /// The proof that the log of `old_size` entries is the beginning of the present one.
    ///
    /// # Errors
    /// If the log was never that long.
    pub fn consistency(&self, old_size: u64) -> Result<Consistency, VaultError> {
        proof::consistency(&self.log, old_size)
    }

    pub(crate) fn exhibits_dir(&self) -> PathBuf {
        self.dir.join("exhibits")
    }

    /// Content addresses sealed under a source.
    pub(crate) fn known(&self, source: &str) -> Result<FxHashSet<ExhibitId>, VaultError> {
        Ok(self.exhibits_of(source)?.into_iter().map(|held| held.exhibit).collect())
    }

    /// Acknowledges all that was appended to the log and put into the manifest.
    pub(crate) fn commit(&mut self) -> Result<(), VaultError> {
        if self.failed {
            return Err(VaultError::Log("an earlier commit failed: open the vault again".into()));
        }
        if self.log.size_with_pending() == self.log.size() {
            return Ok(());
        }
        self.failed = true;
        self.manifest.log_size = self.log.size_with_pending();
        let manifest = self.manifest.write_next(&self.dir)?;
        self.log.sign(&manifest)?;
        commit::swap(&self.dir)?;
        self.failed = false;
        Ok(())
    }

    /// Forgets what was not acknowledged; its bytes are removed when the vault is next opened.
    pub(crate) fn forget_uncommitted(&mut self) {
        self.log.forget_pending();
        if let Ok(manifest) = Manifest::read(&self.dir, self.log.manifest()) {
            // Names stay taken: files of them may be there.
            let named = self.manifest.named;
            self.manifest = manifest;
            self.manifest.named = named;
        }
    }

    /// Puts an entry into the log, then into the casebook.
    async fn enter(&mut self, entry: &Entry) -> Result<(), VaultError> {
        self.log.append(entry.to_bytes())?;
        self.commit()?;
        self.casebook.catch_up(&self.log).await
    }
}
