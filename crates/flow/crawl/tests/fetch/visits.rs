//! Cookies, and pages that are visited again.

use super::server::Step;
use super::*;
use spoor_crawl::Known;
use spoor_vocab::{CaptureKind, ExhibitId, RevisitProfile};

/// A wall that lets through whoever keeps its cookie.
#[tokio::test]
async fn a_cookie_wall_opens_to_its_cookie() {
    let server = Server::new(|head| {
        if head.contains("Cookie: seen=yes") {
            return ok("", b"the page");
        }
        vec![Step::Send(
            b"HTTP/1.1 302 Found\r\nSet-Cookie: seen=yes; Path=/; HttpOnly\r\n\
              Set-Cookie: stolen=1; Domain=other.example\r\nLocation: /ad/1\r\nContent-Length: 0\r\n\r\n"
                .to_vec(),
        )]
    })
    .await;
    let fetcher = fetcher(Config::of(&profile(server.at)));
    let asked = ask("/ad/1");
    let wall = fetcher.fetch(asked.clone()).await.unwrap();
    let page = fetcher.fetch(asked.hop(wall.location.unwrap())).await.unwrap();
    assert_eq!((page.status, page.body.as_slice()), (200, b"the page".as_slice()));
    let kept = fetcher.cookies();
    assert!(kept.contains("board.example\tFALSE\t/\tFALSE\t0\tseen\tyes"), "{kept}");
    assert!(!kept.contains("stolen"), "{kept}");
    let again = Fetcher::new(
        Config::of(&profile(server.at)),
        clock(),
        Arc::new(SystemNames),
        Jar::read(&kept).unwrap(),
    );
    assert_eq!(again.fetch(ask("/ad/2")).await.unwrap().status, 200, "a stored session");
}

#[test]
fn a_file_of_cookies_that_is_none_is_refused_by_line() {
    for bad in ["a b c", "board.example\tTRUE\t/\tFALSE\tnever\tn\tv", "\tTRUE\t/\tFALSE\t0\tn\tv"]
    {
        let text = format!("# Netscape HTTP Cookie File\n\n{bad}\n");
        let problem = Jar::read(&text).unwrap_err();
        assert!(problem.starts_with("line 3: "), "{bad:?}: {problem}");
    }
}

#[tokio::test]
async fn a_server_that_says_unchanged_gives_a_revisit() {
    let server = Server::new(|head| {
        let same = head.contains("If-None-Match: \"v1\"\r\n");
        match same && head.contains("If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT\r\n") {
            true => vec![Step::Send(b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n".to_vec())],
            false => {
                ok("ETag: \"v1\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n", b"a page")
            }
        }
    })
    .await;
    let fetcher = fetcher(Config::of(&profile(server.at)));
    let first = fetcher.fetch(ask("/ad/1")).await.unwrap();
    let capture = first.capture();
    let known = Known {
        exhibit: ExhibitId::of(&capture.block),
        target: capture.target,
        captured_at: capture.captured_at,
        payload: first.payload_digest(),
        etag: first.validators.etag.clone(),
        last_modified: first.validators.last_modified.clone(),
    };
    let again = Ask { known: Some(known.clone()), ..ask("/ad/1") };
    let second = fetcher.fetch(again).await.unwrap();
    assert_eq!(second.status, 304);
    let revisit = second.capture();
    assert_eq!(revisit.kind, CaptureKind::Revisit);
    assert_eq!(revisit.block, b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n");
    let of = revisit.exchange.unwrap().revisit.unwrap();
    assert_eq!((of.profile, of.of), (RevisitProfile::NotModified, known.exhibit));
    assert_eq!((of.target, of.payload), (known.target.clone(), known.payload));

    // The same page whole once more: whoever compares makes it a revisit.
    let third = fetcher.fetch(ask("/ad/1?again")).await.unwrap();
    assert_eq!(third.content_digest(), first.content_digest());
    let revisit = third.revisit(&known);
    assert!(revisit.block.ends_with(b"\r\n\r\n") && third.capture().block.ends_with(b"a page"));
    let of = revisit.exchange.unwrap().revisit.unwrap();
    assert_eq!(of.profile, RevisitProfile::IdenticalPayload);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_says_how_long_it_wants_to_be_left_alone() {
    for (fields, wait) in [
        ("Retry-After: 120\r\n", Some(120)),
        ("Retry-After: 99999999999999999999999\r\n", Some(7 * 86_400)),
        (
            "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nRetry-After: Thu, 01 Jan 2026 00:01:00 GMT\r\n",
            Some(60),
        ),
        ("Retry-After: Thu, 01 Jan 2015 00:01:00 GMT\r\n", Some(0)),
        ("Retry-After: soon\r\n", None),
        ("", None),
    ] {
        let server = Server::new(move |_| {
            let head = format!("HTTP/1.1 503 Busy\r\n{fields}Content-Length: 0\r\n\r\n");
            vec![Step::Send(head.into_bytes())]
        })
        .await;
        let fetched = got(&server, "/").await.unwrap();
        assert_eq!(fetched.status, 503);
        assert_eq!(fetched.retry_after, wait.map(Duration::from_secs), "{fields:?}");
    }
}
