//! Pages of one site that show an advert each → a profile that reads them, which a person can edit.
//!
//! Wrapper induction over repeated structure (after RoadRunner, Crescenzi et al. 2001, and the label and
//! value pairs of Kushmerick's LR wrappers, 1997), on three views of each page. Its **lines**: what all
//! pages have is the site's, a line or beginning of a line that many pages have with something else
//! behind it is a label. Its **elements**: an element that stands alike on most pages with another short
//! text on each is a field; so are attributes, JSON, parts of a line between signs, and pieces of a line
//! between words that come again. Its **text**: the smallest element that holds nearly all that is only of
//! this page. Which field a candidate is follows from its values (a date, a price, a telephone), then from
//! what stands at it: the words of a label (`data/facts.tsv`); names of elements, properties and icons, and
//! signs (`data/signs.tsv`). Of all candidates the best counts that gives on the pages what was believed.

mod affix;
mod attributes;
mod beside;
mod elements;
mod embedded;
mod formats;
mod images;
mod kinds;
mod labels;
mod parts;
mod samples;
mod settle;
mod signs;
mod slots;
mod steps;
mod text;
mod title;
mod write;

use crate::label::Beside;
use crate::profile::Profile;
use kinds::FieldKind;
use parts::Words;
use rustc_hash::FxHashMap;
use samples::Samples;
use std::cell::RefCell;

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
    way: Way,
    /// Value on each page with an advert.
    values: Vec<Option<String>>,
    /// How well it fits its kind.
    score: f64,
}

/// The way to a value, as a profile says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Way {
    /// In the address of the page; otherwise on the page.
    from_url: bool,
    select: Option<String>,
    attribute: Option<String>,
    label: Option<String>,
    beside: Beside,
    split: Vec<String>,
    json: Option<String>,
    /// Only the words of the element itself.
    own: bool,
    regex: Option<String>,
}

impl Way {
    fn select(select: &str) -> Self {
        Self { select: Some(select.to_owned()), ..Self::default() }
    }
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
    // Towns come again and again.
    let known: RefCell<FxHashMap<String, bool>> = RefCell::default();
    let is_place = &|text: &str| {
        let found = known.borrow().get(text).copied();
        found.unwrap_or_else(|| {
            let is = is_place(text);
            known.borrow_mut().insert(text.to_owned(), is);
            is
        })
    };
    let mut samples = Samples::of(pages);
    if samples.adverts.len() < PAGES_MIN {
        return None;
    }
    let labels = labels::of(&samples);
    let mut found = labels::candidates(&samples, &labels, is_place);
    found.extend(elements::candidates(&samples, is_place));
    found.extend(attributes::candidates(&samples, is_place));
    found.extend(attributes::labelled(&samples, is_place));
    found.extend(embedded::candidates(&samples, is_place));
    found.extend(elements::from_urls(&samples));
    // What has a name of its own tells where the words of the advert stand, and these are no facts.
    let named = kinds::choose(found.clone());
    let title = title::of(&samples, &named);
    let words = text::of(&samples, &labels, &named, title.as_ref())?;
    let words = Words {
        title: title
            .as_ref()
            .and_then(|way| way.select.as_deref())
            .map(|s| samples.path(s).to_owned()),
        once: samples.once_under(&words.path),
        text: words.is_pure().then_some(words.path),
    };
    samples.leave_out(&words);
    found.extend(labels::in_parts(&samples, is_place));
    found.extend(parts::candidates(&samples, &words, is_place));
    found.extend(slots::candidates(&samples, &words, is_place));
    let mut chosen = settle::choose(&samples, found);
    chosen.iter_mut().for_each(|field| parts::needed(&samples, field));
    let images = images::of(&samples);
    let text = text::of(&samples, &labels, &chosen, title.as_ref())?;
    let toml = write::profile(
        host,
        language,
        &samples,
        &write::Parts {
            text: &text,
            title: title.as_ref(),
            images: images.as_ref(),
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
