//! The country's routes: where a line that stands somewhere goes, in a given week.

use crate::itinerary::Itinerary;
use crate::sighting::{DAY, Place, WEEK, distance_km};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use spoor_vocab::Millis;

/// Upper ends of the classes of distance, kilometres; the last class is open.
const CLASSES: [f64; 9] = [15.0, 30.0, 60.0, 100.0, 160.0, 250.0, 400.0, 650.0, 1000.0];
/// Moves that the gravity model is worth against the counts of a route.
const ROUTE_PRIOR: f64 = 30.0;
/// Moves that the long run is worth against the counts of three weeks.
const WEEK_PRIOR: f64 = 200.0;

/// Destination probabilities of the whole country, from the moves that count.
///
/// P(to | from) is the share of the route among the moves from there, shrunk with a weight of 30
/// moves to a gravity model: popularity of the destination times how much more often moves of
/// that class of distance happen than popularity alone explains. In a week that draws more
/// arrivals than the long run, it is raised by the ratio (three weeks, shrunk with 200 moves).
pub struct Routes {
    arrivals: Vec<f64>,
    total: f64,
    routes: FxHashMap<(u32, u32), f64>,
    departures: Vec<f64>,
    weekly: FxHashMap<(u32, i64), f64>,
    weeks: FxHashMap<i64, f64>,
    /// Moves a day, smoothed over three days.
    days: FxHashMap<i64, f64>,
    day_mean: f64,
    pull: [f64; CLASSES.len() + 1],
    /// Sum of popularity times pull over the destinations of each place.
    norm: Vec<f64>,
    places: Vec<Place>,
}

fn class(km: f64) -> usize {
    CLASSES.partition_point(|end| *end < km)
}

impl Routes {
    pub(crate) fn new(itineraries: &[Itinerary], places: &[Place]) -> Self {
        let n = places.len();
        let mut it = Self {
            arrivals: vec![0.0; n],
            total: 0.0,
            routes: FxHashMap::default(),
            departures: vec![0.0; n],
            weekly: FxHashMap::default(),
            weeks: FxHashMap::default(),
            days: FxHashMap::default(),
            day_mean: 0.0,
            pull: [1.0; CLASSES.len() + 1],
            norm: vec![1.0; n],
            places: places.to_vec(),
        };
        let mut daily: FxHashMap<i64, f64> = FxHashMap::default();
        for hop in itineraries.iter().flat_map(|i| &i.hops) {
            it.arrivals[hop.to as usize] += 1.0;
            it.departures[hop.from as usize] += 1.0;
            it.total += 1.0;
            *it.routes.entry((hop.from, hop.to)).or_default() += 1.0;
            let week = hop.at.div_euclid(WEEK);
            for near in week - 1..=week + 1 {
                *it.weekly.entry((hop.to, near)).or_default() += 1.0;
                *it.weeks.entry(near).or_default() += 1.0;
            }
            *daily.entry(hop.at.div_euclid(DAY)).or_default() += 1.0;
        }
        it.smooth_days(&daily);
        it.fit_pull();
        it
    }

    fn smooth_days(&mut self, daily: &FxHashMap<i64, f64>) {
        for (&day, &n) in daily {
            for near in day - 1..=day + 1 {
                *self.days.entry(near).or_default() += n / 3.0;
            }
        }
        let (first, last) = (daily.keys().min(), daily.keys().max());
        let days = first.zip(last).map_or(1, |(a, b)| b - a + 1);
        self.day_mean = self.total / days as f64;
    }

