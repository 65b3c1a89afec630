//! Handles in links: `t.me/name`, `tg://resolve?domain=name`, `wa.me/447700900123`; and telephone
//! numbers as contacts of a messenger, `WhatsApp +44 7700 900123`.

use crate::handle::name_len;
use crate::lexicon::{Class, rows};
use crate::scan::Scan;
use crate::token::COLON;
use rustc_hash::FxHashMap;
use spoor_vocab::Kind;
use std::sync::LazyLock;

static HOSTS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    rows("platforms").filter(|row| row[1] == "host").map(|row| (row[0], row[2])).collect()
});

/// First parts of a path that are not a name.
const RESERVED: [&str; 22] = [
    "p", "reel", "reels", "explore", "share", "sharer", "intent", "home", "groups", "pages",
    "stories", "joinchat", "watch", "hashtag", "search", "login", "profile", "s", "ti", "send",
    "r", "invite",
];

/// The platform whose host this is.
pub(crate) fn platform_of_host(host: &str) -> Option<&'static str> {
    HOSTS.get(host.strip_prefix("www.").unwrap_or(host)).copied()
}

/// The name in the path of a platform's URL: folded bytes `at..end` behind the host.
pub(crate) fn in_url(scan: &mut Scan<'_>, host: &str, at: usize, end: usize) {
    let Some(platform) = platform_of_host(host) else { return };
    let bytes = scan.bytes();
    if at >= end || bytes[at] != b'/' {
        return;
    }
    let skip: [&[u8]; 7] = [b"add/", b"u/", b"user/", b"in/", b"ti/p/~", b"@", b"t/"];
    let path = &bytes[at + 1..end];
    if let Some(number) = whatsapp_number(path).filter(|_| platform == "whatsapp") {
        let (from, to) = (at + 1 + number.0, at + 1 + number.1);
        return contact(scan, platform, from, to);
    }
    let start = at + 1 + skip.iter().find(|s| path.starts_with(s)).map_or(0, |s| s.len());
    let len = name_len(&bytes[start..end]);
    let name = std::str::from_utf8(&bytes[start..start + len]).unwrap_or("");
    let digits = name.bytes().all(|b| b.is_ascii_digit());
    if len >= 2 && !digits && !RESERVED.contains(&name) && !name.ends_with(".php") {
        let value = format!("{platform}:{name}");
        scan.emit(Kind::Handle, value, start, start + len, 0.97);
    }
}

/// Where the digits stand in `447700900123`, `send?phone=447700900123` (a sign before them left
/// out), the part of a WhatsApp URL behind host and stroke.
fn whatsapp_number(path: &[u8]) -> Option<(usize, usize)> {
    let key = path.windows(6).position(|w| w == b"phone=").map(|at| at + 6);
    let mut from = key.unwrap_or(0);
    from += [&b"%2b"[..], b"+"].iter().find(|s| path[from..].starts_with(s)).map_or(0, |s| s.len());
    let len = path[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    // Behind a chat's host stands a calling code, never a trunk prefix.
    let fits = (8..=15).contains(&len) && path[from] != b'0';
    fits.then_some((from, from + len))
}

/// The digits at folded bytes `from..to` as a handle.
fn contact(scan: &mut Scan<'_>, platform: &str, from: usize, to: usize) {
    let digits = String::from_utf8_lossy(&scan.bytes()[from..to]).into_owned();
    scan.emit(Kind::Handle, format!("{platform}:{digits}"), from, to, 0.95);
}

/// Schemes of messengers, what stands before the name, and the platform.
const SCHEMES: [(&[u8], &str); 8] = [
    (b"tg://resolve?domain=", "telegram"),
    (b"whatsapp://send?phone=", "whatsapp"),
    (b"whatsapp://send/?phone=", "whatsapp"),
    (b"viber://chat?number=", "viber"),
    (b"viber://add?number=", "viber"),
    (b"viber://contact?number=", "viber"),
    (b"snapchat://add/", "snapchat"),
    (b"instagram://user?username=", "instagram"),
];

/// Finds deep links in running text, before the telephone numbers are read, and takes names.
/// Numbers in them stay: they are telephone numbers too.
pub(crate) fn find_schemes(scan: &mut Scan<'_>) {
    for i in 1..scan.tokens.len() {
        let colon = scan.tokens[i].signs & COLON != 0;
        if colon && scan.gap_before(i) == b"://" && !scan.taken[i] {
            scheme(scan, scan.tokens[i - 1].start as usize);
        }
    }
}

fn scheme(scan: &mut Scan<'_>, start: usize) {
    let rest = &scan.bytes()[start..];
    let Some((lead, platform)) = SCHEMES.iter().find(|(lead, _)| rest.starts_with(lead)) else {
        return;
    };
    let mut from = start + lead.len();
    let number = lead.ends_with(b"phone=") || lead.ends_with(b"number=");
    if number {
        let Some((a, b)) = whatsapp_number(&scan.bytes()[from..]) else { return };
        return contact(scan, platform, from + a, from + b);
    }
    from += usize::from(scan.byte_at(from as u32) == b'@');
    let len = name_len(&scan.bytes()[from..]);
    if len < 3 {
        return;
    }
    let name = String::from_utf8_lossy(&scan.bytes()[from..from + len]).into_owned();
    scan.emit(Kind::Handle, format!("{platform}:{name}"), from, from + len, 0.97);
    scan.take_bytes(start, from + len);
}

/// Telephone numbers with their calling code right behind the name of a messenger that knows its
/// users by number: contacts there. `from`: the mentions of this text start there in the list.
pub(crate) fn find_numbers(scan: &mut Scan<'_>, from: usize) {
    for at in from..scan.out.len() {
        let found = &scan.out[at];
        if found.kind != Kind::Phone || !found.value.starts_with('+') {
            continue;
        }
        let (start, end) = (found.start as usize, found.end as usize);
        let digits = found.value[1..].to_owned();
        let confidence = found.confidence - 0.05;
        let (start, end) = (scan.folded.at(start), scan.folded.at(end));
        let first = scan.tokens.partition_point(|t| (t.start as usize) < start);
        if let Some(platform) = messenger_before(scan, first) {
            let value = format!("{platform}:{digits}");
            scan.emit(Kind::Handle, value, start, end, confidence);
        }
    }
}

/// The messenger whose name stands before token `i`, with nothing but fillers between.
fn messenger_before(scan: &Scan<'_>, i: usize) -> Option<&'static str> {
    let mut at = i;
    while at > 0 && at + 3 > i {
        let gap = scan.gap_before(at);
        if gap.len() > 5 || gap.iter().any(|b| b",;.!?\n|&/".contains(b)) {
            return None;
        }
        at -= 1;
        let platform = match scan.word(at) {
            b"whatsapp" | b"wsp" | b"whats" | b"wa" | b"watsapp" | b"whatsap" | b"wattsapp" => {
                "whatsapp"
            }
            b"viber" => "viber",
            b"telegram" => "telegram",
            b"signal" => "signal",
            b"app" if at > 0 && scan.word(at - 1) == b"whats" => "whatsapp",
            _ if scan.is(at, Class::HandleFiller) || scan.is(at, Class::Call) => continue,
            _ => return None,
        };
        let negated = at > 0 && scan.is(at - 1, Class::Negation);
        return (!negated).then_some(platform);
    }
    None
}
