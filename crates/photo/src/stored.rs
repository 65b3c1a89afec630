//! Dots as the file has them, for what hashes pictures.

use crate::PhotoError;
use crate::decode::{on_white, open};
use image::DynamicImage;

/// A decoded picture as hashes of pictures want it: not turned, whatever its Exif says, since others hash
/// it so; in eight bits; grey if the file is grey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
    /// Whether a dot has one byte; else it has three: red, green, blue.
    pub grey: bool,
    /// The dots, row by row. How far one can see through them is left out: they have the colour that
    /// the file gives them, also where nothing of it is seen.
    pub dots: Vec<u8>,
    /// If something can be seen through: the dots on white, red, green, blue. This is what people see, and
    /// what lies hidden under it may be anything; so both are worth hashing.
    pub on_white: Option<Vec<u8>>,
}

/// Decodes a picture, within the bounds on dots and memory that hold everywhere here. 16 bits become 8 by
/// rounding, palettes and CMYK become red, green and blue; of what moves, the first frame.
pub fn stored(bytes: &[u8]) -> Result<Stored, PhotoError> {
    let picture = DynamicImage::from_decoder(open(bytes)?).map_err(PhotoError::Damaged)?;
    let (width, height) = (picture.width(), picture.height());
    let grey = !picture.color().has_color();
    let seen_through =
        picture.color().has_alpha() && picture.to_rgba8().pixels().any(|dot| dot.0[3] < 255);
    let on_white = seen_through.then(|| on_white(picture.clone()).into_raw());
    let dots = if grey { picture.into_luma8().into_raw() } else { picture.into_rgb8().into_raw() };
    Ok(Stored { width, height, grey, dots, on_white })
}
