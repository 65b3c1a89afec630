//! Pictures to faces: one net proposes, another confirms, and its points are taken twice, the
//! second time with the face upright and large.

use crate::align;
use crate::blaze::{self, Guess};
use crate::net::Map;
use crate::picture::{Picture, Placement};
use crate::tiny;

/// How sure the confirming net must be. MediaPipe asks for .5.
pub const SURE: f32 = 0.5;

/// How sure the proposing net must be: low, for another decides.
const PROPOSED: f32 = 0.2;

/// Proposals that are looked at in one picture, the best first: a bound on work.
const PROPOSALS: usize = 64;

/// Boxes that overlap by more than this (intersection over union) are one face.
const OVERLAP: f32 = 0.3;

/// The confirming net sees a square this many times the box.
const ROUND: f32 = 2.2;

/// A face in a picture; all places in dots of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Face {
    /// From 0 to 1: how sure the net was that this is a face. It says nothing of whose.
    pub score: f32,
    /// Centre of the box round brows and chin.
    pub centre: [f32; 2],
    /// Side of the box.
    pub side: f32,
    /// The points.
    pub points: Points,
}

/// Six points of a face, in dots of the picture. Left and right are the picture's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Points {
    /// Eye at the left of the picture.
    pub left_eye: [f32; 2],
    /// Eye at the right of the picture.
    pub right_eye: [f32; 2],
    /// Tip of the nose.
    pub nose: [f32; 2],
    /// Middle of the mouth.
    pub mouth: [f32; 2],
    /// Ear at the left of the picture.
    pub left_ear: [f32; 2],
    /// Ear at the right of the picture.
    pub right_ear: [f32; 2],
}

/// Finds faces.
#[derive(Debug, Clone)]
pub struct Finder {
    pub(crate) proposer: tiny::Net,
    pub(crate) confirmer: blaze::Net,
}

impl Finder {
    /// Faces of a picture, the surest first.
    pub fn find(&self, picture: &Picture) -> Vec<Face> {
        let (width, height) = (picture.width() as f32, picture.height() as f32);
        let side = width.max(height);
        let mut found = Vec::new();
        // The whole picture, for faces that fill it.
        let whole = Placement::square([width / 2.0, height / 2.0], side, 0.0, blaze::SIDE);
        found.extend(self.confirm(picture, whole));
        let corner = Placement::square([side / 2.0, side / 2.0], side, 0.0, tiny::SIDE);
        let mut proposals = self.proposer.proposals(&picture.cut(&corner, tiny::SIDE), PROPOSED);
        proposals.sort_by(|a, b| b.score.total_cmp(&a.score));
        proposals.truncate(PROPOSALS);
        for proposal in proposals {
            let centre = proposal.centre.map(|at| at * side);
            let box_side = proposal.size[0].max(proposal.size[1]) * side;
            if found.iter().any(|face: &Face| face.overlap(centre, box_side) > OVERLAP) {
                continue;
            }
            let round = Placement::square(centre, box_side * ROUND, 0.0, blaze::SIDE);
            found.extend(self.confirm(picture, round));
        }
        once(found)
    }

    /// Faces in a square of the picture, each looked at again upright and large.
    fn confirm(&self, picture: &Picture, square: Placement) -> Vec<Face> {
        let first = self.look(picture, &square, SURE);
        first.iter().filter_map(|face| self.again(picture, face)).collect()
    }

    fn again(&self, picture: &Picture, face: &Face) -> Option<Face> {
        let [dx, dy] = align::eyes(&face.points);
        let square = Placement::square(face.centre, face.side * ROUND, dy.atan2(dx), blaze::SIDE);
        let faces = self.look(picture, &square, SURE);
        let same = |other: &Face| other.overlap(face.centre, face.side) > OVERLAP;
        faces.into_iter().find(same)
    }

    fn look(&self, picture: &Picture, square: &Placement, least: f32) -> Vec<Face> {
        let cut: Map = picture.cut(square, blaze::SIDE);
        let guesses = self.confirmer.guesses(&cut, least);
        merge(guesses).iter().map(|guess| face(guess, square)).collect()
    }
}

impl Face {
    /// Intersection over union with another square box.
    fn overlap(&self, centre: [f32; 2], side: f32) -> f32 {
        let along = |k: usize| {
            let low = (self.centre[k] - self.side / 2.0).max(centre[k] - side / 2.0);
            let high = (self.centre[k] + self.side / 2.0).min(centre[k] + side / 2.0);
            (high - low).max(0.0)
        };
        let both = along(0) * along(1);
        let either = self.side * self.side + side * side - both;
        if either > 0.0 { both / either } else { 0.0 }
    }
}

fn face(guess: &Guess, square: &Placement) -> Face {
    let size = blaze::SIDE as f32;
    let at = |point: [f32; 2]| square.apply(point.map(|share| share * size));
    let [left_eye, right_eye, nose, mouth, left_ear, right_ear] = guess.points.map(at);
    Face {
        score: guess.score,
        centre: at(guess.centre),
        side: guess.size[0].max(guess.size[1]) * size * square.scale(),
        points: Points { left_eye, right_eye, nose, mouth, left_ear, right_ear },
    }
}

/// Guesses that overlap become one, each weighing as much as its score (as MediaPipe does).
fn merge(mut guesses: Vec<Guess>) -> Vec<Guess> {
    guesses.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut merged = Vec::new();
    while let Some(best) = guesses.first().copied() {
        let near = |guess: &Guess| overlap(&best, guess) > OVERLAP;
        let (group, rest): (Vec<Guess>, Vec<Guess>) = guesses.iter().partition(|g| near(g));
        if group.is_empty() {
            // A box without a size overlaps nothing, itself neither.
            guesses.remove(0);
            continue;
        }
        merged.push(blend(best.score, &group));
        guesses = rest;
    }
    merged
}

fn blend(score: f32, group: &[Guess]) -> Guess {
    let total: f32 = group.iter().map(|guess| guess.score).sum();
    let mean = |of: &dyn Fn(&Guess) -> [f32; 2]| {
        [0, 1].map(|k| group.iter().map(|guess| guess.score * of(guess)[k]).sum::<f32>() / total)
    };
    Guess {
        score,
        centre: mean(&|guess| guess.centre),
        size: mean(&|guess| guess.size),
        points: std::array::from_fn(|point| mean(&|guess| guess.points[point])),
    }
}

fn overlap(one: &Guess, other: &Guess) -> f32 {
    let along = |k: usize| {
        let low = (one.centre[k] - one.size[k] / 2.0).max(other.centre[k] - other.size[k] / 2.0);
        let high = (one.centre[k] + one.size[k] / 2.0).min(other.centre[k] + other.size[k] / 2.0);
        (high - low).max(0.0)
    };
    let both = along(0) * along(1);
    let area = |guess: &Guess| guess.size[0].max(0.0) * guess.size[1].max(0.0);
    let either = area(one) + area(other) - both;
    if either > 0.0 { both / either } else { 0.0 }
}

/// Of faces that overlap, the surest stays.
fn once(mut faces: Vec<Face>) -> Vec<Face> {
    faces.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Face> = Vec::new();
    for face in faces {
        if kept.iter().all(|other| other.overlap(face.centre, face.side) <= OVERLAP) {
            kept.push(face);
        }
    }
    kept
}
