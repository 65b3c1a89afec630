//! Knowledge packs: what a team learnt, in a form that another country can check and use.
//!
//! What comes in: lexicons, rule packs, site profiles and models as texts, a name, a version, a
//! key. What goes out: one file, signed; and, for a file that came from elsewhere, its contents
//! once the signature holds, the difference from what is in use, and every entry that lacks a
//! source or licence or looks like personal data. What never happens here: no I/O, no clock, no
//! chance but for a new key; nothing of a pack is used whose signature was not checked against a key the caller trusts.
//!
//! The file is one JSON object: `note`, a C2SP signed note (<https://c2sp.org/signed-note>) that
//! names every file with its BLAKE3 digest, and `files`, their texts. The signature can be checked
//! with any tool that knows signed notes, the digests with `b3sum`.

mod check;
mod diff;
mod manifest;
mod seal;

pub use check::check;
pub use diff::{Change, diff};
pub use manifest::{Content, FileEntry, Manifest};
pub use seal::{Key, check_key, generate_key, new_key, open, open_unsigned, seal};

use std::collections::BTreeMap;
use thiserror::Error;

/// Largest pack read, in bytes.
pub const BYTES_MAX: usize = 64 << 20;
/// Most files of a pack.
pub const FILES_MAX: usize = 1000;

/// A pack: what it says of itself, and its files by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Name, version, maker, files.
    pub manifest: Manifest,
    /// Text of each file of the manifest.
    pub files: BTreeMap<String, String>,
}

/// Why a pack cannot be made or used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackError {
    /// The file is not a pack.
    #[error("this is not a pack: {0}")]
    Form(String),
    /// The signature does not hold, or is of no trusted key.
    #[error("the signature does not hold: {0}")]
    Signature(String),
    /// A file is not the one that was signed for.
    #[error("{0} is not the file that was signed for: get the pack again from who made it")]
    Digest(String),
    /// A key cannot be read.
    #[error("the key cannot be read: {0}")]
    Key(String),
}
