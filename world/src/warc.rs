//! WARC 1.1 records (ISO 28500:2017), each a gzip member of its own (annex D) or plain.

use crate::rng::Rng;
use crate::when;
use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use sha1::{Digest, Sha1};
use std::fmt::Write as _;

/// A record to be written.
pub(crate) struct Record<'a> {
    /// `WARC-Type`.
    pub(crate) kind: &'static str,
    pub(crate) id: &'a str,
    /// Seconds since 1970.
    pub(crate) date: i64,
    /// `WARC-Target-URI`.
    pub(crate) target: Option<&'a str>,
    pub(crate) media_type: &'a str,
    /// Further header lines, each ending in CRLF.
    pub(crate) more: String,
    pub(crate) block: &'a [u8],
}

impl Record<'_> {
    /// Appends the record, plain.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let mut head = format!(
            "WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: <{}>\r\nWARC-Date: {}\r\n",
            self.kind,
            self.id,
            when::rfc3339(self.date)
        );
        if let Some(target) = self.target {
            let _ = write!(head, "WARC-Target-URI: {target}\r\n");
        }
        let _ = write!(
            head,
            "{}WARC-Block-Digest: {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n",
            self.more,
            digest(self.block),
            self.media_type,
            self.block.len()
        );
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(self.block);
        out.extend_from_slice(b"\r\n\r\n");
    }
}

/// `sha1:` and base32, as web archives have it by custom.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let mut out = String::from("sha1:");
    base32(&Sha1::digest(bytes), &mut out);
    out
}

/// RFC 4648, section 6; 20 bytes need no padding.
fn base32(bytes: &[u8], out: &mut String) {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for five in bytes.chunks_exact(5) {
        let word = five.iter().fold(0u64, |w, &b| w << 8 | u64::from(b));
        for i in (0..8).rev() {
            out.push(LETTERS[(word >> (5 * i) & 31) as usize] as char);
        }
    }
}

/// A record id that follows from its name: a UUID of version 8 (RFC 9562, section 5.8).
pub(crate) fn record_id(name: &[u64]) -> String {
    let mut rng = Rng::of(name);
    let (high, low) = (rng.bits(), rng.bits());
    format!(
        "urn:uuid:{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

/// Writes gzip members; holds the compressor's memory from one to the next.
pub(crate) struct Gzip(Compress);

impl Gzip {
    pub(crate) fn new() -> Self {
        Self(Compress::new(Compression::new(1), false))
    }

    /// Appends `bytes` as one gzip member (RFC 1952).
    pub(crate) fn member(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255]);
        self.0.reset();
        let mut read = 0;
        loop {
            out.reserve(bytes.len() - read + 256);
            let before = self.0.total_in();
            let status = self.0.compress_vec(&bytes[read..], out, FlushCompress::Finish);
            read += (self.0.total_in() - before) as usize;
            // With room to write and all input given, the only other answer is "more room".
            if !matches!(status, Ok(Status::Ok | Status::BufError)) {
                break;
            }
        }
        let mut crc = Crc::new();
        crc.update(bytes);
        out.extend_from_slice(&crc.sum().to_le_bytes());
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn base32_as_in_rfc_4648() {
        let mut out = String::new();
        base32(b"fooba", &mut out);
        assert_eq!(out, "MZXW6YTB");
        // The digest of nothing, as every web archive has it.
        assert_eq!(digest(b""), "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ");
    }

    #[test]
    fn members_are_gzip() {
        let mut gzip = Gzip::new();
        let long = "la le lu ".repeat(40_000);
        let mut out = Vec::new();
        for text in ["", "one", &long] {
            out.clear();
            gzip.member(text.as_bytes(), &mut out);
            let mut back = String::new();
            flate2::read::GzDecoder::new(&out[..]).read_to_string(&mut back).unwrap();
            assert_eq!(back, text);
        }
    }
}
