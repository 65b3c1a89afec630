//! What the custody log says of one exhibit under one source, and how it was fetched.

use crate::commit::SegmentMeta;
use crate::custody::proof;
use crate::entry::Entry;
use crate::error::{AtPath, VaultError, broken};
use crate::exhibits::fetched::{self, Fetched};
use crate::exhibits::segment::{Place, SegmentReader, index_path, parse_index, segment_path};
use crate::vault::{Held, Vault};
use spoor_vocab::Millis;

/// How an exhibit came into the vault under a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custody {
    /// Position of its sealing in the custody log.
    pub seq: u64,
    /// SHA-256 of the block, hexadecimal; its BLAKE3 is its name.
    pub sha256: String,
    /// BLAKE3 of the whole compressed WARC record, hexadecimal.
    pub record: String,
    /// When it was sealed.
    pub sealed_at: Millis,
    /// Entries of the log that the present checkpoint signs.
    pub log_size: u64,
}

impl Vault {
    /// How an exhibit came here under a source; none if it is not here under it.
    ///
    /// # Errors
    /// If an index or the log cannot be read.
    pub fn custody(&self, held: &Held) -> Result<Option<Custody>, VaultError> {
        let Some((_, place)) = self.sealing(held)? else { return Ok(None) };
        let seq = place.seq;
        let (_, bytes) = self.log.entries(seq).next().transpose()?.unwrap_or_default();
        match Entry::from_bytes(&bytes) {
            Some(Entry::Seal { exhibit, sha256, record, at, .. }) if exhibit == held.exhibit => {
                let log_size = self.log.size();
                Ok(Some(Custody { seq, sha256, record, sealed_at: at, log_size }))
            }
            _ => Err(broken(self.log.dir(), format!("entry {seq} seals no {}", held.exhibit))),
        }
    }

    /// A proof that an exhibit was sealed under a source, for outsiders: see
    /// [`crate::verify_proof`].
    ///
    /// # Errors
    /// [`VaultError::NoExhibit`] if it is not here under it.
    pub fn prove_held(&self, held: &Held) -> Result<String, VaultError> {
        let none = || VaultError::NoExhibit(held.exhibit.to_hex());
        let (_, place) = self.sealing(held)?.ok_or_else(none)?;
        let (seq, entry) = self.log.entries(place.seq).next().transpose()?.unwrap_or_default();
        proof::inclusion(&self.log, seq, &entry)
    }

    /// How an exhibit was fetched, as it was sealed with it; none if it is not here under this source,
    /// or was imported.
    ///
    /// # Errors
    /// If an index or the segment cannot be read.
    pub fn fetched(&self, held: &Held) -> Result<Option<Fetched>, VaultError> {
        let Some((meta, place)) = self.sealing(held)? else { return Ok(None) };
        let dir = self.exhibits_dir();
        let members = SegmentReader::open(&dir, meta)?.member(place)?;
        fetched::read(&members).map_err(|e| broken(&segment_path(&dir, &meta.file), e))
    }

    /// Where an exhibit stands, and in which segment. Indexes are searched as text: only the line that counts is
    /// read.
    fn sealing(&self, held: &Held) -> Result<Option<(&SegmentMeta, Place)>, VaultError> {
        let name = held.exhibit.to_hex();
        for meta in self.manifest.segments.values().filter(|m| m.source == held.source) {
            let path = index_path(&self.exhibits_dir(), &meta.file);
            let text = std::fs::read_to_string(&path).at(&path)?;
            let counts = usize::try_from(meta.index_bytes).ok().and_then(|end| text.get(..end));
            let counts =
                counts.ok_or_else(|| broken(&path, "the index is shorter than it was sealed"))?;
            let Some(at) = counts.find(&name) else { continue };
            let places = counts[at..].lines().next().and_then(parse_index);
            let place: Option<Place> = places.and_then(|mut p| p.pop());
            let place = place.ok_or_else(|| broken(&path, "a line of it cannot be read"))?;
            return Ok(Some((meta, place)));
        }
        Ok(None)
    }
}
