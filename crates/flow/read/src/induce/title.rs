//! The element of the title: a short text, another one on each page, that is said elsewhere too: in the
//! page's own title, or in links that lead to it.

use super::samples::{Samples, Seen};
use super::{Candidate, Way, affix, settle};
use crate::visible;
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::{ElementRef, Selector};
use url::Url;

/// A title is on so many of a hundred pages.
const SHARE: usize = 80;
/// Of a hundred values, those that are only of one page.
const DIFFERS: usize = 50;
/// Part of its pages on which a title that is no heading is said elsewhere.
const REPEATED: f64 = 0.7;
/// Fewest pages with links to them that tell anything.
const LINKED_MIN: usize = 3;
/// Characters of a title.
const CHARS: std::ops::RangeInclusive<usize> = 3..=200;

/// What is said of each page elsewhere, in lower case.
struct Said {
    titles: Vec<String>,
    links: Vec<FxHashSet<String>>,
}

impl Said {
    fn of(samples: &Samples) -> Self {
        let mut to: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
        for seen in samples.adverts.iter().chain(&samples.others) {
            let Ok(base) = Url::parse(&seen.url) else { continue };
            for link in seen.page.elements().filter(|e| e.value().name() == "a") {
                let Some(url) = link.attr("href").and_then(|href| base.join(href).ok()) else {
                    continue;
                };
                let text = visible::line(*link).to_lowercase();
                if CHARS.contains(&text.chars().count()) {
                    to.entry(url.into()).or_default().insert(text);
                }
            }
        }
        let title = |seen: &Seen| {
            let title = seen.page.elements().find(|e| e.value().name() == "title");
            let title: String = title.map(|e| e.text().collect()).unwrap_or_default();
            title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        };
        let own = |seen: &Seen| {
            let url = Url::parse(&seen.url).map(String::from).unwrap_or_default();
            to.get(&url).cloned().unwrap_or_default()
        };
        Self {
            titles: samples.adverts.iter().map(title).collect(),
            links: samples.adverts.iter().map(own).collect(),
        }
    }

    /// Part of the values that the page's title repeats, or that links say; whichever is more.
    fn share(&self, values: &[Option<String>]) -> f64 {
        let (mut on, mut repeated, mut linked, mut said) = (0, 0, 0, 0);
        for (n, value) in values.iter().enumerate() {
            let Some(value) = value.as_ref().map(|value| value.to_lowercase()) else { continue };
            on += 1;
            repeated += usize::from(self.titles[n].contains(&value));
            linked += usize::from(!self.links[n].is_empty());
            said += usize::from(self.links[n].contains(&value));
        }
        let part = |some: usize, of: usize| if of == 0 { 0.0 } else { some as f64 / of as f64 };
        let by_links = if linked >= LINKED_MIN { part(said, linked) } else { 0.0 };
        part(repeated, on).max(by_links)
    }
}

/// Texts that may be a title, on one page, with the way to each.
fn texts(samples: &Samples, seen: &Seen) -> Vec<((String, bool), String)> {
    let mut found = Vec::new();
    for inline in &seen.inline {
        if inline.linked || !CHARS.contains(&inline.text.chars().count()) {
            continue;
        }
        let select = samples.selector(seen.path(inline.element));
        if !inline.own.is_empty() && inline.own != inline.text {
            found.push(((select.clone(), true), inline.own.clone()));
        }
        found.push(((select, false), inline.text.clone()));
    }
    found
}

/// A way that may be that of the title: how well, selector and whether only its own words, values.
type Scored = (f64, (String, bool), Vec<Option<String>>);

/// The way to the title.
pub(super) fn of(samples: &Samples, chosen: &[Candidate]) -> Option<Way> {
    let said = Said::of(samples);
    let mut all: FxHashMap<(String, bool), Vec<Option<String>>> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        for (key, text) in texts(samples, seen) {
            let values = all.entry(key).or_insert_with(|| vec![None; samples.adverts.len()]);
            values[n].get_or_insert(text);
        }
    }
    let is_field = |values: &Vec<Option<String>>| {
        chosen.iter().any(|field| {
            let both = values.iter().zip(&field.values);
            let same = both.filter(|(a, b)| a.is_some() && a == b).count();
            same * 2 > values.iter().flatten().count()
        })
    };
    let mut ways: Vec<Scored> = Vec::new();
    for (key, values) in all {
        let on = values.iter().flatten().count();
        let told: FxHashSet<&String> = values.iter().flatten().collect();
        if on < samples.share(SHARE) || told.len() * 100 < on * DIFFERS || is_field(&values) {
            continue;
        }
        let tag = key.0.rsplit(" > ").next().unwrap_or_default();
        let is_heading = tag.starts_with(['h', 'c']) && !tag.starts_with("html");
        let repeated = said.share(&values);
        if is_heading || repeated >= REPEATED {
            let heading = f64::from(u8::from(is_heading)) * 0.5;
            let score = repeated * 2.0 + heading + on as f64 / values.len() as f64;
            ways.push((score, key, values));
        }
    }
    ways.sort_by(|a, b| {
        b.0.total_cmp(&a.0).then_with(|| (a.1.0.len(), &a.1).cmp(&(b.1.0.len(), &b.1)))
    });
    let settled = ways.iter().find_map(|(_, (select, own), values)| {
        settle::way(samples, &Way { own: *own, ..Way::select(select) }, values)
    });
    settled.or_else(|| of_heads(samples))
}

/// What the page calls itself, without the name of the site.
fn of_heads(samples: &Samples) -> Option<Way> {
    let whole = Way::select("title");
    let values: Vec<Option<String>> =
        samples.adverts.iter().map(|seen| value(seen, &whole)).collect();
    let told: FxHashSet<&String> = values.iter().flatten().collect();
    if told.len() * 100 < samples.adverts.len() * DIFFERS || told.len() < 2 {
        return None;
    }
    Some(affix::trim(&values).map_or_else(|| whole.clone(), |trimmed| affix::way(&whole, &trimmed)))
}

/// The title of a page.
pub(super) fn value(seen: &Seen, way: &Way) -> Option<String> {
    let selector = Selector::parse(way.select.as_ref()?).ok()?;
    let element = seen.page.all(&selector).next()?;
    let text = if way.own {
        own(element)
    } else if element.value().name() == "title" {
        element.text().collect()
    } else {
        visible::line(*element)
    };
    let Some(regex) = way.regex.as_ref().and_then(|regex| Regex::new(regex).ok()) else {
        return Some(text);
    };
    Some(regex.captures(&text)?.get(1)?.as_str().to_owned())
}

/// The words of an element itself, without those inside.
pub(super) fn own(element: ElementRef<'_>) -> String {
    let texts = element.children().filter_map(|child| child.value().as_text());
    texts.flat_map(|text| text.split_whitespace()).collect::<Vec<_>>().join(" ")
}
