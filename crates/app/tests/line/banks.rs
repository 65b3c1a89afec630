//! Lists of known material: pictures are held against them by hash alone. What stands for such material here
//! are drawings of stripes.

use super::*;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// A drawing of rings, another one for another number.
fn drawing(n: u32) -> DynamicImage {
    let wave = |x: u32, y: u32| {
        let (dx, dy) = (x as f32 - 60.0 - 9.0 * n as f32, y as f32 - 100.0 + 20.0 * n as f32);
        ((dx * dx + dy * dy).sqrt() / (5.0 + n as f32)).sin()
    };
    let dot = |x, y| {
        let bright = (128.0 + 100.0 * wave(x, y)) as u8;
        Rgb([bright, bright / 2 + (x / 4) as u8, 255 - bright])
    };
    RgbImage::from_fn(256, 200, dot).into()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

const EVA: [&str; 2] = ["--as", "Eva"];

#[test]
fn what_is_on_a_list_is_known_by_its_digest_its_hash_and_turned() {
    let place = Place::with_source();
    let (own, other) = (drawing(1), drawing(4));
    let pictures = [
        ("0.png", file(&own, ImageFormat::Png)),
        ("1.jpg", file(&own.fliph().brighten(8), ImageFormat::Jpeg)),
        ("2.png", file(&other, ImageFormat::Png)),
        ("3.png", b"\x89PNG\r\n\x1a\n and then nothing of a picture".to_vec()),
    ];
    let mut rows = String::new();
    for (n, (name, bytes)) in pictures.iter().enumerate() {
        fs::write(place.dir.join(name), bytes).unwrap();
        rows += &format!("{{\"id\":\"p{n}\",\"text\":\"Stamps {n}\",\"images\":[\"{name}\"]}}\n");
    }
    let ads = place.write("ads.jsonl", &rows);
    place.must(0, &["import", &ads, "--source", "partner"]);
    place.must(0, &["build"]);
    let looks = lines(&place.must(0, &["export", "looks"]));
    let sha1 = |n: usize| spoor_hashes::Sha1::of(&pictures[n].1).to_string();
    let look = |n: usize| looks.iter().find(|l| l["sha1"] == sha1(n).as_str()).unwrap();
    let pdq = look(0)["pdq"].as_str().unwrap();
    assert_eq!(place.must(1, &[&["bank", "hits"], &EVA[..]].concat()).lines().count(), 1);

    let basis = ["--basis", "order 7", "--purpose", "known material", "--retain", "30d"];
    place.must(0, &[&["source", "add", "vic"], &basis[..]].concat());
    let bad = place.write(
        "list.csv",
        &format!(
            "type,hash,quality,category,label\npdq,{pdq},90,1,k-1\nsha1,{},,2,k-2\nmd5,zz,,,\n",
            sha1(3)
        ),
    );
    let import = ["bank", "import", &bad, "--name", "known", "--source", "vic"];
    place.must(4, &import);
    let told: Value =
        serde_json::from_str(&place.must(3, &[&["--json"], &import[..], &EVA[..]].concat()))
            .unwrap();
    assert_eq!((&told["bank"]["entries"], &told["rejected"]), (&2.into(), &1.into()));
    place.must(4, &["bank", "import", &bad, "--name", "k", "--source", "nobody", "--as", "Eva"]);

    place.must(0, &["build"]);
    let hits = |code: i32| {
        let told = place.must(code, &[&["--json", "bank", "hits"], &EVA[..]].concat());
        let mut hits: Vec<(String, Value, bool)> = serde_json::from_str::<Vec<Value>>(&told)
            .unwrap()
            .iter()
            .map(|hit| {
                let exhibit = hit["exhibit"].as_str().unwrap().to_owned();
                (exhibit, hit["label"].clone(), hit["distance"].is_null())
            })
            .collect();
        hits.sort_by_key(|(exhibit, ..)| exhibit.clone());
        hits
    };
    let of = |n: usize| look(n)["exhibit"].as_str().unwrap().to_owned();
    let mut expected = vec![
        (of(0), "k-1".into(), false),
        (of(1), "k-1".into(), false),
        (of(3), "k-2".into(), true),
    ];
    expected.sort_by_key(|(exhibit, ..)| exhibit.clone());
    assert_eq!(hits(0), expected);

    // Switched off, it is as if it were not there; who did so is in the log.
    place.must(0, &[&["bank", "off", "known", "--why", "the list is doubted"], &EVA[..]].concat());
    place.must(0, &["build"]);
    assert_eq!(hits(1), []);
    place.must(0, &[&["bank", "on", "known", "--why", "it is good"], &EVA[..]].concat());
    place.must(0, &["build"]);
    assert_eq!(hits(0), expected);
    // It ends with its source.
    place.must(0, &["erase", "source:vic", "--why", "the mandate ends", "--as", "Eva"]);
    assert!(place.must(0, &["bank", "list"]).starts_with("no bank"));
    place.must(0, &["build"]);
    assert_eq!(hits(1), []);
    place.must(0, &["verify"]);
}
