//! Nothing leaves the scope, whatever links, redirects and answers of the name service say.

use proptest::prelude::*;
use spoor_crawl::{Profile, Refusal, Scope};
use std::net::{IpAddr, SocketAddr};
use std::process::Command;
use url::Url;

fn scope(private: &str) -> Scope {
    let toml = format!(
        r#"source = "s"
basis = "b"
purpose = "p"
retain = "1d"
contact = "a@office.example"
seeds = ["https://board.example/ads/"]
[scope]
hosts = ["board.example", "*.pages.example", "board.example:8080", "192.0.2.7", "hidden.onion"]
paths = {{ allow = ["^/ads/", "^/$"], deny = ["/private/"] }}
depth = 3
fields = ["text"]
private = [{private}]
"#
    );
    Profile::read(&toml).unwrap().scope
}

#[test]
fn addresses_in_and_out() {
    let scope = scope("\"192.0.2.7\"");
    for url in [
        "https://board.example/ads/1",
        "http://BOARD.example./ads/1?page=2#x",
        "http://board.example:80/",
        "http://board.example:8080/ads/",
        "https://a.pages.example/ads/",
        "https://a.b.pages.example:443/ads/",
        "http://192.0.2.7/ads/",
        // The same address in other words.
        "http://0xc0.0.2.7/ads/",
        "http://3221225991/ads/",
        "https://board.example/private/../ads/",
    ] {
        assert_eq!(scope.url(&Url::parse(url).unwrap(), 3), Ok(()), "{url}");
    }
    for url in [
        "ftp://board.example/ads/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://board.example:8443/ads/",
        "https://user@board.example/ads/",
        "https://:secret@board.example/ads/",
        "https://board.example@other.example/ads/",
        "https://board.example.other.example/ads/",
        "https://notboard.example/ads/",
        "https://pages.example/ads/",
        "https://evilpages.example/ads/",
        "https://board.example/adsense",
        "https://board.example/ads/private/1",
        "https://board.example/ads/../etc",
        "http://192.0.2.8/ads/",
        "http://127.0.0.1/ads/",
        "http://[::ffff:192.0.2.7]/ads/",
        "http://hidden.onion/ads/",
    ] {
        assert!(scope.url(&Url::parse(url).unwrap(), 0).is_err(), "{url}");
    }
    let seed = Url::parse("https://board.example/ads/").unwrap();
    assert_eq!(scope.url(&seed, 4), Err(Refusal::Depth(4, 3)));
}

#[test]
fn a_private_address_must_be_named() {
    let named = scope("\"10.1.0.0/16\", \"board.example\", \"::1\"");
    for (host, address, allowed) in [
        ("other.example", "10.1.2.3", true),
        ("other.example", "10.2.2.3", false),
        ("other.example", "::1", true),
        ("other.example", "::ffff:10.1.2.3", false),
        ("board.example", "127.0.0.1", true),
        ("board.example", "fe80::1", true),
        ("other.example", "127.0.0.1", false),
        ("other.example", "93.184.215.14", true),
        ("other.example", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", true),
        ("other.example", "169.254.169.254", false),
        ("other.example", "64:ff9b::808:808", false),
        ("other.example", "2002:7f00:1::", false),
    ] {
        let is = named.address(host, address.parse().unwrap());
        assert_eq!(is.is_ok(), allowed, "{host} at {address}: {is:?}");
    }
}

/// Of several answers only those are connected to that may be.
#[test]
fn of_mixed_answers_only_public_ones_are_used() {
    let scope = scope("");
    let answers: Vec<SocketAddr> =
        ["127.0.0.1:80", "93.184.215.14:80", "10.0.0.1:80"].map(|a| a.parse().unwrap()).into();
    let allowed = scope.admit("board.example", &answers).unwrap();
    assert_eq!(allowed.iter().map(|a| a.get()).collect::<Vec<_>>(), answers[1..2]);
    assert!(matches!(scope.admit("board.example", &answers[..1]), Err(Refusal::Address { .. })));
    assert!(matches!(scope.admit("board.example", &[]), Err(Refusal::Nowhere(_))));
}

/// Links and redirects of those who mean ill, as text.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("http://".to_owned()),
        Just("https:".to_owned()),
        Just("//".to_owned()),
        Just("/\\".to_owned()),
        Just("\\\\".to_owned()),
        Just("@".to_owned()),
        Just("board.example".to_owned()),
        Just("other.example".to_owned()),
        Just(".pages.example".to_owned()),
        Just("ｂｏａｒｄ．example".to_owned()),
        Just("127.0.0.1".to_owned()),
        Just("0x7f.1".to_owned()),
        Just("2130706433".to_owned()),
        Just("[::ffff:127.0.0.1]".to_owned()),
        Just("%2e%2e/".to_owned()),
        Just("../".to_owned()),
        Just("/ads/".to_owned()),
        Just("private/".to_owned()),
        Just(":8080".to_owned()),
        Just(":22".to_owned()),
        Just("?".to_owned()),
        Just("#".to_owned()),
        Just("\t".to_owned()),
        Just("file:".to_owned()),
        Just("gopher://".to_owned()),
        ".{0,3}",
    ];
    proptest::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

