//! Next city and week of each party, from what was known at a time.

use crate::backdrop::{Backdrop, era_before, eras};
use crate::baseline::{UsualWeeks, habit, lifted, popular, usual_week};
use crate::calibrate::Temperature;
use crate::network::Network;
use crate::party::{Party, Path, moves_by_line, seen_by_line};
use crate::rolling::{Sampler, WINDOW, by_kind};
use crate::route_model::{Context, Judged, Weights, weights};
use crate::score::{Bin, reliability};
use crate::sighting::{Place, Settings, Sighting, WEEK};
use crate::stay_model::{Pace, WEEKS, days, week};
use rayon::prelude::*;
use spoor_vocab::Millis;

/// How a forecast is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Markov routes and hazard of stays, calibrated.
    Routes,
    /// The same, as it is before calibration.
    Uncalibrated,
    /// Baseline: the country's favourite cities; weeks as all parties of the kind.
    Popularity,
    /// Baseline: the party's last route from here, else its favourite city; its usual stay.
    Habit,
}

/// The next step of a party. Cities and weeks are forecast apart: a party has some ten steps, too
/// few to tell how its next city hangs on how long it stays.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Id of the party.
    pub party: u32,
    /// It is a ring.
    pub is_ring: bool,
    /// Days since it was last seen: one long silent has perhaps ended.
    pub silent_days: f64,
    /// Index of the place where it stands.
    pub from: u32,
    /// Probability of each place that it may go to, the likeliest first; with `elsewhere` they
    /// sum to 1. Given that it moves.
    pub cities: Vec<(u32, f64)>,
    /// Probability that it goes where nobody has been: to a place not heard of before the
    /// forecast, of which there is no list.
    pub elsewhere: f64,
    /// Probability that it goes where it has not been; `elsewhere` is part of it.
    pub new_to_it: f64,
    /// Probability of each week of its next step: 0 to 8 weeks ahead, then later or never.
    pub weeks: [f64; WEEKS],
}

impl Forecast {
    /// Probabilities of cities as one list for [`crate::Scores::of`], the last being elsewhere,
    /// and the index in it of where the party went. A step that the list has no place for, or
    /// that leads to where it stood, is one elsewhere.
    pub fn against(&self, went: u32) -> (Vec<f64>, usize) {
        let mut p: Vec<f64> = self.cities.iter().map(|c| c.1).collect();
        p.push(self.elsewhere);
        let hit = self.cities.iter().position(|c| c.0 == went).unwrap_or(self.cities.len());
        (p, hit)
    }

    /// The index in `weeks` of a step at `moved`, for a forecast made at `at`; none is never.
    pub fn week_of(at: Millis, moved: Option<Millis>) -> usize {
        moved.map_or(WEEKS - 1, |m| week(days(at, m)))
    }
}

/// What was known of rings, and of other parties, at a time.
pub(crate) struct Learned {
    pub(crate) weights: [Weights; 2],
    pub(crate) pace: [Pace; 2],
}

/// Forecasts from what was known at a time.
pub struct Forecaster {
    at: Millis,
    paths: Vec<Path>,
    country: Vec<Backdrop>,
    learned: Learned,
    usual: [UsualWeeks; 2],
    /// How often habit was right, by kind.
    habit: [f64; 2],
    /// Of what the country says, by kind.
    tail: [Temperature; 2],
    /// By kind, then whether the party has left this city before.
    cities: [[Temperature; 2]; 2],
    weeks: [Temperature; 2],
    /// How the likeliest cities did in the window of calibration, by kind.
    record: [Bin; 2],
}

pub(crate) fn kind(is_ring: bool) -> usize {
    usize::from(!is_ring)
}

/// A step of the past.
struct Past {
    at: Millis,
    is_ring: bool,
    /// What the views said of it, if it led where it could be forecast to lead.
    judged: Option<Judged>,
    /// Whether habit was right, if there was one.
    habit: Option<bool>,
}

impl Forecaster {
    /// Learns from moves, stays and sightings up to `at`, whatever else the network holds. Who is
    /// a ring is the network's word: build it from sightings up to `at`, so that it does not know
    /// either. `parties` are those to forecast and to learn from: all of [`Party::all`], unless
    /// there is a reason.
    pub fn fit(
        network: &Network,
        parties: &[Party],
        sightings: &[Sighting],
        places: &[Place],
        at: Millis,
        settings: &Settings,
    ) -> Self {
        // A thousand years about 1970, so that no sum of times overflows.
        let at = at.clamp(-52_000 * WEEK, 52_000 * WEEK);
        let by_line = moves_by_line(network, at);
        let seen = seen_by_line(network, sightings, at);
        let paths: Vec<Path> = parties
            .iter()
            .map(|p| Path::of(p, &by_line, &seen, settings))
            .filter(|p| !p.times.is_empty())
            .collect();
        let country = eras(network, &by_line, places, at, settings);
        let past: Vec<Past> = paths.par_iter().flat_map_iter(|p| judge(p, &country)).collect();
        let first = at - (WINDOW + WEEKS as i64) * WEEK;
        // One of these for each picture of the country that calibration looks back to.
        let learned: Vec<Learned> = country
            .par_iter()
            .map(|era| {
                let long_ago = era.at < first - 4 * WEEK;
                learn(&paths, &past, if long_ago { Millis::MIN } else { era.at }, &country)
            })
            .collect();
        let sampler = Sampler { paths: &paths, learned: &learned, country: &country, at };
        let tail = by_kind(&sampler.tail(true), &sampler.tail(false));
        // Of rings and of others: the probability of the likeliest city, and whether it came true.
        let mut likeliest: [Vec<(f64, bool)>; 2] = Default::default();
        let cities = [false, true].map(|precedent| {
            let of = |ring: bool| sampler.cities(ring, precedent, tail[kind(ring)]);
            let samples = [of(true), of(false)];
            let fitted = by_kind(&samples[0], &samples[1]);
            for (n, past) in samples.into_iter().enumerate() {
                likeliest[n].extend(past.into_iter().map(|one| surest(one, fitted[n])));
            }
            fitted
        });
        let weeks = by_kind(&sampler.weeks(true), &sampler.weeks(false));
        let cutoffs: Vec<Millis> = country.iter().map(|e| e.at).collect();
        let of_kind = |ring: bool| {
            let own: Vec<&Path> = paths.iter().filter(|p| p.is_ring == ring).collect();
            UsualWeeks::of(&own, at, &cutoffs)
        };
        let right = |ring: bool| {
            let own = past.iter().filter(|p| p.is_ring == ring).filter_map(|p| p.habit);
            let (hits, all) =
                own.fold((1.0, 2.0), |(h, n), right| (h + f64::from(u8::from(right)), n + 1.0));
            hits / all
        };
        Self {
            at,
            usual: [of_kind(true), of_kind(false)],
            habit: [right(true), right(false)],
            cities: [0, 1].map(|k| [cities[0][k], cities[1][k]]),
            weeks,
            tail,
            record: likeliest
                .map(|past| reliability(&past, 1).into_iter().next().unwrap_or_default()),
            learned: learn(&paths, &past, at, &country),
            paths,
            country,
        }
    }

