//! Hashes in two halves: half of the bits tell nearly all strangers, and half the memory is walked through.

use crate::Pdq;

type Half = [u64; 2];

#[derive(Clone, Debug, Default)]
pub(super) struct Halves {
    low: Vec<Half>,
    high: Vec<Half>,
}

impl Halves {
    pub(super) fn of(hashes: &[Pdq]) -> Self {
        let low = hashes.iter().map(|&Pdq([a, b, ..])| [a, b]).collect();
        Self { low, high: hashes.iter().map(|&Pdq([.., c, d])| [c, d]).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    pub(super) fn get(&self, at: usize) -> Pdq {
        let ([a, b], [c, d]) = (self.low[at], self.high[at]);
        Pdq([a, b, c, d])
    }

    pub(super) fn set(&mut self, at: usize, pdq: Pdq) {
        let Pdq([a, b, c, d]) = pdq;
        (self.low[at], self.high[at]) = ([a, b], [c, d]);
    }

    /// The places of a hash in sorted order: all equal ones.
    pub(super) fn places(&self, pdq: Pdq) -> std::ops::Range<usize> {
        let (mut first, mut end) = (0, self.len());
        while first < end {
            let middle = first + (end - first) / 2;
            if self.get(middle) < pdq { first = middle + 1 } else { end = middle }
        }
        let same = (first..self.len()).take_while(|&at| self.get(at) == pdq).count();
        first..first + same
    }

    /// How far the hash at a place is, if that is within `radius`.
    #[inline]
    pub(super) fn within(&self, pdq: Pdq, at: usize, radius: u32) -> Option<u32> {
        let Pdq([a, b, c, d]) = pdq;
        let low = apart([a, b], self.low[at]);
        if low > radius {
            return None;
        }
        let distance = low + apart([c, d], self.high[at]);
        (distance <= radius).then_some(distance)
    }

    pub(super) fn bytes(&self) -> usize {
        (self.low.capacity() + self.high.capacity()) * size_of::<Half>()
    }
}

/// Bits that differ: both words counted in one sum, for processors that are built for without an instruction
/// that counts.
#[inline]
fn apart(a: Half, b: Half) -> u32 {
    const TWOS: u64 = 0x3333_3333_3333_3333;
    const FOURS: u64 = 0x0f0f_0f0f_0f0f_0f0f;
    let in_fours = |x: u64| {
        let pairs = x - (x >> 1 & 0x5555_5555_5555_5555);
        (pairs & TWOS) + (pairs >> 2 & TWOS)
    };
    let sum = in_fours(a[0] ^ b[0]) + in_fours(a[1] ^ b[1]);
    let bytes = (sum & FOURS) + (sum >> 4 & FOURS);
    (bytes.wrapping_mul(0x0101_0101_0101_0101) >> 56) as u32
}
