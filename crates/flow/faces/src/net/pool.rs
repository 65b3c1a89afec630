//! Pooling: the largest or the mean of each window.

use super::map::{Map, Padding, windows};

/// The largest value of each `kernel` × `kernel` window; places outside do not count.
pub fn max_pool(map: &Map, kernel: usize, stride: usize, padding: Padding) -> Map {
    pool(map, kernel, stride, padding, f32::NEG_INFINITY, f32::max)
}

/// The mean of each `kernel` × `kernel` window that lies inside.
pub fn mean_pool(map: &Map, kernel: usize, stride: usize) -> Map {
    let mut sums = pool(map, kernel, stride, Padding::Valid, 0.0, |a, b| a + b);
    let share = 1.0 / (kernel * kernel) as f32;
    sums.values.iter_mut().for_each(|v| *v *= share);
    sums
}

fn pool(
    map: &Map,
    kernel: usize,
    stride: usize,
    padding: Padding,
    start: f32,
    take: impl Fn(f32, f32) -> f32,
) -> Map {
    let (height, above) = windows(map.height, kernel, stride, padding);
    let (width, left) = windows(map.width, kernel, stride, padding);
    let channels = map.channels;
    let mut out = Map { height, width, channels, values: vec![start; height * width * channels] };
    for (place, into) in out.values.chunks_exact_mut(channels.max(1)).enumerate() {
        let (top, side) = ((place / width) * stride, (place % width) * stride);
        for y in (top..top + kernel).filter_map(|y| y.checked_sub(above)) {
            for x in (side..side + kernel).filter_map(|x| x.checked_sub(left)) {
                if y < map.height && x < map.width {
                    let at = (y * map.width + x) * channels;
                    let from = &map.values[at..at + channels];
                    into.iter_mut().zip(from).for_each(|(a, b)| *a = take(*a, *b));
                }
            }
        }
    }
    out
}
