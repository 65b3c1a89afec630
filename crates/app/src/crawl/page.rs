//! An answer, read: what the search needs of it, made beside the loop.

use super::draw::Drawing;
use spoor_crawl::Fetched;
use spoor_extract::{Hints, likeness};
use spoor_seek::{Page, Validators};

/// What came of one request.
pub enum Got {
    /// A page, and what became of drawing it.
    Page(Box<Page>, Drawing),
    /// Addresses of a site map.
    Map(Vec<url::Url>),
    /// It is as it was.
    Same,
    /// It is elsewhere; whether a cookie was set.
    Moved(url::Url, bool),
    /// A picture.
    Picture,
    /// Nothing that is read: not there, or of another type.
    Nothing,
    /// The host asks to be left alone, or is broken.
    Later,
}

/// Reads an answer.
pub fn read(fetched: &Fetched) -> Got {
    match fetched.status {
        200 => {}
        304 => return Got::Same,
        300..=399 => {
            let set = fetched.headers.contains_key("set-cookie");
            return fetched.location.clone().map_or(Got::Nothing, |to| Got::Moved(to, set));
        }
        429 | 500..=599 => return Got::Later,
        _ => return Got::Nothing,
    }
    let stated = fetched.headers.get("content-type").and_then(|value| value.to_str().ok());
    let stated = stated.unwrap_or_default();
    let essence = stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence.starts_with("image/") {
        return Got::Picture;
    }
    let is_xml = essence.ends_with("/xml") || fetched.url.path().ends_with(".xml.gz");
    if is_xml && let Some(map) = super::sitemap::read(&fetched.body, &fetched.url) {
        return Got::Map(map);
    }
    let is_page = matches!(&*essence, "text/html" | "application/xhtml+xml" | "");
    if !is_page {
        return Got::Nothing;
    }
    let host = fetched.url.host_str().unwrap_or_default();
    let text = spoor_read::decoded(&fetched.body, stated, host);
    Got::Page(Box::new(Page::read(text.as_bytes(), &fetched.url)), Drawing::Not)
}

/// By what to ask later whether anything has changed.
pub fn validators(fetched: &Fetched) -> Validators {
    let known = &fetched.validators;
    Validators { etag: known.etag.clone(), last_modified: known.last_modified.clone() }
}

/// How sure it is that a text is an advert of the kind that is sought.
pub fn judge(title: &str, text: &str, country: Option<&str>) -> f32 {
    likeness(title, text, &Hints { country, posted: None }).probability() as f32
}
