//! Stamps as they lie on disk.

use super::token::{Stamp, verify_stamp};
use crate::custody::log::open_checkpoint;
use crate::error::{AtPath, VaultError};
use std::path::{Path, PathBuf};
use tlog_tiles::Hash;

/// The folder of the vault that has them.
pub const FOLDER: &str = "stamps";
const ENDINGS: [&str; 3] = ["checkpoint", "pem", "tsr"];

/// A stamp that was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptStamp {
    /// Name of its files, without their endings.
    pub name: String,
    /// What it says, or why it does not hold.
    pub stamp: Result<Stamp, String>,
    /// Entries of the custody log that its checkpoint speaks for, and their root.
    pub checkpoint: Option<(u64, Hash)>,
}

impl KeptStamp {
    pub(super) fn check(
        name: String,
        checkpoint: &[u8],
        answer: &[u8],
        trusted: &[u8],
        verifier: &str,
    ) -> Self {
        let signed = open_checkpoint(checkpoint, verifier);
        let (of, stamp) = match signed {
            Ok(signed) => {
                let of = (signed.size(), *signed.hash());
                (Some(of), verify_stamp(answer, checkpoint, trusted))
            }
            Err(e) => (None, Err(format!("its checkpoint: {e}"))),
        };
        Self { name, stamp, checkpoint: of }
    }
}

/// Names of the stamps in a folder, oldest checkpoint first. What a crash left is no stamp.
pub fn stems(dir: &Path) -> Result<Vec<String>, VaultError> {
    let named = |path: &PathBuf| path.extension().is_some_and(|e| e == "tsr");
    let stem = |path: PathBuf| path.file_stem().and_then(|s| s.to_str()).map(str::to_owned);
    let mut stems: Vec<String> = all(dir)?.into_iter().filter(named).filter_map(stem).collect();
    stems.sort();
    Ok(stems)
}

/// Every file of every stamp.
pub fn files(dir: &Path) -> Result<Vec<PathBuf>, VaultError> {
    let file = |stem: &String| ENDINGS.map(|ending| dir.join(format!("{stem}.{ending}")));
    Ok(stems(dir)?.iter().flat_map(file).collect())
}

fn all(dir: &Path) -> Result<Vec<PathBuf>, VaultError> {
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let entries = std::fs::read_dir(dir).at(dir)?;
    entries.map(|entry| Ok(entry.at(dir)?.path())).collect()
}
