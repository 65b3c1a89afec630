//! The server and the command line at work on one workspace at the same time.

use super::*;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Asks until the answer will do, as somebody who loads a page again.
pub fn until<T>(mut ask: impl FnMut() -> Option<T>, what: &str) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(300), "not seen: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

pub fn json(page: &Page) -> Value {
    serde_json::from_str(&page.text).unwrap()
}

#[test]
fn what_the_command_line_does_is_on_the_pages_and_the_other_way_round() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let all = leads(&eva.get("/inbox"));

    // A decision by command, between two in the browser.
    let decide = |eva: &mut Browser, lead: &str| {
        let page = eva.get(&format!("/lead/{lead}"));
        let fields = [("verdict", "watch"), ("reason", "too little to tell")];
        assert_eq!(eva.post(&format!("/lead/{lead}/decide"), &page, &fields).status, 303);
    };
    decide(&mut eva, &all[0]);
    server.command(&["decide", &all[1], "--as", "Tom", "--verdict", "dismiss", "--why", "spam"]);
    decide(&mut eva, &all[2]);
    until(
        || {
            let decided = leads(&eva.get("/inbox?queue=decided"));
            all[..3].iter().all(|lead| decided.contains(lead)).then_some(())
        },
        "the decision of the command line",
    );

    // New adverts of a new source: sealed, built, found.
    let file = server.workspace().join("new.jsonl");
    let advert =
        r#"{"id":"n1","text":"Zylophonics massage, call 07700 900 917","place":"Utrecht"}"#;
    std::fs::write(&file, format!("{advert}\n")).unwrap();
    let basis = ["--basis", "order 1", "--purpose", "leads", "--retain", "30d"];
    server.command(&[&["source", "add", "late"], &basis[..]].concat());
    server.command(&["import", file.to_str().unwrap(), "--source", "late"]);
    server.command(&["build"]);
    let found = |eva: &mut Browser| {
        let found = json(&eva.get("/api/search?q=zylophonics"));
        found["found"].as_u64().unwrap()
    };
    until(|| (found(&mut eva) == 1).then_some(()), "the new advert");

    // What is erased is gone from the pages and from the index.
    let lead = json(&eva.get(&format!("/api/lead/{}", all[3])));
    let advert = lead["adverts"][0]["advert_id"].as_str().unwrap().to_owned();
    server.command(&["erase", "n1", "--as", "Sam", "--why", "order of a court"]);
    until(|| (found(&mut eva) == 0).then_some(()), "the erasure");
    server.command(&["erase", &advert, "--as", "Sam", "--why", "order of a court"]);
    until(
        || {
            let page = eva.get(&format!("/api/lead/{}", all[3]));
            (!page.text.contains(&advert)).then_some(())
        },
        "the erasure of an advert of a lead",
    );
    until(|| (!leads(&eva.get("/inbox")).is_empty()).then_some(()), "the leads anew");
    let first = leads(&eva.get("/inbox"))[0].clone();
    decide(&mut eva, &first);
    // Every byte, while it serves and afterwards.
    server.command(&["verify"]);
    server.ended(&["verify"]);
}

#[test]
fn a_server_that_starts_before_anything_was_built_shows_what_comes() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("new");
    let made = Command::new(env!("CARGO_BIN_EXE_spoor")).arg("init").arg(&workspace).output();
    assert!(made.unwrap().status.success());
    let server = Server::on(workspace.clone());
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    for path in ["/inbox", "/search", "/search?q=07700900917"] {
        assert_eq!(eva.get(path).status, 200, "{path}");
    }
    assert_eq!(eva.get("/lead/none").status, 404);
    assert_eq!(eva.get("/ring/none").status, 404);
    let file = workspace.join("new.jsonl");
    std::fs::write(&file, "{\"id\":\"n1\",\"text\":\"Zylophonics, 07700 900 917\"}\n").unwrap();
    let basis = ["--basis", "order 1", "--purpose", "leads", "--retain", "30d"];
    server.command(&[&["source", "add", "first"], &basis[..]].concat());
    server.command(&["import", file.to_str().unwrap(), "--source", "first"]);
    server.command(&["build"]);
    until(
        || eva.get("/search?q=07700900917").text.contains("Zylophonics").then_some(()),
        "the first advert",
    );
}
