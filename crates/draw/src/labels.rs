//! Labels that do not lie on one another: each takes the best free place around its mark.

use crate::art::Anchor;
use crate::text::width;

/// A box on the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    /// The box around a circle.
    pub fn around(at: (f64, f64), r: f64) -> Self {
        Self { x: at.0 - r, y: at.1 - r, w: 2.0 * r, h: 2.0 * r }
    }

    /// Area that two boxes share.
    pub fn shared(&self, other: &Self) -> f64 {
        let w = (self.x + self.w).min(other.x + other.w) - self.x.max(other.x);
        let h = (self.y + self.h).min(other.y + other.h) - self.y.max(other.y);
        if w > 0.0 && h > 0.0 { w * h } else { 0.0 }
    }

    fn within(&self, outer: &Self) -> bool {
        self.x >= outer.x
            && self.y >= outer.y
            && self.x + self.w <= outer.x + outer.w
            && self.y + self.h <= outer.y + outer.h
    }
}

/// Where a label came to stand: the baseline of its first line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub at: (f64, f64),
    pub anchor: Anchor,
}

impl std::fmt::Debug for Anchor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        })
    }
}

/// Places labels one after the other; the most important comes first.
pub(crate) struct Labels {
    bounds: Rect,
    /// What no label may cover.
    taken: Vec<Rect>,
    /// What a label should rather not cover: points along lines.
    beads: Vec<(f64, f64)>,
}

impl Labels {
    /// Labels inside `bounds`.
    pub fn new(bounds: Rect) -> Self {
        Self { bounds, taken: Vec::new(), beads: Vec::new() }
    }

    /// Keeps labels off a mark.
    pub fn avoid(&mut self, mark: Rect) {
        self.taken.push(mark);
    }

    /// Makes labels prefer not to lie on a line.
    pub fn dislike(&mut self, a: (f64, f64), b: (f64, f64)) {
        let far = (b.0 - a.0).abs().max((b.1 - a.1).abs());
        let n = (far / 6.0).clamp(1.0, 200.0) as u32;
        for i in 0..=n {
            let t = f64::from(i) / f64::from(n);
            self.beads.push((a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t));
        }
    }

    /// A place for lines of a size around a mark of radius `r`, or none that is free.
    pub fn place(&mut self, at: (f64, f64), r: f64, lines: &[(String, f64)]) -> Option<Spot> {
        let w = lines.iter().map(|(l, size)| width(l, *size)).fold(0.0, f64::max);
        let h = lines.iter().map(|(_, size)| size * 1.2).sum::<f64>();
        let first = lines.first().map_or(0.0, |(_, size)| *size);
        let (gap, d) = (r + 4.0, r * 0.7 + 3.0);
        // x and y of the box, and which of its edges is at the mark. Right and left first, then
        // below and above, then the corners.
        let places = [
            (at.0 + gap, at.1 - h / 2.0, Anchor::Start),
            (at.0 - gap - w, at.1 - h / 2.0, Anchor::End),
            (at.0 - w / 2.0, at.1 + gap, Anchor::Middle),
            (at.0 - w / 2.0, at.1 - gap - h, Anchor::Middle),
            (at.0 + d, at.1 + d - 2.0, Anchor::Start),
            (at.0 + d, at.1 - d - h + 2.0, Anchor::Start),
            (at.0 - d - w, at.1 + d - 2.0, Anchor::End),
            (at.0 - d - w, at.1 - d - h + 2.0, Anchor::End),
        ];
        let mut best: Option<(f64, Rect, Anchor)> = None;
        for (i, (x, y, anchor)) in places.into_iter().enumerate() {
            let rect = Rect { x, y, w, h };
            if !rect.within(&self.bounds) || self.taken.iter().any(|t| t.shared(&rect) > 0.0) {
                continue;
            }
            let on = |p: &&(f64, f64)| {
                p.0 > x - 1.0 && p.0 < x + w + 1.0 && p.1 > y - 1.0 && p.1 < y + h + 1.0
            };
            let cost = self.beads.iter().filter(on).count() as f64 + i as f64 * 0.75;
            if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
                best = Some((cost, rect, anchor));
            }
        }
        let (_, rect, anchor) = best?;
        self.taken.push(rect);
        let x = match anchor {
            Anchor::Start => rect.x,
            Anchor::Middle => rect.x + w / 2.0,
            Anchor::End => rect.x + w,
        };
        Some(Spot { at: (x, rect.y + first * 0.95), anchor })
    }

    /// A place for a short text centred at a point, if it is free.
    pub fn centre(&mut self, at: (f64, f64), words: &str, size: f64) -> Option<Spot> {
        let (w, h) = (width(words, size) + 2.0, size * 1.2);
        let rect = Rect { x: at.0 - w / 2.0, y: at.1 - h / 2.0, w, h };
        if !rect.within(&self.bounds) || self.taken.iter().any(|t| t.shared(&rect) > 0.0) {
            return None;
        }
        self.taken.push(rect);
        Some(Spot { at: (at.0, at.1 + size * 0.36), anchor: Anchor::Middle })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_one_point_spread_and_then_give_up() {
        let mut labels = Labels::new(Rect { x: 0.0, y: 0.0, w: 200.0, h: 200.0 });
        labels.avoid(Rect::around((100.0, 100.0), 8.0));
        let line = [("label".to_owned(), 10.0)];
        let spots: Vec<_> =
            (0..9).map_while(|_| labels.place((100.0, 100.0), 8.0, &line)).collect();
        assert!((4..9).contains(&spots.len()), "{}", spots.len());
        for (i, a) in labels.taken.iter().enumerate() {
            assert!(labels.taken[..i].iter().all(|b| a.shared(b) == 0.0));
        }
    }

    #[test]
    fn a_label_stays_inside() {
        let mut labels = Labels::new(Rect { x: 0.0, y: 0.0, w: 100.0, h: 100.0 });
        let line = [("words".to_owned(), 10.0)];
        let spot = labels.place((98.0, 50.0), 4.0, &line).expect("a place on the left");
        assert_eq!(spot.anchor, Anchor::End);
    }
}
