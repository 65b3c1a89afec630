//! The vault's signature over a package, and the key as `openssl` reads it.
//!
//! The vault signs a statement of two lines: its own domain, and the SHA-256 of the package's tag
//! manifest as `sha256sum` writes it. The domain stands where a checkpoint has the name of its log, so
//! that neither can be taken for the other.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, VerifyingKey};

/// First line of a statement about a package.
pub const DOMAIN: &str = "spoor.example/package";

/// SubjectPublicKeyInfo of an Ed25519 key, up to the key itself (RFC 8410, section 4).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// Algorithm byte of Ed25519 in a verifier key (C2SP signed-note).
const ED25519: u8 = 1;

/// What the vault says of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// The statement that is signed.
    pub statement: String,
    /// Ed25519 signature over its bytes.
    pub signature: [u8; 64],
}

/// The statement about a tag manifest of this SHA-256 (hexadecimal), as it is in its place.
pub fn statement(sha256: &str) -> String {
    format!("{DOMAIN}\n{sha256}  {}\n", crate::bag::TAG_MANIFEST)
}

/// The key of a verifier (`NAME+ID+BASE64`).
pub fn key(verifier: &str) -> Option<VerifyingKey> {
    let (_, key) = verifier.trim().split_once('+')?.1.split_once('+')?;
    let bytes = BASE64_STANDARD.decode(key).ok()?;
    let (algorithm, key) = bytes.split_first()?;
    let key: [u8; 32] = key.try_into().ok()?;
    (*algorithm == ED25519).then(|| VerifyingKey::from_bytes(&key).ok()).flatten()
}

/// The key of a verifier as PEM, for `openssl`; `None` if it is none of Ed25519.
pub fn key_pem(verifier: &str) -> Option<String> {
    let mut der = SPKI.to_vec();
    der.extend(key(verifier)?.as_bytes());
    let text = BASE64_STANDARD.encode(der);
    Some(format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"))
}

/// Whether the key made the signature over the statement.
pub fn holds(key: &VerifyingKey, statement: &[u8], signature: &[u8]) -> bool {
    Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify_strict(statement, &signature).is_ok())
}
