//! Templates: rows whose texts are near-duplicates, as the connected parts of the graph of
//! verified candidate pairs.
//!
//! Candidates are found in the buckets of a band: rows with one key, in arrival order. A row is
//! compared with the first [`LEADERS`] rows of its bucket and with the row before it. Which pairs
//! are compared depends on nothing that arrives later, and the parts of a graph do not depend on
//! the order of its edges: so [`extend`] gives what [`templates`] gives, for any split.

use crate::sketch::{BANDS, Sketches};
use crate::union::Union;
use rayon::prelude::*;

/// Rows at the start of a bucket with which every later row is compared.
pub const LEADERS: usize = 2;

/// The partition of rows by template.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Templates {
    /// For each row, the smallest row of its template; its own row if no other text is alike.
    pub label: Vec<u32>,
}

/// Bytes that are no partition: a length that is no multiple of four, or a label that is not the
/// smallest row of its set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLabels;

impl std::fmt::Display for BadLabels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a partition of rows: build the templates anew")
    }
}

impl std::error::Error for BadLabels {}

impl Templates {
    /// Labels as little-endian 32-bit numbers.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.label.iter().flat_map(|label| label.to_le_bytes()).collect()
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`BadLabels`] if the bytes are no partition.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadLabels> {
        let (chunks, rest) = bytes.as_chunks::<4>();
        let label: Vec<u32> = chunks.iter().map(|c| u32::from_le_bytes(*c)).collect();
        let smallest = |(row, l): (usize, &u32)| *l as usize <= row && label[*l as usize] == *l;
        if !rest.is_empty() || !label.iter().enumerate().all(smallest) {
            return Err(BadLabels);
        }
        Ok(Self { label })
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.label.len()
    }

    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.label.is_empty()
    }

    /// Templates of two rows or more, each with its rows in ascending order, by smallest row.
    pub fn clusters(&self) -> Vec<Vec<u32>> {
        let mut size = vec![0u32; self.label.len()];
        for label in &self.label {
            size[*label as usize] += 1;
        }
        let mut place = vec![u32::MAX; self.label.len()];
        let mut clusters: Vec<Vec<u32>> = Vec::new();
        for (row, label) in self.label.iter().enumerate() {
            let label = *label as usize;
            if size[label] < 2 {
                continue;
            }
            if place[label] == u32::MAX {
                place[label] = clusters.len() as u32;
                clusters.push(Vec::with_capacity(size[label] as usize));
            }
            clusters[place[label] as usize].push(row as u32);
        }
        clusters
    }
}

/// The cosine from which two texts are one template, by the geometric mean of their numbers of
/// features: short texts need more in common, as a shared phrase weighs more in them.
#[inline]
pub fn threshold(size: f32) -> f32 {
    0.32 + 1.55 / size.max(1.0).sqrt()
}

impl Sketches {
    #[inline]
    fn alike(&self, a: u32, b: u32) -> bool {
        if self.far_apart(a, b, threshold) {
            return false;
        }
        let (cosine, size) = self.cosine(a, b);
        cosine >= threshold(size).min(0.999)
    }
}

/// Templates of all rows.
pub fn templates(sketches: &Sketches) -> Templates {
    let rows = sketches.len();
    let mut union = Union::new(rows);
    let step = rayon::current_num_threads().max(1);
    let bands: Vec<usize> = (0..BANDS).collect();
    for round in bands.chunks(step) {
        // Threads only read; the edges they find are joined between rounds. What is skipped as
        // already joined could only repeat a connection.
        let found: Vec<Vec<(u32, u32)>> = round
            .par_iter()
            .map(|&band| {
                let sorted = sort_by_key(&sketches.keys[band]);
                let mut edges = Vec::new();
                for bucket in sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
                    link_bucket(sketches, &union, bucket, 0, &mut edges);
                }
                edges
            })
            .collect();
        for (a, b) in found.into_iter().flatten() {
            union.union(a, b);
        }
        union.flatten();
    }
    Templates { label: union.into_labels() }
}

