//! A room, a camera in it, and what the camera sees. Right-handed metres: x and y on the floor, z up.

use super::paint::{Paint, noise};
use super::{Chance, jpeg};
use image::{GrayImage, Luma};

type V = [f32; 3];

/// A flat piece of something: a corner, two sides, a surface.
struct Piece {
    corner: V,
    sides: [V; 2],
    normal: V,
    lengths: [f32; 2],
    paint: Paint,
}

/// A room with what stands in it.
pub struct Room {
    size: V,
    pieces: Vec<Piece>,
}

/// Where a photograph is taken from, and in what light.
#[derive(Clone, Copy, Debug)]
pub struct Shot {
    /// Degrees from the first wall's normal.
    #[allow(dead_code)]
    pub degrees: f32,
    from: V,
    to: V,
    roll: f32,
    focal: f32,
    lamp: V,
    lamp_share: f32,
    bright: f32,
    gamma: f32,
    grain: f32,
    quality: u8,
    seed: u64,
}

fn sum(a: V, b: V) -> V {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}
fn times(a: V, t: f32) -> V {
    a.map(|n| n * t)
}
fn less(a: V, b: V) -> V {
    sum(a, times(b, -1.0))
}
fn dot(a: V, b: V) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
fn cross(a: V, b: V) -> V {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}
fn unit(a: V) -> V {
    times(a, 1.0 / dot(a, a).sqrt())
}

impl Room {
    /// The room of this number. One in four pictures on its walls is of a catalogue that all rooms share.
    pub fn new(number: u64) -> Self {
        let mut chance = Chance(number.wrapping_mul(0x1234_5677) ^ 0x00c0_ffee);
        let c = &mut chance;
        let size = [c.within(3.0, 5.0), c.within(3.0, 5.0), c.within(2.3, 2.8)];
        let mut room = Self { size, pieces: Vec::new() };
        let [w, d, h] = size;
        let paper = Paint::wall(c);
        let first = if c.below(3) == 0 { Paint::paper(c) } else { paper.clone() };
        room.add([0.0, d, h], [w, 0.0, 0.0], [0.0, 0.0, -h], first);
        room.add([0.0, 0.0, h], [0.0, d, 0.0], [0.0, 0.0, -h], paper.clone());
        room.add([w, d, h], [0.0, -d, 0.0], [0.0, 0.0, -h], paper.clone());
        room.add([w, 0.0, h], [-w, 0.0, 0.0], [0.0, 0.0, -h], paper);
        room.add([0.0, 0.0, 0.0], [w, 0.0, 0.0], [0.0, d, 0.0], Paint::floor(c));
        let ceiling = Paint::Plain { light: 0.9, seed: c.next() };
        room.add([0.0, 0.0, h], [w, 0.0, 0.0], [0.0, d, 0.0], ceiling);
        room.hang(c);
        room.furnish(c);
        room
    }

    fn add(&mut self, corner: V, across: V, down: V, paint: Paint) {
        let lengths = [across, down].map(|s| dot(s, s).sqrt());
        let sides = [times(across, 1.0 / lengths[0]), times(down, 1.0 / lengths[1])];
        let normal = cross(sides[0], sides[1]);
        self.pieces.push(Piece { corner, sides, normal, lengths, paint });
    }

    /// Pictures on three walls; a window or a door on the side.
    fn hang(&mut self, c: &mut Chance) {
        let [w, d, h] = self.size;
        const OFF: f32 = 0.02;
        let walls: [(V, V, f32); 3] = [
            ([0.0, d - OFF, 0.0], [1.0, 0.0, 0.0], w),
            ([OFF, 0.0, 0.0], [0.0, 1.0, 0.0], d),
            ([w - OFF, d, 0.0], [0.0, -1.0, 0.0], d),
        ];
        for (n, (start, along, length)) in walls.into_iter().enumerate() {
            let count = if n == 0 { 1 + c.below(2) } else { c.below(3) };
            for k in 0..count {
                let room_for = length / count as f32;
                let wide = c.within(0.4, 0.9).min(room_for - 0.2);
                let tall = c.within(0.3, 0.7);
                let at = room_for * k as f32 + c.within(0.1, room_for - wide);
                let top = c.within(1.5 + tall / 2.0, h - 0.2);
                let paint = if c.below(4) == 0 {
                    Paint::art(&mut Chance(777 + c.below(50)))
                } else {
                    Paint::art(c)
                };
                let corner = sum(start, sum(times(along, at), [0.0, 0.0, top]));
                self.add(corner, times(along, wide), [0.0, 0.0, -tall], paint);
            }
        }
    }

    /// Boxes: a bed at the first wall, a cupboard, a table or two.
    fn furnish(&mut self, c: &mut Chance) {
        let [w, d, _] = self.size;
        let bed = [c.within(1.0, 1.8), c.within(1.9, 2.1), c.within(0.4, 0.6)];
        let at = c.within(0.3, w - bed[0] - 0.3);
        let cover = Paint::paper(c);
        self.stand([at, d - bed[1] - 0.08, 0.0], bed, &cover);
        let head = [bed[0], 0.08, c.within(0.8, 1.2)];
        self.stand([at, d - 0.08, 0.0], head, &Paint::floor(c));
        for side in 0..2 {
            let pillow = [bed[0] * 0.4, 0.4, 0.12];
            let x = at + bed[0] * (0.05 + 0.5 * side as f32);
            self.stand([x, d - 0.6, bed[2]], pillow, &Paint::paper(c));
        }
        let cupboard = [c.within(0.4, 0.6), c.within(0.8, 1.6), c.within(1.2, 2.1)];
        let x = if c.below(2) == 0 { 0.0 } else { w - cupboard[0] };
        self.stand([x, c.within(0.8, d - cupboard[1] - 0.6), 0.0], cupboard, &Paint::art(c));
        for _ in 0..1 + c.below(2) {
            let table = [c.within(0.3, 0.6), c.within(0.3, 0.6), c.within(0.4, 0.8)];
            let place = [c.within(0.1, w - 0.7), c.within(d - 1.5, d - 0.7), 0.0];
            self.stand(place, table, &Paint::art(c));
        }
    }

