//! Convolutions of each channel by itself.

use pulp::Arch;

use super::map::{Map, Padding, windows};

/// A filter of `kernel` × `kernel` for each channel; no bias.
#[derive(Clone, Debug)]
pub struct Depthwise {
    kernel: usize,
    channels: usize,
    stride: usize,
    /// `filters[(ky * kernel + kx) * channels + c]`
    filters: Vec<f32>,
}

impl Depthwise {
    /// Filters as TensorFlow has them: `filters[ky][kx][channel][1]`, at the edges as `Same` says.
    ///
    /// # Panics
    /// If the length is not that of the shape: whoever reads a file checks that first.
    pub fn new(kernel: usize, channels: usize, filters: &[f32], stride: usize) -> Depthwise {
        assert_eq!(filters.len(), kernel * kernel * channels, "filters of the shape");
        Depthwise { kernel, channels, stride, filters: filters.to_vec() }
    }

    /// The map after this layer.
    pub fn run(&self, map: &Map) -> Map {
        let (height, above) = windows(map.height, self.kernel, self.stride, Padding::Same);
        let (width, left) = windows(map.width, self.kernel, self.stride, Padding::Same);
        let mut out = Map::zeros(height, width, self.channels);
        Arch::new().dispatch(|| {
            let places = out.values.chunks_exact_mut(self.channels);
            for (place, into) in places.enumerate() {
                let (top, side) = ((place / width) * self.stride, (place % width) * self.stride);
                self.one(map, (top, side), (above, left), into);
            }
        });
        out
    }

    #[inline(always)]
    fn one(
        &self,
        map: &Map,
        (top, side): (usize, usize),
        (above, left): (usize, usize),
        into: &mut [f32],
    ) {
        for ky in 0..self.kernel {
            let Some(y) = (top + ky).checked_sub(above).filter(|y| *y < map.height) else {
                continue;
            };
            for kx in 0..self.kernel {
                let Some(x) = (side + kx).checked_sub(left).filter(|x| *x < map.width) else {
                    continue;
                };
                let at = (y * map.width + x) * self.channels;
                let from = &map.values[at..at + self.channels];
                let filter = (ky * self.kernel + kx) * self.channels;
                let filter = &self.filters[filter..filter + self.channels];
                for ((sum, value), weight) in into.iter_mut().zip(from).zip(filter) {
                    *sum += value * weight;
                }
            }
        }
    }
}
