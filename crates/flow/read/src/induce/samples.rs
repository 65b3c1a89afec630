//! The pages, as lines and elements.

use super::parts::{SENTENCE, SEPARATORS, Words};
use super::steps::Names;
use super::text::is_under;
use super::{Sample, beside, title};
use crate::label::parts;
use crate::lines::{Line, lines};
use crate::page::Page;
use crate::visible;
use ego_tree::{NodeId, NodeRef};
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::{ElementRef, Node};

/// Pages of each kind that are looked at.
const PAGES_MAX: usize = 80;
/// Lines that so many of a hundred pages have are the site's.
const FIXED_SHARE: usize = 50;
/// Lines that so many pages without an advert have, too.
const FIXED_ELSEWHERE: usize = 3;
/// What so many of a hundred pages have once is part of the page.
const ONCE: usize = 60;
/// Steps of a selector, if they are enough.
const STEPS: usize = 3;
/// Characters of a text that may be a field, a title, or a line of fields.
const INLINE_MAX: usize = 200;

/// The text of an element without blocks.
pub(super) struct Inline {
    pub(super) element: NodeId,
    pub(super) text: String,
    /// Its own words, without those of elements inside.
    pub(super) own: String,
    /// More than one element inside has words.
    pub(super) shared: bool,
    /// Its own words stand at those of an element inside, with nothing between.
    pub(super) glued: bool,
    /// It is a link or in one, or all its words are.
    pub(super) linked: bool,
}

/// A page with its lines.
pub(super) struct Seen {
    pub(super) url: String,
    pub(super) page: Page,
    pub(super) lines: Vec<Line>,
    /// Parts of its lines.
    pub(super) parts: Vec<Line>,
    /// Texts of its elements that have no blocks inside.
    pub(super) inline: Vec<Inline>,
    /// Where each element stands: tag and classes, outermost first, joined by ` > `.
    pub(super) paths: FxHashMap<NodeId, String>,
    /// Elements that tell of other adverts: records with a link to a page of the same shape.
    pub(super) beside: FxHashSet<NodeId>,
}

/// Address, page, where its elements stand, and which tell of other adverts.
type Near = (String, Page, FxHashMap<NodeId, String>, FxHashSet<NodeId>);

impl Seen {
    fn of((url, page, paths, mut beside): Near, always: &FxHashSet<String>) -> Self {
        beside.extend(
            paths.iter().filter(|(_, path)| always.contains(*path)).map(|(element, _)| *element),
        );
        let lines = lines(page.html.tree.root());
        let split = SEPARATORS.map(str::to_owned);
        let own = |line: &&Line| {
            !line.linked && !beside.contains(&line.element) && line.text.chars().count() <= SENTENCE
        };
        let parts = parts(&lines.iter().filter(own).cloned().collect::<Vec<_>>(), &split);
        let inline = inline(&page, &beside);
        Self { url, page, lines, parts, inline, paths, beside }
    }

    /// Its elements, without those beside the advert.
    pub(super) fn own(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.page.elements().filter(|element| !self.beside.contains(&element.id()))
    }

