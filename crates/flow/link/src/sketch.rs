//! Sketches: one fixed-size row for each advert, all that template linking needs of its text.
//!
//! A row holds 64 band keys, which find candidates, and a bitmap of the text's words and pairs of
//! words, which verifies them. Keys come from MinHash (Broder 1997) with wide bands: 32 bands of
//! two rows over pairs of neighbouring content words, 32 bands of three rows over content words.

use crate::map::{Head, MAP_WORDS, Map};
use crate::words::{Word, mix, words};
use rayon::prelude::*;

/// Bands of two rows over pairs of content words.
const PAIR_BANDS: usize = 32;
/// Bands of three rows over content words.
const WORD_BANDS: usize = 32;
/// Bands in all.
pub const BANDS: usize = PAIR_BANDS + WORD_BANDS;
const PAIR_LANES: usize = 2 * PAIR_BANDS;
const WORD_LANES: usize = 3 * WORD_BANDS;

/// Bytes of one serialised row: keys, bitmap, set bits, sampling level.
pub const ROW_BYTES: usize = 4 * BANDS + 8 * MAP_WORDS + 3;

/// Sketches of a corpus in arrival order, as flat arrays: `BANDS` columns of keys, one bitmap a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketches {
    pub(crate) keys: Vec<Vec<u32>>,
    maps: Vec<Map>,
    /// Made of the maps; [`Self::push_map`] keeps the three in step.
    heads: Vec<Head>,
    /// Set bits of each map; [`SAMPLED`] for a map of a higher level.
    ones: Vec<u16>,
}

const SAMPLED: u16 = u16::MAX;

impl Default for Sketches {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

/// A row that is not one: wrong length, or counts that contradict its bitmap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadRow;

impl std::fmt::Display for BadRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a sketch row of {ROW_BYTES} bytes (version {})", crate::version())
    }
}

impl std::error::Error for BadRow {}

impl Sketches {
    /// No rows, with room for `rows`.
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            keys: (0..BANDS).map(|_| Vec::with_capacity(rows)).collect(),
            maps: Vec::with_capacity(rows),
            heads: Vec::with_capacity(rows),
            ones: Vec::with_capacity(rows),
        }
    }

    fn push_map(&mut self, map: Map) {
        self.heads.push(Head::of(&map));
        self.ones.push(if map.level == 0 { map.ones } else { SAMPLED });
        self.maps.push(map);
    }

    /// Sketches of `texts`, one row each, in their order. Uses the current rayon pool; the result
    /// does not depend on the number of threads.
    pub fn sketch_all<T: AsRef<str> + Sync>(texts: &[T]) -> Self {
        let parts: Vec<Self> = texts
            .par_chunks(2048)
            .map(|chunk| {
                let mut part = Self::with_capacity(chunk.len());
                let mut sketcher = Sketcher::default();
                for text in chunk {
                    sketcher.push(text.as_ref(), &mut part);
                }
                part
            })
            .collect();
        let mut all = Self::with_capacity(texts.len());
        for part in parts {
            all.append(part);
        }
        all
    }

    /// Appends the rows of `other`, which arrived later.
    pub fn append(&mut self, other: Self) {
        for (mine, theirs) in self.keys.iter_mut().zip(other.keys) {
            mine.extend_from_slice(&theirs);
        }
        self.maps.extend_from_slice(&other.maps);
        self.heads.extend_from_slice(&other.heads);
        self.ones.extend_from_slice(&other.ones);
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.maps.len()
    }

    /// No rows at all.
    pub fn is_empty(&self) -> bool {
        self.maps.is_empty()
    }

    /// Bytes of memory a row takes.
    pub fn bytes_per_row() -> usize {
        4 * BANDS + size_of::<Map>() + size_of::<Head>() + size_of::<u16>()
    }

    /// Row `row` as bytes, little-endian, for a flat file or a FixedSizeBinary column.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row_bytes(&self, row: usize) -> [u8; ROW_BYTES] {
        let mut out = [0u8; ROW_BYTES];
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            out[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        for column in &self.keys {
            put(&column[row].to_le_bytes());
        }
        let map = &self.maps[row];
        for word in &map.bits {
            put(&word.to_le_bytes());
        }
        put(&map.ones.to_le_bytes());
        put(&[map.level]);
        out
    }

    /// Appends one serialised row.
    ///
    /// # Errors
    /// [`BadRow`] if the bytes are not a row of this version; nothing is appended then.
    pub fn push_row(&mut self, bytes: &[u8]) -> Result<(), BadRow> {
        let bytes: &[u8; ROW_BYTES] = bytes.try_into().map_err(|_| BadRow)?;
        let (keys, rest) = bytes.split_at(4 * BANDS);
        let (words, tail) = rest.split_at(8 * MAP_WORDS);
        let mut bits = [0u64; MAP_WORDS];
        for (word, chunk) in bits.iter_mut().zip(words.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*chunk);
        }
        let map = Map { ones: u16::from_le_bytes([tail[0], tail[1]]), level: tail[2], bits };
        if !map.is_sound() {
            return Err(BadRow);
        }
        for (column, chunk) in self.keys.iter_mut().zip(keys.as_chunks::<4>().0) {
            column.push(u32::from_le_bytes(*chunk));
        }
        self.push_map(map);
        Ok(())
    }

    /// Appends rows that were written one after the other.
    ///
    /// # Errors
    /// [`BadRow`] at the first row that is not one; the rows before it are kept.
    pub fn push_rows(&mut self, bytes: &[u8]) -> Result<(), BadRow> {
        bytes.chunks(ROW_BYTES).try_for_each(|row| self.push_row(row))
    }

    /// Cosine of two rows and the geometric mean of their numbers of features.
    #[inline]
    pub(crate) fn cosine(&self, a: u32, b: u32) -> (f32, f32) {
        self.maps[a as usize].cosine(&self.maps[b as usize])
    }

    /// Whether the heads of two rows already show that their cosine is below `least(size)`.
    #[inline]
    pub(crate) fn far_apart(&self, a: u32, b: u32, least: impl Fn(f32) -> f32) -> bool {
        let (n, m) = (self.ones[a as usize], self.ones[b as usize]);
        if n == SAMPLED || m == SAMPLED {
            return false;
        }
        let size = (f32::from(n) * f32::from(m)).sqrt();
        self.heads[a as usize].far_from(&self.heads[b as usize], least(size) * size)
    }

    /// How alike two rows are: cosine of their sets of words and pairs of words, 0 to 1.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn similarity(&self, a: usize, b: usize) -> f32 {
        self.maps[a].cosine(&self.maps[b]).0.clamp(0.0, 1.0)
    }
}

