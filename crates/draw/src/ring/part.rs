//! Nodes and ties on the way to the page: what filters leave of them.

use super::graph::RingTie;
use super::{Node, NodeKind};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Nodes and ties on the way to the page.
pub(super) struct Part {
    pub nodes: BTreeMap<String, Node>,
    pub ties: Vec<RingTie>,
}

impl Part {
    fn neighbours(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut near: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for tie in &self.ties {
            near.entry(&tie.edge.from).or_default().insert(&tie.edge.to);
            near.entry(&tie.edge.to).or_default().insert(&tie.edge.from);
        }
        near
    }

    /// Drops nodes, and the ties that lead to them.
    fn keep(&mut self, stays: impl Fn(&Node) -> bool) {
        self.nodes.retain(|_, n| stays(n));
        let nodes = &self.nodes;
        self.ties.retain(|t| nodes.contains_key(&t.edge.from) && nodes.contains_key(&t.edge.to));
    }

    /// Where ties were left out, what has none any more goes with them.
    pub fn drop_lonely(&mut self, filtered: bool) {
        let near = self.neighbours();
        let tied: BTreeSet<String> = near.keys().map(|id| (*id).to_owned()).collect();
        self.keep(|n| !filtered || n.kind == NodeKind::Actor || tied.contains(&n.id));
    }

    pub fn least_degree(&mut self, least: usize) {
        let near = self.neighbours();
        let many = near.iter().filter(|(_, of)| of.len() >= least);
        let many: BTreeSet<String> = many.map(|(id, _)| (*id).to_owned()).collect();
        self.keep(|n| least == 0 || many.contains(&n.id));
    }

    /// Keeps some nodes and what is tied to them.
    pub fn around(&mut self, ids: &BTreeSet<String>) {
        let near = self.neighbours();
        let mut kept = ids.clone();
        for id in ids {
            kept.extend(near.get(id.as_str()).into_iter().flatten().map(|id| (*id).to_owned()));
        }
        self.keep(|n| kept.contains(&n.id));
    }

    /// Keeps the way with the fewest ties, of several the one with the most bits. Whether there is one.
    pub fn way(&mut self, from: &str, to: &str) -> bool {
        let mut bits: BTreeMap<(&str, &str), f64> = BTreeMap::new();
        for tie in &self.ties {
            for key in [(&*tie.edge.from, &*tie.edge.to), (&*tie.edge.to, &*tie.edge.from)] {
                let best = bits.entry(key).or_insert(f64::NEG_INFINITY);
                *best = best.max(tie.edge.bits);
            }
        }
        let near = self.neighbours();
        // Steps from the start, bits so far, and where from.
        let mut reached: BTreeMap<&str, (usize, f64, &str)> = BTreeMap::new();
        let mut queue = VecDeque::new();
        if let Some((id, _)) = self.nodes.get_key_value(from) {
            reached.insert(id, (0, 0.0, ""));
            queue.push_back(id.as_str());
        }
        while let Some(at) = queue.pop_front() {
            let (steps, sum, _) = reached[at];
            for next in near.get(at).into_iter().flatten() {
                let new = (steps + 1, sum + bits[&(at, *next)], at);
                match reached.get_mut(next) {
                    None => {
                        reached.insert(next, new);
                        queue.push_back(next);
                    }
                    Some(old) if old.0 == new.0 && new.1 > old.1 => *old = new,
                    Some(_) => {}
                }
            }
        }
        let mut kept = BTreeSet::new();
        let mut at = to;
        while let Some((_, _, before)) = reached.get(at) {
            kept.insert(at.to_owned());
            at = before;
        }
        self.keep(|n| kept.is_empty() || kept.contains(&n.id));
        !kept.is_empty()
    }
}
