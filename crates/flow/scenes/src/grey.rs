//! A grey picture as numbers: made smaller, blurred.

use crate::SceneError;

/// Longest side that is looked at; larger pictures are made smaller first.
const SIDE_MAX: usize = 640;

/// Grey dots, row by row from the top, a byte each.
#[derive(Clone, Copy, Debug)]
pub struct Grey<'a> {
    dots: &'a [u8],
    width: usize,
    height: usize,
}

impl<'a> Grey<'a> {
    /// Grey dots. Errors if there are not `width * height` bytes.
    pub fn new(width: usize, height: usize, dots: &'a [u8]) -> Result<Self, SceneError> {
        if width.checked_mul(height) != Some(dots.len()) {
            return Err(SceneError::Size { width, height, bytes: dots.len() });
        }
        Ok(Self { dots, width, height })
    }

    /// The picture with no side over [`SIDE_MAX`], each dot the mean of those it stands for, 0 to 1; and how
    /// many dots of this one a dot of it is wide.
    pub(crate) fn plane(&self) -> (Plane, f32) {
        let scale = (self.width.max(self.height) as f32 / SIDE_MAX as f32).max(1.0);
        let side = |n: usize| ((n as f32 / scale) as usize).clamp(n.min(1), n);
        let (width, height) = (side(self.width), side(self.height));
        let mut plane = Plane::new(width, height);
        for y in 0..height {
            let (top, bottom) = (y * self.height / height, (y + 1) * self.height / height);
            for x in 0..width {
                let (left, right) = (x * self.width / width, (x + 1) * self.width / width);
                let lines = self.dots[top * self.width..].chunks(self.width).take(bottom - top);
                let sum: u32 = lines.flat_map(|l| &l[left..right]).map(|&v| u32::from(v)).sum();
                let count = (bottom - top) * (right - left);
                plane.values[y * width + x] = sum as f32 / (255 * count) as f32;
            }
        }
        (plane, scale)
    }
}

/// Numbers in rows.
#[derive(Clone, Debug)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) values: Vec<f32>,
}

impl Plane {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        Self { width, height, values: vec![0.0; width * height] }
    }

    #[inline]
    pub(crate) fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.width + x]
    }

    /// Blurred by a bell curve of this width; edges go on outside.
    pub(crate) fn blurred(&self, sigma: f32) -> Self {
        let reach = (3.0 * sigma).ceil() as usize;
        let bell: Vec<f32> =
            (0..=reach).map(|n| libm::expf(-((n * n) as f32) / (2.0 * sigma * sigma))).collect();
        let sum = bell[0] + 2.0 * bell[1..].iter().sum::<f32>();
        let bell: Vec<f32> = bell.iter().map(|b| b / sum).collect();
        let (width, height) = (self.width, self.height);
        let mut across = Self::new(width, height);
        let mut padded = vec![0.0; width + 2 * reach];
        for (line, out) in self.values.chunks(width).zip(across.values.chunks_mut(width)) {
            padded[..reach].fill(line[0]);
            padded[reach..][..width].copy_from_slice(line);
            padded[reach + width..].fill(line[width - 1]);
            out.iter_mut().zip(&padded[reach..]).for_each(|(o, v)| *o = bell[0] * v);
            for (n, b) in bell.iter().enumerate().skip(1) {
                let sides = padded[reach - n..].iter().zip(&padded[reach + n..]);
                out.iter_mut().zip(sides).for_each(|(o, (l, r))| *o += b * (l + r));
            }
        }
        let mut down = Self::new(width, height);
        for (y, out) in down.values.chunks_mut(width).enumerate() {
            let line = |y: usize| &across.values[y * width..][..width];
            out.iter_mut().zip(line(y)).for_each(|(o, v)| *o = bell[0] * v);
            for (n, b) in bell.iter().enumerate().skip(1) {
                let sides = line(y.saturating_sub(n)).iter().zip(line((y + n).min(height - 1)));
                out.iter_mut().zip(sides).for_each(|(o, (t, u))| *o += b * (t + u));
            }
        }
        down
    }

    /// Every second dot each way.
    pub(crate) fn halved(&self) -> Self {
        let mut half = Self::new(self.width / 2, self.height / 2);
        for y in 0..half.height {
            for x in 0..half.width {
                half.values[y * half.width + x] = self.at(2 * x, 2 * y);
            }
        }
        half
    }

    /// Twice as many dots each way, those between weighed.
    pub(crate) fn doubled(&self) -> Self {
        let mut twice = Self::new(self.width * 2, self.height * 2);
        for y in 0..twice.height {
            let (y0, y1) = (y / 2, (y.div_ceil(2)).min(self.height - 1));
            for x in 0..twice.width {
                let (x0, x1) = (x / 2, (x.div_ceil(2)).min(self.width - 1));
                let sum = self.at(x0, y0) + self.at(x1, y0) + self.at(x0, y1) + self.at(x1, y1);
                twice.values[y * twice.width + x] = sum / 4.0;
            }
        }
        twice
    }

    /// This less another of the same size.
    pub(crate) fn less(&self, other: &Self) -> Self {
        let values = self.values.iter().zip(&other.values).map(|(a, b)| a - b).collect();
        Self { width: self.width, height: self.height, values }
    }
}
