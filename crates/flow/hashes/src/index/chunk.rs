//! One part of every hash, and which hashes have which value there.

use crate::Pdq;

/// Where the hashes of a segment lie that have a certain value in bits `at .. at + width`.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    at: u32,
    width: u32,
    /// Where in `places` the bucket of each value begins; one more at the end.
    starts: Vec<u32>,
    /// Places of hashes, in three bytes each: a fourth of the memory is saved.
    places: Vec<[u8; 3]>,
}

impl Chunk {
    pub(super) fn of(hashes: &[Pdq], at: u32, width: u32) -> Self {
        let mut chunk = Self {
            at,
            width,
            starts: vec![0; (1 << width) + 1],
            places: vec![[0; 3]; hashes.len()],
        };
        for &pdq in hashes {
            let value = chunk.value(pdq) as usize;
            chunk.starts[value + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut chunk.starts {
            sum += *start;
            *start = sum;
        }
        // Filled from behind, each bucket's end moves to where it begins.
        for (place, &pdq) in hashes.iter().enumerate().rev() {
            let value = chunk.value(pdq) as usize;
            let end = &mut chunk.starts[value + 1];
            *end -= 1;
            let [_, a, b, c] = (place as u32).to_be_bytes();
            chunk.places[*end as usize] = [a, b, c];
        }
        chunk.starts.remove(0);
        chunk.starts.push(hashes.len() as u32);
        chunk
    }

    /// The value of a hash in this chunk.
    #[inline]
    pub(super) fn value(&self, pdq: Pdq) -> u32 {
        let (word, bit) = ((self.at / 64) as usize, self.at % 64);
        let mut value = pdq.0[word] >> bit;
        if bit + self.width > 64 {
            value |= pdq.0[word + 1] << (64 - bit);
        }
        (value & ((1 << self.width) - 1)) as u32
    }

    /// How many hashes have this value.
    #[inline]
    pub(super) fn count(&self, value: u32) -> u32 {
        self.starts[value as usize + 1] - self.starts[value as usize]
    }

    /// Places of the hashes that have this value.
    #[inline]
    pub(super) fn bucket(&self, value: u32) -> impl Iterator<Item = u32> + '_ {
        let range = self.starts[value as usize] as usize..self.starts[value as usize + 1] as usize;
        self.places[range].iter().map(|&[a, b, c]| u32::from_be_bytes([0, a, b, c]))
    }

    /// All values at most `reach` bits from `value`, each with how many bits it is from it; `reach` is 0, 1
    /// or 2.
    #[inline]
    pub(super) fn around(&self, value: u32, reach: usize, mut each: impl FnMut(usize, u32)) {
        each(0, value);
        for a in 0..if reach > 0 { self.width } else { 0 } {
            let one = value ^ 1 << a;
            each(1, one);
            for b in 0..if reach > 1 { a } else { 0 } {
                each(2, one ^ 1 << b);
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.starts.capacity() * size_of::<u32>() + self.places.capacity() * size_of::<[u8; 3]>()
    }
}
