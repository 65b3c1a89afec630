//! Which records become captures: those that hold a page, JSON or a picture.

use super::header::Header;
use super::http::Response;
use spoor_vocab::{Capture, CaptureKind};

/// What is to become of a record.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Skip,
    Take { kind: CaptureKind, media_type: String },
}

/// Media types that can hold adverts.
const PAGES: [&str; 5] =
    ["text/html", "application/xhtml+xml", "application/json", "application/ld+json", "text/json"];

/// Decides by record type and media type; an error is a code and a problem.
pub(crate) fn choose(header: &Header, block: &[u8]) -> Result<Choice, (&'static str, String)> {
    let kind = header.get("warc-type").unwrap_or_default().to_ascii_lowercase();
    let kind = match kind.as_str() {
        "response" => CaptureKind::Response,
        "resource" | "conversion" => CaptureKind::Resource,
        "" => return Err(("warc.bad-header", "the record has no WARC-Type".to_owned())),
        _ => return Ok(Choice::Skip),
    };
    let media_type = header.get("content-type").unwrap_or_default();
    let choice = match kind {
        CaptureKind::Response => match Response::split(block) {
            Some(response) if is_page(&response) || is_picture(&response) => {
                Choice::Take { kind, media_type: Capture::HTTP_RESPONSE.to_owned() }
            }
            _ => Choice::Skip,
        },
        CaptureKind::Resource if is_kept(&essence(media_type)) => {
            Choice::Take { kind, media_type: media_type.to_owned() }
        }
        CaptureKind::Resource | CaptureKind::Revisit => Choice::Skip,
    };
    if choice == Choice::Skip {
        return Ok(choice);
    }
    if header.get("warc-segment-number").is_some() {
        let problem = "the record is one segment of several, which are not joined".to_owned();
        return Err(("warc.segmented", problem));
    }
    if header.date_is_bad {
        return Err(("warc.bad-date", "the record's WARC-Date is not a date".to_owned()));
    }
    if header.target().is_empty() {
        return Err(("warc.bad-header", "the record has no WARC-Target-URI".to_owned()));
    }
    Ok(choice)
}

fn is_page(response: &Response<'_>) -> bool {
    match response.field("content-type") {
        Some(media_type) => PAGES.contains(&essence(&media_type).as_str()),
        None => response.payload.trim_ascii_start().starts_with(b"<"),
    }
}

/// A picture that was there: what servers send in its place tells nothing.
fn is_picture(response: &Response<'_>) -> bool {
    let media_type = response.field("content-type");
    let is_one = media_type.is_some_and(|m| Capture::PICTURES.contains(&essence(&m).as_str()));
    is_one && response.is_ok()
}

fn is_kept(essence: &str) -> bool {
    PAGES.contains(&essence) || Capture::PICTURES.contains(&essence)
}

/// Type and subtype in lower case, without parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
