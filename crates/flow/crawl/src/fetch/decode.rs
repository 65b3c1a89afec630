//! Content codings taken off for reading; what was sent stays as it is beside it.

use std::io::Read;

/// Codings one above the other: more is no page.
const CODINGS_MAX: usize = 3;
/// Largest zstd window that is accepted for the web (RFC 8878, section 3.1.1.1.2): 8 MiB.
const WINDOW_LOG_MAX: u32 = 23;

/// What a body says, and why that is not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The bytes, at most as many as were asked for.
    pub bytes: Vec<u8>,
    /// What is wrong: a coding that is not known, bytes that are not so coded, more than is taken.
    pub finding: Option<String>,
}

/// Takes off the codings that `Content-Encoding` names, the last first.
pub fn decoded(body: &[u8], coding: &str, most: u64) -> Decoded {
    let names: Vec<String> = coding
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty() && name != "identity")
        .collect();
    let mut done = Decoded { bytes: body.to_vec(), finding: None };
    if names.len() > CODINGS_MAX {
        done.finding = Some(format!("{} content codings, one above the other", names.len()));
        return done;
    }
    for name in names.iter().rev() {
        match one(name, &done.bytes, most) {
            Ok((bytes, finding)) => {
                done.bytes = bytes;
                done.finding = finding.or(done.finding);
            }
            Err(finding) => {
                done.finding = Some(finding);
                break;
            }
        }
    }
    done
}

type One = (Vec<u8>, Option<String>);

fn one(name: &str, body: &[u8], most: u64) -> Result<One, String> {
    if body.is_empty() {
        return Ok((Vec::new(), None));
    }
    let read = match name {
        "gzip" | "x-gzip" => capped(flate2::read::MultiGzDecoder::new(body), most),
        "deflate" if looks_like_zlib(body) => capped(flate2::read::ZlibDecoder::new(body), most),
        // Raw deflate under the name of zlib is a known fault.
        "deflate" => capped(flate2::read::DeflateDecoder::new(body), most),
        "br" => capped(brotli_decompressor::Decompressor::new(body, 4096), most),
        "zstd" => {
            let decoder = zstd::stream::read::Decoder::with_buffer(body).and_then(|mut decoder| {
                decoder.window_log_max(WINDOW_LOG_MAX)?;
                Ok(decoder)
            });
            capped(decoder.map_err(|e| e.to_string())?, most)
        }
        other => return Err(format!("the content coding {other:?} is not known")),
    };
    match read {
        // Servers say gzip of what is not: then it is taken as it is.
        (bytes, Some(e)) if bytes.is_empty() => Err(format!("the body is not {name}: {e}")),
        (bytes, Some(e)) => Ok((bytes, Some(format!("the body breaks off in its {name}: {e}")))),
        (bytes, None) if bytes.len() as u64 > most => {
            let bytes = bytes[..usize::try_from(most).unwrap_or(usize::MAX)].to_vec();
            Ok((bytes, Some(format!("the body unpacks to more than {most} bytes"))))
        }
        (bytes, None) => Ok((bytes, None)),
    }
}

fn looks_like_zlib(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0f == 8 && u16::from_be_bytes([*a, *b]) % 31 == 0)
}

/// At most one byte more than is taken.
fn capped(reader: impl Read, most: u64) -> (Vec<u8>, Option<String>) {
    let mut bytes = Vec::new();
    let read = reader.take(most.saturating_add(1)).read_to_end(&mut bytes);
    (bytes, read.err().map(|e| e.to_string()))
}
