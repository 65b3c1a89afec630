//! The hash itself: 256 bits, their spelling, how far two are apart.

use crate::HashError;
use std::fmt;
use std::str::FromStr;

/// A PDQ hash: 256 bits, each of which says whether one of 16 × 16 waves of the picture is stronger than
/// the middle one. Two pictures are taken for one up to [`Pdq::NEAR`] bits apart.
///
/// Bit `16 i + j` belongs to wave `i` down and `j` across; it is bit `k % 64` of word `k / 64`. Written,
/// the highest bit comes first, in 64 hexadecimal digits, as the reference writes it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pdq(pub(crate) [u64; 4]);

impl Pdq {
    /// Most bits that differ between two hashes of pictures that are called the same or edited (PDQ's
    /// paper, section "matching").
    pub const NEAR: u32 = 31;

    /// The hash whose bytes these are, highest first.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut words = [0; 4];
        for (word, eight) in words.iter_mut().rev().zip(bytes.chunks_exact(8)) {
            *word = eight.iter().fold(0, |w, &b| w << 8 | u64::from(b));
        }
        Self(words)
    }

    /// Its bytes, highest first.
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (eight, word) in bytes.chunks_exact_mut(8).zip(self.0.iter().rev()) {
            eight.copy_from_slice(&word.to_be_bytes());
        }
        bytes
    }

    /// How many bits differ: 0 to 256.
    #[inline]
    pub fn distance(self, other: Self) -> u32 {
        let [a, b] = [self.0, other.0];
        (0..4).map(|w| (a[w] ^ b[w]).count_ones()).sum()
    }
}

impl fmt::Display for Pdq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.0;
        write!(f, "{d:016x}{c:016x}{b:016x}{a:016x}")
    }
}

impl FromStr for Pdq {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        digits(text).map(Self::from_bytes)
    }
}

/// The bytes that `2 N` hexadecimal digits spell, of either case.
pub(crate) fn digits<const N: usize>(text: &str) -> Result<[u8; N], HashError> {
    if text.len() != 2 * N {
        return Err(HashError::Length { digits: text.chars().count(), wanted: 2 * N });
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        for &digit in pair {
            let value = char::from(digit).to_digit(16).ok_or(HashError::Digit)?;
            *byte = *byte << 4 | value as u8;
        }
    }
    Ok(bytes)
}
