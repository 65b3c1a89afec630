//! A face as 128 numbers.

use crate::recognise::NUMBERS;

/// 128 finite numbers for a face. They are personal data, biometric data even: whoever keeps them
/// keeps a face. Two of them are compared by [`Embedding::distance`] alone.
///
/// The last bits of the numbers depend on the registers of the machine that made them.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    numbers: [f32; NUMBERS],
}

impl Embedding {
    /// `None` unless all numbers are finite and no larger than a thousand (a net's are about .1).
    pub fn new(numbers: [f32; NUMBERS]) -> Option<Embedding> {
        let sound = numbers.iter().all(|number| number.abs() <= 1000.0);
        sound.then_some(Embedding { numbers })
    }

    /// The numbers.
    pub fn numbers(&self) -> &[f32; NUMBERS] {
        &self.numbers
    }

    /// 512 bytes, little end first, for keeping.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    /// What [`Embedding::to_bytes`] gave; `None` if the bytes are no embedding.
    pub fn from_bytes(bytes: &[u8]) -> Option<Embedding> {
        let (fours, rest) = bytes.as_chunks();
        let numbers: Vec<f32> = fours.iter().map(|four| f32::from_le_bytes(*four)).collect();
        rest.is_empty().then(|| numbers.try_into().ok().and_then(Embedding::new)).flatten()
    }

    /// Euclidean distance, from 0 up. It is the same both ways.
    pub fn distance(&self, other: &Embedding) -> f32 {
        square(&self.numbers, &other.numbers).sqrt()
    }
}

/// The square of the distance, summed in one order wherever it is needed.
pub(crate) fn square(one: &[f32; NUMBERS], other: &[f32; NUMBERS]) -> f32 {
    let mut sums = [0.0f32; 16];
    for (one, other) in one.chunks_exact(16).zip(other.chunks_exact(16)) {
        for (sum, (a, b)) in sums.iter_mut().zip(one.iter().zip(other)) {
            *sum += (a - b) * (a - b);
        }
    }
    sums.iter().sum()
}
