//! Isotonic regression by pooling adjacent violators (Ayer et al. 1955; for calibration of
//! likelihood ratios Brümmer and du Preez, "Application-independent evaluation of speaker
//! detection", Computer Speech and Language 20, 2006).

/// Neighbours in order of `x` that have one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Block {
    /// Smallest and greatest `x`.
    pub(crate) from: f64,
    pub(crate) to: f64,
    /// Sum of `y`.
    pub(crate) sum: f64,
    /// How many points.
    pub(crate) count: f64,
}

impl Block {
    fn value(&self) -> f64 {
        self.sum / self.count
    }

    fn join(&mut self, next: Self) {
        self.to = next.to;
        self.sum += next.sum;
        self.count += next.count;
    }
}

/// Blocks of rising value over `points` (x, y). Points of one `x` are one block; what is no
/// number is left out.
pub(crate) fn blocks(points: &[(f64, f64)]) -> Vec<Block> {
    let mut points: Vec<_> = points.iter().filter(|p| !p.0.is_nan() && !p.1.is_nan()).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut blocks: Vec<Block> = Vec::new();
    for chunk in points.chunk_by(|a, b| a.0 == b.0) {
        let sum = chunk.iter().map(|p| p.1).sum();
        let mut new = Block { from: chunk[0].0, to: chunk[0].0, sum, count: chunk.len() as f64 };
        while let Some(last) = blocks.last_mut().filter(|last| last.value() >= new.value()) {
            last.join(new);
            new = *last;
            blocks.pop();
        }
        blocks.push(new);
    }
    blocks
}

/// The rising function of `x` closest to `y` in squares, at each point, in the order given. Points
/// of one `x` have one value. What is no number has no value: NaN.
pub fn isotonic(points: &[(f64, f64)]) -> Vec<f64> {
    let blocks = blocks(points);
    points
        .iter()
        .map(|(x, y)| {
            let at = blocks.partition_point(|b| b.to < *x);
            match blocks.get(at) {
                Some(block) if !x.is_nan() && !y.is_nan() => block.value(),
                _ => f64::NAN,
            }
        })
        .collect()
}
