//! A list in memory, and which of its entries a file meets.

use crate::list::{Listed, Print};
use crate::{Hashed, Index, Md5, Pdq, QUALITY_MIN, Sha1};

/// What of a file is held against lists.
#[derive(Clone, Debug)]
pub struct Prints {
    /// Digest of its bytes.
    pub md5: Md5,
    /// Digest of its bytes.
    pub sha1: Sha1,
    /// Hashes of its picture, as many as are wanted: as it is, turned, on another ground.
    pub pdq: Vec<Hashed>,
}

/// An entry of a bank that a file meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Bits by which the hashes of the pictures differ; none if a digest is the same: the same bytes.
    pub distance: Option<u32>,
    /// The entry, by its place among those the bank was made of.
    pub entry: u32,
}

/// The entries of a list, to be met by digest or by hash.
#[derive(Clone, Debug, Default)]
pub struct Bank {
    md5: Vec<(Md5, u32)>,
    sha1: Vec<(Sha1, u32)>,
    pdq: Index,
}

impl Bank {
    /// A bank of these entries. PDQ hashes that the list itself gives a quality under [`QUALITY_MIN`]
    /// are never met.
    pub fn of(entries: &[Listed]) -> Self {
        let mut bank = Self::default();
        let mut pictures: Vec<(Pdq, u32)> = Vec::new();
        for (at, entry) in (0_u32..).zip(entries) {
            match entry.print {
                Print::Md5(md5) => bank.md5.push((md5, at)),
                Print::Sha1(sha1) => bank.sha1.push((sha1, at)),
                Print::Pdq(_, Some(quality)) if quality < QUALITY_MIN => {}
                Print::Pdq(pdq, _) => pictures.push((pdq, at)),
            }
        }
        bank.md5.sort_unstable();
        bank.sha1.sort_unstable();
        bank.pdq = Index::of(pictures);
        bank
    }

    /// The entries a file meets, each once: those with its digests first, then those with a hash at most
    /// [`Pdq::NEAR`] bits from one of its own of quality [`QUALITY_MIN`] or more, nearest first.
    pub fn hits(&self, prints: &Prints) -> Vec<Hit> {
        let same = same(&self.md5, &prints.md5).chain(same(&self.sha1, &prints.sha1));
        let mut hits: Vec<Hit> = same.map(|entry| Hit { distance: None, entry }).collect();
        for hashed in prints.pdq.iter().filter(|h| h.quality >= QUALITY_MIN) {
            let near = self.pdq.near(hashed.pdq, Pdq::NEAR);
            hits.extend(near.iter().map(|n| Hit { distance: Some(n.distance), entry: n.key }));
        }
        hits.sort_unstable();
        let mut met = std::collections::BTreeSet::new();
        hits.retain(|hit| met.insert(hit.entry));
        hits
    }
}

/// Entries with just this digest.
fn same<'a, T: Ord>(sorted: &'a [(T, u32)], digest: &T) -> impl Iterator<Item = u32> + use<'a, T> {
    let first = sorted.partition_point(|(d, _)| d < digest);
    let count = sorted[first..].iter().take_while(|(d, _)| d == digest).count();
    sorted[first..first + count].iter().map(|&(_, entry)| entry)
}
