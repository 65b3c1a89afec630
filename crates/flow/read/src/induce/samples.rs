//! The pages, as lines and elements.

use super::{Sample, beside};
use crate::lines::{Line, lines};
use crate::page::Page;
use ego_tree::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::ElementRef;

/// Pages of each kind that are looked at.
const PAGES_MAX: usize = 80;
/// Lines that so many of a hundred pages have are the site's.
const FIXED_SHARE: usize = 50;
/// Lines that so many pages without an advert have, too.
const FIXED_ELSEWHERE: usize = 3;
/// Steps of a selector, if they are enough.
const STEPS: usize = 3;
/// Classes that so many of a hundred pages have are names; others may be of one page.
const CLASS_SHARE: usize = 10;

/// A page with its lines.
pub(super) struct Seen {
    pub(super) url: String,
    pub(super) page: Page,
    pub(super) lines: Vec<Line>,
    /// Where each element stands: tag and classes, outermost first, joined by ` > `.
    pub(super) paths: FxHashMap<NodeId, String>,
    /// Elements that tell of other adverts: records with a link to a page of the same shape.
    pub(super) beside: FxHashSet<NodeId>,
}

impl Seen {
    /// Its elements, without those beside the advert.
    pub(super) fn own(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.page.elements().filter(|element| !self.beside.contains(&element.id()))
    }
}

/// All pages, and what the site puts on each of them.
pub(super) struct Samples {
    /// Those that show an advert.
    pub(super) adverts: Vec<Seen>,
    /// The others.
    pub(super) others: Vec<Seen>,
    /// Lines that are the site's.
    pub(super) fixed: FxHashSet<String>,
    /// Path → the shortest selector that fits no element beside the advert.
    selectors: FxHashMap<String, String>,
}

