//! Decoded pictures, and parts of them turned, scaled and cut out.

use std::borrow::Cow;

use crate::net::Map;

/// Dots of a decoded picture: red, green, blue, a byte each, row by row.
#[derive(Debug, Clone)]
pub struct Picture<'a> {
    width: usize,
    height: usize,
    /// The picture, and what is left of it when it is halved again and again.
    levels: Vec<Level<'a>>,
}

#[derive(Debug, Clone)]
struct Level<'a> {
    width: usize,
    height: usize,
    rgb: Cow<'a, [u8]>,
}

/// The dots handed in are not those of a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a picture of {width} × {height} dots has {told} bytes of red, green and blue, not {has}: \
     decode it to RGB of 8 bits"
)]
pub struct PictureError {
    /// Width that was told, in dots.
    pub width: usize,
    /// Height that was told, in dots.
    pub height: usize,
    /// Bytes such a picture has.
    pub told: u128,
    /// Bytes handed in.
    pub has: usize,
}

/// Scales, turns and shifts points: from a cut-out to the picture it is taken from.
///
/// `x' = a x - b y + dx`, `y' = b x + a y + dy`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// Scale times cosine.
    pub a: f32,
    /// Scale times sine.
    pub b: f32,
    /// Shift to the right, in dots of the picture.
    pub dx: f32,
    /// Shift downwards, in dots of the picture.
    pub dy: f32,
}

impl Placement {
    /// A square of `side` dots of the picture round `centre`, turned by `angle` (radians,
    /// clockwise as seen), cut out at `size` dots.
    pub fn square(centre: [f32; 2], side: f32, angle: f32, size: usize) -> Placement {
        let scale = side / size as f32;
        let (a, b) = (scale * angle.cos(), scale * angle.sin());
        let half = size as f32 / 2.0;
        let dx = centre[0] - (a * half - b * half);
        let dy = centre[1] - (b * half + a * half);
        Placement { a, b, dx, dy }
    }

    /// Where a point of the cut-out lies in the picture.
    pub fn apply(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [self.a * x - self.b * y + self.dx, self.b * x + self.a * y + self.dy]
    }

    /// Dots of the picture for one dot of the cut-out.
    pub fn scale(&self) -> f32 {
        self.a.hypot(self.b)
    }
}

impl<'a> Picture<'a> {
    /// A picture of `width` × `height` dots.
    ///
    /// # Errors
    /// If `rgb` is not three bytes for each dot, or there is no dot.
    pub fn new(width: usize, height: usize, rgb: &'a [u8]) -> Result<Picture<'a>, PictureError> {
        let told = (width as u128 * height as u128).saturating_mul(3);
        if told == 0 || told != rgb.len() as u128 {
            return Err(PictureError { width, height, told, has: rgb.len() });
        }
        let mut levels = vec![Level { width, height, rgb: Cow::Borrowed(rgb) }];
        while let Some(next) = levels.last().and_then(Level::halved) {
            levels.push(next);
        }
        Ok(Picture { width, height, levels })
    }

    /// Width in dots.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Height in dots.
    pub fn height(&self) -> usize {
        self.height
    }

    /// A cut-out of `size` × `size` dots, black where the picture ends; values from 0 to 255.
    ///
    /// Where it is scaled down, dots are averaged in halvings first, so that nothing is skipped.
    pub fn cut(&self, placement: &Placement, size: usize) -> Map {
        let halvings = placement.scale().max(1.0).log2().floor() as usize;
        let number = halvings.min(self.levels.len() - 1);
        let level = &self.levels[number];
        let shrink = 1.0 / (1u32 << number) as f32;
        let mut out = Map::zeros(size, size, 3);
        for (place, dot) in out.values.chunks_exact_mut(3).enumerate() {
            let at = [place % size, place / size].map(|at| at as f32 + 0.5);
            let [x, y] = placement.apply(at).map(|at| at * shrink - 0.5);
            level.blend(x, y, dot);
        }
        out
    }
}

impl Level<'_> {
    /// Half as wide and high, each dot the mean of four; `None` when too small to be of use.
    fn halved(&self) -> Option<Level<'static>> {
        let (width, height) = (self.width / 2, self.height / 2);
        if width < 16 || height < 16 {
            return None;
        }
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in 0..height {
            let above = &self.rgb[2 * y * self.width * 3..][..width * 6];
            let below = &self.rgb[(2 * y + 1) * self.width * 3..][..width * 6];
            for (above, below) in above.chunks_exact(6).zip(below.chunks_exact(6)) {
                for c in 0..3 {
                    let four = [above[c], above[c + 3], below[c], below[c + 3]];
                    rgb.push((four.map(u16::from).iter().sum::<u16>().div_ceil(4)) as u8);
                }
            }
        }
        Some(Level { width, height, rgb: Cow::Owned(rgb) })
    }

    /// The value at a place between dots, from the four round it.
    fn blend(&self, x: f32, y: f32, dot: &mut [f32]) {
        let outside = x <= -1.0 || y <= -1.0 || x >= self.width as f32 || y >= self.height as f32;
        // A place that is no number (a placement of nothing) is outside as well.
        if outside || x.is_nan() || y.is_nan() {
            return;
        }
        let (left, top) = (x.floor(), y.floor());
        let (right_share, lower_share) = (x - left, y - top);
        let near = [
            (0, 0, (1.0 - right_share) * (1.0 - lower_share)),
            (1, 0, right_share * (1.0 - lower_share)),
            (0, 1, (1.0 - right_share) * lower_share),
            (1, 1, right_share * lower_share),
        ];
        for (right, lower, share) in near {
            let (x, y) = (left as isize + right, top as isize + lower);
            let inside = (0..self.width as isize).contains(&x);
            if inside && (0..self.height as isize).contains(&y) {
                let at = (y as usize * self.width + x as usize) * 3;
                for (value, byte) in dot.iter_mut().zip(&self.rgb[at..at + 3]) {
                    *value += share * f32::from(*byte);
                }
            }
        }
    }
}
