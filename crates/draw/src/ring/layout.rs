//! Where the nodes of a chart go.

use super::fold::Graph;
use super::pack::pack;
use super::spread::{Disc, spread};
use super::stress::stress;
use crate::art::MARGIN;
use crate::svg::tenth;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// A node's place on the chart.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Position {
    /// Its id; that of a group folded here ends in `+`.
    pub id: String,
    /// Centre, from the left.
    pub x: f64,
    /// Centre, from the top.
    pub y: f64,
    /// Radius of the circle that its shape fits into.
    pub r: f64,
    /// Ids of the chart's nodes it stands for, if it was folded here.
    pub folded: Vec<String>,
}

/// The chart's geometry as plain data, in CSS pixels, one decimal.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Layout {
    /// Width of the area.
    pub width: f64,
    /// Height of the area.
    pub height: f64,
    /// Nodes in order of their ids.
    pub nodes: Vec<Position>,
}

/// Room beside the outermost discs, for labels.
const SIDE: f64 = 34.0;
const ABOVE: f64 = 20.0;

/// Connected nodes, each list ascending, the list with the least node first.
fn components(near: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; near.len()];
    let mut out = Vec::new();
    for start in 0..near.len() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut own = vec![start];
        let mut at = 0;
        while at < own.len() {
            for &j in &near[own[at]] {
                if !seen[j] {
                    seen[j] = true;
                    own.push(j);
                }
            }
            at += 1;
        }
        own.sort_unstable();
        out.push(own);
    }
    out
}

/// Radius of each node: its area follows its count; many nodes are drawn smaller.
pub(super) fn radii(graph: &Graph) -> Vec<f64> {
    let crowd = ((graph.nodes.len() as f64 - 40.0) / 260.0).clamp(0.0, 1.0);
    let (least, most) = (9.0 - 4.5 * crowd, 19.0 - 9.0 * crowd);
    let top = graph.nodes.iter().map(|n| n.count).max().unwrap_or(0).max(1) as f64;
    let r = |count: u64| least + (most - least) * (count as f64 / top).sqrt();
    graph.nodes.iter().map(|n| tenth(r(n.count))).collect()
}

/// The layout on a sheet of a width.
pub(super) fn layout(graph: &Graph, sheet: f64, seed: u64) -> Layout {
    let width = sheet - 2.0 * MARGIN;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let near = graph.neighbours();
    let radii = radii(graph);
    let n = graph.nodes.len() as f64;
    let crowd = ((n - 12.0) / 288.0).clamp(0.0, 1.0);
    // What one node takes: less where there are many.
    let hop = if sheet < 480.0 { 76.0 - 34.0 * crowd } else { 96.0 - 50.0 * crowd };
    let parts: Vec<Vec<usize>> = components(&near);
    let mut boxes = Vec::new();
    for own in &parts {
        let discs = part(own, &near, &radii, width, hop, &mut rng);
        boxes.push(discs);
    }
    let (corners, height) = pack(&boxes.iter().map(|(_, size)| *size).collect::<Vec<_>>(), width);
    let mut nodes: Vec<Position> = graph
        .nodes
        .iter()
        .zip(&radii)
        .map(|(node, &r)| Position {
            id: node.id.clone(),
            x: 0.0,
            y: 0.0,
            r,
            folded: graph.folded.get(&node.id).cloned().unwrap_or_default(),
        })
        .collect();
    for ((own, (discs, _)), corner) in parts.iter().zip(&boxes).zip(corners) {
        for (&i, (at, _)) in own.iter().zip(discs) {
            nodes[i].x = tenth(at.0 + corner.0);
            nodes[i].y = tenth(at.1 + corner.1);
        }
    }
    Layout { width: tenth(width), height: tenth(height), nodes }
}

/// Discs of one component in a box of its own, and the size of the box.
fn part(
    own: &[usize],
    near: &[Vec<usize>],
    radii: &[f64],
    width: f64,
    hop: f64,
    rng: &mut ChaCha8Rng,
) -> (Vec<Disc>, (f64, f64)) {
    let local: Vec<Vec<usize>> = own
        .iter()
        .map(|&i| near[i].iter().filter_map(|j| own.binary_search(j).ok()).collect())
        .collect();
    // A long chain is let curl: it should not be much longer than a page.
    let longest = (1.3 * width).max(900.0) / hop;
    let mut at = stress(&local, longest, rng);
    let extent = |at: &[(f64, f64)], axis: fn(&(f64, f64)) -> f64| {
        let most = at.iter().map(axis).fold(f64::MIN, f64::max);
        most - at.iter().map(axis).fold(f64::MAX, f64::min)
    };
    let room = width - 2.0 * (SIDE + 12.0);
    // Far too long to lie: it stands.
    if extent(&at, |p| p.0) * hop * 0.6 > room {
        at.iter_mut().for_each(|p| *p = (p.1, p.0));
    }
    let across = (room / extent(&at, |p| p.0).max(1e-9)).min(hop);
    let down = hop * (hop / across).min(1.5);
    let mut discs: Vec<Disc> = own
        .iter()
        .zip(&at)
        .map(|(&i, p)| ((p.0 * across + width / 2.0 - SIDE, p.1 * down), radii[i]))
        .collect();
    spread(&mut discs, width - 2.0 * SIDE, if own.len() > 60 { 5.0 } else { 12.0 });
    let (mut left, mut right, mut top, mut bottom) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
    for (c, r) in &discs {
        left = left.min(c.0 - r);
        right = right.max(c.0 + r);
        top = top.min(c.1 - r);
        bottom = bottom.max(c.1 + r);
    }
    for (c, _) in &mut discs {
        *c = (c.0 - left + SIDE, c.1 - top + ABOVE);
    }
    (discs, (right - left + 2.0 * SIDE, bottom - top + 2.0 * ABOVE))
}
