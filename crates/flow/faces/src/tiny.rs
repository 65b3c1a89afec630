//! A picture to boxes where faces may be: face-api's Tiny Face Detector, a small YOLO.
//!
//! It proposes, [`crate::blaze`] confirms and finds the points. Layers, anchors and means are those
//! of face-api 1.7.15, against whose output this is tested.

use crate::net::{Conv, Depthwise, Map, Padding, max_pool};
use crate::weights::{WeightError, Weights};

/// Side of the square picture that goes in, in dots.
pub const SIDE: usize = 416;

/// Width and height of the five anchors, in cells of the grid.
const ANCHORS: [[f32; 2]; 5] = [
    [1.603231, 2.094468],
    [6.041143, 7.080126],
    [2.882459, 3.518061],
    [4.266906, 5.178857],
    [9.041765, 10.66308],
];

/// Mean red, green and blue of the pictures that the net was trained on.
const MEAN: [f32; 3] = [117.001, 114.697, 97.404];

/// Channels before and after each separable layer.
const LAYERS: [(usize, usize); 5] = [(16, 32), (32, 64), (64, 128), (128, 256), (256, 512)];

/// The net.
#[derive(Debug, Clone)]
pub struct Net {
    first: Conv,
    layers: Vec<(Depthwise, Conv)>,
    last: Conv,
}

/// A box where a face may be, in shares of the picture's side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal {
    /// From 0 to 1.
    pub score: f32,
    /// Centre of the box.
    pub centre: [f32; 2],
    /// Width and height of the box.
    pub size: [f32; 2],
}

impl Net {
    /// The net of these weights.
    ///
    /// # Errors
    /// If a weight is missing or has another shape.
    pub fn new(weights: &Weights) -> Result<Net, WeightError> {
        let conv = |name: &str, filters: &str, shape: [usize; 4]| {
            let filters = weights.take(&format!("{name}/{filters}"), &shape)?;
            let bias = weights.take(&format!("{name}/bias"), &[shape[3]])?;
            Ok(Conv::new(shape, filters, bias, 1, Padding::Valid))
        };
        let mut layers = Vec::with_capacity(LAYERS.len());
        for (number, (inputs, outputs)) in LAYERS.into_iter().enumerate() {
            let name = format!("conv{}", number + 1);
            let each = weights.take(&format!("{name}/depthwise_filter"), &[3, 3, inputs, 1])?;
            let each = Depthwise::new(3, inputs, each, 1);
            layers.push((each, conv(&name, "pointwise_filter", [1, 1, inputs, outputs])?));
        }
        let first = conv("conv0", "filters", [3, 3, 3, 16])?;
        let last = conv("conv8", "filters", [1, 1, 512, 25])?;
        Ok(Net { first, layers, last })
    }

    /// The raw grid: 13 × 13 cells, five anchors each with x, y, width, height, score. `picture` is
    /// [`SIDE`] × [`SIDE`] × 3, red, green and blue from 0 to 255.
    ///
    /// # Panics
    /// If the picture has another size.
    pub fn run(&self, picture: &Map) -> Map {
        assert_eq!((picture.height, picture.width, picture.channels), (SIDE, SIDE, 3), "a square");
        let mut input = picture.clone();
        for dot in input.values.chunks_exact_mut(3) {
            dot.iter_mut().zip(MEAN).for_each(|(value, mean)| *value = (*value - mean) / 255.0);
        }
        let mut map = max_pool(&self.first.run(&input).leaky(), 2, 2, Padding::Same);
        for (number, (each, mix)) in self.layers.iter().enumerate() {
            let stride = if number + 1 == self.layers.len() { 1 } else { 2 };
            map = max_pool(&mix.run(&each.run(&map)).leaky(), 2, stride, Padding::Same);
        }
        self.last.run(&map)
    }

    /// Boxes with a score of at least `least`, overlapping ones too, in the order of the grid.
    ///
    /// # Panics
    /// As [`Net::run`].
    pub fn proposals(&self, picture: &Map, least: f32) -> Vec<Proposal> {
        let grid = self.run(picture);
        let cells = grid.width as f32;
        let mut proposals = Vec::new();
        for (number, numbers) in grid.values.chunks_exact(5).enumerate() {
            let score = sigmoid(numbers[4]);
            if score < least {
                continue;
            }
            let (cell, anchor) = (number / ANCHORS.len(), ANCHORS[number % ANCHORS.len()]);
            let at = [cell % grid.width, cell / grid.width].map(|at| at as f32);
            let centre = [0, 1].map(|k| (at[k] + sigmoid(numbers[k])) / cells);
            let size = [0, 1].map(|k| (numbers[2 + k].exp() * anchor[k] / cells).min(1.0));
            proposals.push(Proposal { score, centre, size });
        }
        proposals
    }
}

fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}
