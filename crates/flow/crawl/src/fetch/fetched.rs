//! What was fetched, for whoever reads it and for whoever seals it.

use super::ask::Known;
use super::head::Head;
use http::HeaderMap;
use sha2::{Digest as _, Sha256};
use spoor_vocab::{Capture, CaptureKind, Exchange, Revisit, RevisitProfile, Truncation};
use std::time::Duration;
use url::Url;

/// What a server says by which it can be asked later whether anything has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// An answer, and how it was come by.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// What was asked for.
    pub url: Url,
    /// Status code.
    pub status: u16,
    /// Its fields.
    pub headers: HeaderMap,
    /// What it says: without chunks and content codings, and no longer than is taken.
    pub body: Vec<u8>,
    /// Why the answer is not whole.
    pub truncated: Option<Truncation>,
    /// Where a redirect leads. It was not followed: ask the scope.
    pub location: Option<Url>,
    /// How long the host asks to be left alone.
    pub retry_after: Option<Duration>,
    /// By which to ask later whether anything has changed.
    pub validators: Validators,
    /// How it was come by.
    pub exchange: Exchange,
    /// The message as it came, without interim answers.
    pub message: Vec<u8>,
    pub(super) known: Option<Known>,
}

impl Fetched {
    /// Time from asking to the head of the answer.
    pub fn latency(&self) -> Duration {
        Duration::from_micros(self.exchange.times.head_after_us)
    }

    /// BLAKE3 of what it says, chunks and content codings taken off: the same for the same page,
    /// however it was sent.
    pub fn content_digest(&self) -> [u8; 32] {
        *blake3::hash(&self.body).as_bytes()
    }

    /// SHA-256 of the payload as it came: all behind the head.
    pub fn payload_digest(&self) -> [u8; 32] {
        Sha256::digest(&self.message[Head::of(&self.message).ends..]).into()
    }

    /// The capture: an answer, or a revisit if the server said that what is known has not changed.
    pub fn capture(&self) -> Capture {
        match &self.known {
            Some(known) if self.status == 304 => self.again(known, RevisitProfile::NotModified),
            _ => self.made(CaptureKind::Response, self.message.clone(), None),
        }
    }

    /// The capture of an answer that says what `known` says: its head, tied to that.
    pub fn revisit(&self, known: &Known) -> Capture {
        self.again(known, RevisitProfile::IdenticalPayload)
    }

    fn again(&self, known: &Known, profile: RevisitProfile) -> Capture {
        let of = Revisit {
            profile,
            of: known.exhibit,
            target: known.target.clone(),
            captured_at: known.captured_at,
            payload: known.payload,
        };
        let head = self.message[..Head::of(&self.message).ends].to_vec();
        self.made(CaptureKind::Revisit, head, Some(of))
    }

    fn made(&self, kind: CaptureKind, block: Vec<u8>, revisit: Option<Revisit>) -> Capture {
        Capture {
            kind,
            target: self.url.to_string(),
            media_type: Capture::HTTP_RESPONSE.to_owned(),
            block,
            captured_at: self.exchange.times.began,
            mapping: None,
            origin: format!("crawl:{}", self.exchange.crawl),
            exchange: Some(Box::new(Exchange { revisit, ..self.exchange.clone() })),
        }
    }
}
