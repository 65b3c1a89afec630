//! Special functions. Logarithms and exponentials are those of `libm`, so that no machine's own
//! changes a result.

/// Logarithm of the gamma function of `x` over 0.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Regularised incomplete beta function I_x(a, b), `a` and `b` over 0; `x` is held to 0..1. By
/// the continued fraction of DLMF 8.17.22 with the algorithm of Lentz (1976), which ends after a
/// few times the square root of the larger argument. Small tails are exact to 11 digits or more.
pub(crate) fn beta_reg(a: f64, b: f64, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast on this side of the mean; the other side is its complement.
    if x > (a + 1.0) / (a + b + 2.0) {
        return (1.0 - below(b, a, 1.0 - x)).clamp(0.0, 1.0);
    }
    below(a, b, x).clamp(0.0, 1.0)
}

/// [`beta_reg`] where the fraction converges fast.
fn below(a: f64, b: f64, x: f64) -> f64 {
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let front = libm::exp(a * libm::log(x) + b * libm::log1p(-x) - ln_beta) / a;
    let tiny = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let (mut c, mut d) = (1.0, 1.0 / tiny(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..100_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut last = 1.0;
        for step in [even, odd] {
            d = 1.0 / tiny(1.0 + step * d);
            c = tiny(1.0 + step / c);
            last = c * d;
            fraction *= last;
        }
        if (last - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// The normal quantile of `p`, 0.000001 to 0.999999, to 12 digits: Halley's iteration on the error
/// function, from Tukey's lambda.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    let mut z = 4.91 * (libm::pow(p, 0.14) - libm::pow(1.0 - p, 0.14));
    for _ in 0..6 {
        let off = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2) - p;
        let step = off / normal_density(z);
        z -= step / (1.0 + z * step / 2.0);
        // The iteration is cubic: what is left is the cube of this.
        if step.abs() < 1e-5 {
            break;
        }
    }
    z
}

/// The normal density at `z`.
pub(crate) fn normal_density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17.1: `scipy.special.betainc`, `scipy.stats.norm.ppf`; see tests/data.
    #[test]
    fn as_scipy_says() {
        for line in
            include_str!("../tests/data/special.tsv").lines().filter(|l| !l.starts_with('#'))
        {
            let mut cells = line.split('\t');
            let name = cells.next().unwrap_or_default();
            let x: Vec<f64> = cells.map(|c| c.parse().expect("a number")).collect();
            let got =
                if name == "betainc" { beta_reg(x[0], x[1], x[2]) } else { normal_quantile(x[0]) };
            let want = x[x.len() - 1];
            assert!((got - want).abs() <= 1e-10 * want.abs() + 1e-300, "{line}: {got}");
        }
    }
}
