//! Empirical Bayes: how much of a cell is its own.
//!
//! A cell's median log price is its parent's plus a deviation with variance tau² among siblings;
//! its sample median errs around that with variance v. The posterior mean gives the sample the
//! weight tau² / (tau² + v) (Efron and Morris 1975, "Data analysis using Stein's estimator and its
//! generalizations", JASA 70), with tau² by moments (DerSimonian and Laird 1986, Controlled
//! Clinical Trials 7). The same is done with the log of the spread.

use crate::quantile::quantile;
use std::collections::BTreeMap;

/// Variance of a sample median of n normal values with variance 1, times n.
pub(crate) const MEDIAN_COST: f64 = std::f64::consts::FRAC_PI_2;

/// Cells always differ a little: log price (1 %) and log spread (5 %). Without these floors no
/// amount of prices could set a cell apart.
const LEAST: [f64; 2] = [0.01 * 0.01, 0.05 * 0.05];

/// A cell's own log prices, one for each actor, and what it takes from them.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) sorted: Vec<f64>,
    pub(crate) adverts: u32,
    pub(crate) all: u32,
    /// Index of the next wider cell.
    pub(crate) parent: Option<usize>,
    /// Weight of the own median.
    pub(crate) place_weight: f64,
    /// Weight of the own shape around it.
    pub(crate) shape_weight: f64,
    /// How far the parent's own children, being few, may lie off what all such children would
    /// average: variance.
    pub(crate) aim: f64,
    /// Variance of one log price inside cells of this level.
    pub(crate) within: f64,
}

impl Node {
    pub(crate) fn n(&self) -> f64 {
        self.sorted.len() as f64
    }

    pub(crate) fn own(&self, p: f64) -> f64 {
        quantile(&self.sorted, p).unwrap_or(0.0)
    }

    fn squares(&self) -> f64 {
        let mean = self.sorted.iter().sum::<f64>() / self.n().max(1.0);
        self.sorted.iter().map(|x| (x - mean).powi(2)).sum()
    }

    /// Log of the standard deviation; `None` of fewer than three or of equal prices.
    fn log_spread(&self) -> Option<f64> {
        let squares = self.squares();
        (self.sorted.len() >= 3 && squares > 1e-12).then(|| 0.5 * (squares / (self.n() - 1.0)).ln())
    }
}

/// Sets the weights of `level`: nodes of one level and currency, whose parents are set already.
pub(crate) fn weigh(nodes: &mut [Node], level: std::ops::Range<usize>) {
    let (squares, free) = nodes[level.clone()]
        .iter()
        .fold((0.0, 0.0), |(s, f), n| (s + n.squares(), f + (n.n() - 1.0).max(0.0)));
    let wide = nodes[level.clone()].iter().find_map(|n| n.parent).map(|p| nodes[p].within);
    // Too few to say: what is usual one level up.
    let within = if free >= 5.0 { squares / free } else { wide.unwrap_or(0.04) }.max(1e-8);
    let families = families(nodes, level.clone());
    let place = between(nodes, &families, within).max(LEAST[0]);
    let shape = between_shapes(nodes, level.clone(), within).max(LEAST[1]);
    for (_, of) in &families {
        let all: f64 = of.iter().map(|i| nodes[*i].n()).sum();
        let same: f64 = of.iter().map(|i| (nodes[*i].n() / all).powi(2)).sum();
        of.iter().for_each(|i| nodes[*i].aim = place * same);
    }
    for node in &mut nodes[level] {
        node.within = within;
        let n = node.n();
        let root = node.parent.is_none();
        node.place_weight = if root { 1.0 } else { place / (place + MEDIAN_COST * within / n) };
        // No spread can be seen in fewer than three.
        let err = if n < 3.0 { f64::INFINITY } else { 0.5 / (n - 1.0) };
        node.shape_weight = if root { 1.0 } else { shape / (shape + err) };
    }
}

/// Nodes of one parent each, in order.
fn families(nodes: &[Node], level: std::ops::Range<usize>) -> Vec<(usize, Vec<usize>)> {
    let mut of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in level {
        if let Some(parent) = nodes[i].parent {
            of.entry(parent).or_default().push(i);
        }
    }
    of.into_iter().collect()
}

