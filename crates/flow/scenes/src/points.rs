//! Where a picture has spots: places that stand out from their surroundings, at their size.
//!
//! Extrema of differences of blurred pictures over place and size (Lowe, Distinctive image features from
//! scale-invariant keypoints, 2004, sections 3 and 4).

use crate::grey::Plane;

/// Sizes that are told apart between one and twice as large.
pub(crate) const STEPS: usize = 3;
/// Blur of the first picture of an octave.
pub(crate) const SIGMA: f32 = 1.6;
/// Blur that a picture is thought to have by itself.
const SIGMA_OWN: f32 = 0.5;
/// Least difference of a spot from its surroundings, where white is 1.
const CONTRAST_MIN: f32 = 0.008;
/// A spot may be this many times as long as wide; else it is an edge, which has no place along itself.
const EDGE_MAX: f32 = 10.0;
const SIDE_MIN: usize = 16;
/// Dots at the edge of a picture in which nothing is looked for.
const BORDER: usize = 4;

/// Pictures of one size, each blurred more.
pub(crate) struct Octave {
    /// How many dots of the picture one of these is wide.
    pub(crate) scale: f32,
    pub(crate) blurred: Vec<Plane>,
}

/// A spot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Point {
    pub(crate) octave: usize,
    /// Which of the blurred pictures it is nearest to.
    pub(crate) step: usize,
    /// Place and blur, in dots of the octave.
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) sigma: f32,
    pub(crate) contrast: f32,
}

/// The picture at all sizes, beginning at twice its own.
pub(crate) fn octaves(picture: &Plane) -> Vec<Octave> {
    let mut octaves = Vec::new();
    if picture.width.min(picture.height) < SIDE_MIN {
        return octaves;
    }
    let own = 2.0 * SIGMA_OWN;
    let mut first = picture.doubled().blurred((SIGMA * SIGMA - own * own).sqrt());
    let mut scale = 0.5;
    let factor = libm::exp2f(1.0 / STEPS as f32);
    while first.width.min(first.height) >= SIDE_MIN {
        let mut blurred = vec![first];
        let mut sigma = SIGMA;
        for n in 0..STEPS + 2 {
            let more = sigma * (factor * factor - 1.0).sqrt();
            blurred.push(blurred[n].blurred(more));
            sigma *= factor;
        }
        first = blurred[STEPS].halved();
        octaves.push(Octave { scale, blurred });
        scale *= 2.0;
    }
    octaves
}

/// All spots, in order of octave and place.
pub(crate) fn points(octaves: &[Octave]) -> Vec<Point> {
    let mut points = Vec::new();
    for (octave, pictures) in octaves.iter().enumerate() {
        let differences: Vec<Plane> =
            pictures.blurred.windows(2).map(|two| two[1].less(&two[0])).collect();
        for step in 1..=STEPS {
            in_step(&differences, octave, step, &mut points);
        }
    }
    points
}

fn in_step(differences: &[Plane], octave: usize, step: usize, points: &mut Vec<Point>) {
    let here = &differences[step];
    for y in BORDER..here.height.saturating_sub(BORDER) {
        for x in BORDER..here.width.saturating_sub(BORDER) {
            let value = here.at(x, y);
            if value.abs() < 0.5 * CONTRAST_MIN || !is_extreme(differences, step, x, y, value) {
                continue;
            }
            let Some((dx, dy, ds, contrast)) = refined(differences, step, x, y) else { continue };
            points.push(Point {
                octave,
                step,
                x: x as f32 + dx,
                y: y as f32 + dy,
                sigma: SIGMA * libm::exp2f((step as f32 + ds) / STEPS as f32),
                contrast: contrast.abs(),
            });
        }
    }
}

fn is_extreme(differences: &[Plane], step: usize, x: usize, y: usize, value: f32) -> bool {
    let sign = value.signum();
    differences[step - 1..=step + 1].iter().enumerate().all(|(n, plane)| {
        (y - 1..=y + 1).all(|v| {
            let line = &plane.values[v * plane.width + x - 1..][..3];
            line.iter()
                .enumerate()
                .all(|(m, &w)| (n == 1 && v == y && m == 1) || sign * w < sign * value)
        })
    })
}

/// How far the top of the curve through a spot is from it (x, y, step), and how high; nothing for one that
/// is too flat, an edge, or whose top is elsewhere.
fn refined(d: &[Plane], step: usize, x: usize, y: usize) -> Option<(f32, f32, f32, f32)> {
    let (below, here, above) = (&d[step - 1], &d[step], &d[step + 1]);
    let value = here.at(x, y);
    let gx = (here.at(x + 1, y) - here.at(x - 1, y)) / 2.0;
    let gy = (here.at(x, y + 1) - here.at(x, y - 1)) / 2.0;
    let gs = (above.at(x, y) - below.at(x, y)) / 2.0;
    let xx = here.at(x + 1, y) + here.at(x - 1, y) - 2.0 * value;
    let yy = here.at(x, y + 1) + here.at(x, y - 1) - 2.0 * value;
    let ss = above.at(x, y) + below.at(x, y) - 2.0 * value;
    let corner = |p: &Plane, dx: usize, dy: usize| p.at(x + dx - 1, y + dy - 1);
    let xy =
        (corner(here, 2, 2) - corner(here, 0, 2) - corner(here, 2, 0) + corner(here, 0, 0)) / 4.0;
    let side = |p: &Plane| ((p.at(x + 1, y) - p.at(x - 1, y)), (p.at(x, y + 1) - p.at(x, y - 1)));
    let ((ax, ay), (bx, by)) = (side(above), side(below));
    let (xs, ys) = ((ax - bx) / 4.0, (ay - by) / 4.0);
    let (trace, flat) = (xx + yy, xx * yy - xy * xy);
    let edge = (EDGE_MAX + 1.0) * (EDGE_MAX + 1.0) / EDGE_MAX;
    if flat <= 0.0 || trace * trace >= edge * flat {
        return None;
    }
    // Cramer's rule for the three offsets.
    let all = xx * (yy * ss - ys * ys) - xy * (xy * ss - ys * xs) + xs * (xy * ys - yy * xs);
    if all == 0.0 {
        return None;
    }
    let dx =
        -(gx * (yy * ss - ys * ys) - xy * (gy * ss - ys * gs) + xs * (gy * ys - yy * gs)) / all;
    let dy =
        -(xx * (gy * ss - gs * ys) - gx * (xy * ss - ys * xs) + xs * (xy * gs - gy * xs)) / all;
    let ds =
        -(xx * (yy * gs - ys * gy) - xy * (xy * gs - gy * xs) + gx * (xy * ys - yy * xs)) / all;
    let top = value + 0.5 * (gx * dx + gy * dy + gs * ds);
    let near = [dx, dy, ds].iter().all(|o| o.abs() < 1.0);
    (near && top.abs() >= CONTRAST_MIN).then_some((dx, dy, ds, top))
}
