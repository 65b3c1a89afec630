//! The one generator: SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number
//! generators", OOPSLA), written out so that no version of a library changes a result.

pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A number below `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// Fisher–Yates.
    pub(crate) fn shuffle<T>(&mut self, of: &mut [T]) {
        for i in (1..of.len()).rev() {
            of.swap(i, self.below(i + 1));
        }
    }

    /// `k` of `n` positions without replacement, each set as likely as any other: Floyd's
    /// algorithm (Bentley and Floyd 1987, "A sample of brilliance", CACM 30). Sorted.
    pub(crate) fn sample(&mut self, n: usize, k: usize) -> Vec<usize> {
        let mut taken = std::collections::BTreeSet::new();
        for j in n - k.min(n)..n {
            let t = self.below(j + 1);
            if !taken.insert(t) {
                taken.insert(j);
            }
        }
        taken.into_iter().collect()
    }
}
