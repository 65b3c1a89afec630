//! Microdata (HTML Standard, section 5): `itemscope`, `itemtype`, `itemprop`.

use super::thing::{Thing, is_advert};
use crate::page::Page;
use crate::visible;
use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

/// Most adverts of one page.
const THINGS_MAX: usize = 500;

/// Most pictures of one advert.
const IMAGES_MAX: usize = 500;

/// The adverts of a page.
pub(crate) fn read(page: &Page) -> Vec<Thing> {
    page.elements()
        .filter(|e| e.value().attr("itemscope").is_some() && of_advert(e))
        .filter(|e| !inside_advert(e))
        .filter_map(|e| thing(*e))
        .take(THINGS_MAX)
        .collect()
}

fn of_advert(element: &ElementRef<'_>) -> bool {
    let kinds = element.value().attr("itemtype").unwrap_or_default();
    kinds.split_ascii_whitespace().any(is_advert)
}

/// An offer inside a product is part of it, not another advert.
fn inside_advert(element: &ElementRef<'_>) -> bool {
    element.value().attr("itemprop").is_some()
        && element.ancestors().filter_map(ElementRef::wrap).any(|a| of_advert(&a))
}

fn thing(root: NodeRef<'_, Node>) -> Option<Thing> {
    let texts: [Option<String>; Thing::TEXT.len()] = Default::default();
    let mut found = (Thing::default(), texts);
    visible::walk(
        root,
        &mut found,
        |(thing, texts), node| {
            let Some(element) = ElementRef::wrap(node) else { return true };
            let properties = element.value().attr("itemprop").unwrap_or_default();
            for property in properties.split_ascii_whitespace().filter(|_| node.id() != root.id()) {
                if let Some(at) = Thing::TEXT.iter().position(|p| *p == property) {
                    texts[at].get_or_insert_with(|| value(element));
                } else {
                    take(thing, property, element);
                }
            }
            // An item that is no property of this one is an item of its own.
            node.id() == root.id()
                || element.value().attr("itemscope").is_none()
                || !properties.is_empty()
        },
        |_, _| (),
    );
    let (mut thing, texts) = found;
    thing.text = texts.into_iter().flatten().next()?;
    Some(thing)
}

fn take(thing: &mut Thing, property: &str, element: ElementRef<'_>) {
    let slot = match property {
        p if Thing::TITLE.contains(&p) && !is_nested(element) => &mut thing.title,
        p if Thing::ID.contains(&p) => &mut thing.id,
        p if Thing::POSTED.contains(&p) => &mut thing.posted,
        p if Thing::PLACE.contains(&p) => &mut thing.place,
        p if Thing::ACCOUNT.contains(&p) => &mut thing.account,
        "url" if !is_nested(element) => &mut thing.url,
        "telephone" => &mut thing.phone,
        "email" => &mut thing.email,
        "price" => &mut thing.price,
        "image" | "photo" if thing.images.len() < IMAGES_MAX => {
            thing.images.extend(attribute(element));
            return;
        }
        _ => return,
    };
    if slot.is_none() {
        *slot = Some(value(element)).filter(|v| !v.is_empty());
    }
}

/// Whether the property belongs to an item inside the advert, such as its seller.
fn is_nested(element: ElementRef<'_>) -> bool {
    let scope = element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|a| a.value().attr("itemscope").is_some());
    scope.is_some_and(|scope| scope.value().attr("itemprop").is_some())
}

/// The value of a property element.
fn value(element: ElementRef<'_>) -> String {
    match attribute(element) {
        Some(value) => value,
        None if element.value().attr("itemscope").is_some() => name_inside(element),
        None => visible::text(*element),
    }
}

/// The value of a property element that has it in an attribute.
fn attribute(element: ElementRef<'_>) -> Option<String> {
    let e = element.value();
    let attribute = match e.name() {
        "meta" => e.attr("content"),
        "a" | "link" | "area" => e.attr("href"),
        "img" | "audio" | "video" | "source" | "embed" | "iframe" => e.attr("src"),
        "object" => e.attr("data"),
        "data" | "meter" => e.attr("value"),
        "time" => e.attr("datetime"),
        _ => e.attr("content"),
    };
    attribute.map(|value| value.trim().to_owned())
}

/// What names an item that is a property: its town, its name, else its text.
fn name_inside(element: ElementRef<'_>) -> String {
    let inside = |wanted: &str| {
        element
            .descendants()
            .skip(1)
            .filter_map(ElementRef::wrap)
            .find(|e| e.value().attr("itemprop") == Some(wanted))
            .filter(|e| e.value().attr("itemscope").is_none())
            .map(value)
    };
    ["addressLocality", "name", "value"]
        .iter()
        .find_map(|wanted| inside(wanted))
        .unwrap_or_else(|| visible::line(*element))
}
