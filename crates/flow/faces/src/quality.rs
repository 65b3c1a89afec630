//! Whether a face is good enough to be compared: size, sharpness, contrast, where it looks.
//!
//! Only what spoils a comparison is looked at. Contrast is the spread of light in the face, never
//! its mean, so that dark skin is no fault.

use std::fmt;

use crate::find::Face;
use crate::picture::Picture;
use crate::{align, recognise};

/// Below this distance between the eyes, in dots, too little of a face is left.
const EYES: f32 = 16.0;

/// Nose this far out of the middle, in eye distances: the face is turned to the side.
const SIDEWAYS: f32 = 0.45;

/// Where the nose stands between eyes (0) and mouth (1), when the face looks ahead.
const UPRIGHT: [f32; 2] = [0.25, 0.85];

/// Edges against contrast; below it the face is out of focus or was made larger.
const SHARP: f32 = 0.02;

/// Spread of light in the face, of 255.
const CONTRAST: f32 = 10.0;

/// What was measured on a face.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Distance between the eyes, in dots of the picture.
    pub eyes: f32,
    /// How far the nose is out of the middle, in eye distances; 0 looks ahead.
    pub sideways: f32,
    /// Where the nose stands between eyes (0) and mouth (1).
    pub upright: f32,
    /// Mean step to the mean of the four dots round it, as a share of contrast.
    pub sharpness: f32,
    /// Standard deviation of light in the face, of 255.
    pub contrast: f32,
    /// Share of the face that lies outside the picture.
    pub cut_off: f32,
}

/// Why a face is too poor to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Too few dots.
    Small,
    /// Looks to the side.
    Sideways,
    /// Looks up or down.
    Tilted,
    /// Out of focus, shaken, or made larger.
    Blurred,
    /// Nearly one shade: too dark, too bright, behind something.
    Flat,
    /// Much of it lies outside the picture.
    CutOff,
}

/// Looks at a face; `None` if its points fall together.
pub fn quality(picture: &Picture, face: &Face) -> Option<Quality> {
    let placement = align::placement(&face.points)?;
    let points = &face.points;
    let [ex, ey] = align::eyes(points);
    let eyes = ex.hypot(ey);
    let middle = [0, 1].map(|k| (points.left_eye[k] + points.right_eye[k]) / 2.0);
    let [nose, mouth] = [points.nose, points.mouth].map(|p| [p[0] - middle[0], p[1] - middle[1]]);
    let down = |p: [f32; 2]| p[1] * ex - p[0] * ey;
    let chip = picture.cut(&placement, recognise::CHIP);
    let (sharpness, contrast) = light(&chip.values);
    Some(Quality {
        eyes,
        sideways: (nose[0] * ex + nose[1] * ey) / (eyes * eyes),
        upright: down(nose) / down(mouth),
        sharpness,
        contrast,
        cut_off: outside(picture, &placement),
    })
}

/// Sharpness and contrast of the middle of a chip, where the face is.
fn light(values: &[f32]) -> (f32, f32) {
    let side = recognise::CHIP;
    let light: Vec<f32> =
        values.chunks_exact(3).map(|dot| 0.3 * dot[0] + 0.59 * dot[1] + 0.11 * dot[2]).collect();
    let inner = side / 6..side - side / 6;
    let places = inner.clone().flat_map(|y| inner.clone().map(move |x| y * side + x));
    let places: Vec<usize> = places.collect();
    let count = places.len() as f32;
    let mean = places.iter().map(|at| light[*at]).sum::<f32>() / count;
    let contrast =
        (places.iter().map(|at| (light[*at] - mean).powi(2)).sum::<f32>() / count).sqrt();
    let step = |at: usize| {
        let round = light[at - 1] + light[at + 1] + light[at - side] + light[at + side];
        (light[at] - round / 4.0).abs()
    };
    let steps = places.iter().map(|at| step(*at)).sum::<f32>() / count;
    (steps / contrast.max(1.0), contrast)
}

/// Share of the chip that lies outside the picture.
fn outside(picture: &Picture, placement: &crate::Placement) -> f32 {
    let side = recognise::CHIP;
    let places = (0..side * side).step_by(7);
    let count = places.len() as f32;
    let out = places.filter(|place| {
        let at = [place % side, place / side].map(|at| at as f32 + 0.5);
        let [x, y] = placement.apply(at);
        let within = 0.0..picture.width() as f32;
        !(within.contains(&x) && (0.0..picture.height() as f32).contains(&y))
    });
    out.count() as f32 / count
}

impl Quality {
    /// What stands against comparing the face; empty if nothing does.
    pub fn faults(&self) -> Vec<Fault> {
        let faults = [
            (Fault::Small, self.eyes >= EYES),
            (Fault::Sideways, self.sideways.abs() <= SIDEWAYS),
            (Fault::Tilted, (UPRIGHT[0]..=UPRIGHT[1]).contains(&self.upright)),
            (Fault::Blurred, self.sharpness >= SHARP),
            (Fault::Flat, self.contrast >= CONTRAST),
            (Fault::CutOff, self.cut_off <= 0.3),
        ];
        faults.into_iter().filter(|(_, good)| !good).map(|(fault, _)| fault).collect()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(match self {
            Fault::Small => "the face is too small to be compared: too few dots between the eyes",
            Fault::Sideways => "the face looks too far to the side to be compared",
            Fault::Tilted => "the face looks too far up or down to be compared",
            Fault::Blurred => "the face is too blurred to be compared",
            Fault::Flat => "the face is too dark, too bright or too pale to be compared",
            Fault::CutOff => "too much of the face is outside the picture for it to be compared",
        })
    }
}