/// What a browser would make of an address, without our scope: scheme, host, port, path.
fn judged(url: &Url) -> bool {
    let text = url.as_str();
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let path = path.split('#').next().unwrap_or_default();
    let authority = authority.replace(".:", ":");
    let authority = authority.trim_end_matches('.');
    let hosts = ["board.example", "board.example:8080", "192.0.2.7"];
    let below = authority.ends_with(".pages.example") && !authority.contains(['@', ':']);
    let page = path.starts_with("/ads/") || path == "/";
    (hosts.contains(&authority) || below) && page && !path.contains("/private/")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_link_leads_out_of_scope(link in hostile(), second in hostile()) {
        let scope = scope("\"192.0.2.7\"");
        let page = Url::parse("https://board.example/ads/1").unwrap();
        let mut at = page;
        for text in [link, second] {
            let Ok(next) = at.join(&text) else { break };
            if scope.url(&next, 1).is_err() {
                break;
            }
            prop_assert!(judged(&next), "{} from {}", next, at);
            at = next;
        }
    }

    #[test]
    fn no_answer_leads_to_an_address_that_is_not_allowed(
        answers in proptest::collection::vec((any::<u32>(), any::<u128>(), 0..4u8), 0..5)
    ) {
        let scope = scope("");
        let answers: Vec<SocketAddr> = answers.into_iter().map(|(v4, v6, kind)| {
            let ip = match kind {
                0 => IpAddr::V4(v4.into()),
                1 => IpAddr::V6(v6.into()),
                2 => IpAddr::V6(std::net::Ipv4Addr::from(v4).to_ipv6_mapped()),
                _ => IpAddr::V4((v4 & 0x00ff_ffff | 0x7f00_0000).into()),
            };
            SocketAddr::new(ip, 443)
        }).collect();
        if let Ok(allowed) = scope.admit("board.example", &answers) {
            for one in allowed {
                prop_assert!(answers.contains(&one.get()));
                prop_assert_eq!(scope.address("board.example", one.get().ip()), Ok(()));
                prop_assert!(!one.get().ip().is_loopback() && !one.get().ip().is_multicast());
            }
        }
    }
}

/// Python's `ipaddress` knows IANA's registries too: what it says is not global is refused here.
#[test]
fn what_python_calls_private_is_refused() {
    let Some(python) = std::env::var_os("SPOOR_PYTHON") else {
        println!("skipped: SPOOR_PYTHON is not set");
        return;
    };
    let script = r#"
import ipaddress, random
random.seed(7)
v4 = [random.getrandbits(32) for _ in range(20000)]
v4 += [int(ipaddress.ip_address(a)) + d for a in ("10.0.0.0 100.64.0.0 127.0.0.0 169.254.0.0 172.16.0.0 "
    "172.32.0.0 192.0.0.0 192.0.1.0 192.0.2.0 192.168.0.0 198.18.0.0 198.20.0.0 198.51.100.0 203.0.113.0 "
    "224.0.0.0 240.0.0.0 255.255.255.255 11.0.0.0 100.128.0.0 128.0.0.0").split() for d in (-1, 0)]
v6 = [random.getrandbits(128) for _ in range(2000)]
v6 += [(random.randrange(0x2000, 0x4000) << 112) + random.getrandbits(112) for _ in range(20000)]
v6 += [(random.choice((0x20010db8, 0x20010000, 0x20020a00, 0x3fff0000)) << 96) + random.getrandbits(96) for _ in range(500)]
for one in [ipaddress.IPv4Address(n) for n in v4] + [ipaddress.IPv6Address(n) for n in v6]:
    print(one, int(one.is_global and not one.is_multicast and not one.is_reserved))
"#;
    let output = Command::new(python).arg("-c").arg(script).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let scope = scope("");
    let (mut refused, mut stricter) = (0, 0);
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let (address, global) = line.split_once(' ').unwrap();
        let allowed = scope.address("board.example", address.parse().unwrap()).is_ok();
        assert!(!allowed || global == "1", "{address} is not of the public internet");
        refused += usize::from(!allowed);
        stricter += usize::from(!allowed && global == "1");
    }
    assert!(refused > 2000, "{refused}");
    // Tunnels, mapped and translated addresses, and what nobody has been given yet.
    assert!(stricter < 2000, "{stricter} that Python calls public are refused");
}
