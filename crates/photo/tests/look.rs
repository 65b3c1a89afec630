//! What is handed on of a picture has the hash of the whole.

use image::{ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use spoor_hashes::{Picture, hash};
use spoor_photo::{LOOK_PX, Look, look, stored};
use std::io::Cursor;

fn png(width: u32, height: u32) -> Vec<u8> {
    let wave = |x: u32, y: u32| ((x * x / 7 + y * 3 + x * y / 11) % 251) as u8;
    let picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb([wave(x, y), wave(y, x), (x / 9 * 13 + y / 5 * 29) as u8])
    });
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).unwrap();
    out.into_inner()
}

#[test]
fn a_squashed_picture_has_the_hash_of_all_its_dots() {
    for (width, height) in [(64, 64), (512, 512), (513, 100), (100, 700), (1600, 1004)] {
        let file = png(width, height);
        let (look, whole) = (look(&file).unwrap(), stored(&file).unwrap());
        let of = |size: (u32, u32), dots| {
            hash(&Picture::rgb(size.0 as usize, size.1 as usize, dots).unwrap())
        };
        assert_eq!(look.facts.size, (width, height));
        assert!(look.facts.squashed.0.max(look.facts.squashed.1) <= LOOK_PX);
        let squashed = of(look.facts.squashed, &look.dots);
        assert_eq!(squashed, of((width, height), &whole.dots), "{width} x {height}");
        assert!(squashed.quality > 50);
    }
}

proptest! {
    #[test]
    fn what_nobody_measured_is_refused(noise in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Look::of(&noise).is_err());
        let head = r#"{"size":[1,1],"squashed":[400000,400000],"grey":true,"seen_through":false,"#;
        let camera = r#""camera":{"make":null,"model":null,"serial":null,"lens":null,"software":null,"#;
        let rest = r#""taken":null,"satellite_time":null,"place":null,"unique_id":null}}"#;
        let lie = [head.as_bytes(), camera.as_bytes(), rest.as_bytes(), b"\n", &noise].concat();
        prop_assert!(Look::of(&lie).is_err());
        let short = String::from_utf8(lie[..lie.len() - noise.len()].to_vec()).unwrap();
        let short = short.replace("[400000,400000]", "[20,20]");
        prop_assert!(Look::of(&[short.as_bytes(), &noise].concat()).is_err());
    }
}
