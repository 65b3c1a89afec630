//! A ring as GraphML (Brandes and others 2002, http://graphml.graphdrawing.org), for other programs.

use super::graph::{RingGraph, RingNode, RingTie};
use crate::svg::Svg;
use crate::text::clean;
use crate::words::{date, is_time};
use spoor_vocab::Millis;
use std::collections::BTreeMap;

/// Of what, name, type.
const KEYS: [(&str, &str, &str); 15] = [
    ("node", "name", "string"),
    ("node", "kind", "string"),
    ("node", "label", "string"),
    ("node", "adverts", "long"),
    ("node", "first", "string"),
    ("node", "last", "string"),
    ("node", "hub", "boolean"),
    ("edge", "tie", "string"),
    ("edge", "bits", "double"),
    ("edge", "q", "double"),
    ("edge", "inferred", "boolean"),
    ("edge", "reason", "string"),
    ("edge", "from", "string"),
    ("edge", "to", "string"),
    ("edge", "shown_by", "string"),
];

impl RingGraph {
    /// All nodes but piles, and all ties, whatever is folded or left out on a page. `name` is the id
    /// of a node here; ids of the file are `n0`, `n1` and so on. Days are `YYYY-MM-DD`.
    pub fn graphml(&self) -> String {
        let mut nodes: BTreeMap<&str, &RingNode> = BTreeMap::new();
        for node in self.nodes.iter().filter(|n| !n.pile) {
            nodes.entry(&node.node.id).or_insert(node);
        }
        let number: BTreeMap<&str, String> =
            nodes.keys().enumerate().map(|(i, id)| (*id, format!("n{i}"))).collect();
        let mut xml = Svg::default();
        xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.tag("graphml").attr("xmlns", "http://graphml.graphdrawing.org/xmlns").open();
        for (of, name, kind) in KEYS {
            let tag = xml.tag("key").attr("id", name).attr("for", of);
            tag.attr("attr.name", name).attr("attr.type", kind).leaf();
        }
        xml.tag("graph").attr("edgedefault", "undirected").open();
        for (id, node) in &nodes {
            xml.tag("node").attr("id", &number[id]).open();
            write_node(&mut xml, node);
            xml.close();
        }
        let mut ties: Vec<&RingTie> = self.ties.iter().collect();
        ties.sort_by(|x, y| super::seen::order(x, y));
        for tie in ties {
            let ends = [&tie.edge.from, &tie.edge.to].map(|id| number.get(id.as_str()));
            let [Some(a), Some(b)] = ends else { continue };
            xml.tag("edge").attr("source", a).attr("target", b).open();
            write_tie(&mut xml, tie);
            xml.close();
        }
        xml.finish()
    }
}

fn data(xml: &mut Svg, key: &'static str, value: &str) {
    xml.tag("data").attr("key", key).words(&clean(value));
}

fn days(xml: &mut Svg, keys: [&'static str; 2], span: Option<(Millis, Millis)>) {
    let Some((from, to)) = span.filter(|s| is_time(s.0) && is_time(s.1)) else { return };
    data(xml, keys[0], &date(from).to_string());
    data(xml, keys[1], &date(to).to_string());
}

fn write_node(xml: &mut Svg, node: &RingNode) {
    data(xml, "name", &node.node.id);
    data(xml, "kind", node.node.kind.word());
    data(xml, "label", &node.node.label);
    data(xml, "adverts", &node.node.count.to_string());
    days(xml, ["first", "last"], node.node.span);
    data(xml, "hub", if node.hub { "true" } else { "false" });
}

fn write_tie(xml: &mut Svg, tie: &RingTie) {
    data(xml, "tie", &tie.edge.kind);
    if tie.edge.bits.is_finite() {
        data(xml, "bits", &tie.edge.bits.to_string());
    }
    if let Some(q) = tie.q_value {
        data(xml, "q", &q.to_string());
    }
    data(xml, "inferred", if tie.edge.inferred { "true" } else { "false" });
    data(xml, "reason", &tie.edge.reason);
    days(xml, ["from", "to"], tie.span);
    data(xml, "shown_by", &tie.adverts.join(" "));
}
