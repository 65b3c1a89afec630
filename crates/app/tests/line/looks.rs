//! Pictures are measured: the same and the edited tie adverts, and what a file says of its camera is told.

use super::*;
use image::imageops;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::collections::BTreeSet;
use std::io::Cursor;

/// A drawing of discs: another one for another number.
fn drawing(n: u32) -> DynamicImage {
    let mut picture = RgbImage::from_pixel(320, 240, Rgb([230, 225, 210]));
    for disc in 0..9_u32 {
        let at = |salt: u32, most: u32| {
            let mixed = n * 7_919 + disc * 40_503 + salt * 9_973;
            (mixed.wrapping_mul(2_246_822_519) >> 8) % most
        };
        let (cx, cy, r) = (at(1, 320) as i32, at(2, 240) as i32, 15 + at(3, 60) as i32);
        let colour = Rgb([at(4, 256) as u8, at(5, 256) as u8, at(6, 256) as u8]);
        for (x, y, dot) in picture.enumerate_pixels_mut() {
            let (dx, dy) = (x as i32 - cx, y as i32 - cy);
            if dx * dx + dy * dy < r * r {
                *dot = colour;
            }
        }
    }
    picture.into()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// An advert that names a picture beside it, with words that no other advert has.
fn advert(n: u32, picture: &str) -> String {
    let words = ["Cellar sale on Sunday", "Piano lessons", "Bicycle mended", "Old stamps", "Tea"];
    format!("{{\"id\":\"p{n}\",\"text\":\"{}\",\"images\":[\"{picture}\"]}}\n", words[n as usize])
}

#[test]
fn the_same_and_the_edited_are_one_likeness_and_tie_their_adverts() {
    let place = Place::with_source();
    let own = drawing(1);
    let smaller = own.resize_exact(211, 160, imageops::FilterType::Triangle).brighten(12);
    let pictures = [
        ("0.png", file(&own, ImageFormat::Png)),
        ("1.jpg", file(&smaller, ImageFormat::Jpeg)),
        ("2.png", file(&own.fliph(), ImageFormat::Png)),
        ("3.png", file(&drawing(2), ImageFormat::Png)),
        ("4.png", file(&drawing(3), ImageFormat::Png)[..400].to_vec()),
    ];
    let mut rows = String::new();
    for (n, (name, bytes)) in (0..).zip(&pictures) {
        fs::write(place.dir.join(name), bytes).unwrap();
        rows += &advert(n, name);
    }
    let ads = place.write("ads.jsonl", &rows);
    place.must(0, &["import", &ads, "--source", "partner"]);
    place.must(0, &["build"]);
    let looks = lines(&place.must(0, &["export", "looks"]));
    assert_eq!(looks.len(), 5);
    let of = |n: usize| {
        let sha1 = spoor_hashes::Sha1::of(&pictures[n].1).to_string();
        looks.iter().find(|look| look["sha1"] == sha1.as_str()).unwrap()
    };
    assert_eq!((&of(1)["width"], &of(1)["height"]), (&211.into(), &160.into()));
    assert!(of(0)["quality"].as_u64().unwrap() >= 50, "{}", of(0));
    assert!(of(0)["problem"].is_null() && of(0)["turns"].as_array().unwrap().len() == 7);
    // What cannot be decoded says so, and is still found by its digests.
    assert!(of(4)["problem"].as_str().unwrap().contains("damaged"), "{}", of(4));
    assert!(of(4)["pdq"].is_null() && of(4)["md5"].as_str().unwrap().len() == 32);

    let likenesses = lines(&place.must(0, &["export", "likenesses"]));
    let likeness = |n: usize| {
        let row = likenesses.iter().find(|row| row["content"] == of(n)["content"]).unwrap();
        row["likeness_id"].as_str().unwrap().to_owned()
    };
    assert_eq!((likeness(0), likeness(0)), (likeness(1), likeness(2)));
    let all: BTreeSet<String> = (0..5).map(likeness).collect();
    assert_eq!(all.len(), 3, "{likenesses:?}");

    let selectors = lines(&place.must(0, &["export", "selectors"]));
    let shown: Vec<&Value> = selectors.iter().filter(|s| s["kind"] == "image").collect();
    assert_eq!(shown.iter().filter(|s| s["value"] == likeness(0).as_str()).count(), 3);
    let actor = |n: u32| place.advert(&format!("p{n}"), "actor_id");
    assert_eq!((actor(0), actor(0)), (actor(1), actor(2)));
    assert_ne!(actor(0), actor(3));
    // A build anew measures nothing anew, and says the same.
    let again = place.json(&["build"]);
    assert_eq!(again["made"], 0, "{again}");
}

#[test]
fn pictures_are_looked_at_in_processes_of_their_own() {
    let place = Place::with_source();
    // Not a command that is offered, and no way to anything but pictures.
    let mut child = Command::new(env!("CARGO_BIN_EXE_spoor"))
        .arg("picture-desk")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stdout.take().unwrap(), &mut said).unwrap();
    assert!(child.wait().unwrap().success());
    let walls: Value = serde_json::from_str(said.trim()).unwrap();
    assert_eq!(walls["seccomp"], true, "{said}");
    assert!(!place.must(0, &["help"]).contains("picture-desk"));
}
