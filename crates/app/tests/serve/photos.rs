//! Pictures: blurred until somebody asks, and that they ask is in the log.

use super::beside::{json, until};
use super::*;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, Rgb, RgbImage};
use serde_json::Value;

/// A drawing with sharp edges: a check in two colours, larger dots than a tile could show.
fn drawing() -> RgbImage {
    let colour = |x: u32, y: u32| {
        if (x / 10 + y / 10).is_multiple_of(2) { [240, 200, 40] } else { [20, 40, 120] }
    };
    RgbImage::from_fn(300, 200, |x, y| Rgb(colour(x, y)))
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    let (w, h) = picture.dimensions();
    image::codecs::png::PngEncoder::new(&mut out)
        .write_image(picture, w, h, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

fn record(url: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n");
    let mut out = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n\
         WARC-Date: 2026-10-09T10:00:00Z\r\nContent-Length: {}\r\n\r\n{head}",
        head.len() + body.len()
    )
    .into_bytes();
    out.extend(body);
    out.extend(b"\r\n\r\n");
    out
}

/// An archive of one advert with a good picture and three that are none, and another advert that shows
/// the good one too.
fn archive() -> Vec<u8> {
    let good = png(&drawing());
    let mut huge = png(&RgbImage::new(1, 1));
    // It claims 65,536 x 65,536 dots; the checksum of the header does not hold then.
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    let page = |id: &str, images: &str| {
        format!(
            "<html><head><script type=\"application/ld+json\">{{\"@context\":\"https://schema.org\",\
             \"@type\":\"Product\",\"productID\":\"{id}\",\"name\":\"Evening in town\",\"description\":\
             \"New in town, {id}, call +31 97 0123 4501, one hour 150 euro\",\"image\":[{images}]}}\
             </script></head><body></body></html>"
        )
    };
    let one =
        page("one", "\"/i/1.png\",\"/i/cut.png\",\"/i/huge.png\",\"/i/drawn.png\",\"/i/gone.png\"");
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    [
        record("https://a.example/ad/1", "text/html", one.as_bytes()),
        record("https://a.example/ad/2", "text/html", page("two", "\"/i/1.png\"").as_bytes()),
        record("https://a.example/i/1.png", "image/png", &good),
        record("https://a.example/i/cut.png", "image/png", &good[..60]),
        record("https://a.example/i/huge.png", "image/png", &huge),
        record("https://a.example/i/drawn.png", "image/png", svg),
    ]
    .concat()
}

/// A server on that archive, and the advert.
fn served() -> (tempfile::TempDir, Server, String) {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("workspace");
    let init = ["init", workspace.to_str().unwrap()];
    assert!(Command::new(env!("CARGO_BIN_EXE_spoor")).args(init).status().unwrap().success());
    let file = dir.path().join("a.warc");
    std::fs::write(&file, archive()).unwrap();
    let server = Server::on(workspace);
    let basis = ["--basis", "order 1", "--purpose", "leads", "--retain", "30d"];
    server.command(&[&["source", "add", "a"], &basis[..]].concat());
    server.command(&["import", file.to_str().unwrap(), "--source", "a"]);
    server.command(&["build"]);
    let told = server.command(&["export", "adverts"]);
    let mut adverts = told.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let one = adverts.find(|a| a["id"] == "one").unwrap();
    (dir, server, one["advert_id"].as_str().unwrap().to_owned())
}

fn seen(page: &Page) -> DynamicImage {
    image::load_from_memory(&page.bytes).expect("a picture")
}

/// The steepest step between neighbours, in steps of 255.
fn steepest(picture: &DynamicImage) -> u8 {
    let grey = picture.to_luma8();
    let rows = 0..grey.height();
    let step =
        |(x, y): (u32, u32)| grey.get_pixel(x, y).0[0].abs_diff(grey.get_pixel(x - 1, y).0[0]);
    rows.flat_map(|y| (1..grey.width()).map(move |x| (x, y))).map(step).max().unwrap()
}

#[test]
fn a_picture_is_blurred_until_somebody_asks_and_the_asking_is_logged() {
    let (_dir, server, id) = served();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let mut otto = server.invited(&mut sam, "operator", "otto", "supervision");
    let at = format!("/advert/{id}");
    until(|| (eva.get(&at).status == 200).then_some(()), "the build");
    let page = eva.get(&at);
    let tile = format!("{at}/photo/1");
    let alt = format!(
        "src=\"{tile}\" loading=\"lazy\" alt=\"Picture 1 of advert {id}, blurred and grey\""
    );
    assert!(page.text.contains(&alt), "{}", page.text);
    assert!(page.text.contains("2 adverts show it"), "{}", page.text);
    let told = json(&eva.get(&format!("/api{at}")));
    assert_eq!(told["pictures"]["in_all"], 5);
    let photos = told["photos"].as_array().unwrap();
    assert_eq!(photos.len(), 4, "the fifth was not captured");
    assert_eq!((&photos[0]["tile"], &photos[0]["shown_by"]), (&tile.as_str().into(), &2.into()));

    // The tile is small, grey, and without an edge.
    let original = DynamicImage::from(drawing());
    assert!(steepest(&original) > 30);
    let shown = eva.get(&tile);
    assert_eq!((shown.status, shown.headers["content-type"].as_str()), (200, "image/png"));
    assert_eq!(shown.headers["cache-control"], "no-store");
    let shown = seen(&shown);
    assert!(matches!(shown, DynamicImage::ImageLuma8(_)), "{:?}", shown.color());
    assert!(shown.width() <= 160 && shown.height() <= 160 && steepest(&shown) <= 10);

    // Asked for: once, for this session, as asked.
    let asked = |who: &mut Browser, colour: &str| {
        let page = who.get("/state");
        who.post(&format!("{tile}/reveal"), &page, &[("colour", colour)])
    };
    let page = asked(&mut eva, "grey");
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("You have asked to see 1 picture today"), "{}", page.text);
    let address = format!("/revealed/{}", page.between("src=\"/revealed/", "\""));
    assert_eq!(ria.get(&address).status, 404, "another session");
    let shown = eva.get(&address);
    assert_eq!((shown.status, shown.headers["content-type"].as_str()), (200, "image/jpeg"));
    assert_eq!(shown.headers["cache-control"], "no-store");
    let shown = seen(&shown);
    assert_eq!((shown.width(), shown.height()), (300, 200));
    assert!(matches!(shown, DynamicImage::ImageLuma8(_)) && steepest(&shown) > 20);
    assert_eq!(eva.get(&address).status, 404, "once");
    let page = asked(&mut eva, "colour");
    let address = format!("/revealed/{}", page.between("src=\"/revealed/", "\""));
    let [r, _, b] = seen(&eva.get(&address)).to_rgb8().get_pixel(5, 5).0;
    assert!(r > b + 100, "{r} {b}");
    // Who states a purpose that does not do before the picture has come, does not see it.
    let page = asked(&mut eva, "grey");
    let address = format!("/revealed/{}", page.between("src=\"/revealed/", "\""));
    eva.state("research-statistics");
    assert_eq!(eva.get(&address).status, 403);
    eva.state("investigation");

    // The log has it, with the purpose; the count is the person's own.
    let log = json(&ada.get("/api/audit?who=eva"));
    let lines = log["lines"].as_array().unwrap();
    let what = format!("reveal_photo Photo {id}/1");
    let reveals = lines.iter().filter(|l| l["what"] == what.as_str());
    assert!(reveals.clone().all(|l| l["why"] == "investigation"));
    assert_eq!(reveals.count(), 3, "{log}");
    assert_eq!(json(&eva.get("/api/home"))["revealed"], 3);
    assert!(eva.get("/").text.contains("You have asked to see 3 pictures today"));
    assert_eq!(json(&ria.get("/api/home"))["revealed"], 0);
    assert!(!ria.get("/").text.contains("You have asked to see"));

    // Who only looks in sees tiles; who runs the server or reads the log sees nothing.
    assert_eq!(sam.get(&tile).status, 200);
    assert!(!sam.get(&at).text.contains("Show (this is logged)"));
    assert_eq!(asked(&mut sam, "grey").status, 403, "supervision is no casework");
    for other in [&mut ada, &mut otto] {
        assert_eq!(other.get(&tile).status, 403, "{}", other.name);
        assert_eq!(asked(other, "grey").status, 403, "{}", other.name);
    }
    let refused = eva.send(&format!("{tile}/reveal"), &[("colour", "grey")]);
    assert_eq!(refused.status, 403, "a form without its token");
}

