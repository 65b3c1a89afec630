//! Pages of one site that show an advert each → a profile that reads them, which a person can edit.
//!
//! Wrapper induction over repeated structure (after RoadRunner, Crescenzi et al. 2001, and the label and
//! value pairs of Kushmerick's LR wrappers, 1997), on three views of each page. Its **lines**: what all
//! pages have is the site's, a line or beginning of a line that many pages have with something else
//! behind it is a label. Its **elements**: an element that stands alike on most pages with another short
//! text on each is a field. Its **text**: the smallest element that holds nearly all that is only of this
//! page. Which field a label or element is follows from its values (a date, a price, a telephone), then
//! from the words of the label (`data/facts.tsv`).

mod beside;
mod elements;
mod kinds;
mod labels;
mod samples;
mod text;
mod write;

use crate::profile::Profile;
use kinds::FieldKind;
use samples::Samples;

/// A page to learn from.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// Where it was retrieved from.
    pub url: &'a str,
    /// Media type as it was sent, with its charset.
    pub media_type: &'a str,
    /// Its bytes, decoded from transfer and content codings.
    pub body: &'a [u8],
    /// It shows one advert; otherwise it is there for comparison.
    pub advert: bool,
}

/// A profile that was learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Induced {
    /// The profile: see [`Profile`] for its format.
    pub toml: String,
    /// Pages with an advert that it was learned from.
    pub adverts: usize,
    /// Fields, each with the pages on which it was found.
    pub fields: Vec<(String, usize)>,
}

/// How one field is found on the pages, and what it is there.
#[derive(Clone, Debug)]
struct Candidate {
    kind: FieldKind,
    how: How,
    /// Value on each page with an advert.
    values: Vec<Option<String>>,
    /// How well it fits its kind.
    score: f64,
}

/// The way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum How {
    Select(String),
    Attribute { select: String, attribute: &'static str, regex: Option<&'static str> },
    Among { select: String, regex: &'static str },
    Label(String),
    Url(String),
}

/// Fewest pages with an advert to learn from.
pub const PAGES_MIN: usize = 3;

/// Learns a profile for `host`. `language` is that of its month names; `is_place` says whether a text
/// names a place. `None` if too few pages show an advert, or no text is told from what all pages have.
pub fn induce(
    host: &str,
    language: &str,
    pages: &[Sample<'_>],
    is_place: &dyn Fn(&str) -> bool,
) -> Option<Induced> {
    let samples = Samples::of(pages);
    if samples.adverts.len() < PAGES_MIN {
        return None;
    }
    let labels = labels::of(&samples);
    let mut found = labels::candidates(&samples, &labels, is_place);
    found.extend(elements::candidates(&samples, is_place));
    found.extend(elements::from_urls(&samples));
    let chosen = kinds::choose(found);
    let title = elements::title(&samples);
    let images = elements::images(&samples);
    let text = text::of(&samples, &labels, &chosen)?;
    let toml = write::profile(
        host,
        language,
        &samples,
        &write::Parts {
            text: &text,
            title: title.as_ref(),
            images: images.as_deref(),
            fields: &chosen,
        },
    );
    // What was written must be readable: whatever the site put into its class names.
    Profile::parse(&toml).ok()?;
    let fields = chosen.iter().map(|candidate| {
        let on = candidate.values.iter().filter(|value| value.is_some()).count();
        (candidate.kind.name().to_owned(), on)
    });
    Some(Induced { adverts: samples.adverts.len(), fields: fields.collect(), toml })
}
