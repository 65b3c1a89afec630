//! What a backup of a vault needs: its files as one signed checkpoint knows them, also while they
//! grow, what is kept beside the log, and a signature over the backup's own list.
//!
//! The custody log and the segments only grow; what goes is a partial tile when a wider one takes its
//! place, and a segment in an erasure. So the small files that can go are read at once, and the large
//! ones are named for the caller to copy.

use crate::commit::Manifest;
use crate::custody::log::{Log, verifier};
use crate::custody::proof::{self, verify_consistency};
use crate::entry::Entry;
use crate::error::{AtPath, VaultError, broken};
use crate::exhibits::segment::{index_path, segment_path};
use crate::secret::SECRET;
use crate::stamp;
use crate::turns::Turns;
use crate::vault::{Held, Vault};
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};
use std::fs;
use std::path::{Path, PathBuf};

/// First line of a backup's list: nothing else that the vault's key signs begins so.
const LIST: &str = "spoor.example/backup\n";

/// A file of the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultFile {
    /// Its path below the vault's folder, with `/`.
    pub name: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file of the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// So many bytes of this file: those beyond are not acknowledged yet.
    OnDisk(PathBuf, u64),
}

/// All files of a vault at its present checkpoint, and how many entries that speaks for. The
/// casebook is not among them: it is made anew from the log, but for what is kept beside it. While
/// they are gathered nobody writes; they are copied while others do.
///
/// # Errors
/// If a file cannot be read, or another process writes for a minute on end.
pub fn files(vault: &Path) -> Result<(Vec<VaultFile>, u64), VaultError> {
    let _turn = Turns::of(vault)?.take()?;
    let folder = vault.join("log");
    let log = Log::open(&folder)?;
    let manifest = Manifest::read(vault, log.manifest())?;
    let mut files = Vec::new();
    for path in log.files() {
        let goes = path.components().any(|c| c.as_os_str().as_encoded_bytes().ends_with(b".p"));
        let small = path.parent() == Some(folder.as_path());
        let content = match goes || small {
            true => Content::Bytes(fs::read(&path).at(&path)?),
            false => Content::OnDisk(path.clone(), fs::metadata(&path).at(&path)?.len()),
        };
        files.push(VaultFile { name: below(vault, &path)?, content });
    }
    let mut small = vec![vault.join("manifest.json"), vault.join(SECRET)];
    small.extend(stamp::files(&vault.join(stamp::FOLDER))?);
    for path in small {
        if path.exists() {
            let content = Content::Bytes(fs::read(&path).at(&path)?);
            files.push(VaultFile { name: below(vault, &path)?, content });
        }
    }
    let exhibits = vault.join("exhibits");
    for meta in manifest.segments.values() {
        for (path, length) in [
            (segment_path(&exhibits, &meta.file), meta.bytes),
            (index_path(&exhibits, &meta.file), meta.index_bytes),
        ] {
            let name = below(vault, &path)?;
            files.push(VaultFile { name, content: Content::OnDisk(path, length) });
        }
    }
    Ok((files, log.size()))
}

fn below(vault: &Path, path: &Path) -> Result<String, VaultError> {
    let inside = path.strip_prefix(vault).unwrap_or(path);
    let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| broken(path, "its name is not UTF-8"))
}

/// Signs a backup's list with the vault's key: a C2SP signed note.
///
/// # Errors
/// If the key cannot be read.
pub fn sign_list(vault: &Path, list: &str) -> Result<Vec<u8>, VaultError> {
    let path = vault.join("log/key");
    let key = fs::read_to_string(&path).at(&path)?;
    let signer = StandardSigner::new(key.trim()).map_err(|e| broken(&path, e.to_string()))?;
    let error = |e: &dyn std::fmt::Display| VaultError::Log(e.to_string());
    let mut note = Note::new(format!("{LIST}{list}").as_bytes(), &[]).map_err(|e| error(&e))?;
    note.add_sigs(&[&signer]).map_err(|e| error(&e))?;
    Ok(note.to_bytes())
}

/// Checks a backup's list against a verifier key; gives what was signed.
///
/// # Errors
/// What does not hold.
pub fn read_list(note: &[u8], verifier: &str) -> Result<String, String> {
    let known = StandardVerifier::new(verifier).map_err(|e| format!("the verifier key: {e}"))?;
    let note = Note::from_bytes(note).map_err(|e| format!("not a signed note: {e}"))?;
    note.verify(&VerifierList::new(vec![Box::new(known)]))
        .map_err(|e| format!("the signature does not hold: {e}"))?;
    let text = std::str::from_utf8(note.text()).map_err(|e| e.to_string())?;
    let list = text.strip_prefix(LIST).ok_or("it is not the list of a backup")?;
    Ok(list.to_owned())
}

/// The verifier key of the vault in a folder.
///
/// # Errors
/// If there is none.
pub fn verifier_of(vault: &Path) -> Result<String, VaultError> {
    verifier(&vault.join("log"))
}

/// An erasure that a later log tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// What went.
    pub exhibits: Vec<Held>,
    /// Why.
    pub why: String,
    /// By whom.
    pub who: String,
    /// When, ms.
    pub at: i64,
}

impl Vault {
    /// Erasures that a later state of this vault's custody log has, in the folder `newer`, and this
    /// one has not.
    ///
    /// # Errors
    /// If the other log is not this one's continuation, or cannot be read.
    pub fn erasures_since(&self, newer: &Path) -> Result<Vec<Erasure>, VaultError> {
        let other = |what: String| VaultError::Log(format!("{}: {what}", newer.display()));
        let key = self.verifier()?;
        if verifier(newer)? != key {
            return Err(other("this is another vault's log".into()));
        }
        let log = Log::open(newer)?;
        let (old, new) = (self.log.checkpoint_text(), log.checkpoint_text());
        let proof = proof::consistency(&log, self.log.size())
            .map_err(|_| other("it is older than the backup".into()))?;
        verify_consistency(&proof, old, new, &key).map_err(other)?;
        let mut found = Vec::new();
        for entry in log.entries(self.log.size()) {
            let (_, bytes) = entry?;
            if let Some(Entry::Erase { exhibits, source, why, who, at }) = Entry::from_bytes(&bytes)
            {
                let held = |exhibit| Held { source: source.clone(), exhibit };
                let exhibits = exhibits.into_iter().map(held).collect();
                found.push(Erasure { exhibits, why, who, at });
            }
        }
        Ok(found)
    }
}
