//! One exhibit as one WARC 1.1 record (ISO 28500:2017), in one gzip member (annex D).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Datelike, SecondsFormat};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use spoor_vocab::{Capture, CaptureKind, Digests, Millis};
use std::io::{Read, Write};

/// A block longer than this is not read back: nothing we seal is.
const BLOCK_MAX: u64 = 256 << 20;
/// Header lines of one record.
const HEADER_MAX: usize = 1 << 20;

/// What the headers of a record say of an exhibit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Response or resource.
    pub kind: CaptureKind,
    /// Where it was retrieved from.
    pub target: String,
    /// Media type of the block.
    pub media_type: String,
    /// When it was retrieved.
    pub captured_at: Millis,
    /// For CSV rows.
    pub mapping: Option<String>,
    /// File and position it was imported from.
    pub origin: String,
    /// Source it was sealed under.
    pub source: String,
}

/// Refuses what could be written but not read back.
pub fn check(capture: &Capture) -> Result<(), String> {
    let texts = [&capture.target, &capture.media_type, &capture.origin];
    let length: usize = texts.iter().map(|t| t.len()).sum();
    let length = length + capture.mapping.as_ref().map_or(0, String::len);
    if capture.block.len() as u64 > BLOCK_MAX {
        return Err(format!("a block of {} bytes: at most {BLOCK_MAX} fit", capture.block.len()));
    }
    // A target takes up to three times its length percent-encoded, and 4/3 in base64.
    if length > HEADER_MAX / 6 {
        return Err(format!("{length} bytes of target, media type, origin and mapping"));
    }
    Ok(())
}

/// Writes the record; `digests` are those of the block.
pub fn write(capture: &Capture, source: &str, digests: &Digests) -> std::io::Result<Vec<u8>> {
    let kind = match capture.kind {
        CaptureKind::Response => "response",
        CaptureKind::Resource => "resource",
    };
    let mut head = String::with_capacity(768);
    let mut say = |name: &str, value: &str| {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    };
    say("WARC-Type", kind);
    say("WARC-Record-ID", &format!("<urn:uuid:{}>", uuid(digests, source)));
    say("WARC-Date", &date(capture.captured_at));
    // A target may be any text; what is no URI goes escaped, and the text itself beside it.
    say("WARC-Target-URI", &uri(&capture.target));
    say("Content-Type", &one_line(&capture.media_type));
    say("WARC-Block-Digest", &format!("sha256:{}", digests.sha256_hex()));
    say("Spoor-Blake3", &digests.blake3.to_hex());
    say("Spoor-Source", source);
    say("Spoor-Target", &BASE64_STANDARD.encode(&capture.target));
    say("Spoor-Media-Type", &BASE64_STANDARD.encode(&capture.media_type));
    say("Spoor-Captured-At", &capture.captured_at.to_string());
    say("Spoor-Origin", &BASE64_STANDARD.encode(&capture.origin));
    if let Some(mapping) = &capture.mapping {
        say("Spoor-Mapping", &BASE64_STANDARD.encode(mapping));
    }
    say("Content-Length", &capture.block.len().to_string());
    let mut gzip = GzEncoder::new(Vec::with_capacity(1024), Compression::fast());
    gzip.write_all(b"WARC/1.1\r\n")?;
    gzip.write_all(head.as_bytes())?;
    gzip.write_all(b"\r\n")?;
    gzip.write_all(&capture.block)?;
    gzip.write_all(b"\r\n\r\n")?;
    gzip.finish()
}

/// Reads one record back from its gzip member.
pub fn read(member: &[u8]) -> Result<(Described, Vec<u8>), String> {
    let mut plain = Vec::new();
    let mut gzip = GzDecoder::new(member).take(BLOCK_MAX + HEADER_MAX as u64);
    gzip.read_to_end(&mut plain).map_err(|e| format!("not a gzip member: {e}"))?;
    let end = plain
        .windows(4)
        .take(HEADER_MAX)
        .position(|w| w == b"\r\n\r\n")
        .ok_or("the header has no end")?;
    let head = std::str::from_utf8(&plain[..end]).map_err(|_| "the header is not UTF-8")?;
    let described = describe(head)?;
    let length: usize = field(head, "Content-Length")?.parse().map_err(|_| "Content-Length")?;
    let body = &plain[end + 4..];
    if body.len() != length.saturating_add(4) || &body[length..] != b"\r\n\r\n" {
        return Err("the block is not as long as its header says".into());
    }
    Ok((described, body[..length].to_vec()))
}

fn describe(head: &str) -> Result<Described, String> {
    if !head.starts_with("WARC/1.1\r\n") {
        return Err("this is no WARC/1.1 record".into());
    }
    let kind = match field(head, "WARC-Type")? {
        "response" => CaptureKind::Response,
        "resource" => CaptureKind::Resource,
        other => return Err(format!("a record of type {other:?} is none of ours")),
    };
    let captured_at = field(head, "Spoor-Captured-At")?;
    Ok(Described {
        kind,
        target: decoded(head, "Spoor-Target")?,
        media_type: decoded(head, "Spoor-Media-Type")?,
        captured_at: captured_at.parse().map_err(|_| "Spoor-Captured-At")?,
        mapping: field(head, "Spoor-Mapping")
            .is_ok()
            .then(|| decoded(head, "Spoor-Mapping"))
            .transpose()?,
        origin: decoded(head, "Spoor-Origin")?,
        source: field(head, "Spoor-Source")?.to_owned(),
    })
}

fn field<'a>(head: &'a str, name: &str) -> Result<&'a str, String> {
    head.split("\r\n")
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
        .ok_or_else(|| format!("there is no header {name}"))
}

fn decoded(head: &str, name: &str) -> Result<String, String> {
    let bytes = BASE64_STANDARD.decode(field(head, name)?).map_err(|e| format!("{name}: {e}"))?;
    String::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8"))
}

/// Deterministic: the same content under the same source gets the same record identifier.
fn uuid(digests: &Digests, source: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&digests.blake3.0);
    hasher.update(source.as_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    // RFC 9562, version 8: custom.
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex::encode(bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn date(at: Millis) -> String {
    // WARC-Date has four digits for the year; the time itself stands in Spoor-Captured-At.
    let time = DateTime::from_timestamp_millis(at).filter(|t| (0..=9999).contains(&t.year()));
    let time = time.unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Percent-encodes what a URI cannot hold, so that no header can be forged by a target.
fn uri(target: &str) -> String {
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

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).collect()
}
