//! Nothing is asked of an address that scope has not allowed, whoever names it.

use super::*;
use proptest::prelude::*;
use spoor_crawl::Refusal;
use spoor_crawl::fetch::Names;
use std::net::IpAddr;

#[tokio::test]
async fn a_redirect_goes_back_to_who_asked() {
    for (to, leads) in [
        ("/next?a=b#c", Some("http://board.example/next?a=b#c")),
        ("//www.board.example/", Some("http://www.board.example/")),
        ("http://127.0.0.1/", Some("http://127.0.0.1/")),
        (
            "http://169.254.169.254/latest/meta-data/",
            Some("http://169.254.169.254/latest/meta-data/"),
        ),
        ("http://[::1]:80/", Some("http://[::1]/")),
        ("file:///etc/passwd", Some("file:///etc/passwd")),
        ("gopher://board.example/", Some("gopher://board.example/")),
        ("http://board.example@other.example/", Some("http://board.example@other.example/")),
        ("http://[", None),
    ] {
        let server = Server::new(move |_| {
            let head = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
            vec![server::Step::Send(head.into_bytes())]
        })
        .await;
        let fetcher = fetcher(Config::of(&profile(server.at)));
        let asked = ask("/");
        let fetched = fetcher.fetch(asked.clone()).await.unwrap();
        assert_eq!(fetched.status, 302);
        assert_eq!(fetched.location.as_ref().map(Url::as_str), leads, "{to}");
        assert_eq!(server.requests().len(), 1, "nothing was followed");
        let Some(next) = fetched.location else { continue };
        let next = asked.hop(next);
        assert_eq!((next.hop, next.via.as_deref()), (1, Some("http://board.example/")));
        if next.url.host_str() == Some("board.example") && next.url.scheme() == "http" {
            continue;
        }
        let outside = next.url.host_str() != Some("www.board.example");
        let refused = fetcher.fetch(next).await.unwrap_err();
        assert_eq!(matches!(refused, FetchError::Refused(_)), outside, "{to}: {refused}");
        assert_eq!(server.requests().len(), 1, "{to}: nothing was sent");
    }
}

/// A host's `robots.txt` is asked for outside the paths too, and nothing else under its name.
#[tokio::test]
async fn only_robots_txt_is_asked_for_as_such() {
    let server = Server::new(|_| ok("", b"User-agent: *\n")).await;
    let mut config = Config::of(&profile(server.at));
    config.scope = scope_of_ads();
    let fetcher = fetcher(config);
    let robots = Ask::robots(&url("/ads/1?a=b"));
    assert_eq!(robots.url, url("/robots.txt"));
    assert_eq!(fetcher.fetch(robots.clone()).await.unwrap().status, 200);
    for (to, reached) in
        [("/ads/robots.txt", true), ("/robots.txt?page=/etc", false), ("/etc", false)]
    {
        let is = fetcher.fetch(robots.hop(url(to))).await;
        assert_eq!(is.is_ok(), reached, "{to}");
    }
    assert!(fetcher.fetch(ask("/robots.txt")).await.is_err(), "as a page it is none of the paths");
}

fn scope_of_ads() -> spoor_crawl::Scope {
    let toml = "source = \"s\"\nbasis = \"b\"\npurpose = \"p\"\nretain = \"1d\"\n\
                contact = \"a@office.example\"\nseeds = [\"http://board.example/ads/\"]\n[scope]\n\
                hosts = [\"board.example\"]\npaths = { allow = [\"^/ads/\"] }\ndepth = 3\n\
                fields = [\"text\"]\nprivate = [\"board.example\"]\n";
    Profile::read(toml).unwrap().scope
}

/// Answers names as it is told to; and counts.
struct Said(Vec<SocketAddr>);

