//! Whether those who stay ask another price than before: differences within actors.
//!
//! Each actor of a cell is its own yardstick, so that dearer newcomers are no rise. At every week
//! its price since is compared with its own before; the differences are ranked, and the week at
//! which the ranks lie farthest to one side is the likeliest. What chance would do says a
//! randomisation that keeps each actor's path whole, so that prices may stand still for months
//! and change at any week (Lehmann and Romano 2022, "Testing statistical hypotheses", chapter 17).

use crate::chance::{SplitMix, p_value};
use rayon::prelude::*;
use std::ops::Range;

/// Differences of actors by week, for [`Stayers::judge`].
pub(crate) struct Stayers {
    /// One row an actor, one column a week.
    scores: Vec<Vec<f32>>,
    /// Least and largest score of each week.
    ranges: Vec<(f64, f64)>,
    signs: bool,
}

/// The likeliest change of a scan.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Peak {
    /// First week of the new level, from the first of the window.
    pub(crate) since: usize,
    pub(crate) since_low: usize,
    pub(crate) since_high: usize,
    /// Over 0 if the new level is higher.
    pub(crate) z: f64,
    pub(crate) p: f64,
}

/// Actors with a difference that a week needs to be looked at.
pub(crate) const LEAST: usize = 3;

impl Stayers {
    /// Differences of a whole currency (or of another pool), each ranked among all of its week: an
    /// actor of a place is compared with those of all other places, and a change of the whole is
    /// none of the place.
    pub(crate) fn among(differences: &[Vec<f64>]) -> Self {
        let scores = by_week(differences, |values| {
            let ranks = midranks(values);
            let middle = f64::midpoint(values.len() as f64, 1.0);
            let squares: f64 = ranks.iter().map(|r| (r - middle).powi(2)).sum();
            let deviation = (squares / values.len() as f64).sqrt();
            let score = |r: f64| if deviation > 0.0 { (r - middle) / deviation } else { 0.0 };
            ranks.into_iter().map(score).collect()
        });
        Self { ranges: ranges(&scores), scores, signs: false }
    }

    /// Differences of one cell, ranked by size and signed (Wilcoxon 1945; zeros are ranked and then
    /// left out, Pratt 1959), for where there is no other cell to compare with.
    pub(crate) fn alone(differences: &[Vec<f64>]) -> Self {
        let scores = by_week(differences, |values| {
            let sizes: Vec<f64> = values.iter().map(|x| x.abs()).collect();
            let sign = |x: f64| if x.abs() < SAME { 0.0 } else { x.signum() };
            midranks(&sizes).into_iter().zip(values).map(|(r, x)| r * sign(*x)).collect()
        });
        Self { ranges: ranges(&scores), scores, signs: true }
    }

    /// The likeliest change among `chosen` actors; `None` if no week has three with a difference.
    pub(crate) fn judge(&self, chosen: Range<usize>, draws: u32, seed: u64) -> Option<Peak> {
        let mut sums = Sums::new(self.scores.first().map_or(0, Vec::len));
        let seen: Vec<f64> = {
            self.scores[chosen.clone()].iter().for_each(|s| sums.add(s, 1.0));
            (0..sums.of.len()).map(|w| sums.z(w, self.signs)).collect()
        };
        let best = (0..seen.len()).reduce(|a, b| if seen[b].abs() > seen[a].abs() { b } else { a });
        let best = best.filter(|b| seen[*b] != 0.0)?;
        let top = seen[best].abs();
        let bound = self.bound(top);
        if bound * f64::from(draws) < 1.0 {
            return Some(peak(&seen, best, bound));
        }
        let mut chance = SplitMix::new(seed);
        let mut pool: Vec<usize> = (0..self.scores.len()).collect();
        let p = p_value(top, draws, || {
            sums.clear();
            if self.signs {
                for scores in &self.scores[chosen.clone()] {
                    sums.add(scores, if chance.next() >> 63 == 0 { 1.0 } else { -1.0 });
                }
            } else {
                chance.sample(&mut pool, chosen.len());
                pool[..chosen.len()].iter().for_each(|i| sums.add(&self.scores[*i], 1.0));
            }
            (0..sums.of.len()).map(|w| sums.z(w, self.signs).abs()).fold(0.0, f64::max)
        });
        Some(peak(&seen, best, p))
    }
}

impl Stayers {
    /// What the p-value of `z` cannot exceed, by the inequality of Hoeffding (1963, Journal of the
    /// American Statistical Association 58, theorem 2 for signs, section 6 for samples without
    /// replacement) at each week, summed over weeks: where it is below what draws can tell, none
    /// are needed, however large the cell.
    fn bound(&self, z: f64) -> f64 {
        if self.signs {
            let weeks = self.scores.first().map_or(0, Vec::len);
            return weeks as f64 * 2.0 * libm::exp(-0.5 * z * z);
        }
        let each = |(low, high): &(f64, f64)| {
            let range = (high - low).max(1e-9);
            2.0 * libm::exp(-2.0 * (z / range).powi(2))
        };
        self.ranges.iter().map(each).sum()
    }
}

/// The peak of `seen` at `best`. Half the square of z is about the log likelihood of a change
/// there: weeks within half of 2.706 of the top are the 90 % interval.
pub(crate) fn peak(seen: &[f64], best: usize, p: f64) -> Peak {
    let near =
        |w: &usize| seen[*w] * seen[best] > 0.0 && seen[*w].powi(2) > seen[best].powi(2) - 2.706;
    let low = (0..=best).find(near).unwrap_or(best);
    let high = (best..seen.len()).rev().find(near).unwrap_or(best);
    Peak { since: best + 1, since_low: low + 1, since_high: high + 1, z: seen[best], p }
}

