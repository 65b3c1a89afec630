//! The journal: every choice of a crawl, sealed beside what it kept. It names no address — a kept page's
//! stands in its own exhibit, a page that was not kept is nobody's business — but its digest, so that
//! who has an address can show what became of it.

use serde::Serialize;
use spoor_vocab::{Capture, CaptureKind, Millis};
use url::Url;

/// Lines of the journal that are not sealed yet.
pub struct Journal {
    crawl: String,
    lines: Vec<u8>,
}

/// What became of one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// Sealed.
    Kept,
    /// Its links were read, and it was forgotten.
    Forgotten,
    /// It said what another page had said.
    Twin,
    /// It had not changed.
    Unchanged,
    /// It was elsewhere.
    Moved,
    /// There was nothing to read.
    Nothing,
    /// The host's `robots.txt` forbids it.
    Robots,
    /// The profile's scope does not have it.
    Scope,
    /// No answer, or one that asks to come again.
    Failed,
    /// It was given to a page that was drawn.
    Part,
    /// What the host allows was asked for.
    Rules,
}

#[derive(Serialize)]
struct Line<'a> {
    at: Millis,
    number: u64,
    host: &'a str,
    /// BLAKE3 of the address.
    address: String,
    became: Became,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    why: &'a str,
}

impl Journal {
    /// Of a crawl.
    pub fn of(crawl: &str) -> Self {
        Self { crawl: crawl.to_owned(), lines: Vec::new() }
    }

    /// Notes what became of an address, and why it was asked for or refused.
    pub fn note(
        &mut self,
        at: Millis,
        number: u64,
        url: &Url,
        became: Became,
        (status, why): (Option<u16>, &str),
    ) {
        let address = blake3::hash(url.as_str().as_bytes()).to_hex().to_string();
        let host = url.host_str().unwrap_or_default();
        let line = Line { at, number, host, address, became, status, why };
        // A plain record: writing it as JSON cannot fail.
        let _ = serde_json::to_writer(&mut self.lines, &line);
        self.lines.push(b'\n');
    }

    /// What was noted since the last time, to be sealed; none if nothing was.
    pub fn take(&mut self, at: Millis) -> Option<Capture> {
        if self.lines.is_empty() {
            return None;
        }
        Some(Capture {
            kind: CaptureKind::Resource,
            target: format!("urn:spoor:crawl:{}:{at}", self.crawl),
            media_type: Capture::JOURNAL.to_owned(),
            block: std::mem::take(&mut self.lines),
            captured_at: at,
            mapping: None,
            origin: format!("crawl:{}", self.crawl),
            exchange: None,
        })
    }
}
