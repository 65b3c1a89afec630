//! Made-up pictures and hashes, the same on every machine: whole numbers only.

use spoor_hashes::Pdq;

/// Numbers that look random (SplitMix64).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    #[allow(dead_code)]
    pub fn pdq(&mut self) -> Pdq {
        let mut bytes = [0; 32];
        bytes.chunks_exact_mut(8).for_each(|c| c.copy_from_slice(&self.next().to_be_bytes()));
        Pdq::from_bytes(bytes)
    }
}

/// `pdq` with `count` of its bits turned over.
#[allow(dead_code)]
pub fn flipped(pdq: Pdq, count: u64, chance: &mut Chance) -> Pdq {
    let mut bytes = pdq.to_bytes();
    let mut left = count;
    let mut turned = [false; 256];
    while left > 0 {
        let bit = chance.below(256) as usize;
        if !std::mem::replace(&mut turned[bit], true) {
            bytes[bit / 8] ^= 1 << (bit % 8);
            left -= 1;
        }
    }
    Pdq::from_bytes(bytes)
}

/// Dots of a picture: clouds of three sizes with some noise, `channels` bytes a dot.
#[allow(dead_code)]
pub fn clouds(seed: u64, width: usize, height: usize, channels: usize) -> Vec<u8> {
    let mut chance = Chance(seed);
    let mut grids = Vec::new();
    for cells in [3_usize, 7, 19] {
        let values = (cells + 2) * (cells + 2) * channels;
        grids.push((cells, (0..values).map(|_| chance.below(256) as usize).collect::<Vec<_>>()));
    }
    let mut dots = Vec::with_capacity(width * height * channels);
    for y in 0..height {
        for x in 0..width {
            for c in 0..channels {
                let mut sum = 0;
                for (cells, values) in &grids {
                    // Place in the grid in 256ths, weighed between its four corners.
                    let (px, py) = (x * cells * 256 / width, y * cells * 256 / height);
                    let (gx, gy, fx, fy) = (px / 256, py / 256, px % 256, py % 256);
                    let at = |gx: usize, gy: usize| values[(gy * (cells + 2) + gx) * channels + c];
                    let top = at(gx, gy) * (256 - fx) + at(gx + 1, gy) * fx;
                    let bottom = at(gx, gy + 1) * (256 - fx) + at(gx + 1, gy + 1) * fx;
                    sum += (top * (256 - fy) + bottom * fy) / 65_536;
                }
                dots.push((sum / 3 + chance.below(9) as usize).min(255) as u8);
            }
        }
    }
    dots
}
