//! The lexicons: data files, read once, as one automaton over words.
//!
//! A term is a row of words; matching walks words, not bytes, so that a term never starts or
//! ends inside a word, and `new-in town` is `new in town`. Files: see `lexicons/`; every entry
//! names its language and its source.

use crate::fold::Folded;
use crate::sense::class_of;
pub(crate) use crate::sense::{Class, NUMBER};
use crate::token::word_len;
use crate::words::Words;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// One meaning of a term: class and value (a number, or the index of a string).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sense {
    pub(crate) class: Class,
    pub(crate) value: u32,
}

/// No word, no node.
pub(crate) const NONE: u32 = u32::MAX;

/// Where a row of words ends.
#[derive(Clone, Copy, Default)]
struct Node {
    /// Its meanings: a range of [`Lexicon::senses`], and the bits of their classes.
    from: u32,
    to: u32,
    marks: u64,
    /// The bits (see [`child_bit`]) of the words that lead on: most words do not.
    children: u64,
}

/// All terms.
pub(crate) struct Lexicon {
    words: Words,
    nodes: Vec<Node>,
    senses: Vec<Sense>,
    edges: FxHashMap<(u32, u32), u32>,
    strings: Vec<String>,
}

/// The terms while they are read.
#[derive(Default)]
struct Draft {
    words: FxHashMap<Box<[u8]>, u32>,
    roots: Vec<u32>,
    /// Meanings, and the bits of the words that lead on.
    nodes: Vec<(Vec<Sense>, u64)>,
    edges: FxHashMap<(u32, u32), u32>,
    strings: Vec<String>,
    string_ids: FxHashMap<String, u32>,
}

/// One of 64 bits for a word: a cheap no.
fn child_bit(word: u32) -> u64 {
    1 << (word.wrapping_mul(0x9e37_79b9) >> 26)
}

/// The data files, in the order they are read; also what [`crate::version`] covers.
pub(crate) const FILES: [(&str, &str); 12] = [
    ("numbers", include_str!("../lexicons/numbers.tsv")),
    ("words", include_str!("../lexicons/words.tsv")),
    ("platforms", include_str!("../lexicons/platforms.tsv")),
    ("services", include_str!("../lexicons/services.tsv")),
    ("indicators", include_str!("../lexicons/indicators.tsv")),
    ("names", include_str!("../lexicons/names.tsv")),
    ("maybe-names", include_str!("../lexicons/maybe_names.tsv")),
    ("exonyms", include_str!("../lexicons/exonyms.tsv")),
    ("ambiguous", include_str!("../lexicons/ambiguous_places.tsv")),
    ("places", include_str!("../lexicons/places.tsv")),
    ("area-codes", include_str!("../lexicons/area_codes.tsv")),
    ("never", include_str!("../lexicons/never.tsv")),
];

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Draft::read().freeze());

/// The lexicons, read at first use.
pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// Rows of a data file: fields of each line that is neither empty nor a comment.
pub(crate) fn rows(name: &str) -> impl Iterator<Item = Vec<&'static str>> + use<> {
    let text = FILES.iter().find(|(n, _)| *n == name).map_or("", |(_, text)| text);
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

impl Draft {
    fn read() -> Self {
        let mut out = Self::default();
        for row in rows("numbers") {
            let value = row[1].parse().unwrap_or(0);
            let class = if value < 100 { Class::Number } else { Class::Hundreds };
            out.add(row[0], class, value);
        }
        for file in ["words", "platforms"] {
            for row in rows(file) {
                let Some(class) = class_of(row[1]) else { continue };
                let value = row[2].parse().unwrap_or_else(|_| out.string(row[2]));
                out.add(row[0], class, value);
            }
        }
        for row in rows("services") {
            let value = out.string(row[1]);
            out.add(row[0], Class::Service, value);
        }
        for row in rows("indicators") {
            let value = out.string(row[2]);
            out.add(row[0], Class::Indicator, value);
        }
        for row in rows("names") {
            let value = out.string(row[0]);
            out.add(row[0], Class::Name, value);
        }
        for row in rows("maybe-names") {
            let value = out.string(row[0]);
            out.add(row[0], Class::MaybeName, value);
        }
        let (mut indicators, mut services) = (Vec::new(), Vec::new());
        crate::extra::each(
            |term, code| indicators.push((term.to_owned(), code.to_owned())),
            |term, value| services.push((term.to_owned(), value.to_owned())),
        );
        for (rows, class) in [(indicators, Class::Indicator), (services, Class::Service)] {
            for (term, meaning) in rows {
                let value = out.string(&meaning);
                out.add(&term, class, value);
            }
        }
        crate::gazetteer::each_name(|name, index| out.add(name, Class::Place, index));
        out
    }

