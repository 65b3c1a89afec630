//! Open elements, and which element lies in which.

use rustc_hash::{FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// The root has no parent.
pub const NO_PARENT: usize = usize::MAX;
/// Elements that may lie in each other; deeper ones count as their parent.
const DEPTH_MAX: usize = 256;
/// Elements around a link that say where it stands.
const AROUND: usize = 5;
/// Records that a list has at least, and their share of its children, in percent.
const RECORDS_MIN: usize = 4;
const SHARE_MIN: usize = 60;

const VOID: [&[u8]; 13] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta",
    b"source", b"track", b"wbr",
];
const INLINE: [&[u8]; 16] = [
    b"a", b"abbr", b"b", b"bdi", b"cite", b"code", b"em", b"font", b"i", b"mark", b"small",
    b"span", b"strong", b"sub", b"sup", b"u",
];
const SILENT: [&[u8]; 5] = [b"script", b"style", b"template", b"noscript", b"textarea"];

struct Open {
    name: Vec<u8>,
    /// Name and first class, without what stands after the first digit: classes are numbered by machines.
    step: String,
    element: usize,
    /// Digest of the steps down to here.
    digests: u64,
}

struct Element {
    parent: usize,
    children: usize,
}

/// Open elements, outermost first, and all there were.
#[derive(Default)]
pub struct Stack {
    open: Vec<Open>,
    elements: Vec<Element>,
    /// Void elements have no content; a link in one stands in its parent.
    last_void: Option<u64>,
}

impl Stack {
    /// A start tag.
    pub fn open(&mut self, name: &[u8], class: &str) {
        if self.elements.is_empty() && name != b"html" {
            self.push(b"html", "");
        }
        self.last_void = None;
        if VOID.contains(&name) {
            self.last_void = Some(self.digest_with(name, class).1);
            return;
        }
        if (name == b"html" || name == b"body") && self.open.iter().any(|o| o.name == name) {
            return;
        }
        self.end_implied(name);
        if self.open.len() < DEPTH_MAX {
            self.push(name, class);
        }
    }

    /// An end tag: closes the nearest element of that name; none, and it is passed over.
    pub fn close(&mut self, name: &[u8]) {
        self.last_void = None;
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.open.truncate(at.max(1));
        }
    }

    /// HTML 13.1.2.4: elements whose end tag may be left out.
    fn end_implied(&mut self, name: &[u8]) {
        let (ended, within): (&[&[u8]], &[&[u8]]) = match name {
            b"li" => (&[b"li"], &[b"ul", b"ol", b"menu"]),
            b"dt" | b"dd" => (&[b"dt", b"dd"], &[b"dl"]),
            b"tr" => (&[b"tr", b"td", b"th"], &[b"table"]),
            b"td" | b"th" => (&[b"td", b"th"], &[b"tr", b"table"]),
            b"option" => (&[b"option"], &[b"select"]),
            _ if INLINE.contains(&name) => return,
            _ => (&[b"p"], &[b"div", b"td", b"section", b"article", b"li"]),
        };
        let bound = self.open.iter().rposition(|open| within.contains(&&*open.name)).unwrap_or(0);
        let found = self.open[bound..].iter().position(|open| ended.contains(&&*open.name));
        if let Some(at) = found {
            self.open.truncate((bound + at).max(1));
        }
    }

    fn digest_with(&self, name: &[u8], class: &str) -> (String, u64) {
        let mut step = String::from_utf8_lossy(name).into_owned();
        let class = class.split_ascii_whitespace().next().unwrap_or_default();
        let class = class.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
        if !class.is_empty() {
            step.push('.');
            step.push_str(class);
        }
        let around = self.open.len().saturating_sub(AROUND - 1);
        let mut hasher = FxHasher::default();
        for open in &self.open[around..] {
            open.step.hash(&mut hasher);
        }
        step.hash(&mut hasher);
        (step, hasher.finish())
    }

    fn push(&mut self, name: &[u8], class: &str) {
        let (step, digests) = self.digest_with(name, class);
        let parent = self.open.last().map_or(NO_PARENT, |open| open.element);
        if let Some(parent) = self.elements.get_mut(parent) {
            parent.children += 1;
        }
        let element = self.elements.len();
        self.elements.push(Element { parent, children: 0 });
        self.open.push(Open { name: name.to_vec(), step, element, digests });
    }

    /// The innermost element, and the digest of where it stands.
    pub fn top(&self) -> (usize, u64) {
        let (element, digest) = self.open.last().map_or((0, 0), |o| (o.element, o.digests));
        (element, self.last_void.unwrap_or(digest))
    }

    /// Where the innermost element stands, in words.
    pub fn in_words(&self) -> String {
        let around = self.open.len().saturating_sub(AROUND);
        self.open[around..].iter().map(|open| &*open.step).collect::<Vec<_>>().join("/")
    }

    /// Whether text here is not for readers.
    pub fn is_silent(&self) -> bool {
        self.open.last().is_some_and(|open| SILENT.contains(&&*open.name))
    }

    /// Whether text here belongs to a link.
    pub fn in_link(&self) -> bool {
        self.open.iter().rev().take(AROUND).any(|open| open.name == b"a")
    }

    /// The innermost element that is no part of a line.
    pub fn block(&self) -> usize {
        let block = self.open.iter().rev().find(|open| !INLINE.contains(&&*open.name));
        block.map_or(0, |open| open.element)
    }

    /// The element that holds an element.
    pub fn parent(&self, element: usize) -> usize {
        self.elements.get(element).map_or(NO_PARENT, |e| e.parent)
    }

    /// The element that these lie in, each in a child of its own, if such children are most of it.
    pub fn list_of(&self, elements: &[usize]) -> Option<usize> {
        let (first, last) = (*elements.first()?, *elements.last()?);
        let above: FxHashSet<usize> = self.chain(first).collect();
        // In the order of the page all that lies between two elements lies where both do.
        let list = self.chain(last).skip(1).find(|element| above.contains(element))?;
        let child = |element: usize| self.chain(element).take_while(|e| *e != list).last();
        let records: FxHashSet<usize> = elements.iter().filter_map(|e| child(*e)).collect();
        let children = self.elements[list].children;
        (records.len() >= RECORDS_MIN && records.len() * 100 >= children * SHARE_MIN)
            .then_some(list)
    }

    /// An element and those that hold it, innermost first.
    fn chain(&self, element: usize) -> impl Iterator<Item = usize> {
        let next = |element: &usize| Some(self.parent(*element)).filter(|p| *p != NO_PARENT);
        std::iter::successors(Some(element), next)
    }
}
