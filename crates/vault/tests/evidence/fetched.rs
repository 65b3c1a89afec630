//! What we fetched ourselves is sealed with its request and all that is known of the exchange.

use super::*;
use spoor_vocab::{Exchange, Revisit, RevisitProfile, Times, TlsFacts, Truncation};
use std::process::Command;

const PAGE: &str = "<p>advert, call 07700 900123</p>";

fn exchange() -> Exchange {
    Exchange {
        request: b"GET /ad/1 HTTP/1.1\r\nHost: board.example\r\n\r\n".to_vec(),
        peer: "[2001:db8::7]:443".into(),
        by_proxy: false,
        protocol: "http/1.1".into(),
        tls: Some(TlsFacts {
            version: "tls/1.3".into(),
            cipher: "TLS_AES_128_GCM_SHA256".into(),
            chain: vec![vec![0x30, 0x82, 1, 2], vec![0x30, 0x03]].into(),
        }),
        answers: vec!["2001:db8::7".into(), "192.0.2.7".into()],
        times: Times {
            began: START,
            head: START + 80,
            ended: START + 120,
            head_after_us: 80_200,
            ended_after_us: 120_900,
            server: Some(START - 3000),
        },
        truncated: Some(Truncation::Length),
        hop: 2,
        via: Some("https://board.example/list".into()),
        crawl: "board".into(),
        why: "a detail page of the list\r\nforged: yes".into(),
        findings: vec!["the certificate does not hold: unknown issuer".into()],
        part_of: None,
        revisit: None,
    }
}

fn response(path: &str, at: i64) -> Capture {
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Path: {path}\r\nContent-Length: {}\r\n\r\n{PAGE}",
        PAGE.len()
    );
    Capture {
        kind: CaptureKind::Response,
        target: format!("https://board.example{path}"),
        media_type: Capture::HTTP_RESPONSE.into(),
        block: block.into_bytes(),
        captured_at: at,
        mapping: None,
        origin: "crawl:board".into(),
        exchange: Some(Box::new(exchange())),
    }
}

/// A page that gave the same as `of`.
fn revisit(path: &str, at: i64, profile: RevisitProfile, of: &Capture) -> Capture {
    let status = match profile {
        RevisitProfile::IdenticalPayload => "200 OK",
        RevisitProfile::NotModified => "304 Not Modified",
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n");
    let of = Revisit {
        profile,
        of: ExhibitId::of(&of.block),
        target: of.target.clone(),
        captured_at: of.captured_at,
        payload: Sha256::digest(PAGE).into(),
    };
    let exchange = Exchange { revisit: Some(of), ..exchange() };
    Capture {
        kind: CaptureKind::Revisit,
        block: head.into_bytes(),
        exchange: Some(Box::new(exchange)),
        ..response(path, at)
    }
}

/// A page, the same page again, the same at another address, and a server that says "unchanged".
fn visits() -> Vec<Capture> {
    let first = response("/ad/1", START);
    let again = |path, at, profile| revisit(path, at, profile, &first);
    vec![
        again("/ad/1", START + DAY, RevisitProfile::IdenticalPayload),
        again("/ad/other", START + DAY, RevisitProfile::IdenticalPayload),
        again("/ad/1", START + 2 * DAY, RevisitProfile::NotModified),
        response("/ad/2", START + DAY),
        first,
    ]
}

async fn crawled(dir: &Path) -> Vault {
    let mut vault = made(dir).await;
    let mut sealer = vault.sealer("site-a", START).unwrap();
    for capture in visits().iter().rev() {
        assert!(sealer.seal(capture).unwrap().new);
    }
    sealer.commit().unwrap();
    drop(sealer);
    vault
}

#[tokio::test]
async fn request_and_facts_are_sealed_with_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let vault = crawled(dir.path()).await;
    assert_clean(&vault).await;
    let first = response("/ad/1", START);
    let held = Held { source: "site-a".into(), exhibit: ExhibitId::of(&first.block) };
    let fetched = vault.fetched(&held).unwrap().unwrap();
    assert_eq!(fetched.request, exchange().request);
    let all = |name: &str| -> Vec<String> {
        let of = |(n, v): &(String, String)| (n == name).then(|| v.clone());
        fetched.facts.iter().filter_map(of).collect()
    };
    for (name, value) in [
        ("via", "https://board.example/list"),
        ("hopsFromSeed", "RR"),
        ("fetchTimeMs", "120"),
        ("why", "a detail page of the list??forged: yes"),
        ("peer", "[2001:db8::7]:443"),
        ("head", "2026-01-01T00:00:00.080Z"),
        ("server-date", "2025-12-31T23:59:57.000Z"),
        ("tls-cipher", "TLS_AES_128_GCM_SHA256"),
        ("truncated", "length"),
    ] {
        assert_eq!(all(name), [value], "{name}");
    }
    assert!(all("forged").is_empty());
    assert_eq!(all("dns-answer"), ["2001:db8::7", "192.0.2.7"]);
    assert_eq!(all("tls-certificate"), ["MIIBAg==", "MAM="]);
    let kinds: Vec<CaptureKind> = vault
        .read_segment(&vault.segments()[0].name)
        .unwrap()
        .map(|item| item.unwrap().0.kind)
        .collect();
    let (page, same) = (CaptureKind::Response, CaptureKind::Revisit);
    assert_eq!(kinds, [page, page, same, same, same]);
    assert_eq!(vault.fetched(&Held { source: "site-b".into(), ..held }).unwrap(), None);
}

