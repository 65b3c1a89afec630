//! The nearest faces among many: exact, on one core.
//!
//! Each face is kept twice: as floats, and as 128 whole numbers of eight bits. A search reads the
//! small ones, a quarter of the memory, and knows how far each rounding can lie from the truth; what
//! could still be among the nearest is then measured in floats. So the answer is that of a search
//! through all floats, ties by name included, whatever was added and removed before.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use pulp::Arch;

use crate::embed::{Embedding, square};
use crate::recognise::NUMBERS;

/// One step of the small numbers. A net's numbers lie within ±.5; larger ones are kept, at the end
/// of the scale, and their distance to it counts as rounding.
const STEP: f32 = 0.5 / 127.0;

/// Faces that are looked at between two comparisons with what was found so far.
const BLOCK: usize = 64;

/// A face of the gallery at a distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// As it was put in.
    pub id: u64,
    /// Euclidean distance.
    pub distance: f32,
}

/// Faces by number, each once.
#[derive(Debug, Clone, Default)]
pub struct Gallery {
    ids: Vec<u64>,
    /// Where a face stands, by its number.
    places: BTreeMap<u64, usize>,
    exact: Vec<[f32; NUMBERS]>,
    small: Vec<[i8; NUMBERS]>,
    /// Of the small numbers, the sum of squares.
    squares: Vec<i32>,
    /// How far the small numbers lie from the exact ones, the worst of each block of places.
    slack: Vec<f32>,
}

impl Gallery {
    /// How many faces.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Puts a face in; one that was there under this number is replaced.
    pub fn put(&mut self, id: u64, face: &Embedding) {
        self.remove(id);
        let (small, slack) = rounded(face.numbers());
        let place = self.ids.len();
        self.places.insert(id, place);
        self.ids.push(id);
        self.exact.push(*face.numbers());
        self.squares.push(small.iter().map(|s| i32::from(*s) * i32::from(*s)).sum());
        self.small.push(small);
        if place.is_multiple_of(BLOCK) {
            self.slack.push(slack);
        } else if let Some(last) = self.slack.last_mut() {
            *last = last.max(slack);
        }
    }

    /// Takes a face out and writes over its numbers; false if there was none.
    pub fn remove(&mut self, id: u64) -> bool {
        let Some(place) = self.places.remove(&id) else { return false };
        let last = self.ids.len() - 1;
        self.ids.swap(place, last);
        self.exact.swap(place, last);
        self.small.swap(place, last);
        self.squares.swap(place, last);
        // What is dropped below stays in memory until something else is put there.
        self.exact[last].fill(0.0);
        self.small[last].fill(0);
        self.ids.pop();
        self.exact.pop();
        self.small.pop();
        self.squares.pop();
        if place != last {
            self.places.insert(self.ids[place], place);
            let (_, slack) = rounded(&self.exact[place]);
            let block = &mut self.slack[place / BLOCK];
            *block = block.max(slack);
        }
        self.slack.truncate(self.ids.len().div_ceil(BLOCK));
        true
    }

    /// The `count` nearest faces, the nearest first; of equally near ones the lower number first.
    pub fn nearest(&self, face: &Embedding, count: usize) -> Vec<Near> {
        if count == 0 {
            return Vec::new();
        }
        let mut found = Found { list: Vec::new(), count: count.min(self.len()) };
        self.scan(face, f32::INFINITY, |near| found.offer(near));
        found.list
    }

    /// All faces within a distance, the nearest first.
    pub fn within(&self, face: &Embedding, distance: f32) -> Vec<Near> {
        let mut found = Vec::new();
        self.scan(face, distance, |near| {
            if near.distance <= distance {
                found.push(near);
            }
            distance
        });
        found.sort_by(Near::order);
        found
    }

    /// Offers every face that may lie within `far`, with its exact distance; the offer's answer is
    /// how far to look from then on.
    fn scan(&self, face: &Embedding, mut far: f32, mut offer: impl FnMut(Near) -> f32) {
        let (query, slack) = rounded(face.numbers());
        let wide = query.map(i16::from);
        let length: i32 = query.iter().map(|q| i32::from(*q) * i32::from(*q)).sum();
        let mut between = [0i32; BLOCK];
        let blocks = self.small.chunks(BLOCK).zip(self.squares.chunks(BLOCK));
        let arch = Arch::new();
        for (number, (small, squares)) in blocks.enumerate() {
            arch.dispatch(|| apart(&wide, length, small, squares, &mut between));
            for (k, between) in between[..small.len()].iter().enumerate() {
                if *between <= limit(far, slack + self.slack[number]) {
                    let place = number * BLOCK + k;
                    let distance = square(face.numbers(), &self.exact[place]).sqrt();
                    far = offer(Near { id: self.ids[place], distance });
                }
            }
        }
    }
}

/// The largest square between small numbers of faces that may lie within a distance.
fn limit(far: f32, slack: f32) -> i32 {
    // A thousandth more, for what floats round off on the way.
    let steps = (far + slack) * 1.001 / STEP + 1.0;
    (steps * steps) as i32
}

impl Near {
    /// The nearest first; of equally near ones the lower number.
    fn order(&self, other: &Near) -> Ordering {
        self.distance.total_cmp(&other.distance).then(self.id.cmp(&other.id))
    }
}

/// The nearest so far, in order.
struct Found {
    list: Vec<Near>,
    count: usize,
}

impl Found {
    /// Keeps a face if it is one of the nearest; says how far away the last of them is.
    fn offer(&mut self, near: Near) -> f32 {
        let place = self.list.partition_point(|other| other.order(&near).is_lt());
        if place < self.count {
            self.list.insert(place, near);
            self.list.truncate(self.count);
        }
        match self.list.last() {
            Some(worst) if self.list.len() == self.count => worst.distance,
            _ => f32::INFINITY,
        }
    }
}

/// Small numbers, and how far they lie from the exact ones.
fn rounded(exact: &[f32; NUMBERS]) -> ([i8; NUMBERS], f32) {
    let small = exact.map(|number| (number / STEP).round().clamp(-127.0, 127.0) as i8);
    let gap = |(exact, small): (&f32, &i8)| (exact - f32::from(*small) * STEP).powi(2);
    let slack = exact.iter().zip(&small).map(gap).sum::<f32>().sqrt();
    (small, slack)
}

/// Squares of distances between small numbers.
#[inline(always)]
fn apart(
    query: &[i16; NUMBERS],
    length: i32,
    small: &[[i8; NUMBERS]],
    squares: &[i32],
    far: &mut [i32; BLOCK],
) {
    for ((face, square), far) in small.iter().zip(squares).zip(far) {
        let mut product = 0i32;
        for (q, s) in query.iter().zip(face) {
            product += i32::from(*q) * i32::from(i16::from(*s));
        }
        *far = length + square - 2 * product;
    }
}