/// Reused buffers of one thread.
struct Sketcher {
    words: Vec<Word>,
    content: Vec<u64>,
    pairs: Vec<u64>,
    features: Vec<u64>,
    pair_lanes: Lanes<PAIR_LANES>,
    word_lanes: Lanes<WORD_LANES>,
}

impl Default for Sketcher {
    fn default() -> Self {
        Self {
            words: Vec::new(),
            content: Vec::new(),
            pairs: Vec::new(),
            features: Vec::new(),
            pair_lanes: Lanes::new(1),
            word_lanes: Lanes::new(2),
        }
    }
}

/// The hash of two words in this order.
#[inline]
fn pair(a: u64, b: u64) -> u64 {
    mix(a.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) ^ b)
}

impl Sketcher {
    fn push(&mut self, text: &str, to: &mut Sketches) {
        self.read(text);
        let pair_mins = self.pair_lanes.mins(&self.pairs);
        let word_mins = self.word_lanes.mins(&self.content);
        for band in 0..PAIR_BANDS {
            let [a, b] = [pair_mins[2 * band], pair_mins[2 * band + 1]];
            to.keys[band].push(u32::from(a as u16) << 16 | u32::from(b as u16));
        }
        for band in 0..WORD_BANDS {
            let at = 3 * band;
            let three = [word_mins[at], word_mins[at + 1], word_mins[at + 2]];
            let wide = three.iter().fold(0u64, |k, &m| k << 16 | u64::from(m as u16));
            to.keys[PAIR_BANDS + band].push((mix(wide) >> 32) as u32);
        }
        to.push_map(Map::of(&self.features));
    }

    /// Words, content words, pairs of content words, and all features of the bitmap.
    fn read(&mut self, text: &str) {
        words(text, &mut self.words);
        self.content.clear();
        self.pairs.clear();
        self.features.clear();
        let mut last_content = None;
        let mut last: Option<u64> = None;
        for word in &self.words {
            if let Some(last) = last {
                self.features.push(pair(last, word.hash));
            }
            last = Some(word.hash);
            if word.content {
                self.content.push(word.hash);
                if let Some(before) = last_content {
                    self.pairs.push(pair(before, word.hash));
                }
                last_content = Some(word.hash);
            }
        }
        // Texts of short words only, and texts of contacts only, still have to find their copies.
        if self.content.is_empty() {
            self.content.extend(self.words.iter().map(|w| w.hash));
        }
        if self.content.is_empty() {
            let raw = text.bytes().fold(1, |h: u64, b| mix(h ^ u64::from(b)));
            self.content.push(raw);
        }
        if self.pairs.is_empty() {
            self.pairs.extend_from_slice(if self.features.is_empty() {
                &self.content
            } else {
                &self.features
            });
        }
        self.features.extend_from_slice(&self.content);
    }
}

/// `K` min-wise hash functions on 16-bit lanes: `x_low * a + x_high * b`, wrapping. Sixteen bits,
/// signed, because that is what every x86-64 and every aarch64 multiplies and compares in one
/// instruction; two or three of them make a key.
struct Lanes<const K: usize> {
    a: [i16; K],
    b: [i16; K],
}

impl<const K: usize> Lanes<K> {
    fn new(seed: u64) -> Self {
        let coefficient = |lane: usize, which: u64| {
            (mix(seed << 40 | which << 32 | (lane as u64 + 1)) as u16 | 1) as i16
        };
        Self {
            a: std::array::from_fn(|lane| coefficient(lane, 1)),
            b: std::array::from_fn(|lane| coefficient(lane, 2)),
        }
    }

    /// The smallest value of every function over `features`; 32767 for none.
    fn mins(&self, features: &[u64]) -> [i16; K] {
        let mut mins = [i16::MAX; K];
        for f in features {
            let (low, high) = (*f as i16, (*f >> 16) as i16);
            for ((min, a), b) in mins.iter_mut().zip(&self.a).zip(&self.b) {
                let value = low.wrapping_mul(*a).wrapping_add(high.wrapping_mul(*b));
                *min = (*min).min(value);
            }
        }
        mins
    }
}
