//! A ring as it is known, before anything is folded or left out.

use super::{Edge, Node};
use spoor_vocab::Millis;

/// A node, and where it is folded away.
#[derive(Clone, Debug, PartialEq)]
pub struct RingNode {
    /// The node; [`Node::inside`] is counted anew by [`RingGraph::seen`].
    pub node: Node,
    /// Id of the node that it is folded into until that is opened; `None` for what is always seen.
    pub home: Option<String>,
    /// It stands for what is folded into it and nothing else: opened, it makes room for that.
    pub pile: bool,
    /// Strangers show it too, so it ties nobody.
    pub hub: bool,
}

/// A tie with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct RingTie {
    /// The tie.
    pub edge: Edge,
    /// False discovery rate, where the tie was tested.
    pub q_value: Option<f64>,
    /// First and last seen, milliseconds since 1970.
    pub span: Option<(Millis, Millis)>,
    /// Ids of adverts that show it.
    pub adverts: Vec<String>,
    /// How many ties it stands for.
    pub count: u64,
}

/// All nodes and ties of a ring, in any order. Of two nodes with one id the first counts; a tie whose
/// end is no node is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RingGraph {
    /// The nodes.
    pub nodes: Vec<RingNode>,
    /// The ties.
    pub ties: Vec<RingTie>,
}
