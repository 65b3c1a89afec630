//! What is shown: a tile for everybody, the picture for who asked.

use crate::decode::{PhotoError, decode};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::{self, FilterType};
use image::{ExtendedColorType, GrayImage, ImageEncoder, Luma};

/// Longer side of a tile, px.
pub const TILE_PX: u32 = 160;
/// Longer side of all that a tile is made of, in dots. People whom one knows are recognised in half
/// of cases by 7 × 10 dots of a face (Sinha et al., Proceedings of the IEEE 94, 2006, result 1); a
/// face that fills the picture has fewer here.
pub const DOTS: u32 = 6;
/// Longer side of a picture that is shown, px.
pub const SHOWN_PX: u32 = 1024;
/// Steps of grey in a tile.
const GREYS: f32 = 15.0;
/// Quality of the JPEG of a picture that is shown.
const QUALITY: u8 = 85;

/// A grey, blurred PNG of at most [`TILE_PX`]: all that is in it are [`DOTS`] × [`DOTS`] means of the
/// picture, or fewer, in sixteen steps of grey.
///
/// # Errors
/// If the bytes are no picture, a damaged one, or one too large.
pub fn tile(bytes: &[u8]) -> Result<Vec<u8>, PhotoError> {
    let grey = imageops::grayscale(&decode(bytes)?);
    let (across, down) = within(grey.dimensions(), DOTS, true);
    let mut dots = means(&grey, across, down);
    for dot in dots.pixels_mut() {
        dot.0[0] = ((f32::from(dot.0[0]) / 255.0 * GREYS).round() / GREYS * 255.0).round() as u8;
    }
    let (width, height) = within(grey.dimensions(), TILE_PX, true);
    png(&imageops::resize(&dots, width, height, FilterType::Gaussian))
}

/// The picture made anew as a JPEG of at most `max_px` on its longer side, never larger than it is.
///
/// # Errors
/// As [`tile`].
pub fn clear(bytes: &[u8], grey: bool, max_px: u32) -> Result<Vec<u8>, PhotoError> {
    let mut picture = decode(bytes)?;
    let (width, height) = within(picture.dimensions(), max_px.max(1), false);
    if (width, height) != picture.dimensions() {
        picture = imageops::thumbnail(&picture, width, height);
    }
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    if grey {
        let grey = imageops::grayscale(&picture);
        encoder.encode(&grey, width, height, ExtendedColorType::L8)
    } else {
        encoder.encode(&picture, width, height, ExtendedColorType::Rgb8)
    }
    .map_err(PhotoError::Unwritten)?;
    Ok(out)
}

/// A PNG of one grey, for where a picture cannot be shown.
///
/// # Errors
/// None in practice: it is always the same picture.
pub fn plain() -> Result<Vec<u8>, PhotoError> {
    png(&GrayImage::from_pixel(TILE_PX, TILE_PX * 3 / 4, Luma([0xd0])))
}

/// The mean grey of each cell of a grid. Whole sums: a fine pattern counts for no more than its mean.
fn means(grey: &GrayImage, across: u32, down: u32) -> GrayImage {
    let (width, height) = grey.dimensions();
    GrayImage::from_fn(across, down, |x, y| {
        let span = |n: u32, of: u32, all: u32| {
            let from = (u64::from(n) * u64::from(all) / u64::from(of)) as u32;
            let to = (u64::from(n + 1) * u64::from(all) / u64::from(of)) as u32;
            from..to.max(from + 1).min(all)
        };
        let (mut sum, mut count) = (0u64, 0u64);
        for row in span(y, down, height) {
            for column in span(x, across, width) {
                sum += u64::from(grey.get_pixel(column, row).0[0]);
                count += 1;
            }
        }
        Luma([((sum + count / 2) / count.max(1)) as u8])
    })
}

/// The size of a picture whose longer side is at most `most` (just so, if it may grow), no side 0.
fn within((width, height): (u32, u32), most: u32, grows: bool) -> (u32, u32) {
    let longer = width.max(height).max(1);
    if longer <= most && !grows {
        return (width, height);
    }
    let side = |n: u32| (u64::from(n) * u64::from(most)).div_ceil(u64::from(longer)).max(1) as u32;
    (side(width), side(height))
}

fn png(picture: &GrayImage) -> Result<Vec<u8>, PhotoError> {
    let mut out = Vec::new();
    let (width, height) = picture.dimensions();
    PngEncoder::new(&mut out)
        .write_image(picture, width, height, ExtendedColorType::L8)
        .map_err(PhotoError::Unwritten)?;
    Ok(out)
}
