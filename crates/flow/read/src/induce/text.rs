//! The words of the advert: the smallest element that holds nearly all that is only of its page.

use super::labels::Label;
use super::samples::{Samples, Seen};
use super::{Candidate, Way};
use crate::label::{Beside, behind, is_told};
use crate::lines::Line;
use rustc_hash::FxHashMap;

/// Part of the words that the element must hold, of a hundred.
const SHARE: usize = 85;
/// Of so many of a hundred pages.
const PAGES: usize = 80;
/// Of a hundred pages, those that have lines of fields among the words.
const FIELDS: usize = 10;
/// Lines of the site that a profile names.
const NAMED_MAX: usize = 40;

/// Where the words stand, and what stands among them that is none of them.
pub(super) struct Text {
    pub(super) select: String,
    /// Where the element stands.
    pub(super) path: String,
    /// Lines that say only what other fields say stand among them.
    pub(super) without_fields: bool,
    pub(super) without: Vec<String>,
    pub(super) without_labels: Vec<String>,
}

/// The lines of a page that are its own words.
fn own<'a>(samples: &Samples, seen: &'a Seen, labels: &[&str], fields: &[&str]) -> Vec<&'a Line> {
    let mut own = Vec::new();
    let mut is_value = false;
    for line in &seen.lines {
        if std::mem::take(&mut is_value) {
            continue;
        }
        if let Some(rest) =
            labels.iter().filter_map(|label| behind(&line.text, label)).min_by_key(|r| r.len())
        {
            is_value = rest.is_empty();
            continue;
        }
        let is_own = !line.linked && !seen.beside.contains(&line.element);
        if is_own && !samples.fixed.contains(&line.text) && !is_told(&line.text, fields) {
            own.push(line);
        }
    }
    own
}

