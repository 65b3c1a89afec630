//! Content addresses. An exhibit is named by the BLAKE3 digest of its bytes; SHA-256 stands
//! beside it because courts, partners and WARC tools know it.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The name of an exhibit: the BLAKE3 digest (32 bytes) of the sealed block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExhibitId(pub [u8; 32]);

impl ExhibitId {
    /// The address of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Reads 64 hexadecimal digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut out = [0u8; 32];
        hex::decode_to_slice(text, &mut out).ok()?;
        Some(Self(out))
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }

    /// The identifier of the `ordinal`-th advert read out of this exhibit under a source: 20
    /// hexadecimal digits (80 bits of BLAKE3 over digest, ordinal and source), the same in every
    /// build. Two sources may hold the same bytes; each has its own advert, with its own
    /// retention.
    pub fn advert_id(self, source: &str, ordinal: u32) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0);
        hasher.update(&ordinal.to_le_bytes());
        hasher.update(source.as_bytes());
        hex::encode(&hasher.finalize().as_bytes()[..10])
    }
}

impl fmt::Display for ExhibitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for ExhibitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExhibitId({self})")
    }
}

impl Serialize for ExhibitId {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_hex())
    }
}

impl<'de> Deserialize<'de> for ExhibitId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("expected 64 hexadecimal digits"))
    }
}

/// Both digests of one sealed block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digests {
    /// BLAKE3, the content address.
    pub blake3: ExhibitId,
    /// SHA-256 (FIPS 180-4) of the same bytes.
    pub sha256: [u8; 32],
}

impl Digests {
    /// Computes both digests of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self { blake3: ExhibitId::of(bytes), sha256: Sha256::digest(bytes).into() }
    }

    /// 64 lower-case hexadecimal digits of the SHA-256.
    pub fn sha256_hex(&self) -> String {
        hex::encode(self.sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_match_published_vectors() {
        // BLAKE3 and FIPS 180-4 vectors of the empty string.
        let d = Digests::of(b"");
        assert_eq!(
            d.blake3.to_hex(),
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
        );
        assert_eq!(
            d.sha256_hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn hex_round_trips_and_refuses_other_text() {
        let id = ExhibitId::of(b"abc");
        assert_eq!(ExhibitId::parse(&id.to_hex()), Some(id));
        assert_eq!(ExhibitId::parse("abc"), None);
        assert_ne!(id.advert_id("a", 0), id.advert_id("a", 1));
        assert_ne!(id.advert_id("a", 0), id.advert_id("b", 0));
        assert_eq!(id.advert_id("a", 0).len(), 20);
    }
}
