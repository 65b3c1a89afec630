//! A look at the tags of a page before it is parsed: a parser compares each attribute of a tag with
//! all before it, so that a tag with a million of them would keep it busy for an hour.

/// Most attributes of one tag.
const ATTRIBUTES_MAX: usize = 500;

/// Elements whose content is no mark-up.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Length of the text up to the first tag with implausibly many attributes; all of it if there is
/// none.
pub(super) fn end_of_plausible(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[at..]) {
        let tag = at + open;
        let rest = &bytes[tag + 1..];
        at = if rest.starts_with(b"!--") {
            match memchr::memmem::find(rest, b"-->") {
                Some(end) => tag + 1 + end + 3,
                None => return text.len(),
            }
        } else if rest.first().is_some_and(u8::is_ascii_alphabetic) {
            match end_of_tag(rest) {
                Some(end) => tag + 1 + end_of_raw(rest, end),
                None => return tag,
            }
        } else {
            tag + 1
        };
    }
    text.len()
}

/// Position behind a tag that begins at the front, or `None` if it has too many attributes.
fn end_of_tag(rest: &[u8]) -> Option<usize> {
    let (mut attributes, mut quote, mut gap) = (0, 0u8, false);
    for (at, byte) in rest.iter().enumerate() {
        match *byte {
            b'"' | b'\'' if quote == 0 => quote = *byte,
            byte if quote != 0 && byte == quote => {
                quote = 0;
                gap = true;
            }
            _ if quote != 0 => {}
            b'>' => return Some(at + 1),
            byte if byte.is_ascii_whitespace() || byte == b'/' => gap = true,
            _ if gap => {
                gap = false;
                attributes += 1;
                if attributes > ATTRIBUTES_MAX {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some(rest.len())
}

/// Position behind the content of an element that holds no mark-up; `end` for any other.
fn end_of_raw(rest: &[u8], end: usize) -> usize {
    let name_end = rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let name = &rest[..name_end];
    if !RAW.iter().any(|raw| raw.as_bytes().eq_ignore_ascii_case(name)) {
        return end;
    }
    let close = memchr::memmem::find_iter(&rest[end..], b"</").find(|at| {
        let after = rest.get(end + at + 2..end + at + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name))
    });
    close.map_or(rest.len(), |at| end + at)
}
