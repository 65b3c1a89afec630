//! Lines of a `robots.txt`.

use super::pattern::escaped_bytes;

/// Bytes of a line that count: eight times what browsers take as an address.
const LINE_MAX: usize = 2083 * 8 - 1;

/// What a line says.
#[derive(Debug, PartialEq)]
pub enum Line {
    Agent(Vec<u8>),
    Rule {
        allow: bool,
        pattern: Vec<u8>,
    },
    Delay(f64),
    Sitemap(String),
    /// Something that no rule of ours knows; it ends no group.
    Other,
}

/// The lines that say something. Lines end with CR, LF or both; a byte order mark, or what is left of
/// one, is passed over.
pub fn lines(file: &[u8]) -> impl Iterator<Item = Line> {
    let mark = file.iter().zip([0xef, 0xbb, 0xbf]).take_while(|(a, b)| **a == *b).count();
    file[mark..].split(|b| matches!(b, b'\n' | b'\r')).filter_map(line)
}

fn line(line: &[u8]) -> Option<Line> {
    let line = &line[..line.len().min(LINE_MAX)];
    let line = line.split(|b| *b == b'#').next().unwrap_or_default().trim_ascii();
    let (key, value) = key_and_value(line)?;
    let key = key.to_ascii_lowercase();
    let is = |names: &[&str]| names.iter().any(|name| key.starts_with(name.as_bytes()));
    Some(if is(&["user-agent", "useragent", "user agent"]) {
        Line::Agent(value.to_vec())
    } else if is(&["allow"]) {
        Line::Rule { allow: true, pattern: escaped_bytes(value) }
    } else if is(&["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"]) {
        Line::Rule { allow: false, pattern: escaped_bytes(value) }
    } else if is(&["sitemap", "site-map"]) {
        Line::Sitemap(String::from_utf8_lossy(value).into_owned())
    } else if is(&["crawl-delay"]) {
        let seconds = std::str::from_utf8(value).ok().and_then(|v| v.parse::<f64>().ok());
        seconds.filter(|s| s.is_finite() && *s >= 0.0).map_or(Line::Other, Line::Delay)
    } else {
        Line::Other
    })
}

/// Some forget the colon: then white space stands for it, if there is no other in the line.
fn key_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = match line.iter().position(|b| *b == b':') {
        Some(at) => at,
        None => {
            let at = line.iter().position(|b| matches!(b, b' ' | b'\t'))?;
            let value = line[at..].trim_ascii();
            if value.iter().any(|b| matches!(b, b' ' | b'\t')) {
                return None;
            }
            at
        }
    };
    let (key, value) = (line[..at].trim_ascii(), line[at + 1..].trim_ascii());
    (!key.is_empty()).then_some((key, value))
}
