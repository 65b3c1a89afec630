//! The Poisson-binomial tail.

/// P(X ≥ `seen`) for a sum X of independent Bernoulli trials of probabilities `p` (values outside
/// 0 to 1 are drawn to the nearer end).
///
/// Exact, by the recursion over trials (Hong 2013, "On computing the distribution function for the
/// Poisson binomial distribution", Computational Statistics & Data Analysis 59, RF1 method) with
/// `seen` as an absorbing state: only sums of positive terms, so the smallest tail keeps its
/// digits. Costs trials × `seen`.
pub fn poisson_binomial_tail(p: &[f64], seen: usize) -> f64 {
    if seen == 0 {
        return 1.0;
    }
    if p.len() < seen {
        return 0.0;
    }
    // state[k]: probability of k so far; the last one takes all that reach `seen`.
    let mut state = vec![0.0f64; seen + 1];
    state[0] = 1.0;
    for (n, &raw) in p.iter().enumerate() {
        let p = if raw.is_nan() { 1.0 } else { raw.clamp(0.0, 1.0) };
        if p == 0.0 {
            continue;
        }
        let top = (n + 1).min(seen);
        state[seen] += if top == seen { state[seen - 1] * p } else { 0.0 };
        for k in (1..=top.min(seen - 1)).rev() {
            state[k] = state[k] * (1.0 - p) + state[k - 1] * p;
        }
        state[0] *= 1.0 - p;
    }
    state[seen].min(1.0)
}

#[cfg(test)]
mod tests {
    use super::poisson_binomial_tail;
    use proptest::prelude::*;

    /// Every outcome of every trial.
    fn brute(p: &[f64], seen: usize) -> f64 {
        (0u32..1 << p.len())
            .filter(|bits| bits.count_ones() as usize >= seen)
            .map(|bits| {
                let one = |(i, p): (usize, &f64)| if bits >> i & 1 == 1 { *p } else { 1.0 - p };
                p.iter().enumerate().map(one).product::<f64>()
            })
            .sum()
    }

    proptest! {
        #[test]
        fn agrees_with_enumeration(p in prop::collection::vec(0.0f64..=1.0, 0..11), seen in 0usize..12) {
            let (exact, ours) = (brute(&p, seen), poisson_binomial_tail(&p, seen));
            prop_assert!((exact - ours).abs() <= 1e-12 + 1e-9 * exact, "{exact} {ours}");
        }
    }

    #[test]
    fn small_tails_keep_their_digits() {
        let p = [1e-4; 6];
        assert!((poisson_binomial_tail(&p, 6) / 1e-24 - 1.0).abs() < 1e-12);
    }
}
