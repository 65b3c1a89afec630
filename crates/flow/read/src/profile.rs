//! Site profiles: what a known site's pages are, and where on them the fields of an advert stand.
//!
//! A profile is a TOML file:
//!
//! ```toml
//! name = "example-board"                  # for messages
//! hosts = ["board.example", "*.board.example"]
//! language = "de"                         # whose month names dates are written with (default en)
//!
//! [[page]]                                # rules are tried in order, the first that fits is taken
//! kind = "listing"                        # gives no advert (unless `each` says where they stand)
//! url = '^https?://[^/]+/(list|search)'   # regular expression on the URL; optional
//! has = "ul.results"                      # selector that must match; optional
//!
//! [[page]]
//! kind = "detail"
//! url = '/ad/(\d+)'
//! each = "article.ad"                     # one advert for each such element; without it the page is one
//!
//! [page.fields]                           # a selector, or a table:
//! text = { select = ".body, .contact", all = true }     # all matches, joined by line breaks
//! title = "h1"
//! id = { from = "url", regex = '/ad/(\d+)' }            # first group, else the whole match
//! posted = { select = ".date", formats = ["%d. %B %Y"] }   # as in chrono::format::strftime
//! images = { select = ".gallery img", attribute = "src", all = true }
//! phone = { select = "a.tel", attribute = "href", regex = 'tel:(.*)' }
//! price = { label = ["Price", "Rate"] }    # what stands behind the label, or on the line below
//! age = { label = "years", value = "before" }      # or in front of it, or on the line above
//! account = { label = "Member", value = "below" }  # or in its column, one row down
//! # `Utrecht, € 80, member anna82`: each part is a line, for a label or for the first that fits
//! place = { select = "p.facts", split = ", ", regex = '^\p{L}+$' }
//! street = { select = "h2", own = true }           # words of the element itself, not those inside
//! seller = { select = "script.ad", json = "offers.seller.name" }   # in JSON of a script or attribute
//! # lines that every page has, and labels with their values, are no words of the advert:
//! # text = { select = "div.main", without = ["Print"], without_labels = ["Price"] }
//! # and so are, with this, lines that say nothing but other fields and their labels:
//! # text = { select = "div.main", without_fields = true }
//! ```
//!
//! Fields of an advert are `text` (needed on a detail page), `id`, `title`, `url`, `posted`,
//! `place`, `account`, `site`, `images`; any other name is kept in the advert's other keys. Without
//! `attribute` a field is the visible text. `posted` understands ISO 8601 and dates with the month in words
//! or the year first without `formats`. With `without`, `without_labels` or `without_fields`, lines that are only links go,
//! too, and so does the title where it heads the text.
//! Selectors are CSS (Selectors Level 4 as far as the crate `selectors` has it). Inside `each`,
//! fields are looked for within the element; `from = "url"` and `from = "page"` look elsewhere.

mod embedded;
mod field;
mod parse;

pub(crate) use embedded::first as first_json;
pub use parse::ProfileError;

use crate::Found;
use crate::page::Page;
use field::{Field, FieldName};
use regex::Regex;
use scraper::{ElementRef, Selector};
use spoor_vocab::Millis;

/// Most adverts of one page, and most bytes of their texts: elements of `each` may lie in each
/// other.
const ADVERTS_MAX: usize = 2000;
const ADVERTS_BYTES_MAX: usize = 16 << 20;

/// How the pages of one site are read. See the module page for the format.
#[derive(Clone, Debug)]
pub struct Profile {
    name: String,
    hosts: Vec<String>,
    language: String,
    rules: Vec<Rule>,
}

/// One field by itself.
pub(crate) struct Reading(Field);

impl Reading {
    /// A field as a profile says it; `None` if it cannot be read.
    pub(crate) fn of(value: &toml::Value) -> Option<Self> {
        parse::one(value).map(Self)
    }

    /// Its first value on a page.
    pub(crate) fn first(&self, page: &Page) -> Option<String> {
        let root = page.elements().next()?;
        self.0.values(page, root, &page.target).into_iter().next()
    }
}

/// What a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Detail,
    Listing,
}

#[derive(Clone, Debug)]
struct Rule {
    kind: Kind,
    url: Option<Regex>,
    has: Option<Selector>,
    each: Option<Selector>,
    fields: Vec<(FieldName, Field)>,
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line, its key and what to do.
    pub fn parse(toml: &str) -> Result<Self, ProfileError> {
        parse::profile(toml)
    }

    /// The name the profile gives itself.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether pages of this host, in lower case, are read with it.
    pub fn reads(&self, host: &str) -> bool {
        !host.is_empty()
            && self.hosts.iter().any(|pattern| match pattern.strip_prefix("*.") {
                Some(domain) => host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
                None => host == pattern,
            })
    }

    /// Reads a page; `false` if no rule fits, or the rule that fits found no text: then the page
    /// is read as if the site were unknown.
    pub(crate) fn read(&self, page: &Page, captured_at: Millis, found: &mut Found<'_>) -> bool {
        let url = page.url().unwrap_or_else(|| page.target.clone());
        let Some(rule) = self.rules.iter().find(|rule| rule.fits(page, &url)) else {
            return false;
        };
        let before = found.drafts.len();
        let roots: Vec<ElementRef<'_>> = match &rule.each {
            Some(each) => page.all(each).collect(),
            None if rule.kind == Kind::Listing => return true,
            None => page.elements().take(1).collect(),
        };
        let any = !roots.is_empty();
        let mut bytes = 0;
        for root in roots.into_iter().take(ADVERTS_MAX) {
            let context = field::Context { page, root, url: &url, profile: self, captured_at };
            if let Some(draft) = context.draft(rule, found) {
                bytes += draft.text.len();
                found.drafts.push(draft);
            }
            if bytes > ADVERTS_BYTES_MAX {
                break;
            }
        }
        if found.drafts.len() > before || (rule.kind == Kind::Listing && !any) {
            return true;
        }
        found.defect(
            "profile.no-text",
            &format!("the profile {:?} finds no text on this page", self.name),
            "the site may have changed: compare the page with the profile's selectors",
        );
        false
    }
}

impl Rule {
    fn fits(&self, page: &Page, url: &str) -> bool {
        self.url.as_ref().is_none_or(|regex| regex.is_match(url))
            && self.has.as_ref().is_none_or(|selector| page.all(selector).next().is_some())
    }
}
