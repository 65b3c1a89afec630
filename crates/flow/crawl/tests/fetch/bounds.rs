//! Servers that never end, never begin, or send what is none: each costs so much and no more.

use super::evidence::code;
use super::server::Step;
use super::*;
use spoor_vocab::Truncation;

fn send(text: &str) -> Step {
    Step::Send(text.into())
}

#[tokio::test]
async fn a_body_without_end_is_cut_and_said_to_be() {
    let chunk = [b"400\r\n".as_slice(), &[b'x'; 1024], b"\r\n"].concat();
    // The smallest chunks there are: what they cost is bounded too, be it in bytes or in time.
    let small = b"1\r\nx\r\n".repeat(1000);
    for (chunked, part, least) in
        [(false, vec![b'x'; 65_536], 1_000_000), (true, chunk, 1_000_000), (true, small, 1000)]
    {
        let server = Server::new(move |_| {
            let coding = if chunked { "Transfer-Encoding: chunked\r\n" } else { "" };
            let head = format!("HTTP/1.1 200 OK\r\n{coding}\r\n");
            vec![send(&head), Step::Repeat(part.clone(), 0)]
        })
        .await;
        let fetched = got(&server, "/").await.unwrap();
        let cut = fetched.truncated.unwrap();
        assert!(cut == Truncation::Length || least == 1000 && cut == Truncation::Time, "{cut:?}");
        assert!((least..=1_000_000).contains(&fetched.body.len()), "{}", fetched.body.len());
        assert!(fetched.message.len() < 2_300_000, "{}", fetched.message.len());
        assert_eq!(fetched.capture().exchange.unwrap().truncated, Some(cut));
    }
}

/// Fewer bytes a second than are waited for, in the body and in the head.
#[tokio::test]
async fn who_sends_drop_by_drop_is_given_up() {
    let begun = Instant::now();
    let server = Server::new(|_| {
        vec![
            send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"),
            Step::Repeat(b"x".into(), 20),
        ]
    })
    .await;
    let fetched = got(&server, "/").await.unwrap();
    assert_eq!(fetched.truncated, Some(Truncation::Time));
    assert!(fetched.body.len() > 10, "what came is kept: {}", fetched.body.len());
    let server =
        Server::new(|_| vec![send("HTTP/1.1 200 OK\r\nX: "), Step::Repeat(b"x".into(), 20)]).await;
    let failed = got(&server, "/").await.unwrap_err();
    assert!(matches!(failed, FetchError::Time { .. }) && failed.is_trouble(), "{failed}");
    let server = Server::new(|_| vec![Step::Hang]).await;
    assert!(matches!(got(&server, "/").await, Err(FetchError::Time { .. })));
    let server =
        Server::new(|_| vec![send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"), Step::Hang])
            .await;
    assert_eq!(got(&server, "/").await.unwrap().truncated, Some(Truncation::Time));
    // Four servers, each of which is waited for two seconds: no more than that, with room for a
    // machine that does much else.
    assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_little_that_unpacks_to_a_lot_is_cut() {
    for coding in ["gzip", "deflate", "br", "zstd"] {
        let bomb = code(coding, &vec![0; 64 << 20]);
        assert!(bomb.len() < 100_000, "{coding}: {}", bomb.len());
        let server =
            Server::new(move |_| ok(&format!("Content-Encoding: {coding}\r\n"), &bomb)).await;
        let fetched = got(&server, "/").await.unwrap();
        assert_eq!(fetched.body.len(), 1_000_000, "{coding}");
        assert!(fetched.exchange.findings[0].contains("unpacks to more"), "{coding}");
    }
    let many = "gzip, ".repeat(9);
    let server = Server::new(move |_| ok(&format!("Content-Encoding: {many}gzip\r\n"), b"x")).await;
    let fetched = got(&server, "/").await.unwrap();
    assert!(fetched.exchange.findings[0].contains("10 content codings"));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_kept_as_far_as_it_came() {
    for (answer, body, cut) in [
        (
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
            "hello",
            Truncation::Unspecified,
        ),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\nhelloworld", "hello", Truncation::Unspecified),
        ("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", "", Truncation::Unspecified),
        ("Transfer-Encoding: chunked\r\n\r\n5\r\nhel", "hel", Truncation::Disconnect),
        ("Content-Length: 10\r\n\r\nhello", "hello", Truncation::Disconnect),
    ] {
        let whole = format!("HTTP/1.1 200 OK\r\n{answer}");
        let sent = whole.clone();
        let server = Server::new(move |_| vec![send(&sent), Step::Close]).await;
        let fetched = got(&server, "/").await.unwrap();
        assert_eq!(fetched.truncated, Some(cut), "{answer:?}");
        assert_eq!(fetched.body, body.as_bytes(), "{answer:?}");
        assert_eq!(fetched.message, whole.as_bytes(), "{answer:?}");
    }
}

#[tokio::test]
async fn a_head_that_is_none_or_too_long_is_an_error() {
    let long = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    let server = Server::new(move |_| vec![send(&long), Step::Close]).await;
    assert!(matches!(got(&server, "/").await, Err(FetchError::LongHead)));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(2000));
    let server = Server::new(move |_| vec![send(&many), Step::Close]).await;
    assert!(got(&server, "/").await.is_err());
    for none in [
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "\0\0\0\0",
        "HTTP/1.1 abc OK\r\n\r\n",
    ] {
        let server = Server::new(move |_| vec![send(none), Step::Close]).await;
        let failed = got(&server, "/").await.unwrap_err();
        assert!(failed.is_trouble(), "{none:?}: {failed}");
    }
    let server = Server::new(|_| vec![Step::Close]).await;
    assert!(matches!(got(&server, "/").await, Err(FetchError::Closed)));
}

/// Bytes behind an answer are no answer to what is asked next.
#[tokio::test]
async fn what_comes_unasked_is_not_taken_for_the_next_answer() {
    let server = Server::new(|head| {
        let evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
        let mut steps = ok("", b"good");
        if head.starts_with("GET /first") {
            steps.push(send(evil));
        }
        steps
    })
    .await;
    let fetcher = fetcher(Config::of(&profile(server.at)));
    let first = fetcher.fetch(ask("/first")).await.unwrap();
    assert_eq!(first.body, b"good");
    tokio::time::sleep(Duration::from_millis(50)).await;
    let second = fetcher.fetch(ask("/second")).await.unwrap();
    assert_eq!(second.body, b"good");
    assert!(!second.message.windows(4).any(|w| w == b"evil"));
}
