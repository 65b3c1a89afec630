//! Convolutions over all channels, as products of matrices.
//!
//! Windows of a few dozen places are laid out as rows, and multiplied with the filters, which were
//! packed once into panels as wide as two registers of this machine. What is added up is added up
//! in one order on one machine; another machine with other registers may differ in the last bits.

use pulp::{Arch, Simd, WithSimd};

use super::map::{Map, Padding, windows};

/// How many places one run of the inner loop has: with two registers of sums each, two of filters
/// and one of the input, sixteen registers are used up.
const ROWS: usize = 6;

/// Floats of laid-out windows that are worked on at once: they stay in the second cache.
const BLOCK: usize = 48 * 1024;

/// A convolution with bias.
#[derive(Clone, Debug)]
pub struct Conv {
    kernel: (usize, usize),
    inputs: usize,
    outputs: usize,
    stride: usize,
    padding: Padding,
    /// Panels of filters: `panels[panel][k][lane]`, `k` over rows, columns and inputs.
    panels: Vec<f32>,
    /// One for each output, filled up with zeros to whole panels.
    bias: Vec<f32>,
    panel: usize,
}

struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F32_LANES
    }
}

impl Conv {
    /// Filters as TensorFlow has them, `filters[ky][kx][input][output]`; `shape` is these four.
    ///
    /// # Panics
    /// If the lengths are not those of the shape: whoever reads a file checks that first.
    pub fn new(
        shape: [usize; 4],
        filters: &[f32],
        bias: &[f32],
        stride: usize,
        padding: Padding,
    ) -> Conv {
        let [high, wide, inputs, outputs] = shape;
        let depth = high * wide * inputs;
        assert_eq!(filters.len(), depth * outputs, "filters of the shape");
        assert_eq!(bias.len(), outputs, "a bias for each output");
        let panel = 2 * Arch::new().dispatch(Lanes);
        let count = outputs.div_ceil(panel);
        let mut panels = vec![0.0; count * depth * panel];
        for k in 0..depth {
            for output in 0..outputs {
                let at = ((output / panel) * depth + k) * panel + output % panel;
                panels[at] = filters[k * outputs + output];
            }
        }
        let mut bias = bias.to_vec();
        bias.resize(count * panel, 0.0);
        let kernel = (high, wide);
        Conv { kernel, inputs, outputs, stride, padding, panels, bias, panel }
    }

    /// How many channels go in.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The map after this layer.
    pub fn run(&self, map: &Map) -> Map {
        let (high, wide) = self.kernel;
        let (height, above) = windows(map.height, high, self.stride, self.padding);
        let (width, left) = windows(map.width, wide, self.stride, self.padding);
        let mut out = Map::zeros(height, width, self.outputs);
        let depth = high * wide * self.inputs;
        let places = height * width;
        let block = (BLOCK / depth.max(1)).clamp(ROWS, places.max(ROWS)).next_multiple_of(ROWS);
        let mut rows = vec![0.0; block * depth];
        let arch = Arch::new();
        let mut first = 0;
        while first < places {
            let count = block.min(places - first);
            self.lay_out(map, (first, count), (width, above, left), &mut rows);
            let to = &mut out.values[first * self.outputs..(first + count) * self.outputs];
            arch.dispatch(Product { conv: self, rows: &rows, count, depth, out: to });
            first += count;
        }
        out
    }

    /// Windows `first..first + count` as rows; places outside are zero.
    fn lay_out(
        &self,
        map: &Map,
        (first, count): (usize, usize),
        (width, above, left): (usize, usize, usize),
        rows: &mut [f32],
    ) {
        let (high, wide) = self.kernel;
        let depth = high * wide * self.inputs;
        let strip = wide * self.inputs;
        for (row, place) in rows.chunks_exact_mut(depth).zip(first..first + count) {
            let (top, side) = ((place / width) * self.stride, (place % width) * self.stride);
            for (ky, into) in row.chunks_exact_mut(strip).enumerate() {
                let y = (top + ky).checked_sub(above).filter(|y| *y < map.height);
                let Some(y) = y else {
                    into.fill(0.0);
                    continue;
                };
                let before = left.saturating_sub(side).min(wide);
                let start = (side + before).saturating_sub(left);
                let inside = wide.min((map.width + left).saturating_sub(side)).max(before) - before;
                into[..before * self.inputs].fill(0.0);
                let at = (y * map.width + start) * self.inputs;
                let end = (before + inside) * self.inputs;
                into[before * self.inputs..end]
                    .copy_from_slice(&map.values[at..at + inside * self.inputs]);
                into[end..].fill(0.0);
            }
        }
    }
}

/// Rows times panels, with the bias.
struct Product<'a> {
    conv: &'a Conv,
    rows: &'a [f32],
    count: usize,
    depth: usize,
    out: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Product { conv, rows, count, depth, out } = self;
        let panel = conv.panel;
        for (p, filters) in conv.panels.chunks_exact(depth * panel).enumerate() {
            let lane = p * panel;
            let lanes = panel.min(conv.outputs - lane);
            let (bias, _) = S::as_simd_f32s(&conv.bias[lane..lane + panel]);
            let (filters, _) = S::as_simd_f32s(filters);
            for row in (0..count).step_by(ROWS) {
                // Rows beyond `count` hold what an earlier block left: they are summed up and
                // thrown away, which is cheaper than a loop of its own.
                let some = &rows[row * depth..(row + ROWS) * depth];
                let sums = product(simd, some, depth, filters, bias);
                for (r, sum) in sums.iter().enumerate().take(count - row) {
                    let at = (row + r) * conv.outputs + lane;
                    store::<S>(*sum, &mut out[at..at + lanes]);
                }
            }
        }
    }
}

#[inline(always)]
fn product<S: Simd>(
    simd: S,
    rows: &[f32],
    depth: usize,
    filters: &[S::f32s],
    bias: &[S::f32s],
) -> [[S::f32s; 2]; ROWS] {
    let mut sums = [[bias[0], bias[1]]; ROWS];
    let (a, rest) = rows.split_at(depth);
    let (b, rest) = rest.split_at(depth);
    let (c, rest) = rest.split_at(depth);
    let (d, rest) = rest.split_at(depth);
    let (e, f) = rest.split_at(depth);
    let inputs = a.iter().zip(b).zip(c).zip(d).zip(e).zip(f);
    for (two, (((((a, b), c), d), e), f)) in filters.chunks_exact(2).zip(inputs) {
        for (sum, value) in sums.iter_mut().zip([a, b, c, d, e, f]) {
            let value = simd.splat_f32s(*value);
            sum[0] = simd.mul_add_e_f32s(value, two[0], sum[0]);
            sum[1] = simd.mul_add_e_f32s(value, two[1], sum[1]);
        }
    }
    sums
}

#[inline(always)]
fn store<S: Simd>(sum: [S::f32s; 2], out: &mut [f32]) {
    let (whole, rest) = S::as_mut_simd_f32s(out);
    if let ([first, second], []) = (&mut *whole, &*rest) {
        *first = sum[0];
        *second = sum[1];
        return;
    }
    let lanes = S::F32_LANES;
    let split = lanes.min(out.len());
    let (first, second) = out.split_at_mut(split);
    first.copy_from_slice(&floats::<S>(&sum[0])[..split]);
    if !second.is_empty() {
        second.copy_from_slice(&floats::<S>(&sum[1])[..second.len()]);
    }
}

/// The lanes of one register.
#[inline(always)]
fn floats<S: Simd>(register: &S::f32s) -> &[f32] {
    pulp::bytemuck::cast_slice(std::slice::from_ref(register))
}