    /// Where an element stands.
    pub(super) fn path(&self, element: NodeId) -> &str {
        self.paths.get(&element).map_or("", String::as_str)
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
    /// Selector → one of the paths it is for.
    whole: FxHashMap<String, String>,
}

impl Samples {
    pub(super) fn of(pages: &[Sample<'_>]) -> Self {
        let parsed = |advert: bool| -> Vec<(String, Page)> {
            let of = pages.iter().filter(|page| page.advert == advert).take(PAGES_MAX);
            of.map(|s| (s.url.to_owned(), Page::parse(s.body, s.media_type, s.url))).collect()
        };
        let (adverts, others) = (parsed(true), parsed(false));
        let names = Names::of(adverts.iter().map(|(_, page)| page));
        let near = |(url, page): (String, Page)| {
            let paths = names.paths(&page);
            let beside = beside::of(&url, &page, &paths);
            (url, page, paths, beside)
        };
        let adverts: Vec<Near> = adverts.into_iter().map(near).collect();
        let others: Vec<Near> = others.into_iter().map(near).collect();
        let always = beside::paths(adverts.iter().map(|(_, _, paths, beside)| (paths, beside)));
        let adverts: Vec<Seen> = adverts.into_iter().map(|near| Seen::of(near, &always)).collect();
        let others: Vec<Seen> = others.into_iter().map(|near| Seen::of(near, &always)).collect();
        let fixed = fixed(&adverts, &others);
        let selectors = selectors(&adverts);
        let mut whole: FxHashMap<String, String> = FxHashMap::default();
        for (path, selector) in &selectors {
            let known = whole.entry(selector.clone()).or_insert_with(|| path.clone());
            if path < known {
                known.clone_from(path);
            }
        }
        Self { adverts, others, fixed, selectors, whole }
    }

    /// A selector for elements of this path and no others, if there is one.
    pub(super) fn exact(&self, path: &str) -> String {
        let begins = path.match_indices(" > ").map(|(at, _)| &path[at + 3..]);
        let mut ends: Vec<&str> = std::iter::once(path).chain(begins).collect();
        ends.reverse();
        let fits_other = |end: &str| {
            let within = format!(" > {end}");
            self.selectors
                .keys()
                .any(|other| other != path && (other == end || other.ends_with(&within)))
        };
        let short = self.selector(path);
        let only = ends.into_iter().find(|end| end.len() >= short.len() && !fits_other(end));
        only.map_or(short, str::to_owned)
    }

    /// A path that has this selector.
    pub(super) fn path<'a>(&'a self, selector: &'a str) -> &'a str {
        self.whole.get(selector).map_or(selector, String::as_str)
    }

    /// A selector for elements of this path.
    pub(super) fn selector(&self, path: &str) -> String {
        self.selectors.get(path).cloned().unwrap_or_else(|| path.to_owned())
    }

    /// Paths below this one that just one element has, on most pages.
    pub(super) fn once_under(&self, path: &str) -> FxHashSet<String> {
        let mut on: FxHashMap<&str, usize> = FxHashMap::default();
        for seen in &self.adverts {
            let mut own: FxHashMap<&str, usize> = FxHashMap::default();
            let inside = |at: &&String| at.len() > path.len() && is_under(at, path);
            seen.paths.values().filter(inside).for_each(|at| *own.entry(at).or_default() += 1);
            for (at, _) in own.into_iter().filter(|(_, elements)| *elements == 1) {
                *on.entry(at).or_default() += 1;
            }
        }
        let most = self.share(ONCE);
        on.into_iter().filter(|(_, pages)| *pages >= most).map(|(at, _)| at.to_owned()).collect()
    }

    /// Leaves out parts of lines that are words of the advert.
    pub(super) fn leave_out(&mut self, words: &Words) {
        for seen in &mut self.adverts {
            let paths = &seen.paths;
            seen.parts.retain(|part| paths.get(&part.element).is_none_or(|path| !words.has(path)));
        }
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
        let named = |step: &&str| step.contains(['.', '#', '[', ':']);
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

/// Texts of elements that have no blocks inside, in the order of the page.
fn inline(page: &Page, beside: &FxHashSet<NodeId>) -> Vec<Inline> {
    let mut found = Vec::new();
    for element in page.elements().filter(|element| !beside.contains(&element.id())) {
        let name = element.value().name();
        let inside = || element.child_elements();
        if matches!(name, "script" | "style" | "title" | "head" | "html")
            || inside().any(|child| visible::is_block(child.value().name()))
        {
            continue;
        }
        let text = visible::line(*element);
        if text.is_empty() || text.chars().count() > INLINE_MAX {
            continue;
        }
        let has_words = |child: &ElementRef<'_>| child.text().any(|text| !text.trim().is_empty());
        let is_link = |e: ElementRef<'_>| e.value().name() == "a";
        let in_link = |node: NodeRef<'_, Node>| {
            node.ancestors()
                .take_while(|above| above.id() != element.id())
                .filter_map(ElementRef::wrap)
                .any(is_link)
        };
        let says = |node: &NodeRef<'_, Node>| {
            node.value().as_text().is_some_and(|text| text.contains(char::is_alphanumeric))
        };
        found.push(Inline {
            element: element.id(),
            own: title::own(element),
            glued: inside().next().is_some_and(|child| {
                let after = child.next_sibling().and_then(|next| next.value().as_text());
                after.is_some_and(|text| text.starts_with(char::is_alphanumeric))
            }),
            shared: inside().filter(has_words).count() > 1,
            linked: is_link(element)
                || element.ancestors().filter_map(ElementRef::wrap).any(is_link)
                || element.descendants().filter(says).all(in_link),
            text,
        });
    }
    found
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
