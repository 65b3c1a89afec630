//! What of a ring is to be seen: folded until somebody opens it, filtered, and no more than a page
//! can hold.

use super::graph::{RingGraph, RingNode, RingTie};
use super::part::Part;
use super::{Edge, Node, NodeKind, RingChart};
use spoor_vocab::Millis;
use std::collections::{BTreeMap, BTreeSet};

/// Most nodes on a page.
const NODES: usize = 300;
/// Most ties: with the nodes 1,500 elements.
const TIES: usize = 1200;
/// Adverts named with a tie that stands for several.
const ADVERTS: usize = 20;
/// Nodes that are looked for are opened if they are no more than this.
const OPENED: usize = 50;

/// What somebody wants to see of a [`RingGraph`].
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Ids of the nodes that are opened.
    pub open: BTreeSet<String>,
    /// Kinds that are left out; actors always stay.
    pub without: BTreeSet<NodeKind>,
    /// Weaker ties are left out, and with them what they alone held; bits.
    pub least_bits: f64,
    /// Nodes with fewer neighbours are left out.
    pub least_degree: usize,
    /// Whether hubs are shown.
    pub hubs: bool,
    /// Only nodes whose name has these words, and what is tied to them; they are opened to.
    pub words: String,
    /// Only what was seen within these times, milliseconds since 1970.
    pub within: Option<(Millis, Millis)>,
    /// Only the shortest way between two nodes, the strongest of several.
    pub way: Option<(String, String)>,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            open: BTreeSet::new(),
            without: BTreeSet::new(),
            least_bits: f64::NEG_INFINITY,
            least_degree: 0,
            hubs: false,
            words: String::new(),
            within: None,
            way: None,
        }
    }
}

/// What is seen. Nodes and ties are in the order of the table of [`RingChart::draw`].
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Nodes, most tied first.
    pub nodes: Vec<Node>,
    /// Ties between them, strongest first.
    pub ties: Vec<RingTie>,
    /// For each node what is folded into it: how many of which kind.
    pub inside: Vec<Vec<(NodeKind, u64)>>,
    /// Nodes that are open, as far as there is something in them.
    pub open: BTreeSet<String>,
    /// Nodes that have the words looked for.
    pub found: BTreeSet<String>,
    /// Hubs that are not shown.
    pub hubs: u64,
    /// Nodes and ties beyond what a page can hold, the weakest.
    pub left_out: (u64, u64),
    /// Whether there is the way asked for; `true` where none was.
    pub has_way: bool,
}

impl Seen {
    /// The chart of it, to be drawn as it is.
    pub fn chart(&self, title: &str) -> RingChart {
        let edge = |t: &RingTie| {
            let mut edge = t.edge.clone();
            if t.count > 1 {
                edge.reason = format!("{} (and {} more)", edge.reason, t.count - 1);
            }
            edge
        };
        RingChart::new(title, self.nodes.clone(), self.ties.iter().map(edge).collect())
    }
}

impl RingGraph {
    /// What is seen of it by a choice. The same graph and choice give the same, in whatever order the
    /// graph's nodes and ties came.
    pub fn seen(&self, choice: &Choice) -> Seen {
        let known = Known::of(self, choice);
        let found = known.found(&choice.words);
        let mut open = choice.open.clone();
        if found.len() <= OPENED {
            found.iter().for_each(|id| open.extend(known.homes(id).map(str::to_owned)));
        }
        let mut part = Part { nodes: BTreeMap::new(), ties: known.ties(&open) };
        for (id, node) in &known.nodes {
            if known.stands_for(id, &open) == *id && !(node.pile && open.contains(*id)) {
                part.nodes.insert((*id).to_owned(), node.node.clone());
            }
        }
        part.ties.retain(|t| t.edge.bits >= choice.least_bits);
        part.drop_lonely(choice.least_bits > f64::NEG_INFINITY || choice.within.is_some());
        part.least_degree(choice.least_degree);
        if !choice.words.trim().is_empty() {
            let shown = found.iter().map(|id| known.stands_for(id, &open).to_owned()).collect();
            part.around(&shown);
        }
        let has_way = choice.way.as_ref().is_none_or(|(from, to)| part.way(from, to));
        let open = open.into_iter().filter(|id| known.holds.contains_key(id.as_str())).collect();
        part.finish(&known, open, found, has_way)
    }

