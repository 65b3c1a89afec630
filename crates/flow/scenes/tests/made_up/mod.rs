//! Made-up rooms and photographs of them: walls with paper, pictures, a window, furniture, a floor.

#[allow(dead_code)]
pub mod edit;
pub mod paint;
pub mod room;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::{DynamicImage, ExtendedColorType, GrayImage};

/// Numbers that look random (SplitMix64).
#[derive(Clone)]
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn within(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.next() >> 40) as f32 / (1 << 24) as f32
    }
}

pub fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The picture after it was saved as JPEG.
pub fn jpeg(picture: &GrayImage, quality: u8) -> GrayImage {
    let mut bytes = Vec::new();
    let (w, h) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(picture, w, h, ExtendedColorType::L8)
        .expect("a picture can be saved");
    let decoder = JpegDecoder::new(std::io::Cursor::new(bytes)).expect("what was saved opens");
    DynamicImage::from_decoder(decoder).expect("what was saved opens").into_luma8()
}
