//! From a picture to faces, chips and their quality, on drawn faces: where they lie is known.

mod common;

use common::{painted, shared};
use spoor_faces::{Face, Fault, Picture, align, quality};

/// A drawn face of `side` dots, laid into a grey picture at a place.
fn scene(kind: i64, side: usize, at: (usize, usize), width: usize, height: usize) -> Vec<u8> {
    let face = painted(kind, side as i64);
    let mut rgb = vec![120u8; width * height * 3];
    for y in 0..side {
        let to = ((at.1 + y) * width + at.0) * 3;
        rgb[to..to + side * 3].copy_from_slice(&face[y * side * 3..(y + 1) * side * 3]);
    }
    rgb
}

fn near(point: [f32; 2], place: [f32; 2], most: f32) {
    let gap = (point[0] - place[0]).hypot(point[1] - place[1]);
    assert!(gap <= most, "{point:?} is {gap} dots from {place:?}");
}

/// Faces of the scene, which hold one that was drawn.
fn found(rgb: &[u8], width: usize, height: usize) -> Vec<Face> {
    shared().find(&Picture::new(width, height, rgb).expect("a picture"))
}

#[test]
fn a_drawn_face_is_found_where_it_was_drawn() {
    for (side, at) in [(160, (40, 30)), (240, (300, 150)), (400, (100, 60))] {
        let rgb = scene(2, side, at, 640, 480);
        let faces = found(&rgb, 640, 480);
        assert_eq!(faces.len(), 1, "one face of {side} dots");
        let place = |x: f32, y: f32| {
            [at.0 as f32 + side as f32 * x / 100.0, at.1 as f32 + side as f32 * y / 100.0]
        };
        let most = side as f32 * 0.05;
        near(faces[0].points.left_eye, place(38.0, 43.0), most);
        near(faces[0].points.right_eye, place(62.0, 43.0), most);
        near(faces[0].points.mouth, place(50.0, 71.0), most);
    }
}

#[test]
fn two_faces_are_two() {
    let mut rgb = scene(2, 220, (20, 100), 640, 480);
    let other = scene(3, 220, (390, 120), 640, 480);
    for (dot, other) in rgb.chunks_exact_mut(3).zip(other.chunks_exact(3)) {
        if other != [120, 120, 120] {
            dot.copy_from_slice(other);
        }
    }
    let mut faces = found(&rgb, 640, 480);
    faces.sort_by(|a, b| a.centre[0].total_cmp(&b.centre[0]));
    assert_eq!(faces.len(), 2);
    assert!(faces[0].centre[0] < 250.0 && faces[1].centre[0] > 390.0);
}

#[test]
fn nothing_is_found_in_ramps_and_noise() {
    for kind in [0, 1] {
        assert_eq!(found(&painted(kind, 300), 300, 300), Vec::new());
    }
}

#[test]
fn the_same_drawing_elsewhere_and_larger_has_nearly_the_same_numbers() {
    let numbers = |kind, side, at| {
        let rgb = scene(kind, side, at, 640, 480);
        let picture = Picture::new(640, 480, &rgb).expect("a picture");
        let faces = shared().find(&picture);
        shared().embed(&picture, &faces[0]).expect("numbers")
    };
    let one = numbers(2, 200, (40, 30));
    let again = numbers(2, 320, (300, 120));
    let other = numbers(3, 200, (40, 30));
    let (same, different) = (one.distance(&again), one.distance(&other));
    assert!(same < 0.3, "one drawing at two sizes: {same}");
    assert!(same < different, "two drawings: {different}");
}

#[test]
fn alignment_brings_eyes_and_mouth_to_their_places() {
    let rgb = scene(2, 300, (100, 50), 640, 480);
    let mut face = found(&rgb, 640, 480).remove(0);
    // Points that are those of the mean face, turned, scaled and shifted, come back exactly.
    let turn = spoor_faces::Placement { a: 1.7, b: -0.6, dx: 31.0, dy: 8.0 };
    face.points.left_eye = turn.apply([47.5, 46.6]);
    face.points.right_eye = turn.apply([100.5, 46.6]);
    face.points.mouth = turn.apply([74.0, 107.5]);
    let placed = align::placement(&face.points).expect("points apart");
    for (ours, theirs) in [(placed.a, turn.a), (placed.b, turn.b), (placed.dx, turn.dx)] {
        assert!((ours - theirs).abs() < 1e-3, "{placed:?}");
    }
    face.points.right_eye = face.points.left_eye;
    face.points.mouth = face.points.left_eye;
    assert_eq!(align::placement(&face.points), None);
}

#[test]
fn a_poor_face_is_told_with_its_reason() {
    let faults = |rgb: &[u8], change: &dyn Fn(&mut Face)| {
        let mut face = found(rgb, 640, 480).remove(0);
        change(&mut face);
        quality(&Picture::new(640, 480, rgb).expect("a picture"), &face).map(|q| q.faults())
    };
    let good = scene(2, 300, (100, 50), 640, 480);
    assert_eq!(faults(&good, &|_| ()), Some(Vec::new()));
    let small = scene(2, 60, (50, 30), 160, 120);
    let face = found(&small, 160, 120).remove(0);
    let told = quality(&Picture::new(160, 120, &small).expect("a picture"), &face);
    assert!(told.is_some_and(|quality| quality.faults().contains(&Fault::Small)), "{told:?}");
    let aside = |face: &mut Face| face.points.nose[0] += 60.0;
    assert_eq!(faults(&good, &aside), Some(vec![Fault::Sideways]));
    let down = |face: &mut Face| face.points.nose = face.points.mouth;
    assert_eq!(faults(&good, &down), Some(vec![Fault::Tilted]));
    // As dark as one likes is no fault while there is contrast; one shade is.
    let dark: Vec<u8> = good.iter().map(|value| value / 4).collect();
    assert_eq!(faults(&dark, &|_| ()), Some(Vec::new()));
    assert_eq!(Fault::Blurred.to_string(), "the face is too blurred to be compared");
}
