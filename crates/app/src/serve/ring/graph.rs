//! A ring's chart as pages, programs and paper have it: one layout, one order.

use super::ask::Ask;
use super::gather;
use super::rows::{Adverts, Rows, time};
use crate::serve::shown;
use crate::serve::when::Range;
use serde::Serialize;
use spoor_draw::{Node, NodeKind, RingGraph, RingTie, Seen, Sheet};
use spoor_vocab::Millis;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// A ring's chart. Nodes and ties are in the order of the drawing's table.
#[derive(Serialize, ToSchema)]
pub struct GraphView {
    /// The ring.
    pub ring_id: String,
    /// The name that the address gives this view.
    pub name: String,
    /// What is to be seen, in words.
    pub summary: String,
    /// The drawing.
    #[serde(skip)]
    pub svg: String,
    /// Seed of the layout: the same ring and address give the same picture.
    pub seed: u64,
    /// Width of the area that positions are of.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What can be seen.
    pub nodes: Vec<NodeView>,
    /// What ties it.
    pub ties: Vec<TieView>,
    /// What is open, and the address without it.
    pub open: Vec<OpenView>,
    /// Hubs that are not shown.
    pub hubs: u64,
    /// Nodes and ties beyond what a page can hold, the weakest.
    pub left_out: [u64; 2],
    /// Whether words are looked for.
    pub searched: bool,
    /// Nodes that have them.
    pub found: usize,
    /// Whether there is a way between the two nodes asked for; true where none were.
    pub has_way: bool,
}

impl GraphView {
    /// What is to be seen, and what is not.
    pub fn said(&self) -> String {
        let mut said = vec![self.summary.clone()];
        if self.hubs > 0 {
            said.push(format!("{} not shown.", counted(self.hubs, "hub", "hubs")));
        }
        if self.left_out != [0, 0] {
            said.push(format!(
                "The weakest are left out for want of room, {} and {}: filter, or close what is open.",
                counted(self.left_out[0], "node", "nodes"),
                counted(self.left_out[1], "tie", "ties")
            ));
        }
        if self.searched {
            said.push(format!("{} found.", self.found));
        }
        if !self.has_way {
            said.push("There is no way between these two in what is shown.".to_owned());
        }
        said.join(" ")
    }
}

/// A node of a chart.
#[derive(Serialize, ToSchema)]
pub struct NodeView {
    /// Names it.
    pub id: String,
    /// What it stands for.
    pub kind: String,
    /// Its name to people.
    pub label: String,
    /// All there is to say of it, in a sentence.
    pub sentence: String,
    /// Adverts behind it.
    pub adverts: u64,
    /// First and last seen, in days.
    pub span: String,
    /// Neighbours.
    pub degree: usize,
    /// What is folded into it: "12 selectors, 3 places".
    pub inside: String,
    /// How many that is.
    pub folded: u64,
    /// Whether it stands for nothing but what is folded into it.
    pub pile: bool,
    /// Whether it has the words looked for.
    pub found: bool,
    /// The address in which it is open, if something is folded into it.
    pub opens: Option<String>,
    /// Centre, from the left.
    pub x: f64,
    /// Centre, from the top.
    pub y: f64,
    /// Radius.
    pub r: f64,
}

/// A tie of a chart.
#[derive(Serialize, ToSchema)]
pub struct TieView {
    /// One end.
    pub from: String,
    /// The other.
    pub to: String,
    /// Names of both.
    pub names: [String; 2],
    /// What ties them.
    pub kind: String,
    /// Strength, bits.
    pub bits: f64,
    /// False discovery rate, where it was tested.
    pub q_value: Option<f64>,
    /// Concluded, not stated by any advert.
    pub inferred: bool,
    /// Why, in a sentence; of several the strongest.
    pub reason: String,
    /// How many ties it stands for.
    pub count: u64,
    /// First and last seen, in days.
    pub span: String,
    /// The address of its evidence.
    pub evidence: String,
}

impl TieView {
    /// Why, and how many more there are.
    pub fn why(&self) -> String {
        match self.count {
            0 | 1 => self.reason.clone(),
            n => format!("{} (and {} more)", self.reason, n - 1),
        }
    }
}

/// Something that is open.
#[derive(Serialize, ToSchema)]
pub struct OpenView {
    /// Its name.
    pub label: String,
    /// The address in which it is closed.
    pub closes: String,
}

/// The graph of a ring, and the days in which it was seen.
pub struct Known {
    pub graph: RingGraph,
    pub all: Option<Range>,
}

impl Known {
    /// From a ring's rows.
    pub fn of(rows: &Rows, adverts: &Adverts) -> Self {
        let posted = adverts.adverts.iter().filter_map(|a| time(a, "posted"));
        Self { graph: gather::graph(rows, adverts), all: Range::of(posted) }
    }
}

/// Days in words.
pub fn days(span: Option<(Millis, Millis)>) -> String {
    let day = |t: Millis| shown(t).chars().take(10).collect::<String>();
    match span.map(|(a, b)| (day(a), day(b))) {
        None => String::new(),
        Some((a, b)) if a == b => a,
        Some((a, b)) => format!("{a} to {b}"),
    }
}

fn counted(n: u64, noun: &str, plural: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {plural}") }
}

/// The drawing of what is seen, with links that open what is folded and lead to the evidence.
pub fn draw(seen: &Seen, ring_id: &str, ask: &Ask) -> spoor_draw::Drawing {
    chart(seen, ring_id, ask).draw(&Sheet::page("graph").or_say("nothing passes the filters"))
}