/// Labels whose values stand behind them.
fn names<'a>(samples: &Samples, labels: &'a [Label], chosen: &'a [Candidate]) -> Vec<&'a str> {
    let is_front = |way: &&Way| way.beside == Beside::Behind && way.split.is_empty();
    let ways = || chosen.iter().map(|field| &field.way).filter(|way| way.label.is_some());
    let front = || ways().filter(is_front).filter_map(|way| way.label.as_deref());
    // On sites that put values before their labels, behind them stands something else.
    let is_other_side = front().count() * 2 < ways().filter(|way| way.split.is_empty()).count();
    let facts = labels.iter().filter(|label| !is_other_side && is_fact(label, samples));
    let mut names: Vec<&str> = facts.map(|label| label.text.as_str()).chain(front()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

pub(super) fn of(
    samples: &Samples,
    labels: &[Label],
    chosen: &[Candidate],
    title: Option<&Way>,
) -> Option<Text> {
    let names = names(samples, labels, chosen);
    // Elements that fields were found in are none of its words.
    let at = |field: &Candidate| field.way.select.as_ref().map(|s| samples.path(s).to_owned());
    let shown = chosen.iter().filter(|field| field.way.attribute.is_none());
    let facts: Vec<String> = shown.filter_map(at).collect();
    let told = told(samples, chosen, title);
    let mut held: FxHashMap<String, usize> = FxHashMap::default();
    let mut pages = 0;
    for (n, seen) in samples.adverts.iter().enumerate() {
        let fields: Vec<&str> = told[n].iter().map(String::as_str).collect();
        let mut own = own(samples, seen, &names, &fields);
        own.retain(|line| !facts.iter().any(|at| is_under(seen.path(line.element), at)));
        let all: usize = own.iter().map(|line| line.text.len()).sum();
        if all == 0 {
            continue;
        }
        pages += 1;
        let mut of_path: FxHashMap<&str, usize> = FxHashMap::default();
        for line in own {
            let path = seen.paths.get(&line.element).map_or("", String::as_str);
            let ends = path.match_indices(" > ").map(|(at, _)| at).chain([path.len()]);
            for end in ends {
                *of_path.entry(&path[..end]).or_default() += line.text.len();
            }
        }
        for (path, length) in of_path {
            if length * 100 >= all * SHARE {
                *held.entry(path.to_owned()).or_default() += 1;
            }
        }
    }
    let enough = |on: usize| on * 100 >= pages * PAGES;
    let deepest = held.iter().filter(|(_, on)| enough(**on)).max_by_key(|(path, on)| {
        (path.matches(" > ").count(), **on, std::cmp::Reverse(path.as_str()))
    });
    let path = deepest.map(|(path, _)| path.clone()).filter(|path| !path.is_empty())?;
    let select = selector(samples, &path);
    let inside = inside(samples, &path);
    let is_inside = |text: &str| inside.contains(&text);
    let mut without: Vec<String> =
        samples.fixed.iter().filter(|line| is_inside(line)).cloned().collect();
    without.retain(|line| line.chars().any(char::is_alphabetic));
    let without_labels = names.iter().map(|name| (*name).to_owned());
    let mut without_labels: Vec<String> = without_labels
        .filter(|name| inside.iter().any(|line| behind(line, name).is_some()))
        .collect();
    without_labels.sort();
    let heads = labels.iter().filter(|label| label.heads_text);
    without.extend(heads.flat_map(|label| [label.text.clone(), format!("{}:", label.text)]));
    without.retain(|line| without_labels.iter().all(|label| behind(line, label).is_none()));
    without.sort();
    without.dedup();
    without.truncate(NAMED_MAX);
    let has_fields = |(n, seen): &(usize, &Seen)| {
        let fields: Vec<&str> = told[*n].iter().map(String::as_str).collect();
        let mut lines = seen.lines.iter().filter(|line| is_under(seen.path(line.element), &path));
        lines.any(|line| is_told(&line.text, &fields))
    };
    let on = samples.adverts.iter().enumerate().filter(has_fields).count();
    let without_fields = on >= samples.share(FIELDS).max(2);
    Some(Text { select, path, without_fields, without, without_labels })
}

/// The selector of a path: one that fits nothing else where a shorter one fits more than one element.
fn selector(samples: &Samples, path: &str) -> String {
    let short = samples.selector(path);
    let Ok(parsed) = scraper::Selector::parse(&short) else { return short };
    let is_crowded = |seen: &&Seen| seen.page.all(&parsed).nth(1).is_some();
    let crowded = samples.adverts.iter().filter(is_crowded).count();
    if crowded >= samples.share(FIELDS).max(2) { samples.exact(path) } else { short }
}

impl Text {
    /// Whether nothing but the words of the advert stands there.
    pub(super) fn is_pure(&self) -> bool {
        !self.without_fields && self.without.is_empty() && self.without_labels.is_empty()
    }
}

/// Whether a path leads to an element or into it.
pub(super) fn is_under(path: &str, element: &str) -> bool {
    path.strip_prefix(element).is_some_and(|rest| rest.is_empty() || rest.starts_with(" > "))
}

/// What the fields of each page say, and their labels.
fn told(samples: &Samples, chosen: &[Candidate], title: Option<&Way>) -> Vec<Vec<String>> {
    let of = |(n, seen): (usize, &Seen)| {
        let values = chosen.iter().filter_map(|field| field.values[n].clone());
        let labels = chosen.iter().filter_map(|field| field.way.label.clone());
        let title = title.and_then(|way| super::title::value(seen, way));
        values.chain(labels).chain(title).collect()
    };
    samples.adverts.iter().enumerate().map(of).collect()
}

/// A label that the site writes, and no beginning of a sentence.
fn is_fact(label: &Label, samples: &Samples) -> bool {
    !label.heads_text
        && (label.kind.is_some() || (label.parted && label.pages >= samples.share(40)))
}

/// Lines inside the element, on any page, that many have.
fn inside<'a>(samples: &'a Samples, path: &str) -> Vec<&'a str> {
    let mut lines: Vec<&str> = Vec::new();
    for seen in &samples.adverts {
        for line in seen.lines.iter().filter(|line| !seen.beside.contains(&line.element)) {
            if is_under(seen.path(line.element), path) {
                lines.push(&line.text);
            }
        }
    }
    lines.sort_unstable();
    lines.dedup();
    lines
}
