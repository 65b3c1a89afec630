//! Addresses that are not of the public internet (IANA's registries of special-purpose addresses,
//! RFC 6890 and its updates).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// First address, length of the prefix, what it is.
const V4: [([u8; 4], u32, &str); 16] = [
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "a private address"),
    ([100, 64, 0, 0], 10, "a carrier's private address"),
    ([127, 0, 0, 0], 8, "this machine"),
    ([169, 254, 0, 0], 16, "a link-local address"),
    ([172, 16, 0, 0], 12, "a private address"),
    ([192, 0, 0, 0], 24, "an address of protocols"),
    ([192, 0, 2, 0], 24, "an address of documentation"),
    ([192, 31, 196, 0], 24, "an address of name servers' sinks"),
    ([192, 52, 193, 0], 24, "an address of multicast relays"),
    ([192, 88, 99, 0], 24, "an address of 6to4 relays"),
    ([192, 168, 0, 0], 16, "a private address"),
    ([192, 175, 48, 0], 24, "an address of name servers' sinks"),
    ([198, 18, 0, 0], 15, "an address of bench tests"),
    ([198, 51, 100, 0], 24, "an address of documentation"),
    ([203, 0, 113, 0], 24, "an address of documentation"),
];

/// Within 2000::/3, outside of which nothing is public.
const V6: [([u16; 3], u32, &str); 5] = [
    ([0x2001, 0, 0], 23, "an address of protocols"),
    ([0x2001, 0x0db8, 0], 32, "an address of documentation"),
    ([0x2002, 0, 0], 16, "an IPv4 address in an IPv6 one"),
    ([0x2620, 0x004f, 0x8000], 48, "an address of name servers' sinks"),
    ([0x3fff, 0, 0], 20, "an address of documentation"),
];

/// What kind of address it is, if it is none of the public internet.
pub fn special(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(v4) => special_v4(v4),
        IpAddr::V6(v6) => special_v6(v6),
    }
}

fn special_v4(address: Ipv4Addr) -> Option<&'static str> {
    if address.octets()[0] >= 240 {
        return Some("a reserved address");
    }
    if address.is_multicast() {
        return Some("a multicast address");
    }
    let bits = u32::from(address);
    let within = |(net, length, _): &&([u8; 4], u32, &str)| {
        (bits ^ u32::from_be_bytes(*net)) >> (32 - length) == 0
    };
    V4.iter().find(within).map(|(_, _, what)| *what)
}

fn special_v6(address: Ipv6Addr) -> Option<&'static str> {
    let words = address.segments();
    match words {
        [0, 0, 0, 0, 0, 0, 0, 1] => return Some("this machine"),
        [0, 0, 0, 0, 0, 0xffff, _, _] | [0, 0, 0, 0, 0, 0, _, _] => {
            return Some("an IPv4 address in an IPv6 one");
        }
        [0x64, 0xff9b, ..] => return Some("an IPv4 address behind NAT64"),
        [0xff00..=0xffff, ..] => return Some("a multicast address"),
        [0xfe80..=0xfebf, ..] => return Some("a link-local address"),
        [0xfc00..=0xfdff, ..] => return Some("a private address"),
        [0x2000..=0x3fff, ..] => {}
        _ => return Some("a reserved address"),
    }
    let bits = u128::from(address);
    let within = |(net, length, _): &&([u16; 3], u32, &str)| {
        let net = [net[0], net[1], net[2], 0, 0, 0, 0, 0];
        (bits ^ u128::from(Ipv6Addr::from(net))) >> (128 - length) == 0
    };
    V6.iter().find(within).map(|(_, _, what)| *what)
}
