//! From the wire into the vault, and from there through judges that we did not write: warcio checks every
//! digest, pywb shows each page as it was.

use super::evidence::code;
use super::server::Step;
use super::*;
use spoor_crawl::Known;
use spoor_vault::Vault;
use spoor_vocab::{Capture, ExhibitId};
use std::path::Path;
use std::process::Command;

const PAGE: &str = "<html><title>Board</title><p>advert, call 07700 900123</p></html>";

/// The same page in every manner of sending.
async fn board() -> Server {
    Server::new(|head| {
        let path = head.split(' ').nth(1).unwrap();
        let html = "Content-Type: text/html\r\n";
        match path {
            "/plain" | "/again" => ok(&format!("{html}ETag: \"v1\"\r\n"), PAGE.as_bytes()),
            "/gzip" => ok(&format!("{html}Content-Encoding: gzip\r\n"), &code("gzip", PAGE.as_bytes())),
            "/br" => ok(&format!("{html}Content-Encoding: br\r\n"), &code("br", PAGE.as_bytes())),
            "/unchanged" => vec![Step::Send(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec())],
            "/cut" => vec![
                Step::Send(format!("HTTP/1.1 200 OK\r\n{html}Content-Length: 999\r\n\r\n{PAGE}").into()),
                Step::Close,
            ],
            "/moved" => vec![Step::Send(
                b"HTTP/1.1 302 Found\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n".to_vec(),
            )],
            chunked => {
                assert_eq!(chunked, "/chunked");
                let body = code("gzip", PAGE.as_bytes());
                let mut sent = format!(
                    "HTTP/1.1 200 OK\r\n{html}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
                )
                .into_bytes();
                for part in body.chunks(20) {
                    sent.extend(format!("{:x}\r\n", part.len()).bytes());
                    sent.extend([part, b"\r\n"].concat());
                }
                sent.extend(b"0\r\n\r\n");
                vec![Step::Send(sent)]
            }
        }
    })
    .await
}

/// Fetches all and seals it; gives how many exhibits there are.
async fn crawled(dir: &Path) -> usize {
    let server = board().await;
    let profile = profile(server.at);
    let fetcher = fetcher(Config::of(&profile));
    let mut captures: Vec<Capture> = Vec::new();
    let mut known = None;
    for path in ["/plain", "/gzip", "/br", "/chunked", "/moved", "/cut", "/again", "/unchanged"] {
        let asked = Ask { known: known.clone().filter(|_| path == "/unchanged"), ..ask(path) };
        let fetched = fetcher.fetch(asked).await.unwrap();
        let capture = match &known {
            Some(known) if path == "/again" => fetched.revisit(known),
            _ => fetched.capture(),
        };
        known.get_or_insert_with(|| Known {
            exhibit: ExhibitId::of(&capture.block),
            target: capture.target.clone(),
            captured_at: capture.captured_at,
            payload: fetched.payload_digest(),
            etag: fetched.validators.etag.clone(),
            last_modified: None,
        });
        captures.push(capture);
    }
    let mut vault = Vault::create(dir, 0).await.unwrap();
    vault.add_source(&profile.source, "crawl", 0).await.unwrap();
    let mut sealer = vault.sealer("s", 0).unwrap();
    for capture in &captures {
        assert!(sealer.seal(capture).unwrap().new, "{}", capture.target);
    }
    sealer.commit().unwrap();
    drop(sealer);
    let report = vault.verify(&mut |_| {}).await.unwrap();
    assert_eq!(report.problems, []);
    vault.close().await;
    captures.len()
}

#[tokio::test]
async fn warcio_and_pywb_judge_what_was_fetched() {
    let (Some(warcio), Some(python)) =
        (std::env::var_os("SPOOR_WARCIO"), std::env::var_os("SPOOR_PYWB"))
    else {
        println!("skipped: SPOOR_WARCIO or SPOOR_PYWB is not set");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let exhibits = crawled(dir.path()).await;
    let segment = dir.path().join("exhibits/000000.warc.gz");
    let check = Command::new(warcio).args(["check", "-v"]).arg(&segment).output().unwrap();
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(check.status.success(), "{said}");
    // A revisit's own digests are no business of warcio's; its request and its facts are.
    assert_eq!(said.matches("digest pass").count(), 3 * exhibits - 2, "{said}");

    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vault/tests/evidence/replay.py");
    let paths = ["/plain", "/gzip", "/br", "/chunked", "/cut", "/again", "/moved"];
    let urls = paths.map(|path| url(path).to_string());
    let replay =
        Command::new(python).arg(script).arg(dir.path().join("exhibits")).args(&urls).output();
    let replay = replay.unwrap();
    assert!(replay.status.success(), "{replay:?}");
    let shown = String::from_utf8(replay.stdout).unwrap();
    let shown: Vec<(String, String, String, u16, String)> =
        serde_json::from_str(shown.lines().last().unwrap()).unwrap();
    assert_eq!(shown.len(), paths.len(), "{shown:?}");
    for ((path, url), (of, _, _, status, body)) in paths.iter().zip(&urls).zip(shown) {
        assert_eq!(&of, url);
        match *path {
            "/moved" => assert_eq!((status, body.as_str()), (302, "")),
            _ => assert_eq!((status, body.as_str()), (200, PAGE), "{path}"),
        }
    }
}
