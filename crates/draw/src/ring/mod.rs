//! A link chart of a ring: who is tied to whom, by what, how strongly.

mod draw;
mod fold;
mod graph;
mod graphml;
mod layout;
mod marks;
mod pack;
mod part;
mod seen;
mod spread;
mod stress;

pub use graph::{RingGraph, RingNode, RingTie};
pub use layout::{Layout, Position};
pub use seen::{Choice, Seen};

use crate::palette::{BLUE, BROWN, GREEN, Ink, ORANGE, PURPLE};
use crate::sheet::{Drawing, Sheet};
use spoor_vocab::Millis;

/// What a node stands for. Each has a shape of its own; what is alike shares a hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// A circle.
    Actor,
    /// A triangle on its tip: one advertised person of an actor.
    Line,
    /// A diamond: phone, e-mail, handle and the like.
    Selector,
    /// A card: wallet, card, account paid.
    Payment,
    /// A square: a cluster of near-duplicate texts.
    Template,
    /// A hexagon: adverts that go together.
    Adverts,
    /// A triangle.
    Place,
}

impl NodeKind {
    /// Every kind, in the order of legends.
    pub const ALL: [Self; 7] = [
        Self::Actor,
        Self::Line,
        Self::Selector,
        Self::Payment,
        Self::Template,
        Self::Adverts,
        Self::Place,
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Line => "line",
            Self::Selector => "selector",
            Self::Payment => "payment",
            Self::Template => "template",
            Self::Adverts => "adverts",
            Self::Place => "place",
        }
    }

    /// Its word for several.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Actor => "actors",
            Self::Line => "lines",
            Self::Selector => "selectors",
            Self::Payment => "payments",
            Self::Template => "templates",
            Self::Adverts => "groups of adverts",
            Self::Place => "places",
        }
    }

    pub(crate) fn ink(self) -> Ink {
        match self {
            Self::Actor | Self::Line => BLUE,
            Self::Selector | Self::Payment => ORANGE,
            Self::Template => GREEN,
            Self::Adverts => PURPLE,
            Self::Place => BROWN,
        }
    }
}

/// A node of a [`RingChart`].
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Names it among the nodes.
    pub id: String,
    /// What it stands for.
    pub kind: NodeKind,
    /// Its name to people, already redacted for the reader's role.
    pub label: String,
    /// Adverts behind it.
    pub count: u64,
    /// First and last seen, milliseconds since 1970.
    pub span: Option<(Millis, Millis)>,
    /// How many things of its kind it stands for: 1, or more for a folded group.
    pub members: u64,
    /// How many things are folded into it, to be seen when it is opened.
    pub inside: u64,
    /// Where a click leads.
    pub href: Option<String>,
}

/// A tie between two nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// Id of a node.
    pub from: String,
    /// Id of another node.
    pub to: String,
    /// What ties them in a word or two, e.g. `phone` or `same moves`.
    pub kind: String,
    /// Strength in bits; less than nothing speaks against the tie.
    pub bits: f64,
    /// Concluded, not stated by any advert.
    pub inferred: bool,
    /// Why, in a sentence.
    pub reason: String,
    /// Where a click leads: the evidence of the tie.
    pub href: Option<String>,
}

/// Nodes and edges to be drawn, in any order.
#[derive(Clone, Debug, PartialEq)]
pub struct RingChart {
    /// Title of the drawing.
    pub title: String,
    /// Nodes; of two with one id the first in order of their content counts.
    pub nodes: Vec<Node>,
    /// Edges between them; two nodes may have several.
    pub edges: Vec<Edge>,
    /// Seed of the layout: the same seed and input give the same bytes.
    pub seed: u64,
    /// More nodes than this are folded; less than 10 counts as 10.
    pub cap: usize,
}

impl RingChart {
    /// A chart with the usual cap of 300 nodes and seed 1.
    pub fn new(title: &str, nodes: Vec<Node>, edges: Vec<Edge>) -> Self {
        Self { title: title.to_owned(), nodes, edges, seed: 1, cap: 300 }
    }

    /// Where everything goes, as plain data: the same picture for a browser's own graph view.
    pub fn layout(&self, sheet: &Sheet) -> Layout {
        layout::layout(&fold::prepare(self), sheet.room(), self.seed)
    }

    /// The drawing. The table has the nodes, most tied first, and then the edges, strongest first;
    /// the drawing has both in these orders, the edges below the nodes.
    pub fn draw(&self, sheet: &Sheet) -> Drawing {
        draw::draw(self, sheet)
    }
}
