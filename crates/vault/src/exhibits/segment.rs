//! Segments: files of exhibits, and the index of where each stands.

use super::head::decoded;
use super::{fetched, record};
use crate::commit::SegmentMeta;
use crate::error::{AtPath, VaultError, broken};
use spoor_vocab::{CaptureKind, ExhibitId, Millis};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Compressed bytes that the head of a record mostly fits in.
const HEAD_BYTES: u64 = 4096;

/// An exhibit as the vault knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exhibit {
    /// Content address of the block.
    pub id: ExhibitId,
    /// Position of its sealing in the custody log.
    pub seq: u64,
    /// Source it was sealed under.
    pub source: String,
    /// Response, resource or revisit.
    pub kind: CaptureKind,
    /// Where it was retrieved from.
    pub target: String,
    /// Media type of the block.
    pub media_type: String,
    /// When it was retrieved.
    pub captured_at: Millis,
    /// For CSV rows: which column holds which field.
    pub mapping: Option<String>,
    /// File and position it was imported from.
    pub origin: String,
    /// The exhibit that it is a part of, such as the page it was fetched for.
    pub part_of: Option<ExhibitId>,
}

/// One line of an index: where an exhibit stands in its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Content address.
    pub id: ExhibitId,
    /// Position of its sealing in the custody log.
    pub seq: u64,
    /// First byte of its gzip members: one, or three of what we fetched ourselves.
    pub offset: u64,
    /// Bytes of its gzip members.
    pub length: u64,
}

impl Place {
    /// The line, without its end.
    pub fn to_line(self) -> String {
        format!("{} {} {} {}", self.id, self.seq, self.offset, self.length)
    }

    fn parse(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let place = Self {
            id: ExhibitId::parse(words.next()?)?,
            seq: words.next()?.parse().ok()?,
            offset: words.next()?.parse().ok()?,
            length: words.next()?.parse().ok()?,
        };
        // Each place has one spelling only, so that every byte of an index counts.
        (words.next().is_none() && place.to_line() == line).then_some(place)
    }
}

/// Where a segment lies.
pub fn segment_path(dir: &Path, file: &str) -> PathBuf {
    dir.join(format!("{file}.warc.gz"))
}

/// Where its index lies.
pub fn index_path(dir: &Path, file: &str) -> PathBuf {
    dir.join(format!("{file}.idx"))
}

/// Reads the index of a segment, up to the byte that was acknowledged.
pub fn read_index(dir: &Path, meta: &SegmentMeta) -> Result<Vec<Place>, VaultError> {
    let path = index_path(dir, &meta.file);
    let text = std::fs::read_to_string(&path).at(&path)?;
    let text = usize::try_from(meta.index_bytes).ok().and_then(|end| text.get(..end));
    let text = text.ok_or_else(|| broken(&path, "the index is shorter than it was sealed"))?;
    parse_index(text).ok_or_else(|| broken(&path, "a line of it cannot be read"))
}

/// Reads the lines of an index; `None` if one of them is not as it is written.
pub fn parse_index(text: &str) -> Option<Vec<Place>> {
    text.split_terminator('\n').map(Place::parse).collect()
}

/// Reads exhibits of one segment, in the order of their sealing.
pub struct SegmentReader {
    path: PathBuf,
    file: File,
    places: std::vec::IntoIter<Place>,
}

impl SegmentReader {
    pub(crate) fn open(dir: &Path, meta: &SegmentMeta) -> Result<Self, VaultError> {
        let places = read_index(dir, meta)?.into_iter();
        let path = segment_path(dir, &meta.file);
        let file = File::open(&path).at(&path)?;
        Ok(Self { path, file, places })
    }

    /// Reads one exhibit at its place.
    pub(crate) fn read(&mut self, place: Place) -> Result<(Exhibit, Vec<u8>), VaultError> {
        let member = self.member(place)?;
        let (said, block) = record::read(&member).map_err(|e| broken(&self.path, e))?;
        if ExhibitId::of(&block) != place.id {
            return Err(broken(
                &self.path,
                format!("exhibit {} is not as it was sealed", place.id),
            ));
        }
        let exhibit = Exhibit {
            id: place.id,
            seq: place.seq,
            source: said.source,
            kind: said.kind,
            target: said.target,
            media_type: said.media_type,
            captured_at: said.captured_at,
            mapping: said.mapping,
            origin: said.origin,
            part_of: said.part_of,
        };
        Ok((exhibit, block))
    }

    /// The exhibits that this one goes with.
    pub(crate) fn goes_with(&mut self, place: Place) -> Result<Vec<ExhibitId>, VaultError> {
        Ok(fetched::goes_with(&self.head(place)?).collect())
    }

    /// Where an exhibit was retrieved from.
    pub(crate) fn target(&mut self, place: Place) -> Result<String, VaultError> {
        let head = self.head(place)?;
        decoded(&head, "Spoor-Target").map_err(|e| broken(&self.path, e))
    }

    fn head(&mut self, place: Place) -> Result<String, VaultError> {
        let beginning = Place { length: place.length.min(HEAD_BYTES), ..place };
        let head = match record::head(&self.member(beginning)?) {
            Some(head) => Some(head),
            None => record::head(&self.member(place)?),
        };
        head.ok_or_else(|| broken(&self.path, "the header has no end"))
    }

    /// The bytes of its gzip members.
    pub(crate) fn member(&mut self, place: Place) -> Result<Vec<u8>, VaultError> {
        let length = usize::try_from(place.length).unwrap_or(usize::MAX);
        let size = self.file.metadata().at(&self.path)?.len();
        if place.offset.saturating_add(place.length) > size {
            return Err(broken(&self.path, "the segment is shorter than its index says"));
        }
        let mut member = vec![0; length];
        self.file.seek(SeekFrom::Start(place.offset)).at(&self.path)?;
        self.file.read_exact(&mut member).at(&self.path)?;
        Ok(member)
    }
}

impl Iterator for SegmentReader {
    type Item = Result<(Exhibit, Vec<u8>), VaultError>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.places.next()?;
        Some(self.read(place))
    }
}
