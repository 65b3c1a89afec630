//! The header of a WARC record: version line and named fields (WARC 1.1, sections 4 and 5).

use spoor_vocab::Millis;

/// Most fields accepted; the standard names 19.
const FIELDS_MAX: usize = 200;

/// A record's header.
#[derive(Debug)]
pub(crate) struct Header {
    fields: Vec<(String, String)>,
    /// `Content-Length`: bytes of the block.
    pub(crate) content_length: u64,
    /// `WARC-Date`, if stated.
    pub(crate) date: Option<Millis>,
    /// A `WARC-Date` is stated but is none.
    pub(crate) date_is_bad: bool,
}

/// Position behind the blank line that ends a header, searching from `from` on.
pub(crate) fn end(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr_iter(b'\n', &bytes[from..]).find_map(|at| {
        let rest = &bytes[from + at + 1..];
        match rest {
            [b'\n', ..] => Some(from + at + 2),
            [b'\r', b'\n', ..] => Some(from + at + 3),
            _ => None,
        }
    })
}

/// Longest version line, line break included: `WARC/1.1\r\n`, with room for two-digit versions.
pub(crate) const VERSION_LINE_BYTES_MAX: usize = 13;

/// Position of the next version line: where a record may begin after damage. What stands before
/// it does not matter, since the damage may lie in the line break there.
pub(crate) fn find_version_line(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, b"WARC/").find(|at| {
        let rest = &bytes[at + 5..bytes.len().min(at + VERSION_LINE_BYTES_MAX)];
        let digits = rest.iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
        digits >= 3 && matches!(rest[digits..], [b'\r', b'\n', ..] | [b'\n', ..])
    })
}

impl Header {
    /// Reads a header, blank line included; says what is wrong with it.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.lines();
        let version = lines.next().unwrap_or_default();
        let known = ["WARC/1.", "WARC/0."].iter().any(|v| version.starts_with(v));
        if !known {
            return Err("the record is of an unknown version of WARC");
        }
        // Where the end of a record and of its header are lost, the next header would pass for
        // the rest of this one, and its page for this one's.
        if find_version_line(&bytes[1..]).is_some() {
            return Err("the record's header has no end of its own");
        }
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in lines {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            if fields.len() > FIELDS_MAX {
                return Err("the record's header has more than 200 fields");
            }
        }
        let mut header = Self { fields, content_length: 0, date: None, date_is_bad: false };
        let length = header.get("content-length").ok_or("the record has no Content-Length")?;
        header.content_length =
            length.parse().map_err(|_| "the record's Content-Length is not a number")?;
        let date = header.get("warc-date").map(read_date);
        header.date_is_bad = date == Some(None);
        header.date = date.flatten();
        Ok(header)
    }

    /// The value of the first field of this lower-case name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// All values of this lower-case name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// `WARC-Target-URI` without the angle brackets some writers put around it.
    pub(crate) fn target(&self) -> &str {
        let uri = self.get("warc-target-uri").unwrap_or_default();
        uri.strip_prefix('<').and_then(|u| u.strip_suffix('>')).unwrap_or(uri)
    }
}

/// A W3C date-time as WARC 1.1 allows it (`2020-07-14T13:05:55.123Z`, or shortened down to the
/// year), or the fourteen digits of older tools.
fn read_date(text: &str) -> Option<Millis> {
    use chrono::{DateTime, NaiveDate, NaiveDateTime};
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return Some(date.timestamp_millis());
    }
    for format in ["%Y%m%d%H%M%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%MZ"] {
        if let Ok(date) = NaiveDateTime::parse_from_str(text, format) {
            return Some(date.and_utc().timestamp_millis());
        }
    }
    let day = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let day = NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis())
}
