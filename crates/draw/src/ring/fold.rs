//! The chart in one order, checked, and folded to what a page can hold.

use super::{Edge, Node, NodeKind, RingChart};
use crate::href::safe;
use crate::words::is_time;
use spoor_vocab::Defect;
use std::collections::{BTreeMap, VecDeque};

/// An edge between numbered nodes.
#[derive(Clone, Debug)]
pub(super) struct Tie {
    pub a: usize,
    pub b: usize,
    pub edge: Edge,
    /// Edges that it stands for.
    pub count: u64,
}

/// Nodes by id, edges by ends: what layout and drawing work on.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    pub ties: Vec<Tie>,
    /// Ids that each node stands for, if it was folded here.
    pub folded: BTreeMap<String, Vec<String>>,
    pub defects: Vec<Defect>,
}

impl Graph {
    /// Neighbours of each node, ascending, without repeats.
    pub fn neighbours(&self) -> Vec<Vec<usize>> {
        let mut out = vec![Vec::new(); self.nodes.len()];
        for tie in &self.ties {
            out[tie.a].push(tie.b);
            out[tie.b].push(tie.a);
        }
        for list in &mut out {
            list.sort_unstable();
            list.dedup();
        }
        out
    }

    /// Bits of the ties of each node, without sign.
    pub fn strength(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.nodes.len()];
        for tie in &self.ties {
            out[tie.a] += tie.edge.bits.abs();
            out[tie.b] += tie.edge.bits.abs();
        }
        out
    }
}

/// Checks, orders and folds.
pub(super) fn prepare(chart: &RingChart) -> Graph {
    let mut graph = ordered(chart);
    let cap = chart.cap.max(10);
    if graph.nodes.len() > cap {
        // First the leaves of one neighbour, then whatever has the same neighbours.
        graph = merge(&graph, |g, i, near| {
            (near[i].len() == 1 && near[near[i][0]].len() > 1)
                .then(|| (g.nodes[i].kind, near[i].clone()))
        });
    }
    if graph.nodes.len() > cap {
        graph = merge(&graph, |g, i, near| Some((g.nodes[i].kind, near[i].clone())));
    }
    if graph.nodes.len() > cap {
        graph = around_strongest(&graph, cap);
    }
    graph
}

/// The most tied nodes as they are; of the others, those of one kind that are nearest to the same
/// one of them as one node. As many are kept as the cap allows.
fn around_strongest(graph: &Graph, cap: usize) -> Graph {
    let mut keep = cap;
    loop {
        keep = keep * 2 / 3;
        let owner = owners(graph, &strongest(graph, keep));
        let key = |g: &Graph, i: usize, _: &[Vec<usize>]| {
            (owner[i] != Some(i)).then(|| (g.nodes[i].kind, owner[i].into_iter().collect()))
        };
        let folded = merge(graph, key);
        if folded.nodes.len() <= cap || keep == 0 {
            return folded;
        }
    }
}

/// The kept node nearest to each node, if there is a way to one.
fn owners(graph: &Graph, kept: &[bool]) -> Vec<Option<usize>> {
    let near = graph.neighbours();
    let mut owner: Vec<Option<usize>> = (0..kept.len()).map(|i| kept[i].then_some(i)).collect();
    let mut queue: VecDeque<usize> = (0..kept.len()).filter(|&i| kept[i]).collect();
    while let Some(i) = queue.pop_front() {
        for &j in &near[i] {
            if owner[j].is_none() {
                owner[j] = owner[i];
                queue.push_back(j);
            }
        }
    }
    owner
}

/// Which nodes are among the `n` most tied.
fn strongest(graph: &Graph, n: usize) -> Vec<bool> {
    let strength = graph.strength();
    let mut order: Vec<usize> = (0..graph.nodes.len()).collect();
    order.sort_by(|&a, &b| {
        strength[b].total_cmp(&strength[a]).then(graph.nodes[a].id.cmp(&graph.nodes[b].id))
    });
    let mut kept = vec![false; order.len()];
    order.iter().take(n).for_each(|&i| kept[i] = true);
    kept
}

