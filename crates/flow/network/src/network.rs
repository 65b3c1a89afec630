//! From sightings to rings: the order of the steps.

use crate::itinerary::Itinerary;
use crate::line::{Line, persons};
use crate::meet::{Pair, candidates, compare, testable};
use crate::multiple::benjamini_hochberg;
use crate::null::{Walker, window};
use crate::ring::{Ground, Ring};
use crate::routes::Routes;
use crate::sighting::{Place, Settings, Sighting, Tie};
use crate::stay::{Move, Seen, Stay, moves, places_in_a_day, stays};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use spoor_vocab::Defect;

/// What the comparison was up against.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Moves that count.
    pub moves: u64,
    /// Lines with enough of them to be compared.
    pub mobile_lines: u64,
    /// Pairs that could have been tested: the family of the false discovery rate.
    pub pairs_testable: f64,
    /// Pairs that met often enough to be worked out.
    pub pairs_compared: u64,
    /// Lines set aside as spam-like.
    pub spam_like_lines: u64,
}

/// All that the step finds.
pub struct Network {
    /// Persons inside actors; a line's number is its index.
    pub lines: Vec<Line>,
    /// Stays, by line and time.
    pub stays: Vec<Stay>,
    /// Moves, by line and time.
    pub moves: Vec<Move>,
    /// Pairs of lines of different actors that move together at the false discovery rate set.
    /// Two who travel together are no ring: see `rings`.
    pub pairs: Vec<Pair>,
    /// Rings, by number.
    pub rings: Vec<Ring>,
    /// The country's routes.
    pub routes: Routes,
    /// Sizes.
    pub figures: Figures,
}

/// One person of an actor, worked out alone.
struct Walked {
    rows: Vec<u32>,
    names: Vec<u32>,
    stays: Vec<Stay>,
    moves: Vec<Move>,
    hasty: usize,
    spam_like: bool,
}

/// Itineraries that are compared, by actor and line.
struct Moving {
    /// Long enough to be compared with another actor's.
    mobile: Vec<Itinerary>,
    /// All of actors with several.
    own: Vec<Itinerary>,
}

impl Network {
    /// Finds lines, stays, moves, pairs and rings. Sightings and ties may come in any order. Bad
    /// coordinates or indices of places are told as defects; the rest of the sighting is kept.
    pub fn build(
        sightings: &[Sighting],
        places: &[Place],
        ties: &[Tie],
        settings: &Settings,
    ) -> (Self, Vec<Defect>) {
        let mut defects = Vec::new();
        let sound: Vec<bool> = places.iter().map(|p| sound(p, &mut defects)).collect();
        let missing = |p: Option<u32>| p.is_some_and(|p| p as usize >= places.len());
        for s in sightings.iter().filter(|s| missing(s.place) || missing(s.area)) {
            defects.push(Defect::new(
                format!("row {}", s.row),
                "network.no-such-place",
                "the sighting names a place that is not in the table of places",
                "give the index of a place",
            ));
        }
        let order = sorted(sightings);
        let mut own: Vec<&[u32]> = order
            .chunk_by(|a, b| sightings[*a as usize].actor == sightings[*b as usize].actor)
            .collect();
        // By smallest row, so that the numbers of actors decide nothing.
        own.sort_by_cached_key(|c| c.iter().map(|i| sightings[*i as usize].row).min());
        let actors: Vec<u32> = own.iter().map(|c| sightings[c[0] as usize].actor).collect();
        let walked: Vec<Vec<Walked>> = own
            .par_iter()
            .map(|c| {
                let seen: Vec<&Sighting> = c.iter().map(|i| &sightings[*i as usize]).collect();
                walk(&seen, places, &sound, settings)
            })
            .collect();
        let (mut network, moving) = Self::from_walked(walked, &actors, places, settings);
        network.coordinate(&moving, &actors, ties, settings);
        (network, defects)
    }

    /// Lines, stays, moves and routes, and the itineraries that are compared.
    fn from_walked(
        walked: Vec<Vec<Walked>>,
        actors: &[u32],
        places: &[Place],
        settings: &Settings,
    ) -> (Self, Moving) {
        let (mut lines, mut all_stays, mut all_moves) = (Vec::new(), Vec::new(), Vec::new());
        let mut mobile = Vec::new();
        for (order, own) in walked.into_iter().enumerate() {
            for mut w in own {
                let (id, actor) = (lines.len() as u32, actors[order]);
                w.stays.iter_mut().for_each(|s| s.line = id);
                w.moves.iter_mut().for_each(|m| m.line = id);
                let itinerary = Itinerary::of(id, order as u32, &w.moves, settings);
                if !w.spam_like && !itinerary.hops.is_empty() {
                    mobile.push(itinerary);
                }
                lines.push(Line {
                    id,
                    actor,
                    names: w.names,
                    rows: w.rows,
                    fast_share: (w.hasty as f64 / w.moves.len().max(1) as f64) as f32,
                    spam_like: w.spam_like,
                });
                all_stays.extend(w.stays);
                all_moves.extend(w.moves);
            }
        }
        let routes = Routes::new(&mobile, places);
        let own: Vec<Itinerary> = mobile
            .chunk_by(|a, b| a.actor == b.actor)
            .filter(|c| c.len() >= 2)
            .flatten()
            .cloned()
            .collect();
        mobile.retain(|i| i.hops.len() >= settings.moves_min.max(1));
        let figures = Figures {
            moves: routes.moves() as u64,
            mobile_lines: mobile.len() as u64,
            spam_like_lines: lines.iter().filter(|l| l.spam_like).count() as u64,
            ..Figures::default()
        };
        let (pairs, rings) = (Vec::new(), Vec::new());
        let network =
            Self { lines, stays: all_stays, moves: all_moves, pairs, rings, routes, figures };
        (network, Moving { mobile, own })
    }

