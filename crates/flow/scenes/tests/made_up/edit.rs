//! What people do to a picture before they post it again.

use super::{Chance, jpeg};
use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

/// A kind of edit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edit {
    /// A fifth is cut off, on one or several sides.
    Crop,
    /// A sign is put on.
    Logo,
    /// Lines of writing are put over it.
    Text,
    /// Lighter or darker, harder, softer.
    Filter,
    /// A photograph of a screen that shows it, from the side, among other things.
    Screen,
    /// Made smaller and saved badly.
    Recompress,
    /// A fifth cut off, writing and a filter at once.
    Several,
}

impl Edit {
    pub const ALL: [Edit; 7] = [
        Edit::Crop,
        Edit::Logo,
        Edit::Text,
        Edit::Filter,
        Edit::Screen,
        Edit::Recompress,
        Edit::Several,
    ];

    /// The picture after this edit; which sides, where, how strong is chosen by chance.
    pub fn of(self, picture: &GrayImage, c: &mut Chance) -> GrayImage {
        let edited = match self {
            Self::Crop => crop(picture, c),
            Self::Logo => logo(picture, c),
            Self::Text => text(picture, c),
            Self::Filter => filter(picture, c),
            Self::Screen => screen(picture, c),
            Self::Recompress => {
                let (w, h) = picture.dimensions();
                let part = c.within(0.4, 0.8);
                let side = |n: u32| (n as f32 * part) as u32;
                let small = imageops::resize(picture, side(w), side(h), FilterType::Triangle);
                return jpeg(&small, 25 + c.below(20) as u8);
            }
            Self::Several => text(&filter(&crop(picture, c), c), c),
        };
        jpeg(&edited, 70)
    }
}

fn crop(picture: &GrayImage, c: &mut Chance) -> GrayImage {
    let (w, h) = picture.dimensions();
    // A fifth of the picture goes.
    let part = c.within(0.8, 1.0);
    let (wide, tall) = ((w as f32 * part) as u32, (h as f32 * 0.8 / part) as u32);
    let (x, y) = (c.below(u64::from(w - wide) + 1), c.below(u64::from(h - tall) + 1));
    imageops::crop_imm(picture, x as u32, y as u32, wide, tall).to_image()
}

fn logo(picture: &GrayImage, c: &mut Chance) -> GrayImage {
    let mut out = picture.clone();
    let (w, h) = out.dimensions();
    let (wide, tall) = ((w as f32 * c.within(0.2, 0.35)) as u32, h / 6);
    let (x0, y0) = (c.below(u64::from(w - wide)) as u32, c.below(u64::from(h - tall)) as u32);
    let letters = c.next();
    for y in 0..tall {
        for x in 0..wide {
            let (column, row) = (x * 8 / wide, y * 4 / tall);
            let on = letters >> (column + 8 * row) & 1 == 1;
            out.put_pixel(x0 + x, y0 + y, Luma([if on { 250 } else { 15 }]));
        }
    }
    out
}

fn text(picture: &GrayImage, c: &mut Chance) -> GrayImage {
    let mut out = picture.clone();
    let (w, h) = out.dimensions();
    let ink = Luma([if c.below(2) == 0 { 255 } else { 0 }]);
    let size = (h / 14).max(8);
    for line in 0..2 + c.below(3) as u32 {
        let y0 = (h / 10 + c.below(u64::from(h) * 7 / 10) as u32 + line).min(h - size);
        let mut x0 = w / 12;
        while x0 + size < w * 11 / 12 {
            // A letter: some of the strokes of a figure of five by three fields.
            let strokes = c.next() | 0x11;
            for y in 0..size {
                for x in 0..size * 3 / 5 {
                    if strokes >> (x * 5 / size + 3 * (y * 5 / size)) & 1 == 1 {
                        out.put_pixel(x0 + x, y0 + y, ink);
                    }
                }
            }
            x0 += size * 4 / 5;
        }
    }
    out
}

fn filter(picture: &GrayImage, c: &mut Chance) -> GrayImage {
    let (gamma, hard) = (c.within(0.6, 1.6), c.within(0.7, 1.5));
    let shaded = c.within(0.0, 0.6);
    let soft = if c.below(2) == 0 { c.within(0.5, 1.2) } else { 0.01 };
    let blurred = imageops::blur(picture, soft);
    let (w, h) = picture.dimensions();
    GrayImage::from_fn(w, h, |x, y| {
        let value = (f32::from(blurred.get_pixel(x, y).0[0]) / 255.0).powf(gamma);
        let (u, v) = (x as f32 / w as f32 - 0.5, y as f32 / h as f32 - 0.5);
        let value = ((value - 0.5) * hard + 0.5) * (1.0 - shaded * (u * u + v * v));
        Luma([(value * 255.0).clamp(0.0, 255.0) as u8])
    })
}

/// The picture on a screen with bars over and under it, seen from the side, with a pattern of the screen's
/// dots and grain.
fn screen(picture: &GrayImage, c: &mut Chance) -> GrayImage {
    let (w, h) = picture.dimensions();
    let tilt = [c.within(-0.12, 0.12), c.within(-0.12, 0.12)];
    let (turn, part) = (c.within(-0.08_f32, 0.08), c.within(0.65, 0.85));
    let (sin, cos) = turn.sin_cos();
    let (wave, phase) = (c.within(0.6, 1.4), c.within(0.0, 6.0));
    let mut grain = c.clone();
    GrayImage::from_fn(w, h, |x, y| {
        let (u, v) = (x as f32 / w as f32 - 0.5, y as f32 / h as f32 - 0.5);
        let depth = 1.0 + tilt[0] * u + tilt[1] * v;
        let (u, v) = ((cos * u - sin * v) / part / depth, (sin * u + cos * v) / part / depth);
        let value = if u.abs() < 0.5 && v.abs() < 0.5 {
            let (sx, sy) = ((u + 0.5) * (w - 1) as f32, (v + 0.5) * (h - 1) as f32);
            f32::from(picture.get_pixel(sx as u32, sy as u32).0[0])
        } else if u.abs() < 0.5 {
            // The screen's own bars, with signs in them.
            if (u * 23.0).sin() * (v * 61.0).sin() > 0.6 { 220.0 } else { 40.0 }
        } else {
            90.0
        };
        let moire = 10.0 * (x as f32 * wave + phase).sin() * (y as f32 * wave * 1.1).sin();
        Luma([(value * 0.85 + 20.0 + moire + grain.within(-8.0, 8.0)).clamp(0.0, 255.0) as u8])
    })
}
