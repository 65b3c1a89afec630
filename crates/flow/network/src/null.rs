//! What chance would do: the probability that a move of one line meets another's itinerary.

use crate::itinerary::Itinerary;
use crate::routes::Routes;
use crate::sighting::DAY;
use spoor_vocab::Millis;

/// How two lines meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// One arrives where the other arrives.
    Together,
    /// One arrives where the other leaves.
    HandOver,
}

/// What chance makes of the moves of one line against the itineraries of others.
pub(crate) struct Trials {
    /// Probability of each move to meet, those that cannot left out.
    pub(crate) p: Vec<f64>,
    /// Moves that met.
    pub(crate) met: Vec<usize>,
}

/// Where `others` arrive (or what they leave) within `window` of `at`: ascending, each once.
pub(crate) fn reached(
    others: &[&Itinerary],
    at: Millis,
    window: i64,
    manner: Manner,
    out: &mut Vec<u32>,
) {
    out.clear();
    for other in others {
        let first = other.hops.partition_point(|h| h.at < at - window);
        for hop in other.hops[first..].iter().take_while(|h| h.at <= at + window) {
            out.push(if manner == Manner::Together { hop.to } else { hop.from });
        }
    }
    out.sort_unstable();
    out.dedup();
}

/// A line as the null model sees it: per move, what it was free to do.
pub(crate) struct Walker<'a> {
    pub(crate) routes: &'a Routes,
    pub(crate) me: &'a Itinerary,
    known: Vec<Vec<u32>>,
    /// Share of the country's routes from where a move starts that leads to what is not known.
    free: Vec<f64>,
    /// Share of new destinations that it shares with its actor, if it is compared within one.
    repertoire: Option<Vec<(u32, f64)>>,
}

impl<'a> Walker<'a> {
    pub(crate) fn new(routes: &'a Routes, me: &'a Itinerary) -> Self {
        let known: Vec<Vec<u32>> = (0..me.hops.len()).map(|n| me.known(n)).collect();
        let taken = |(hop, known): (&crate::itinerary::Hop, &Vec<u32>)| -> f64 {
            let taken: f64 = known.iter().map(|k| routes.probability(hop.from, *k)).sum();
            (1.0 - taken).max(0.05)
        };
        let free = me.hops.iter().zip(&known).map(taken).collect();
        Self { routes, me, known, free, repertoire: None }
    }

    /// Persons of one actor choose among the actor's places: to each new place the line goes at
    /// least as often as the share of that place among the moves of the actor's `others`.
    pub(crate) fn within(mut self, others: &[&Itinerary]) -> Self {
        let mut to: Vec<u32> = others.iter().flat_map(|i| i.hops.iter().map(|h| h.to)).collect();
        to.sort_unstable();
        let all = to.len().max(1) as f64;
        self.repertoire =
            Some(to.chunk_by(|a, b| a == b).map(|c| (c[0], c.len() as f64 / all)).collect());
        self
    }

    fn by_repertoire(&self, n: usize, to: u32) -> f64 {
        let Some(repertoire) = &self.repertoire else { return 0.0 };
        let (mut free, mut share) = (0.0, 0.0);
        for &(place, s) in repertoire.iter().filter(|(p, _)| !self.known[n].contains(p)) {
            free += s;
            share += if place == to { s } else { 0.0 };
        }
        if free > 0.0 { share / free } else { 0.0 }
    }

    /// Probability that move `n`, were it made at `at`, leads to one of `places`, given whether
    /// it explored or came back.
    fn chance(&self, n: usize, at: Millis, places: &[u32], out: &[&Itinerary]) -> f64 {
        let hop = &self.me.hops[n];
        let known = &self.known[n];
        if !hop.explores {
            return self.habit(n, places);
        }
        let mut p = 0.0;
        for &to in places.iter().filter(|to| !known.contains(to)) {
            let route = self.routes.probability_at(hop.from, to, at, out) / self.free[n];
            p += route.max(self.by_repertoire(n, to));
        }
        p.min(1.0)
    }

    /// Coming back: by the line's own precedents from the same place, with one move's worth of
    /// doubt spread over all it knows.
    fn habit(&self, n: usize, places: &[u32]) -> f64 {
        let hop = &self.me.hops[n];
        let choices = (self.known[n].len() as f64 - 1.0).max(1.0);
        let (mut left, mut here) = (0.0, 0.0);
        for before in self.me.hops[..n].iter().filter(|h| h.from == hop.from) {
            left += 1.0;
            here += f64::from(u8::from(places.contains(&before.to)));
        }
        let can =
            places.iter().filter(|p| **p != hop.from && self.known[n].contains(p)).count() as f64;
        ((here + can / choices) / (left + 1.0)).min(1.0)
    }

    /// The trials of this line against `others`, its times mapped by `when`; a move that it maps
    /// to nothing takes no part.
    pub(crate) fn trials(
        &self,
        others: &[&Itinerary],
        window: i64,
        manner: Manner,
        when: &dyn Fn(Millis) -> Option<Millis>,
    ) -> Trials {
        let mut out: Vec<&Itinerary> = others.to_vec();
        out.push(self.me);
        let mut places = Vec::new();
        let mut trials = Trials { p: Vec::new(), met: Vec::new() };
        for (n, hop) in self.me.hops.iter().enumerate() {
            let Some(at) = when(hop.at) else { continue };
            reached(others, at, window, manner, &mut places);
            if places.is_empty() {
                continue;
            }
            // An advert that names two persons is one observation, not two that agree.
            let same = others.iter().any(|o| o.hops.iter().any(|h| h.row == hop.row));
            if same {
                continue;
            }
            let p = self.chance(n, at, &places, &out);
            if p > 0.0 {
                trials.p.push(p);
            }
            if places.binary_search(&hop.to).is_ok() {
                trials.met.push(n);
            }
        }
        trials
    }
}

/// The window in milliseconds.
pub(crate) fn window(days: f64) -> i64 {
    (days * DAY as f64) as i64
}
