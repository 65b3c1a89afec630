//! A picture made small: two box filters each way (a tent), then every so-manieth dot.
//!
//! The reference slides sums of 32-bit floats, so the order of additions is part of the result; it is kept
//! here to the last bit. Rows go through all filters one after another, so that little memory is touched,
//! and what is not read later is not divided or written.

use crate::picture::{Picture, SIDE};

/// Side of the small picture.
pub(crate) const SMALL: usize = 64;
/// Rows that are filtered along beside each other.
const LANES: usize = 8;

/// 64 × 64 dots of lightness, row by row.
pub(crate) type Small = [f32; SMALL * SMALL];

/// The small picture as the reference filters it. A picture of 64 × 64 is taken as it is if `plain`.
pub(crate) fn small(picture: &Picture, plain: bool) -> Small {
    let (columns, rows) = picture.squashed();
    if plain && (columns, rows) == (SMALL, SMALL) {
        let mut small = [0.0; SMALL * SMALL];
        for (row, line) in small.chunks_exact_mut(SMALL).enumerate() {
            picture.lightness(row, |x, v| line[x] = v);
        }
        return small;
    }
    let (across, down) = (window(columns), window(rows));
    let mut strip = vec![0.0; columns * LANES];
    let mut filtered = vec![[0.0; SIDE]; LANES];
    let mut first = Slide::new(columns, down);
    let mut second = Second::new(columns, rows);
    for top in (0..rows).step_by(LANES) {
        let lanes = LANES.min(rows - top);
        for lane in 0..lanes {
            picture.lightness(top + lane, |x, v| strip[x * LANES + lane] = v);
        }
        along(&strip, across, |x, sums, count| {
            let mut values = [0.0; LANES];
            divided(&mut values, sums, count);
            for (line, value) in filtered.iter_mut().zip(values) {
                line[x] = value;
            }
        });
        for line in &filtered[..lanes] {
            first.push(&line[..columns], |sums, count| second.push(sums, count));
        }
    }
    first.finish(|sums, count| second.push(sums, count));
    second.finish()
}

/// The second filter each way, of which only what the small picture takes is written.
struct Second {
    across: usize,
    /// First dots of up to [`LANES`] rows, then second ones.
    strip: Vec<f32>,
    lanes: usize,
    kept_across: [usize; SMALL],
    down: Slide,
    picked: Picked,
}

/// Rows of the small picture as they are picked out.
struct Picked {
    small: Small,
    kept: [usize; SMALL],
    seen: usize,
    next: usize,
}

impl Second {
    fn new(columns: usize, rows: usize) -> Self {
        let kept = taken(rows);
        Self {
            across: window(columns),
            strip: vec![0.0; columns * LANES],
            lanes: 0,
            kept_across: taken(columns),
            down: Slide::new(SMALL, window(rows)),
            picked: Picked { small: [0.0; SMALL * SMALL], kept, seen: 0, next: 0 },
        }
    }

    fn push(&mut self, sums: &[f32], count: f32) {
        let mut values = [0.0; SIDE];
        divided(&mut values[..sums.len()], sums, count);
        let lane = self.lanes;
        for (to, value) in self.strip.chunks_exact_mut(LANES).zip(values) {
            to[lane] = value;
        }
        self.lanes += 1;
        if self.lanes == LANES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let mut lines = [[0.0; SMALL]; LANES];
        let mut next = 0;
        along(&self.strip, self.across, |x, sums, count| {
            while next < SMALL && self.kept_across[next] == x {
                for (line, sum) in lines.iter_mut().zip(sums) {
                    line[next] = sum / count;
                }
                next += 1;
            }
        });
        for line in &lines[..self.lanes] {
            self.down.push(line, |sums, count| self.picked.push(sums, count));
        }
        self.lanes = 0;
    }

    fn finish(mut self) -> Small {
        self.flush();
        self.down.finish(|sums, count| self.picked.push(sums, count));
        self.picked.small
    }
}

