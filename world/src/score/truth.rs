//! The truth as the scorer holds it: about 200 bytes an advert.

use crate::Kind;
use crate::truth::{self, Fact, Header, TruthError};
use std::collections::HashMap;
use std::path::Path;

/// What the scorer needs of one advert. Labels are numbers; 0 stands for "none".
#[derive(Clone, Copy, Debug)]
pub(super) struct Planted {
    pub(super) kind: Kind,
    pub(super) level: u8,
    pub(super) placer: u32,
    pub(super) ring: u32,
    pub(super) template: u32,
}

/// A truth file in memory, ready to be scored against.
#[derive(Clone, Debug)]
pub struct Truth {
    header: Header,
    planted: Vec<Planted>,
    /// Position by id and by address.
    index: HashMap<Box<str>, u32>,
    labels: Labels,
}

/// Numbers for labels, from 1.
#[derive(Clone, Debug, Default)]
struct Labels {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Labels {
    fn number(&mut self, label: String) -> u32 {
        if label.is_empty() {
            return 0;
        }
        if let Some(&number) = self.numbers.get(&label) {
            return number;
        }
        self.names.push(label.clone());
        let number = self.names.len() as u32;
        self.numbers.insert(label, number);
        number
    }
}

impl Truth {
    /// Reads a truth file.
    ///
    /// # Errors
    /// If it cannot be read, a line is not a fact, or lines are missing.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, TruthError> {
        let header = Header { world: String::new(), seed: 0, adverts: 0 };
        let mut all = Self::new(header, []);
        all.header = truth::each(path, &mut |fact| all.add(fact))?;
        Ok(all)
    }

    /// The truth of these facts.
    pub fn new(header: Header, facts: impl IntoIterator<Item = Fact>) -> Self {
        let mut all =
            Self { header, planted: Vec::new(), index: HashMap::new(), labels: Labels::default() };
        facts.into_iter().for_each(|fact| all.add(fact));
        all
    }

    fn add(&mut self, fact: Fact) {
        let at = self.planted.len() as u32;
        self.planted.push(Planted {
            kind: fact.kind,
            level: fact.level,
            placer: self.labels.number(fact.placer),
            ring: self.labels.number(fact.ring),
            template: self.labels.number(fact.template),
        });
        for name in [fact.url, fact.id] {
            if !name.is_empty() {
                self.index.insert(name.into_boxed_str(), at);
            }
        }
    }

    /// Which country it is the truth of.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How many adverts are planted.
    pub fn adverts(&self) -> usize {
        self.planted.len()
    }

    /// Position, from 0, of the advert with this id or address.
    pub fn find(&self, id_or_url: &str) -> Option<usize> {
        self.index.get(id_or_url).map(|&at| at as usize)
    }

    pub(super) fn planted(&self) -> &[Planted] {
        &self.planted
    }

    /// The name of a label that is not 0.
    pub(super) fn name(&self, label: u32) -> &str {
        &self.labels.names[label as usize - 1]
    }
}
