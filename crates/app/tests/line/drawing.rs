//! Crawls of a site whose pages a browser draws.

use super::*;
use spoor_web::serve::{Options, Running, start};
use spoor_web::{Plan, Web};
use std::collections::BTreeMap;
use std::sync::Arc;

const HOST: &str = "app.hostile.example";

/// A web with a site that a script draws, and a workspace with a profile of it.
struct Site {
    web: Arc<Web>,
    server: Running,
    place: Place,
    profile: String,
}

impl Site {
    /// If `cargo xtask test` has said where Chromium is.
    fn new() -> Option<Self> {
        let Some(chromium) = std::env::var_os("SPOOR_CHROMIUM") else {
            println!("skipped: SPOOR_CHROMIUM is not set");
            return None;
        };
        let web = Arc::new(Web::new(Plan { sites: 6, pages: 1_000, ..Plan::default() }));
        let server = start(web.clone(), &Options::default()).unwrap();
        let place = Place::new();
        place.must(0, &["init", &place.workspace().display().to_string()]);
        let profile = place.write(
            "app.toml",
            &format!(
                "source = \"app\"\nbasis = \"order 2026-1\"\npurpose = \"leads\"\nretain = \"30d\"\n\
                 contact = \"crawler@office.example\"\nseeds = [\"http://{HOST}/\"]\nkeep = \"all\"\n\
                 [scope]\nhosts = [\"{HOST}\"]\npaths = {{ allow = [\"^/\"] }}\ndepth = 5\n\
                 fields = [\"text\"]\nprivate = [\"127.0.0.0/8\"]\n\
                 [limits]\ndelay_min = 0.0\ndelay_max = 0.0\n\
                 [resolve]\n\"{HOST}\" = \"{}\"\n\
                 [render]\nmode = \"auto\"\nprogram = {chromium:?}\ndelay = 0.0\n",
                server.address()
            ),
        );
        Some(Self { web, server, place, profile })
    }
}

#[test]
fn adverts_that_a_script_draws_are_kept_with_all_they_are_made_of_and_go_with_it() {
    let Some(Site { web, server, place, profile }) = Site::new() else { return };
    let done = place.json(&["crawl", &profile, "--once"]);
    assert_eq!(done["failed"], 0, "{done}");
    place.must(0, &["verify"]);
    place.spoor(&["build", "--until", "extract"]);
    assert_eq!(place.must(0, &["export", "rejects"]), "");
    let kept: BTreeMap<String, Value> = lines(&place.must(0, &["export", "adverts"]))
        .into_iter()
        .map(|advert| (advert["url"].as_str().unwrap().to_owned(), advert))
        .collect();
    for (n, advert) in web.truth(0, 1).take(4).enumerate() {
        let page = &kept[&format!("http://{HOST}/item/{n}")];
        let text = page["text"].as_str().unwrap();
        let first = advert.fields.text.split_whitespace().take(5).collect::<Vec<_>>().join(" ");
        assert!(text.contains(&first), "{first:?} is not in {text:?}");
    }
    // What was asked of whom, by what the vault holds.
    let held = exhibits(&place);
    let of = |end: &str| held.iter().filter(|(target, _)| target.ends_with(end)).count();
    // The answer is the same for all pages, to the byte, and so sealed once.
    assert_eq!((of("/item/2"), of("example/")), (1, 2), "as drawn, and as it came: {held:?}");
    assert_eq!((of("/api/2"), of("/app.js"), of("/kept-out")), (1, 1, 0), "{held:?}");
    let kind = |kind: &str| held.iter().filter(|(_, media)| media == kind).count();
    assert_eq!((kind("image/png"), kind("application/pdf")), (5, 5), "{held:?}");
    let photos = place.must(0, &["export", "photos"]);
    assert!(photos.matches("how the page looked").count() >= 4, "{photos}");
    // Nothing is left of the browser.
    assert!(!place.workspace().join("crawl/app/browser").exists());

    let goes = format!("http://{HOST}/item/2");
    place.must(0, &["erase", &goes, "--why", "asked for", "--as", "Eva"]);
    let left = exhibits(&place);
    let of = |end: &str| left.iter().filter(|(target, _)| target.ends_with(end)).count();
    assert_eq!((of("/item/2"), of("/api/2"), of("/item/1"), of("/app.js")), (0, 0, 1, 1));
    assert_eq!(held.len() - left.len(), 4, "drawn page, data, picture, print: {left:?}");
    place.must(0, &["verify"]);
    server.stop();
}

#[test]
fn a_crawl_that_is_killed_while_it_draws_loses_no_page_and_seals_none_twice() {
    let Some(Site { server, place, profile, .. }) = Site::new() else { return };
    let browser = place.workspace().join("crawl/app/browser");
    let mut killed = 0;
    for kill in 0..8_u64 {
        let mut run =
            place.command(&["crawl", &profile, "--once"]).stderr(Stdio::null()).spawn().unwrap();
        // Until a browser stands there; then somewhere in its work.
        for _ in 0..100 {
            if browser.exists() || run.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(150 + kill * 230));
        killed += u64::from(run.try_wait().unwrap().is_none());
        run.kill().unwrap();
        run.wait().unwrap();
    }
    assert!(killed > 1, "every run had ended before it was killed");
    place.must(0, &["crawl", &profile, "--once"]);
    assert!(!browser.exists());
    place.must(0, &["verify"]);
    let held = exhibits(&place);
    let of = |end: &str| held.iter().filter(|(target, _)| target.ends_with(end)).count();
    let items: Vec<usize> = (0..4).map(|n| of(&format!("/item/{n}"))).collect();
    assert_eq!((items, of("/app.js")), (vec![1; 4], 1), "{held:?}");
    let kind = |kind: &str| held.iter().filter(|(_, media)| media == kind).count();
    assert_eq!((kind("image/png"), kind("application/pdf")), (5, 5), "{held:?}");
    server.stop();
}

/// Target and media type of all that is sealed, from the WARC files.
fn exhibits(place: &Place) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in fs::read_dir(place.workspace().join("vault/exhibits")).unwrap().flatten() {
        if file.path().extension().is_none_or(|e| e != "gz") {
            continue;
        }
        let mut plain = Vec::new();
        let mut gzip = flate2::read::MultiGzDecoder::new(fs::File::open(file.path()).unwrap());
        std::io::Read::read_to_end(&mut gzip, &mut plain).unwrap();
        let plain = String::from_utf8_lossy(&plain);
        for head in plain.split("WARC/1.1\r\n").skip(1) {
            let head = head.split("\r\n\r\n").next().unwrap();
            let field = |name: &str| {
                let line =
                    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                line.unwrap_or_default().to_owned()
            };
            if matches!(field("WARC-Type").as_str(), "response" | "resource") {
                found.push((field("WARC-Target-URI"), field("Content-Type")));
            }
        }
    }
    found
}
