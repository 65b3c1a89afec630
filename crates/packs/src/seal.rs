//! Signing and opening packs.

use crate::{BYTES_MAX, Manifest, Pack, PackError};
use serde::{Deserialize, Serialize};
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};
use std::collections::BTreeMap;

/// The file as it travels.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    note: String,
    files: BTreeMap<String, String>,
}

/// A key pair in the encodings of C2SP signed-note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// `PRIVATE+KEY+…`: to be kept.
    pub private: String,
    /// `NAME+…`: to be given to those who shall trust the packs.
    pub public: String,
}

/// A new Ed25519 key pair under the maker's name (no spaces, no `+`).
///
/// # Errors
/// If the name cannot be one.
pub fn generate_key<R: rand_core::CryptoRngCore + ?Sized>(
    random: &mut R,
    maker: &str,
) -> Result<Key, PackError> {
    if maker.is_empty() || maker.contains(|c: char| c.is_whitespace() || c == '+') {
        return Err(PackError::Key(format!("{maker:?} is no name: no spaces and no + in it")));
    }
    let (private, public) = signed_note::generate_key(random, maker);
    Ok(Key { private, public })
}

/// A new key pair, from the system's randomness.
///
/// # Errors
/// If the name cannot be one.
pub fn new_key(maker: &str) -> Result<Key, PackError> {
    generate_key(&mut rand_core::OsRng, maker)
}

/// Whether this is a public key that packs can be checked with.
///
/// # Errors
/// If it is none.
pub fn check_key(public: &str) -> Result<(), PackError> {
    StandardVerifier::new(public.trim())
        .map(|_| ())
        .map_err(|e| PackError::Key(format!("{public:?}: {e}")))
}

/// The pack as one file, signed.
///
/// # Errors
/// If the key is none.
pub fn seal(pack: &Pack, private: &str) -> Result<Vec<u8>, PackError> {
    let signer = StandardSigner::new(private.trim()).map_err(|e| PackError::Key(e.to_string()))?;
    let form = |e: signed_note::NoteError| PackError::Form(e.to_string());
    let mut note = Note::new(pack.manifest.to_text().as_bytes(), &[]).map_err(form)?;
    note.add_sigs(&[&signer]).map_err(form)?;
    let note = String::from_utf8(note.to_bytes()).map_err(|e| PackError::Form(e.to_string()))?;
    let envelope = Envelope { note, files: pack.files.clone() };
    let mut bytes =
        serde_json::to_vec_pretty(&envelope).map_err(|e| PackError::Form(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Opens a pack that one of the trusted keys signed; gives the name of the key.
///
/// # Errors
/// If it is no pack, no trusted key signed it, or a file is not the one that was signed for.
pub fn open(bytes: &[u8], trusted: &[String]) -> Result<(Pack, String), PackError> {
    let envelope = envelope(bytes)?;
    let note = Note::from_bytes(envelope.note.as_bytes())
        .map_err(|e| PackError::Form(format!("not a signed note: {e}")))?;
    for key in trusted {
        let verifier = StandardVerifier::new(key.trim())
            .map_err(|e| PackError::Key(format!("{key:?}: {e}")))?;
        if note.verify(&VerifierList::new(vec![Box::new(verifier)])).is_ok() {
            let name = key.split('+').next().unwrap_or_default().to_owned();
            return Ok((contents(note.text(), envelope.files)?, name));
        }
    }
    let count = trusted.len();
    Err(PackError::Signature(format!("none of the {count} trusted keys signed it")))
}

/// Opens a pack without asking who signed it: to look at, never to use.
///
/// # Errors
/// As [`open`], but for the signature.
pub fn open_unsigned(bytes: &[u8]) -> Result<Pack, PackError> {
    let envelope = envelope(bytes)?;
    let note = Note::from_bytes(envelope.note.as_bytes())
        .map_err(|e| PackError::Form(format!("not a signed note: {e}")))?;
    contents(note.text(), envelope.files)
}

fn envelope(bytes: &[u8]) -> Result<Envelope, PackError> {
    if bytes.len() > BYTES_MAX {
        return Err(PackError::Form(format!("it is over {BYTES_MAX} bytes")));
    }
    serde_json::from_slice(bytes).map_err(|e| PackError::Form(e.to_string()))
}

/// The files must be those of the manifest, no fewer and no more.
fn contents(text: &[u8], files: BTreeMap<String, String>) -> Result<Pack, PackError> {
    let text = std::str::from_utf8(text).map_err(|e| PackError::Form(e.to_string()))?;
    let manifest = Manifest::parse(text)?;
    for entry in &manifest.files {
        let text = files.get(&entry.name).ok_or_else(|| PackError::Digest(entry.name.clone()))?;
        if blake3::hash(text.as_bytes()).to_hex().as_str() != entry.digest {
            return Err(PackError::Digest(entry.name.clone()));
        }
    }
    let named = |name: &String| manifest.files.iter().any(|f| f.name == *name);
    if let Some(stranger) = files.keys().find(|name| !named(name)) {
        return Err(PackError::Digest(stranger.clone()));
    }
    Ok(Pack { manifest, files })
}
