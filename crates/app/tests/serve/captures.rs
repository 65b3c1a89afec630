//! What partners' machines send, with a token and no session.

mod bounds;

use super::*;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::io::Write;

const WARC: &[u8] = include_bytes!("../../../flow/collect/tests/data/records.warc.gz");
const WACZ: &[u8] = include_bytes!("../../../flow/collect/tests/data/records.wacz");
const MAIL: &str = "From: mila@example.com\r\nTo: tips@example.org\r\nSubject: seen\r\n\
                    Message-ID: <1@example.com>\r\n\r\nCall Mila on +31 97 0123 4501, 150 euro\r\n";

fn spoor(args: &[&str], workspace: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
    command.args(args).arg("--workspace").arg(workspace);
    let done = command.stdout(Stdio::null()).status().unwrap();
    assert!(done.success(), "spoor {args:?}");
}

/// A server on a workspace with two sources and nothing in it.
fn empty(args: &[&str]) -> Server {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("workspace");
    spoor(&["init", workspace.to_str().unwrap()], &workspace);
    for name in ["partner", "other"] {
        let add = ["source", "add", name, "--basis", "order 1", "--purpose", "leads"];
        spoor(&[&add[..], &["--retain", "180d"]].concat(), &workspace);
    }
    let mut server = Server::on_with(workspace, args);
    server._dir = Some(dir);
    server
}

