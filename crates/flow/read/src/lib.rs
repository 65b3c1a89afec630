//! Exhibit to adverts: pages.
//!
//! What comes in: the sealed bytes of one exhibit ([`ExhibitView`]) and, for sites that are known,
//! [`Profile`]s. What goes out: the [`Advert`]s that stand in it, none, one or several, and
//! [`Defect`]s for what could not be read. [`Reader::read`] is the entry point.
//!
//! How a page is read, the first method that gives an advert wins:
//! 1. a site profile with CSS selectors, if one is for its host and one of its rules matches;
//! 2. JSON-LD of schema.org;
//! 3. microdata of schema.org;
//! 4. the main text: what is left of the visible text without navigation and notices.
//!
//! A page that has no advert (a listing, an error page, a page of links) gives none, and that is
//! no defect. Rows of JSONL and CSV files say their fields themselves.
//!
//! An exhibit that is a picture has no advert; [`picture`] gives its bytes and address, and [`address`]
//! says where a picture that an advert names would lie, so that the two find each other.
//!
//! What never happens here: no I/O, no clock, no state from one exhibit to the next: the same
//! bytes give the same adverts. Texts are not cleaned: entities are decoded, block elements
//! become line breaks and runs of white space in HTML one space, as a browser would show them.
//! However hostile the page, memory and depth are bounded.

mod charset;
mod date;
mod draft;
mod http;
mod induce;
mod json;
mod label;
mod lines;
mod mail;
mod main_text;
mod page;
mod picture;
mod profile;
mod row;
mod structured;
mod visible;

pub use induce::{Induced, PAGES_MIN, Sample, induce};
pub use picture::{Content, Picture, address, is_picture, picture};
pub use profile::{Profile, ProfileError};
pub use spoor_vocab::{Advert, Defect, ExhibitId};

use draft::Draft;
use page::Page;
use spoor_vocab::{Capture, Millis};

/// An exhibit as the vault lends it.
#[derive(Clone, Copy, Debug)]
pub struct ExhibitView<'a> {
    /// Content address of `block`.
    pub id: ExhibitId,
    /// Name of the source.
    pub source: &'a str,
    /// Where it was retrieved from, as in [`Capture::target`].
    pub target: &'a str,
    /// As in [`Capture::media_type`].
    pub media_type: &'a str,
    /// The sealed bytes.
    pub block: &'a [u8],
    /// When it was retrieved.
    pub captured_at: Millis,
    /// For rows of a CSV file, as in [`Capture::mapping`].
    pub mapping: Option<&'a str>,
}

/// Reads exhibits. Holds the site profiles and nothing else; may be shared by threads.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    profiles: Vec<Profile>,
}

/// The version of this step: it changes when the same exhibit may give other adverts, so that a
/// build knows to read again.
pub fn version() -> &'static str {
    concat!("read-", env!("CARGO_PKG_VERSION"), "-3")
}

/// A page's bytes as text, by the charset that it states, or else looks like it has. `host` is that of
/// its address: where neither helps, a country's own charsets are likelier.
pub fn decoded(body: &[u8], media_type: &str, host: &str) -> String {
    charset::decode_page(body, media_type, host)
}

/// The page of an HTTP response as text; `None` unless it is one (200, HTML).
pub fn page_of(message: &[u8], host: &str) -> Option<String> {
    let message = http::parse(message).ok().filter(|message| message.status == 200)?;
    let media_type = message.media_type.as_deref().unwrap_or("text/html");
    let essence = charset::essence(media_type);
    let is_page = matches!(essence.as_str(), "text/html" | "application/xhtml+xml");
    is_page.then(|| decoded(&message.body, media_type, host))
}

impl Reader {
    /// A reader that knows these sites. Of several profiles for a host the first one wins.
    pub fn new(profiles: Vec<Profile>) -> Self {
        Self { profiles }
    }

    /// Reads the adverts of one exhibit and appends them, in the order of the page, to `adverts`;
    /// what could not be read is appended to `defects`.
    pub fn read(
        &self,
        exhibit: &ExhibitView<'_>,
        adverts: &mut Vec<Advert>,
        defects: &mut Vec<Defect>,
    ) {
        let mut found = Found { drafts: Vec::new(), defects, place: exhibit.target };
        let essence = charset::essence(exhibit.media_type);
        match essence.as_str() {
            "application/http" => self.read_http(exhibit, &mut found),
            Capture::JSON_ADVERT => row::json(exhibit.block, &mut found),
            "text/csv" => row::csv(exhibit, &mut found),
            "message/rfc822" => mail::read(exhibit.block, &mut found),
            _ => self.read_body(exhibit, &essence, exhibit.media_type, exhibit.block, &mut found),
        }
        let several = found.drafts.len() > 1;
        for (ordinal, draft) in (0..).zip(std::mem::take(&mut found.drafts)) {
            adverts.push(draft.finish(exhibit, ordinal, several));
        }
    }

    fn read_http(&self, exhibit: &ExhibitView<'_>, found: &mut Found<'_>) {
        let message = match http::parse(exhibit.block) {
            Ok(message) => message,
            Err(problem) => {
                found.defect("http.bad-message", problem, "the exhibit is kept; retrieve it again");
                return;
            }
        };
        if message.status != 200 {
            return;
        }
        if let Some(problem) = message.problem {
            found.defect("http.bad-body", problem, "what could be decoded was read");
        }
        let media_type = message.media_type.as_deref().unwrap_or("text/html");
        let essence = charset::essence(media_type);
        self.read_body(exhibit, &essence, media_type, &message.body, found);
    }

    fn read_body(
        &self,
        exhibit: &ExhibitView<'_>,
        essence: &str,
        media_type: &str,
        body: &[u8],
        found: &mut Found<'_>,
    ) {
        match essence {
            "text/html" | "application/xhtml+xml" => {
                let page = Page::parse(body, media_type, exhibit.target);
                self.read_page(&page, exhibit, found);
            }
            "application/json" | "application/ld+json" | "text/json" => {
                let text = charset::decode(body, media_type);
                structured::json_document(&text, found);
            }
            // A picture is read by whoever shows it: see `picture`.
            other if Capture::PICTURES.contains(&other) || other == Capture::PICTURE_AGAIN => {}
            other => found.defect(
                "read.media-type",
                &format!("nothing reads {other:?}"),
                "import pages, JSON or CSV",
            ),
        }
    }

    fn read_page(&self, page: &Page, exhibit: &ExhibitView<'_>, found: &mut Found<'_>) {
        if page.cut {
            found.defect(
                "html.bounded",
                "the page is larger, deeper or has more elements than is read",
                "its beginning was read; look at the exhibit if adverts are missing",
            );
        }
        let known = self.profiles.iter().find(|profile| profile.reads(&page.host));
        if let Some(profile) = known
            && profile.read(page, exhibit.captured_at, found)
        {
            return;
        }
        structured::page(page, found);
        if found.drafts.is_empty()
            && let Some(draft) = main_text::read(page)
        {
            found.drafts.push(draft);
        }
    }
}

/// What was found in one exhibit so far.
struct Found<'a> {
    drafts: Vec<Draft>,
    defects: &'a mut Vec<Defect>,
    place: &'a str,
}

impl Found<'_> {
    fn defect(&mut self, code: &str, problem: &str, hint: &str) {
        self.defects.push(Defect::new(self.place, code, problem, hint));
    }
}
