//! What may lie between two pictures of one person, done to a picture by numbers.

use image::codecs::jpeg::JpegEncoder;
use spoor_faces::{Face, Points};

use crate::people::Shot;

/// An edit, with what it is called in the table.
pub type Edit = (&'static str, fn(&Shot, &Face) -> Shot);

/// All edits.
pub const EDITS: [Edit; 13] = [
    ("none", |shot, _| shot.clone()),
    ("hair made fair", |shot, face| hair(shot, face, [235.0, 205.0, 140.0], 0.45)),
    ("hair made red", |shot, face| hair(shot, face, [190.0, 70.0, 40.0], 0.7)),
    ("hair made black", |shot, face| hair(shot, face, [50.0, 45.0, 50.0], 1.6)),
    ("dark (gamma 2)", |shot, _| each(shot, |value, _| value.powf(2.0))),
    ("bright (gamma .5)", |shot, _| each(shot, |value, _| value.powf(0.5))),
    ("light from one side", |shot, _| each(shot, |value, across| value * (0.3 + 1.1 * across))),
    ("cut close, chin and brow off", close),
    ("glasses drawn on", |shot, face| glasses(shot, face, false)),
    ("dark glasses drawn on", |shot, face| glasses(shot, face, true)),
    ("JPEG of quality 15", |shot, _| jpeg(shot, 15)),
    ("half the dots, JPEG 40", |shot, _| jpeg(&halved(shot), 40)),
    ("mirrored", |shot, _| mirrored(shot)),
];

/// A place in the frame of the face: the middle of the eyes is nought, their distance is one.
fn frame(points: &Points, x: usize, y: usize) -> [f32; 2] {
    let (left, right) = (points.left_eye, points.right_eye);
    let along = [right[0] - left[0], right[1] - left[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let at =
        [x as f32 + 0.5 - (left[0] + right[0]) / 2.0, y as f32 + 0.5 - (left[1] + right[1]) / 2.0];
    let across = at[0] * along[0] + at[1] * along[1];
    let down = at[1] * along[0] - at[0] * along[1];
    [across / square, down / square]
}

/// How far within an ellipse: above 0 inside, 1 at the middle.
fn within([u, v]: [f32; 2], down: f32, wide: f32, high: f32) -> f32 {
    1.0 - ((u / wide).powi(2) + ((v - down) / high).powi(2)).sqrt()
}

/// Hair is what lies round the face and above the chin, with a soft edge.
fn hair(shot: &Shot, face: &Face, colour: [f32; 3], gamma: f32) -> Shot {
    dots(shot, |x, y, dot| {
        let at = frame(&face.points, x, y);
        let head = (within(at, 0.1, 1.7, 2.1) / 0.1).clamp(0.0, 1.0);
        let skin = (within(at, 0.55, 1.1, 1.55) / 0.1 + 0.5).clamp(0.0, 1.0);
        let above = ((1.0 - at[1]) / 0.2).clamp(0.0, 1.0);
        let share = head * (1.0 - skin) * above;
        let light = (0.3 * dot[0] + 0.59 * dot[1] + 0.11 * dot[2]) / 255.0;
        let tint = light.powf(gamma) * 1.15;
        [0, 1, 2].map(|c| dot[c] * (1.0 - share) + share * colour[c] * tint)
    })
}

fn glasses(shot: &Shot, face: &Face, dark: bool) -> Shot {
    dots(shot, |x, y, dot| {
        let [u, v] = frame(&face.points, x, y);
        let rim = |centre: f32| (((u - centre) / 0.38).powi(2) + ((v - 0.05) / 0.3).powi(2)).sqrt();
        let near = rim(-0.5).min(rim(0.5));
        let bridge = u.abs() < 0.14 && (v + 0.02).abs() < 0.035;
        if (0.88..1.05).contains(&near) || bridge {
            return [25.0, 22.0, 20.0];
        }
        if dark && near < 1.0 { dot.map(|value| value * 0.12) } else { dot }
    })
}

/// Cut to the box of the face, less a tenth above and below.
fn close(shot: &Shot, face: &Face) -> Shot {
    let clip = |value: f32, most: usize| (value.max(0.0) as usize).min(most);
    let half = face.side / 2.0;
    let left = clip(face.centre[0] - half, shot.width - 1);
    let right = clip(face.centre[0] + half, shot.width).max(left + 1);
    let top = clip(face.centre[1] - half * 0.8, shot.height - 1);
    let bottom = clip(face.centre[1] + half * 0.8, shot.height).max(top + 1);
    let rows = shot.rgb.chunks_exact(shot.width * 3).skip(top).take(bottom - top);
    let rgb = rows.flat_map(|row| row[left * 3..right * 3].iter().copied()).collect();
    Shot { width: right - left, height: bottom - top, rgb }
}

fn jpeg(shot: &Shot, quality: u8) -> Shot {
    let mut bytes = Vec::new();
    let (width, height) = (shot.width as u32, shot.height as u32);
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode(&shot.rgb, width, height, image::ExtendedColorType::Rgb8)
        .expect("a JPEG in memory");
    let picture = image::load_from_memory(&bytes).expect("the JPEG that was written").to_rgb8();
    Shot { rgb: picture.into_raw(), ..*shot }
}

fn halved(shot: &Shot) -> Shot {
    let (width, height) = (shot.width / 2, shot.height / 2);
    let mut rgb = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            for c in 0..3 {
                let at =
                    |dx, dy| u32::from(shot.rgb[((2 * y + dy) * shot.width + 2 * x + dx) * 3 + c]);
                rgb.push(((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4) as u8);
            }
        }
    }
    Shot { width, height, rgb }
}

fn mirrored(shot: &Shot) -> Shot {
    let rows = shot.rgb.chunks_exact(shot.width * 3);
    let rgb = rows.flat_map(|row| row.chunks_exact(3).rev().flatten().copied().collect::<Vec<_>>());
    Shot { rgb: rgb.collect(), ..*shot }
}

/// Each value as a share of full light, with how far to the right it stands (0 to 1).
fn each(shot: &Shot, change: impl Fn(f32, f32) -> f32) -> Shot {
    dots(shot, |x, _, dot| {
        let across = x as f32 / shot.width as f32;
        dot.map(|value| change(value / 255.0, across) * 255.0)
    })
}

fn dots(shot: &Shot, change: impl Fn(usize, usize, [f32; 3]) -> [f32; 3]) -> Shot {
    let places = shot.rgb.chunks_exact(3).enumerate();
    let rgb = places.flat_map(|(place, dot)| {
        let dot = [0, 1, 2].map(|c| f32::from(dot[c]));
        change(place % shot.width, place / shot.width, dot).map(|v| v.clamp(0.0, 255.0) as u8)
    });
    Shot { rgb: rgb.collect(), ..*shot }
}
