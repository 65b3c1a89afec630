//! What a file says of its camera: written by another program, read here; and files that lie.

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use proptest::prelude::*;
use spoor_photo::{Camera, camera};
use std::io::Cursor;

fn text(tag: Tag, value: &str) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![value.as_bytes().to_vec()]) }
}

fn parts(tag: Tag, value: [(u32, u32); 3]) -> Field {
    let value = value.map(|(num, denom)| Rational { num, denom }).to_vec();
    Field { tag, ifd_num: In::PRIMARY, value: Value::Rational(value) }
}

/// A JPEG of one dot with these fields.
fn jpeg(fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = Cursor::new(Vec::new());
    writer.write(&mut tiff, false).unwrap();
    let tiff = tiff.into_inner();
    let mut plain = Cursor::new(Vec::new());
    image::RgbImage::new(1, 1).write_to(&mut plain, image::ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, b"Exif\0\0", &tiff, &plain[2..]].concat()
}

fn all() -> Vec<Field> {
    vec![
        text(Tag::Make, "Maker Ltd "),
        text(Tag::Model, "M-1"),
        text(Tag::Software, "Editor 5\u{7}"),
        text(Tag::BodySerialNumber, "0021400417"),
        text(Tag::LensSerialNumber, "0000000000"),
        text(Tag::DateTimeOriginal, "2026:03:04 22:05:06"),
        text(Tag::OffsetTimeOriginal, "+01:00"),
        text(Tag::GPSDateStamp, "2026:03:04"),
        parts(Tag::GPSTimeStamp, [(21, 1), (5, 1), (65, 10)]),
        text(Tag::GPSLatitudeRef, "S"),
        parts(Tag::GPSLatitude, [(12, 1), (30, 1), (36, 1)]),
        text(Tag::GPSLongitudeRef, "E"),
        parts(Tag::GPSLongitude, [(5, 1), (0, 1), (0, 1)]),
        text(Tag::ImageUniqueID, "a1b2c3d4e5f60718293a4b5c6d7e8f90"),
    ]
}

#[test]
fn camera_time_and_place_are_read() {
    let said = camera(&jpeg(&all()));
    let word = |of: &str| Some(of.to_owned());
    assert_eq!((said.make.clone(), said.model.clone()), (word("Maker Ltd"), word("M-1")));
    assert_eq!(said.software, word("Editor 5"));
    // A row of zeros is no number of one lens.
    assert_eq!((said.serial.clone(), said.lens.clone()), (word("0021400417"), None));
    assert_eq!(said.taken, word("2026-03-04T22:05:06+01:00"));
    assert_eq!(said.satellite_time, word("2026-03-04T21:05:06Z"));
    let (north, east) = said.place.unwrap();
    assert!((north + 12.51).abs() < 1e-9 && (east - 5.0).abs() < 1e-9);
    assert!(said.unique_id.is_some() && !said.is_silent());
}

#[test]
fn what_cannot_be_is_not_said() {
    let said = camera(&jpeg(&[
        text(Tag::DateTimeOriginal, "0000:00:00 00:00:00"),
        text(Tag::GPSDateStamp, "2026:03:04"),
        parts(Tag::GPSTimeStamp, [(25, 1), (0, 1), (0, 1)]),
        text(Tag::GPSLatitudeRef, "N"),
        parts(Tag::GPSLatitude, [(1, 0), (0, 1), (0, 1)]),
        text(Tag::GPSLongitudeRef, "E"),
        parts(Tag::GPSLongitude, [(200, 1), (0, 1), (0, 1)]),
        text(Tag::BodySerialNumber, "12"),
    ]));
    assert_eq!(said, Camera::default());
    assert!(camera(b"no picture").is_silent());
}

proptest! {
    #[test]
    fn damage_never_stops_the_reading(at in 0usize..400, byte: u8, cut in 0usize..600) {
        let mut file = jpeg(&all());
        let at = at % file.len();
        file[at] = byte;
        file.truncate(file.len().saturating_sub(cut));
        let said = camera(&file);
        for word in [&said.make, &said.model, &said.serial, &said.software].into_iter().flatten() {
            prop_assert!(word.chars().count() <= 100 && !word.chars().any(char::is_control));
        }
    }

    #[test]
    fn noise_says_nothing_and_stops_nothing(noise in proptest::collection::vec(any::<u8>(), 0..300)) {
        let file = [&[0xff, 0xd8, 0xff, 0xe1, 1, 0x20][..], b"Exif\0\0II*\0\x08\0\0\0", &noise].concat();
        camera(&file);
    }
}
