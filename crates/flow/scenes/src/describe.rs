//! How a picture looks around each spot: 256 bits that stay mostly the same under other light and another
//! angle.
//!
//! A histogram of directions in 4 × 4 fields (Lowe 2004, sections 5 and 6), then bits: of each of its 128
//! numbers, whether it is over the middle one, and whether over three quarters of them (Zhou et al., Scalable
//! image search with binary SIFT, 2012).

use crate::Grey;
use crate::grey::Plane;
use crate::points::{Octave, Point, octaves, points};
use std::f32::consts::PI;

/// Most features of a picture.
pub const FEATURES_MAX: usize = 500;
/// Parts of a picture each way that have features of their own.
const CELLS: usize = 12;
const BINS: usize = 36;
const FIELDS: usize = 4;
const DIRECTIONS: usize = 8;
const NUMBERS: usize = FIELDS * FIELDS * DIRECTIONS;

/// A spot of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feature {
    /// Dots from the left.
    pub x: f32,
    /// Dots from the top.
    pub y: f32,
    /// Its radius in dots.
    pub size: f32,
    /// Where it points, in radians from right towards down.
    pub angle: f32,
    /// How it looks: bits that differ little if two spots look alike.
    pub bits: [u64; 4],
}

impl Feature {
    /// How many bits differ.
    #[inline]
    pub fn distance(&self, other: &Self) -> u32 {
        // All four words counted in one sum, for processors that are built for without an instruction that
        // counts.
        const TWOS: u64 = 0x3333_3333_3333_3333;
        const FOURS: u64 = 0x0f0f_0f0f_0f0f_0f0f;
        let in_fours = |n: usize| {
            let bits = self.bits[n] ^ other.bits[n];
            let pairs = bits - (bits >> 1 & 0x5555_5555_5555_5555);
            (pairs & TWOS) + (pairs >> 2 & TWOS)
        };
        let in_bytes = |sum: u64| (sum & FOURS) + (sum >> 4 & FOURS);
        let bytes = in_bytes(in_fours(0) + in_fours(1)) + in_bytes(in_fours(2) + in_fours(3));
        let fours = (bytes & 0x00ff_00ff_00ff_00ff) + (bytes >> 8 & 0x00ff_00ff_00ff_00ff);
        (fours.wrapping_mul(0x0001_0001_0001_0001) >> 48) as u32
    }
}

/// The features of a picture that stand out most where they are, at most [`FEATURES_MAX`].
pub fn features(picture: &Grey) -> Vec<Feature> {
    let (plane, scale) = picture.plane();
    let octaves = octaves(&plane);
    let points = spread_out(points(&octaves), &octaves, [plane.width, plane.height]);
    let mut features = Vec::new();
    for point in points.iter().take(FEATURES_MAX) {
        let octave = &octaves[point.octave];
        for angle in angles(octave, point) {
            features.extend(bits(&octave.blurred[point.step], point, angle).map(|bits| {
                let in_dots = octave.scale * scale;
                let [x, y] = [point.x, point.y].map(|at| at * in_dots);
                Feature { x, y, size: point.sigma * in_dots, angle, bits }
            }));
        }
    }
    features.truncate(FEATURES_MAX);
    features
}

/// Spots in the order in which they are taken: the strongest of each of [`CELLS`] × [`CELLS`] parts of the
/// picture, then the second ones, so that writing over a picture does not take all the places.
fn spread_out(mut points: Vec<Point>, octaves: &[Octave], sides: [usize; 2]) -> Vec<Point> {
    points.sort_by(|a, b| b.contrast.total_cmp(&a.contrast));
    let mut held = [[0_u32; CELLS]; CELLS];
    let mut ranked: Vec<(u32, Point)> = points
        .into_iter()
        .map(|point| {
            let cell = |at: f32, side: usize| {
                let part = at * octaves[point.octave].scale / side as f32;
                ((part * CELLS as f32) as usize).min(CELLS - 1)
            };
            let rank = &mut held[cell(point.y, sides[1])][cell(point.x, sides[0])];
            *rank += 1;
            (*rank, point)
        })
        .collect();
    ranked.sort_by_key(|ranked| ranked.0);
    ranked.into_iter().map(|ranked| ranked.1).collect()
}

/// The angle of a slope, -π to π. Within a thousandth of the true one, and the same on every machine.
fn angle_of(dy: f32, dx: f32) -> f32 {
    let (long, short) = (dx.abs().max(dy.abs()), dx.abs().min(dy.abs()));
    if long == 0.0 {
        return 0.0;
    }
    let t = short / long;
    let s = t * t;
    let mut angle = ((-0.046_496_475 * s + 0.159_314_22) * s - 0.327_622_76) * s * t + t;
    if dy.abs() > dx.abs() {
        angle = PI / 2.0 - angle;
    }
    if dx < 0.0 {
        angle = PI - angle;
    }
    if dy < 0.0 { -angle } else { angle }
}

