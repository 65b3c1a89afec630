//! Patterns of paths, and the part of an address that they are of.

use memchr::memmem;

/// Whether a pattern fits a path from its beginning: `*` is any bytes, `$` at the end the end (RFC 9309,
/// section 2.2.3). Each part between stars is looked for where the one before it ended, and the first
/// place is as good as any later; so it takes no longer than the path is long, times a constant.
pub fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, to_end) = match pattern {
        [start @ .., b'$'] => (start, true),
        _ => (pattern, false),
    };
    let mut parts = pattern.split(|b| *b == b'*');
    let Some(rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut rest = rest;
    let mut open = false;
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        open = true;
        if part.is_empty() {
            continue;
        }
        if to_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(at) = memmem::find(rest, part) else { return false };
        rest = &rest[at + part.len()..];
        open = false;
    }
    !to_end || open || rest.is_empty()
}

/// Path and query of an address, as Google's parser takes them; `/` if it has none.
pub fn path_of(url: &str) -> String {
    let from = if url.starts_with("//") { 2 } else { 0 };
    let find = |what: &[char], from: usize| url[from..].find(what).map(|at| at + from);
    let early = find(&['/', '?', ';'], from);
    let scheme = url[from..].find("://").map(|at| at + from);
    let behind = match scheme {
        Some(at) if early.is_none_or(|early| early >= at) => at + 3,
        _ => from,
    };
    let Some(path) = find(&['/', '?', ';'], behind) else { return "/".to_owned() };
    let hash = find(&['#'], from).unwrap_or(url.len());
    if hash < path {
        return "/".to_owned();
    }
    let slash = if url[path..].starts_with('/') { "" } else { "/" };
    format!("{slash}{}", &url[path..hash])
}

/// A pattern as addresses are written: other bytes than ASCII percent-encoded, digits in capitals.
pub fn escaped(pattern: &str) -> String {
    String::from_utf8_lossy(&escaped_bytes(pattern.as_bytes())).into_owned()
}

pub fn escaped_bytes(pattern: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(pattern.len());
    let mut at = 0;
    while let Some(&byte) = pattern.get(at) {
        match &pattern[at..] {
            [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                escaped.extend([b'%', a.to_ascii_uppercase(), b.to_ascii_uppercase()]);
                at += 2;
            }
            _ if byte >= 0x80 => escaped.extend_from_slice(format!("%{byte:02X}").as_bytes()),
            _ => escaped.push(byte),
        }
        at += 1;
    }
    escaped
}
