//! Land, borders and single countries inside a view, as path data.

use super::atlas::{ATLAS, Country, join, unwrap};
use super::view::{View, mercator};
use crate::labels::Rect;
use crate::svg::num;
use std::fmt::Write;
use std::sync::LazyLock;

/// Points closer than this to the line without them are left out, pixels.
const FINE: f64 = 0.35;

type Point = (f64, f64);

/// The arcs of the atlas in degrees of longitude and of Mercator's y: the costly part of the
/// projection, done once.
static FLAT: LazyLock<Vec<Vec<Point>>> = LazyLock::new(|| {
    let flat = |arc: &Vec<Point>| arc.iter().map(|p| (p.0, mercator(p.1))).collect();
    ATLAS.arcs.iter().map(flat).collect()
});

/// The atlas as the view shows it.
pub(super) struct Land {
    arcs: Vec<Vec<Point>>,
    frame: Rect,
    turn: f64,
}

impl Land {
    pub fn new(view: &View) -> Self {
        let f = view.frame;
        let frame = Rect { x: f.x - 2.0, y: f.y - 2.0, w: f.w + 4.0, h: f.h + 4.0 };
        let mut land = Self { arcs: Vec::new(), frame, turn: view.turn() };
        let project = |arc: &Vec<Point>| {
            let flat: Vec<Point> = arc.iter().map(|&p| view.pixels(p)).collect();
            let seen = (-1..=1).any(|turns| land.shows(&flat, f64::from(turns) * land.turn));
            // Out of sight a line may be straight: it passes the frame on the same side.
            if seen || flat.len() < 3 { thin(&flat) } else { vec![flat[0], flat[flat.len() - 1]] }
        };
        let arcs = FLAT.iter().map(project).collect();
        land.arcs = arcs;
        land
    }

    /// Path data of a country, wherever the view shows it.
    pub fn country(&self, country: &Country) -> String {
        let mut out = String::new();
        for ring in &country.rings {
            let points = unwrap(join(ring, |i| &self.arcs[i]), self.turn);
            for turns in -1..=1 {
                let dx = f64::from(turns) * self.turn;
                if self.shows(&points, dx) {
                    let shifted = points.iter().map(|p| (p.0 + dx, p.1)).collect();
                    write(&clip(shifted, &self.frame), true, &mut out);
                }
            }
        }
        out
    }

    /// Path data of all land.
    pub fn all(&self) -> String {
        ATLAS.countries.iter().map(|c| self.country(c)).collect()
    }

    /// Path data of lines: borders between countries, or coasts.
    pub fn lines(&self, borders: bool) -> String {
        let mut out = String::new();
        for ((arc, points), &uses) in ATLAS.arcs.iter().zip(&self.arcs).zip(&ATLAS.uses) {
            // Where the map was cut open there is neither.
            let seam = arc.iter().all(|p| p.0.abs() > 179.98 || p.1 < -89.0);
            if (uses > 1) != borders || seam {
                continue;
            }
            let points = unwrap(points.clone(), self.turn);
            for turns in -1..=1 {
                let dx = f64::from(turns) * self.turn;
                if self.shows(&points, dx) {
                    let shifted: Vec<Point> = points.iter().map(|p| (p.0 + dx, p.1)).collect();
                    runs(&shifted, &self.frame, &mut out);
                }
            }
        }
        out
    }

    /// Whether points moved by `dx` are to be seen.
    fn shows(&self, points: &[Point], dx: f64) -> bool {
        let (mut l, mut r, mut t, mut b) = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for p in points {
            (l, r, t, b) = (l.min(p.0 + dx), r.max(p.0 + dx), t.min(p.1), b.max(p.1));
        }
        let f = &self.frame;
        let large = r - l > 0.8 || b - t > 0.8;
        large && r > f.x && l < f.x + f.w && b > f.y && t < f.y + f.h
    }
}

/// Fewer points for the same line (Douglas and Peucker 1973); the ends stay, so lines that meet
/// still do.
fn thin(points: &[Point]) -> Vec<Point> {
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut keep = vec![false; points.len()];
    keep[0] = true;
    keep[points.len() - 1] = true;
    let mut todo = vec![(0, points.len() - 1)];
    while let Some((a, b)) = todo.pop() {
        let (p, q) = (points[a], points[b]);
        let (dx, dy) = (q.0 - p.0, q.1 - p.1);
        let len = (dx * dx + dy * dy).sqrt();
        let mut far = (FINE, 0);
        for (i, c) in points.iter().enumerate().take(b).skip(a + 1) {
            let (cx, cy) = (c.0 - p.0, c.1 - p.1);
            let d = if len > 1e-9 {
                (cx * dy - cy * dx).abs() / len
            } else {
                (cx * cx + cy * cy).sqrt()
            };
            if d > far.0 {
                far = (d, i);
            }
        }
        if far.1 > 0 {
            keep[far.1] = true;
            todo.push((a, far.1));
            todo.push((far.1, b));
        }
    }
    points.iter().zip(keep).filter(|(_, k)| *k).map(|(p, _)| *p).collect()
}

