//! Dots as they come, and the lightness that is hashed of them.

use crate::HashError;

/// Longest side that is hashed dot by dot; a picture with a longer one is squashed to a square of this
/// side first, as the reference does it.
pub(crate) const SIDE: usize = 512;

/// Decoded dots, row by row from the top: a byte each (grey), or three (red, green, blue).
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    dots: &'a [u8],
    width: usize,
    height: usize,
    grey: bool,
}

impl<'a> Picture<'a> {
    /// Grey dots. Errors if there are not `width * height` bytes.
    pub fn grey(width: usize, height: usize, dots: &'a [u8]) -> Result<Self, HashError> {
        Self::new(width, height, dots, true)
    }

    /// Coloured dots. Errors if there are not `3 * width * height` bytes.
    pub fn rgb(width: usize, height: usize, dots: &'a [u8]) -> Result<Self, HashError> {
        Self::new(width, height, dots, false)
    }

    fn new(width: usize, height: usize, dots: &'a [u8], grey: bool) -> Result<Self, HashError> {
        let each = if grey { 1 } else { 3 };
        let wanted = width.saturating_mul(height).saturating_mul(each);
        if dots.len() != wanted {
            return Err(HashError::Size { width, height, bytes: dots.len(), wanted });
        }
        Ok(Self { dots, width, height, grey })
    }

    /// Columns and rows of what is hashed.
    pub(crate) fn squashed(&self) -> (usize, usize) {
        if self.dots.is_empty() {
            (0, 0)
        } else if self.width > SIDE || self.height > SIDE {
            (SIDE, SIDE)
        } else {
            (self.width, self.height)
        }
    }

    /// Lightness of each dot of row `row` of the squashed picture, 0 to 255: the nearest dot at or before
    /// it, whatever lies between. Grey stays as it is; it is not the weighted sum of three equal parts,
    /// which rounds otherwise.
    pub(crate) fn lightness(&self, row: usize, mut put: impl FnMut(usize, f32)) {
        let (columns, rows) = self.squashed();
        let each = if self.grey { 1 } else { 3 };
        let length = self.width * each;
        let line = &self.dots[row * self.height / rows * length..][..length];
        let weigh = |dot: &[u8]| match *dot {
            [v] => f32::from(v),
            // Luma of ITU-R BT.601.
            [r, g, b] => 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b),
            _ => 0.0,
        };
        if columns == self.width {
            for (x, dot) in line.chunks_exact(each).enumerate() {
                put(x, weigh(dot));
            }
        } else {
            for x in 0..columns {
                put(x, weigh(&line[x * self.width / columns * each..][..each]));
            }
        }
    }
}