fn chart(seen: &Seen, ring_id: &str, ask: &Ask) -> spoor_draw::RingChart {
    let name = if ask.name.trim().is_empty() { String::new() } else { format!(": {}", ask.name) };
    let mut chart = seen.chart(&format!("Ring {ring_id}, who is tied to whom{name}"));
    for (i, node) in chart.nodes.iter_mut().enumerate() {
        let opens = opens(seen, node, ring_id, ask);
        node.href = Some(opens.unwrap_or_else(|| format!("#node-{}", i + 1)));
    }
    for (i, edge) in chart.edges.iter_mut().enumerate() {
        edge.href = Some(format!("#tie-{}", i + 1));
    }
    chart
}

/// The page of a ring.
fn page(ring_id: &str) -> String {
    format!("/ring/{}", super::encoded(ring_id))
}

/// The address in which a node is open.
fn opens(seen: &Seen, node: &Node, ring_id: &str, ask: &Ask) -> Option<String> {
    let mut open: BTreeSet<String> = seen.open.clone();
    let new = node.inside > 0 && open.insert(node.id.clone());
    new.then(|| format!("{}{}#graph", page(ring_id), ask.with_open(&open).query()))
}

/// What is seen, as a view.
pub fn view(known: &Known, ring_id: &str, ask: &Ask) -> Result<GraphView, String> {
    let seen = known.graph.seen(&ask.choice(known.all)?);
    let chart = chart(&seen, ring_id, ask);
    let drawing = draw(&seen, ring_id, ask);
    let layout = chart.layout(&Sheet::page("graph"));
    let at: BTreeMap<&str, (f64, f64, f64)> =
        layout.nodes.iter().map(|p| (p.id.as_str(), (p.x, p.y, p.r))).collect();
    let labels: BTreeMap<&str, &str> =
        seen.nodes.iter().map(|n| (n.id.as_str(), n.label.as_str())).collect();
    let mut near: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for tie in &seen.ties {
        near.entry(&tie.edge.from).or_default().insert(&tie.edge.to);
        near.entry(&tie.edge.to).or_default().insert(&tie.edge.from);
    }
    let nodes = seen.nodes.iter().zip(&seen.inside).map(|(node, inside)| {
        let degree = near.get(node.id.as_str()).map_or(0, BTreeSet::len);
        let place = at.get(node.id.as_str()).copied().unwrap_or_default();
        let opens = opens(&seen, node, ring_id, ask);
        let found = seen.found.contains(&node.id);
        node_view(node, inside, degree, place, opens, found)
    });
    let ties = seen.ties.iter().map(|tie| tie_view(tie, &labels, ring_id, ask));
    let named: BTreeMap<&str, &str> =
        known.graph.nodes.iter().map(|n| (n.node.id.as_str(), n.node.label.as_str())).collect();
    let open = seen.open.iter().map(|id| {
        let mut rest = seen.open.clone();
        rest.remove(id);
        let label = named.get(id.as_str()).copied().unwrap_or(id).to_owned();
        let closes = format!("{}{}#graph", page(ring_id), ask.with_open(&rest).query());
        OpenView { label, closes }
    });
    Ok(GraphView {
        ring_id: ring_id.to_owned(),
        name: ask.name.clone(),
        summary: drawing.summary,
        svg: drawing.svg,
        seed: chart.seed,
        width: layout.width,
        height: layout.height,
        nodes: nodes.collect(),
        ties: ties.collect(),
        open: open.collect(),
        hubs: seen.hubs,
        left_out: [seen.left_out.0, seen.left_out.1],
        searched: !ask.q.trim().is_empty(),
        found: seen.found.len(),
        has_way: seen.has_way,
    })
}

fn node_view(
    node: &Node,
    inside: &[(NodeKind, u64)],
    degree: usize,
    (x, y, r): (f64, f64, f64),
    opens: Option<String>,
    found: bool,
) -> NodeView {
    let inside = inside.iter().map(|(kind, n)| counted(*n, kind.word(), kind.plural()));
    let inside = inside.collect::<Vec<_>>().join(", ");
    let span = days(node.span);
    let kind = node.kind.word();
    let adverts = counted(node.count, "advert", "adverts");
    let mut sentence = format!("{kind} {}: {adverts}", node.label);
    if !span.is_empty() {
        sentence += &format!(", {span}");
    }
    sentence += &format!("; tied to {degree}");
    if !inside.is_empty() {
        sentence += &format!("; folded into it: {inside}");
    }
    NodeView {
        id: node.id.clone(),
        kind: kind.to_owned(),
        label: node.label.clone(),
        sentence,
        adverts: node.count,
        span,
        degree,
        inside,
        folded: node.inside,
        pile: node.members > 1,
        found,
        opens,
        x,
        y,
        r,
    }
}

fn tie_view(tie: &RingTie, labels: &BTreeMap<&str, &str>, ring_id: &str, ask: &Ask) -> TieView {
    let edge = &tie.edge;
    let name = |id: &str| labels.get(id).copied().unwrap_or(id).to_owned();
    let asked = [
        ("a", edge.from.as_str()),
        ("b", &edge.to),
        ("kind", &edge.kind),
        ("open", &ask.open),
        ("from", &ask.from),
        ("to", &ask.to),
    ];
    let asked: Vec<_> = asked.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let query = serde_urlencoded::to_string(asked).unwrap_or_default();
    TieView {
        from: edge.from.clone(),
        to: edge.to.clone(),
        names: [name(&edge.from), name(&edge.to)],
        kind: edge.kind.clone(),
        bits: edge.bits,
        q_value: tie.q_value,
        inferred: edge.inferred,
        reason: edge.reason.clone(),
        count: tie.count,
        span: days(tie.span),
        evidence: format!("{}/tie?{query}", page(ring_id)),
    }
}
