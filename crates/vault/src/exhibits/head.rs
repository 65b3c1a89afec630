//! The head of a WARC record, written and read: named fields, a line each.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Datelike, SecondsFormat};
use flate2::Compression;
use flate2::write::GzEncoder;
use spoor_vocab::Millis;
use std::io::Write;

/// A head being written.
pub struct Head(String);

impl Head {
    /// What every record begins with.
    pub fn new(kind: &str, id: &str, at: Millis, target: &str) -> Self {
        let mut head = Self(String::with_capacity(768));
        head.say("WARC-Type", kind);
        head.say("WARC-Record-ID", id);
        head.say("WARC-Date", &date(at));
        // A target may be any text; what is no URI goes escaped.
        head.say("WARC-Target-URI", &uri(target));
        head
    }

    /// One field. The value must be of one line: see [`one_line`].
    pub fn say(&mut self, name: &str, value: &str) {
        self.0.push_str(name);
        self.0.push_str(": ");
        self.0.push_str(value);
        self.0.push_str("\r\n");
    }

    /// One field whose value may be any text.
    pub fn say_coded(&mut self, name: &str, value: &str) {
        self.say(name, &BASE64_STANDARD.encode(value));
    }

    /// The record as one gzip member (annex D), with this block.
    pub fn member(mut self, block: &[u8]) -> std::io::Result<Vec<u8>> {
        self.say("Content-Length", &block.len().to_string());
        let mut gzip = GzEncoder::new(Vec::with_capacity(1024), Compression::fast());
        gzip.write_all(b"WARC/1.1\r\n")?;
        gzip.write_all(self.0.as_bytes())?;
        gzip.write_all(b"\r\n")?;
        gzip.write_all(block)?;
        gzip.write_all(b"\r\n\r\n")?;
        gzip.finish()
    }
}

/// The value of a field of a head.
pub fn field<'a>(head: &'a str, name: &str) -> Result<&'a str, String> {
    head.split("\r\n")
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .ok_or_else(|| format!("there is no header {name}"))
}

/// The value of a field that was said coded.
pub fn decoded(head: &str, name: &str) -> Result<String, String> {
    let bytes = BASE64_STANDARD.decode(field(head, name)?).map_err(|e| format!("{name}: {e}"))?;
    String::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8"))
}

/// A record identifier made of what the record is of: the same for the same.
pub fn record_id(of: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in of {
        hasher.update(part);
    }
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    // RFC 9562, version 8: custom.
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex::encode(bytes);
    let (a, b, c, d) = (&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20]);
    format!("<urn:uuid:{a}-{b}-{c}-{d}-{}>", &hex[20..])
}

/// A time as `WARC-Date` writes it.
pub fn date(at: Millis) -> String {
    // WARC-Date has four digits for the year; the time itself stands in Spoor-Captured-At.
    let time = DateTime::from_timestamp_millis(at).filter(|t| (0..=9999).contains(&t.year()));
    let time = time.unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Percent-encodes what a URI cannot hold, so that no header can be forged by a target.
pub fn uri(target: &str) -> String {
    let mut uri = String::with_capacity(target.len());
    for byte in target.bytes() {
        match byte {
            b'!' | b'#'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// ASCII without line ends or other controls.
pub fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}