    fn coordinate(
        &mut self,
        Moving { mobile, own }: &Moving,
        actors: &[u32],
        ties: &[Tie],
        settings: &Settings,
    ) {
        let walkers: Vec<Walker<'_>> =
            mobile.par_iter().map(|i| Walker::new(&self.routes, i)).collect();
        let tests = testable(mobile, window(settings.window_days));
        let worth = candidates(mobile, settings);
        let mut pairs: Vec<Pair> = worth
            .par_iter()
            .filter_map(|&(a, b)| compare(&walkers[a as usize], &walkers[b as usize], settings))
            .collect();
        let p: Vec<f64> = pairs.iter().map(|p| p.p_value).collect();
        for (pair, q) in pairs.iter_mut().zip(benjamini_hochberg(&p, tests.0)) {
            pair.q_value = q.min(1.0);
        }
        let number: FxHashMap<u32, u32> = actors.iter().copied().zip(0..).collect();
        let ties: Vec<Tie> = ties
            .iter()
            .filter_map(|t| Some(Tie { a: *number.get(&t.a)?, b: *number.get(&t.b)?, ..*t }))
            .filter(|t| t.a != t.b)
            .collect();
        let ground = Ground { walkers: &walkers, own, ties: &ties, actors, settings };
        let hands = ground.hands();
        let rings = ground.rings(&pairs, &hands, tests);
        pairs.retain(|p| p.q_value <= settings.q);
        self.figures.pairs_testable = tests.0;
        self.figures.pairs_compared = worth.len() as u64;
        (self.pairs, self.rings) = (pairs, rings);
    }
}

fn sound(place: &Place, defects: &mut Vec<Defect>) -> bool {
    let good = place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0;
    if !good {
        defects.push(Defect::new(
            place.key.clone(),
            "network.bad-coordinates",
            "latitude or longitude is not a number of degrees",
            "give degrees, WGS 84: latitude -90 to 90, longitude -180 to 180",
        ));
    }
    good
}

/// Indices by actor, time and row.
fn sorted(sightings: &[Sighting]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..sightings.len() as u32).collect();
    order.par_sort_unstable_by_key(|i| {
        let s = &sightings[*i as usize];
        (s.actor, s.time, s.row, *i)
    });
    order
}

/// Persons, stays and moves of one actor.
fn walk(own: &[&Sighting], places: &[Place], sound: &[bool], settings: &Settings) -> Vec<Walked> {
    let usable = |p: Option<u32>| p.filter(|p| sound.get(*p as usize).copied().unwrap_or(false));
    let mut out: Vec<Walked> = persons(own)
        .iter()
        .map(|group| {
            let seen: Vec<Seen<'_>> = group
                .iter()
                .map(|i| own[*i as usize])
                .map(|s| (s, usable(s.place), usable(s.area)))
                .collect();
            let mut names: Vec<u32> = seen.iter().flat_map(|s| s.0.names.iter().copied()).collect();
            names.sort_unstable();
            names.dedup();
            let stays = stays(0, &seen);
            let moves = moves(&stays, places, settings);
            let hasty = moves.iter().filter(|m| !m.plausible).count();
            let share = hasty as f64 / moves.len().max(1) as f64;
            let many = places_in_a_day(&stays) >= 3;
            let spam_like = (hasty >= 2 || many) && share >= settings.spam_share;
            let rows = seen.iter().map(|s| s.0.row).collect();
            Walked { rows, names, stays, moves, hasty, spam_like }
        })
        .collect();
    // An actor half of whose moves are spam-like lines' is spam-like as a whole.
    let all: usize = out.iter().map(|w| w.moves.len()).sum();
    let bad: usize = out.iter().filter(|w| w.spam_like).map(|w| w.moves.len()).sum();
    let hasty: usize = out.iter().map(|w| w.hasty).sum();
    let spread = hasty >= 3 && hasty as f64 >= settings.spam_share / 2.0 * all as f64;
    if all > 0 && (2 * bad >= all || spread) {
        out.iter_mut().for_each(|w| w.spam_like = true);
    }
    out
}
