//! What is drawn, and what is kept of it.

use super::*;
use spoor_crawl::needs_drawing;
use spoor_vault::Vault;
use spoor_web::{Plan, Web, serve};

#[tokio::test(flavor = "multi_thread")]
async fn adverts_that_only_a_script_draws_are_in_the_document() {
    let web = Arc::new(Web::new(Plan { sites: 6, pages: 1_000, ..Plan::default() }));
    let running = serve::start(web.clone(), &serve::Options::default()).unwrap();
    let Some(desk) = Desk::at("script.hostile.example", running.address(), |_| {}).await else {
        return;
    };
    let (page, drawn) = desk.draw("/").await;
    let sent = String::from_utf8(page.body.clone()).unwrap();
    assert!(needs_drawing(&sent));
    let drawn = drawn.unwrap();
    assert!(!needs_drawing(&drawn.html));
    for advert in web.truth(0, 1).take(4) {
        let heading = |html: &str| {
            let plain = html.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
            plain.contains(&format!("<h2>{}</h2>", advert.fields.title))
        };
        assert!(heading(&drawn.html) && !heading(&sent), "{}", drawn.html);
    }
    // Only the page itself was asked for, once, and Chromium's wish for an icon.
    assert!(matches!(drawn.requests[0].fate, Fate::Page), "{:?}", drawn.requests);
    assert!(!drawn.restless && drawn.browser.starts_with("Chrome/"), "{}", drawn.browser);
    // IHDR: width and height (PNG specification, 11.2.1).
    assert_eq!(&drawn.screenshot[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(drawn.screenshot[at..at + 4].try_into().unwrap());
    assert_eq!(number(16), 1280);
    assert!(number(20) >= 800, "{}", number(20));
    assert!(drawn.pdf.starts_with(b"%PDF-"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_asks_for_is_fetched_by_us_and_all_is_sealed() {
    const PAGE: &str = "<!doctype html><meta charset=iso-8859-1><title>t</title>\
        <link rel=stylesheet href=/s.css><body><p id=a>empty</p><script src=/s.js></script>";
    const FILES: &[(&str, &str, &str)] = &[
        ("/s.css", "text/css", "p{color:red;width:50%}"),
        (
            "/s.js",
            "text/javascript",
            "fetch('/data').then(r=>r.text()).then(t=>{document.getElementById('a').textContent=\
             t+' \\u00e9 '+getComputedStyle(document.getElementById('a')).color});",
        ),
        ("/data", "text/plain", "from afar"),
    ];
    let server = board(PAGE, FILES).await;
    let Some(desk) = Desk::at("board.example", server.at, |_| {}).await else { return };
    let (page, drawn) = desk.draw("/").await;
    let drawn = drawn.unwrap();
    assert!(drawn.html.contains("from afar é rgb(255, 0, 0)"), "{}", drawn.html);
    let mut given = Vec::new();
    for asked in &drawn.requests {
        if let Fate::Given(fetched) = &asked.fate {
            let request = String::from_utf8(fetched.exchange.request.clone()).unwrap();
            assert!(request.to_lowercase().contains("crawler@office.example"), "{request}");
            assert_eq!(fetched.exchange.via.as_deref(), Some("http://board.example/"));
            given.push((fetched.url.path().to_owned(), asked.kind.clone()));
        }
    }
    given.retain(|(path, _)| path != "/favicon.ico");
    given.sort();
    let kinds = [("/data", "XHR"), ("/s.css", "Stylesheet"), ("/s.js", "Script")];
    assert_eq!(given, kinds.map(|(path, kind)| (path.to_owned(), kind.to_owned())));
    // The page itself came over the wire once.
    let pages = server.requests().iter().filter(|head| head.starts_with("GET / ")).count();
    assert_eq!(pages, 1);

    let captures = drawn.captures(&page, 1_800_000_000_000);
    let kinds = captures.each_ref().map(|c| (c.media_type.as_str(), c.target.as_str()));
    assert_eq!(kinds[0], ("text/html; charset=utf-8", "http://board.example/"));
    let document = spoor_vocab::ExhibitId::of(&captures[0].block);
    assert_eq!(kinds[1], ("image/png", format!("urn:spoor:view:{document}").as_str()));
    assert_eq!(kinds[2], ("application/pdf", format!("urn:spoor:print:{document}").as_str()));
    let part_of = captures.each_ref().map(|c| c.exchange.as_ref().unwrap().part_of);
    assert_eq!(part_of, [None, Some(document), Some(document)]);
    let exchange = captures[0].exchange.as_ref().unwrap();
    let from = blake3::hash(&page.capture().block).to_hex();
    assert!(
        exchange
            .findings
            .iter()
            .any(|f| f.contains("drawn by Chrome/") && f.contains(from.as_str()))
    );
    assert_eq!(exchange.request, page.exchange.request);
    sealed(&desk, &page, &captures).await;
}

/// All go into a vault and are found whole there, by us and by warcio.
async fn sealed(desk: &Desk, page: &Fetched, captures: &[spoor_vocab::Capture]) {
    let dir = tempfile::tempdir().unwrap();
    let profile = profile_of(&desk.host, "127.0.0.1:1".parse().unwrap());
    let mut vault = Vault::create(dir.path(), 1_000).await.unwrap();
    vault.add_source(&profile.source, "crawl", 1_000).await.unwrap();
    let mut sealer = vault.sealer("s", 1_000).unwrap();
    assert!(sealer.seal(&page.capture()).unwrap().new);
    for capture in captures {
        assert!(sealer.seal(capture).unwrap().new, "{}", capture.target);
    }
    sealer.commit().unwrap();
    drop(sealer);
    assert_eq!(vault.verify(&mut |_| {}).await.unwrap().problems, []);
    vault.close().await;
    let Some(warcio) = std::env::var_os("SPOOR_WARCIO") else {
        println!("skipped: SPOOR_WARCIO is not set");
        return;
    };
    let segment = dir.path().join("exhibits/000000.warc.gz");
    let check = std::process::Command::new(warcio).args(["check", "-v"]).arg(&segment).output();
    let check = check.unwrap();
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(check.status.success(), "{said}");
    // Each with its request and its facts.
    assert_eq!(said.matches("digest pass").count(), 3 * 4, "{said}");
}
