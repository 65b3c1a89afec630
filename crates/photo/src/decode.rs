//! Bytes from outside to dots, within bounds.

use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
};
use std::io::Cursor;
use thiserror::Error;

/// Most dots of a picture that is decoded: a camera's of today has 48 million.
pub const PIXELS_MAX: u64 = 50_000_000;
/// Most bytes that a picture may take decoded.
pub const DECODED_BYTES_MAX: u64 = 256 << 20;
/// Longest side.
const SIDE_MAX: u32 = 30_000;

/// Why a picture cannot be shown.
#[derive(Debug, Error)]
pub enum PhotoError {
    /// By its first bytes it is none of the formats that are read.
    #[error("this is no JPEG, PNG, WebP or GIF")]
    Unknown,
    /// It claims to be larger than is decoded.
    #[error("a picture of {width} x {height} dots is not decoded: at most {PIXELS_MAX} are")]
    TooLarge {
        /// Dots across.
        width: u32,
        /// Dots down.
        height: u32,
    },
    /// It cannot be decoded.
    #[error("the picture is damaged: {0}")]
    Damaged(ImageError),
    /// What is made of it cannot be written.
    #[error("the picture cannot be made anew: {0}")]
    Unwritten(ImageError),
}

/// Decodes a picture and turns it upright; see-through parts are white, and what lies hidden under
/// them is gone.
pub(crate) fn decode(bytes: &[u8]) -> Result<RgbImage, PhotoError> {
    let mut decoder = open(bytes)?;
    // What Exif cannot say is as if it said nothing.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(PhotoError::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

/// A decoder of a picture that is not too large.
pub(crate) fn open(bytes: &[u8]) -> Result<impl ImageDecoder + '_, PhotoError> {
    let format = image::guess_format(bytes).map_err(|_| PhotoError::Unknown)?;
    if !matches!(
        format,
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif
    ) {
        return Err(PhotoError::Unknown);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let decoder = reader.into_decoder().map_err(PhotoError::Damaged)?;
    let (width, height) = decoder.dimensions();
    let dots = u64::from(width) * u64::from(height);
    if dots == 0 || dots > PIXELS_MAX || decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(PhotoError::TooLarge { width, height });
    }
    Ok(decoder)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    limits
}

pub(crate) fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let mut out = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in out.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, a] = from.0.map(u32::from);
        let over = |c: u32| ((c * a + 255 * (255 - a) + 127) / 255) as u8;
        *to = Rgb([over(r), over(g), over(b)]);
    }
    out
}