fn ordered(chart: &RingChart) -> Graph {
    let mut graph = Graph::default();
    let mut nodes: Vec<&Node> = chart.nodes.iter().collect();
    let key =
        |n: &Node| (n.id.clone(), n.kind, n.label.clone(), n.count, n.span, (n.members, n.inside));
    nodes.sort_by(|a, b| key(a).cmp(&key(b)).then(a.href.cmp(&b.href)));
    for node in nodes {
        if graph.nodes.last().is_some_and(|last| last.id == node.id) {
            let place = format!("node {}", node.id);
            let hint = "give each node an id of its own";
            graph.defects.push(Defect::new(place, "ring.twice", "the id is given twice", hint));
            continue;
        }
        let mut node = node.clone();
        node.members = node.members.max(1);
        node.href = safe(&node.href, &format!("node {}", node.id), &mut graph.defects);
        node.span =
            node.span.filter(|&(a, b)| is_time(a) && is_time(b)).map(|(a, b)| (a.min(b), a.max(b)));
        graph.nodes.push(node);
    }
    let mut edges: Vec<&Edge> = chart.edges.iter().collect();
    edges.sort_by(|x, y| {
        let text = |e: &Edge| (e.from.clone(), e.to.clone(), e.kind.clone());
        (text(x).cmp(&text(y)))
            .then(y.bits.total_cmp(&x.bits))
            .then_with(|| (x.inferred, &x.reason, &x.href).cmp(&(y.inferred, &y.reason, &y.href)))
    });
    for edge in edges {
        let place = format!("edge {} – {}", edge.from, edge.to);
        let find = |id: &str| graph.nodes.binary_search_by(|n| n.id.as_str().cmp(id)).ok();
        let problem = match (find(&edge.from), find(&edge.to)) {
            _ if !edge.bits.is_finite() => "the strength is no number",
            (Some(a), Some(b)) if a != b => {
                let mut edge = edge.clone();
                edge.href = safe(&edge.href, &place, &mut graph.defects);
                graph.ties.push(Tie { a, b, edge, count: 1 });
                continue;
            }
            (Some(_), Some(_)) => "the edge leads back to its own node",
            _ => "an end is no node of the chart",
        };
        let hint = "give finite bits and two different nodes of the chart";
        graph.defects.push(Defect::new(place, "ring.bad-edge", problem, hint));
    }
    graph
}

type Group = (NodeKind, Vec<usize>);

/// One node for all nodes of one group; a group of one stays as it is.
fn merge(graph: &Graph, group: impl Fn(&Graph, usize, &[Vec<usize>]) -> Option<Group>) -> Graph {
    let near = graph.neighbours();
    let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    for i in 0..graph.nodes.len() {
        if let Some(key) = group(graph, i, &near) {
            groups.entry(key).or_default().push(i);
        }
    }
    let mut leader: Vec<usize> = (0..graph.nodes.len()).collect();
    let mut out =
        Graph { folded: graph.folded.clone(), defects: graph.defects.clone(), ..Graph::default() };
    let mut made: BTreeMap<usize, Node> = BTreeMap::new();
    for ((kind, _), own) in groups.into_iter().filter(|(_, own)| own.len() > 1) {
        own.iter().for_each(|&i| leader[i] = own[0]);
        made.insert(own[0], one(graph, kind, &own, &mut out.folded));
    }
    let mut index = vec![usize::MAX; graph.nodes.len()];
    for i in (0..graph.nodes.len()).filter(|&i| leader[i] == i) {
        index[i] = out.nodes.len();
        out.nodes.push(made.remove(&i).unwrap_or_else(|| graph.nodes[i].clone()));
    }
    // Ties that came to lie on one another become one, with the strongest's words.
    let mut ties: BTreeMap<(usize, usize, String), Tie> = BTreeMap::new();
    for tie in &graph.ties {
        let (a, b) = (index[leader[tie.a]], index[leader[tie.b]]);
        if a == b {
            continue;
        }
        if leader[tie.a] == tie.a && leader[tie.b] == tie.b && !out.is_group(a) && !out.is_group(b)
        {
            out.ties.push(Tie { a, b, ..tie.clone() });
            continue;
        }
        let slot = ties.entry((a.min(b), a.max(b), tie.edge.kind.clone()));
        let made = slot.or_insert_with(|| Tie { a, b, count: 0, ..tie.clone() });
        made.count += tie.count;
        if tie.edge.bits > made.edge.bits {
            made.edge = tie.edge.clone();
        }
    }
    out.ties.extend(ties.into_values().map(|mut tie| {
        tie.edge.from = out.nodes[tie.a].id.clone();
        tie.edge.to = out.nodes[tie.b].id.clone();
        tie
    }));
    out.ties.sort_by_key(|t| (t.a.min(t.b), t.a.max(t.b)));
    out
}

impl Graph {
    fn is_group(&self, i: usize) -> bool {
        self.folded.contains_key(&self.nodes[i].id)
    }
}

/// The node that stands for several, under the first one's id with `+` behind it.
fn one(
    graph: &Graph,
    kind: NodeKind,
    own: &[usize],
    folded: &mut BTreeMap<String, Vec<String>>,
) -> Node {
    let nodes: Vec<&Node> = own.iter().map(|&i| &graph.nodes[i]).collect();
    let members = nodes.iter().map(|n| n.members).sum::<u64>();
    let spans: Vec<_> = nodes.iter().filter_map(|n| n.span).collect();
    let mut id = format!("{}+", nodes[0].id);
    while graph.nodes.iter().any(|n| n.id == id) {
        id.push('+');
    }
    let mut ids = Vec::new();
    for node in &nodes {
        ids.extend(folded.remove(&node.id).unwrap_or_else(|| vec![node.id.clone()]));
    }
    ids.sort();
    folded.insert(id.clone(), ids);
    Node {
        id,
        kind,
        label: format!("{members} {}", kind.plural()),
        count: nodes.iter().map(|n| n.count).fold(0, u64::saturating_add),
        span: spans.iter().map(|s| s.0).min().zip(spans.iter().map(|s| s.1).max()),
        members,
        inside: nodes.iter().map(|n| n.inside).fold(0, u64::saturating_add),
        href: None,
    }
}
