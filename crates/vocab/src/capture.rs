//! A capture: one retrieved thing, before it is sealed. Sealed into the vault it is an exhibit.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// What kind of WARC record a capture becomes (ISO 28500:2017, WARC 1.1, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaptureKind {
    /// An HTTP response: the block is the whole message, status line and headers included.
    Response,
    /// Bytes retrieved without HTTP: a row of a file, a file of a folder, an attachment.
    Resource,
}

/// One retrieved thing, with all that is known of how it was retrieved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Response or resource.
    pub kind: CaptureKind,
    /// Where it was retrieved from: the URL, or `file:` plus name and `#` position for a row.
    pub target: String,
    /// Media type of `block`: `application/http; msgtype=response` for a response; otherwise
    /// `application/vnd.spoor.advert+json` (one advert as JSON, design "Advert JSONL"),
    /// `text/csv; header=present` (header record and one row) or `text/html`.
    pub media_type: String,
    /// The bytes as retrieved. They are what the digests cover; nothing rewrites them.
    pub block: Vec<u8>,
    /// When it was retrieved, as the origin says (`WARC-Date`), or when it was imported.
    pub captured_at: Millis,
    /// For CSV: which column holds which advert field, as a JSON object
    /// (`{"text":"body","id":"nr"}`); empty object for columns named as the fields.
    pub mapping: Option<String>,
    /// Name of the file that held the capture, and where in it: `adverts.warc.gz@10234`.
    pub origin: String,
}

impl Capture {
    /// Media type of one advert as JSON.
    pub const JSON_ADVERT: &'static str = "application/vnd.spoor.advert+json";
    /// Media type of a CSV header and one row.
    pub const CSV_ROW: &'static str = "text/csv; header=present";
    /// Media type of a whole HTTP response.
    pub const HTTP_RESPONSE: &'static str = "application/http; msgtype=response";
}
