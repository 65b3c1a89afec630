//! Chance: the generator of the resampling and two distributions. Nothing here keeps state
//! between calls, so that the same seed gives the same bytes on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators",
/// OOPSLA): eight lines whose output no version of a library can change, which is what makes a
/// lead recomputable from exhibits, rule pack and seed.
pub(crate) struct SplitMix(u64);

impl SplitMix {
    /// A generator for one actor under one seed.
    pub(crate) fn of(actor_id: &str, seed: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(actor_id.as_bytes());
        let mut word = [0u8; 8];
        word.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Self(u64::from_le_bytes(word))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number below `n` (multiply-shift; the bias of at most n / 2^64 is of no account).
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}

/// P(X ≥ `seen`) for `trials` independent trials of probability `p` each. With `p` the mean of
/// unequal probabilities it bounds their tail from above wherever `seen` is over the mean by one
/// (Hoeffding 1956, "On the distribution of the number of successes in independent trials",
/// Annals of Mathematical Statistics 27).
pub(crate) fn binomial_tail(seen: u32, trials: u32, p: f64) -> f64 {
    if seen == 0 || p >= 1.0 {
        return 1.0;
    }
    if p <= 0.0 || seen > trials {
        return 0.0;
    }
    // ln of the choices, built up with the terms: no factorial ever overflows.
    let (ln_p, ln_q) = (p.ln(), (-p).ln_1p());
    let mut ln_choose = 0.0;
    let mut tail = 0.0;
    for k in 0..=trials {
        if k > 0 {
            ln_choose += f64::from(trials - k + 1).ln() - f64::from(k).ln();
        }
        if k >= seen {
            tail += (ln_choose + f64::from(k) * ln_p + f64::from(trials - k) * ln_q).exp();
        }
    }
    tail.min(1.0)
}

/// Great-circle distance in kilometres between two points in degrees (haversine formula, mean
/// Earth radius 6,371.0 km).
pub(crate) fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = (lat_b - lat_a, (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

/// 0 at `low` and below, 1 at `full` and above, straight between. `full` may be the smaller.
pub(crate) fn ramp(x: f64, low: f64, full: f64) -> f64 {
    if !x.is_finite() {
        return 0.0;
    }
    if low == full {
        return f64::from(u8::from(x >= full));
    }
    ((x - low) / (full - low)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomial_tails_match_the_sums_by_hand() {
        for (seen, trials, p, want) in [
            (4, 4, 0.1, 1e-4),
            (1, 3, 0.5, 0.875),
            // 1 - (0.75^10 + 10 · 0.25 · 0.75^9)
            (2, 10, 0.25, 0.755_974_769_592_285_2),
            (0, 5, 0.3, 1.0),
            (6, 5, 0.3, 0.0),
        ] {
            let got = binomial_tail(seen, trials, p);
            assert!((got - want).abs() < 1e-12, "P(X>={seen}; {trials}, {p}) = {got}");
        }
    }

    #[test]
    fn distances_match_the_map() {
        // Amsterdam to Berlin: 577 km by the geodesic calculators.
        let d = distance_km((52.3676, 4.9041), (52.52, 13.405));
        assert!((d - 577.0).abs() < 2.0, "{d}");
    }
}