    /// How forecasts of the next city did in the half year before, for rings or for others: how many,
    /// the mean probability of the likeliest city, and the share of them that came true. Each was made
    /// from what was known before the step; only the temperatures, a few numbers, were fitted on
    /// these very steps.
    pub fn record(&self, of_rings: bool) -> Bin {
        self.record[kind(of_rings)]
    }

    /// The forecast of every party that has made a step, in the order of the parties.
    pub fn forecasts(&self, method: Method) -> Vec<Forecast> {
        self.paths.par_iter().map(|p| self.forecast(p, method)).collect()
    }

    fn forecast(&self, path: &Path, method: Method) -> Forecast {
        let k = kind(path.is_ring);
        let newest = self.country.len() - 1;
        let context = Context { cities: &path.cities, country: &self.country[newest] };
        let (mut dense, mut weeks);
        match method {
            Method::Routes | Method::Uncalibrated => {
                let weights = &self.learned.weights[k];
                let mut views = context.views();
                if method == Method::Routes {
                    views = views.tempered(self.tail[k]);
                }
                dense = views.mixed(weights, context.country.elsewhere);
                weeks = self.learned.pace[k].weeks(path, self.at);
                if method == Method::Routes {
                    self.cities[k][usize::from(precedent(&path.cities))].apply(&mut dense);
                    self.weeks[k].apply(&mut weeks);
                }
            }
            Method::Popularity | Method::Habit => {
                dense = popular(&context);
                weeks = self.usual[k].share;
                if method == Method::Habit {
                    if let Some(favourite) = habit(&path.cities) {
                        lifted(&mut dense, favourite as usize, self.habit[k]);
                    }
                    let usual = usual_week(path, self.at, self.usual[k].stay);
                    lifted(&mut weeks, usual, self.usual[k].right);
                }
            }
        }
        let elsewhere = dense.pop().unwrap_or(0.0);
        let mut cities: Vec<(u32, f64)> =
            (0..).zip(dense).filter(|c: &(u32, f64)| c.1 > 0.0).collect();
        cities.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let new = cities.iter().filter(|c| !path.cities.contains(&c.0));
        let new_to_it = elsewhere + new.map(|c| c.1).sum::<f64>();
        let from = path.cities[path.cities.len() - 1];
        let silent_days = path.last_seen(self.at).map_or(0.0, |seen| days(seen, self.at));
        let (party, is_ring) = (path.id, path.is_ring);
        Forecast { party, is_ring, silent_days, from, cities, elsewhere, new_to_it, weeks }
    }
}

/// The party has left the city where it stands before.
pub(crate) fn precedent(cities: &[u32]) -> bool {
    cities.split_last().is_some_and(|(here, before)| before.contains(here))
}

/// The probability of the likeliest city, calibrated, and whether it came true.
fn surest((mut p, hit): (Vec<f64>, usize), by: Temperature) -> (f64, bool) {
    by.apply(&mut p);
    let most = p.iter().copied().fold(0.0, f64::max);
    (most, p.get(hit).is_some_and(|came| *came >= most))
}

/// Each step of a path, judged from what came before it.
fn judge(path: &Path, country: &[Backdrop]) -> Vec<Past> {
    (0..path.times.len())
        .map(|n| {
            let era = &country[era_before(country, path.times[n])];
            let context = Context { cities: &path.cities[..=n], country: era };
            let went = path.cities[n + 1];
            let judged = context.can(went).then(|| {
                let views = context.views();
                let said = views.by_place[went as usize];
                Judged { is_ring: path.is_ring, class: views.class, said }
            });
            let habit = habit(context.cities).map(|h| h == went);
            Past { at: path.times[n], is_ring: path.is_ring, judged, habit }
        })
        .collect()
}

/// What could be learned at `t`.
fn learn(paths: &[Path], past: &[Past], t: Millis, country: &[Backdrop]) -> Learned {
    let known: Vec<Judged> = past.iter().filter(|p| p.at <= t).filter_map(|p| p.judged).collect();
    let cutoffs: Vec<Millis> = country.iter().map(|e| e.at).collect();
    Learned { weights: weights(&known), pace: Pace::fit(paths, t, &cutoffs) }
}
