//! From scores to bits.

use crate::isotonic::blocks;
use crate::model::Model;
use crate::pairs::Pairs;
use crate::train::Example;
use rayon::prelude::*;

/// Calibration: isotonic regression of the side on the score, each block a likelihood ratio of
/// its own, with one pair of either side more, so that none is without end.
pub(crate) fn knots(model: &Model, pairs: &Pairs<'_>) -> Vec<(f32, f32)> {
    let scores = |pairs: &[[&Example; 2]]| -> Vec<f64> {
        pairs.par_iter().map(|p| model.score(&p[0].profile, &p[1].profile).0).collect()
    };
    let (same, different) = (scores(&pairs.same), scores(&pairs.different));
    let mut points: Vec<(f64, f64)> = same.iter().map(|x| (*x, 1.0)).collect();
    points.extend(different.iter().map(|x| (*x, 0.0)));
    let mut knots: Vec<(f32, f32)> = Vec::new();
    for block in blocks(&points) {
        let share_same = (block.sum + 1.0) / (same.len() as f64 + 2.0);
        let share_different = (block.count - block.sum + 1.0) / (different.len() as f64 + 2.0);
        let bits = (share_same / share_different).log2() as f32;
        // A small block is drawn towards 0 and may fall below the one before it.
        let bits = knots.last().map_or(bits, |(_, last)| bits.max(*last));
        knots.push((((block.from + block.to) / 2.0) as f32, bits));
    }
    if knots.is_empty() { vec![(0.0, 0.0)] } else { knots }
}
