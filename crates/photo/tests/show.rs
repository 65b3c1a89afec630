//! What a tile keeps of a picture, and what it does not; what is done with bytes that are none.

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, Frame, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;
use spoor_photo::{PhotoError, SHOWN_PX, TILE_PX, clear, plain, tile};

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    let (w, h) = picture.dimensions();
    PngEncoder::new(&mut out).write_image(picture, w, h, ExtendedColorType::Rgb8).unwrap();
    out
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    let (w, h) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut out, 95)
        .encode(picture, w, h, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

fn seen(bytes: &[u8]) -> DynamicImage {
    image::load_from_memory(bytes).expect("what was made is a picture")
}

/// The largest difference of two tiles, in steps of 255.
fn apart(a: &[u8], b: &[u8]) -> u8 {
    let (a, b) = (seen(a).into_luma8(), seen(b).into_luma8());
    assert_eq!(a.dimensions(), b.dimensions());
    a.pixels().zip(b.pixels()).map(|(a, b)| a.0[0].abs_diff(b.0[0])).max().unwrap()
}

/// A drawing: a disc with two smaller discs and a bar in it, on a ground.
fn drawing(width: u32, height: u32) -> RgbImage {
    let (cx, cy, r) = (width as f32 / 2.0, height as f32 / 2.0, height as f32 / 3.0);
    let within = |x: f32, y: f32, r: f32, px: u32, py: u32| {
        (px as f32 - x).powi(2) + (py as f32 - y).powi(2) < r * r
    };
    RgbImage::from_fn(width, height, |x, y| {
        if within(cx - r / 2.5, cy - r / 4.0, r / 6.0, x, y)
            || within(cx + r / 2.5, cy - r / 4.0, r / 6.0, x, y)
            || (x as f32 - cx).abs() < r / 2.0 && (y as f32 - cy - r / 2.0).abs() < r / 14.0
        {
            Rgb([20, 40, 90])
        } else if within(cx, cy, r, x, y) {
            Rgb([240, 200, 40])
        } else {
            Rgb([30, 130, 90])
        }
    })
}

#[test]
fn a_tile_is_small_and_grey_and_has_no_edge_in_it() {
    for (width, height) in [(600, 400), (400, 600), (96, 96), (3000, 10), (1, 1), (5, 7)] {
        let shown = seen(&tile(&png(&drawing(width, height))).unwrap());
        assert!(matches!(shown, DynamicImage::ImageLuma8(_)), "grey: {:?}", shown.color());
        assert_eq!(shown.width().max(shown.height()), TILE_PX, "{width} x {height}");
        let grey = shown.into_luma8();
        // The steepest step of the drawing is far over 100; of the tile, over a 160th of it, small.
        let steepest = (1..grey.width())
            .flat_map(|x| (0..grey.height()).map(move |y| (x, y)))
            .map(|(x, y)| grey.get_pixel(x, y).0[0].abs_diff(grey.get_pixel(x - 1, y).0[0]))
            .max();
        assert!(steepest.unwrap_or(0) <= 12, "{width} x {height}: {steepest:?}");
    }
}

#[test]
fn drawings_that_differ_only_in_what_is_fine_have_one_tile() {
    let coarse = RgbImage::from_fn(480, 480, |x, _| Rgb([if x < 240 { 60 } else { 190 }; 3]));
    // The same on the whole, with a face of sorts, and with a fine check, in every cell: as much is made
    // lighter as darker.
    let fine = |period: u32, depth: u8| {
        RgbImage::from_fn(480, 480, |x, y| {
            let base = if x < 240 { 60 } else { 190 };
            let up = (x / period + y / period).is_multiple_of(2);
            Rgb([if up { base + depth } else { base - depth }; 3])
        })
    };
    let first = tile(&png(&coarse)).unwrap();
    for (period, depth) in [(1, 55), (4, 55), (20, 55), (40, 30)] {
        let other = fine(period, depth);
        assert!(apart(&png(&coarse), &png(&other)) > 25, "they are different drawings");
        assert!(apart(&first, &tile(&png(&other)).unwrap()) <= 1, "{period} {depth}");
    }
    // And the law is not met by showing nothing.
    let turned = RgbImage::from_fn(480, 480, |x, _| Rgb([if x < 240 { 190 } else { 60 }; 3]));
    assert!(apart(&first, &tile(&png(&turned)).unwrap()) > 100);
}

proptest! {
    /// A tile says no more than 36 means in sixteen greys can: whatever a cell is filled with, its mean
    /// makes the same tile.
    #[test]
    fn a_tile_follows_from_the_means_of_its_cells(seed in any::<u64>()) {
        let noise = |n: u64| {
            let x = (n ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            (x ^ x >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 56
        };
        // Cells of 20 x 20 dots: noise whose two halves mirror each other about the cell's mean.
        let mean = |x: u32, y: u32| 64 + (noise(u64::from(x / 20 + 6 * (y / 20))) as i32) / 2;
        let noisy = RgbImage::from_fn(120, 120, |x, y| {
            let n = noise(u64::from(x / 2) * 131 + u64::from(y) + 1000) as i32 % 60;
            let grey = mean(x, y) + if x.is_multiple_of(2) { n } else { -n };
            Rgb([grey as u8; 3])
        });
        let flat = RgbImage::from_fn(120, 120, |x, y| Rgb([mean(x, y) as u8; 3]));
        prop_assert!(apart(&tile(&png(&noisy)).unwrap(), &tile(&png(&flat)).unwrap()) <= 1);
    }

    /// Bytes from anywhere, and good pictures with bytes changed or cut off.
    #[test]
    fn bad_bytes_are_an_error_and_never_a_panic(
        format in 0usize..4, at in any::<u32>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let mut bytes = every_format(&drawing(40, 30)).swap_remove(format).1;
        let at = at as usize % bytes.len();
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        for shown in [tile(&bytes), clear(&bytes, true, 64)].into_iter().flatten() {
            seen(&shown);
        }
    }
}

fn every_format(picture: &RgbImage) -> Vec<(&'static str, Vec<u8>)> {
    let (w, h) = picture.dimensions();
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).encode(picture, w, h, ExtendedColorType::Rgb8).unwrap();
    let rgba = DynamicImage::from(picture.clone()).into_rgba8();
    let mut gif = Vec::new();
    let second = RgbaImage::from_pixel(w, h, Rgba([255, 255, 255, 255]));
    let mut frames = GifEncoder::new(&mut gif);
    frames.encode_frames([Frame::new(rgba), Frame::new(second)]).unwrap();
    drop(frames);
    vec![("jpeg", jpeg(picture)), ("png", png(picture)), ("webp", webp), ("gif", gif)]
}

#[test]
fn of_every_format_the_first_frame_is_shown_grey_or_in_colour() {
    let picture = drawing(1500, 1000);
    for (name, bytes) in every_format(&drawing(150, 100)) {
        assert!(
            apart(&tile(&bytes).unwrap(), &tile(&png(&drawing(150, 100))).unwrap()) <= 17,
            "{name}"
        );
        let coloured = seen(&clear(&bytes, false, SHOWN_PX).unwrap()).into_rgb8();
        assert_eq!(coloured.dimensions(), (150, 100), "{name}: never larger than it is");
        let [r, _, b] = coloured.get_pixel(75, 60).0;
        assert!(r > b + 60, "{name}: {r} {b}");
        let grey = seen(&clear(&bytes, true, SHOWN_PX).unwrap());
        assert!(matches!(grey, DynamicImage::ImageLuma8(_)), "{name}");
    }
    let shown = seen(&clear(&png(&picture), false, 640).unwrap());
    assert_eq!((shown.width(), shown.height()), (640, 427));
}

/// The Exif segment that turns a picture, with a place and a name in it (Exif 2.32, section 4).
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let words = b"GPS 52.0907N 5.1214E, a camera's number";
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(words);
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(((exif.len() + 2) as u16).to_be_bytes());
    out.extend(exif);
    out.extend(&jpeg[2..]);
    out
}

#[test]
fn a_picture_is_turned_upright_and_nothing_else_of_its_file_is_left() {
    let wide =
        RgbImage::from_fn(80, 40, |x, _| Rgb(if x < 40 { [250, 20, 20] } else { [20, 20, 250] }));
    let turned = with_exif(&jpeg(&wide), 6);
    let shown = clear(&turned, false, SHOWN_PX).unwrap();
    let picture = seen(&shown).into_rgb8();
    assert_eq!(picture.dimensions(), (40, 80), "turned a quarter to the right");
    assert!(picture.get_pixel(20, 10).0[0] > 200 && picture.get_pixel(20, 70).0[2] > 200);
    let small = tile(&turned).unwrap();
    for made in [&shown, &small] {
        for word in [&b"Exif"[..], b"GPS", b"camera"] {
            assert!(turned.windows(word.len()).any(|w| w == word));
            assert!(!made.windows(word.len()).any(|w| w == word));
        }
    }
    assert_eq!(seen(&small).height(), TILE_PX);
}

#[test]
fn what_lies_under_glass_is_not_shown() {
    // Fully transparent dots hide a drawing: other programs would show it.
    let hidden = RgbaImage::from_fn(64, 64, |x, _| Rgba([if x < 32 { 0 } else { 255 }, 0, 0, 0]));
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(&hidden, 64, 64, ExtendedColorType::Rgba8).unwrap();
    let shown = seen(&clear(&bytes, false, SHOWN_PX).unwrap()).into_rgb8();
    assert!(shown.pixels().all(|p| p.0.iter().all(|c| *c > 250)));
}

/// A PNG that says it is huge and has next to no bytes (PNG 1.2, section 5).
fn claims(width: u32, height: u32) -> Vec<u8> {
    let small = png(&RgbImage::new(1, 1));
    let mut bytes = small.clone();
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = !0u32;
    for byte in &bytes[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    bytes[29..33].copy_from_slice(&(!crc).to_be_bytes());
    bytes
}

#[test]
fn what_is_no_picture_or_too_large_is_refused_before_it_is_decoded() {
    for (width, height) in [(16_384, 16_384), (30_000, 30_000), (2_000_000, 2), (u32::MAX >> 1, 9)]
    {
        let refused = tile(&claims(width, height)).unwrap_err();
        let told = refused.to_string();
        assert!(matches!(refused, PhotoError::TooLarge { .. } | PhotoError::Damaged(_)), "{told}");
    }
    assert!(tile(&claims(1, 1)).is_ok(), "only what it claims is wrong with it");
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    for bytes in [&b""[..], svg, b"BM\0\0\0\0", b"II*\0", b"\0\0\0\x20ftypavif", b"<!doctype html>"]
    {
        assert!(matches!(tile(bytes), Err(PhotoError::Unknown)), "{bytes:?}");
    }
    seen(&plain().unwrap());
}
