//! The pictures that share most features with one, among many thousands.
//!
//! Features whose bits differ little agree in most of some eighth of them (multi-index hashing over half of
//! the bits); each feature of the query votes for the pictures that have one like it, and less the more do.
//! It is a shortlist, to be compared: it may miss.

use crate::Feature;
use std::collections::BTreeMap;

const TABLES: usize = 8;
/// Bits of a feature that look alike: fewer than most that [`crate::compare`] pairs.
const BITS_MAX: u32 = 66;
/// A bucket with more features is of something that is everywhere; it says nothing.
const BUCKET_MAX: usize = 2_000;

/// A picture that shares features with another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The picture's key.
    pub key: u32,
    /// How much it shares; more is more.
    pub votes: f32,
}

/// Features of many pictures, in memory.
#[derive(Clone, Debug, Default)]
pub struct Gallery {
    /// Features and the slot of their picture.
    features: Vec<(Feature, u32)>,
    /// Keys of pictures and where their features lie; none where one was taken out.
    pictures: Vec<Option<(u32, std::ops::Range<usize>)>>,
    by_key: BTreeMap<u32, u32>,
    tables: Vec<Vec<Vec<u32>>>,
    gone: usize,
}

impl Gallery {
    /// Puts a picture in; one with the same key goes out first.
    pub fn insert(&mut self, key: u32, features: &[Feature]) {
        self.remove(key);
        self.tables.resize(TABLES, vec![Vec::new(); 1 << 16]);
        let slot = self.pictures.len() as u32;
        let first = self.features.len();
        for feature in features {
            let at = self.features.len() as u32;
            self.features.push((*feature, slot));
            for (n, table) in self.tables.iter_mut().enumerate() {
                table[word(feature, n)].push(at);
            }
        }
        self.pictures.push(Some((key, first..self.features.len())));
        self.by_key.insert(key, slot);
    }

    /// Takes a picture out; says whether it was there. Nothing of it is found from then on, and its features
    /// are overwritten.
    pub fn remove(&mut self, key: u32) -> bool {
        let Some(slot) = self.by_key.remove(&key) else { return false };
        let Some((_, range)) = self.pictures[slot as usize].take() else { return false };
        for at in range {
            let nothing = Feature { x: 0.0, y: 0.0, size: 0.0, angle: 0.0, bits: [0; 4] };
            let (feature, _) = std::mem::replace(&mut self.features[at], (nothing, slot));
            for (n, table) in self.tables.iter_mut().enumerate() {
                table[word(&feature, n)].retain(|&other| other as usize != at);
            }
            self.gone += 1;
        }
        if self.gone * 4 > self.features.len() {
            self.compact();
        }
        true
    }

    fn compact(&mut self) {
        let old = std::mem::take(self);
        for (key, range) in old.pictures.into_iter().flatten() {
            let features: Vec<Feature> = old.features[range].iter().map(|f| f.0).collect();
            self.insert(key, &features);
        }
    }

    /// How many pictures it holds.
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// The features of a picture, to compare.
    pub fn features(&self, key: u32) -> Option<Vec<Feature>> {
        let slot = *self.by_key.get(&key)?;
        let (_, range) = self.pictures[slot as usize].as_ref()?;
        Some(self.features[range.clone()].iter().map(|f| f.0).collect())
    }

    /// At most `count` pictures that share most with these features, most first, then by key.
    pub fn candidates(&self, features: &[Feature], count: usize) -> Vec<Candidate> {
        let mut votes = vec![0.0_f32; self.pictures.len()];
        let mut seen = vec![u32::MAX; self.pictures.len()];
        let mut like = Vec::new();
        for (n, feature) in (0_u32..).zip(features) {
            like.clear();
            for (t, table) in self.tables.iter().enumerate() {
                let word = word(feature, t);
                let around = (0..16).map(|bit| word ^ 1 << bit).chain([word]);
                for &at in around.map(|w| &table[w]).filter(|b| b.len() <= BUCKET_MAX).flatten() {
                    let (other, slot) = &self.features[at as usize];
                    let unseen = seen[*slot as usize] != n;
                    if unseen && feature.distance(other) <= BITS_MAX {
                        seen[*slot as usize] = n;
                        like.push(*slot);
                    }
                }
            }
            // What many pictures have tells none of them apart.
            let weight = libm::logf(1.0 + self.len() as f32 / like.len().max(1) as f32);
            like.iter().for_each(|&slot| votes[slot as usize] += weight * weight);
        }
        let mut found: Vec<Candidate> = self
            .pictures
            .iter()
            .zip(votes)
            .filter_map(|(picture, votes)| {
                let (key, _) = picture.as_ref()?;
                (votes > 0.0).then_some(Candidate { key: *key, votes })
            })
            .collect();
        found.sort_by(|a, b| b.votes.total_cmp(&a.votes).then(a.key.cmp(&b.key)));
        found.truncate(count);
        found
    }
}

/// One of eight words of a feature: a bit of each field, each in another direction.
fn word(feature: &Feature, table: usize) -> usize {
    (0..16).fold(0, |word, field| {
        let bit = field * 8 + (table + field * 3) % 8;
        word << 1 | (feature.bits[bit / 64] >> (bit % 64) & 1) as usize
    })
}