/// Count, sum and sum of squares of the scores of each week.
struct Sums {
    of: Vec<(u32, f64, f64)>,
}

impl Sums {
    fn new(weeks: usize) -> Self {
        Self { of: vec![(0, 0.0, 0.0); weeks] }
    }

    fn clear(&mut self) {
        self.of.fill((0, 0.0, 0.0));
    }

    fn add(&mut self, scores: &[f32], sign: f64) {
        for (sum, score) in self.of.iter_mut().zip(scores) {
            if !score.is_nan() {
                let x = sign * f64::from(*score);
                *sum = (sum.0 + 1, sum.1 + x, sum.2 + x * x);
            }
        }
    }

    /// The sum in its own standard deviations; a cell noisier than the pool is held to its own
    /// noise.
    fn z(&self, week: usize, signs: bool) -> f64 {
        let (n, sum, squares) = self.of[week];
        if (n as usize) < LEAST {
            return 0.0;
        }
        if signs {
            return if squares > 0.0 { sum / squares.sqrt() } else { 0.0 };
        }
        let n = f64::from(n);
        let own = (squares - sum * sum / n) / (n - 1.0);
        sum / n.sqrt() / own.max(1.0).sqrt()
    }
}

/// Scores of the differences of each week, which are given without those that are not numbers.
fn by_week(differences: &[Vec<f64>], score: impl Fn(&[f64]) -> Vec<f64> + Sync) -> Vec<Vec<f32>> {
    let weeks = differences.first().map_or(0, Vec::len);
    let columns: Vec<Vec<f64>> = (0..weeks)
        .into_par_iter()
        .map(|week| {
            let all = differences.iter().map(|d| d[week]);
            let values: Vec<f64> = all.filter(|x| !x.is_nan()).collect();
            if values.is_empty() { values } else { score(&values) }
        })
        .collect();
    let mut next = vec![0; weeks];
    let mut row = |its: &Vec<f64>| {
        let mut scores = vec![f32::NAN; weeks];
        for week in (0..weeks).filter(|w| !its[*w].is_nan()) {
            scores[week] = columns[week][next[week]] as f32;
            next[week] += 1;
        }
        scores
    };
    differences.iter().map(&mut row).collect()
}

fn ranges(scores: &[Vec<f32>]) -> Vec<(f64, f64)> {
    let mut ranges = vec![(0.0f64, 0.0f64); scores.first().map_or(0, Vec::len)];
    for its in scores {
        for (range, x) in ranges.iter_mut().zip(its).filter(|(_, x)| !x.is_nan()) {
            *range = (range.0.min(f64::from(*x)), range.1.max(f64::from(*x)));
        }
    }
    ranges
}

/// Differences of the logs of the same prices differ in the last digits: nearer ones are ties.
const SAME: f64 = 1e-9;

/// Ranks of `values` from 1, ties with their mean rank.
pub(crate) fn midranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for its in order.chunk_by(|a, b| values[*b] - values[*a] < SAME) {
        let rank = first as f64 + f64::midpoint(its.len() as f64, 1.0);
        its.iter().for_each(|i| ranks[*i] = rank);
        first += its.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17.1: the z of Wilcoxon's test with Pratt's zeros, and an exact p; see tests/data.
    #[test]
    fn as_scipy_says() {
        let mut checked = 0;
        for line in include_str!("../tests/data/shifts.tsv").lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            if !["wilcoxon", "signs exact p"].contains(&cells[0]) {
                continue;
            }
            let number = |c: &str| -> f64 { c.parse().expect("a number") };
            let want = number(cells[1]);
            let off: Vec<Vec<f64>> = cells[2].split(',').map(|c| vec![number(c)]).collect();
            let peak = Stayers::alone(&off).judge(0..off.len(), 20_000, 7).expect("a peak");
            if cells[0] == "wilcoxon" {
                assert!((peak.z - want).abs() < 1e-6, "{line}: {}", peak.z);
            } else {
                // Four standard deviations of a p-value that is 20 over the draws it took.
                assert!((peak.p - want).abs() < want, "{line}: {}", peak.p);
            }
            checked += 1;
        }
        assert_eq!(checked, 5);
    }

    /// Where differences of few among many are drawn again, p is how often chance draws them.
    #[test]
    fn what_is_usual_elsewhere_is_no_news() {
        // Ten of a hundred rose; three of them in the first ten, then all ten.
        let pool = |risen: &dyn Fn(usize) -> bool| -> Vec<Vec<f64>> {
            (0..100).map(|i| vec![if risen(i) { 0.2 } else { 0.0 }]).collect()
        };
        let p = |off: &[Vec<f64>]| Stayers::among(off).judge(0..10, 20_000, 3).expect("a peak").p;
        // Hypergeometric, three or more of ten: 0.060. None of ten is nearer to the mean.
        let three = p(&pool(&|i| !(3..93).contains(&i)));
        assert!((0.035..0.1).contains(&three), "{three}");
        assert!(p(&pool(&|i| i < 10)) < 1e-4);
    }

    #[test]
    fn the_bound_holds() {
        // A week, sixteen of sixteen up: 2 of 65,536 by signs, and the bound is above that.
        let off: Vec<Vec<f64>> = (0..16).map(|i| vec![0.1 + 0.01 * f64::from(i)]).collect();
        let alone = Stayers::alone(&off);
        let z = (0..16).map(|i| f64::from(i + 1)).sum::<f64>()
            / (0..16).map(|i| f64::from(i + 1).powi(2)).sum::<f64>().sqrt();
        assert!(alone.bound(z) > 2.0 / 65_536.0 && alone.bound(9.0) < 1e-15);
    }
}
