//! What any forecast has to beat: the country's favourites, and the party's own habit.

use crate::party::Path;
use crate::route_model::Context;
use crate::stay_model::{WEEKS, days, gaps, week};
use spoor_vocab::Millis;

/// The country's: cities by share of all arrivals, wherever the party stands.
pub(crate) fn popular(context: &Context<'_>) -> Vec<f64> {
    let country = context.country;
    let places = country.heard_of.len() as u32;
    let weigh = |p| if context.can(p) { country.popularity(p) } else { 0.0 };
    let mut out: Vec<f64> = (0..places).map(weigh).collect();
    let all: f64 = out.iter().sum();
    let elsewhere = if all > 0.0 { country.elsewhere } else { 1.0 };
    out.iter_mut().for_each(|p| *p *= (1.0 - elsewhere) / if all > 0.0 { all } else { 1.0 });
    out.push(elsewhere);
    out
}

/// Where the party went the last time it left this city, else where it has been most often.
pub(crate) fn habit(cities: &[u32]) -> Option<u32> {
    let (here, before) = cities.split_last()?;
    if let Some(n) = before.iter().rposition(|c| c == here) {
        return Some(cities[n + 1]);
    }
    let times = |city: u32| before.iter().filter(|c| **c == city).count();
    // Of equals the one it was in last.
    before.iter().enumerate().max_by_key(|(n, c)| (times(**c), *n)).map(|(_, c)| *c)
}

/// `share` for one outcome, the rest as it is without.
pub(crate) fn lifted(rest: &mut [f64], favourite: usize, share: f64) {
    let without = 1.0 - rest[favourite];
    if without > 0.0 {
        rest.iter_mut().for_each(|p| *p *= (1.0 - share) / without);
        rest[favourite] = share;
    }
}

/// The week in which the stay would have its party's usual length, or its kind's.
pub(crate) fn usual_week(path: &Path, at: Millis, kind: f64) -> usize {
    let own: Vec<f64> = gaps(path, at).iter().filter(|g| g.1).map(|g| g.0).collect();
    let usual = if own.is_empty() { kind } else { own.iter().sum::<f64>() / own.len() as f64 };
    let age = path.steps_by(at).checked_sub(1).map_or(0.0, |n| days(path.times[n], at));
    week(usual - age)
}

/// How often parties of a kind stepped in each week ahead, how often the usual week was right, and
/// how long they stay.
#[derive(Clone, Debug)]
pub(crate) struct UsualWeeks {
    pub(crate) share: [f64; WEEKS],
    pub(crate) right: f64,
    pub(crate) stay: f64,
}

impl UsualWeeks {
    /// From what was known at `t` of the outcome of each of the `past` times.
    pub(crate) fn of(paths: &[&Path], t: Millis, past: &[Millis]) -> Self {
        let stays = paths.iter().flat_map(|p| gaps(p, t)).filter(|g| g.1);
        let (days_all, n) = stays.fold((14.0, 1.0), |(sum, n), g| (sum + g.0, n + 1.0));
        let stay = days_all / n;
        let (mut counts, mut right, mut all) = ([1.0; WEEKS], 1.0, 2.0);
        for path in paths {
            for (then, came) in stood(path, t, past) {
                counts[came] += 1.0;
                all += 1.0;
                right += f64::from(u8::from(usual_week(path, then, stay) == came));
            }
        }
        let sum: f64 = counts.iter().sum();
        Self { share: counts.map(|c| c / sum), right: right / all, stay }
    }
}

/// The past times at which a party stood somewhere and whose week of the next step is known at
/// `t` for sure, with that week.
pub(crate) fn stood(path: &Path, t: Millis, past: &[Millis]) -> Vec<(Millis, usize)> {
    let whole = 7.0 * (WEEKS - 1) as f64;
    past.iter()
        .filter(|then| days(**then, t) >= whole && path.steps_by(**then) > 0)
        .map(|&then| {
            let next = path.times.get(path.steps_by(then)).filter(|x| **x <= t);
            (then, next.map_or(WEEKS - 1, |x| week(days(then, *x))))
        })
        .collect()
}