/// Slope at a dot: steepness and angle; none at the picture's edge.
#[inline]
fn slope(plane: &Plane, x: i32, y: i32) -> Option<(f32, f32)> {
    if x < 1 || y < 1 || x >= plane.width as i32 - 1 || y >= plane.height as i32 - 1 {
        return None;
    }
    let (x, y) = (x as usize, y as usize);
    let dx = plane.at(x + 1, y) - plane.at(x - 1, y);
    let dy = plane.at(x, y + 1) - plane.at(x, y - 1);
    Some(((dx * dx + dy * dy).sqrt(), angle_of(dy, dx)))
}

/// The one or two directions that slopes around a spot mostly have.
fn angles(octave: &Octave, point: &Point) -> Vec<f32> {
    let plane = &octave.blurred[point.step];
    let sigma = 1.5 * point.sigma;
    let reach = (3.0 * sigma) as i32;
    let mut bins = [0.0_f32; BINS];
    let (cx, cy) = (point.x as i32, point.y as i32);
    for v in -reach..=reach {
        for u in -reach..=reach {
            let Some((steep, angle)) = slope(plane, cx + u, cy + v) else { continue };
            let weight = libm::expf(-((u * u + v * v) as f32) / (2.0 * sigma * sigma));
            let bin = ((angle + PI) / (2.0 * PI) * BINS as f32) as usize % BINS;
            bins[bin] += weight * steep;
        }
    }
    for _ in 0..4 {
        let old = bins;
        for (n, bin) in bins.iter_mut().enumerate() {
            *bin = (old[(n + BINS - 1) % BINS] + old[n] + old[(n + 1) % BINS]) / 3.0;
        }
    }
    let most = bins.iter().copied().fold(0.0, f32::max);
    let mut peaks: Vec<(f32, f32)> = Vec::new();
    for n in 0..BINS {
        let (left, here, right) = (bins[(n + BINS - 1) % BINS], bins[n], bins[(n + 1) % BINS]);
        if here > left && here >= right && here >= 0.8 * most {
            let shift = 0.5 * (left - right) / (left - 2.0 * here + right);
            peaks.push((here, (n as f32 + 0.5 + shift) / BINS as f32 * 2.0 * PI - PI));
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    peaks.iter().take(2).map(|p| p.1).collect()
}

/// The bits of a spot that points to `angle`; none if all around it is flat.
fn bits(plane: &Plane, point: &Point, angle: f32) -> Option<[u64; 4]> {
    let numbers = histogram(plane, point, angle);
    let mut sorted = numbers;
    sorted.sort_unstable_by(f32::total_cmp);
    if sorted[NUMBERS - 1] <= 0.0 {
        return None;
    }
    let (half, most) = (sorted[NUMBERS / 2], sorted[NUMBERS * 3 / 4]);
    let mut bits = [0; 4];
    for (n, &number) in numbers.iter().enumerate() {
        bits[n / 64] |= u64::from(number > half) << (n % 64);
        bits[2 + n / 64] |= u64::from(number > most) << (n % 64);
    }
    Some(bits)
}

/// How steep it is in each of 8 directions, in each of 4 × 4 fields around a spot, turned with it.
fn histogram(plane: &Plane, point: &Point, turn: f32) -> [f32; NUMBERS] {
    let mut numbers = [0.0_f32; NUMBERS];
    let (sin, cos) = (libm::sinf(turn), libm::cosf(turn));
    let field = 3.0 * point.sigma;
    let reach = (field * 1.414 * (FIELDS as f32 + 1.0) / 2.0) as i32;
    let (cx, cy) = (point.x as i32, point.y as i32);
    let (fx, fy) = (point.x - cx as f32, point.y - cy as f32);
    for v in -reach..=reach {
        for u in -reach..=reach {
            let (du, dv) = (u as f32 - fx, v as f32 - fy);
            let across = (cos * du + sin * dv) / field;
            let down = (cos * dv - sin * du) / field;
            let (column, row) = (across + 1.5, down + 1.5);
            if column <= -1.0 || row <= -1.0 || column >= 4.0 || row >= 4.0 {
                continue;
            }
            let Some((steep, angle)) = slope(plane, cx + u, cy + v) else { continue };
            let weight = libm::expf(-(across * across + down * down) / 8.0) * steep;
            let direction = (angle - turn) / (2.0 * PI) * DIRECTIONS as f32;
            spread(&mut numbers, [row, column, direction], weight);
        }
    }
    numbers
}

/// Shares a weight among the eight nearest numbers.
#[inline]
fn spread(numbers: &mut [f32; NUMBERS], [row, column, direction]: [f32; 3], weight: f32) {
    let (r, c, d) = (row.floor(), column.floor(), direction.floor());
    let (fr, fc, fd) = (row - r, column - c, direction - d);
    for (r, wr) in [(r as i32, 1.0 - fr), (r as i32 + 1, fr)] {
        for (c, wc) in [(c as i32, 1.0 - fc), (c as i32 + 1, fc)] {
            if !(0..FIELDS as i32).contains(&r) || !(0..FIELDS as i32).contains(&c) {
                continue;
            }
            let at = (r as usize * FIELDS + c as usize) * DIRECTIONS;
            for (d, wd) in [(d as i32, 1.0 - fd), (d as i32 + 1, fd)] {
                numbers[at + d.rem_euclid(DIRECTIONS as i32) as usize] += weight * wr * wc * wd;
            }
        }
    }
}
