//! What flows between layers: height × width × channels, channels last, as TensorFlow has it.

/// A map of features: `values[(y * width + x) * channels + c]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// Places from top to bottom.
    pub height: usize,
    /// Places from left to right.
    pub width: usize,
    /// Numbers at each place.
    pub channels: usize,
    /// All numbers.
    pub values: Vec<f32>,
}

impl Map {
    /// A map of zeros.
    pub fn zeros(height: usize, width: usize, channels: usize) -> Map {
        Map { height, width, channels, values: vec![0.0; height * width * channels] }
    }

    /// Negative values become zero.
    pub fn relu(mut self) -> Map {
        self.values.iter_mut().for_each(|v| *v = v.max(0.0));
        self
    }

    /// Negative values become a tenth of themselves (the factor is that of face-api's YOLO layers).
    pub fn leaky(mut self) -> Map {
        self.values.iter_mut().for_each(|v| *v = v.max(*v * 0.1));
        self
    }

    /// `other` added; what `other` lacks at the right, below, or in channels counts as zero, and
    /// this map grows where `other` is larger.
    pub fn plus(self, other: &Map) -> Map {
        let height = self.height.max(other.height);
        let width = self.width.max(other.width);
        let channels = self.channels.max(other.channels);
        let mut sum = if (self.height, self.width, self.channels) == (height, width, channels) {
            self
        } else {
            let mut grown = Map::zeros(height, width, channels);
            grown.add(&self);
            grown
        };
        sum.add(other);
        sum
    }

    fn add(&mut self, other: &Map) {
        for y in 0..other.height {
            for x in 0..other.width {
                let to = (y * self.width + x) * self.channels;
                let from = (y * other.width + x) * other.channels;
                let to = &mut self.values[to..to + other.channels];
                let from = &other.values[from..from + other.channels];
                to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
            }
        }
    }

    /// The mean of each channel.
    pub fn mean(&self) -> Vec<f32> {
        let mut mean = vec![0.0; self.channels];
        for place in self.values.chunks_exact(self.channels.max(1)) {
            mean.iter_mut().zip(place).for_each(|(m, v)| *m += v);
        }
        let places = (self.height * self.width).max(1) as f32;
        mean.iter_mut().for_each(|m| *m /= places);
        mean
    }
}

/// How a window stands at the edge of a map, in TensorFlow's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// As many places as go in at a stride of one; what is missing lies half before, half after,
    /// the odd one after.
    Same,
    /// Only where the whole window lies inside.
    Valid,
}

/// Along one side: how many windows, and how many places the first one stands outside.
pub fn windows(size: usize, kernel: usize, stride: usize, padding: Padding) -> (usize, usize) {
    match padding {
        Padding::Valid => ((size + stride).saturating_sub(kernel) / stride, 0),
        Padding::Same => {
            let count = size.div_ceil(stride);
            let needed = (count.saturating_sub(1) * stride + kernel).saturating_sub(size);
            (count, needed / 2)
        }
    }
}
