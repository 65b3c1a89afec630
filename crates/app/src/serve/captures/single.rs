//! One page as a browser extension sends it: JSON with the page as it stood, and perhaps how it looked.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use spoor_vocab::{Capture, CaptureKind, ExhibitId, Millis};
use url::Url;
use utoipa::ToSchema;

/// Largest page, bytes: as the importer takes it.
const PAGE_MAX: usize = 64 << 20;
/// Largest screenshot, bytes.
const PICTURE_MAX: usize = 32 << 20;
/// Longest address, title and note, bytes.
const URL_MAX: usize = 8192;
const TITLE_MAX: usize = 1000;
const NOTE_MAX: usize = 4000;
/// How far a clock may be ahead, ms.
const AHEAD: Millis = 86_400_000;

/// A page that somebody saw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Single {
    /// Its address: `https://` or `http://`.
    url: String,
    /// When it stood so (RFC 3339).
    captured_at: String,
    /// The page, at most 64 MiB.
    html: String,
    /// Its title.
    title: Option<String>,
    /// What who saw it says of it. It is sealed with the page, and goes with it.
    note: Option<String>,
    /// How it looked: a PNG or JPEG in base64 (RFC 4648, section 4), at most 32 MiB.
    screenshot: Option<String>,
}

impl Single {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(bytes).map_err(|error| {
            // What was sent is not told back: it may go to a log on the way.
            let kind = match error.classify() {
                serde_json::error::Category::Data => format!("{error}"),
                _ => format!("no whole JSON: line {}, column {}", error.line(), error.column()),
            };
            format!("{kind}; send url, captured_at, html, and title, note, screenshot if there are")
        })
    }

    /// What is sealed of it: the page, and the screenshot, tied to the page by the page's name. `origin`
    /// is where it arrived.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn captures(self, origin: &str, now: Millis) -> Result<Vec<Capture>, String> {
        let url = Url::parse(&self.url).ok().filter(|url| {
            let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
            is_web && url.username().is_empty() && url.password().is_none()
        });
        let Some(url) = url.filter(|_| self.url.len() <= URL_MAX) else {
            return Err("url is no address of the web: send https://… without a password".into());
        };
        let at = chrono::DateTime::parse_from_rfc3339(&self.captured_at).ok();
        let at = at.map(|at| at.timestamp_millis()).filter(|at| (0..=now + AHEAD).contains(at));
        let Some(captured_at) = at else {
            return Err("captured_at is no time of the past: send 2026-11-26T04:05:06Z".into());
        };
        if self.html.trim().is_empty() || self.html.len() > PAGE_MAX {
            return Err("html is empty, or larger than 64 MiB: send the page".into());
        }
        let mut said = format!("{origin}: {url}");
        for (name, text, most) in [("title", self.title, TITLE_MAX), ("note", self.note, NOTE_MAX)]
        {
            let Some(text) = text else { continue };
            if text.len() > most {
                return Err(format!("{name} is longer than {most} bytes: shorten it"));
            }
            said.push_str(&format!("; {name} {text:?}"));
        }
        let picture = self.screenshot.as_deref().map(picture).transpose()?;
        let block = self.html.into_bytes();
        let page = ExhibitId::of(&block);
        let resource = |target: String, media_type: &str, block| Capture {
            kind: CaptureKind::Resource,
            target,
            media_type: media_type.to_owned(),
            block,
            captured_at,
            mapping: None,
            origin: said.clone(),
            exchange: None,
        };
        let mut captures = vec![resource(url.into(), "text/html; charset=utf-8", block)];
        if let Some((media_type, bytes)) = picture {
            captures.push(resource(Capture::view_of(&page), media_type, bytes));
        }
        Ok(captures)
    }
}

fn picture(text: &str) -> Result<(&'static str, Vec<u8>), String> {
    // As browsers give it.
    let plain = ["data:image/png;base64,", "data:image/jpeg;base64,"];
    let text = plain.iter().find_map(|begin| text.strip_prefix(begin)).unwrap_or(text);
    let told = "screenshot is no PNG or JPEG in base64, or larger than 32 MiB: leave it out";
    let bytes = BASE64_STANDARD.decode(text).map_err(|_| told)?;
    match bytes.as_slice() {
        all if all.len() > PICTURE_MAX => Err(told.into()),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(("image/png", bytes)),
        [0xff, 0xd8, 0xff, ..] => Ok(("image/jpeg", bytes)),
        _ => Err(told.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const NOW: Millis = 1_764_115_200_000;

    fn good() -> Value {
        json!({"url": "https://one.example/ad?id=7", "captured_at": "2025-11-25T23:00:00Z",
            "html": "<p>hello</p>", "title": "A", "note": "seen\r\nby me",
            "screenshot": BASE64_STANDARD.encode(b"\x89PNG\r\n\x1a\n...")})
    }

    fn read(value: &Value) -> Result<Vec<Capture>, String> {
        Single::read(value.to_string().as_bytes())?.captures("captures/x", NOW)
    }

    #[test]
    fn a_page_and_how_it_looked_are_two_captures_that_name_each_other() {
        let captures = read(&good()).unwrap();
        assert_eq!(
            (captures[0].target.as_str(), captures.len()),
            ("https://one.example/ad?id=7", 2)
        );
        assert_eq!(captures[0].block, b"<p>hello</p>");
        assert!(captures[1].target.ends_with(&ExhibitId::of(b"<p>hello</p>").to_hex()));
        assert_eq!(captures[1].media_type, "image/png");
        let origin = &captures[0].origin;
        assert!(origin.contains("note \"seen\\r\\nby me\"") && !origin.contains('\n'), "{origin}");
    }

    #[test]
    fn what_is_wrong_is_refused_and_said() {
        let cases: &[(&str, Value, &str)] = &[
            ("url", json!("file:///etc/passwd"), "url"),
            ("url", json!("../../x"), "url"),
            ("url", json!("https://eva:secret@one.example/"), "url"),
            ("url", json!("javascript:alert(1)"), "url"),
            ("captured_at", json!("yesterday"), "captured_at"),
            ("captured_at", json!("2125-11-25T23:00:00Z"), "captured_at"),
            ("captured_at", json!("1925-11-25T23:00:00Z"), "captured_at"),
            ("html", json!(" "), "html"),
            ("html", json!(7), "html"),
            ("note", json!("x".repeat(4001)), "note"),
            ("screenshot", json!("R0lGODdh"), "screenshot"),
            ("screenshot", json!("no base64!"), "screenshot"),
            ("cookies", json!("a=b"), "cookies"),
        ];
        for (key, value, told) in cases {
            let mut sent = good();
            sent[*key] = value.clone();
            let error = read(&sent).unwrap_err();
            assert!(error.contains(told), "{key}: {error}");
        }
        for key in ["url", "captured_at", "html"] {
            let mut sent = good();
            sent.as_object_mut().unwrap().remove(key);
            assert!(read(&sent).unwrap_err().contains(key));
        }
        for cut in [&b""[..], b"{\"url\": \"https://one.example", b"[]", b"\xff\xfe"] {
            assert!(Single::read(cut).is_err());
        }
    }
}