    fn stand(&mut self, at: V, [w, d, h]: V, paint: &Paint) {
        let top = sum(at, [0.0, 0.0, h]);
        let down = [0.0, 0.0, -h];
        self.add(top, [w, 0.0, 0.0], down, paint.clone());
        self.add(sum(top, [0.0, d, 0.0]), [w, 0.0, 0.0], down, paint.clone());
        self.add(top, [0.0, d, 0.0], down, paint.clone());
        self.add(sum(top, [w, 0.0, 0.0]), [0.0, d, 0.0], down, paint.clone());
        self.add(top, [w, 0.0, 0.0], [0.0, d, 0.0], paint.clone());
    }

    /// A photograph towards the first wall, from somewhere in the room.
    pub fn shot(&self, seed: u64) -> Shot {
        let mut c = Chance(seed ^ 0x5ee_d5eed);
        let [w, d, h] = self.size;
        let from = [c.within(0.4, w - 0.4), c.within(0.3, d - 2.2), c.within(1.2, 1.8)];
        let to = [w / 2.0 + c.within(-0.7, 0.7), d, c.within(0.9, 1.4)];
        let degrees = (to[0] - from[0]).atan2(d - from[1]).to_degrees();
        Shot {
            degrees,
            from,
            to,
            roll: c.within(-0.1, 0.1),
            focal: c.within(0.65, 0.95),
            lamp: [c.within(0.5, w - 0.5), c.within(0.5, d - 0.5), h - 0.3],
            lamp_share: c.within(0.1, 0.8),
            bright: c.within(0.7, 1.4),
            gamma: c.within(0.75, 1.35),
            grain: c.within(2.0, 9.0),
            quality: c.below(35) as u8 + 55,
            seed: c.next(),
        }
    }

    /// What a camera sees, `width` dots wide and three quarters as high.
    pub fn photograph(&self, shot: &Shot, width: u32) -> GrayImage {
        let height = width * 3 / 4;
        let ahead = unit(less(shot.to, shot.from));
        let right = unit(cross(ahead, [0.0, 0.0, 1.0]));
        let up = cross(right, ahead);
        let (sin, cos) = shot.roll.sin_cos();
        let (right, up) =
            (sum(times(right, cos), times(up, sin)), less(times(up, cos), times(right, sin)));
        let mut chance = Chance(shot.seed);
        let picture = GrayImage::from_fn(width, height, |px, py| {
            let mut light = 0.0;
            for (sx, sy) in [(0.25, 0.25), (0.75, 0.75)] {
                let u = (px as f32 + sx - width as f32 / 2.0) / width as f32 / shot.focal;
                let v = (py as f32 + sy - height as f32 / 2.0) / width as f32 / shot.focal;
                let ray = sum(ahead, sum(times(right, u), times(up, -v)));
                let dim = 1.0 / (1.0 + 0.3 * (u * u + v * v));
                light += 0.5 * dim * self.seen(shot, ray);
            }
            let shown = 255.0 * (light * shot.bright).max(0.0).powf(shot.gamma);
            let grain = shot.grain * (chance.within(-1.0, 1.0) + chance.within(-1.0, 1.0));
            Luma([(shown + grain).clamp(0.0, 255.0) as u8])
        });
        jpeg(&picture, shot.quality)
    }

    fn seen(&self, shot: &Shot, ray: V) -> f32 {
        let mut nearest = f32::MAX;
        let mut seen = None;
        for piece in &self.pieces {
            let slant = dot(ray, piece.normal);
            let far = dot(less(piece.corner, shot.from), piece.normal) / slant;
            if !(far > 1e-3 && far < nearest) {
                continue;
            }
            let place = less(sum(shot.from, times(ray, far)), piece.corner);
            let (x, y) = (dot(place, piece.sides[0]), dot(place, piece.sides[1]));
            if x >= 0.0 && y >= 0.0 && x <= piece.lengths[0] && y <= piece.lengths[1] {
                (nearest, seen) = (far, Some((piece, x, y)));
            }
        }
        let Some((piece, x, y)) = seen else { return 0.0 };
        let place = sum(shot.from, times(ray, nearest));
        let lamp = less(shot.lamp, place);
        let far = dot(lamp, lamp);
        let facing = dot(unit(lamp), piece.normal).abs();
        let lit = (1.0 - shot.lamp_share) + shot.lamp_share * 2.5 * facing / (0.6 + far * 0.4);
        let shade = 0.9 + 0.2 * noise(shot.seed, place[0] + place[1], place[2]);
        piece.paint.light(x, y, x / piece.lengths[0], y / piece.lengths[1]) * lit * shade
    }
}
