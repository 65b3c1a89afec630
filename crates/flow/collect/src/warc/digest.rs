//! Digests that a record states of itself (WARC 1.1, sections 5.8 and 5.9), checked.
//!
//! `WARC-Block-Digest` covers the block. `WARC-Payload-Digest` covers the payload; writers
//! disagree on whether that is before or after the chunked transfer coding is taken off, so
//! either is accepted.

use super::header::Header;
use super::http::Response;
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha512};

/// `true` if a digest of the whole block was stated and fits; an error if one does not fit.
pub(crate) fn check(header: &Header, block: &[u8]) -> Result<bool, (&'static str, String)> {
    // A damaged page must not pass for a picture: what is skipped is checked like what is taken.
    let mut checked = false;
    for stated in header.all("warc-block-digest") {
        match fits(stated, block) {
            Some(true) => checked = true,
            Some(false) => return Err(mismatch("WARC-Block-Digest")),
            None => {}
        }
    }
    // Of a request the payload is not the block's end, of a revisit it is elsewhere.
    if !matches!(header.get("warc-type"), Some("response" | "resource" | "conversion")) {
        return Ok(checked);
    }
    let response = Response::split(block);
    for stated in header.all("warc-payload-digest") {
        let payload = response.as_ref().map_or(block, |r| r.payload);
        let matches = fits(stated, payload).map(|fit| {
            fit || response
                .as_ref()
                .and_then(Response::dechunked)
                .is_some_and(|plain| fits(stated, &plain) == Some(true))
        });
        if matches == Some(false) {
            return Err(mismatch("WARC-Payload-Digest"));
        }
    }
    Ok(checked)
}

fn mismatch(field: &str) -> (&'static str, String) {
    ("warc.digest", format!("the record's bytes do not fit its {field}"))
}

/// Compares; `None` if the algorithm or the encoding is not known.
fn fits(stated: &str, bytes: &[u8]) -> Option<bool> {
    let (algorithm, value) = stated.split_once(':')?;
    let value = value.trim();
    let digest: Vec<u8> = match algorithm.trim().to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => Sha256::digest(bytes).to_vec(),
        "sha512" | "sha-512" => Sha512::digest(bytes).to_vec(),
        _ => return None,
    };
    let as_hex = value.len() == digest.len() * 2;
    let stated = if as_hex { hex::decode(value).ok() } else { base32(value) };
    Some(stated.is_some_and(|stated| stated == digest))
}

/// RFC 4648 base32, either case, padding optional; `None` for anything else.
fn base32(text: &str) -> Option<Vec<u8>> {
    let (mut out, mut bits, mut held) = (Vec::new(), 0u32, 0u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        held = (held << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}
