//! Secrets at rest: sealed under a key that lies outside the database, and keyed digests.
//!
//! The server has one secret, a file beside the vault's signing key. From it come, by BLAKE3's
//! derivation, a key that seals (XChaCha20-Poly1305; draft-irtf-cfrg-xchacha-03) and a key for
//! digests. Who copies the database alone can neither make codes of an authenticator nor try out
//! which telephone number a digest is of.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rand::CryptoRng;
use std::fmt;
use thiserror::Error;

const SEALING: &str = "spoor 2026-11 secrets at rest";
const DIGESTS: &str = "spoor 2026-11 digests of what was asked";
/// Stands before what was sealed, so that another way of sealing can follow.
const FORM: &str = "x1.";
/// Bytes of a nonce: so many that random ones never meet.
const NONCE: usize = 24;

/// Why something sealed cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "what is sealed for {0} cannot be opened: it was changed, moved here from elsewhere, or the \
     file vault/secret is another one; put back the file that belongs to this database"
)]
pub struct SealError(
    /// What it should be of.
    &'static str,
);

/// The keys that come of the server's secret.
#[derive(Clone)]
pub struct Keys {
    sealing: [u8; 32],
    digests: [u8; 32],
}

impl Keys {
    /// Of the secret: 256 random bits.
    pub fn of(secret: &[u8; 32]) -> Self {
        Self {
            sealing: blake3::derive_key(SEALING, secret),
            digests: blake3::derive_key(DIGESTS, secret),
        }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&Key::from(self.sealing))
    }

    /// Seals bytes for one place, such as kind `account` and key `eva`: they can be opened for no
    /// other, so that nobody gets in by copying their own row over another's.
    ///
    /// # Errors
    /// Never for anything shorter than 256 GiB.
    pub fn seal<R: CryptoRng + ?Sized>(
        &self,
        kind: &'static str,
        key: &str,
        plain: &[u8],
        random: &mut R,
    ) -> Result<String, SealError> {
        let mut nonce = [0; NONCE];
        random.fill_bytes(&mut nonce);
        let place = place(kind, key);
        let payload = Payload { msg: plain, aad: &place };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| SealError(kind))?;
        Ok(format!("{FORM}{}{}", hex::encode(nonce), hex::encode(sealed)))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// If it was sealed for another place or under another secret, or was changed.
    pub fn open(&self, kind: &'static str, key: &str, text: &str) -> Result<Vec<u8>, SealError> {
        let no = SealError(kind);
        let bytes = text.strip_prefix(FORM).and_then(|t| hex::decode(t).ok()).ok_or(no)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(no)?;
        let place = place(kind, key);
        let payload = Payload { msg: sealed, aad: &place };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).map_err(|_| no)
    }

    /// Digest of what somebody asked for or wrote, for a log that outlives it: 32 hexadecimal
    /// digits. The same text has the same digest, and only who has the secret can make it: all
    /// telephone numbers of a country can be tried in an hour where there is no key.
    pub fn digest(&self, text: &str) -> String {
        blake3::keyed_hash(&self.digests, text.as_bytes()).to_hex()[..32].to_owned()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(not shown)")
    }
}

/// The place as bytes that no other place has.
fn place(kind: &str, key: &str) -> Vec<u8> {
    let mut bytes = (kind.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(kind.as_bytes());
    bytes.extend_from_slice(key.as_bytes());
    bytes
}
