//! The server's log tells how requests went, and nothing of whom.

use super::*;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The log's line of a request, once it is there.
fn line_of(server: &Server, id: &str) -> Value {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        for line in server.said.lock().unwrap().iter() {
            if line.contains(id) && line.contains("answered") {
                return serde_json::from_str(line).unwrap();
            }
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("request {id} is not in the log: {:?}", server.said.lock().unwrap());
}

#[test]
fn a_request_is_in_the_log_and_nothing_of_whom_it_was_about() {
    let server = Server::with(&["--log-format", "json"]);
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva-the-analyst", "investigation");
    let mut asked = |path: &str| {
        let page = eva.get(path);
        (page.status, line_of(&server, &page.headers["x-request-id"]))
    };
    for (path, route) in [
        ("/search?q=%2B31%2097%20555%200123&name=Katya", "/search"),
        ("/api/search?q=0031975550123", "/api/search"),
        ("/lead/975550123", "/lead/{id}"),
        ("/lead/Katya@example.com?queue=975550123", "/lead/{id}"),
        ("/no/such/975550123/Katya", "none"),
        ("/setup/975550123", "/setup/{token}"),
    ] {
        let (status, line) = asked(path);
        let span = &line["span"];
        assert_eq!((&span["route"], &span["method"]), (&route.into(), &"GET".into()), "{line}");
        assert_eq!(line["fields"]["status"], status, "{line}");
        assert!(line["fields"]["ms"].is_u64() && line["timestamp"].is_string(), "{line}");
        assert_eq!(span["id"].as_str().unwrap().len(), 16);
    }
    // Forms, and whatever a client writes where it may write.
    let page = server.browser().get("/sign-in");
    let fields = [("token", page.token()), ("name", "Katya 975550123".into())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let sent = server.browser().send("/sign-in?975550123", &fields);
    line_of(&server, &sent.headers["x-request-id"]);
    let raw = server.raw("KATYA975550123 /975550123 HTTP/1.1\r\nuser-agent: Katya 975550123\r\n");
    let id = raw.split("x-request-id: ").nth(1).unwrap()[..16].to_owned();
    assert_eq!(line_of(&server, &id)["span"]["method"], "other");

    let log = server.said.lock().unwrap().join("\n");
    let links = [&server.link, &server.auditor_link].map(|l| l.rsplit('/').next().unwrap());
    let never = ["5550123", "Katya", "KATYA", "eva-the", "127.0.0.1", "example.com", "sam"];
    for word in never.iter().chain(&links) {
        assert!(!log.contains(word), "{word} is in the log:\n{log}");
    }
}

#[test]
fn the_log_can_be_read_by_people_too_and_a_filter_that_is_none_is_refused() {
    let server = Server::start();
    let page = server.browser().get("/health");
    let id = &page.headers["x-request-id"];
    let begun = Instant::now();
    let found = || server.said.lock().unwrap().iter().find(|l| l.contains(id)).cloned();
    while found().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", server.said);
        std::thread::sleep(Duration::from_millis(20));
    }
    let line = found().unwrap();
    assert!(line.contains("route=\"/health\"") && line.contains("status=200"), "{line}");
    let done = Command::new(env!("CARGO_BIN_EXE_spoor"))
        .args(["serve", "--workspace"])
        .arg(country())
        .env("SPOOR_LOG", "spoor=loud")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && told.contains("SPOOR_LOG"), "{told}");
}
