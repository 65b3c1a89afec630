//! Exact intervals and tests for counts.

/// ln of the binomial coefficient.
fn ln_choose(n: u64, k: u64) -> f64 {
    libm::lgamma(n as f64 + 1.0) - libm::lgamma(k as f64 + 1.0) - libm::lgamma((n - k) as f64 + 1.0)
}

/// P(X <= k) for X ~ Binomial(n, p), 0 < p < 1.
fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    let (ln_p, ln_q) = (p.ln(), (-p).ln_1p());
    let mass = |i: u64| (ln_choose(n, i) + i as f64 * ln_p + (n - i) as f64 * ln_q).exp();
    (0..=k.min(n)).map(mass).sum::<f64>().min(1.0)
}

/// The interval of Clopper and Pearson 1934 ("The use of confidence or fiducial limits illustrated
/// in the case of the binomial", Biometrika 26) for `k` of `n`: it covers with at least
/// `confidence`. (0, 1) if `n` is 0; `k` above `n` counts as `n`.
pub fn clopper_pearson(k: u64, n: u64, confidence: f64) -> (f64, f64) {
    let k = k.min(n);
    let tail = (1.0 - confidence.clamp(0.0, 1.0)) / 2.0;
    let solve = |above: &dyn Fn(f64) -> bool| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if above(middle) { high = middle } else { low = middle }
        }
        0.5 * (low + high)
    };
    // P(X >= k) rises with p, P(X <= k) falls. A tail near 0 is summed from its own end: P(X >= k)
    // of p is P(X <= n - k) of 1 - p.
    let low = if k == 0 { 0.0 } else { solve(&|p| binomial_cdf(n - k, n, 1.0 - p) > tail) };
    let high = if k == n { 1.0 } else { solve(&|p| binomial_cdf(k, n, p) <= tail) };
    (low, high)
}

/// Two-sided p-value of Fisher's exact test of `a` of `n` against `b` of `m`: the probability,
/// given both margins, of all tables that are no more probable than this one (Fisher 1935, "The
/// logic of inductive inference", Journal of the Royal Statistical Society 98). 1 if either is
/// empty.
pub fn fisher(a: u64, n: u64, b: u64, m: u64) -> f64 {
    let (a, b) = (a.min(n), b.min(m));
    let hits = a + b;
    let all = ln_choose(n + m, hits);
    let mass = |x: u64| (ln_choose(n, x) + ln_choose(m, hits - x) - all).exp();
    // The tolerance keeps a table in that is as probable but for rounding.
    let here = mass(a) * (1.0 + 1e-7);
    let range = hits.saturating_sub(m)..=hits.min(n);
    range.map(mass).filter(|p| *p <= here).sum::<f64>().min(1.0)
}

/// q-values of Benjamini and Hochberg 1995 ("Controlling the false discovery rate", Journal of the
/// Royal Statistical Society B 57), in the order of `p`.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i] * p.len() as f64 / (rank + 1) as f64);
        q[i] = least;
    }
    q
}
