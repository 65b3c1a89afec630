//! Numbers in URLs that tell nothing: a bijection of 36 bits.

const BITS: u32 = 36;
const MASK: u64 = (1 << BITS) - 1;

/// Scrambles numbers, and back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scramble {
    odd: u64,
    inverse: u64,
    add: u64,
}

impl Scramble {
    /// The scramble of a site.
    pub(crate) fn new(seed: u64) -> Self {
        let odd = (spoor_world::key(&[seed, 21]) | 1) & MASK;
        // Newton's iteration doubles the bits that are right; it begins with three.
        let mut inverse = odd;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
        }
        Self { odd, inverse: inverse & MASK, add: spoor_world::key(&[seed, 22]) & MASK }
    }

    /// The number shown for `n`, which must be below 2^36.
    pub(crate) fn show(&self, n: u64) -> u64 {
        (n ^ (n >> 18)).wrapping_mul(self.odd).wrapping_add(self.add) & MASK
    }

    /// The number behind what is shown; none if nothing is shown so.
    pub(crate) fn read(&self, shown: u64) -> Option<u64> {
        if shown > MASK {
            return None;
        }
        let mixed = shown.wrapping_sub(self.add).wrapping_mul(self.inverse) & MASK;
        Some(mixed ^ (mixed >> 18))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_shown_is_read(seed: u64, n in 0..=MASK) {
            let scramble = Scramble::new(seed);
            prop_assert_eq!(scramble.read(scramble.show(n)), Some(n));
            prop_assert_eq!(scramble.show(scramble.read(n).unwrap()), n);
        }
    }
}