impl Samples {
    pub(super) fn of(pages: &[Sample<'_>]) -> Self {
        let parsed = |advert: bool| -> Vec<(String, Page)> {
            let of = pages.iter().filter(|page| page.advert == advert).take(PAGES_MAX);
            of.map(|s| (s.url.to_owned(), Page::parse(s.body, s.media_type, s.url))).collect()
        };
        let (adverts, others) = (parsed(true), parsed(false));
        let classes = classes(&adverts);
        let seen = |(url, page): (String, Page)| {
            let lines = lines(page.html.tree.root());
            let paths = paths(&page, &classes);
            let beside = beside::of(&url, &page, &paths);
            Seen { url, page, lines, paths, beside }
        };
        let adverts: Vec<Seen> = adverts.into_iter().map(seen).collect();
        let others: Vec<Seen> = others.into_iter().map(seen).collect();
        let fixed = fixed(&adverts, &others);
        let selectors = selectors(&adverts);
        Self { adverts, others, fixed, selectors }
    }

    /// A selector for elements of this path.
    pub(super) fn selector(&self, path: &str) -> String {
        self.selectors.get(path).cloned().unwrap_or_else(|| path.to_owned())
    }

    /// So many of a hundred of the pages with an advert; one at least.
    pub(super) fn share(&self, percent: usize) -> usize {
        (self.adverts.len() * percent).div_ceil(100).max(1)
    }
}

/// The last steps of each path: from the nearest step with a name, and no more than tells its elements
/// from those beside adverts.
fn selectors(adverts: &[Seen]) -> FxHashMap<String, String> {
    let mut beside: FxHashSet<&str> = FxHashSet::default();
    let mut all: FxHashSet<&str> = FxHashSet::default();
    for seen in adverts {
        for (element, path) in &seen.paths {
            let into = if seen.beside.contains(element) { &mut beside } else { &mut all };
            into.insert(path);
        }
    }
    let shortest = |path: &str| {
        let steps: Vec<&str> = path.split(" > ").collect();
        let named = |step: &&str| step.contains(['.', '#', '[']);
        let last = steps.len().saturating_sub(STEPS);
        let near = steps[last..].iter().rposition(named).map_or(last, |at| last + at);
        let fits_none = |from: &usize| {
            let select = steps[*from..].join(" > ");
            let within = format!(" > {select}");
            beside.iter().all(|path| *path != select && !path.ends_with(&within))
        };
        let from = (0..=near).rev().find(fits_none).unwrap_or(0);
        steps[from..].join(" > ")
    };
    all.into_iter().map(|path| (path.to_owned(), shortest(path))).collect()
}

/// Classes, and attributes with their values, that many pages have.
fn classes(adverts: &[(String, Page)]) -> FxHashSet<String> {
    let mut on: FxHashMap<String, usize> = FxHashMap::default();
    for (_, page) in adverts {
        let classes = page.elements().flat_map(|e| e.value().classes().map(str::to_owned));
        let attributes =
            page.elements().flat_map(|e| e.value().attrs().map(|(n, v)| attribute(n, v)));
        let own: FxHashSet<String> = classes.chain(attributes).collect();
        own.into_iter().for_each(|class| *on.entry(class).or_default() += 1);
    }
    let least = (adverts.len() * CLASS_SHARE).div_ceil(100).max(2);
    on.into_iter().filter(|(_, pages)| *pages >= least).map(|(class, _)| class).collect()
}

fn attribute(name: &str, value: &str) -> String {
    format!("[{name}=\"{value}\"]")
}

fn paths(page: &Page, classes: &FxHashSet<String>) -> FxHashMap<NodeId, String> {
    let mut paths: FxHashMap<NodeId, String> = FxHashMap::default();
    for element in page.elements() {
        let step = step(element, classes);
        let above = element.parent().and_then(|parent| paths.get(&parent.id()));
        let path = above.map_or_else(|| step.clone(), |above| format!("{above} > {step}"));
        paths.insert(element.id(), path);
    }
    paths
}

/// Tag and classes as a selector; an id only where classes say nothing.
fn step(element: ElementRef<'_>, classes: &FxHashSet<String>) -> String {
    let mut step = element.value().name().to_owned();
    let usable = |class: &str| {
        let mut chars = class.chars();
        chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    for class in element.value().classes().filter(|c| classes.contains(*c) && usable(c)).take(2) {
        step.push('.');
        step.push_str(class);
    }
    if let Some(id) = element.value().id().filter(|id| !step.contains('.') && usable(id))
        && !id.bytes().any(|b| b.is_ascii_digit())
    {
        step.push('#');
        step.push_str(id);
    }
    // Some name the field itself.
    let names = |name: &str| {
        name.starts_with("data-")
            || ["itemprop", "property", "name", "slot", "field"].contains(&name)
    };
    let is_word = |value: &str| {
        (2..=24).contains(&value.len())
            && value.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
    };
    for (name, value) in element.value().attrs() {
        if names(name) && is_word(value) && classes.contains(&attribute(name, value)) {
            step.push_str(&attribute(name, value));
            break;
        }
    }
    step
}

fn fixed(adverts: &[Seen], others: &[Seen]) -> FxHashSet<String> {
    let count = |pages: &[Seen]| {
        let mut on: FxHashMap<String, usize> = FxHashMap::default();
        for seen in pages {
            let own: FxHashSet<&str> = seen.lines.iter().map(|l| l.text.as_str()).collect();
            own.into_iter().for_each(|line| *on.entry(line.to_owned()).or_default() += 1);
        }
        on
    };
    let least = (adverts.len() * FIXED_SHARE).div_ceil(100).max(2);
    let (here, elsewhere) = (count(adverts), count(others));
    let mut fixed: FxHashSet<String> = FxHashSet::default();
    for (line, pages) in here {
        let there = elsewhere.get(&line).copied().unwrap_or_default();
        if pages >= least || there >= FIXED_ELSEWHERE {
            fixed.insert(line);
        }
    }
    fixed
}
