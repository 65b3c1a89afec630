//! The bent arrow of a move.

use crate::svg::num;

type Point = (f64, f64);

/// A bent line with a head, between two circles.
pub(super) struct Arrow {
    /// Path data of the line.
    pub line: String,
    /// Corners of the head, as `points` of a polygon.
    pub head: String,
    /// The middle of the line.
    pub middle: Point,
    /// Points along it, for labels to keep off.
    pub beads: Vec<Point>,
}

/// From the rim of a circle around `a` to that around `b`, bent to the right of its direction, so
/// that the way there and the way back lie side by side. `None` if they are too close.
pub(super) fn arrow(a: Point, ra: f64, b: Point, rb: f64, wide: f64) -> Option<Arrow> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let len = (dx * dx + dy * dy).sqrt();
    let head = 4.0 + wide * 1.6;
    if len < 2.0 {
        return None;
    }
    let bend = (len * 0.18).min(46.0);
    let c = ((a.0 + b.0) / 2.0 - dy / len * bend * 2.0, (a.1 + b.1) / 2.0 + dx / len * bend * 2.0);
    // Circles that touch or overlap: the arrow goes to the middle of the other.
    let (ra, rb) =
        if len < ra + rb + head + 4.0 { (0.0, (rb * 0.5).min(len * 0.2)) } else { (ra, rb) };
    let start = towards(a, c, ra + 1.5);
    let tip = towards(b, c, rb + 2.0);
    let base = towards(b, c, rb + 2.0 + head);
    let (ux, uy) = unit(base, tip);
    let half = 2.2 + wide * 0.9;
    let corners =
        [tip, (base.0 - uy * half, base.1 + ux * half), (base.0 + uy * half, base.1 - ux * half)];
    let head: Vec<String> = corners.iter().map(|p| format!("{},{}", num(p.0), num(p.1))).collect();
    let on = |t: f64| {
        let s = 1.0 - t;
        (
            s * s * start.0 + 2.0 * s * t * c.0 + t * t * base.0,
            s * s * start.1 + 2.0 * s * t * c.1 + t * t * base.1,
        )
    };
    let (s, e) = (start, base);
    let line = [s, c, e].map(|p| format!("{} {}", num(p.0), num(p.1)));
    Some(Arrow {
        line: format!("M{}Q{} {}", line[0], line[1], line[2]),
        head: head.join(" "),
        middle: on(0.5),
        beads: (0..=8).map(|i| on(f64::from(i) / 8.0)).collect(),
    })
}

fn unit(from: Point, to: Point) -> Point {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let len = (dx * dx + dy * dy).sqrt().max(1e-9);
    (dx / len, dy / len)
}

fn towards(from: Point, to: Point, by: f64) -> Point {
    let (ux, uy) = unit(from, to);
    (from.0 + ux * by, from.1 + uy * by)
}
