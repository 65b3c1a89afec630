//! Shapes of nodes, and lines of ties.

use super::NodeKind;
use super::fold::Tie;
use crate::palette::{INK, Ink, ORANGE, SOFT};
use crate::svg::{Svg, num};

/// Sine of 60 degrees.
const TALL: f64 = 0.866;

/// Corners of a shape in a circle of radius 1; none for the circle itself.
fn corners(kind: NodeKind) -> &'static [(f64, f64)] {
    match kind {
        NodeKind::Actor => &[],
        NodeKind::Line => &[(0.0, 1.0), (TALL, -0.6), (-TALL, -0.6)],
        NodeKind::Payment => &[(-1.0, -0.6), (1.0, -0.6), (1.0, 0.6), (-1.0, 0.6)],
        NodeKind::Selector => &[(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
        NodeKind::Template => &[(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)],
        NodeKind::Adverts => {
            &[(-0.5, -TALL), (0.5, -TALL), (1.0, 0.0), (0.5, TALL), (-0.5, TALL), (-1.0, 0.0)]
        }
        NodeKind::Place => &[(0.0, -1.0), (TALL, 0.6), (-TALL, 0.6)],
    }
}

/// A node's shape; a group has a second outline behind it, like a pile.
pub(super) fn shape(svg: &mut Svg, kind: NodeKind, at: (f64, f64), r: f64, group: bool) {
    let mut one = |at: (f64, f64), r: f64| {
        let tag = if kind == NodeKind::Actor {
            svg.tag("circle").num("cx", at.0).num("cy", at.1).num("r", r)
        } else {
            let points: Vec<String> = corners(kind)
                .iter()
                .map(|c| format!("{},{}", num(at.0 + c.0 * r), num(at.1 + c.1 * r)))
                .collect();
            svg.tag("polygon").attr("points", &points.join(" ")).attr("stroke-linejoin", "round")
        };
        tag.fill(kind.ink().pale()).stroke(kind.ink(), 1.8).leaf();
    };
    if group {
        one((at.0 + r * 0.22, at.1 - r * 0.22), r * 0.9);
        one((at.0 - r * 0.1, at.1 + r * 0.1), r * 0.9);
    } else {
        one(at, r);
    }
}

/// How a tie is drawn: ink, width, dashes. `fine` scales the width, 1 for a small chart.
pub(super) fn pen(bits: f64, inferred: bool, fine: f64) -> (Ink, f64, Option<&'static str>) {
    if bits < 0.0 {
        return (ORANGE, 1.8, Some("1.8 4"));
    }
    // 1 to 6 pixels for 0 to 20 bits and more.
    let width = 1.0 + 5.0 * fine * (bits / 20.0).min(1.0);
    let ink = if bits >= 10.0 && fine == 1.0 { INK } else { SOFT };
    (ink, width, inferred.then_some("7 5"))
}

/// How fine the lines of a chart with so many ties are.
pub(super) fn fineness(ties: usize) -> f64 {
    (40.0 / ties.max(1) as f64).clamp(0.4, 1.0)
}

/// A tie's line, bent by `bend` pixels so that parallel ties part: path data, and its middle.
pub(super) fn path(a: (f64, f64), b: (f64, f64), bend: f64) -> (String, (f64, f64)) {
    let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    if bend == 0.0 {
        return (format!("M{} {}L{} {}", num(a.0), num(a.1), num(b.0), num(b.1)), middle);
    }
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let len = (dx * dx + dy * dy).sqrt().max(1e-6);
    let off = (-dy / len * bend, dx / len * bend);
    let c = (middle.0 + 2.0 * off.0, middle.1 + 2.0 * off.1);
    let d =
        format!("M{} {}Q{} {} {} {}", num(a.0), num(a.1), num(c.0), num(c.1), num(b.0), num(b.1));
    (d, (middle.0 + off.0, middle.1 + off.1))
}

/// Bend of each tie: ties of the same two nodes lie side by side. Ties come in order of their ends.
pub(super) fn bends(ties: &[Tie]) -> Vec<f64> {
    let ends = |t: &Tie| (t.a.min(t.b), t.a.max(t.b));
    let mut out = vec![0.0; ties.len()];
    let mut order: Vec<usize> = (0..ties.len()).collect();
    order.sort_by_key(|&i| (ends(&ties[i]), i));
    for group in order.chunk_by(|&i, &j| ends(&ties[i]) == ends(&ties[j])) {
        for (k, &i) in group.iter().enumerate() {
            let bend = (k as f64 - (group.len() - 1) as f64 / 2.0) * 11.0;
            // A tie given from the other end bends the other way.
            out[i] = if ties[i].a > ties[i].b { -bend } else { bend };
        }
    }
    out
}
