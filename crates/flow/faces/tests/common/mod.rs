//! Generated pictures and the models of the checkout.

#![allow(dead_code)]

use std::path::Path;

use spoor_faces::net::Map;
use spoor_faces::{Models, Weights};

/// A file below the folder of models, as the program would read it.
pub fn model_file(name: &str) -> Option<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models");
    std::fs::read(root.join(name)).ok()
}

/// Weights of a model of the checkout.
pub fn weights(folder: &str, manifest: &str, bytes: &str) -> Weights {
    let get = |name: &str| model_file(&format!("{folder}/{name}")).expect("a file of the checkout");
    Weights::read(&get(manifest), &get(bytes)).expect("weights of the checkout")
}

/// The models of the checkout.
pub fn models() -> Models {
    Models::open(model_file).expect("the models of the checkout")
}

/// The pictures of `data/oracle.mjs`, by the same whole numbers: ramps, noise, drawn faces.
pub fn paint(kind: i64, side: i64) -> Map {
    let bytes = painted(kind, side);
    let side = side as usize;
    Map {
        height: side,
        width: side,
        channels: 3,
        values: bytes.iter().map(|byte| f32::from(*byte)).collect(),
    }
}

/// The same as bytes of red, green and blue.
pub fn painted(kind: i64, side: i64) -> Vec<u8> {
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    places.flat_map(|(x, y)| dot(kind, side, x, y).map(|value| value as u8)).collect()
}

fn dot(kind: i64, side: i64, x: i64, y: i64) -> [i64; 3] {
    match kind {
        0 => [x * 255 / side, y * 255 / side, (x * y) % 256],
        1 => {
            let at = (y * side + x + 1) as u32;
            let h = i64::from(at.wrapping_mul(2_654_435_761) >> 8);
            [h & 255, (h >> 8) & 255, (h >> 16) & 255]
        }
        _ => face(kind - 2, side, x, y),
    }
}

fn face(k: i64, side: i64, x: i64, y: i64) -> [i64; 3] {
    let inside = |cx: i64, cy: i64, rx: i64, ry: i64| {
        let (dx, dy) = (x * 100 - cx * side, y * 100 - cy * side);
        dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry * side * side
    };
    let mut dot = [90 + k * 20, 110, 150 - k * 10];
    let mut lay = |is: bool, colour: [i64; 3]| {
        if is {
            dot = colour;
        }
    };
    lay(inside(50, 45, 34 + k, 42), [60, 40 + k * 30, 30]);
    lay(inside(50, 52, 27 + k, 36), [214 - k * 40, 170 - k * 30, 140 - k * 25]);
    for cx in [38 - k, 62 + k] {
        lay(inside(cx, 36, 8, 2), [60, 40, 30]);
        lay(inside(cx, 43, 6, 3), [240, 240, 240]);
        lay(inside(cx, 43, 3, 3), [40, 60, 50]);
    }
    lay(inside(50, 56 + k, 4, 8), [190 - k * 40, 140 - k * 25, 115 - k * 20]);
    lay(inside(50, 71, 11 + k, 3), [170, 70, 80]);
    dot
}

/// The models of the checkout, opened once for all tests of a file.
pub fn shared() -> &'static Models {
    static MODELS: std::sync::OnceLock<Models> = std::sync::OnceLock::new();
    MODELS.get_or_init(models)
}
