//! A picture of 128 × 128 to faces with six points: MediaPipe's short-range BlazeFace.
//!
//! Bazarevsky and others, *BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs* (2019).
//! Layers are those of the TensorFlow.js graph that is shipped with the weights.

use crate::net::{Conv, Depthwise, Map, Padding, max_pool};
use crate::weights::{WeightError, Weights};

/// Side of the square picture that goes in, in dots.
pub const SIDE: usize = 128;

/// Faces the net can speak of: two for each of 16 × 16 places, then six for each of 8 × 8.
pub const ANCHORS: usize = 896;

/// What comes out for each anchor: a raw score, a box (centre, size), six points.
pub const NUMBERS: usize = 17;

/// Where names of weights begin.
const ROOT: &str = "StatefulPartitionedCall/model";

/// Channels before and after each block, and whether it halves the map.
const BLOCKS: [(usize, usize, bool); 16] = [
    (24, 24, false),
    (24, 28, false),
    (28, 32, true),
    (32, 36, false),
    (36, 42, false),
    (42, 48, true),
    (48, 56, false),
    (56, 64, false),
    (64, 72, false),
    (72, 80, false),
    (80, 88, false),
    (88, 96, true),
    (96, 96, false),
    (96, 96, false),
    (96, 96, false),
    (96, 96, false),
];

/// The block after which the finer of the two grids is read.
const FINE: usize = 10;

/// The net.
#[derive(Debug, Clone)]
pub struct Net {
    first: Conv,
    blocks: Vec<Block>,
    fine: Head,
    coarse: Head,
}

#[derive(Debug, Clone)]
struct Block {
    depthwise: Depthwise,
    mix: Conv,
    down: bool,
}

#[derive(Debug, Clone)]
struct Head {
    scores: Conv,
    places: Conv,
}

/// What the net says of one anchor, in shares of the picture's side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// From 0 to 1.
    pub score: f32,
    /// Centre of the box.
    pub centre: [f32; 2],
    /// Width and height of the box.
    pub size: [f32; 2],
    /// Eye at the left of the picture, eye at the right, tip of the nose, middle of the mouth, ear
    /// at the left, ear at the right.
    pub points: [[f32; 2]; 6],
}

impl Net {
    /// The net of these weights.
    ///
    /// # Errors
    /// If a weight is missing or has another shape.
    pub fn new(weights: &Weights) -> Result<Net, WeightError> {
        let first = pointwise(weights, "conv2d", [5, 5, 3, 24], 2)?;
        let mut blocks = Vec::with_capacity(BLOCKS.len());
        for (number, (inputs, outputs, down)) in BLOCKS.into_iter().enumerate() {
            let suffix = if number == 0 { String::new() } else { format!("_{number}") };
            let name = format!("{ROOT}/depthwise_conv2d{suffix}/depthwise/ReadVariableOp");
            let filters = weights.take(&name, &[3, 3, inputs, 1])?;
            let stride = if down { 2 } else { 1 };
            let mix = format!("conv2d_{}", number + 1);
            blocks.push(Block {
                depthwise: Depthwise::new(3, inputs, filters, stride),
                mix: pointwise(weights, &mix, [1, 1, inputs, outputs], 1)?,
                down,
            });
        }
        let fine = Head::new(weights, "8", 88, 2)?;
        let coarse = Head::new(weights, "16", 96, 6)?;
        Ok(Net { first, blocks, fine, coarse })
    }

    /// Raw numbers of each anchor, [`ANCHORS`] × [`NUMBERS`]; `picture` is [`SIDE`] × [`SIDE`] × 3,
    /// red, green and blue from 0 to 255.
    ///
    /// # Panics
    /// If the picture has another size.
    pub fn run(&self, picture: &Map) -> Vec<f32> {
        assert_eq!((picture.height, picture.width, picture.channels), (SIDE, SIDE, 3), "a square");
        let mut input = picture.clone();
        input.values.iter_mut().for_each(|value| *value = *value / 127.5 - 1.0);
        let mut map = self.first.run(&input).relu();
        let mut out = Vec::with_capacity(ANCHORS * NUMBERS);
        for (number, block) in self.blocks.iter().enumerate() {
            let changed = block.mix.run(&block.depthwise.run(&map));
            map = match block.down {
                true => changed.plus(&max_pool(&map, 2, 2, Padding::Same)),
                false => changed.plus(&map),
            };
            map = map.relu();
            if number == FINE {
                self.fine.read(&map, &mut out);
            }
        }
        self.coarse.read(&map, &mut out);
        out
    }

    /// What the net says with a score of at least `least`, in the order of anchors.
    ///
    /// # Panics
    /// As [`Net::run`].
    pub fn guesses(&self, picture: &Map, least: f32) -> Vec<Guess> {
        let raw = self.run(picture);
        let anchors = raw.chunks_exact(NUMBERS).enumerate();
        anchors.filter_map(|(number, numbers)| guess(number, numbers, least)).collect()
    }
}

impl Head {
    fn new(
        weights: &Weights,
        stride: &str,
        inputs: usize,
        anchors: usize,
    ) -> Result<Head, WeightError> {
        let conv = |kind: &str, outputs: usize| {
            let name = format!("{ROOT}/{kind}_{stride}");
            let shape = [1, 1, inputs, outputs];
            let filters = weights.take(&format!("{name}/Conv2D/ReadVariableOp"), &shape)?;
            let bias = weights.take(&format!("{name}/BiasAdd/ReadVariableOp"), &[outputs])?;
            Ok(Conv::new(shape, filters, bias, 1, Padding::Same))
        };
        let scores = conv("classificator", anchors)?;
        Ok(Head { scores, places: conv("regressor", anchors * (NUMBERS - 1))? })
    }

    fn read(&self, map: &Map, out: &mut Vec<f32>) {
        let scores = self.scores.run(map).values;
        let places = self.places.run(map).values;
        for (score, place) in scores.iter().zip(places.chunks_exact(NUMBERS - 1)) {
            out.push(*score);
            out.extend_from_slice(place);
        }
    }
}

fn pointwise(
    weights: &Weights,
    name: &str,
    shape: [usize; 4],
    stride: usize,
) -> Result<Conv, WeightError> {
    let filters = weights.take(&format!("{ROOT}/{name}/Conv2D_weights"), &shape)?;
    let bias = weights.take(&format!("{ROOT}/{name}/Conv2D_bn_offset"), &[shape[3]])?;
    Ok(Conv::new(shape, filters, bias, stride, Padding::Same))
}

/// The centre of an anchor, in shares of the side.
fn anchor(number: usize) -> [f32; 2] {
    let (place, grid) = match number.checked_sub(512) {
        None => (number / 2, 16),
        Some(rest) => (rest / 6, 8),
    };
    [place % grid, place / grid].map(|at| (at as f32 + 0.5) / grid as f32)
}

fn guess(number: usize, numbers: &[f32], least: f32) -> Option<Guess> {
    let score = 1.0 / (1.0 + (-numbers[0].clamp(-100.0, 100.0)).exp());
    if score < least {
        return None;
    }
    let [x, y] = anchor(number);
    let side = SIDE as f32;
    let at = |k: usize| [numbers[k] / side + x, numbers[k + 1] / side + y];
    Some(Guess {
        score,
        centre: at(1),
        size: [numbers[3] / side, numbers[4] / side],
        points: std::array::from_fn(|point| at(5 + 2 * point)),
    })
}
