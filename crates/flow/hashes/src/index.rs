//! All hashes near a hash, among millions: exact.
//!
//! Multi-index hashing (Norouzi, Punjani, Fleet 2012): a hash is cut into chunks, and of two hashes at most
//! `r` bits apart some chunk must be near too. How near is asked of which chunk is settled for each query
//! by how full its buckets are (the general pigeonhole principle: Qin et al. 2018), so that pictures that
//! look alike in one part do not slow down all others.
//!
//! What comes in waits in a short list that is read through; a full list becomes a segment, and segments
//! of like size become one. So an addition costs the same whatever is there, over the long run, and a
//! removal nothing but the look-up.

mod chunk;
mod halves;
mod plan;
mod segment;

use crate::Pdq;
use segment::{Found, Segment};

/// Most hashes that are read through one by one before they become a segment.
const FRESH_MAX: usize = 1 << 14;
/// A segment this many times as large as the next is left as it is.
const LARGER: usize = 4;

/// A hash near the one that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// Bits that differ.
    pub distance: u32,
    /// The key it was put in with.
    pub key: u32,
}

/// Hashes with keys of the caller's: a multiset of pairs, in memory.
#[derive(Clone, Debug, Default)]
pub struct Index {
    segments: Vec<Segment>,
    fresh: Vec<(Pdq, u32)>,
}

impl Index {
    /// The highest key that can be put in.
    pub const KEY_MAX: u32 = u32::MAX - 1;

    /// An index of all these pairs.
    ///
    /// # Panics
    /// If a key is over [`Index::KEY_MAX`].
    pub fn of(mut pairs: Vec<(Pdq, u32)>) -> Self {
        assert!(pairs.iter().all(|&(_, key)| key <= Self::KEY_MAX), "a key is over KEY_MAX");
        pairs.sort_unstable();
        let mut index = Self::default();
        for part in pairs.chunks(Segment::LEN_MAX) {
            index.segments.push(Segment::of(part));
        }
        index
    }

    /// Puts a pair in.
    ///
    /// # Panics
    /// If the key is over [`Index::KEY_MAX`].
    pub fn insert(&mut self, pdq: Pdq, key: u32) {
        assert!(key <= Self::KEY_MAX, "a key is over KEY_MAX");
        self.fresh.push((pdq, key));
        if self.fresh.len() < FRESH_MAX {
            return;
        }
        let mut pairs = std::mem::take(&mut self.fresh);
        while let Some(last) = self.segments.last() {
            let (held, sum) = (last.len(), last.len() + pairs.len());
            if held > LARGER * pairs.len() || sum > Segment::LEN_MAX {
                break;
            }
            pairs.extend(self.segments.pop().iter().flat_map(Segment::pairs));
        }
        pairs.sort_unstable();
        self.segments.push(Segment::of(&pairs));
    }

    /// Takes a pair out, once if it is there several times; says whether it was there. Nothing of the
    /// hash is found from then on; its last traces go when a segment has lost an eighth of its pairs and
    /// is made anew, at the latest.
    pub fn remove(&mut self, pdq: Pdq, key: u32) -> bool {
        if let Some(at) = self.fresh.iter().position(|&pair| pair == (pdq, key)) {
            self.fresh.swap_remove(at);
            return true;
        }
        let Some(at) = self.segments.iter_mut().position(|s| s.remove(pdq, key)) else {
            return false;
        };
        if self.segments[at].is_worn() {
            let mut pairs: Vec<_> = self.segments.remove(at).pairs().collect();
            pairs.sort_unstable();
            if !pairs.is_empty() {
                self.segments.insert(at, Segment::of(&pairs));
            }
        }
        true
    }

    /// Makes everything anew: as [`Index::of`] all that is in it.
    pub fn compact(&mut self) {
        let mut pairs = std::mem::take(&mut self.fresh);
        for segment in std::mem::take(&mut self.segments) {
            pairs.extend(segment.pairs());
        }
        *self = Self::of(pairs);
    }

    /// How many pairs it holds.
    pub fn len(&self) -> usize {
        self.fresh.len() + self.segments.iter().map(Segment::len).sum::<usize>()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory it takes.
    pub fn bytes(&self) -> usize {
        self.fresh.capacity() * size_of::<(Pdq, u32)>()
            + self.segments.iter().map(Segment::bytes).sum::<usize>()
    }

    /// All pairs at most `radius` bits from `pdq`, nearest first, then by key. Exact for every radius;
    /// quick up to [`Pdq::NEAR`].
    pub fn near(&self, pdq: Pdq, radius: u32) -> Vec<Near> {
        let mut near = Vec::new();
        let mut found: Found = Vec::new();
        for segment in &self.segments {
            found.clear();
            segment.near(pdq, radius, &mut found);
            for &(distance, at) in &found {
                near.extend(segment.keys(at).map(|key| Near { distance, key }));
            }
        }
        near.extend(self.fresh.iter().filter_map(|&(other, key)| {
            let distance = pdq.distance(other);
            (distance <= radius).then_some(Near { distance, key })
        }));
        near.sort_unstable();
        near
    }
}
