//! Elements that stand alike on most pages with another short text, address or picture on each.

use super::kinds;
use super::samples::{Samples, Seen};
use super::{Candidate, How};
use crate::visible;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::{ElementRef, Selector};

/// Characters of a field.
const CHARS_MAX: usize = 60;
/// An element is on so many of a hundred pages, and says something else on so many of those.
const SHARE: usize = 30;
const DIFFERS: usize = 10;
/// One whose name says which field it is, on so many.
const NAMED_SHARE: usize = 10;
/// A title is on so many of a hundred pages.
const TITLE_SHARE: usize = 80;

/// Elements by path that hold a short text and no block, in the order of the page.
fn short_texts(samples: &Samples, seen: &Seen) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for element in seen.own() {
        let blocks = element.children().filter_map(ElementRef::wrap);
        if blocks.clone().any(|child| visible::is_block(child.value().name())) {
            continue;
        }
        // Of several fields on one line each has an element of its own.
        if blocks.filter(|child| child.text().any(|text| !text.trim().is_empty())).count() > 1 {
            continue;
        }
        if matches!(element.value().name(), "script" | "style" | "title" | "head") {
            continue;
        }
        let text = visible::line(*element);
        if !text.is_empty() && text.chars().count() <= CHARS_MAX {
            found.push((samples.selector(&seen.paths[&element.id()]), text));
        }
    }
    found
}

/// The first value of each selector on each page.
fn by_selector(
    samples: &Samples,
    of: impl Fn(&Seen) -> Vec<(String, String)>,
) -> FxHashMap<String, Vec<Option<String>>> {
    let mut found: FxHashMap<String, Vec<Option<String>>> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        for (select, value) in of(seen) {
            let values = found.entry(select).or_insert_with(|| vec![None; samples.adverts.len()]);
            values[n].get_or_insert(value);
        }
    }
    found
}

/// Whether values are those of a field. Where a name says so they may be all the same: a site of one town.
fn differ(samples: &Samples, values: &[Option<String>], named: bool) -> bool {
    let told: FxHashSet<&String> = values.iter().flatten().collect();
    let on = values.iter().flatten().count();
    if named {
        return on >= samples.share(NAMED_SHARE);
    }
    on >= samples.share(SHARE) && told.len() >= 2 && told.len() * 100 >= on * DIFFERS
}

/// Fields that have an element of their own.
pub(super) fn candidates(samples: &Samples, is_place: &dyn Fn(&str) -> bool) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (select, values) in by_selector(samples, |seen| short_texts(samples, seen)) {
        let hint = hint(&select);
        if !differ(samples, &values, hint.is_some()) {
            continue;
        }
        if let Some((kind, score)) = kinds::of_values(&values, hint, is_place) {
            found.push(Candidate { kind, how: How::Select(select), values, score });
        }
    }
    found.extend(alike(samples, is_place));
    let machine = |seen: &Seen| {
        let of = |element: ElementRef<'_>| {
            let (attribute, value) = match element.value().name() {
                "time" => ("datetime", element.attr("datetime")?.to_owned()),
                "a" => ("href", element.attr("href")?.strip_prefix("tel:")?.to_owned()),
                _ => (
                    "content",
                    element
                        .attr("content")
                        .filter(|_| element.attr("itemprop").is_some())?
                        .to_owned(),
                ),
            };
            Some((format!("{attribute} {}", samples.selector(&seen.paths[&element.id()])), value))
        };
        seen.own().filter_map(of).collect()
    };
    for (how, values) in by_selector(samples, machine) {
        let Some((attribute, select)) = how
            .split_once(' ')
            .filter(|(_, select)| differ(samples, &values, hint(select).is_some()))
        else {
            continue;
        };
        let (attribute, regex) = match attribute {
            "datetime" => ("datetime", None),
            "href" => ("href", Some("tel:(.*)")),
            _ => ("content", None),
        };
        if let Some((kind, score)) = kinds::of_values(&values, hint(select), is_place) {
            let how = How::Attribute { select: select.to_owned(), attribute, regex };
            // What is there for machines is better than what is there for people.
            found.push(Candidate { kind, how, values, score: score + 1.0 });
        }
    }
    found.sort_by(|a, b| format!("{:?}", a.how).cmp(&format!("{:?}", b.how)));
    found
}

/// Fields among elements that all stand alike, told by what their values look like.
fn alike(samples: &Samples, is_place: &dyn Fn(&str) -> bool) -> Vec<Candidate> {
    let mut of_select: FxHashMap<String, Vec<Vec<String>>> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        for (select, value) in short_texts(samples, seen) {
            let pages =
                of_select.entry(select).or_insert_with(|| vec![Vec::new(); samples.adverts.len()]);
            pages[n].push(value);
        }
    }
    let mut found = Vec::new();
    for (select, pages) in of_select.iter().filter(|(_, pages)| pages.iter().any(|p| p.len() > 1)) {
        for kind in kinds::FieldKind::ALL {
            let Some(pattern) = kind.pattern() else { continue };
            let Ok(regex) = regex::Regex::new(pattern) else { continue };
            let first = |values: &Vec<String>| values.iter().find(|v| regex.is_match(v)).cloned();
            let values: Vec<Option<String>> = pages.iter().map(first).collect();
            let told: Vec<&String> = values.iter().flatten().collect();
            if differ(samples, &values, false)
                && told.iter().all(|value| kind.fits(value, is_place))
            {
                let score = told.len() as f64 / values.len() as f64 + 0.5;
                let how = How::Among { select: select.clone(), regex: pattern };
                found.push(Candidate { kind, how, values, score });
            }
        }
    }
    found
}

