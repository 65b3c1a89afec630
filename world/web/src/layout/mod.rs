//! Twelve ways to write pages, a third of them held out; and eight more, written when wrapper induction
//! stood, by somebody who had not read it.
//!
//! A layout writes the frame of every page of a site, its listings, and its pages of one thing.
//! Those held out share no class name, and no way of writing a field, with the others; the eight share
//! none with either, nor do the eight in `unseen`, which nothing was ever tuned on.

mod anchors;
mod article;
mod bem;
mod broken;
mod cards;
mod column;
mod elements;
mod grid;
mod hashed;
mod heads;
mod icons;
mod labels;
mod lines;
mod list;
mod micro;
mod pairs;
mod panel;
mod scope;
mod table;
mod unseen;
mod utility;

use crate::plan::Layouts;
use std::fmt;

/// Appends formatted text to a string.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {{
        use std::fmt::Write as _;
        // A String takes all that is written to it.
        let _ = write!($out, $($arg)*);
    }};
}
pub(crate) use put;

/// What is shown of a thing beside title, text and pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Price,
    Place,
    Age,
    Posted,
    Phone,
    Account,
    Number,
}

impl Field {
    /// Its name in the table of labels.
    pub(crate) fn label(self) -> &'static str {
        ["price", "place", "age", "posted", "phone", "member", "number"][self as usize]
    }
}

/// A field as shown.
pub(crate) struct Fact {
    pub(crate) field: Field,
    pub(crate) label: &'static str,
    pub(crate) value: String,
}

/// A link: what it says and where it leads, the latter ready to be written in quotes.
pub(crate) type Link = (String, String);

/// What is on every page.
pub(crate) struct Frame<'a> {
    pub(crate) lang: &'static str,
    pub(crate) brand: &'a str,
    pub(crate) title: String,
    pub(crate) charset: &'static str,
    pub(crate) nav: Vec<Link>,
    pub(crate) side: Vec<Link>,
    pub(crate) footer: Vec<Link>,
    /// Settles what differs between sites of one layout.
    pub(crate) tag: u64,
}

/// A thing as listed.
pub(crate) struct Entry {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) price: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) posted: Option<String>,
    pub(crate) image: Option<String>,
}

/// A listing.
pub(crate) struct Listing {
    pub(crate) heading: String,
    pub(crate) entries: Vec<Entry>,
    /// Other orders and filters.
    pub(crate) refine: Vec<Link>,
    pub(crate) pager: Vec<Link>,
}

/// A page of one thing.
pub(crate) struct Detail {
    pub(crate) title: String,
    pub(crate) facts: Vec<Fact>,
    pub(crate) text_label: &'static str,
    pub(crate) text: String,
    pub(crate) images: Vec<String>,
    pub(crate) crumbs: Vec<Link>,
    pub(crate) tools: Vec<Link>,
    pub(crate) related_label: &'static str,
    pub(crate) related: Vec<Entry>,
}

impl Detail {
    /// The value of a field, if it is shown.
    fn value(&self, field: Field) -> Option<&str> {
        self.facts.iter().find(|f| f.field == field).map(|f| f.value.as_str())
    }
}

/// A way to write pages.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    pub(crate) held_out: bool,
    pub(crate) open: fn(&Frame<'_>, &mut String),
    pub(crate) close: fn(&Frame<'_>, &mut String),
    pub(crate) listing: fn(&Frame<'_>, &Listing, &mut String),
    pub(crate) detail: fn(&Frame<'_>, &Detail, &mut String),
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The first twelve.
static LAYOUTS: [Layout; 12] = [
    table::LAYOUT,
    cards::LAYOUT,
    bem::LAYOUT,
    list::LAYOUT,
    hashed::LAYOUT,
    grid::LAYOUT,
    labels::LAYOUT,
    micro::LAYOUT,
    lines::LAYOUT,
    broken::LAYOUT,
    article::LAYOUT,
    elements::LAYOUT,
];

/// Those that came later.
static FRESH: [Layout; 8] = [
    icons::LAYOUT,
    panel::LAYOUT,
    column::LAYOUT,
    scope::LAYOUT,
    anchors::LAYOUT,
    pairs::LAYOUT,
    heads::LAYOUT,
    utility::LAYOUT,
];

/// The layouts of a plan.
pub(crate) fn of(which: Layouts) -> Vec<&'static Layout> {
    match which {
        Layouts::Train => LAYOUTS.iter().filter(|l| !l.held_out).collect(),
        Layouts::HeldOut => LAYOUTS.iter().filter(|l| l.held_out).collect(),
        Layouts::All => LAYOUTS.iter().collect(),
        Layouts::Fresh => FRESH.iter().collect(),
        Layouts::Unseen => unseen::UNSEEN.iter().collect(),
    }
}

/// Text in HTML.
pub(crate) struct Esc<'a>(pub(crate) &'a str);

impl fmt::Display for Esc<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                _ => "&quot;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// Text in HTML, its lines parted by elements.
struct Lines<'a>(&'a str, &'static str);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, line) in self.0.split('\n').filter(|l| !l.trim().is_empty()).enumerate() {
            if n > 0 {
                f.write_str(self.1)?;
            }
            Esc(line).fmt(f)?;
        }
        Ok(())
    }
}

/// Links, each between `before` and `after`.
fn links(all: &[Link], before: &str, after: &str, out: &mut String) {
    for (label, href) in all {
        put!(out, "{before}<a href=\"{href}\">{}</a>{after}", Esc(label));
    }
}
