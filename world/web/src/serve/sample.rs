//! Pages in many charsets and encodings, all of which say the same.

use crate::answer::Answer;
use encoding_rs::{Encoding, KOI8_R, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use std::io::Write as _;

/// What pages in charsets of western letters say in their `h1`.
pub const WESTERN: &str = "Zoë à Málaga: 150 € – «déjà vu», straße";
/// What the page in windows-1250 says.
pub const EASTERN: &str = "Łódź, Brno, Žižkov, Győr";
/// What pages in Cyrillic charsets say.
pub const CYRILLIC: &str = "Объявление: комната в центре, недорого";
/// What the page in Shift JIS says.
pub const JAPANESE: &str = "東京の部屋、駅の近く";

/// How far bombs unfold, in bytes.
pub const BOMB: u64 = 128 * 1024 * 1024;

fn page(heading: &str, meta: &str) -> String {
    format!("<html><head>{meta}<title>t</title></head><body><h1>{heading}</h1></body></html>")
}

fn html(content_type: &str, body: Vec<u8>) -> Answer {
    Answer { status: 200, headers: vec![("content-type", content_type.to_owned())], body }
}

fn encode(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

/// UTF-16 with its byte order mark.
fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

/// The page in a charset; none if there is no such page. What the header says, what the page
/// says and what is true are in [`super::hostile::HOSTS`].
pub(super) fn charset(path: &str) -> Option<Answer> {
    let meta = |name: &str| format!("<meta charset=\"{name}\">");
    let old = |name: &str| {
        format!("<meta http-equiv=Content-Type content=\"text/html; charset={name}\">")
    };
    let none = "text/html";
    let says = |name: &str| format!("text/html; charset={name}");
    Some(match path {
        "/windows-1252-said-utf-8" => {
            html(&says("utf-8"), encode(WINDOWS_1252, &page(WESTERN, "")))
        }
        "/utf-8-said-latin-1" => html(&says("iso-8859-1"), page(WESTERN, "").into_bytes()),
        "/utf-8-meta-said-latin-1" => {
            html(&says("iso-8859-1"), page(WESTERN, &meta("utf-8")).into_bytes())
        }
        "/koi8-r-in-meta-only" => html(none, encode(KOI8_R, &page(CYRILLIC, &old("koi8-r")))),
        "/windows-1251-not-said" => html(none, encode(WINDOWS_1251, &page(CYRILLIC, ""))),
        "/windows-1250-in-header" => {
            html(&says("windows-1250"), encode(WINDOWS_1250, &page(EASTERN, "")))
        }
        "/shift-jis-in-meta-only" => {
            html(none, encode(SHIFT_JIS, &page(JAPANESE, &meta("shift_jis"))))
        }
        "/utf-16le-with-mark" => html(none, utf16(&page(WESTERN, ""), false)),
        "/utf-16be-with-mark" => html(none, utf16(&page(WESTERN, ""), true)),
        "/utf-16-mark-said-utf-8" => html(&says("utf-8"), utf16(&page(WESTERN, ""), false)),
        "/utf-8-mark-said-windows-1252" => {
            html(&says("windows-1252"), format!("\u{feff}{}", page(WESTERN, "")).into_bytes())
        }
        "/unknown-charset" => html(&says("x-nobody-knows"), page(WESTERN, "").into_bytes()),
        _ => return None,
    })
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // A Vec takes all that is written to it.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let _ = brotli::CompressorWriter::new(&mut out, 4096, 5, 22).write_all(bytes);
    out
}

/// The page in a content coding; none if there is no such page.
pub(super) fn coding(path: &str) -> Option<Answer> {
    let plain = page(WESTERN, "<meta charset=utf-8>").into_bytes();
    let (name, body) = match path {
        "/gzip" => ("gzip", gzip(&plain)),
        "/x-gzip" => ("x-gzip", gzip(&plain)),
        "/deflate" => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            let _ = encoder.write_all(&plain);
            ("deflate", encoder.finish().unwrap_or_default())
        }
        "/raw-deflate" => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            let _ = encoder.write_all(&plain);
            ("deflate", encoder.finish().unwrap_or_default())
        }
        "/br" => ("br", brotli(&plain)),
        "/zstd" => ("zstd", zstd::encode_all(&plain[..], 3).unwrap_or_default()),
        "/twice" => ("gzip, br", brotli(&gzip(&plain))),
        "/said-gzip-is-plain" => ("gzip", plain),
        "/gzip-cut" => {
            let mut body = gzip(&plain);
            body.truncate(body.len() / 2);
            ("gzip", body)
        }
        "/unknown" => ("x-nobody-knows", plain),
        _ => return None,
    };
    let mut answer = html("text/html; charset=utf-8", body);
    answer.headers.push(("content-encoding", name.to_owned()));
    Some(answer)
}

/// A short body that unfolds to [`BOMB`] bytes; none if there is no such page.
pub(super) fn bomb(path: &str) -> Option<Answer> {
    let zeros = vec![b' '; 1024 * 1024];
    let times = BOMB / zeros.len() as u64;
    let mut body = Vec::new();
    let fill = |out: &mut dyn std::io::Write| {
        // What takes it is a Vec in the end.
        (0..times).for_each(|_| drop(out.write_all(&zeros)));
    };
    let name = match path {
        "/gzip" => {
            let mut encoder = GzEncoder::new(&mut body, Compression::default());
            fill(&mut encoder);
            let _ = encoder.finish();
            "gzip"
        }
        "/br" => {
            fill(&mut brotli::CompressorWriter::new(&mut body, 1 << 20, 1, 22));
            "br"
        }
        "/zstd" => {
            if let Ok(mut encoder) = zstd::Encoder::new(&mut body, 1) {
                fill(&mut encoder);
                let _ = encoder.finish();
            }
            "zstd"
        }
        _ => return None,
    };
    let mut answer = html("text/html; charset=utf-8", body);
    answer.headers.push(("content-encoding", name.to_owned()));
    Some(answer)
}