/// tau² of medians by moments. A parent holds its children's prices, each child by its share s,
/// so that a child's median differs from its parent's by less than from the siblings':
/// E d² = (1 - s)² (v + tau²) + sum over siblings of s² (v + tau²).
fn between(nodes: &[Node], families: &[(usize, Vec<usize>)], within: f64) -> f64 {
    let (mut seen, mut error, mut signal) = (0.0, 0.0, 0.0);
    for (parent, of) in families {
        let all: f64 = of.iter().map(|i| nodes[*i].n()).sum();
        let cost = |i: usize| MEDIAN_COST * within / nodes[i].n();
        let share = |i: usize| nodes[i].n() / all;
        let squares: f64 = of.iter().map(|i| share(*i).powi(2)).sum();
        let errors: f64 = of.iter().map(|i| share(*i).powi(2) * cost(*i)).sum();
        for &i in of {
            let (s, v) = (share(i), cost(i));
            let off = nodes[i].own(0.5) - nodes[*parent].own(0.5);
            seen += off * off / v;
            error += ((1.0 - s).powi(2) * v + errors - s * s * v) / v;
            signal += ((1.0 - s).powi(2) + squares - s * s) / v;
        }
    }
    if signal > 0.0 { ((seen - error) / signal).max(0.0) } else { 0.0 }
}

/// tau² of log spreads by moments.
fn between_shapes(nodes: &[Node], level: std::ops::Range<usize>, within: f64) -> f64 {
    let (mut seen, mut tests, mut weights) = (0.0, 0.0, 0.0);
    for node in &nodes[level] {
        let Some(parent) = node.parent.map(|p| &nodes[p]) else { continue };
        let (Some(a), Some(b)) = (node.log_spread(), parent.log_spread()) else { continue };
        let off = a - b - 0.5 * (within / parent.within).ln();
        let weight = 2.0 * (node.n() - 1.0);
        seen += off * off * weight;
        tests += 1.0;
        weights += weight;
    }
    if weights > 0.0 { ((seen - tests) / weights).max(0.0) } else { 0.0 }
}

/// Shrunk median log price of a node.
pub(crate) fn location(nodes: &[Node], at: usize) -> f64 {
    let node = &nodes[at];
    match node.parent {
        Some(p) if node.place_weight < 1.0 => {
            node.place_weight * node.own(0.5) + (1.0 - node.place_weight) * location(nodes, p)
        }
        _ => node.own(0.5),
    }
}

/// What a wider cell's spread is multiplied by: its prices also differ between the narrower cells.
fn narrower(nodes: &[Node], at: usize, parent: usize) -> f64 {
    (nodes[at].within / nodes[parent].within).sqrt()
}

/// Shrunk quantile of a node's log prices around its median.
pub(crate) fn shape(nodes: &[Node], at: usize, p: f64) -> f64 {
    let node = &nodes[at];
    let own = node.own(p) - node.own(0.5);
    match node.parent {
        Some(q) => {
            let wide = shape(nodes, q, p) * narrower(nodes, at, q);
            node.shape_weight * own + (1.0 - node.shape_weight) * wide
        }
        None => own,
    }
}

/// Variances of [`location`] and of [`shape`]; `cost` is n times the variance of a sample quantile
/// of normal values with variance 1.
pub(crate) fn variance(nodes: &[Node], at: usize, cost: f64) -> (f64, f64) {
    let node = &nodes[at];
    let (place, shape) = node.parent.map_or((0.0, 0.0), |p| variance(nodes, p, cost));
    let unit = node.within / node.n().max(1.0);
    let (w, s) = (node.place_weight, node.shape_weight);
    let own_place = if node.parent.is_none() { 1.0 } else { w } * MEDIAN_COST * unit;
    let own_shape = s * (cost - MEDIAN_COST).max(0.0) * unit;
    (own_place + (1.0 - w).powi(2) * (place + node.aim), own_shape + (1.0 - s).powi(2) * shape)
}
