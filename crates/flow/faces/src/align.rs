//! Where a face lies in its picture, so that eyes and mouth come to stand where the recognising
//! net expects them.
//!
//! dlib trained the net on faces that were scaled, turned and shifted, never stretched, onto its
//! mean face. The places below are means of groups of points of that mean face at dlib's margin of
//! a quarter: both eyes, and the mouth. No 68-point model is used: what face-api's was trained on
//! is not known.

use crate::find::Points;
use crate::picture::Placement;

/// Where left eye, right eye and mouth stand in a chip of 150 dots.
const PLACES: [[f32; 2]; 3] = [[47.5, 46.6], [100.5, 46.6], [74.0, 107.5]];

/// From the left eye to the right, in dots of the picture.
pub fn eyes(points: &Points) -> [f32; 2] {
    [0, 1].map(|k| points.right_eye[k] - points.left_eye[k])
}

/// From a chip of 150 dots to the picture: the scaling, turn and shift that brings eyes and mouth
/// closest to their places, in the sense of least squares.
///
/// `None` if the points fall together, so that there is nothing to scale.
pub fn placement(points: &Points) -> Option<Placement> {
    let there = [points.left_eye, points.right_eye, points.mouth];
    let mean =
        |points: &[[f32; 2]; 3]| [0, 1].map(|k| points.iter().map(|p| p[k]).sum::<f32>() / 3.0);
    let (from, to) = (mean(&PLACES), mean(&there));
    let (mut along, mut across, mut spread) = (0.0, 0.0, 0.0);
    for (place, point) in PLACES.iter().zip(&there) {
        let [x, y] = [place[0] - from[0], place[1] - from[1]];
        let [u, v] = [point[0] - to[0], point[1] - to[1]];
        along += x * u + y * v;
        across += x * v - y * u;
        spread += x * x + y * y;
    }
    let (a, b) = (along / spread, across / spread);
    let scale = a.hypot(b);
    if !(scale.is_finite() && scale > 1e-3) {
        return None;
    }
    let dx = to[0] - (a * from[0] - b * from[1]);
    let dy = to[1] - (b * from[0] + a * from[1]);
    Some(Placement { a, b, dx, dy })
}
