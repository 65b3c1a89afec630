//! Up to sixteen million hashes that are found by their chunks.

use super::chunk::Chunk;
use super::halves::Halves;
use super::plan::plan;
use crate::Pdq;
use std::ops::Range;

/// Distances and places of what was found.
pub(super) type Found = Vec<(u32, u32)>;
/// A key that was taken out.
const GONE: u32 = u32::MAX;
/// A read through all hashes in order costs this part of looking each up.
const IN_ORDER: u64 = 8;

/// Distinct hashes in order, each with its keys.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    hashes: Halves,
    /// Where in `keys` those of each hash begin, and one more at the end; empty if each has one.
    starts: Vec<u32>,
    keys: Vec<u32>,
    chunks: Vec<Chunk>,
    gone: usize,
}

impl Segment {
    /// Most pairs: a place must fit into three bytes.
    pub(super) const LEN_MAX: usize = (1 << 24) - 1;

    /// A segment of sorted pairs.
    pub(super) fn of(pairs: &[(Pdq, u32)]) -> Self {
        let different = pairs.chunk_by(|a, b| a.0 == b.0).count();
        Self::cut(pairs, different, chunks(different))
    }

    /// A segment of sorted pairs with so many different hashes, cut into so many chunks.
    fn cut(pairs: &[(Pdq, u32)], different: usize, chunks: u32) -> Self {
        debug_assert!(pairs.is_sorted() && pairs.len() <= Self::LEN_MAX);
        let mut hashes = Vec::with_capacity(different);
        let mut starts = Vec::with_capacity(different + 1);
        let mut keys = Vec::with_capacity(pairs.len());
        for same in pairs.chunk_by(|a, b| a.0 == b.0) {
            hashes.push(same[0].0);
            starts.push(keys.len() as u32);
            keys.extend(same.iter().map(|&(_, key)| key));
        }
        starts.push(keys.len() as u32);
        if different == pairs.len() {
            starts = Vec::new();
        }
        let mut at = 0;
        let chunks = (0..chunks)
            .map(|n| 256 / chunks + u32::from(n < 256 % chunks))
            .map(|width| {
                let chunk = Chunk::of(&hashes, at, width);
                at += width;
                chunk
            })
            .collect();
        Self { hashes: Halves::of(&hashes), starts, keys, chunks, gone: 0 }
    }

    /// Distances and places of all hashes within `radius`, each once.
    pub(super) fn near(&self, pdq: Pdq, radius: u32, found: &mut Found) {
        let in_order = self.hashes.len() as u64 / IN_ORDER;
        let Some(plan) = plan(&self.chunks, pdq, radius.min(256)).filter(|p| p.cost < in_order)
        else {
            let places = 0..self.hashes.len();
            found.extend(places.filter_map(|at| {
                let distance = self.hashes.within(pdq, at, radius)?;
                Some((distance, at as u32))
            }));
            return;
        };
        self.ask(&plan.reaches, pdq, radius, found);
    }

    /// Looks into the buckets of each chunk at most its reach away.
    fn ask(&self, reaches: &[Option<usize>], pdq: Pdq, radius: u32, found: &mut Found) {
        let mut places = Vec::new();
        for (chunk, reach) in self.chunks.iter().zip(reaches) {
            let Some(reach) = *reach else { continue };
            // First all places, then all hashes: the processor fetches many at once.
            places.clear();
            chunk.around(chunk.value(pdq), reach, |_, value| places.extend(chunk.bucket(value)));
            found.extend(places.iter().filter_map(|&at| {
                let distance = self.hashes.within(pdq, at as usize, radius)?;
                Some((distance, at))
            }));
        }
        // What is near in several chunks was found several times.
        found.sort_unstable();
        found.dedup();
    }

    /// The keys of the hash at a place.
    pub(super) fn keys(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        self.keys[self.range(at as usize)].iter().copied().filter(|&key| key != GONE)
    }

    fn range(&self, at: usize) -> Range<usize> {
        match self.starts.get(at..at + 2) {
            Some(ends) => ends[0] as usize..ends[1] as usize,
            None => at..at + 1,
        }
    }

    /// Takes a pair out; says whether it was there.
    pub(super) fn remove(&mut self, pdq: Pdq, key: u32) -> bool {
        for at in self.hashes.places(pdq) {
            let range = self.range(at);
            let Some(slot) = self.keys[range.clone()].iter().position(|&k| k == key) else {
                continue;
            };
            self.keys[range.start + slot] = GONE;
            self.gone += 1;
            if self.keys[range].iter().all(|&k| k == GONE) {
                // A hash that belongs to nobody is not kept: its neighbour's stands in its place, so that
                // the order holds.
                let neighbour = if at > 0 { at - 1 } else { (at + 1).min(self.hashes.len() - 1) };
                self.hashes.set(at, self.hashes.get(neighbour));
            }
            return true;
        }
        false
    }

    /// Whether so much was taken out that the segment is better made anew.
    pub(super) fn is_worn(&self) -> bool {
        self.gone * 8 > self.keys.len()
    }

    /// All pairs that are there, in no order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Pdq, u32)> + '_ {
        (0..self.hashes.len()).flat_map(|at| {
            let pdq = self.hashes.get(at);
            self.keys(at as u32).map(move |key| (pdq, key))
        })
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len() - self.gone
    }

    pub(super) fn bytes(&self) -> usize {
        self.hashes.bytes()
            + (self.starts.capacity() + self.keys.capacity()) * size_of::<u32>()
            + self.chunks.iter().map(Chunk::bytes).sum::<usize>()
    }
}

/// How many chunks so many hashes are cut into. Fewer and wider ones have fewer hashes in a bucket, but
/// take tables of four bytes for each value.
fn chunks(hashes: usize) -> u32 {
    match hashes {
        ..900_000 => 16,
        900_000..7_500_000 => 14,
        _ => 12,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_chunks_finds_the_same() {
        // Hashes in families, by a plain generator of numbers.
        let mut state = 5_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        let mut near = |pdq: Pdq, bits: u64| {
            let mut words = pdq.0;
            for _ in 0..bits {
                let bit = next(256);
                words[(bit / 64) as usize] ^= 1 << (bit % 64);
            }
            Pdq(words)
        };
        let mut pairs = Vec::new();
        for family in 0..60 {
            let head = near(Pdq::default(), 200);
            pairs.extend((0..50).map(|n| (near(head, n), family * 50 + n as u32)));
        }
        let mut queries: Vec<Pdq> = pairs.iter().map(|p| p.0).step_by(7).collect();
        queries.iter_mut().enumerate().for_each(|(n, q)| *q = near(*q, n as u64 % 20));
        pairs.sort_unstable();
        for chunks in [12, 14, 16] {
            let segment = Segment::cut(&pairs, pairs.len(), chunks);
            for &pdq in &queries {
                let plan = plan(&segment.chunks, pdq, 31).expect("31 bits can be planned");
                let mut found = Found::new();
                segment.ask(&plan.reaches, pdq, 31, &mut found);
                let all = (0..pairs.len()).map(|at| {
                    let distance = pdq.distance(segment.hashes.get(at));
                    (distance, at as u32)
                });
                let mut all: Found = all.filter(|f| f.0 <= 31).collect();
                all.sort_unstable();
                assert_eq!(found, all, "{chunks} chunks");
            }
        }
    }
}
