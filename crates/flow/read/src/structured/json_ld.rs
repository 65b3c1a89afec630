//! JSON-LD 1.1 in `<script type="application/ld+json">`: read as plain JSON, contexts aside.

use super::thing::{Thing, is_advert};
use crate::page::Page;
use serde_json::{Map, Value};

/// Most adverts of one page.
const THINGS_MAX: usize = 500;

/// Most values looked at.
const VALUES_MAX: usize = 200_000;

/// The adverts of all scripts of a page; a script that is no JSON gives none.
pub(crate) fn read(page: &Page) -> Vec<Thing> {
    let mut things = Vec::new();
    for element in page.elements() {
        let kind = element.value().attr("type").unwrap_or_default();
        if element.value().name() != "script" || !kind.trim().starts_with("application/ld+json") {
            continue;
        }
        let script: String = element.text().collect();
        let script = script.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
        let script = script.trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
        if let Some(value) = parse(script) {
            collect(&value, &mut things);
        }
    }
    things
}

/// Parses; if that fails only for line breaks inside strings, which many sites write, tries
/// again without them.
fn parse(script: &str) -> Option<Value> {
    serde_json::from_str(script).ok().or_else(|| {
        let script = script.trim_end_matches(';').replace(['\n', '\r', '\t'], " ");
        serde_json::from_str(&script).ok()
    })
}

/// Collects adverts, top down: what lies inside an advert belongs to it.
pub(crate) fn collect(value: &Value, things: &mut Vec<Thing>) {
    let mut stack = vec![value];
    let mut seen = 0;
    while let Some(value) = stack.pop() {
        seen += 1;
        if things.len() >= THINGS_MAX || seen > VALUES_MAX {
            return;
        }
        match value {
            Value::Array(items) => stack.extend(items.iter().rev()),
            Value::Object(object) => {
                let types: Vec<&str> = texts(object.get("@type"));
                if types.iter().any(|t| is_advert(t))
                    && let Some(thing) = thing(object)
                {
                    things.push(thing);
                } else if !types.iter().any(|t| t.ends_with("ItemList")) {
                    let inner = [
                        "@graph",
                        "mainEntity",
                        "mainEntityOfPage",
                        "offers",
                        "itemOffered",
                        "makesOffer",
                        "about",
                    ];
                    stack.extend(inner.iter().rev().filter_map(|key| object.get(*key)));
                }
            }
            _ => {}
        }
    }
}

/// An advert; `None` if it has no text.
fn thing(object: &Map<String, Value>) -> Option<Thing> {
    let offer = object.get("offers").and_then(first_object);
    let item = object.get("itemOffered").and_then(first_object);
    let places = [Some(object), offer, item];
    let find = |keys: &[&str]| {
        places
            .iter()
            .flatten()
            .flat_map(|o| keys.iter().map(move |key| o.get(*key)))
            .find_map(|value| text_of(value?))
    };
    let text = find(&Thing::TEXT)?;
    let images = object.get("image").or_else(|| item.and_then(|o| o.get("image")));
    Some(Thing {
        text,
        title: find(&Thing::TITLE),
        id: find(&Thing::ID),
        url: find(&["url"]).or_else(|| find(&["@id"]).filter(|id| id.starts_with("http"))),
        posted: find(&Thing::POSTED),
        place: find(&Thing::PLACE),
        account: find(&Thing::ACCOUNT),
        images: images.map(image_urls).unwrap_or_default(),
        phone: find(&["telephone"]),
        email: find(&["email"]),
        price: price(places),
    })
}

fn price(places: [Option<&Map<String, Value>>; 3]) -> Option<String> {
    places.iter().flatten().find_map(|object| {
        let amount = text_of(object.get("price")?)?;
        let currency = object.get("priceCurrency").and_then(text_of).unwrap_or_default();
        Some(format!("{amount} {currency}").trim().to_owned())
    })
}

fn first_object(value: &Value) -> Option<&Map<String, Value>> {
    match value {
        Value::Array(items) => items.first().and_then(Value::as_object),
        other => other.as_object(),
    }
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A text, a number, or what names an object: a place by its town, a thing by its name.
fn text_of(value: &Value) -> Option<String> {
    let mut value = value;
    // Address in place in location: never deeper than this in schema.org.
    for _ in 0..6 {
        match value {
            Value::String(text) if !text.trim().is_empty() => return Some(text.clone()),
            Value::Number(number) => return Some(number.to_string()),
            Value::Array(items) => value = items.first()?,
            Value::Object(object) => {
                let keys = [
                    "value",
                    "@value",
                    "address",
                    "addressLocality",
                    "name",
                    "addressRegion",
                    "addressCountry",
                    "@id",
                ];
                value = keys.iter().find_map(|key| object.get(*key))?;
            }
            _ => return None,
        }
    }
    None
}

fn image_urls(value: &Value) -> Vec<String> {
    let items = match value {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    items
        .into_iter()
        .filter_map(|item| match item {
            Value::String(url) => Some(url.clone()),
            Value::Object(object) => {
                ["contentUrl", "url", "@id"].iter().find_map(|k| object.get(*k)).and_then(text_of)
            }
            _ => None,
        })
        .collect()
}
