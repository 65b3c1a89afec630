//! The one act that acknowledges: signing a checkpoint.
//!
//! Order of a commit: segments and indexes are durable; `manifest.next.json`, which says what they
//! hold and how long the log will be, is durable; entries and tiles are durable; the checkpoint
//! is signed and renamed into place (this is the moment); the next manifest becomes the manifest.
//! The checkpoint names the manifest by its digest. After a crash, [`settle`] looks there: if the
//! next manifest is the one that was signed, the commit happened and is finished; if not, it did
//! not and its traces are removed. Nothing is removed unless a signed manifest is in place.

use crate::custody::log::{Log, PARTIAL, write_durably};
use crate::error::{AtPath, VaultError, broken};
use crate::exhibits::segment::{index_path, segment_path};
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const MANIFEST: &str = "manifest.json";
const NEXT: &str = "manifest.next.json";

/// What the manifest says of one segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentMeta {
    /// Name: six digits, in the order of sealing; stays when exhibits are erased.
    pub name: String,
    /// Name of its files: changes when exhibits are erased.
    pub file: String,
    /// Source of all its exhibits.
    pub source: String,
    /// When they were sealed.
    pub sealed_at: Millis,
    /// How many it holds.
    pub exhibits: u64,
    /// Bytes of the segment that count.
    pub bytes: u64,
    /// Bytes of the index that count.
    pub index_bytes: u64,
    /// BLAKE3 chained over the lines of the index.
    pub fingerprint: String,
}

impl SegmentMeta {
    /// An empty segment.
    pub fn new(name: &str, source: &str, sealed_at: Millis) -> Self {
        Self {
            name: name.to_owned(),
            file: name.to_owned(),
            source: source.to_owned(),
            sealed_at,
            exhibits: 0,
            bytes: 0,
            index_bytes: 0,
            fingerprint: String::new(),
        }
    }

    /// Takes another line of the index into the fingerprint.
    pub fn chain(&mut self, line: &str) {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.fingerprint.as_bytes());
        hasher.update(line.as_bytes());
        self.fingerprint = hasher.finalize().to_hex().to_string();
    }
}

/// Which segments count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Entries of the custody log this manifest goes with.
    pub log_size: u64,
    /// How many erasures there were.
    pub erasures: u64,
    /// Names given so far.
    pub named: u64,
    /// Segments by name.
    pub segments: BTreeMap<String, SegmentMeta>,
}

impl Manifest {
    /// The name of the next segment.
    pub fn next_name(&mut self) -> String {
        let name = format!("{:06}", self.named);
        self.named += 1;
        name
    }

    /// Puts a segment in, or in the place of its older self.
    pub fn put(&mut self, meta: SegmentMeta) {
        self.segments.insert(meta.name.clone(), meta);
    }

    /// Reads the manifest of a vault, which must be the one that was signed.
    pub fn read(vault: &Path, signed: &str) -> Result<Self, VaultError> {
        let path = vault.join(MANIFEST);
        let bytes = fs::read(&path).at(&path)?;
        if blake3::hash(&bytes).to_hex().as_str() != signed {
            return Err(broken(&path, "it is not the one that the checkpoint was signed with"));
        }
        serde_json::from_slice(&bytes).map_err(|e| broken(&path, e.to_string()))
    }

    /// Writes what the next commit will make the manifest; gives its BLAKE3, hexadecimal.
    pub fn write_next(&self, vault: &Path) -> Result<String, VaultError> {
        let path = vault.join(NEXT);
        let json = serde_json::to_vec_pretty(self).map_err(|e| broken(&path, e.to_string()))?;
        write_durably(&path, &json)?;
        Ok(blake3::hash(&json).to_hex().to_string())
    }
}

/// Whether a vault was ever acknowledged here.
pub fn has_manifest(vault: &Path) -> bool {
    vault.join(MANIFEST).exists()
}

/// Makes the next manifest the manifest.
pub fn swap(vault: &Path) -> Result<(), VaultError> {
    let (next, now) = (vault.join(NEXT), vault.join(MANIFEST));
    fs::rename(&next, &now).at(&next)?;
    fs::File::open(vault).and_then(|f| f.sync_all()).at(vault)
}

/// After a crash: finishes the commit that was acknowledged, removes traces of one that was not.
pub fn settle(vault: &Path, log: &Log) -> Result<Manifest, VaultError> {
    let next = vault.join(NEXT);
    let signed = |bytes: Vec<u8>| blake3::hash(&bytes).to_hex().as_str() == log.manifest();
    if fs::read(&next).is_ok_and(signed) {
        swap(vault)?;
    }
    let manifest = Manifest::read(vault, log.manifest())?;
    let mut partial = next.clone().into_os_string();
    partial.push(PARTIAL);
    for left in [next, partial.into()] {
        if left.exists() {
            fs::remove_file(&left).at(&left)?;
        }
    }
    log.settle()?;
    trim(vault, &manifest)?;
    Ok(manifest)
}

/// Removes bytes and files that no manifest speaks for.
fn trim(vault: &Path, manifest: &Manifest) -> Result<(), VaultError> {
    let dir = vault.join("exhibits");
    let mut named = BTreeSet::new();
    for meta in manifest.segments.values() {
        let lengths = [
            (segment_path(&dir, &meta.file), meta.bytes),
            (index_path(&dir, &meta.file), meta.index_bytes),
        ];
        for (path, length) in lengths {
            if fs::metadata(&path).is_ok_and(|m| m.len() > length) {
                let file = fs::OpenOptions::new().write(true).open(&path).at(&path)?;
                file.set_len(length).and_then(|()| file.sync_all()).at(&path)?;
            }
            named.insert(path);
        }
    }
    for entry in fs::read_dir(&dir).at(&dir)? {
        let path = entry.at(&dir)?.path();
        if !named.contains(&path) {
            fs::remove_file(&path).at(&path)?;
        }
    }
    Ok(())
}