/// A token of a source: its id and what is shown.
fn token(server: &Server, source: &str) -> (String, String) {
    let told = server.command(&["--json", "source", "token", source, "--as", "Olga"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let text = |key: &str| told[key].as_str().unwrap().to_owned();
    (text("id"), text("token"))
}

/// A partner's machine.
struct Machine {
    agent: ureq::Agent,
    origin: String,
    headers: Vec<(&'static str, String)>,
}

/// An answer.
#[derive(Debug)]
struct Told {
    status: u16,
    location: String,
    headers: String,
    json: Value,
}

impl Machine {
    fn of(server: &Server, token: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        Self {
            agent: config.build().into(),
            origin: server.origin.clone(),
            headers: vec![("authorization", format!("Bearer {token}"))],
        }
    }

    fn with(&self, name: &'static str, value: &str) -> Self {
        let mut headers = self.headers.clone();
        headers.retain(|(known, _)| *known != name);
        headers.push((name, value.to_owned()));
        Self { agent: self.agent.clone(), origin: self.origin.clone(), headers }
    }

    fn post(&self, path: &str, kind: &str, body: &[u8]) -> Told {
        let mut request = self.agent.post(format!("{}{path}", self.origin));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        told(request.header("content-type", kind).send(body).unwrap())
    }

    fn send(&self, kind: &str, body: &[u8]) -> Told {
        self.post("/api/captures", kind, body)
    }

    fn get(&self, path: &str) -> Told {
        let mut request = self.agent.get(format!("{}{path}", self.origin));
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        told(request.call().unwrap())
    }
}

fn told(answer: ureq::http::Response<ureq::Body>) -> Told {
    let status = answer.status().as_u16();
    let headers = format!("{:?}", answer.headers());
    let location = answer.headers().get("location").map_or("", |v| v.to_str().unwrap()).to_owned();
    let bytes = whole(answer.into_body().into_reader());
    Told { status, location, headers, json: serde_json::from_slice(&bytes).unwrap_or_default() }
}

fn page(number: usize) -> Value {
    json!({"url": format!("https://one.example/ad?id={number}"), "captured_at": "2026-11-01T10:00:00Z",
        "html": format!("<html><head><title>Lovely evening</title></head><body><h1>Lovely evening</h1>\
            <p>A quiet place near the station, call Mila on +31 97 0123 {number:04}, one hour 150 euro.</p>\
            </body></html>")})
}

/// A record of a response.
fn record(number: usize) -> Vec<u8> {
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>advert {number}</p>");
    format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:0>\r\n\
         WARC-Target-URI: http://one.example/{number}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
        body.len()
    )
    .into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Files that wait to be sealed.
fn left(server: &Server) -> usize {
    std::fs::read_dir(server.workspace().join("arrivals")).map_or(0, Iterator::count)
}

#[test]
fn every_kind_of_body_becomes_exhibits_under_the_tokens_source() {
    let mut server = empty(&[]);
    let (id, text) = token(&server, "partner");
    let machine = Machine::of(&server, &text);
    let single = page(7).to_string();
    let bodies: [(&str, &[u8]); 6] = [
        ("application/warc", WARC),
        ("application/wacz", WACZ),
        ("application/octet-stream", WARC),
        ("application/octet-stream", WACZ),
        ("message/rfc822", MAIL.as_bytes()),
        ("application/json; charset=utf-8", single.as_bytes()),
    ];
    let mut sealed = 0;
    for (kind, body) in bodies {
        let told = machine.send(kind, body);
        assert_eq!(told.status, 200, "{kind}: {told:?}");
        let number = |key: &str| told.json[key].as_u64().unwrap();
        assert!(number("sealed") + number("known") > 0, "{kind}: {told:?}");
        assert_eq!(
            (told.json["rejected"].clone(), told.json["ended"].clone()),
            (json!([]), true.into())
        );
        sealed += number("sealed");
        let again = machine.get(&told.location);
        assert_eq!((again.status, &again.json), (200, &told.json));
    }
    let again = machine.send("application/json", single.as_bytes());
    assert_eq!((&again.json["sealed"], &again.json["known"]), (&0.into(), &1.into()));
    assert_eq!(left(&server), 0, "nothing lies about");
    let stored = |server: &mut Server, what: &str| {
        let told: Value = serde_json::from_str(&server.command(&["verify", "--json"])).unwrap();
        assert_eq!(told["problems"], json!([]), "{told}");
        told[what].as_u64()
    };
    // And a note that the picture of the archive was met again.
    assert_eq!(stored(&mut server, "exhibits"), Some(sealed + 1));
    // Who used it stands in the audit log, by the token's name.
    let mut auditor = server.browser();
    auditor.join(&server.auditor_link, "ada");
    auditor.state("audit");
    let log = auditor.get("/api/audit").text;
    let uses = log.matches(&format!("\"token {id}\"")).count();
    assert!(uses >= 13, "{uses} uses: {log}");
    assert!(log.contains("Olga") && log.contains(&format!("made token {id}")), "{log}");
    // What is in the database cannot be shown as a token.
    let found = cases::grep(server.workspace(), &text.as_bytes()[6..]);
    assert!(found.is_empty(), "{found:?}");
    server.verified();
}

#[test]
fn a_token_of_this_source_and_nothing_else_lets_in() {
    let server = empty(&[]);
    let mut sam = server.supervisor();
    let (_, text) = token(&server, "partner");
    let (other_id, other) = token(&server, "other");
    let machine = Machine::of(&server, &text);
    let sent = page(1).to_string();
    let ours = machine.send("application/json", sent.as_bytes());
    assert_eq!(ours.status, 200, "{ours:?}");
    // No session counts, whoever's it is.
    let mut wrong = Machine::of(&server, "");
    wrong.headers = vec![("cookie", sam.cookie())];
    let refused = wrong.send("application/json", sent.as_bytes());
    assert_eq!(refused.status, 401);
    assert!(refused.headers.contains("Bearer realm"), "{refused:?}");
    assert_eq!(wrong.get(&ours.location).status, 401);
    let form = sam.get("/accounts").token();
    assert_eq!(sam.send("/api/captures", &[("token", &form)]).status, 401);
    let near = text.replace(&text[text.len() - 1..], "x");
    let upper = text.to_uppercase();
    for shown in ["", "spoor_", "spoor_00", &near, &upper, &text[6..], &format!("{text} {text}")] {
        let refused = Machine::of(&server, shown).send("application/json", sent.as_bytes());
        assert_eq!(refused.status, 401, "{shown}");
    }
    let basic = machine.with("authorization", &format!("Basic {text}"));
    assert_eq!(basic.send("application/json", sent.as_bytes()).status, 401);
    // Another source's.
    let to = |source: &str| format!("/api/captures?source={source}");
    assert_eq!(machine.post(&to("partner"), "application/json", sent.as_bytes()).status, 200);
    let refused = machine.post(&to("other"), "application/json", sent.as_bytes());
    assert_eq!(refused.status, 403, "{refused:?}");
    assert_eq!(machine.post(&to("../other"), "application/json", sent.as_bytes()).status, 403);
    assert_eq!(machine.post("/api/captures?as=x", "application/json", b"{}").status, 400);
    let stranger = Machine::of(&server, &other);
    assert_eq!(stranger.get(&ours.location).status, 403);
    assert_eq!(stranger.send("application/json", sent.as_bytes()).json["sealed"], 1, "its own");
    for path in ["0000000000000000", "..%2f..%2fvault%2fsecret", "x"] {
        assert_eq!(machine.get(&format!("/api/captures/{path}")).status, 404, "{path}");
    }
    // Withdrawn: from the next use on it is none.
    let listed = server.command(&["source", "token", "--list"]);
    assert!(listed.contains(&other_id) && listed.contains("made by Olga"), "{listed}");
    assert!(!listed.contains("spoor_"), "{listed}");
    server.command(&["source", "token", "--withdraw", &other_id, "--as", "Olga"]);
    assert_eq!(stranger.send("application/json", sent.as_bytes()).status, 401);
    assert!(!server.command(&["source", "token", "--list"]).contains(&other_id));
    assert_eq!(machine.send("application/json", sent.as_bytes()).status, 200);
}

#[test]
fn how_a_page_looked_goes_with_the_page() {
    let mut server = empty(&[]);
    let (_, text) = token(&server, "partner");
    let machine = Machine::of(&server, &text);
    let picture = |shade: u8| {
        let mut png = std::io::Cursor::new(Vec::new());
        let drawn = image::GrayImage::from_pixel(8, 8, image::Luma([shade]));
        drawn.write_to(&mut png, image::ImageFormat::Png).unwrap();
        BASE64_STANDARD.encode(png.into_inner())
    };
    for number in [1, 2] {
        let mut sent = page(number);
        sent["screenshot"] = json!(picture(number as u8));
        sent["note"] = json!("seen by a colleague");
        let told = machine.send("application/json", sent.to_string().as_bytes());
        assert_eq!(told.json["sealed"], 2, "{told:?}");
    }
    server.ended(&["build", "--until", "extract"]);
    let exhibits = |server: &Server| -> u64 {
        let told = server.command(&["verify", "--json"]);
        serde_json::from_str::<Value>(&told).unwrap()["exhibits"].as_u64().unwrap()
    };
    assert_eq!(exhibits(&server), 4);
    let photos = server.command(&["export", "photos"]);
    assert_eq!(photos.matches("how the page looked").count(), 2, "{photos}");
    let why = ["--as", "Olga", "--why", "asked for"];
    server.command(&[&["erase", "https://one.example/ad?id=1"], &why[..]].concat());
    assert_eq!(exhibits(&server), 2, "page and picture went, the other page's stayed");
    let pictures = server.command(&["export", "pictures"]);
    assert_eq!(pictures.lines().count(), 1, "{pictures}");
}

#[test]
fn the_description_says_how_a_token_is_shown_and_none_is_made_for_nobody() {
    let server = empty(&[]);
    let document: Value =
        serde_json::from_str(&server.browser().get("/api/openapi.json").text).unwrap();
    let scheme = &document["components"]["securitySchemes"]["source-token"];
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&"http".into(), &"bearer".into()));
    for (path, method) in [("/api/captures", "post"), ("/api/captures/{id}", "get")] {
        let security = &document["paths"][path][method]["security"];
        assert_eq!(*security, json!([{"source-token": []}]), "{path}");
    }
    let refused = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command.args(args).arg("--workspace").arg(server.workspace()).env_remove("SPOOR_USER");
        command.output().unwrap().status.code()
    };
    assert_eq!(refused(&["source", "token", "partner"]), Some(4), "by nobody");
    assert_eq!(refused(&["source", "token", "nowhere", "--as", "Olga"]), Some(4), "of no source");
    assert_eq!(refused(&["source", "token", "--withdraw", "00000000", "--as", "Olga"]), Some(2));
    assert_eq!(refused(&["source", "token"]), Some(2));
}