/// A ring cut to a box (Sutherland and Hodgman 1974).
fn clip(mut ring: Vec<Point>, f: &Rect) -> Vec<Point> {
    // Axis, limit, and whether what is below the limit stays.
    let sides = [(0, f.x, false), (0, f.x + f.w, true), (1, f.y, false), (1, f.y + f.h, true)];
    for (axis, limit, below) in sides {
        let value = |p: &Point| if axis == 0 { p.0 } else { p.1 };
        let inside = |p: &Point| (value(p) <= limit) == below || value(p) == limit;
        let mut out = Vec::with_capacity(ring.len());
        for i in 0..ring.len() {
            let (a, b) = (ring[(i + ring.len() - 1) % ring.len()], ring[i]);
            if inside(&a) != inside(&b) {
                let t = (limit - value(&a)) / (value(&b) - value(&a));
                out.push((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t));
            }
            if inside(&b) {
                out.push(b);
            }
        }
        ring = out;
    }
    ring
}

/// The parts of a line that touch a box: segments whose own box does.
fn runs(line: &[Point], f: &Rect, out: &mut String) {
    let mut run: Vec<Point> = Vec::new();
    for w in line.windows(2) {
        let touches = w[0].0.max(w[1].0) >= f.x
            && w[0].0.min(w[1].0) <= f.x + f.w
            && w[0].1.max(w[1].1) >= f.y
            && w[0].1.min(w[1].1) <= f.y + f.h;
        if touches {
            if run.is_empty() {
                run.push(w[0]);
            }
            run.push(w[1]);
        } else if !run.is_empty() {
            write(&run, false, out);
            run.clear();
        }
    }
    write(&run, false, out);
}

/// Path data in steps from point to point, rounded so that errors do not add up.
fn write(points: &[Point], closed: bool, out: &mut String) {
    let tenth = |p: &Point| ((p.0 * 10.0).round() as i64, (p.1 * 10.0).round() as i64);
    let mut last: Option<(i64, i64)> = None;
    let mut text = String::new();
    let mut drawn = 0;
    for p in points.iter().map(tenth) {
        let n = |tenths: i64| num(tenths as f64 / 10.0);
        match last {
            None => {
                let _ = write!(text, "M{} {}", n(p.0), n(p.1));
            }
            Some(l) if l == p => continue,
            Some(l) => {
                let (x, y) = (n(p.0 - l.0), n(p.1 - l.1));
                let gap = if y.starts_with('-') { "" } else { " " };
                let _ = write!(text, "l{x}{gap}{y}");
                drawn += 1;
            }
        }
        last = Some(p);
    }
    if drawn > usize::from(closed) {
        out.push_str(&text);
        if closed {
            out.push('z');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_cut_to_its_box() {
        let f = Rect { x: 0.0, y: 0.0, w: 10.0, h: 10.0 };
        let ring = vec![(-5.0, 5.0), (5.0, -5.0), (15.0, 5.0), (5.0, 15.0)];
        let cut = clip(ring, &f);
        assert_eq!(cut.len(), 8);
        assert!(cut.iter().all(|p| p.0 >= 0.0 && p.0 <= 10.0 && p.1 >= 0.0 && p.1 <= 10.0));
        assert!(clip(vec![(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], &f).is_empty());
    }

    #[test]
    fn thinning_keeps_ends_and_corners() {
        let line = [(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (2.0, 5.0), (4.1, 5.0)];
        assert_eq!(thin(&line), [(0.0, 0.0), (2.0, 0.0), (2.0, 5.0), (4.1, 5.0)]);
    }

    #[test]
    fn path_data_ends_where_the_line_ends() {
        let mut out = String::new();
        write(&[(0.04, 0.0), (1.08, -2.0), (1.1, -2.04), (3.0, 4.0)], true, &mut out);
        assert_eq!(out, "M0 0l1.1-2l1.9 6z");
    }
}
