//! An aligned face to 128 numbers: the residual net of dlib, as face-api carries it.
//!
//! King, *High Quality Face Recognition with Deep Metric Learning* (dlib, 2017): 29 convolutions,
//! trained so that two faces of one person lie within .6 of each other. Layers, means and the
//! division by 255 are those of face-api 1.7.15, against whose output this is tested.

use crate::net::{Conv, Map, Padding, max_pool, mean_pool};
use crate::weights::{WeightError, Weights};

/// Side of the square picture that goes in, in dots.
pub const CHIP: usize = 150;

/// How many numbers come out.
pub const NUMBERS: usize = 128;

/// Mean red, green and blue of the pictures that the net was trained on.
const MEAN: [f32; 3] = [122.782, 117.001, 104.298];

/// The net.
#[derive(Debug, Clone)]
pub struct Net {
    first: Conv,
    blocks: Vec<Block>,
    /// `last[input * NUMBERS + output]`
    last: Vec<f32>,
}

#[derive(Debug, Clone)]
struct Block {
    first: Conv,
    second: Conv,
    down: bool,
}

/// Names of the blocks, channels before and after, whether they halve the map.
const BLOCKS: [(&str, usize, usize, bool); 14] = [
    ("conv32_1", 32, 32, false),
    ("conv32_2", 32, 32, false),
    ("conv32_3", 32, 32, false),
    ("conv64_down", 32, 64, true),
    ("conv64_1", 64, 64, false),
    ("conv64_2", 64, 64, false),
    ("conv64_3", 64, 64, false),
    ("conv128_down", 64, 128, true),
    ("conv128_1", 128, 128, false),
    ("conv128_2", 128, 128, false),
    ("conv256_down", 128, 256, true),
    ("conv256_1", 256, 256, false),
    ("conv256_2", 256, 256, false),
    ("conv256_down_out", 256, 256, true),
];

impl Net {
    /// The net of these weights.
    ///
    /// # Errors
    /// If a weight is missing or has another shape.
    pub fn new(weights: &Weights) -> Result<Net, WeightError> {
        let first = conv(weights, "conv32_down", [7, 7, 3, 32], 2)?;
        let mut blocks = Vec::with_capacity(BLOCKS.len());
        for (name, inputs, outputs, down) in BLOCKS {
            let stride = if down { 2 } else { 1 };
            let one = [3, 3, inputs, outputs];
            let two = [3, 3, outputs, outputs];
            blocks.push(Block {
                first: conv(weights, &format!("{name}/conv1"), one, stride)?,
                second: conv(weights, &format!("{name}/conv2"), two, 1)?,
                down,
            });
        }
        let last = weights.take("fc", &[256, NUMBERS])?.to_vec();
        Ok(Net { first, blocks, last })
    }

    /// 128 numbers for a face; `chip` is [`CHIP`] × [`CHIP`] × 3, red, green and blue from 0 to 255.
    ///
    /// # Panics
    /// If the chip has another size.
    pub fn run(&self, chip: &Map) -> [f32; NUMBERS] {
        assert_eq!((chip.height, chip.width, chip.channels), (CHIP, CHIP, 3), "a chip");
        let mut input = chip.clone();
        for dot in input.values.chunks_exact_mut(3) {
            dot.iter_mut().zip(MEAN).for_each(|(value, mean)| *value = (*value - mean) / 255.0);
        }
        let mut map = max_pool(&self.first.run(&input).relu(), 3, 2, Padding::Valid);
        for block in &self.blocks {
            let changed = block.second.run(&block.first.run(&map).relu());
            map = match block.down {
                true => changed.plus(&mean_pool(&map, 2, 2)),
                false => changed.plus(&map),
            };
            map = map.relu();
        }
        let mut numbers = [0.0; NUMBERS];
        for (value, row) in map.mean().iter().zip(self.last.chunks_exact(NUMBERS)) {
            numbers.iter_mut().zip(row).for_each(|(sum, weight)| *sum += value * weight);
        }
        numbers
    }
}

/// A convolution whose scale layer is multiplied into it.
fn conv(
    weights: &Weights,
    name: &str,
    shape: [usize; 4],
    stride: usize,
) -> Result<Conv, WeightError> {
    let outputs = shape[3];
    let mut filters = weights.take(&format!("{name}/conv/filters"), &shape)?.to_vec();
    let scale = weights.take(&format!("{name}/scale/weights"), &[outputs])?;
    let shift = weights.take(&format!("{name}/scale/biases"), &[outputs])?;
    let bias = weights.take(&format!("{name}/conv/bias"), &[outputs])?;
    for row in filters.chunks_exact_mut(outputs) {
        row.iter_mut().zip(scale).for_each(|(weight, scale)| *weight *= scale);
    }
    let bias: Vec<f32> = bias.iter().zip(scale).zip(shift).map(|((b, s), t)| b * s + t).collect();
    let padding = if stride == 1 { Padding::Same } else { Padding::Valid };
    Ok(Conv::new(shape, &filters, &bias, stride, padding))
}
