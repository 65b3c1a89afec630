//! One exhibit, for a page that shows it: the part of the vault that holds it is known, and no other is
//! looked through.

use crate::error::VaultError;
use crate::exhibits::segment::{Exhibit, SegmentReader, read_index};
use crate::vault::Vault;
use spoor_vocab::ExhibitId;

impl Vault {
    /// One exhibit of a segment with its block; none if it is not, or no longer, there.
    ///
    /// # Errors
    /// If the segment cannot be read.
    pub fn read_exhibit_of(
        &self,
        segment: &str,
        id: ExhibitId,
    ) -> Result<Option<(Exhibit, Vec<u8>)>, VaultError> {
        let Some(meta) = self.manifest.segments.get(segment) else { return Ok(None) };
        let places = read_index(&self.exhibits_dir(), meta)?;
        let Some(place) = places.into_iter().find(|p| p.id == id) else { return Ok(None) };
        SegmentReader::open(&self.exhibits_dir(), meta)?.read(place).map(Some)
    }
}