#[test]
fn what_is_no_picture_has_a_plain_one_in_its_place() {
    let (_dir, server, id) = served();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    until(|| (eva.get(&format!("/advert/{id}")).status == 200).then_some(()), "the build");
    for n in ["2", "3", "4"] {
        let page = eva.get(&format!("/advert/{id}/photo/{n}"));
        assert_eq!((page.status, page.headers["content-type"].as_str()), (200, "image/png"), "{n}");
        let grey = seen(&page).to_luma8();
        let first = grey.get_pixel(0, 0);
        assert!(grey.pixels().all(|dot| dot == first), "{n}");
        let page = eva.get("/state");
        let page = eva.post(&format!("/advert/{id}/photo/{n}/reveal"), &page, &[]);
        let address = format!("/revealed/{}", page.between("src=\"/revealed/", "\""));
        let shown = eva.get(&address);
        assert_eq!(
            (shown.status, shown.headers["content-type"].as_str()),
            (200, "image/png"),
            "{n}"
        );
    }
    for n in ["0", "5", "6", "-1", "x", "99999999999999999999", "%00", "1%2F..%2F2"] {
        let page = eva.get(&format!("/advert/{id}/photo/{n}"));
        assert_eq!(page.status, 404, "{n}: {}", page.text);
    }
    for token in ["x", "..", &"0".repeat(64), &"f".repeat(64), &"0".repeat(4000)] {
        assert_eq!(eva.get(&format!("/revealed/{token}")).status, 404, "{token}");
    }
    let said = server.said.lock().unwrap().join("\n");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn pictures_of_a_restricted_source_are_shown_to_who_is_cleared_alone() {
    let (_dir, server, id) = served();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    until(|| (eva.get(&format!("/advert/{id}")).status == 200).then_some(()), "the build");
    let tile = format!("/advert/{id}/photo/1");
    let page = eva.get("/state");
    let page = eva.post(&format!("{tile}/reveal"), &page, &[]);
    let address = format!("/revealed/{}", page.between("src=\"/revealed/", "\""));
    let page = sam.get("/sources");
    let fields = [("restricted", "yes"), ("why", "an informant's site")];
    assert_eq!(sam.post("/sources/a/restrict", &page, &fields).status, 303);
    let page = eva.get("/state");
    let refused = eva.post(&format!("{tile}/reveal"), &page, &[]);
    for refused in [eva.get(&tile), refused, eva.get(&address)] {
        assert_eq!(refused.status, 403);
        assert!(refused.text.contains("only people cleared for it may see"), "{}", refused.text);
    }
    let page = sam.get("/sources");
    let fields = [("name", "eva"), ("cleared", "yes")];
    assert_eq!(sam.post("/sources/a/clear", &page, &fields).status, 303);
    assert_eq!(eva.get(&tile).status, 200);
}

#[test]
fn a_picture_on_a_list_is_shown_to_nobody_not_even_as_a_tile() {
    let (dir, server, id) = served();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    until(|| (eva.get(&format!("/advert/{id}")).status == 200).then_some(()), "the build");
    let tile = format!("/advert/{id}/photo/1");
    let page = eva.get("/state");
    let page = eva.post(&format!("{tile}/reveal"), &page, &[]);
    let address = format!("/revealed/{}", page.between("src=\"/revealed/", "\""));
    let looks = server.command(&["export", "looks"]);
    let looks = looks.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let pdq = looks.filter_map(|look| Some(look["pdq"].as_str()?.to_owned())).next().unwrap();
    let list = dir.path().join("list.csv");
    std::fs::write(&list, format!("pdq,quality\n{pdq},90\n")).unwrap();
    let basis = ["--basis", "order 7", "--purpose", "known material", "--retain", "30d"];
    server.command(&[&["source", "add", "vic"], &basis[..]].concat());
    let import = ["bank", "import", list.to_str().unwrap(), "--name", "known"];
    server.command(&[&import[..], &["--source", "vic", "--as", "sam"]].concat());
    server.command(&["build"]);
    let plain = || spoor_photo::plain().unwrap();
    until(|| (eva.get(&tile).bytes == plain()).then_some(()), "the build with the list");
    // What was asked for before it was known is not shown after.
    assert_eq!(eva.get(&address).bytes, plain());
    let page = eva.get("/state");
    let refused = eva.post(&format!("{tile}/reveal"), &page, &[]);
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("shown to nobody here"), "{}", refused.text);
    let log = json(&ada.get("/api/audit?who=eva"));
    assert!(log.to_string().contains("which stands on a list"), "{log}");
}
