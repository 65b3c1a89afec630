//! Which of very many values at least so many actors show, in bounded memory.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A filter that never forgets a value shown by many actors, and admits few others.
///
/// Two tables of cells, each cell a bitmap of 64 actors by hash (linear counting; Estan, Varghese
/// and Fisk 2003, "Bitmap algorithms for counting active flows on high speed links", IMC, section
/// 3): a value counts as many actors as the emptier of its two cells has bits, as in a count-min
/// sketch. Setting bits has no order, so that rows may come in any order and twice.
/// They may also be set from several threads at once.
#[derive(Debug)]
pub struct Popular {
    cells: Vec<AtomicU64>,
    mask: u64,
}

impl Popular {
    /// A filter of `cells` cells a table, rounded up to a power of two (1 to 2^28): 16 bytes each.
    pub fn new(cells: usize) -> Self {
        let cells = cells.clamp(1, 1 << 28).next_power_of_two();
        Self { cells: (0..cells * 2).map(|_| AtomicU64::new(0)).collect(), mask: cells as u64 - 1 }
    }

    /// Notes that `actor` shows `value`.
    pub fn add(&self, value: &str, actor: u32) {
        let bit = 1u64 << (mix(u64::from(actor) ^ 0x5851_f42d_4c95_7f2d) & 63);
        for cell in self.places(value) {
            // Most bits are set already, and reading is cheaper than writing.
            if self.cells[cell].load(Relaxed) & bit == 0 {
                self.cells[cell].fetch_or(bit, Relaxed);
            }
        }
    }

    /// About how many actors show `value`: at most 64. Too high where values share cells; too low
    /// only where actors share bits, of m actors m (m - 1) / 128 on average.
    pub fn actors(&self, value: &str) -> u32 {
        let bits = |cell: usize| self.cells[cell].load(Relaxed).count_ones();
        self.places(value).map(bits).into_iter().min().unwrap_or(0)
    }

    fn places(&self, value: &str) -> [usize; 2] {
        let mut hasher = rustc_hash::FxHasher::default();
        value.hash(&mut hasher);
        let hash = hasher.finish();
        let (a, b) = (mix(hash), mix(hash ^ 0xda94_2042_e4dd_58b5));
        [(a & self.mask) as usize, (b & self.mask) as usize + self.mask as usize + 1]
    }
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