/// A revisit's head may be another's to the byte: each is sealed, and what is erased goes with all.
#[tokio::test]
async fn an_erasure_takes_request_and_facts_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = crawled(dir.path()).await;
    let wanted = vault.exhibits_of("site-a").unwrap();
    assert_eq!(wanted.len(), 5);
    vault.erase(&wanted, "order of a court", "A. Officer", START + DAY).await.unwrap();
    assert_eq!(assert_clean(&vault).await.exhibits, 0);
    for (path, bytes) in closed(vault, dir.path()).await {
        if path.extension().is_some_and(|e| e == "gz") {
            assert_eq!(bytes, b"", "{path:?}");
        }
    }
}

/// What tells where and when a page was met again goes with the page.
#[tokio::test]
async fn an_erasure_takes_the_revisits_of_what_goes() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = crawled(dir.path()).await;
    let of = |path: &str| {
        let exhibit = ExhibitId::of(&response(path, START).block);
        vec![Held { source: "site-a".into(), exhibit }]
    };
    assert_eq!(vault.followers_of(&of("/ad/2")).unwrap(), []);
    // Three revisits, two of which have the same head.
    assert_eq!(vault.followers_of(&of("/ad/1")).unwrap().len(), 2);
    vault.erase(&of("/ad/1"), "order of a court", "A. Officer", START + DAY).await.unwrap();
    assert_eq!(vault.exhibits_of("site-a").unwrap(), of("/ad/2"));
    assert_clean(&vault).await;
}

/// A page as it was drawn is one with all that it was drawn from, and with what met that again.
#[tokio::test]
async fn an_erasure_takes_the_parts_of_what_goes() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = crawled(dir.path()).await;
    let part = |path: &str, whole: &[u8]| {
        let made = response(path, START);
        let exchange = made.exchange.unwrap();
        let exchange = Exchange { part_of: Some(ExhibitId::of(whole)), ..*exchange };
        Capture { exchange: Some(Box::new(exchange)), ..made }
    };
    let shown = part("/shown", b"");
    let sent = part("/sent", &shown.block);
    let other = part("/other", &response("/ad/2", START).block);
    let mut sealer = vault.sealer("site-a", START).unwrap();
    for capture in [&sent, &other, &shown] {
        assert!(sealer.seal(capture).unwrap().new);
    }
    sealer.commit().unwrap();
    drop(sealer);
    let held = |capture: &Capture| {
        vec![Held { source: "site-a".into(), exhibit: ExhibitId::of(&capture.block) }]
    };
    let targets = vault.targets_of(&held(&sent)).unwrap();
    assert_eq!(targets, ["https://board.example/sent"]);
    assert_eq!(vault.followers_of(&held(&shown)).unwrap(), held(&sent));
    vault.erase(&held(&shown), "order of a court", "A. Officer", START + DAY).await.unwrap();
    let left = vault.exhibits_of("site-a").unwrap();
    assert!(!left.contains(&held(&sent)[0]) && left.contains(&held(&other)[0]));
    assert_clean(&vault).await;
}

#[tokio::test]
async fn a_touched_request_or_fact_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let files = closed(crawled(dir.path()).await, dir.path()).await;
    let segment = PathBuf::from("exhibits/000000.warc.gz");
    let length = files[&segment].len();
    for at in (0..length).step_by(length / 60) {
        let mut touched = files.clone();
        touched.get_mut(&segment).unwrap()[at] ^= 1;
        assert!(found(&touched).await.is_some(), "byte {at}");
    }
}

