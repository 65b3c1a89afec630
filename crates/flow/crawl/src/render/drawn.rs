//! A page as drawn, and its captures.

use crate::fetch::{FetchError, Fetched};
use spoor_vocab::{Capture, CaptureKind, Exchange, ExhibitId, Millis};

/// What became of a request of a page.
#[derive(Debug)]
pub enum Fate {
    /// It was the page itself, which had been fetched before.
    Page,
    /// It was fetched, and what came was given: evidence like any other.
    Given(Box<Fetched>),
    /// It was not asked for; why.
    Refused(String),
    /// It was asked for, and no answer came.
    Failed(FetchError),
}

/// A request of a page.
#[derive(Debug)]
pub struct Asked {
    /// The address.
    pub url: String,
    /// What for, in Chromium's words: `Document`, `Script`, `Image`, `XHR`, `WebSocket`, ...
    pub kind: String,
    /// What became of it.
    pub fate: Fate,
}

/// A page as a browser drew it.
#[derive(Debug)]
pub struct Drawn {
    /// The document as it stands after its scripts have run, in UTF-8, shadow roots included as
    /// `template` elements.
    pub html: String,
    /// The whole page, PNG. Its lowest part is missing if it is longer than 16,384 pixels.
    pub screenshot: Vec<u8>,
    /// The page as printed, PDF.
    pub pdf: Vec<u8>,
    /// Every request of the page, in the order they were answered.
    pub requests: Vec<Asked>,
    /// What its dialogs said; each was refused.
    pub dialogs: Vec<String>,
    /// Whether it was still asking when it was no longer waited for.
    pub restless: bool,
    /// The browser, `Chrome/156.0.8078.108`.
    pub browser: String,
    /// Width and height of its window in pixels.
    pub window: (u32, u32),
}

impl Drawn {
    /// Document, picture and PDF as resources that are tied to the page's own exchange; `at` is when they
    /// were made. Picture and PDF are parts of the document, and named by it.
    pub fn captures(&self, page: &Fetched, at: Millis) -> [Capture; 3] {
        let document = self.exhibit();
        let url = page.url.to_string();
        let (view, print) = (Capture::view_of(&document), Capture::print_of(&document));
        [
            (url, "text/html; charset=utf-8", self.html.clone().into_bytes(), None),
            (view, "image/png", self.screenshot.clone(), Some(document)),
            (print, "application/pdf", self.pdf.clone(), Some(document)),
        ]
        .map(|(target, media_type, block, part_of)| Capture {
            kind: CaptureKind::Resource,
            target,
            media_type: media_type.to_owned(),
            block,
            captured_at: at,
            mapping: None,
            origin: format!("crawl:{}", page.exchange.crawl),
            exchange: Some(Box::new(Exchange { part_of, ..self.exchange(page) })),
        })
    }

    /// The exhibit that the document becomes.
    pub fn exhibit(&self) -> ExhibitId {
        ExhibitId::of(self.html.as_bytes())
    }

    /// The page's own exchange, with how it was drawn.
    fn exchange(&self, page: &Fetched) -> Exchange {
        let (width, height) = self.window;
        let from = blake3::hash(&page.message).to_hex();
        let mut exchange = page.exchange.clone();
        exchange.truncated = None;
        exchange.findings.push(format!(
            "drawn by {} in a window of {width} by {height} pixels from the answer with BLAKE3 {from}",
            self.browser
        ));
        let count = |is: fn(&Fate) -> bool| self.requests.iter().filter(|r| is(&r.fate)).count();
        exchange.findings.push(format!(
            "of the page's requests {} were given, {} refused, {} failed",
            count(|fate| matches!(fate, Fate::Page | Fate::Given(_))),
            count(|fate| matches!(fate, Fate::Refused(_))),
            count(|fate| matches!(fate, Fate::Failed(_)))
        ));
        let said = [
            (page.exchange.truncated.is_some(), "the answer that was drawn is not whole"),
            (self.restless, "the page was still asking for more when it was drawn"),
            (!self.dialogs.is_empty(), "the page had dialogs, which were refused"),
        ];
        exchange.findings.extend(said.iter().filter(|(is, _)| *is).map(|(_, s)| (*s).to_owned()));
        exchange
    }
}
