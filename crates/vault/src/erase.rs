//! Erasure: exhibits go whole, their segment is written anew without them, and a tombstone stays.

use crate::commit::SegmentMeta;
use crate::entry::Entry;
use crate::error::{AtPath, VaultError};
use crate::exhibits::segment::{Place, SegmentReader, index_path, read_index, segment_path};
use crate::vault::{Held, Vault};
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_vocab::{ExhibitId, Millis};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};

/// Exhibits named by one tombstone: an entry of the log has room for some 900.
const TOMBSTONE_EXHIBITS: usize = 500;

impl Vault {
    /// What goes with these exhibits, each under the same source: revisits, which tell where and when
    /// what these say was met again, and parts, such as a picture of how a page looked; and what goes
    /// with those.
    ///
    /// # Errors
    /// If a segment cannot be read.
    pub fn followers_of(&self, exhibits: &[Held]) -> Result<Vec<Held>, VaultError> {
        let sources: FxHashSet<&str> = exhibits.iter().map(|h| h.source.as_str()).collect();
        let dir = self.exhibits_dir();
        // By what they follow.
        let mut following: FxHashMap<Held, Vec<ExhibitId>> = FxHashMap::default();
        for meta in self.manifest.segments.values() {
            if !sources.contains(meta.source.as_str()) {
                continue;
            }
            let mut reader = SegmentReader::open(&dir, meta)?;
            for place in read_index(&dir, meta)? {
                for exhibit in reader.goes_with(place)? {
                    let held = Held { source: meta.source.clone(), exhibit };
                    following.entry(held).or_default().push(place.id);
                }
            }
        }
        let (mut found, mut next) = (BTreeSet::new(), exhibits.to_vec());
        while let Some(held) = next.pop() {
            for exhibit in following.remove(&held).unwrap_or_default() {
                let follower = Held { source: held.source.clone(), exhibit };
                if found.insert(follower.clone()) {
                    next.push(follower);
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    /// Where these exhibits were retrieved from, each address once, in order; of what is not held
    /// nothing.
    ///
    /// # Errors
    /// If a segment cannot be read.
    pub fn targets_of(&self, exhibits: &[Held]) -> Result<Vec<String>, VaultError> {
        let of: FxHashSet<(&str, ExhibitId)> =
            exhibits.iter().map(|h| (h.source.as_str(), h.exhibit)).collect();
        let dir = self.exhibits_dir();
        let mut targets = BTreeSet::new();
        for meta in self.manifest.segments.values() {
            let places = read_index(&dir, meta)?.into_iter();
            let here = places.filter(|p| of.contains(&(meta.source.as_str(), p.id)));
            let here: Vec<Place> = here.collect();
            if here.is_empty() {
                continue;
            }
            let mut reader = SegmentReader::open(&dir, meta)?;
            for place in here {
                targets.insert(reader.target(place)?);
            }
        }
        Ok(targets.into_iter().collect())
    }

    /// Erases exhibits, each under the source it is named with, and what goes with them there; another source
    /// that holds the same bytes keeps them. The tombstones and the segments without them are acknowledged by one
    /// checkpoint; a crash before it leaves everything, a crash after it nothing.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub async fn erase(
        &mut self,
        exhibits: &[Held],
        why: &str,
        who: &str,
        at: Millis,
    ) -> Result<(), VaultError> {
        let _turn = self.begin()?;
        let followers = self.followers_of(exhibits)?;
        let all = exhibits.iter().chain(&followers);
        let wanted: FxHashSet<(&str, ExhibitId)> =
            all.map(|h| (h.source.as_str(), h.exhibit)).collect();
        let done = self.erase_wanted(&wanted, why, who, at);
        if done.is_err() {
            self.forget_uncommitted();
        }
        let old = done?;
        for meta in old {
            for path in [
                segment_path(&self.exhibits_dir(), &meta.file),
                index_path(&self.exhibits_dir(), &meta.file),
            ] {
                std::fs::remove_file(&path).at(&path)?;
            }
        }
        self.casebook.catch_up(&self.log).await
    }

    /// Gives the segments whose files are no longer needed.
    fn erase_wanted(
        &mut self,
        wanted: &FxHashSet<(&str, ExhibitId)>,
        why: &str,
        who: &str,
        at: Millis,
    ) -> Result<Vec<SegmentMeta>, VaultError> {
        let mut old = Vec::new();
        let metas: Vec<SegmentMeta> = self.manifest.segments.values().cloned().collect();
        for meta in metas {
            let places = read_index(&self.exhibits_dir(), &meta)?;
            let (gone, kept): (Vec<Place>, Vec<Place>) =
                places.into_iter().partition(|p| wanted.contains(&(meta.source.as_str(), p.id)));
            if gone.is_empty() {
                continue;
            }
            for chunk in gone.chunks(TOMBSTONE_EXHIBITS) {
                let entry = Entry::Erase {
                    exhibits: chunk.iter().map(|p| p.id).collect(),
                    source: meta.source.clone(),
                    why: why.to_owned(),
                    who: who.to_owned(),
                    at,
                };
                self.log.append(entry.to_bytes())?;
            }
            let new = self.without(&meta, &kept)?;
            self.manifest.put(new);
            old.push(meta);
        }
        if !old.is_empty() {
            self.manifest.erasures += 1;
            self.commit()?;
        }
        Ok(old)
    }

    /// Writes a segment anew with only the kept exhibits, their records byte for byte.
    fn without(&self, meta: &SegmentMeta, kept: &[Place]) -> Result<SegmentMeta, VaultError> {
        let dir = self.exhibits_dir();
        let mut new = SegmentMeta::new(&meta.name, &meta.source, meta.sealed_at);
        new.file = format!("{}-{}", meta.name, self.manifest.erasures + 1);
        let make = |path: std::path::PathBuf| File::create(&path).at(&path).map(BufWriter::new);
        let mut segment = make(segment_path(&dir, &new.file))?;
        let mut index = make(index_path(&dir, &new.file))?;
        let mut reader = SegmentReader::open(&dir, meta)?;
        for place in kept {
            let member = reader.member(*place)?;
            let line = Place { offset: new.bytes, ..*place }.to_line();
            segment.write_all(&member).at(&dir)?;
            writeln!(index, "{line}").at(&dir)?;
            new.bytes += place.length;
            new.index_bytes += line.len() as u64 + 1;
            new.exhibits += 1;
            new.chain(&line);
        }
        for mut file in [segment, index] {
            file.flush().and_then(|()| file.get_ref().sync_all()).at(&dir)?;
        }
        File::open(&dir).and_then(|d| d.sync_all()).at(&dir)?;
        Ok(new)
    }
}
