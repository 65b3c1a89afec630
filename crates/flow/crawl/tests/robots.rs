//! Google's published cases (`cases/PROVENANCE.md`), and what the RFC says of files that are not there.

use proptest::prelude::*;
use serde::Deserialize;
use spoor_crawl::robots::{escaped, is_product_token, path_of};
use spoor_crawl::{Robots, RobotsAnswer, RobotsBook};
use std::time::Duration;
use url::Url;

#[derive(Deserialize)]
struct Case {
    test: String,
    robots: String,
    agent: String,
    url: String,
    allowed: bool,
}

fn allows(robots: &str, agent: &str, url: &str) -> bool {
    Robots::read(robots.as_bytes()).allows(agent, url)
}

#[test]
fn every_case_of_google_holds() {
    let cases = include_str!("../cases/google-robots.jsonl");
    let mut count = 0;
    for line in cases.lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let is = allows(&case.robots, &case.agent, &case.url);
        assert_eq!(
            is, case.allowed,
            "{}: {} for {} of\n{}",
            case.test, case.url, case.agent, case.robots
        );
        count += 1;
    }
    assert_eq!(count, 140);
}

/// `GoogleOnly_LineTooLong`.
#[test]
fn lines_are_read_up_to_their_length() {
    const LINE_MAX: usize = 2083 * 8;
    let fill = |key: &str, c: &str| {
        let length = LINE_MAX - "/x/".len() - key.len() + 1;
        format!("/x/{}", c.repeat(length - 3))
    };
    let long = fill("disallow: ", "a");
    let robots = format!("user-agent: FooBot\ndisallow: {long}/qux\n");
    assert!(allows(&robots, "FooBot", "http://foo.bar/fux"));
    assert!(!allows(&robots, "FooBot", &format!("http://foo.bar{long}/fux")));

    let (a, b) = (fill("allow: ", "a"), fill("allow: ", "b"));
    let robots = format!("user-agent: FooBot\ndisallow: /\nallow: {a}/qux\nallow: {b}/qux\n");
    assert!(!allows(&robots, "FooBot", "http://foo.bar/"));
    assert!(allows(&robots, "FooBot", &format!("http://foo.bar{a}/qux")));
    assert!(allows(&robots, "FooBot", &format!("http://foo.bar{b}/fux")));
}

/// `ID_VerifyValidUserAgentsToObey`.
#[test]
fn product_tokens() {
    for good in ["Foobot", "Foobot-Bar", "Foo_Bar", spoor_crawl::Profile::PRODUCT] {
        assert!(is_product_token(good), "{good}");
    }
    for bad in ["", "ツ", "Foobot*", " Foobot ", "Foobot/2.1", "Foobot Bar"] {
        assert!(!is_product_token(bad), "{bad}");
    }
}

/// `TestGetPathParamsQuery` and `TestMaybeEscapePattern`.
#[test]
fn paths_and_escapes() {
    for (url, path) in [
        ("", "/"),
        ("http://www.example.com", "/"),
        ("http://www.example.com/", "/"),
        ("http://www.example.com/a", "/a"),
        ("http://www.example.com/a/", "/a/"),
        ("http://www.example.com/a/b?c=http://d.e/", "/a/b?c=http://d.e/"),
        ("http://www.example.com/a/b?c=d&e=f#fragment", "/a/b?c=d&e=f"),
        ("example.com", "/"),
        ("example.com/", "/"),
        ("example.com/a", "/a"),
        ("example.com/a/", "/a/"),
        ("example.com/a/b?c=d&e=f#fragment", "/a/b?c=d&e=f"),
        ("a", "/"),
        ("a/", "/"),
        ("/a", "/a"),
        ("a/b", "/b"),
        ("example.com?a", "/?a"),
        ("example.com/a;b#c", "/a;b"),
        ("//a/b/c", "/b/c"),
    ] {
        assert_eq!(path_of(url), path, "{url}");
    }
    for (from, to) in [
        ("http://www.example.com", "http://www.example.com"),
        ("/a/b/c", "/a/b/c"),
        ("á", "%C3%A1"),
        ("%aa", "%AA"),
    ] {
        assert_eq!(escaped(from), to);
    }
}

/// `ID_LinesNumbersAreCountedCorrectly` and `ID_UTF8ByteOrderMarkIsSkipped`, by what the lines do.
#[test]
fn line_ends_and_byte_order_marks() {
    for end in ["\n", "\r\n", "\r"] {
        let robots =
            ["User-Agent: foo", "Allow: /some/path", "User-Agent: bar", "", "", "Disallow: /"]
                .join(end);
        for robots in [robots.clone(), robots + end] {
            assert!(allows(&robots, "foo", "http://a.example/x"), "{robots:?}");
            assert!(!allows(&robots, "bar", "http://a.example/x"), "{robots:?}");
        }
    }
    let read = |mark: &[u8]| Robots::read(&[mark, b"User-Agent: foo\nDisallow: /\n"].concat());
    for mark in [b"\xef\xbb\xbf".as_slice(), b"\xef\xbb", b"\xef"] {
        assert!(!read(mark).allows("foo", "/"), "{mark:?}");
    }
    assert!(read(b"\xef\x11\xbf").allows("foo", "/"), "that line is none");
    let middle = b"User-Agent: foo\n\xef\xbb\xbfDisallow: /\nDisallow: /x\n";
    assert!(Robots::read(middle).allows("foo", "/y"));
    assert!(!Robots::read(middle).allows("foo", "/x"));
}

