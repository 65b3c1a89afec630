//! One exhibit as one WARC 1.1 record (ISO 28500:2017), in one gzip member (annex D); for what we
//! fetched ourselves the request and what is known of the exchange follow as two more: see [`fetched`].

use super::fetched;
use super::head::{Head, decoded, field, one_line, record_id};
use flate2::read::GzDecoder;
use spoor_vocab::{Capture, CaptureKind, Digests, ExhibitId, Millis};
use std::io::Read;

/// A block longer than this is not read back: nothing we seal is.
pub const BLOCK_MAX: u64 = 256 << 20;
/// Header lines of one record.
pub const HEADER_MAX: usize = 1 << 20;

/// What the headers of a record say of an exhibit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Response, resource or revisit.
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
    /// The exhibit that it is a part of.
    pub part_of: Option<ExhibitId>,
}

/// Refuses what could be written but not read back, or would say less than it must.
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
    fetched::check(capture)
}

/// Writes the record, and those that go with it; `digests` are those of the block.
pub fn write(capture: &Capture, source: &str, digests: &Digests) -> std::io::Result<Vec<u8>> {
    let kind = match capture.kind {
        CaptureKind::Response => "response",
        CaptureKind::Resource => "resource",
        CaptureKind::Revisit => "revisit",
    };
    let id = match &capture.exchange {
        // The same content under the same source gets the same record identifier.
        None => record_id(&[&digests.blake3.0, source.as_bytes()]),
        Some(exchange) => fetched::id(capture, exchange, source, digests),
    };
    let mut head = Head::new(kind, &id, capture.captured_at, &capture.target);
    head.say("Content-Type", &one_line(&capture.media_type));
    head.say("WARC-Block-Digest", &format!("sha256:{}", digests.sha256_hex()));
    head.say("Spoor-Blake3", &digests.blake3.to_hex());
    head.say("Spoor-Source", source);
    head.say_coded("Spoor-Target", &capture.target);
    head.say_coded("Spoor-Media-Type", &capture.media_type);
    head.say("Spoor-Captured-At", &capture.captured_at.to_string());
    head.say_coded("Spoor-Origin", &capture.origin);
    if let Some(mapping) = &capture.mapping {
        head.say_coded("Spoor-Mapping", mapping);
    }
    let Some(exchange) = &capture.exchange else { return head.member(&capture.block) };
    fetched::say(&mut head, capture, exchange);
    let mut record = head.member(&capture.block)?;
    record.extend(fetched::request(capture, exchange, &id)?);
    record.extend(fetched::metadata(capture, exchange, &id)?);
    Ok(record)
}

/// Reads one record back from its gzip member; what follows it is not looked at.
pub fn read(member: &[u8]) -> Result<(Described, Vec<u8>), String> {
    let mut plain = Vec::new();
    let mut gzip = GzDecoder::new(member).take(BLOCK_MAX + HEADER_MAX as u64);
    gzip.read_to_end(&mut plain).map_err(|e| format!("not a gzip member: {e}"))?;
    let (head, block) = split(&plain)?;
    Ok((describe(head)?, block.to_vec()))
}

/// Head of a record, from the beginning of its gzip member; none if there is too little of it.
pub fn head(beginning: &[u8]) -> Option<String> {
    let (mut plain, mut part) = (Vec::new(), [0; 4096]);
    let mut gzip = GzDecoder::new(beginning);
    loop {
        let read = gzip.read(&mut part).ok().filter(|n| *n > 0)?;
        let from = plain.len().saturating_sub(3);
        plain.extend_from_slice(&part[..read]);
        if let Some(at) = plain[from..].windows(4).position(|w| w == b"\r\n\r\n") {
            plain.truncate(from + at);
            return String::from_utf8(plain).ok();
        }
    }
}

/// Head and block of an unpacked record.
pub fn split(plain: &[u8]) -> Result<(&str, &[u8]), String> {
    let end = plain
        .windows(4)
        .take(HEADER_MAX)
        .position(|w| w == b"\r\n\r\n")
        .ok_or("the header has no end")?;
    let head = std::str::from_utf8(&plain[..end]).map_err(|_| "the header is not UTF-8")?;
    if !head.starts_with("WARC/1.1\r\n") {
        return Err("this is no WARC/1.1 record".into());
    }
    let length: usize = field(head, "Content-Length")?.parse().map_err(|_| "Content-Length")?;
    let body = &plain[end + 4..];
    if body.len() != length.saturating_add(4) || &body[length..] != b"\r\n\r\n" {
        return Err("the block is not as long as its header says".into());
    }
    Ok((head, &body[..length]))
}

fn describe(head: &str) -> Result<Described, String> {
    let kind = match field(head, "WARC-Type")? {
        "response" => CaptureKind::Response,
        "resource" => CaptureKind::Resource,
        "revisit" => CaptureKind::Revisit,
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
        part_of: field(head, fetched::PART_OF).ok().and_then(ExhibitId::parse),
    })
}
