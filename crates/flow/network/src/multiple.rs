//! Many tests at once.

/// q-values of Benjamini and Hochberg (1995, "Controlling the false discovery rate", Journal of
/// the Royal Statistical Society B 57) for the smallest p-values of a family of `tests`, of which
/// `p` holds those that were worked out; the others count as 1. Same order as `p`.
pub fn benjamini_hochberg(p: &[f64], tests: f64) -> Vec<f64> {
    let tests = tests.max(p.len() as f64);
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p[i] * tests / (rank + 1) as f64);
        q[i] = least;
    }
    q
}

/// q-values of Benjamini and Yekutieli (2001, Annals of Statistics 29, theorem 1.3), which hold
/// however the tests hang together: those of Benjamini and Hochberg times the harmonic sum.
pub fn benjamini_yekutieli(p: &[f64], tests: f64) -> Vec<f64> {
    let tests = tests.max(p.len() as f64).max(1.0);
    // Euler–Maclaurin; exact to 1e-6 from 10 tests on, summed below.
    let harmonic = if tests < 1e4 {
        (1..=tests as u32).map(|k| 1.0 / f64::from(k)).sum()
    } else {
        tests.ln() + 0.577_215_664_901_532_9 + 0.5 / tests
    };
    benjamini_hochberg(p, tests).into_iter().map(|q| (q * harmonic).min(1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fifteen p-values of Benjamini and Hochberg (1995, section 3.2): at q = .05 their
    /// procedure rejects the four smallest, Bonferroni's three.
    const PAPER: [f64; 15] = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];

    #[test]
    fn the_table_of_the_paper() {
        let q = benjamini_hochberg(&PAPER, 15.0);
        assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
        assert!((q[0] - 0.0015).abs() < 1e-12);
        assert!((q[3] - 0.035_625).abs() < 1e-12);
        // The seventh's own 0.0639 is over the eighth's, 0.0645 is not: worked by hand.
        assert!((q[4] - 0.0603).abs() < 1e-12 && (q[6] - 0.298 * 1.5 / 7.0).abs() < 1e-12);
    }

    #[test]
    fn tests_not_worked_out_count() {
        let (some, all) = (benjamini_hochberg(&PAPER[..3], 15.0), benjamini_hochberg(&PAPER, 15.0));
        assert_eq!(some, all[..3]);
    }

    #[test]
    fn dependence_costs_the_harmonic_sum() {
        let q = benjamini_yekutieli(&PAPER[..1], 4.0);
        let harmonic = 1.0 + 0.5 + 1.0 / 3.0 + 0.25;
        assert!((q[0] - 0.0004 * harmonic).abs() < 1e-12);
    }
}