    fn string(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.string_ids.get(text) {
            return id;
        }
        let id = self.strings.len() as u32;
        self.strings.push(text.to_owned());
        self.string_ids.insert(text.to_owned(), id);
        id
    }

    fn add(&mut self, term: &str, class: Class, value: u32) {
        let mut folded = Folded::default();
        folded.set(term);
        let bytes = &folded.bytes;
        let mut node = NONE;
        let mut at = 0;
        while at < bytes.len() {
            let len = word_len(&bytes[at..]);
            if len == 0 {
                at += 1;
                continue;
            }
            let word = self.intern(&bytes[at..at + len]);
            node = if node == NONE { self.root(word) } else { self.child(node, word) };
            at += len;
        }
        if let Some(node) = self.nodes.get_mut(node as usize) {
            // A file may list a term twice (two languages); one sense is enough.
            if !node.0.iter().any(|s| s.class == class && s.value == value) {
                node.0.push(Sense { class, value });
            }
        }
    }

    fn intern(&mut self, word: &[u8]) -> u32 {
        if let Some(&id) = self.words.get(word) {
            return id;
        }
        let id = self.roots.len() as u32;
        self.words.insert(word.into(), id);
        self.roots.push(NONE);
        id
    }

    fn node(&mut self) -> u32 {
        self.nodes.push(Default::default());
        self.nodes.len() as u32 - 1
    }

    fn root(&mut self, word: u32) -> u32 {
        if self.roots[word as usize] == NONE {
            self.roots[word as usize] = self.node();
        }
        self.roots[word as usize]
    }

    fn child(&mut self, node: u32, word: u32) -> u32 {
        if let Some(&child) = self.edges.get(&(node, word)) {
            return child;
        }
        let child = self.node();
        self.edges.insert((node, word), child);
        self.nodes[node as usize].1 |= child_bit(word);
        child
    }

    /// The terms as texts are read with them: nothing to be chased through the memory. The node of
    /// a word alone has the number of the word, the others follow.
    fn freeze(mut self) -> Lexicon {
        let mut next = self.roots.len() as u32;
        let mut number = vec![NONE; self.nodes.len()];
        for (word, &root) in self.roots.iter().enumerate().filter(|(_, root)| **root != NONE) {
            number[root as usize] = word as u32;
        }
        for slot in number.iter_mut().filter(|slot| **slot == NONE) {
            *slot = next;
            next += 1;
        }
        let mut out = Lexicon {
            words: Words::of(self.words.iter().map(|(word, id)| (&**word, *id))),
            nodes: vec![Node::default(); next as usize],
            senses: Vec::new(),
            edges: FxHashMap::default(),
            strings: self.strings,
        };
        let named = |node: u32| number[node as usize];
        out.edges.extend(self.edges.drain().map(|((from, w), to)| ((named(from), w), named(to))));
        for ((senses, children), node) in self.nodes.into_iter().zip(&number) {
            let from = out.senses.len() as u32;
            let marks = senses.iter().fold(0, |marks, s| marks | s.class.bit());
            out.senses.extend(senses);
            let to = out.senses.len() as u32;
            out.nodes[*node as usize] = Node { from, to, marks, children };
        }
        out
    }
}

impl Lexicon {
    /// The string a sense's value stands for.
    pub(crate) fn text(&self, value: u32) -> &str {
        self.strings.get(value as usize).map_or("", String::as_str)
    }

    /// The id of a folded word, [`NONE`] if no term holds it.
    pub(crate) fn word(&self, folded: &[u8]) -> u32 {
        self.words.get(folded).unwrap_or(NONE)
    }

    /// The node a term that starts with this word is at.
    pub(crate) fn start(&self, word: u32) -> Option<u32> {
        (word != NONE).then_some(word)
    }

    /// The node one word further.
    pub(crate) fn step(&self, node: u32, word: u32) -> Option<u32> {
        if word == NONE || self.nodes[node as usize].children & child_bit(word) == 0 {
            return None;
        }
        self.edges.get(&(node, word)).copied()
    }

    /// Meanings of the term that ends at this node.
    pub(crate) fn senses(&self, node: u32) -> &[Sense] {
        let node = self.nodes[node as usize];
        &self.senses[node.from as usize..node.to as usize]
    }

    /// The bits of the classes of [`Lexicon::senses`].
    pub(crate) fn marks(&self, node: u32) -> u64 {
        self.nodes[node as usize].marks
    }

    /// Meanings of one folded word.
    pub(crate) fn of_word(&self, folded: &[u8]) -> &[Sense] {
        self.start(self.word(folded)).map_or(&[], |node| self.senses(node))
    }
}