    /// How much more often moves of each class of distance happen than popularity explains.
    fn fit_pull(&mut self) {
        let live: Vec<u32> =
            (0..self.places.len() as u32).filter(|p| self.arrivals[*p as usize] > 0.0).collect();
        let table = |from: u32| {
            let mut by_class = [0.0; CLASSES.len() + 1];
            for &to in live.iter().filter(|to| **to != from) {
                by_class[class(self.km(from, to))] += self.popularity(to);
            }
            by_class
        };
        // Collected in order, then summed in order: the same bits on any number of threads.
        let tables: Vec<[f64; CLASSES.len() + 1]> =
            (0..self.places.len() as u32).into_par_iter().map(table).collect();
        let mut expected = [0.0; CLASSES.len() + 1];
        for (from, by_class) in tables.iter().enumerate() {
            let all: f64 = by_class.iter().sum();
            for (class, p) in by_class.iter().enumerate() {
                expected[class] += self.departures[from] * p / all.max(1e-300);
            }
        }
        let mut seen = [0.0; CLASSES.len() + 1];
        for (&(from, to), &n) in &self.routes {
            // Whole numbers: their sum does not depend on the order of the map.
            seen[class(self.km(from, to))] += n;
        }
        for class in 0..=CLASSES.len() {
            self.pull[class] = (seen[class] + 5.0) / (expected[class] + 5.0);
        }
        for (from, by_class) in tables.iter().enumerate() {
            let all: f64 = by_class.iter().zip(&self.pull).map(|(p, pull)| p * pull).sum();
            self.norm[from] = all.max(1e-9);
        }
    }

    fn km(&self, a: u32, b: u32) -> f64 {
        distance_km(&self.places[a as usize], &self.places[b as usize])
    }

    /// Long-run share of arrivals; a place that nobody arrived at has half a move.
    pub(crate) fn popularity(&self, to: u32) -> f64 {
        self.arrivals[to as usize].max(0.5) / self.total.max(1.0)
    }

    /// Moves that count.
    pub fn moves(&self) -> f64 {
        self.total
    }

    /// How busy the country is on the day of `at`, against its mean day; never 0.
    pub(crate) fn bustle(&self, at: Millis) -> f64 {
        let n = self.days.get(&at.div_euclid(DAY)).copied().unwrap_or(0.0);
        (n + 1.0) / (self.day_mean + 1.0)
    }

    /// Probability that a line at place `from` which moves goes to `to`, over the long run.
    pub fn probability(&self, from: u32, to: u32) -> f64 {
        self.without(from, to, &[])
    }

    fn without(&self, from: u32, to: u32, out: &[&Itinerary]) -> f64 {
        if from == to {
            return 0.0;
        }
        let (mut route, mut left) = (0.0, 0.0);
        for hop in out.iter().flat_map(|i| &i.hops).filter(|h| h.from == from) {
            left += 1.0;
            route += f64::from(u8::from(hop.to == to));
        }
        let gravity =
            self.popularity(to) * self.pull[class(self.km(from, to))] / self.norm[from as usize];
        let n = self.routes.get(&(from, to)).copied().unwrap_or(0.0);
        (n - route + ROUTE_PRIOR * gravity) / (self.departures[from as usize] - left + ROUTE_PRIOR)
    }

    /// The same about time `at`, with the lines `out` left out of all counts of the route and of
    /// the week. Never below the long run, so that a quiet week makes no evidence.
    pub(crate) fn probability_at(&self, from: u32, to: u32, at: Millis, out: &[&Itinerary]) -> f64 {
        let week = at.div_euclid(WEEK);
        let (mut here, mut all) = (0.0, 0.0);
        for hop in out.iter().flat_map(|i| &i.hops) {
            if (hop.at.div_euclid(WEEK) - week).abs() <= 1 {
                all += 1.0;
                here += f64::from(u8::from(hop.to == to));
            }
        }
        let share = self.popularity(to);
        let n = self.weekly.get(&(to, week)).copied().unwrap_or(0.0) - here;
        let weekly = self.weeks.get(&week).copied().unwrap_or(0.0) - all;
        let ratio = (n + WEEK_PRIOR * share) / ((weekly + WEEK_PRIOR) * share);
        (self.without(from, to, out) * ratio.max(1.0)).min(1.0)
    }
}
