//! A small picture's waves, and the bits made of them.

use crate::blur::{SMALL, Small, small};
use crate::{Pdq, Picture};
use std::sync::LazyLock;

/// Waves each way.
const WAVES: usize = 16;
/// Shortest side that is hashed.
const SIDE_MIN: usize = 5;
/// Lowest quality at which a hash says something about a picture; below it the picture is so flat that
/// hashes of quite other pictures are near (PDQ's paper advises 50).
pub const QUALITY_MIN: u8 = 50;

type Waves = [[f32; WAVES]; WAVES];

/// What of a picture is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// Its hash.
    pub pdq: Pdq,
    /// How much there is to see in it, 0 to 100; see [`QUALITY_MIN`].
    pub quality: u8,
}

/// How a picture can be turned and mirrored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// As it is.
    None,
    /// A quarter turn against the clock.
    Left,
    /// Half a turn.
    Half,
    /// A quarter turn with the clock.
    Right,
    /// Top and bottom change places.
    TopDown,
    /// Left and right change places: a mirror.
    Mirror,
    /// Mirrored at the line from top left to bottom right.
    Diagonal,
    /// Mirrored at the line from top right to bottom left.
    OtherDiagonal,
}

impl Turn {
    /// All eight, in the reference's order.
    pub const ALL: [Turn; 8] = [
        Turn::None,
        Turn::Left,
        Turn::Half,
        Turn::Right,
        Turn::TopDown,
        Turn::Mirror,
        Turn::Diagonal,
        Turn::OtherDiagonal,
    ];
}

/// Cosines of wave `i + 1` at each of 64 places, for 16 waves.
static COSINES: LazyLock<[[f32; SMALL]; WAVES]> = LazyLock::new(|| {
    let scale = (2.0 / SMALL as f64).sqrt() as f32;
    let step = std::f64::consts::PI / 2.0 / SMALL as f64;
    std::array::from_fn(|i| {
        std::array::from_fn(|j| {
            // libm's cosine, so that it is the same on every machine.
            let cosine = libm::cos(step * (i + 1) as f64 * (2 * j + 1) as f64);
            (f64::from(scale) * cosine) as f32
        })
    })
});

/// The hash of a picture and its quality, bit for bit as Meta's reference in C++ gives them (PDQ, 2019;
/// `pdqHash256FromFile`). A picture with a side under 5 dots has the hash of zeros and quality 0.
pub fn hash(picture: &Picture) -> Hashed {
    if is_tiny(picture) {
        return Hashed { pdq: Pdq::default(), quality: 0 };
    }
    let small = small(picture, true);
    Hashed { pdq: bits(&waves(&small)), quality: quality(&small) }
}

/// The hashes of a picture turned and mirrored in all eight ways (in the order of [`Turn::ALL`]), made
/// of one look at it, and its quality; the reference's `pdqDihedralHash256esFromFile`. The first is
/// [`hash`]'s, but for a picture of just 64 × 64 dots, which the reference filters here and not there.
pub fn turned(picture: &Picture) -> ([Pdq; 8], u8) {
    if is_tiny(picture) {
        return ([Pdq::default(); 8], 0);
    }
    let small = small(picture, false);
    let waves = waves(&small);
    (Turn::ALL.map(|turn| bits(&turn_waves(&waves, turn))), quality(&small))
}

fn is_tiny(picture: &Picture) -> bool {
    let (columns, rows) = picture.squashed();
    columns < SIDE_MIN || rows < SIDE_MIN
}

/// How much neighbouring dots differ, in all, in steps of a hundredth.
fn quality(small: &Small) -> u8 {
    let step = |a: f32, b: f32| (((a - b) * 100.0) / 255.0) as i32;
    let mut sum = 0;
    for y in 0..SMALL {
        for x in 0..SMALL {
            let here = small[y * SMALL + x];
            if y + 1 < SMALL {
                sum += step(here, small[(y + 1) * SMALL + x]).abs();
            }
            if x + 1 < SMALL {
                sum += step(here, small[y * SMALL + x + 1]).abs();
            }
        }
    }
    (sum / 90).min(100) as u8
}

/// The cosine transform in two dimensions, waves 1 to 16 each way; sums in the reference's order.
fn waves(small: &Small) -> Waves {
    let cosines = &*COSINES;
    let mut out = [[0.0; WAVES]; WAVES];
    for (wave, out) in cosines.iter().zip(&mut out) {
        let mut down = [0.0_f32; SMALL];
        for (cosine, line) in wave.iter().zip(small.chunks_exact(SMALL)) {
            down.iter_mut().zip(line).for_each(|(sum, v)| *sum += cosine * v);
        }
        for (k, value) in down.iter().enumerate() {
            for (sum, wave) in out.iter_mut().zip(cosines) {
                *sum += value * wave[k];
            }
        }
    }
    out
}

/// The waves of the picture turned: rows and columns may change places, odd or even waves their sign.
fn turn_waves(waves: &Waves, turn: Turn) -> Waves {
    let mut out = [[0.0; WAVES]; WAVES];
    for (i, line) in waves.iter().enumerate() {
        for (j, &value) in line.iter().enumerate() {
            let (even_row, even_column) = (i % 2 == 0, j % 2 == 0);
            let (crossed, negative) = match turn {
                Turn::None => (false, false),
                Turn::Left => (true, even_column),
                Turn::Half => (false, even_row != even_column),
                Turn::Right => (true, even_row),
                Turn::TopDown => (false, even_row),
                Turn::Mirror => (false, even_column),
                Turn::Diagonal => (true, false),
                Turn::OtherDiagonal => (true, even_row != even_column),
            };
            let (i, j) = if crossed { (j, i) } else { (i, j) };
            out[i][j] = if negative { -value } else { value };
        }
    }
    out
}

/// A bit for each wave stronger than the middle one (the lower of the two middle ones).
fn bits(waves: &Waves) -> Pdq {
    let mut sorted = *waves.as_flattened().first_chunk::<{ WAVES * WAVES }>().expect("all waves");
    let (_, &mut middle, _) = sorted.select_nth_unstable_by(WAVES * WAVES / 2 - 1, f32::total_cmp);
    let mut words = [0_u64; 4];
    for (k, &wave) in waves.as_flattened().iter().enumerate() {
        words[k / 64] |= u64::from(wave > middle) << (k % 64);
    }
    Pdq(words)
}