    /// The ties of a kind that lie on one another between two nodes when `open` nodes are open, within
    /// some times: strongest first.
    pub fn on(&self, choice: &Choice, ends: [&str; 2], kind: &str) -> Vec<&RingTie> {
        let all = Choice { hubs: true, without: BTreeSet::new(), ..choice.clone() };
        let known = Known::of(self, &all);
        let of = |tie: &&RingTie| {
            let [a, b] =
                [&tie.edge.from, &tie.edge.to].map(|id| known.stands_for(id, &choice.open));
            tie.edge.kind == kind && (ends == [a, b] || ends == [b, a])
        };
        known.all_ties.iter().copied().filter(of).collect()
    }
}

/// The nodes that pass the filters of their own, and what is folded into which.
struct Known<'a> {
    nodes: BTreeMap<&'a str, &'a RingNode>,
    /// What is folded directly into a node.
    holds: BTreeMap<&'a str, Vec<&'a str>>,
    homes: BTreeMap<&'a str, &'a str>,
    all_ties: Vec<&'a RingTie>,
    hubs: u64,
}

fn overlaps(span: Option<(Millis, Millis)>, within: Option<(Millis, Millis)>) -> bool {
    let both = span.zip(within);
    both.is_none_or(|((a, b), (from, to))| a <= to && b >= from)
}

impl<'a> Known<'a> {
    fn of(graph: &'a RingGraph, choice: &Choice) -> Self {
        let mut all: BTreeMap<&str, &RingNode> = BTreeMap::new();
        graph.nodes.iter().for_each(|n| _ = all.entry(&n.node.id).or_insert(n));
        let hub = |n: &RingNode| n.hub && !choice.hubs;
        let hubs = all.values().filter(|n| hub(n)).count() as u64;
        let out = |n: &RingNode| {
            let kind = n.node.kind != NodeKind::Actor && choice.without.contains(&n.node.kind);
            kind || hub(n) || !overlaps(n.node.span, choice.within)
        };
        let nodes: BTreeMap<&str, &RingNode> =
            all.iter().filter(|(_, n)| !out(n)).map(|(id, n)| (*id, *n)).collect();
        let (mut holds, mut homes) = (BTreeMap::<&str, Vec<&str>>::new(), BTreeMap::new());
        for (id, node) in &nodes {
            // Whatever it is folded into may be left out: then into what that is folded into.
            let mut home = node.home.as_deref();
            for _ in 0..all.len() {
                match home {
                    Some(at) if !nodes.contains_key(at) => {
                        home = all.get(at).and_then(|n| n.home.as_deref());
                    }
                    _ => break,
                }
            }
            if let Some(home) = home.filter(|h| h != id && nodes.contains_key(h)) {
                holds.entry(home).or_default().push(id);
                homes.insert(*id, home);
            }
        }
        // A pile that holds nothing stands for nothing.
        let mut nodes = nodes;
        nodes.retain(|id, n| !n.pile || holds.contains_key(id));
        let mut all_ties: Vec<&RingTie> = graph.ties.iter().collect();
        all_ties.retain(|t| overlaps(t.span, choice.within));
        all_ties.sort_by(|x, y| order(x, y));
        Self { nodes, holds, homes, all_ties, hubs }
    }

    /// What a node is folded into, innermost first.
    fn homes(&self, id: &str) -> impl Iterator<Item = &'a str> {
        let first = self.homes.get(id).copied();
        let next = |at: &&'a str| self.homes.get(at).copied();
        // Rings of homes are bad input: the walk ends all the same.
        std::iter::successors(first, next).take(self.nodes.len())
    }

    /// The node that is seen for a node: itself, or the outermost closed one that it is folded into.
    fn stands_for<'b>(&self, id: &'b str, open: &BTreeSet<String>) -> &'b str
    where
        'a: 'b,
    {
        self.homes(id).filter(|home| !open.contains(*home)).last().unwrap_or(id)
    }

    /// Nodes whose name or id has the words.
    fn found(&self, words: &str) -> BTreeSet<String> {
        let words = words.trim().to_lowercase();
        if words.is_empty() {
            return BTreeSet::new();
        }
        let has = |n: &RingNode| {
            n.node.label.to_lowercase().contains(&words) || n.node.id.to_lowercase() == words
        };
        let found = self.nodes.values().filter(|n| !n.pile && has(n));
        found.map(|n| n.node.id.clone()).collect()
    }

    /// Ties between what is seen; those that came to lie on one another are one, with the strongest's
    /// words.
    fn ties(&self, open: &BTreeSet<String>) -> Vec<RingTie> {
        let mut made: BTreeMap<(String, String, &str), RingTie> = BTreeMap::new();
        for tie in &self.all_ties {
            let ends = [&tie.edge.from, &tie.edge.to];
            if !ends.iter().all(|id| self.nodes.contains_key(id.as_str())) {
                continue;
            }
            let [a, b] = ends.map(|id| self.stands_for(id, open));
            if a == b || !tie.edge.bits.is_finite() {
                continue;
            }
            let key = (a.min(b).to_owned(), a.max(b).to_owned(), tie.edge.kind.as_str());
            match made.entry(key) {
                std::collections::btree_map::Entry::Vacant(slot) => {
                    let edge = Edge { from: a.to_owned(), to: b.to_owned(), ..tie.edge.clone() };
                    slot.insert(RingTie { edge, ..(*tie).clone() });
                }
                std::collections::btree_map::Entry::Occupied(slot) => add(slot.into_mut(), tie),
            }
        }
        made.into_values().collect()
    }

    /// How many of which kind are folded into a node, at any depth.
    fn inside(&self, id: &str, open: &BTreeSet<String>) -> Vec<(NodeKind, u64)> {
        if open.contains(id) {
            return Vec::new();
        }
        let mut counts: BTreeMap<NodeKind, u64> = BTreeMap::new();
        let mut todo: Vec<&str> = self.holds.get(id).cloned().unwrap_or_default();
        let mut seen: BTreeSet<&str> = todo.iter().copied().collect();
        while let Some(at) = todo.pop() {
            let Some(node) = self.nodes.get(at) else { continue };
            if !node.pile {
                *counts.entry(node.node.kind).or_default() += node.node.members.max(1);
            }
            let more = self.holds.get(at).into_iter().flatten();
            todo.extend(more.filter(|id| seen.insert(id)));
        }
        counts.into_iter().collect()
    }
}