impl Names for Said {
    fn look_up<'a>(&'a self, _: &'a str, _: u16) -> spoor_crawl::fetch::Looking<'a> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

/// A name that leads to this machine is refused before a connection, unless it is named.
#[tokio::test]
async fn a_name_that_leads_inward_is_refused() {
    let server = Server::new(|_| ok("", b"secret")).await;
    let mapped: IpAddr = "::ffff:127.0.0.1".parse().unwrap();
    for at in [server.at, SocketAddr::new(mapped, server.at.port())] {
        let config = Config::of(&profile(server.at));
        let said = Arc::new(Said(vec![at]));
        let fetcher = Fetcher::new(config, clock(), said, Jar::default());
        let asked = Ask::page(Url::parse("http://www.board.example/").unwrap(), 0, "a test");
        let refused = fetcher.fetch(asked).await.unwrap_err();
        assert!(matches!(refused, FetchError::Refused(Refusal::Address { .. })), "{refused}");
        assert!(!refused.is_trouble(), "no host's fault");
    }
    assert_eq!(server.connections(), 0);
}

/// A name service that answers something else each time: what was checked is what is connected to.
struct Turning(std::sync::Mutex<usize>, SocketAddr);

impl Names for Turning {
    fn look_up<'a>(&'a self, _: &'a str, _: u16) -> spoor_crawl::fetch::Looking<'a> {
        let mut turn = self.0.lock().unwrap();
        *turn += 1;
        // At first an address of documentation, which the test's scope allows and nobody has.
        let first = "192.0.2.1:1".parse().unwrap();
        let at = if *turn == 1 { first } else { self.1 };
        Box::pin(async move { Ok(vec![at]) })
    }
}

#[tokio::test]
async fn a_name_is_not_resolved_a_second_time() {
    let server = Server::new(|_| ok("", b"secret")).await;
    let toml = r#"source = "s"
basis = "b"
purpose = "p"
retain = "1d"
contact = "a@office.example"
seeds = ["http://rebound.example/"]
[scope]
hosts = ["rebound.example"]
paths = {}
depth = 1
fields = ["text"]
private = ["192.0.2.0/24"]
[limits]
head_seconds = 0.3
"#;
    let config = Config::of(&Profile::read(toml).unwrap());
    let names = Arc::new(Turning(Default::default(), server.at));
    let fetcher = Fetcher::new(config, clock(), names.clone(), Jar::default());
    let asked = Ask::page(Url::parse("http://rebound.example/").unwrap(), 0, "a test");
    let failed = fetcher.fetch(asked).await.unwrap_err();
    assert!(matches!(failed, FetchError::Time { .. } | FetchError::Connect { .. }), "{failed}");
    assert_eq!(*names.0.lock().unwrap(), 1);
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn onion_hosts_are_never_given_to_the_name_service() {
    let said = Arc::new(Said(vec!["127.0.0.1:80".parse().unwrap()]));
    let config = Config::of(&profile("127.0.0.1:1".parse().unwrap()));
    let fetcher = Fetcher::new(config, clock(), said, Jar::default());
    let asked = Ask::page(Url::parse("http://hidden.onion/").unwrap(), 0, "a test");
    let refused = fetcher.fetch(asked).await.unwrap_err();
    assert!(matches!(refused, FetchError::Refused(Refusal::Onion(_))), "{refused}");
}

fn place() -> impl Strategy<Value = String> {
    let host = prop_oneof![
        Just("127.0.0.1"),
        Just("[::1]"),
        Just("[::ffff:7f00:1]"),
        Just("0x7f.1"),
        Just("2130706433"),
        Just("localhost"),
        Just("www.board.example"),
        Just("board.example.evil.example"),
        Just("board.example@127.0.0.1"),
        Just("169.254.169.254"),
        Just("evil.example"),
        Just("hidden.onion"),
    ];
    let scheme = prop_oneof![
        Just("http://"),
        Just("//"),
        Just("https://"),
        Just("file://"),
        Just("ftp://"),
        Just("\\\\")
    ];
    (scheme, host, any::<bool>(), "[a-z/.]{0,6}").prop_map(|(scheme, host, port, path)| {
        format!("{scheme}{host}{}/{path}", if port { ":PORT" } else { "" })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Redirects and names that all lead to a machine inside: it hears nothing.
    #[test]
    fn nothing_reaches_a_machine_inside(places in proptest::collection::vec(place(), 1..6)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let inside = Server::new(|_| ok("", b"secret")).await;
            let hop = places.clone();
            let port = inside.at.port();
            let board = Server::new(move |head| {
                let n: usize = head.split(['/', ' ']).nth(2).and_then(|n| n.parse().ok()).unwrap_or(0);
                let to = hop[n % hop.len()].replace("PORT", &port.to_string());
                let head = format!("HTTP/1.1 301 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
                vec![server::Step::Send(head.into_bytes())]
            }).await;
            // Every name but the board's leads inside.
            let said = Arc::new(Said(vec![inside.at]));
            let fetcher = Fetcher::new(Config::of(&profile(board.at)), clock(), said, Jar::default());
            for n in 0..places.len() {
                let mut asked = ask(&format!("/{n}"));
                for _ in 0..3 {
                    let Ok(fetched) = fetcher.fetch(asked.clone()).await else { break };
                    let Some(to) = fetched.location else { break };
                    asked = asked.hop(to);
                }
            }
            assert_eq!(inside.connections(), 0, "{places:?}");
        });
    }
}
