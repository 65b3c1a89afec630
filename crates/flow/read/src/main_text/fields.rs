//! What else an unknown page says of its advert: title, date, pictures, contacts behind links.

use super::names::{self, Role};
use crate::date;
use crate::draft::Draft;
use crate::page::Page;
use crate::visible;
use ego_tree::NodeId;
use scraper::ElementRef;
use spoor_vocab::Millis;

/// Most pictures kept.
const IMAGES_MAX: usize = 500;

/// A day, in milliseconds.
const DAY_MS: Millis = 86_400_000;

/// Most main headings looked at.
const HEADINGS_MAX: usize = 20;

/// Most links kept.
const LINKS_MAX: usize = 50;

/// Beginnings of links that are a way to reach the placer.
const CONTACTS: [&str; 12] = [
    "tel:",
    "sms:",
    "mailto:",
    "whatsapp:",
    "viber:",
    "tg:",
    "skype:",
    "https://wa.me/",
    "https://api.whatsapp.com/",
    "https://t.me/",
    "https://www.instagram.com/",
    "https://onlyfans.com/",
];

/// Whether a link is a way to reach the placer.
pub(super) fn is_contact(href: &str) -> bool {
    CONTACTS.iter().any(|beginning| href.starts_with(beginning))
}

/// Whether a link calls or writes to a telephone.
pub(super) fn is_call(href: &str) -> bool {
    let calls =
        ["tel:", "sms:", "whatsapp:", "viber:", "https://wa.me/", "https://api.whatsapp.com/"];
    calls.iter().any(|beginning| href.starts_with(beginning))
}

/// The page's main heading, if it has just one; that of the site does not count.
pub(super) fn only_heading(page: &Page) -> Option<ElementRef<'_>> {
    let beside = |e: &ElementRef<'_>| names::role(e.value()) == Role::Beside;
    let mut headings = page
        .elements()
        .filter(|e| e.value().name() == "h1")
        .take(HEADINGS_MAX)
        .filter(|e| !e.ancestors().filter_map(ElementRef::wrap).any(|a| beside(&a)));
    headings.next().filter(|_| headings.next().is_none())
}

/// The title: the main heading, else what the page calls itself for others, else its `<title>`.
pub(super) fn title(
    page: &Page,
    metas: &Metas<'_>,
    heading: Option<ElementRef<'_>>,
) -> Option<String> {
    let named = || metas.first(&["og:title", "twitter:title"]);
    let title = || {
        let element = page.elements().find(|e| e.value().name() == "title")?;
        Some(element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
    };
    heading
        .map(|h1| visible::line(*h1))
        .filter(|text| !text.is_empty())
        .or_else(named)
        .or_else(title)
        .filter(|text| !text.is_empty())
}

/// Fills in what stands in the page's head and in the advert's element.
pub(super) fn fill(page: &Page, metas: &Metas<'_>, root: NodeId, draft: &mut Draft) {
    let posted =
        metas.first(&["article:published_time", "og:published_time", "datePublished", "date"]);
    let posted = posted.as_deref().and_then(date::iso);
    draft.posted = posted.or(draft.posted);
    let place = metas.first(&["geo.placename", "og:locality", "place:location:locality"]);
    draft.place = place.or(draft.place.take());
    let Some(node) = page.html.tree.get(root) else { return };
    let mut links = Vec::new();
    let mut timed = posted.is_some();
    visible::walk(
        node,
        &mut (&mut *draft, &mut links),
        |(draft, links), inside| {
            let Some(e) = inside.value().as_element() else { return true };
            match e.name() {
                "time" if !timed => {
                    let stated = e.attr("datetime").and_then(date::iso);
                    // A by-line is for people: where both speak of one day, the machine's is exact.
                    let same_day =
                        |at: Millis| draft.posted.is_none_or(|shown| (at - shown).abs() <= DAY_MS);
                    draft.posted = stated.filter(|at| same_day(*at)).or(draft.posted);
                    timed = stated.is_some();
                }
                "img" if draft.images.len() < IMAGES_MAX => {
                    draft.images.extend(e.attr("src").or(e.attr("data-src")).map(str::to_owned));
                }
                "a" => {
                    let href = e.attr("href").unwrap_or_default();
                    if is_contact(href) && links.len() < LINKS_MAX {
                        links.push(href.to_owned());
                    }
                }
                _ => {}
            }
            names::role(e) != Role::Beside
        },
        |_, _| (),
    );
    draft.images.retain(|src| !src.starts_with("data:"));
    if draft.images.is_empty() {
        draft.images.extend(metas.first(&["og:image"]));
    }
    if !links.is_empty() {
        draft.extra.insert("links".to_owned(), serde_json::Value::from(links).to_string());
    }
}

/// Names and contents of the page's `<meta>` elements.
pub(super) struct Metas<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Metas<'a> {
    pub(super) fn of(page: &'a Page) -> Self {
        let metas = page.elements().map(|e| e.value()).filter(|e| e.name() == "meta");
        Self(
            metas
                .filter_map(|e| {
                    let names = [e.attr("property"), e.attr("name"), e.attr("itemprop")];
                    Some((names.into_iter().flatten().next()?, e.attr("content")?.trim()))
                })
                .filter(|(_, content)| !content.is_empty())
                .collect(),
        )
    }

    /// The first content of the first of these names that has one.
    fn first(&self, names: &[&str]) -> Option<String> {
        let find = |wanted: &&str| self.0.iter().find(|(name, _)| name == wanted);
        names.iter().find_map(find).map(|(_, content)| (*content).to_owned())
    }
}
