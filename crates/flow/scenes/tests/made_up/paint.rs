//! What surfaces look like: lightness at a place, 0 to 1, places in metres.

use super::{Chance, mixed};

/// A surface.
#[derive(Clone)]
pub enum Paint {
    /// One lightness, with grain.
    Plain { light: f32, seed: u64 },
    /// A motif that comes again and again.
    Paper { ground: f32, tile: f32, shapes: Vec<Shape>, stripes: f32 },
    /// Boards of wood.
    Boards { light: f32, wide: f32, seed: u64 },
    /// A picture: shapes on a ground, in a frame.
    Art { ground: f32, shapes: Vec<Shape>, frame: f32, seed: u64 },
}

/// An ellipse or a rectangle, turned; places from 0 to 1.
#[derive(Clone)]
pub struct Shape {
    at: [f32; 2],
    half: [f32; 2],
    turn: [f32; 2],
    round: bool,
    light: f32,
}

impl Shape {
    fn any(chance: &mut Chance, least: f32, most: f32) -> Self {
        let angle = chance.within(0.0, std::f32::consts::PI);
        Self {
            at: [chance.within(0.0, 1.0), chance.within(0.0, 1.0)],
            half: [chance.within(least, most), chance.within(least, most)],
            turn: [angle.cos(), angle.sin()],
            round: chance.below(2) == 0,
            light: chance.within(0.05, 0.95),
        }
    }

    fn has(&self, x: f32, y: f32) -> bool {
        let (dx, dy) = (x - self.at[0], y - self.at[1]);
        let u = (self.turn[0] * dx + self.turn[1] * dy) / self.half[0];
        let v = (self.turn[0] * dy - self.turn[1] * dx) / self.half[1];
        if self.round { u * u + v * v < 1.0 } else { u.abs().max(v.abs()) < 1.0 }
    }
}

/// Smooth noise, 0 to 1.
pub fn noise(seed: u64, x: f32, y: f32) -> f32 {
    let (gx, gy) = (x.floor(), y.floor());
    let (fx, fy) = (x - gx, y - gy);
    let at = |dx: i64, dy: i64| {
        let cell = (gx as i64 + dx) as u64 ^ ((gy as i64 + dy) as u64).rotate_left(32);
        (mixed(seed ^ mixed(cell)) >> 40) as f32 / (1 << 24) as f32
    };
    let (fx, fy) = (fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy));
    let top = at(0, 0) + (at(1, 0) - at(0, 0)) * fx;
    let bottom = at(0, 1) + (at(1, 1) - at(0, 1)) * fx;
    top + (bottom - top) * fy
}

impl Paint {
    /// A wallpaper or a plain wall.
    pub fn wall(chance: &mut Chance) -> Self {
        if chance.below(3) == 0 {
            return Self::Plain { light: chance.within(0.5, 0.9), seed: chance.next() };
        }
        Self::paper(chance)
    }

    pub fn paper(chance: &mut Chance) -> Self {
        let count = 2 + chance.below(5);
        Self::Paper {
            ground: chance.within(0.3, 0.9),
            tile: chance.within(0.15, 0.6),
            shapes: (0..count).map(|_| Shape::any(chance, 0.04, 0.3)).collect(),
            stripes: if chance.below(3) == 0 { chance.within(0.05, 0.2) } else { 0.0 },
        }
    }

    pub fn floor(chance: &mut Chance) -> Self {
        match chance.below(3) {
            0 => Self::paper(chance),
            1 => Self::Plain { light: chance.within(0.2, 0.6), seed: chance.next() },
            _ => Self::Boards {
                light: chance.within(0.3, 0.7),
                wide: chance.within(0.08, 0.2),
                seed: chance.next(),
            },
        }
    }

    pub fn art(chance: &mut Chance) -> Self {
        let count = 8 + chance.below(12);
        Self::Art {
            ground: chance.within(0.1, 0.9),
            shapes: (0..count).map(|_| Shape::any(chance, 0.03, 0.3)).collect(),
            frame: chance.within(0.0, 0.08),
            seed: chance.next(),
        }
    }

    /// Lightness at a place in metres; `across` and `down` are the same place as parts of the surface.
    pub fn light(&self, x: f32, y: f32, across: f32, down: f32) -> f32 {
        match self {
            Self::Plain { light, seed } => {
                light
                    + 0.03 * (noise(*seed, x * 60.0, y * 60.0) - 0.5)
                    + 0.08 * (noise(*seed, x * 2.0, y * 2.0) - 0.5)
            }
            Self::Paper { ground, tile, shapes, stripes } => {
                let (u, v) = ((x / tile).rem_euclid(1.0), (y / tile).rem_euclid(1.0));
                let shape = shapes.iter().rev().find(|s| s.has(u, v));
                let stripe = *stripes > 0.0 && (x / stripes).rem_euclid(2.0) < 1.0;
                shape.map_or(*ground, |s| s.light) - if stripe { 0.1 } else { 0.0 }
            }
            Self::Boards { light, wide, seed } => {
                let board = (y / wide).floor();
                let own = noise(*seed, board * 7.7, 0.5);
                let end = ((x + own * 3.0) / 1.2).rem_euclid(1.0) < 0.006;
                let gap = (y / wide).rem_euclid(1.0) < 0.04 || end;
                let grain = noise(*seed, x * 4.0 + board * 31.0, y * 90.0);
                if gap { 0.1 } else { light + 0.2 * (own - 0.5) + 0.2 * (grain - 0.5) }
            }
            Self::Art { ground, shapes, frame, seed } => {
                let rim = across.min(down).min(1.0 - across).min(1.0 - down);
                if rim < *frame {
                    return 0.15;
                }
                let shape = shapes.iter().rev().find(|s| s.has(across, down));
                let fine = noise(*seed, across * 40.0, down * 40.0) - 0.5;
                shape.map_or(*ground, |s| s.light) + 0.15 * fine
            }
        }
    }
}
