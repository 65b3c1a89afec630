//! An HTTP response message (RFC 9112) to its body, tolerant of what servers and archives do.
//!
//! Transfer and content codings are taken off if they are there: archives often keep the header
//! `Content-Encoding: gzip` over a body that was unpacked long ago.

use std::borrow::Cow;
use std::io::Read;

/// Largest body that is unpacked.
const BODY_BYTES_MAX: u64 = 32 << 20;

/// Most content codings taken off one after the other.
const CODINGS_MAX: usize = 4;

/// A response.
#[derive(Debug)]
pub(crate) struct Message<'a> {
    pub(crate) status: u16,
    pub(crate) media_type: Option<String>,
    pub(crate) body: Cow<'a, [u8]>,
    /// What went wrong with the body, if anything; `body` is then as far as it could be decoded.
    pub(crate) problem: Option<&'static str>,
}

/// Reads a message; the error says what it is instead.
pub(crate) fn parse(block: &[u8]) -> Result<Message<'_>, &'static str> {
    let status = status(block).ok_or("the exhibit does not begin with an HTTP status line")?;
    let (head, body) = split(block);
    let field = |name: &str| field(head, name);
    let mut message = Message {
        status,
        media_type: field("content-type"),
        body: Cow::Borrowed(body),
        problem: None,
    };
    if status != 200 {
        return Ok(message);
    }
    let transfer = field("transfer-encoding").unwrap_or_default().to_ascii_lowercase();
    if transfer.contains("chunked")
        && let Some(whole) = dechunk(body)
    {
        message.body = Cow::Owned(whole);
    }
    let codings = field("content-encoding").unwrap_or_default().to_ascii_lowercase();
    for coding in codings.split(',').rev().take(CODINGS_MAX) {
        match unpack(coding.trim(), &message.body) {
            Ok(None) => {}
            Ok(Some(plain)) => message.body = Cow::Owned(plain),
            Err(problem) => {
                message.problem = Some(problem);
                break;
            }
        }
    }
    Ok(message)
}

/// The stated media type, without a look at the body.
pub(crate) fn media_type(block: &[u8]) -> Option<String> {
    field(split(block).0, "content-type")
}

/// The three digits of `HTTP/1.1 200 OK`.
fn status(block: &[u8]) -> Option<u16> {
    let line = block.split(|b| *b == b'\n').next()?;
    if !line.starts_with(b"HTTP/") {
        return None;
    }
    let code =
        line.split(|b| *b == b' ').find(|part| part.first().is_some_and(u8::is_ascii_digit))?;
    std::str::from_utf8(code.trim_ascii()).ok()?.parse().ok()
}

fn split(block: &[u8]) -> (&[u8], &[u8]) {
    for at in memchr::memchr_iter(b'\n', block) {
        match &block[at + 1..] {
            [b'\n', body @ ..] | [b'\r', b'\n', body @ ..] => return (&block[..at], body),
            _ => {}
        }
    }
    (block, b"")
}

/// The first field of this lower-case name.
fn field(head: &[u8], name: &str) -> Option<String> {
    head.split(|b| *b == b'\n').skip(1).find_map(|line| {
        let colon = memchr::memchr(b':', line)?;
        let (found, value) = line.split_at(colon);
        found
            .trim_ascii()
            .eq_ignore_ascii_case(name.as_bytes())
            .then(|| String::from_utf8_lossy(value[1..].trim_ascii()).into_owned())
    })
}

/// Takes off the chunked coding; `None` if the body is not chunked after all. A body that breaks
/// off is given as far as it goes.
fn dechunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(rest.len());
    let mut begun = false;
    while let Some(line_end) = memchr::memchr(b'\n', rest) {
        let size = std::str::from_utf8(&rest[..line_end]).ok();
        let size = size.and_then(|line| line.split(';').next());
        let size = size.and_then(|size| usize::from_str_radix(size.trim(), 16).ok());
        let Some(size) = size else { break };
        begun = true;
        rest = &rest[line_end + 1..];
        if size == 0 {
            break;
        }
        out.extend_from_slice(&rest[..size.min(rest.len())]);
        rest = rest.get(size..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    begun.then_some(out)
}

/// Takes off one content coding; `None` if the body does not have it.
fn unpack(coding: &str, body: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
    match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
            read_capped(flate2::read::MultiGzDecoder::new(body)).map(Some)
        }
        "deflate" if looks_like_zlib(body) => {
            read_capped(flate2::read::ZlibDecoder::new(body)).map(Some)
        }
        // Raw deflate under the name of zlib is a known fault; text is no valid deflate stream.
        "deflate" => Ok(read_capped(flate2::read::DeflateDecoder::new(body)).ok()),
        "br" => Ok(read_capped(brotli_decompressor::Decompressor::new(body, 4096)).ok()),
        "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => unpack_zstd(body).map(Some),
        _ => Ok(None),
    }
}

fn unpack_zstd(body: &[u8]) -> Result<Vec<u8>, &'static str> {
    let decoder = zstd::stream::read::Decoder::with_buffer(body).and_then(|mut decoder| {
        // The most that the web may use (RFC 9659): 8 MiB.
        decoder.window_log_max(23)?;
        Ok(decoder)
    });
    read_capped(decoder.map_err(|_| "the body's zstd cannot be unpacked")?)
}

fn looks_like_zlib(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0f == 8 && u16::from_be_bytes([*a, *b]) % 31 == 0)
}

fn read_capped(reader: impl Read) -> Result<Vec<u8>, &'static str> {
    let mut out = Vec::new();
    match reader.take(BODY_BYTES_MAX + 1).read_to_end(&mut out) {
        Ok(_) if out.len() as u64 > BODY_BYTES_MAX => Err("the body unpacks to more than 32 MiB"),
        Ok(_) => Ok(out),
        // A body that was cut off is read as far as it goes.
        Err(_) if !out.is_empty() => Ok(out),
        Err(_) => Err("the body is not packed as its Content-Encoding says"),
    }
}
