//! Pictures: they meet the adverts that name them, and go with the last of them.

use super::evidence::{at, find, unzip, walk};
use super::*;
use image::{ExtendedColorType, ImageEncoder};

/// A drawing of stripes, as a PNG.
fn drawing(n: u8) -> Vec<u8> {
    let dot = |i: u32| (i.wrapping_mul(u32::from(n) * 2 + 1).wrapping_mul(0x9e37_79b9) >> 24) as u8;
    let dots: Vec<u8> = (0..64 * 48).map(dot).collect();
    let mut out = Vec::new();
    image::codecs::png::PngEncoder::new(&mut out)
        .write_image(&dots, 64, 48, ExtendedColorType::L8)
        .unwrap();
    out
}

/// Whether the vault's exhibits hold these bytes, packed or not.
fn held(place: &Place, bytes: &[u8]) -> bool {
    let files = walk(&place.workspace().join("vault/exhibits"));
    files.iter().any(|file| {
        let found = fs::read(file).unwrap();
        find(&found, bytes) || find(&unzip(&found), bytes)
    })
}

/// Imported id and exhibit of each photo.
fn photos(place: &Place) -> Vec<(String, u64, String)> {
    let adverts = lines(&place.must(0, &["export", "adverts"]));
    let id = |advert: &Value| {
        let found = adverts.iter().find(|a| a["advert_id"] == *advert).unwrap();
        found["id"].as_str().unwrap().to_owned()
    };
    let rows = lines(&place.must(0, &["export", "photos"]));
    let row = |p: &Value| {
        let exhibit = p["exhibit"].as_str().unwrap().to_owned();
        (id(&p["advert_id"]), p["position"].as_u64().unwrap(), exhibit)
    };
    let mut all: Vec<_> = rows.iter().map(row).collect();
    all.sort();
    all
}

const WHY: [&str; 4] = ["--as", "A. Reviewer", "--why", "asked by the person"];

#[test]
fn a_picture_stays_as_long_as_an_advert_shows_it_and_not_longer() {
    let place = Place::with_source();
    let [one, two, three] = [1, 2, 3].map(drawing);
    fs::create_dir_all(place.dir.join("img")).unwrap();
    for (name, bytes) in [("one", &one), ("two", &two), ("same", &two), ("three", &three)] {
        fs::write(place.dir.join(format!("img/{name}.png")), bytes).unwrap();
    }
    let images = [
        r#"["img/one.png","img/two.png"]"#,
        r#""img/two.png""#,
        r#"["img/gone.png","img/same.png"]"#,
        r#"["img/three.png"]"#,
    ];
    let rows = ADVERTS.lines().zip(images);
    let rows =
        rows.map(|(row, images)| row.replace("\"site\"", &format!("\"images\":{images},\"site\"")));
    let file = place.write("ads.jsonl", &rows.collect::<Vec<_>>().join("\n"));
    let import = |sealed: u64, known: u64| {
        let output = place.spoor(&["--json", "import", &file, "--source", "partner"]);
        assert_eq!(output.status.code(), Some(3), "a picture is missing");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let figures = [&told["sealed"], &told["known"], &told["rejected"]];
        assert_eq!(figures.map(|n| n.as_u64().unwrap()), [sealed, known, 1]);
        fs::read_to_string(told["reject_files"][0].as_str().unwrap()).unwrap()
    };
    let rejects = import(7, 2);
    assert!(rejects.contains("img/gone.png") && rejects.contains("picture.missing"), "{rejects}");
    import(0, 9);
    place.must(0, &["build"]);
    let id = |bytes: &[u8]| spoor_vocab::ExhibitId::of(bytes).to_hex();
    let row = |advert: &str, position, bytes: &[u8]| (advert.to_owned(), position, id(bytes));
    let all = [
        row("a1", 0, &one),
        row("a1", 1, &two),
        row("a2", 0, &two),
        row("a3", 1, &two),
        row("b1", 0, &three),
    ];
    assert_eq!(photos(&place), all);

    place.must(0, &[&["erase", "a1"], &WHY[..]].concat());
    assert!(!held(&place, &one) && held(&place, &two) && held(&place, &three));
    assert_eq!(photos(&place), all[2..]);
    // Its own address is named by nobody any more; what was met at another one is still shown.
    place.must(0, &[&["erase", "a2"], &WHY[..]].concat());
    assert!(held(&place, &two));
    assert_eq!(photos(&place), all[3..]);
    assert!(held(&place, b"img/same.png"), "the note of the second address");
    place.must(0, &[&["erase", "a3"], &WHY[..]].concat());
    assert!(!held(&place, &two) && held(&place, &three) && !held(&place, b"img/same.png"));
    assert_eq!(photos(&place), all[4..]);
    place.must(0, &["verify"]);
}

/// A record of a response.
fn record(url: &str, date: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n");
    let mut out = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n\
         Content-Length: {}\r\n\r\n{head}",
        head.len() + body.len()
    )
    .into_bytes();
    out.extend(body);
    out.extend(b"\r\n\r\n");
    out
}

#[test]
fn of_a_web_archive_the_picture_nearest_in_time_is_shown_and_all_of_its_address_go() {
    let place = Place::with_source();
    let [old, new, other] = [4, 5, 6].map(drawing);
    let page = |id: &str| {
        format!(
            "<html><head><script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\
             \"@type\":\"Product\",\"productID\":\"{id}\",\"name\":\"Piano lessons\",\"description\":\
             \"Lessons for adults at home, call +31 97 0123 4501\",\"image\":\"/img/1.png#top\"}}\
             </script></head><body><p>Lessons {id}</p></body></html>"
        )
    };
    let at_day = |day: u32| format!("2026-10-{day:02}T10:00:00Z");
    let png = "image/png";
    let file = [
        record("https://a.example/ad/1", &at_day(9), "text/html", page("w1").as_bytes()),
        record("https://a.example/img/1.png", &at_day(1), png, &old),
        record("https://a.example/img/1.png", &at_day(10), png, &new),
        record("https://a.example/logo.png", &at_day(9), png, &other),
    ]
    .concat();
    fs::write(place.dir.join("a.warc"), file).unwrap();
    let warc = place.dir.join("a.warc").display().to_string();
    place.must(0, &["import", &warc, "--source", "partner"]);
    place.must(0, &["build"]);
    assert_eq!(lines(&place.must(0, &["export", "adverts"])).len(), 1, "a picture is no advert");
    let shown = photos(&place);
    assert_eq!(shown.len(), 1);
    let rows = lines(&place.must(0, &["export", "photos"]));
    assert_eq!(rows[0]["content"], spoor_vocab::ExhibitId::of(&new).to_hex());
    assert_eq!(
        (&rows[0]["stated"], &rows[0]["source"]),
        (&"/img/1.png#top".into(), &"partner".into())
    );
    assert!([&old, &new, &other].iter().all(|bytes| held(&place, bytes)));
    place.must(0, &[&["erase", "https://a.example/ad/1"], &WHY[..]].concat());
    assert!(!held(&place, &old) && !held(&place, &new));
    assert!(held(&place, &other), "nobody names it: it goes with its source's retention period");
    let later = place.command(&["retention", "enforce"]);
    assert!(at(later, "2027-06-24").status().unwrap().success());
    assert!(!held(&place, &other));
    place.must(0, &["verify"]);
}
