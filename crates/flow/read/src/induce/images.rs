//! Where the pictures of an advert stand: other ones on each page, in no link to another page.

use super::Way;
use super::samples::{Samples, Seen};
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::ElementRef;

/// A picture as the background of an element.
const BACKGROUND: &str = r#"url\(["']?([^"')]+)"#;
/// The first address of a set.
const SET: &str = r"^\s*([^\s,]+)";
/// Of a hundred pictures, those that are only on one page.
const DIFFERS: usize = 80;

/// How good a way is: pages, pictures, and how plainly it is shown.
type Rank = (usize, usize, u8);

/// Addresses of pictures that an element has, with the attribute they stand in.
fn pictures<'a>(element: ElementRef<'a>) -> Vec<(&'a str, &'a str)> {
    let name = element.value().name();
    let is_picture = |attribute: &str, value: &str| match (name, attribute) {
        ("img" | "source" | "amp-img", _) if attribute.starts_with("data-") => is_image(value),
        ("img" | "amp-img", "src") => !value.starts_with("data:"),
        ("img" | "source", "srcset") => true,
        ("a" | "link", "href") => is_image(value),
        (_, "style") => value.contains("url("),
        (_, _) => attribute.starts_with("data-") && is_image(value),
    };
    element.value().attrs().filter(|(attribute, value)| is_picture(attribute, value)).collect()
}

/// Whether an address is that of a picture by its ending.
fn is_image(address: &str) -> bool {
    let path = address.split(['?', '#', ' ']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"].iter().any(|end| path.ends_with(end))
}

/// Whether the element stands in a link that leads elsewhere.
fn leads_away(element: ElementRef<'_>, src: &str) -> bool {
    let is_link = |e: &ElementRef<'_>| e.value().name() == "a";
    let link = element.ancestors().filter_map(ElementRef::wrap).find(is_link);
    let href = link.and_then(|link| link.attr("href"));
    href.is_some_and(|href| href != src && !href.starts_with('#') && !is_image(href))
}

/// The way to the pictures.
pub(super) fn of(samples: &Samples) -> Option<Way> {
    let mut found: FxHashMap<(String, String), Vec<FxHashSet<String>>> = FxHashMap::default();
    let mut pages: FxHashMap<(String, String), usize> = FxHashMap::default();
    let one = |seen: &Seen| {
        let mut own: FxHashMap<(String, String), FxHashSet<String>> = FxHashMap::default();
        for element in seen.own() {
            for (attribute, value) in
                pictures(element).into_iter().filter(|(_, v)| !leads_away(element, v))
            {
                let select = samples.selector(seen.path(element.id()));
                own.entry((select, attribute.to_owned())).or_default().insert(value.to_owned());
            }
        }
        own
    };
    for seen in &samples.adverts {
        for (key, pictures) in one(seen) {
            *pages.entry(key.clone()).or_default() += 1;
            found.entry(key).or_default().push(pictures);
        }
    }
    let mut ways: Vec<(Rank, (String, String))> = Vec::new();
    for (key, on) in found {
        let all: usize = on.iter().map(FxHashSet::len).sum();
        let told: FxHashSet<&String> = on.iter().flatten().collect();
        if on.len() >= 2 && told.len() * 100 >= all * DIFFERS {
            // What a browser shows without a script is better than what it may show.
            let plain = match key.1.as_str() {
                "src" => 3,
                "href" => 1,
                "srcset" | "style" => 0,
                _ => 2,
            };
            ways.push(((on.len(), all, plain), key));
        }
    }
    ways.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let (select, attribute) = ways.into_iter().next()?.1;
    let regex = match attribute.as_str() {
        "style" => Some(BACKGROUND.to_owned()),
        "srcset" | "data-srcset" => Some(SET.to_owned()),
        _ => None,
    };
    Some(Way { attribute: Some(attribute), regex, ..Way::select(&select) })
}
