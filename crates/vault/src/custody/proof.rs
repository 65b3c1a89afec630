//! Proofs for outsiders, who need nothing but the text and the verifier key.
//!
//! An inclusion proof is a C2SP tlog-proof: the line `c2sp.org/tlog-proof@v1`, `extra` with the
//! entry in base64, `index`, the audit path (one hash a line, base64), an empty line, and the
//! signed checkpoint.

use super::log::{Log, open_checkpoint};
use crate::error::VaultError;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tlog_tiles::{Hash, check_record, check_tree, prove_record, prove_tree, record_hash};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// That a log only grew: the proof from an older size to the signed one (RFC 6962, 2.1.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Consistency {
    /// The older size.
    pub old_size: u64,
    /// The path.
    pub hashes: Vec<Hash>,
}

fn log_error(e: impl std::fmt::Display) -> VaultError {
    VaultError::Log(e.to_string())
}

/// Writes the proof that `entry` stands at `index`.
pub fn inclusion(log: &Log, index: u64, entry: &[u8]) -> Result<String, VaultError> {
    let path = prove_record(log.size(), index, &log.reader()).map_err(log_error)?;
    let mut text = format!("{HEADER}\nextra {}\nindex {index}\n", BASE64_STANDARD.encode(entry));
    for hash in path {
        text.push_str(&BASE64_STANDARD.encode(hash.0));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(log.checkpoint_text());
    Ok(text)
}

/// Checks a proof of inclusion; gives the entry that stands in the log.
///
/// # Errors
/// What does not hold.
pub fn verify_proof(text: &str, verifier: &str) -> Result<String, String> {
    let (proof, note) = text.split_once("\n\n").ok_or("there is no checkpoint in it")?;
    let checkpoint = open_checkpoint(note.as_bytes(), verifier)?;
    let mut lines = proof.lines();
    if lines.next() != Some(HEADER) {
        return Err(format!("the first line is not {HEADER}"));
    }
    let entry = lines.next().and_then(|l| l.strip_prefix("extra ")).ok_or("there is no entry")?;
    let entry = BASE64_STANDARD.decode(entry).map_err(|e| format!("the entry: {e}"))?;
    let index = lines.next().and_then(|l| l.strip_prefix("index ")).ok_or("there is no index")?;
    let index: u64 = index.parse().map_err(|e| format!("the index: {e}"))?;
    let path: Result<Vec<Hash>, _> = lines.map(Hash::parse_hash).collect();
    let path = path.map_err(|e| format!("the path: {e}"))?;
    if index >= checkpoint.size() {
        return Err("the index is beyond the end of the log".into());
    }
    check_record(&path, checkpoint.size(), *checkpoint.hash(), index, record_hash(&entry))
        .map_err(|e| format!("the entry does not stand in the log: {e}"))?;
    String::from_utf8(entry).map_err(|_| "the entry is not text".into())
}

/// The proof that the log of `old_size` entries is the beginning of the present one.
pub fn consistency(log: &Log, old_size: u64) -> Result<Consistency, VaultError> {
    let hashes = prove_tree(log.size(), old_size, &log.reader()).map_err(log_error)?;
    Ok(Consistency { old_size, hashes })
}

/// Checks that the log of an older signed checkpoint is the beginning of that of a newer one.
///
/// # Errors
/// What does not hold.
pub fn verify_consistency(
    proof: &Consistency,
    old_checkpoint: &str,
    new_checkpoint: &str,
    verifier: &str,
) -> Result<(), String> {
    let old = open_checkpoint(old_checkpoint.as_bytes(), verifier)?;
    let new = open_checkpoint(new_checkpoint.as_bytes(), verifier)?;
    if old.size() != proof.old_size {
        return Err("the proof starts at another size".into());
    }
    if old.size() == 0 || old.size() > new.size() {
        return Err("the older log is empty or longer than the newer one".into());
    }
    check_tree(&proof.hashes, new.size(), *new.hash(), old.size(), *old.hash())
        .map_err(|e| format!("the older log is not the beginning of the newer one: {e}"))
}
