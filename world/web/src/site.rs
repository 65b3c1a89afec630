//! A site as planned: nodes, sections, slots.

use crate::kind::{Kind, What};
use crate::layout::Layout;
use crate::life::{HOUR, Life, Pace};
use crate::scheme::Scheme;
use rustc_hash::FxHashMap;
use spoor_world::{Lang, key};

/// What a URL of a site's own leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    Home,
    Node(u16),
    Section {
        section: u32,
        /// From 1.
        page: u32,
    },
    Item {
        slot: u32,
        turn: u32,
    },
    Static(u16),
}

/// A child of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Child {
    Node(u16),
    Section(u32),
}

/// A page that links to nodes and sections.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) children: Vec<Child>,
}

/// Things of one kind, listed with the newest first.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) path: String,
    /// The label of its category.
    pub(crate) category: &'static str,
    pub(crate) what: What,
    /// The town, if sections are towns.
    pub(crate) city: Option<u16>,
    /// The first of its slots on the site.
    pub(crate) first: u32,
    pub(crate) slots: u32,
    /// How many of its slots, the first ones, hold what lives two hours.
    pub(crate) hours: u32,
    pub(crate) pace: Pace,
}

/// A page of the footer.
#[derive(Debug)]
pub(crate) struct Static {
    pub(crate) label: &'static str,
    pub(crate) path: String,
}

/// What a site says of when its pages changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Validators {
    Both,
    Tag,
    Modified,
    Missing,
    /// Everything changed just now.
    AlwaysNew,
    /// Nothing ever changed.
    NeverNew,
}

/// How links are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkForm {
    Path,
    Whole,
    Relative,
}

/// What the site shows of each thing, beside title, text and pictures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    pub(crate) price: bool,
    pub(crate) place: bool,
    pub(crate) age: bool,
    pub(crate) posted: bool,
    pub(crate) phone: bool,
    pub(crate) account: bool,
    pub(crate) number: bool,
    /// In which of the house's forms dates are written.
    pub(crate) date: u8,
    /// In which form prices are written.
    pub(crate) money: u8,
}

/// A site.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) index: u16,
    pub(crate) seed: u64,
    pub(crate) kind: Kind,
    pub(crate) quirks: u32,
    /// Without `www.`.
    pub(crate) host: String,
    /// Whether its own links have `www.`.
    pub(crate) www: bool,
    pub(crate) mirror: Option<String>,
    pub(crate) brand: String,
    pub(crate) lang: Lang,
    pub(crate) cities: Vec<u16>,
    pub(crate) layout: &'static Layout,
    pub(crate) scheme: Scheme,
    pub(crate) links: LinkForm,
    pub(crate) shown: Shown,
    pub(crate) validators: Validators,
    /// Pages are ISO 8859-1, said so in the header.
    pub(crate) latin1: bool,
    pub(crate) per_page: u32,
    /// Node 0 is the home page.
    pub(crate) nodes: Vec<Node>,
    pub(crate) sections: Vec<Section>,
    pub(crate) statics: Vec<Static>,
    pub(crate) slots: u32,
    /// Paths of nodes, sections (first pages) and statics.
    pub(crate) known: FxHashMap<String, Target>,
    /// `(allowed, pattern)` of robots.txt for everybody.
    pub(crate) robots: Vec<(bool, String)>,
}

impl Site {
    /// Whether something is wrong with it.
    pub(crate) fn has(&self, quirk: u32) -> bool {
        self.quirks & quirk != 0
    }

    /// The host its own links name.
    pub(crate) fn own_host(&self) -> String {
        if self.www { format!("www.{}", self.host) } else { self.host.clone() }
    }

    /// Index of the section that has `slot`.
    pub(crate) fn section_of(&self, slot: u32) -> u32 {
        self.sections.partition_point(|s| s.first <= slot) as u32 - 1
    }

    /// Seed and pace of a slot.
    fn slot(&self, slot: u32) -> (u64, Pace) {
        let section = &self.sections[self.section_of(slot) as usize];
        (self.slot_seed(slot), section.pace_of(slot))
    }

    fn slot_seed(&self, slot: u32) -> u64 {
        key(&[self.seed, 40, u64::from(slot)])
    }

    /// Who lives in `slot` at `at`.
    pub(crate) fn life(&self, slot: u32, at: i64) -> Life {
        let (seed, pace) = self.slot(slot);
        Life::at(seed, pace, at)
    }

    /// The life with this number in `slot`.
    pub(crate) fn life_of(&self, slot: u32, turn: u32) -> Option<Life> {
        let (seed, pace) = self.slot(slot);
        Life::of_turn(seed, pace, turn)
    }

    /// Slots of a section with who lives there at `at`, the newest first.
    pub(crate) fn newest(&self, section: &Section, at: i64) -> Vec<(u32, Life)> {
        let mut all: Vec<_> = (section.first..section.first + section.slots)
            .map(|slot| (slot, Life::at(self.slot_seed(slot), section.pace_of(slot), at)))
            .collect();
        all.sort_unstable_by_key(|&(slot, life)| (-life.born, slot));
        all
    }

    /// How many pages the listing of a section has.
    pub(crate) fn pages(&self, section: &Section) -> u32 {
        section.slots.div_ceil(self.per_page).max(1)
    }
}

impl Section {
    /// The pace of one of its slots.
    pub(crate) fn pace_of(&self, slot: u32) -> Pace {
        if slot - self.first < self.hours { Pace::Hours } else { self.pace }
    }
}

/// When a page changes that never does, before the epoch.
pub(crate) const LONG_AGO: i64 = -1_000 * HOUR;
