//! Who is forecast, and the path it took: moves of several lines as the steps of one party.

use crate::network::Network;
use crate::sighting::{Settings, Sighting};
use crate::stay::Move;
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_vocab::Millis;
use std::collections::BTreeMap;

/// Lines whose next step is forecast: those of a ring, or those of an actor in no ring.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Id of the ring, else the actor.
    pub id: u32,
    /// It is a ring.
    pub is_ring: bool,
    /// Indices of its lines, ascending.
    pub lines: Vec<u32>,
}

impl Party {
    /// The rings of the network, then every actor in no ring that moved and is not spam-like, each
    /// by id.
    pub fn all(network: &Network) -> Vec<Self> {
        let ring = |r: &crate::Ring| Self { id: r.id, is_ring: true, lines: r.lines.clone() };
        let mut out: Vec<Self> = network.rings.iter().map(ring).collect();
        let taken: FxHashSet<u32> = network.rings.iter().flat_map(|r| r.actors.clone()).collect();
        let moved: FxHashSet<u32> =
            network.moves.iter().filter(|m| counts(m)).map(|m| m.line).collect();
        let mut actors: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for line in &network.lines {
            if !line.spam_like && !taken.contains(&line.actor) && moved.contains(&line.id) {
                actors.entry(line.actor).or_default().push(line.id);
            }
        }
        out.extend(actors.into_iter().map(|(id, lines)| Self { id, is_ring: false, lines }));
        out
    }
}

/// The moves that a step can be made of.
fn counts(m: &Move) -> bool {
    m.plausible && !m.weak
}

/// Moves up to `at`, by line, in order of time.
pub(crate) fn moves_by_line(network: &Network, at: Millis) -> FxHashMap<u32, Vec<&Move>> {
    let mut out: FxHashMap<u32, Vec<&Move>> = FxHashMap::default();
    for m in network.moves.iter().filter(|m| m.arrived <= at) {
        out.entry(m.line).or_default().push(m);
    }
    out.values_mut().for_each(|own| own.sort_by_key(|m| (m.arrived, m.left, m.row)));
    out
}

/// When each line was seen up to `at`, ascending.
pub(crate) fn seen_by_line(
    network: &Network,
    sightings: &[Sighting],
    at: Millis,
) -> Vec<Vec<Millis>> {
    let timed = |s: &Sighting| Some((s.row, s.time.filter(|t| *t <= at)?));
    let time: FxHashMap<u32, Millis> = sightings.iter().filter_map(timed).collect();
    let of = |l: &crate::Line| {
        let mut seen: Vec<Millis> = l.rows.iter().filter_map(|r| time.get(r).copied()).collect();
        seen.sort_unstable();
        seen
    };
    network.lines.iter().map(of).collect()
}

/// The path of a party.
#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) id: u32,
    pub(crate) is_ring: bool,
    /// The first place, then where each step led.
    pub(crate) cities: Vec<u32>,
    /// When each step was known; one shorter than `cities`.
    pub(crate) times: Vec<Millis>,
    /// When it was seen at all, ascending.
    pub(crate) seen: Vec<Millis>,
}

impl Path {
    /// The steps of a party from the moves of its lines. The first line that arrives in another
    /// city makes a step; those that follow it there make none. In a party of several lines, one
    /// alone that turns up where the party came from, or elsewhere within the window of a step, is
    /// late or astray and makes none; two within the window do, from the moment the second
    /// arrives, so that no step rests on what came after it.
    pub(crate) fn of(
        party: &Party,
        by_line: &FxHashMap<u32, Vec<&Move>>,
        seen: &[Vec<Millis>],
        settings: &Settings,
    ) -> Self {
        let window = crate::null::window(settings.window_days);
        let mut moves: Vec<&Move> = party
            .lines
            .iter()
            .filter_map(|l| by_line.get(l))
            .flatten()
            .copied()
            .filter(|m| counts(m))
            .collect();
        moves.sort_by_key(|m| (m.arrived, m.to, m.row, m.line));
        let mut own: Vec<Millis> =
            party.lines.iter().filter_map(|l| seen.get(*l as usize)).flatten().copied().collect();
        own.sort_unstable();
        let (mut cities, mut times) = (Vec::new(), Vec::new());
        cities.extend(moves.first().map(|m| m.from));
        let mut late: Option<&Move> = None;
        for m in moves {
            let n = cities.len();
            if cities[n - 1] == m.to {
                continue;
            }
            let back = n > 1 && cities[n - 2] == m.to;
            let amid = times.last().is_some_and(|t| m.arrived.saturating_sub(*t) <= window);
            if party.lines.len() > 1 && (back || amid) {
                let second = late.is_some_and(|l| {
                    l.to == m.to
                        && l.line != m.line
                        && m.arrived.saturating_sub(l.arrived) <= window
                });
                if !second {
                    late = Some(m);
                    continue;
                }
            }
            late = None;
            cities.push(m.to);
            times.push(m.arrived);
        }
        Self { id: party.id, is_ring: party.is_ring, cities, times, seen: own }
    }

    /// Number of steps up to `t`.
    pub(crate) fn steps_by(&self, t: Millis) -> usize {
        self.times.partition_point(|x| *x <= t)
    }

    /// Last seen up to `t`: by an advert, else by a step.
    pub(crate) fn last_seen(&self, t: Millis) -> Option<Millis> {
        let step = self.steps_by(t).checked_sub(1).map(|n| self.times[n]);
        let advert = self.seen.partition_point(|x| *x <= t).checked_sub(1).map(|n| self.seen[n]);
        step.max(advert)
    }
}