impl Picked {
    fn push(&mut self, sums: &[f32], count: f32) {
        while self.next < SMALL && self.kept[self.next] == self.seen {
            divided(&mut self.small[self.next * SMALL..][..SMALL], sums, count);
            self.next += 1;
        }
        self.seen += 1;
    }
}

/// Width of the box: half a block of the small picture, rounded up; 1 to 4.
fn window(side: usize) -> usize {
    side.div_ceil(2 * SMALL)
}

/// How many lines a box needs before its first sum is given.
fn before(window: usize) -> usize {
    window / 2
}

/// Which of `side` dots the small picture takes: the middle of each block.
fn taken(side: usize) -> [usize; SMALL] {
    std::array::from_fn(|n| ((n as f64 + 0.5) * side as f64 / SMALL as f64) as usize)
}

/// A box of lines that slides over lines as they come, with the sums of what is in it.
struct Slide {
    width: usize,
    window: usize,
    sums: Vec<f32>,
    /// The last `window` lines, in a ring.
    ring: Vec<f32>,
    seen: usize,
}

impl Slide {
    fn new(width: usize, window: usize) -> Self {
        Self { width, window, sums: vec![0.0; width], ring: vec![0.0; width * window], seen: 0 }
    }

    /// Takes a line, and gives sums and how many lines are in them: fewer at both ends.
    fn push(&mut self, line: &[f32], put: impl FnOnce(&[f32], f32)) {
        let held = &mut self.ring[self.seen % self.window * self.width..][..self.width];
        if self.seen < self.window {
            self.sums.iter_mut().zip(line).for_each(|(s, v)| *s += v);
            held.copy_from_slice(line);
        } else {
            for ((sum, enters), leaves) in self.sums.iter_mut().zip(line).zip(held) {
                *sum += enters;
                *sum -= *leaves;
                *leaves = *enters;
            }
        }
        self.seen += 1;
        if self.seen > before(self.window) {
            put(&self.sums, self.seen.min(self.window) as f32);
        }
    }

    /// Gives the sums of the last lines.
    fn finish(mut self, mut put: impl FnMut(&[f32], f32)) {
        for gone in 0..before(self.window) {
            let leaves = &self.ring[(self.seen + gone) % self.window * self.width..];
            self.sums.iter_mut().zip(leaves).for_each(|(s, v)| *s -= v);
            put(&self.sums, (self.window - gone - 1) as f32);
        }
    }
}

/// Slides a box along [`LANES`] rows at once; `strip` holds their first dots, then their second ones.
#[inline(always)]
fn along(strip: &[f32], window: usize, mut put: impl FnMut(usize, &[f32; LANES], f32)) {
    let (dots, _) = strip.as_chunks::<LANES>();
    let (before, mut out) = (before(window), 0);
    let mut sums = [0.0; LANES];
    let mut put = |sums: &[f32; LANES], count: usize| {
        put(out, sums, count as f32);
        out += 1;
    };
    for (seen, dot) in dots[..window].iter().enumerate() {
        sums.iter_mut().zip(dot).for_each(|(s, v)| *s += v);
        if seen >= before {
            put(&sums, seen + 1);
        }
    }
    for (enters, leaves) in dots[window..].iter().zip(dots) {
        for ((sum, enters), leaves) in sums.iter_mut().zip(enters).zip(leaves) {
            *sum += enters;
            *sum -= leaves;
        }
        put(&sums, window);
    }
    for (gone, leaves) in dots[dots.len() - window..][..before].iter().enumerate() {
        sums.iter_mut().zip(leaves).for_each(|(s, v)| *s -= v);
        put(&sums, window - gone - 1);
    }
}

/// Sums to means. To divide by a power of two and to multiply by its part is the same, and quicker.
#[inline(always)]
fn divided(to: &mut [f32], sums: &[f32], count: f32) {
    if matches!(count as u8, 1 | 2 | 4) {
        let part = 1.0 / count;
        to.iter_mut().zip(sums).for_each(|(t, s)| *t = s * part);
    } else {
        to.iter_mut().zip(sums).for_each(|(t, s)| *t = s / count);
    }
}
