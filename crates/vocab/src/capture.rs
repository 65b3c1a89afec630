//! A capture: one retrieved thing, before it is sealed. Sealed into the vault it is an exhibit.

use crate::{Exchange, ExhibitId, Millis};
use serde::{Deserialize, Serialize};

/// What kind of WARC record a capture becomes (ISO 28500:2017, WARC 1.1, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CaptureKind {
    /// An HTTP response: the block is the whole message, status line and headers included.
    Response,
    /// Bytes retrieved without HTTP: a row of a file, a file of a folder, an attachment.
    Resource,
    /// An HTTP response whose payload is an earlier one's: the block is its head alone. It is no page:
    /// what it says stands in the exhibit that its [`Exchange::revisit`] names.
    Revisit,
}

/// One retrieved thing, with all that is known of how it was retrieved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Response, resource or revisit.
    pub kind: CaptureKind,
    /// Where it was retrieved from: the URL, or `file:` plus name and `#` position for a row.
    pub target: String,
    /// Media type of `block`: `application/http; msgtype=response` for a response; otherwise
    /// `application/vnd.spoor.advert+json` (one advert as JSON, design "Advert JSONL"),
    /// `text/csv; header=present` (header record and one row), `text/html`, or that of a picture.
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
    /// How it was fetched, if we fetched it ourselves; none for what was imported.
    pub exchange: Option<Box<Exchange>>,
}

impl Capture {
    /// Media type of one advert as JSON.
    pub const JSON_ADVERT: &'static str = "application/vnd.spoor.advert+json";
    /// Media type of a CSV header and one row.
    pub const CSV_ROW: &'static str = "text/csv; header=present";
    /// Media type of a whole HTTP response.
    pub const HTTP_RESPONSE: &'static str = "application/http; msgtype=response";
    /// Media type of a notice of a missing person, as JSON ([`crate::Notice`]).
    pub const NOTICE: &'static str = "application/vnd.spoor.notice+json";
    /// Media type of a crawl's journal: JSON lines, one for each choice. It is no advert.
    pub const JOURNAL: &'static str = "application/vnd.spoor.crawl-journal+jsonl";
    /// Media types of the pictures that are kept.
    pub const PICTURES: [&'static str; 4] = ["image/jpeg", "image/png", "image/webp", "image/gif"];
    /// Media type of a note that a picture which is an exhibit already was met at another address: JSON
    /// with `address`, and `picture`, the exhibit. Bytes are sealed once, so this is what ties them to
    /// the second address.
    pub const PICTURE_AGAIN: &'static str = "application/vnd.spoor.picture-again+json";

    /// Begins the address of a picture of how a page looked; the page's exhibit follows.
    pub const VIEW: &'static str = "urn:spoor:view:";

    /// The address of a picture of how a page looked: it names the page, so that it goes with it.
    pub fn view_of(page: &ExhibitId) -> String {
        format!("{}{}", Self::VIEW, page.to_hex())
    }

    /// The address of a page as it was printed.
    pub fn print_of(page: &ExhibitId) -> String {
        format!("urn:spoor:print:{}", page.to_hex())
    }

    /// The note that this picture, at its target, is what `picture` holds.
    pub fn again(&self, picture: ExhibitId) -> Self {
        let note = serde_json::json!({ "address": self.target, "picture": picture.to_hex() });
        Self {
            kind: CaptureKind::Resource,
            media_type: Self::PICTURE_AGAIN.to_owned(),
            block: note.to_string().into_bytes(),
            mapping: None,
            target: self.target.clone(),
            captured_at: self.captured_at,
            origin: self.origin.clone(),
            exchange: None,
        }
    }

    /// The target of a file that the row with this target (`file:sub/adverts.jsonl#17`) names as lying
    /// beside it, by a relative path: `img/1.jpg` is `file:sub/img/1.jpg`. `None` for what leads out of
    /// the folder or is no relative path: an absolute one, a URL.
    pub fn beside(row: &str, named: &str) -> Option<String> {
        let (file, _) = row.strip_prefix("file:")?.rsplit_once('#')?;
        let folder = file.rfind('/').map_or("", |at| &file[..=at]);
        let mut parts = Vec::new();
        for part in named.trim().split('/') {
            match part {
                "." => {}
                "" | ".." => return None,
                part if part.contains([':', '\\', '\0', '?', '#']) => return None,
                part => parts.push(part),
            }
        }
        (!parts.is_empty()).then(|| format!("file:{folder}{}", parts.join("/")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_beside_a_row_lies_in_its_folder_or_below() {
        let beside = |named: &str| Capture::beside("file:sub/a#b.jsonl#17", named);
        for (named, at) in
            [("1.jpg", "sub/1.jpg"), ("img/1.jpg", "sub/img/1.jpg"), ("./i/./1", "sub/i/1")]
        {
            assert_eq!(beside(named), Some(format!("file:{at}")), "{named}");
        }
        for named in [
            "",
            ".",
            "..",
            "../1.jpg",
            "img/../../1.jpg",
            "/etc/passwd",
            "//host/1.jpg",
            "img//1.jpg",
            "https://x.example/1.jpg",
            "data:image/png;base64,xx",
            "C:\\1.jpg",
            "..\\1.jpg",
            "1.jpg\0",
        ] {
            assert_eq!(beside(named), None, "{named}");
        }
        assert_eq!(Capture::beside("file:a.jsonl#1", "1.jpg").as_deref(), Some("file:1.jpg"));
        assert_eq!(Capture::beside("https://x.example/a#1", "1.jpg"), None);
        assert_eq!(Capture::beside("file:page.html", "1.jpg"), None, "no row");
    }
}