/// `ID_NonStandardLineExample_Sitemap`, and the delay that some ask for.
#[test]
fn what_else_files_say() {
    let rules = "User-Agent: foo\nAllow: /some/path\nUser-Agent: bar\n\n\n";
    let sitemap = "Sitemap: http://foo.bar/sitemap.xml\n";
    for robots in [format!("{rules}{sitemap}"), format!("{sitemap}{rules}")] {
        assert_eq!(Robots::read(robots.as_bytes()).sitemaps, ["http://foo.bar/sitemap.xml"]);
    }
    let robots =
        "User-agent: *\nCrawl-delay: 2.5\nDisallow:\nUser-agent: spoor\nCrawl-delay: 99999\n";
    let robots = Robots::read(robots.as_bytes());
    assert_eq!(robots.crawl_delay("other"), Some(Duration::from_millis(2500)));
    assert_eq!(robots.crawl_delay("spoor"), Some(Duration::from_secs(300)));
    let none =
        Robots::read(b"User-agent: *\nCrawl-delay: -1\nCrawl-delay: inf\nCrawl-delay: soon\n");
    assert_eq!(none.crawl_delay("spoor"), None);
}

const HOUR: i64 = 3_600_000;

#[test]
fn what_is_not_there_allows_and_what_cannot_be_reached_forbids() {
    let page = Url::parse("https://board.example/ad/1").unwrap();
    for (status, allowed) in [
        (200, false),
        (204, true),
        (301, true),
        (400, true),
        (401, true),
        (403, true),
        (404, true),
        (410, true),
        (429, false),
        (500, false),
        (503, false),
        (599, false),
    ] {
        let mut book = RobotsBook::default();
        assert_eq!(book.allows(&page, 0), None, "it must be asked for first");
        let body: &[u8] = if status == 200 { b"User-agent: spoor\nDisallow: /ad/\n" } else { b"" };
        book.answered(&page, RobotsAnswer::of(status, body), 0);
        assert_eq!(book.allows(&page, 1), Some(allowed), "{status}");
        for elsewhere in
            ["http://board.example/", "https://board.example:8443/", "https://b.example/"]
        {
            assert_eq!(book.allows(&Url::parse(elsewhere).unwrap(), 1), None, "{elsewhere}");
        }
    }
}

#[test]
fn a_file_is_good_for_a_day_and_holds_on_while_its_host_is_away() {
    let (page, other) = ("https://board.example/ad/1", "https://board.example/");
    let [page, other] = [page, other].map(|u| Url::parse(u).unwrap());
    let mut book = RobotsBook::default();
    let file = RobotsAnswer::File(b"User-agent: *\nDisallow: /ad/\nCrawl-delay: 3\n");
    book.answered(&page, file, 0);
    assert_eq!(book.allows(&page, 24 * HOUR - 1), Some(false));
    assert_eq!(book.allows(&other, 24 * HOUR - 1), Some(true));
    assert_eq!(book.crawl_delay(&page), Some(Duration::from_secs(3)));
    assert_eq!(book.allows(&page, 24 * HOUR), None, "it is a day old");
    book.answered(&page, RobotsAnswer::Unreachable, 24 * HOUR);
    assert_eq!(book.allows(&page, 25 * HOUR - 1), Some(false), "what was said holds");
    assert_eq!(book.allows(&other, 25 * HOUR - 1), Some(true));
    assert_eq!(book.allows(&other, 25 * HOUR), None, "it is asked again within the hour");
    let month = 31 * 24 * HOUR;
    book.answered(&page, RobotsAnswer::Unreachable, month);
    assert_eq!(book.allows(&page, month), Some(true), "away for a month: there is no file");
    assert_eq!(book.allows(&page, -1), None, "a clock that was set back");
}

/// A matcher as simple as can be, by trying everything.
fn tried(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => true,
        [b'$'] => path.is_empty(),
        [b'*', rest @ ..] => (0..=path.len()).any(|n| tried(rest, &path[n..])),
        [byte, rest @ ..] => path.first() == Some(byte) && tried(rest, &path[1..]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn patterns_match_as_if_everything_were_tried(pattern in "/[ab*$/]{0,9}", path in "/[ab$/]{0,12}") {
        let robots = format!("User-agent: x\nDisallow: {pattern}\n");
        let url = format!("http://a.example{path}");
        prop_assert_eq!(!allows(&robots, "x", &url), tried(pattern.as_bytes(), path.as_bytes()));
    }

    #[test]
    fn no_file_makes_it_panic(file in proptest::collection::vec(any::<u8>(), 0..300), url in ".{0,40}") {
        let robots = Robots::read(&file);
        let _ = robots.allows("spoor", &url);
        let _ = robots.crawl_delay("spoor");
    }
}

/// What a file may cost: as long as is read, and patterns that try to be slow.
#[test]
fn patterns_that_try_to_be_slow_are_answered() {
    let line = format!("Disallow: /{}b\n", "*a".repeat(2000));
    let file = format!("User-agent: *\n{}", line.repeat(130));
    let path = format!("/{}", "a".repeat(16_000));
    assert!(allows(&file, "spoor", &path));
    assert!(!allows(&file, "spoor", &format!("{path}b")));
}
