//! Bitmaps of a text's features, by which a candidate pair is verified.

/// 64-bit words of a bitmap: 2048 bits.
pub(crate) const MAP_WORDS: usize = 32;
const MAP_BITS_LOG2: u32 = 11;
/// A text with more features than this is sampled, so that the bitmap does not saturate.
const FEATURES_MAX: usize = 512;

/// A bitmap with its number of set bits and its sampling level: features whose 32-bit hash is
/// below `2^32 >> level` are in, in the order of their hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Map {
    pub(crate) ones: u16,
    pub(crate) level: u8,
    pub(crate) bits: [u64; MAP_WORDS],
}

impl Map {
    /// The map of some features; repeats count once, except towards the sampling level.
    pub(crate) fn of(features: &[u64]) -> Self {
        let mut level = 0u8;
        while (features.len() >> level) > FEATURES_MAX {
            level += 1;
        }
        let mut bits = [0u64; MAP_WORDS];
        for f in features {
            let short = (f >> 32) as u32;
            if short.leading_zeros() >= u32::from(level) {
                let at = (short << level) >> (32 - MAP_BITS_LOG2);
                bits[(at >> 6) as usize] |= 1 << (at & 63);
            }
        }
        Self { ones: ones(&bits), level, bits }
    }

    /// Whether the counts fit the bits.
    pub(crate) fn is_sound(&self) -> bool {
        self.ones == ones(&self.bits) && self.level < 32
    }

    /// The same text sampled one level coarser.
    fn coarser(&self) -> Self {
        let mut bits = [0u64; MAP_WORDS];
        for at in 0..(1usize << (MAP_BITS_LOG2 - 1)) {
            let set = self.bits[at >> 6] >> (at & 63) & 1;
            // The half that stays spreads over the whole map.
            let to = 2 * at;
            bits[to >> 6] |= set << (to & 63);
        }
        Self { ones: ones(&bits), level: self.level + 1, bits }
    }

    /// Cosine of the two feature sets, `|A ∩ B| / sqrt(|A| |B|)`, estimated from the bitmaps and
    /// corrected for bits that coincide by chance; and the geometric mean of the set sizes.
    #[inline]
    pub(crate) fn cosine(&self, other: &Self) -> (f32, f32) {
        if self.level != other.level {
            return self.cosine_across_levels(other);
        }
        let mut both = 0u32;
        for (a, b) in self.bits.iter().zip(&other.bits) {
            both += (a & b).count_ones();
        }
        estimate(both, self.ones, other.ones, MAP_WORDS * 64)
    }

    /// For neighbouring levels: the finer map, sampled coarser, has its bits on even places; so
    /// both are compared on those. Texts further apart differ twofold in length: not alike.
    fn cosine_across_levels(&self, other: &Self) -> (f32, f32) {
        if self.level.abs_diff(other.level) > 1 {
            return (0.0, 1.0);
        }
        let (fine, coarse) = if self.level < other.level { (self, other) } else { (other, self) };
        let even = |map: &Self| map.bits.map(|w| (w | w >> 1) & 0x5555_5555_5555_5555);
        let (a, b) = (even(&fine.coarser()), even(coarse));
        let both: u32 = a.iter().zip(&b).map(|(x, y)| (x & y).count_ones()).sum();
        estimate(both, ones(&a), ones(&b), MAP_WORDS * 32)
    }
}

/// Cosine and mean size from the bits of two maps of `places`: of the bits both have, x are shared
/// features and the rest coincide by chance: `both = x + (a - x)(b - x) / (places - x)`.
#[inline]
fn estimate(both: u32, a: u16, b: u16, places: usize) -> (f32, f32) {
    let (both, a, b, m) = (both as f32, f32::from(a), f32::from(b), places as f32);
    let shared = (both * m - a * b) / (m - a - b + both).max(1.0);
    let size = (a * b).sqrt().max(1.0);
    (shared / size, size)
}

fn ones(bits: &[u64; MAP_WORDS]) -> u16 {
    bits.iter().map(|w| w.count_ones()).sum::<u32>() as u16
}

/// A bitmap folded to 256 bits, with its number of set bits before folding: small enough that those
/// of a million adverts stay near the processor, and enough to refuse most candidates that share a
/// key by chance without touching their bitmaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head([u64; HEAD_WORDS]);

const HEAD_WORDS: usize = 4;

impl Head {
    pub(crate) fn of(map: &Map) -> Self {
        let mut bits = [0u64; HEAD_WORDS];
        for (at, word) in map.bits.iter().enumerate() {
            bits[at % HEAD_WORDS] |= word;
        }
        Self(bits)
    }

    /// Whether fewer bits are common than texts with `shared` common features would have, by more
    /// than they vary.
    #[inline]
    pub(crate) fn far_from(&self, other: &Self, shared: f32) -> bool {
        let places = (HEAD_WORDS * 64) as f32;
        let count = |bits: [u64; HEAD_WORDS]| -> f32 {
            bits.iter().map(|w| w.count_ones()).sum::<u32>() as f32
        };
        let both = count(std::array::from_fn(|k| self.0[k] & other.0[k]));
        // Places that the shared features take: places (1 - e^(-shared / places)), as a series.
        let x = shared / places;
        let taken = shared * (1.0 - x / 2.0 + x * x / 6.0);
        let rest = (count(self.0) - taken).max(0.0) * (count(other.0) - taken).max(0.0)
            / (places - taken).max(1.0);
        let expected = taken + rest;
        // About 2.5 standard deviations, measured on texts of 20 to 250 features.
        both < 0.9 * expected - 4.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::mix;

    fn map(features: std::ops::Range<u64>) -> Map {
        Map::of(&features.map(mix).collect::<Vec<_>>())
    }

    #[test]
    fn the_estimate_is_near_the_true_cosine() {
        // 100 of 200 features in common: cosine 1/2; the same on sampled levels, and across them.
        for (n, off) in [(200, 100), (400, 200), (3000, 1500), (520, 300)] {
            let (a, b) = (map(0..n), map(off..off + n - 20));
            let truth = (n - off) as f32 / ((n * (n - 20)) as f32).sqrt();
            let (estimated, _) = a.cosine(&b);
            assert!((estimated - truth).abs() < 0.08, "{n}: {estimated} for {truth}");
            assert_eq!(a.cosine(&b).0, b.cosine(&a).0);
        }
        assert_ne!(map(0..520).level, map(0..500).level);
    }

    #[test]
    fn heads_refuse_strangers_and_never_copies() {
        let mut refused = 0;
        for k in 0..200u64 {
            let (a, b) = (map(k * 1000..k * 1000 + 120), map(k * 1000 + 500..k * 1000 + 620));
            let half = map(k * 1000 + 40..k * 1000 + 160);
            let head = Head::of(&a);
            refused += u32::from(head.far_from(&Head::of(&b), 0.45 * 120.0));
            assert!(!head.far_from(&head, 0.45 * 120.0));
            assert!(!head.far_from(&Head::of(&half), 0.45 * 120.0));
        }
        assert!(refused > 180, "{refused} of 200");
    }
}
