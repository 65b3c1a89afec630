//! The one generator, and p-values by drawing.
//!
//! SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators",
//! OOPSLA), written out so that no version of a library changes a result.

pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// Fisher–Yates, of the first `many` places only: a sample without replacement.
    pub(crate) fn sample<T>(&mut self, of: &mut [T], many: usize) {
        for i in 0..many.min(of.len()) {
            let j = i + self.below(of.len() - i);
            of.swap(i, j);
        }
    }
}

/// Draws reach what was seen so often before they may stop.
const ENOUGH: u32 = 20;

/// P(a draw is as far out as `seen`), with at most `most` draws of `draw`: (k + 1) / (n + 1), or
/// 20 over the draws it took to be reached 20 times (Besag and Clifford 1991, "Sequential Monte
/// Carlo p-values", Biometrika 78), so that what is no news costs little.
pub(crate) fn p_value(seen: f64, most: u32, mut draw: impl FnMut() -> f64) -> f64 {
    let mut reached = 0;
    for n in 1..=most {
        // Sums in another order differ in the last digits.
        if draw() >= seen - 1e-9 {
            reached += 1;
            if reached == ENOUGH {
                return f64::from(ENOUGH) / f64::from(n);
            }
        }
    }
    f64::from(reached + 1) / (f64::from(most) + 1.0)
}