#[tokio::test]
async fn what_says_too_little_or_too_much_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    let mut sealer = vault.sealer("site-a", START).unwrap();
    let revisit = &visits()[0];
    let long = Exchange { why: "x".repeat(1 << 20), ..exchange() };
    for bad in [
        Capture { exchange: None, ..revisit.clone() },
        Capture { exchange: Some(Box::new(exchange())), ..revisit.clone() },
        Capture { kind: CaptureKind::Response, ..revisit.clone() },
        Capture { exchange: Some(Box::new(long)), ..response("/ad/1", START) },
    ] {
        assert!(matches!(sealer.seal(&bad), Err(VaultError::TooLong(_))));
    }
}

/// The records of what is imported are what they were before anything was fetched.
#[tokio::test]
async fn records_without_an_exchange_are_as_ever() {
    let dir = tempfile::tempdir().unwrap();
    let mut vault = made(dir.path()).await;
    seal(&mut vault, "site-a", [0], START);
    let files = closed(vault, dir.path()).await;
    let mut plain = String::new();
    let segment = &files[&PathBuf::from("exhibits/000000.warc.gz")];
    MultiGzDecoder::new(segment.as_slice()).read_to_string(&mut plain).unwrap();
    assert_eq!(plain, include_str!("imported.warc").replace('\n', "\r\n"));
}

/// warcio's reading: every digest holds, and the three records of an exchange name each other.
#[tokio::test]
async fn warcio_accepts_what_was_fetched() {
    let Some(warcio) = std::env::var_os("SPOOR_WARCIO") else {
        println!("skipped: SPOOR_WARCIO is not set");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    crawled(dir.path()).await.close().await;
    let segment = dir.path().join("exhibits/000000.warc.gz");
    let said = |args: &[&str]| {
        let output = Command::new(&warcio).args(args).arg(&segment).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let check = said(&["check", "-v"]);
    // Two pages with block and payload, five requests, five times metadata.
    assert_eq!(check.matches("digest pass").count(), 12, "{check}");
    assert_eq!(check.matches("not checked (revisit)").count(), 3, "{check}");
    let index = said(&["index", "-f", "warc-type,warc-record-id,warc-concurrent-to"]);
    let rows: Vec<serde_json::Value> =
        index.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = rows.iter().map(|r| r["warc-type"].as_str().unwrap()).collect();
    assert_eq!(kinds[..3], ["response", "request", "metadata"]);
    assert_eq!(kinds[12..], ["revisit", "request", "metadata"]);
    for three in rows.chunks(3) {
        assert_eq!(three[1]["warc-concurrent-to"], three[0]["warc-record-id"]);
        assert_eq!(three[2]["warc-concurrent-to"], three[0]["warc-record-id"]);
    }
    let ids: std::collections::BTreeSet<_> =
        rows.iter().map(|r| r["warc-record-id"].as_str()).collect();
    assert_eq!(ids.len(), 15, "every record has its own name");
}

/// pywb shows the page, and for a revisit the page that it is a revisit of. Where the server only said
/// that nothing had changed, pywb shows these its words, as it does with every 3xx.
#[tokio::test]
async fn pywb_replays_what_was_fetched() {
    let Some(python) = std::env::var_os("SPOOR_PYWB") else {
        println!("skipped: SPOOR_PYWB is not set");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    crawled(dir.path()).await.close().await;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/evidence/replay.py");
    let mut replay = Command::new(python);
    replay.arg(script).arg(dir.path().join("exhibits"));
    let urls = ["/ad/1", "/ad/2", "/ad/other"].map(|path| format!("https://board.example{path}"));
    let output = replay.args(&urls).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{output:?}");
    // pywb says more before.
    let last = shown.lines().last().unwrap();
    let shown: Vec<(String, String, String, u16, String)> = serde_json::from_str(last).unwrap();
    let listed: Vec<(&str, &str, &str)> = shown
        .iter()
        .map(|(url, at, mime, ..)| (url.as_str(), at.as_str(), mime.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            (urls[0].as_str(), "20260101000000", "text/html"),
            (&urls[0], "20260102000000", "warc/revisit"),
            (&urls[0], "20260103000000", "warc/revisit"),
            (&urls[1], "20260102000000", "text/html"),
            (&urls[2], "20260102000000", "warc/revisit"),
        ]
    );
    for (url, at, _, status, body) in shown {
        let unchanged = at == "20260103000000";
        let want = if unchanged { (304, "") } else { (200, PAGE) };
        assert_eq!((status, body.as_str()), want, "{url} {at}");
    }
}