/// Strongest first, then by its words: the order in which ties are put together.
pub(super) fn order(x: &RingTie, y: &RingTie) -> std::cmp::Ordering {
    let text = |t: &RingTie| {
        (t.edge.from.clone(), t.edge.to.clone(), t.edge.kind.clone(), t.edge.reason.clone(), t.span)
    };
    y.edge.bits.total_cmp(&x.edge.bits).then_with(|| text(x).cmp(&text(y)))
}

/// A weaker tie comes to lie on a stronger one.
fn add(made: &mut RingTie, tie: &RingTie) {
    made.count += tie.count;
    made.edge.inferred &= tie.edge.inferred;
    made.q_value = [made.q_value, tie.q_value].into_iter().flatten().reduce(f64::min);
    made.span = match (made.span, tie.span) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    };
    for advert in &tie.adverts {
        if made.adverts.len() < ADVERTS && !made.adverts.contains(advert) {
            made.adverts.push(advert.clone());
        }
    }
}

impl Part {
    /// In the order of the table, no more than a page can hold.
    fn finish(
        self,
        known: &Known<'_>,
        open: BTreeSet<String>,
        found: BTreeSet<String>,
        has_way: bool,
    ) -> Seen {
        let Self { nodes, mut ties } = self;
        let mut strength: BTreeMap<String, f64> = BTreeMap::new();
        for t in &ties {
            for end in [&t.edge.from, &t.edge.to] {
                *strength.entry(end.clone()).or_default() += t.edge.bits.abs();
            }
        }
        let of = |n: &Node| strength.get(&n.id).copied().unwrap_or(0.0);
        let mut nodes: Vec<Node> = nodes.into_values().collect();
        let key = |x: &Node, y: &Node| y.count.cmp(&x.count).then_with(|| x.id.cmp(&y.id));
        nodes.sort_by(|x, y| of(y).total_cmp(&of(x)).then_with(|| key(x, y)));
        let beyond = nodes.len().saturating_sub(NODES);
        if beyond > 0 {
            // Actors are what a ring is of: they are the last to be left out.
            nodes.sort_by_key(|n| n.kind != NodeKind::Actor);
            nodes.truncate(NODES);
            nodes.sort_by(|x, y| of(y).total_cmp(&of(x)).then_with(|| key(x, y)));
        }
        let kept: BTreeSet<&str> = nodes.iter().map(|n| n.id.as_str()).collect();
        let all = ties.len();
        ties.retain(|t| kept.contains(&*t.edge.from) && kept.contains(&*t.edge.to));
        ties.sort_by(order);
        ties.truncate(TIES);
        let left_out = (beyond as u64, (all - ties.len()) as u64);
        let inside: Vec<_> = nodes.iter().map(|n| known.inside(&n.id, &open)).collect();
        for (node, inside) in nodes.iter_mut().zip(&inside) {
            node.inside = inside.iter().map(|(_, n)| n).sum();
        }
        Seen { nodes, ties, inside, open, found, hubs: known.hubs, left_out, has_way }
    }
}
