//! URLs and bare domains, with the phones and handles in them.

use crate::lexicon::Class;
use crate::scan::Scan;
use crate::{link, phone};
use spoor_vocab::Kind;

/// The longest host, and the longest URL that is read, in folded bytes.
const HOST_MAX: u32 = 253;
const URL_MAX: usize = 4096;

/// Finds URLs, what hides in them, and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut i = 1;
    loop {
        i = scan.next(i, Class::Tld.bit());
        if i >= scan.tokens.len() {
            break;
        }
        let dotted = scan.gap_before(i) == b"." && !scan.taken[i];
        match scan.term(i, Class::Tld).filter(|h| dotted && h.to as usize == i + 1) {
            Some(hit) => i = read(scan, i, hit.value).max(i + 1),
            None => i += 1,
        }
    }
}

/// Reads a text that is one URL: phones and handles in it, not the URL itself.
pub(crate) fn read_whole(scan: &mut Scan<'_>) {
    let bytes = scan.bytes();
    let start = bytes.windows(3).position(|w| w == b"://").map_or(0, |at| at + 3);
    let stop = |b: &u8| b"/?#:".contains(b);
    let host_end = bytes[start..].iter().position(stop).map_or(bytes.len(), |at| start + at);
    let host = String::from_utf8_lossy(&bytes[start..host_end]).into_owned();
    let end = bytes.len();
    phone::find_in_url(scan, 0, end);
    link::in_url(scan, &host, host_end, end);
}

/// Reads the URL whose host has the top-level domain at token `tld`; gives the token behind it.
fn read(scan: &mut Scan<'_>, tld: usize, doubt: u32) -> usize {
    let mut from = tld - 1;
    // A host has at most 253 signs (RFC 1035, 2.3.4); the bound keeps long runs cheap.
    while from > 0
        && !scan.taken[from - 1]
        && scan.tokens[tld].end - scan.tokens[from - 1].start <= HOST_MAX
        && matches!(scan.gap_before(from), b"" | b"-" | b"." | b"_")
    {
        from -= 1;
    }
    let mut to = tld + 1;
    let mut doubt = doubt;
    while to < scan.tokens.len() && scan.gap_before(to) == b"." {
        let Some(hit) = scan.term(to, Class::Tld) else { break };
        doubt = doubt.min(hit.value);
        to += 1;
    }
    let mut start = scan.tokens[from].start as usize;
    let host_end = scan.tokens[to - 1].end as usize;
    let bytes = scan.bytes();
    let next = bytes.get(host_end).copied().unwrap_or(b' ');
    if next == b'@' || next.is_ascii_alphanumeric() || next == b'_' {
        return to;
    }
    let schemes: [&[u8]; 2] = [b"https://", b"http://"];
    let scheme = schemes.into_iter().find(|s| bytes[..start].ends_with(s));
    let host = std::str::from_utf8(&bytes[start..host_end]).unwrap_or("");
    let known = link::platform_of_host(host).is_some();
    let named = scheme.is_some() || host.starts_with("www.") || next == b'/' || known;
    let label = scan.tokens[tld - 1].len();
    let bare = doubt == 1 && label >= 2 || doubt == 2 && label >= 4;
    if !(named || bare) || !host.is_ascii() || host.contains("..") {
        return to;
    }
    // "Instagram @lotte.nl", "skype id anna.fr": a name on a platform.
    if !named && (bytes[..start].ends_with(b"@") || on_platform(scan, from, tld)) {
        return to;
    }
    let host = host.to_owned();
    start -= scheme.map_or(0, |s| s.len());
    let end = path_end(bytes, host_end);
    report(scan, start, host_end, end, &host, named);
    scan.tokens.partition_point(|t| (t.start as usize) < end)
}

/// A platform stands right before the bare host at token `from`, with nothing but words that lead
/// to a name between; the host ends in the letters of a country, as names do that say where.
fn on_platform(scan: &Scan<'_>, from: usize, tld: usize) -> bool {
    if scan.tokens[tld].len() != 2 {
        return false;
    }
    let mut at = from;
    while at > 0 && at + 4 > from {
        let gap = scan.gap_before(at);
        if gap.len() > 5 || gap.iter().any(|b| b",;.!?\n".contains(b)) {
            return false;
        }
        at -= 1;
        if scan.is(at, Class::Platform) || scan.is(at, Class::ShortPlatform) {
            return true;
        }
        if !scan.is(at, Class::HandleFiller) {
            return false;
        }
    }
    false
}

fn report(scan: &mut Scan<'_>, start: usize, host_end: usize, end: usize, host: &str, named: bool) {
    let path = &scan.text[scan.folded.start(host_end)..scan.folded.start(end)];
    let lead = &scan.bytes()[start..host_end];
    let value = format!("{}{path}", String::from_utf8_lossy(lead));
    scan.emit(Kind::Url, value, start, end, if named { 0.97 } else { 0.85 });
    phone::find_in_url(scan, start, end);
    link::in_url(scan, host, host_end, end);
    scan.take_bytes(start, end);
}

/// The end of port, path, query and fragment behind a host.
fn path_end(bytes: &[u8], host_end: usize) -> usize {
    if !matches!(bytes.get(host_end), Some(b'/' | b'?' | b'#' | b':')) {
        return host_end;
    }
    let stop = |&b: &u8| b <= b' ' || b"\"<>|{}\\^[]".contains(&b);
    let bytes = &bytes[..bytes.len().min(host_end + URL_MAX)];
    let mut end = bytes[host_end..].iter().position(stop).map_or(bytes.len(), |at| host_end + at);
    while end > host_end && b".,;:!?)'*/(".contains(&bytes[end - 1]) {
        end -= 1;
    }
    end
}
