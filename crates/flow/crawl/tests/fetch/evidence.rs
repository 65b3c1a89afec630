//! What is recorded is what went over the wire.

use super::server::Step;
use super::*;
use spoor_vocab::{Capture, CaptureKind};

#[tokio::test]
async fn request_and_answer_are_kept_byte_for_byte() {
    let answer = "HTTP/1.1 200 Fine\r\nsErVeR:  x\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\n\
                  Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7;a=b\r\n, world\r\n0\r\nX-After: 1\r\n\r\n";
    let server = Server::new(move |_| vec![Step::Send(answer.into())]).await;
    let fetcher = fetcher(Config::of(&profile(server.at)));
    let via = Some("http://board.example/list".to_owned());
    for n in 0..3 {
        let path = format!("/ad/{n}?a=b%20c");
        let asked = Ask { via: via.clone(), hop: 1, ..ask(&path) };
        let fetched = fetcher.fetch(asked).await.unwrap();
        assert_eq!((fetched.status, fetched.body.as_slice()), (200, b"hello, world".as_slice()));
        let capture = fetched.capture();
        assert_eq!(capture.block, answer.as_bytes());
        assert_eq!(capture.kind, CaptureKind::Response);
        assert_eq!(capture.target, format!("http://board.example{path}"));
        assert_eq!(capture.media_type, Capture::HTTP_RESPONSE);
        let exchange = capture.exchange.unwrap();
        let sent = server.requests().pop().unwrap();
        assert_eq!(exchange.request, sent.as_bytes());
        assert!(
            sent.starts_with(&format!("GET {path} HTTP/1.1\r\nHost: board.example\r\n")),
            "{sent}"
        );
        assert!(sent.contains("(+crawler@office.example)"), "{sent}");
        assert_eq!(exchange.peer, server.at.to_string());
        assert_eq!(exchange.protocol, "http/1.1");
        assert_eq!(*exchange.answers, ["127.0.0.1 (as the profile says)"]);
        assert_eq!((exchange.via, exchange.hop), (via.clone(), 1));
        assert_eq!((exchange.crawl.as_str(), exchange.why.as_str()), ("board", "a test"));
        assert_eq!(exchange.times.server, Some(1_767_225_600_000));
        assert!(exchange.times.began <= exchange.times.head, "{:?}", exchange.times);
        assert!(exchange.times.head_after_us <= exchange.times.ended_after_us);
        assert_eq!(exchange.truncated, None);
    }
    assert_eq!(server.connections(), 1, "the connection is kept open");
}

#[tokio::test]
async fn interim_answers_are_no_part_of_the_answer() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    let hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n";
    let all = format!("{hints}{answer}");
    let server = Server::new(move |_| vec![Step::Send(all.clone().into_bytes())]).await;
    let fetched = got(&server, "/").await.unwrap();
    assert_eq!(fetched.capture().block, answer.as_bytes());
    assert_eq!(fetched.payload_digest(), *sha2_of(b"ok"));
}

fn sha2_of(bytes: &[u8]) -> Box<[u8; 32]> {
    use sha2::Digest as _;
    Box::new(sha2::Sha256::digest(bytes).into())
}

#[tokio::test]
async fn a_close_ends_an_answer_of_the_old_kind() {
    let answer = "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>to the end";
    let server = Server::new(move |_| vec![Step::Send(answer.into()), Step::Close]).await;
    let fetched = got(&server, "/").await.unwrap();
    assert_eq!((fetched.body.as_slice(), fetched.truncated), (b"<p>to the end".as_slice(), None));
    assert_eq!(fetched.exchange.protocol, "http/1.0");
    assert_eq!(fetched.message, answer.as_bytes());
}

/// A server may close what it kept open whenever it likes.
#[tokio::test]
async fn a_kept_connection_that_has_gone_is_made_anew() {
    let server = Server::new(|_| {
        let mut steps = ok("", b"page");
        steps.push(Step::Close);
        steps
    })
    .await;
    let fetcher = fetcher(Config::of(&profile(server.at)));
    for n in 0..20 {
        let fetched = fetcher.fetch(ask(&format!("/{n}"))).await.unwrap();
        assert_eq!(fetched.body, b"page");
        assert_eq!(fetched.exchange.request, server.requests().pop().unwrap().as_bytes());
    }
    assert_eq!(server.connections(), 20);
}

#[tokio::test]
async fn what_is_coded_is_read_and_kept_as_it_was() {
    let page = "<p>advert, call 07700 900123</p>".repeat(50);
    for coding in ["gzip", "x-gzip", "deflate", "raw deflate", "br", "zstd", "gzip, br"] {
        let coded = code(coding, page.as_bytes());
        let named = coding.trim_start_matches("raw ").to_owned();
        let sent = coded.clone();
        let server =
            Server::new(move |_| ok(&format!("Content-Encoding: {named}\r\n"), &sent)).await;
        let fetched = got(&server, "/").await.unwrap();
        assert_eq!(fetched.body, page.as_bytes(), "{coding}");
        assert!(fetched.message.ends_with(&coded), "{coding}");
        assert!(fetched.exchange.findings.is_empty(), "{coding}: {:?}", fetched.exchange.findings);
    }
    let server = Server::new(|_| ok("Content-Encoding: gzip\r\n", b"plain after all")).await;
    let fetched = got(&server, "/").await.unwrap();
    assert_eq!(fetched.body, b"plain after all");
    assert!(fetched.exchange.findings[0].contains("gzip"), "{:?}", fetched.exchange.findings);
}

/// Coded by other code than what takes it off again, where there is other.
pub fn code(coding: &str, bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let level = flate2::Compression::best();
    match coding {
        "gzip" | "x-gzip" => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), level);
            out.write_all(bytes).unwrap();
            out.finish().unwrap()
        }
        "deflate" => {
            let mut out = flate2::write::ZlibEncoder::new(Vec::new(), level);
            out.write_all(bytes).unwrap();
            out.finish().unwrap()
        }
        "raw deflate" => {
            let mut out = flate2::write::DeflateEncoder::new(Vec::new(), level);
            out.write_all(bytes).unwrap();
            out.finish().unwrap()
        }
        "br" => {
            let mut out = Vec::new();
            brotli::CompressorWriter::new(&mut out, 4096, 9, 22).write_all(bytes).unwrap();
            out
        }
        "zstd" => zstd::encode_all(bytes, 19).unwrap(),
        "gzip, br" => code("br", &code("gzip", bytes)),
        other => panic!("{other}"),
    }
}
