//! Whether those who come ask another price than those who came before.
//!
//! Each actor counts once, with the price it came with. This is a change of who is there, not of
//! what anybody asks: it is told apart from differences within actors.

use crate::chance::{SplitMix, p_value};
use crate::stayers::{LEAST, Peak, midranks, peak};

/// The likeliest week since which newcomers, given as (week, log price), ask another price: the
/// rank-sum test (Mann and Whitney 1947, normal form with ties as in Lehmann 1975,
/// "Nonparametrics", section 1.4) at each of `weeks`, and a p-value by shuffling prices over
/// newcomers, which pays for all weeks. `None` if no week has three newcomers on both sides.
pub(crate) fn newcomers(of: &[(usize, f64)], weeks: usize, draws: u32, seed: u64) -> Option<Peak> {
    let mut of = of.to_vec();
    of.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let prices: Vec<f64> = of.iter().map(|x| x.1).collect();
    let mut ranks = midranks(&prices);
    let n = of.len() as f64;
    let squares: f64 = ranks.iter().map(|r| (r - f64::midpoint(n, 1.0)).powi(2)).sum();
    // Newcomers before each week from the second on.
    let before: Vec<usize> = (1..weeks).map(|w| of.partition_point(|x| x.0 < w)).collect();
    let open = |b: usize| b >= LEAST && of.len() - b >= LEAST;
    if squares <= 0.0 || !before.iter().any(|b| open(*b)) {
        return None;
    }
    let z = |ranks: &[f64]| -> Vec<f64> {
        let (mut sum, mut done) = (0.0, 0);
        let mut out = vec![0.0; before.len()];
        for (out, b) in out.iter_mut().zip(&before) {
            sum += ranks[done..*b].iter().sum::<f64>();
            done = *b;
            if open(*b) {
                let m = *b as f64;
                let variance = m * (n - m) / (n * (n - 1.0)) * squares;
                *out = (m * f64::midpoint(n, 1.0) - sum) / variance.sqrt();
            }
        }
        out
    };
    let seen = z(&ranks);
    let best = (0..seen.len()).reduce(|a, b| if seen[b].abs() > seen[a].abs() { b } else { a })?;
    let top = seen[best].abs();
    // Hoeffding's inequality for samples without replacement, of the smaller side, at each week:
    // ranks have a range of n - 1 and a variance of a twelfth of n squared, less with ties.
    let range = ((n - 1.0).powi(2) * n / squares).max(1e-9);
    let bound = before.len() as f64 * 2.0 * libm::exp(-top * top / range);
    if bound * f64::from(draws) < 1.0 {
        return Some(peak(&seen, best, bound));
    }
    let mut chance = SplitMix::new(seed);
    let many = ranks.len();
    let p = p_value(top, draws, || {
        chance.sample(&mut ranks, many);
        z(&ranks).iter().fold(0.0, |a, b| a.max(b.abs()))
    });
    (top > 0.0).then(|| peak(&seen, best, p))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(cell: &str) -> Vec<f64> {
        cell.split(',').map(|c| c.parse().expect("a number")).collect()
    }

    /// scipy 1.17.1: the z of `mannwhitneyu`, and an exact p; see tests/data.
    #[test]
    fn as_scipy_says() {
        let mut checked = 0;
        for line in include_str!("../tests/data/shifts.tsv").lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            if !["mannwhitney", "sums exact p"].contains(&cells[0]) {
                continue;
            }
            let want = numbers(cells[1])[0];
            let weeks = [0, 1].map(|w| numbers(cells[2 + w]).into_iter().map(move |x| (w, x)));
            let of: Vec<(usize, f64)> = weeks.into_iter().flatten().collect();
            let peak = newcomers(&of, 2, 20_000, 7).expect("a peak");
            if cells[0] == "mannwhitney" {
                assert!((peak.z - want).abs() < 1e-9, "{line}: {}", peak.z);
            } else {
                assert!((peak.p - want).abs() < want, "{line}: {}", peak.p);
            }
            checked += 1;
        }
        assert_eq!(checked, 4);
    }

    /// ruptures 1.1.10, cost of ranks (Lung-Yut-Fong, Lévy-Leduc and Cappé 2015), one change.
    #[test]
    fn the_week_is_that_of_ruptures() {
        let mut checked = 0;
        let file = include_str!("../tests/data/rank_changes.tsv");
        for line in file.lines().filter(|l| !l.starts_with('#')) {
            let (week, prices) = line.split_once('\t').expect("two cells");
            let of: Vec<(usize, f64)> = numbers(prices).into_iter().enumerate().collect();
            let peak = newcomers(&of, of.len(), 100, 7).expect("a peak");
            assert_eq!(peak.since.to_string(), week, "{line}");
            checked += 1;
        }
        assert_eq!(checked, 5);
    }
}
