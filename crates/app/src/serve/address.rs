//! Where a request comes from: the other end of the connection, or what a trusted proxy says of it.

use axum::http::{HeaderMap, HeaderName};
use clap::ValueEnum;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// The header in which a proxy says for whom it asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Said {
    /// `X-Forwarded-For: client, proxy`
    #[default]
    XForwardedFor,
    /// `Forwarded: for=client, for=proxy` (RFC 7239)
    Forwarded,
}

/// Whose word is taken, and in which header. One header only: a proxy that writes one of them
/// hands on whatever a client writes into the other.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// Addresses of the proxies.
    pub trusted: Vec<IpNet>,
    /// Where they say it.
    pub said: Said,
}

impl Proxies {
    /// The address that attempts are counted for. Each proxy adds to the right what it saw, so the
    /// rightmost address that is no proxy of ours is the last that somebody trusted has seen; what
    /// stands to the left of it anybody could have written.
    pub fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let mut at = peer.ip().to_canonical();
        if !self.trusts(at) {
            return at;
        }
        let name = match self.said {
            Said::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Said::Forwarded => HeaderName::from_static("forwarded"),
        };
        let lines: Vec<&str> =
            headers.get_all(name).iter().map(|v| v.to_str().unwrap_or("unknown")).collect();
        let hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        for hop in hops {
            let read = match self.said {
                Said::XForwardedFor => address(hop),
                Said::Forwarded => of_forwarded(hop),
            };
            // What cannot be read, the last proxy has not seen: it stays the last known address.
            let Some(read) = read else { return at };
            at = read;
            if !self.trusts(at) {
                return at;
            }
        }
        at
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address))
    }
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let plain = text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|a| a.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    plain.or_else(with_port).or_else(in_brackets).map(|ip| ip.to_canonical())
}

/// `for=192.0.2.43;proto=http`, `for="[2001:db8::17]:4711"`; nothing of `for=unknown`.
fn of_forwarded(hop: &str) -> Option<IpAddr> {
    let mut pairs = hop.split(';').filter_map(|pair| pair.split_once('='));
    let (_, node) = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case("for"))?;
    address(node.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(said: Said, peer: &str, lines: &[&str]) -> String {
        let name = match said {
            Said::XForwardedFor => "x-forwarded-for",
            Said::Forwarded => "forwarded",
        };
        let trusted = ["10.0.0.0/8", "::1/128"].map(|net| net.parse().unwrap()).to_vec();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(name, HeaderValue::from_str(line).unwrap());
        }
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        Proxies { trusted, said }.client(peer, &headers).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_what_it_saw() {
        let x = |peer: &str, lines: &[&str]| client(Said::XForwardedFor, peer, lines);
        // Whoever is no proxy can say what they like.
        assert_eq!(x("192.0.2.9", &["203.0.113.5"]), "192.0.2.9");
        assert_eq!(x("10.0.0.1", &["203.0.113.5"]), "203.0.113.5");
        // A client wrote the left part; two proxies, two header lines, ports, IPv6.
        assert_eq!(x("10.0.0.1", &["198.51.100.1, 203.0.113.5"]), "203.0.113.5");
        assert_eq!(x("10.0.0.1", &["198.51.100.1, 203.0.113.5, 10.0.0.2"]), "203.0.113.5");
        assert_eq!(x("10.0.0.1", &["198.51.100.1", "203.0.113.5:80 ,10.9.9.9"]), "203.0.113.5");
        assert_eq!(x("::1", &["2001:db8::7"]), "2001:db8::7");
        assert_eq!(x("::1", &["[2001:db8::7]:443"]), "2001:db8::7");
        // The same machine under both names.
        assert_eq!(x("::ffff:10.0.0.1", &["203.0.113.5"]), "203.0.113.5");
        // Nothing said, or nothing that can be read: the proxy itself, for all behind it.
        for lines in [&[][..], &[""], &["unknown"], &["203.0.113.5, evil"], &["203.0.113.5,"]] {
            assert_eq!(x("10.0.0.1", lines), "10.0.0.1", "{lines:?}");
        }
        // All of it proxies: the first of them.
        assert_eq!(x("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    }

    /// RFC 7239, section 4, examples.
    #[test]
    fn forwarded_is_read_as_its_rfc_writes_it() {
        let f = |line: &str| client(Said::Forwarded, "10.0.0.1", &[line]);
        assert_eq!(f("For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
        assert_eq!(f("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60");
        assert_eq!(f("for=192.0.2.43, for=198.51.100.17"), "198.51.100.17");
        assert_eq!(f("for=\"_gazonk\""), "10.0.0.1");
        assert_eq!(f("proto=http;by=203.0.113.43"), "10.0.0.1");
    }

    #[test]
    fn the_header_that_is_not_set_is_not_read() {
        let mut headers = HeaderMap::new();
        headers.insert("forwarded", HeaderValue::from_static("for=198.51.100.1"));
        let proxies =
            Proxies { trusted: vec!["10.0.0.0/8".parse().unwrap()], ..Proxies::default() };
        let peer = SocketAddr::from(([10, 0, 0, 1], 1));
        assert_eq!(proxies.client(peer, &headers).to_string(), "10.0.0.1");
    }
}
