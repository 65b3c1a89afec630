//! When a party moves on: a discrete-time hazard by length of stay, a pace of its own, and the
//! probability that it will be seen to move at all.
//!
//! The hazard of day `d` of a stay is the share of stays of that day that ended on it (Cox and
//! Oakes 1984, section 4.3; Allison 1982 for discrete time), for rings shrunk to all parties. A
//! party's own pace multiplies it: a gamma frailty by empirical Bayes (Clayton 1978).

use crate::ends::{Ends, Stood, silence};
use crate::party::Path;
use crate::sighting::DAY;
use spoor_vocab::Millis;

/// Classes of the week of the next step: 0 to 8 weeks ahead, then later or never.
pub const WEEKS: usize = 10;
/// Days of a stay with a hazard of their own; later days share the last.
const DAYS: usize = 60;
/// Days at risk that the long run is worth against one day's, and all parties against rings.
const DAY_PRIOR: f64 = 5.0;
const KIND_PRIOR: f64 = 30.0;
/// Paces tried: stays that the country's pace is worth against the party's own.
const FIRMNESS: [f64; 6] = [1.0, 3.0, 10.0, 30.0, 100.0, 1_000.0];
/// Days from `a` to `b`, with fractions.
pub(crate) fn days(a: Millis, b: Millis) -> f64 {
    b.saturating_sub(a) as f64 / DAY as f64
}

/// The class of a number of days ahead.
pub(crate) fn week(ahead: f64) -> usize {
    ((ahead.max(0.0) / 7.0) as usize).min(WEEKS - 1)
}

/// Lengths of stays between steps up to `t`, days, and whether each ended. The last, open one
/// lasts until the party was last seen.
pub(crate) fn gaps(path: &Path, t: Millis) -> Vec<(f64, bool)> {
    let n = path.steps_by(t);
    let mut out: Vec<(f64, bool)> =
        path.times[..n].windows(2).map(|w| (days(w[0], w[1]), true)).collect();
    if let (Some(&last), Some(seen)) = (path.times[..n].last(), path.last_seen(t)) {
        out.push((days(last, seen), false));
    }
    out
}

/// How parties of a kind stay.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    hazard: [f64; DAYS],
    /// Cumulative hazard at the start of each day.
    sum: [f64; DAYS + 1],
    firmness: f64,
    ends: Ends,
}

impl Pace {
    /// Of rings, and of all parties, from what was known at `t`. `past` are earlier times at which
    /// it is asked who would be seen to move again.
    pub(crate) fn fit(paths: &[Path], t: Millis, past: &[Millis]) -> [Self; 2] {
        let every: Vec<&Path> = paths.iter().collect();
        let rings: Vec<&Path> = paths.iter().filter(|p| p.is_ring).collect();
        let all = hazards(&every, t, None);
        let mut all = Self::of(all, Ends::default());
        all.learn(&every, t, past);
        let mut ring = Self::of(hazards(&rings, t, Some(&all.hazard)), all.ends.clone());
        ring.firmness = all.firmness;
        ring.learn(&rings, t, past);
        [ring, all]
    }

    fn of(hazard: [f64; DAYS], ends: Ends) -> Self {
        let mut sum = [0.0; DAYS + 1];
        (0..DAYS).for_each(|d| sum[d + 1] = sum[d] - (-hazard[d]).ln_1p());
        Self { hazard, sum, firmness: 30.0, ends }
    }

    /// Cumulative hazard after `age` days.
    fn cumulative(&self, age: f64) -> f64 {
        let whole = (age.max(0.0) as usize).min(DAYS - 1);
        self.sum[whole] + (age.max(0.0) - whole as f64) * (self.sum[whole + 1] - self.sum[whole])
    }

    /// The party's own pace against its kind's, from stays up to `t`.
    fn own(&self, stays: &[(f64, bool)], firmness: f64) -> f64 {
        let ended = stays.iter().filter(|s| s.1).count() as f64;
        let expected: f64 = stays.iter().map(|s| self.cumulative(s.0)).sum();
        (firmness + ended) / (firmness + expected)
    }