/// What tag, classes and properties of an element say that it is.
fn hint(select: &str) -> Option<kinds::FieldKind> {
    let last = select.rsplit(" > ").next().unwrap_or_default();
    // Of an attribute the value counts, not its name.
    let told: Vec<&str> =
        last.split('[').map(|part| part.split_once('=').map_or(part, |p| p.1)).collect();
    let words = told.iter().flat_map(|part| part.split(|c: char| !c.is_ascii_alphabetic()));
    words.filter(|word| word.len() > 2).find_map(kinds::of_name)
}

/// The number of an advert, where its address has one.
pub(super) fn from_urls(samples: &Samples) -> Option<Candidate> {
    let pattern = r"(\d{3,})[^/\d]*/?$";
    let regex = regex::Regex::new(pattern).ok()?;
    let number = |seen: &Seen| Some(regex.captures(&seen.url)?.get(1)?.as_str().to_owned());
    let values: Vec<Option<String>> = samples.adverts.iter().map(number).collect();
    let told: FxHashSet<&String> = values.iter().flatten().collect();
    let all = told.len() == values.len();
    all.then(|| Candidate {
        kind: kinds::FieldKind::Id,
        how: How::Url(pattern.to_owned()),
        values,
        // A label says it better.
        score: 1.0,
    })
}

/// The element of the title: a heading with another text on each page, which the page's title repeats.
pub(super) fn title(samples: &Samples) -> Option<String> {
    let titles: Vec<String> = samples
        .adverts
        .iter()
        .map(|seen| {
            let selector = Selector::parse("title").ok();
            let title = selector.and_then(|s| seen.page.all(&s).next().map(|e| e.text().collect()));
            let title: String = title.unwrap_or_default();
            title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
        })
        .collect();
    let of = |seen: &Seen| {
        let heads = seen.own().filter(|element| {
            let inside = element.children().filter_map(ElementRef::wrap);
            !inside.clone().any(|child| visible::is_block(child.value().name()))
        });
        let text = |element: ElementRef<'_>| {
            let text = visible::line(*element);
            let length = text.chars().count();
            let is_link = element.value().name() == "a";
            let fits = !is_link && (3..=200).contains(&length);
            fits.then(|| (samples.selector(&seen.paths[&element.id()]), text))
        };
        heads.filter_map(text).collect()
    };
    let mut best: Option<(f64, String)> = None;
    for (select, values) in by_selector(samples, of) {
        let on = values.iter().flatten().count();
        let told: FxHashSet<&String> = values.iter().flatten().collect();
        if on < samples.share(TITLE_SHARE) || told.len() * 2 < on {
            continue;
        }
        let repeated = values.iter().zip(&titles).filter(|(value, title)| {
            value.as_ref().is_some_and(|value| title.contains(&value.to_lowercase()))
        });
        let tag = select.rsplit(" > ").next().unwrap_or_default();
        let is_heading = tag.starts_with(['h', 'c']) && !tag.starts_with("html");
        let repeated = repeated.count() as f64 / on as f64;
        if !is_heading && repeated < 0.7 {
            continue;
        }
        let score = repeated * 2.0
            + f64::from(u8::from(is_heading)) * 0.5
            + on as f64 / values.len() as f64;
        let is_better = |best: &(f64, String)| {
            score > best.0 || (score == best.0 && select.len() < best.1.len())
        };
        if best.as_ref().is_none_or(is_better) {
            best = Some((score, select));
        }
    }
    best.map(|(_, select)| select)
}

/// The element of pictures: other ones on each page, in no link to another page.
pub(super) fn images(samples: &Samples) -> Option<String> {
    let of = |seen: &Seen| -> Vec<(String, String)> {
        let images = seen.own().filter(|e| e.value().name() == "img");
        let one = |image: ElementRef<'_>| {
            let src = image.attr("src")?.to_owned();
            let link =
                image.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "a");
            let away = link.and_then(|link| link.attr("href")).is_some_and(|href| href != src);
            (!away).then(|| (samples.selector(&seen.paths[&image.id()]), src))
        };
        images.filter_map(one).collect()
    };
    let found = by_selector(samples, of);
    let differs = |values: &Vec<Option<String>>| {
        let told: FxHashSet<&String> = values.iter().flatten().collect();
        let on = values.iter().flatten().count();
        on >= 2 && told.len() * 10 >= on * 8
    };
    let mut found: Vec<_> = found.into_iter().filter(|(_, values)| differs(values)).collect();
    found.sort_by_key(|(select, values)| {
        (std::cmp::Reverse(values.iter().flatten().count()), select.clone())
    });
    found.into_iter().next().map(|(select, _)| select)
}