/// Templates of all rows, given those of the first `previous.label.len()` rows: the same partition
/// as [`templates`] of all rows, at the cost of the new rows and one scan of the old keys.
///
/// If `previous` covers more rows than there are, it is not a prefix: all is done anew.
pub fn extend(previous: &Templates, sketches: &Sketches) -> Templates {
    let (old, rows) = (previous.label.len(), sketches.len());
    if old > rows || rows - old > old {
        return templates(sketches);
    }
    let mut union = Union::from_labels(previous.label.clone());
    union.grow(rows);
    let found: Vec<Vec<(u32, u32)>> = (0..BANDS)
        .into_par_iter()
        .map(|band| {
            let mut edges = Vec::new();
            for (bucket, fresh) in touched_buckets(&sketches.keys[band], old) {
                link_bucket(sketches, &union, &bucket, fresh, &mut edges);
            }
            edges
        })
        .collect();
    for (a, b) in found.into_iter().flatten() {
        union.union(a, b);
    }
    Templates { label: union.into_labels() }
}

/// The buckets that hold a row from `old` on, without the old rows that no new row is compared
/// with: (entries, how many of them are old).
fn touched_buckets(keys: &[u32], old: usize) -> Vec<(Vec<u64>, usize)> {
    const FILTER_BITS: u32 = 19;
    let (old_keys, new_keys) = keys.split_at(old);
    let mut filter = vec![0u64; 1 << (FILTER_BITS - 6)];
    // Keys are mixed well enough at the top: minima are small, so their top bits are not.
    let place = |key: u32| (key.wrapping_mul(0x9e37_79b1) >> (32 - FILTER_BITS)) as usize;
    for key in new_keys {
        filter[place(*key) >> 6] |= 1 << (place(*key) & 63);
    }
    let sorted_new = {
        let mut entries = sort_by_key(new_keys);
        for entry in &mut entries {
            *entry += old as u64;
        }
        entries
    };
    let mut hits: Vec<u64> = Vec::new();
    for (row, key) in old_keys.iter().enumerate() {
        if filter[place(*key) >> 6] >> (place(*key) & 63) & 1 == 1 {
            hits.push(u64::from(*key) << 32 | row as u64);
        }
    }
    hits.sort_by_key(|hit| hit >> 32);
    let mut buckets = Vec::new();
    let mut rest = hits.as_slice();
    for fresh in sorted_new.chunk_by(|a, b| a >> 32 == b >> 32) {
        let key = fresh[0] >> 32;
        rest = &rest[rest.partition_point(|hit| hit >> 32 < key)..];
        let mine = &rest[..rest.partition_point(|hit| hit >> 32 == key)];
        let mut bucket = mine[..mine.len().min(LEADERS)].to_vec();
        bucket.extend((mine.len() > LEADERS).then(|| mine[mine.len() - 1]));
        let olds = bucket.len();
        bucket.extend_from_slice(fresh);
        buckets.push((bucket, olds));
    }
    buckets
}

/// Compares the rows of one bucket (`key << 32 | row`, ascending) from the `fresh`-th on with its
/// leaders and the row before.
fn link_bucket(
    sketches: &Sketches,
    union: &Union,
    bucket: &[u64],
    fresh: usize,
    edges: &mut Vec<(u32, u32)>,
) {
    for (at, entry) in bucket.iter().enumerate().skip(fresh.max(1)) {
        let row = *entry as u32;
        let leaders = bucket[..at.min(LEADERS)].iter();
        let before = (at > LEADERS).then(|| &bucket[at - 1]);
        for other in leaders.chain(before) {
            let other = *other as u32;
            if union.root(row) != union.root(other) && sketches.alike(row, other) {
                edges.push((other, row));
            }
        }
    }
}

/// `key << 32 | row` in ascending order: a radix sort by key that keeps the order of rows.
fn sort_by_key(keys: &[u32]) -> Vec<u64> {
    const BITS: u32 = 11;
    let mut from: Vec<u64> =
        keys.iter().enumerate().map(|(row, key)| u64::from(*key) << 32 | row as u64).collect();
    if from.len() < 4096 {
        from.sort_unstable();
        return from;
    }
    let mut to = vec![0u64; from.len()];
    for shift in [32, 32 + BITS, 32 + 2 * BITS] {
        let digit = |entry: u64| (entry >> shift) as usize & ((1 << BITS) - 1);
        let mut starts = [0u32; 1 << BITS];
        for entry in &from {
            starts[digit(*entry)] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        for entry in &from {
            let place = &mut starts[digit(*entry)];
            to[*place as usize] = *entry;
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
    }
    from
}