    fn learn(&mut self, paths: &[&Path], t: Millis, past: &[Millis]) {
        let stays: Vec<Vec<(f64, bool)>> = paths.iter().map(|p| gaps(p, t)).collect();
        // Each stay judged by those before it.
        let likelihood = |firmness: f64| -> f64 {
            let of = |own: &Vec<(f64, bool)>, n: usize| {
                let pace = self.own(&own[..n], firmness);
                let left = |d: f64| (-pace * self.cumulative(d)).exp();
                let (day, ended) = (own[n].0.floor(), own[n].1);
                let p = left(day) - if ended { left(day + 1.0) } else { 0.0 };
                p.max(1e-12).ln()
            };
            stays.iter().map(|s| (0..s.len()).map(|n| of(s, n)).sum::<f64>()).sum()
        };
        if stays.iter().any(|s| s.len() > 2) {
            let scored = FIRMNESS.map(|f| (f, likelihood(f)));
            self.firmness =
                scored.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map_or(30.0, |s| s.0);
        }
        self.learn_ends(paths, t, past);
    }

    fn learn_ends(&mut self, paths: &[&Path], t: Millis, past: &[Millis]) {
        let mut stood = Vec::new();
        for path in paths {
            for &then in past.iter().filter(|p| **p < t && path.steps_by(**p) > 0) {
                let stays = self.stay(path, then);
                let moved = path.times.get(path.steps_by(then)).is_some_and(|x| *x <= t);
                let left = (!moved).then(|| stays.left(self, days(then, t)));
                stood.push(Stood { silence: stays.silence, reached: stays.reached, left });
            }
        }
        self.ends = self.ends.learned(&stood);
    }

    fn stay(&self, path: &Path, at: Millis) -> Staying {
        let pace = self.own(&gaps(path, at), self.firmness);
        let last = path.times[..path.steps_by(at)].last().copied().unwrap_or(at);
        let silent = path.last_seen(at).map_or(0.0, |seen| days(seen, at));
        let age = days(last, at);
        let reached = (-pace * self.cumulative(age)).exp();
        Staying { pace, age, silence: silence(silent), reached }
    }

    /// Probabilities of the week of the next step after `at`. The party has made one before.
    pub(crate) fn weeks(&self, path: &Path, at: Millis) -> [f64; WEEKS] {
        let stay = self.stay(path, at);
        let on = self.ends.moves_on(stay.silence, stay.reached);
        let mut out = [0.0; WEEKS];
        let mut before = 1.0;
        for (week, p) in out.iter_mut().take(WEEKS - 1).enumerate() {
            let after = stay.left(self, 7.0 * (week + 1) as f64);
            *p = on * (before - after);
            before = after;
        }
        out[WEEKS - 1] = 1.0 - on * (1.0 - before);
        out
    }
}

/// A stay under way.
struct Staying {
    pace: f64,
    age: f64,
    silence: usize,
    /// Probability that a party that moves on stays this long.
    reached: f64,
}

impl Staying {
    /// Probability that a party that moves on, and has not yet, is still there in `ahead` days.
    fn left(&self, kind: &Pace, ahead: f64) -> f64 {
        (-self.pace * (kind.cumulative(self.age + ahead) - kind.cumulative(self.age))).exp()
    }
}

/// Hazards by day of stay, each with its neighbours; shrunk to `kind`, else to the long run.
fn hazards(paths: &[&Path], t: Millis, kind: Option<&[f64; DAYS]>) -> [f64; DAYS] {
    let (mut ended, mut risk) = ([0.0; DAYS], [0.0; DAYS]);
    for (length, over) in paths.iter().flat_map(|p| gaps(p, t)) {
        let day = (length as usize).min(DAYS - 1);
        risk[..day].iter_mut().for_each(|r| *r += 1.0);
        risk[day] += f64::max(length - day as f64, f64::from(u8::from(over)));
        ended[day] += f64::from(u8::from(over));
    }
    // An average stay of a fortnight is presumed, as much as one stay shows.
    let long_run = (ended.iter().sum::<f64>() + 1.0) / (risk.iter().sum::<f64>() + 14.0);
    let near = |of: &[f64; DAYS], d: usize| -> f64 {
        if d == DAYS - 1 {
            of[d]
        } else {
            of[d.saturating_sub(1)..=(d + 1).min(DAYS - 2)].iter().sum()
        }
    };
    std::array::from_fn(|d| {
        let (prior, worth) = kind.map_or((long_run, DAY_PRIOR), |k| (k[d], KIND_PRIOR));
        ((near(&ended, d) + worth * prior) / (near(&risk, d) + worth)).clamp(1e-5, 0.95)
    })
}
