//! The country as it was known at a time: what a forecast made then may lean on.

use crate::itinerary::Itinerary;
use crate::network::Network;
use crate::routes::Routes;
use crate::sighting::{DAY, Place, Settings};
use crate::stay::Move;
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_vocab::Millis;

/// Days between two pictures of the country, and so the age at most of the one a past step is
/// judged by.
const ERA_DAYS: i64 = 28;
/// Days over which arrivals at places new to the country are counted.
const NEWS_DAYS: i64 = 91;
/// Most pictures made: about ten years.
const ERAS_MAX: usize = 130;

/// The country at a time.
pub(crate) struct Backdrop {
    pub(crate) at: Millis,
    pub(crate) routes: Routes,
    /// Whether each place was heard of.
    pub(crate) heard_of: Vec<bool>,
    /// Probability that a move leads to a place never heard of.
    pub(crate) elsewhere: f64,
}

impl Backdrop {
    /// Share of arrivals of a place, unscaled; never 0.
    pub(crate) fn popularity(&self, place: u32) -> f64 {
        self.routes.popularity(place)
    }
}

/// Pictures of the country, 28 days apart, the last at `at`; the first before the first move.
pub(crate) fn eras(
    network: &Network,
    by_line: &FxHashMap<u32, Vec<&Move>>,
    places: &[Place],
    at: Millis,
    settings: &Settings,
) -> Vec<Backdrop> {
    let mut first_heard = vec![Millis::MAX; places.len()];
    for stay in network.stays.iter().filter(|s| !s.weak && s.from <= at) {
        if let Some(first) = first_heard.get_mut(stay.place as usize) {
            *first = stay.from.min(*first);
        }
    }
    let mut lines: Vec<(u32, &Vec<&Move>)> = by_line.iter().map(|(l, m)| (*l, m)).collect();
    lines.sort_by_key(|l| l.0);
    let spam: FxHashSet<u32> = network.lines.iter().filter(|l| l.spam_like).map(|l| l.id).collect();
    lines.retain(|l| !spam.contains(&l.0));
    let first = lines.iter().filter_map(|l| l.1.first()).map(|m| m.arrived).min().unwrap_or(at);
    let mut times = vec![at];
    while *times.last().unwrap_or(&at) >= first && times.len() < ERAS_MAX {
        times.push(at - times.len() as i64 * ERA_DAYS * DAY);
    }
    times.reverse();
    times
        .into_iter()
        .map(|t| {
            let upto: Vec<Itinerary> = lines
                .iter()
                .map(|(line, moves)| {
                    let known = moves.iter().take_while(|m| m.arrived <= t);
                    let known: Vec<Move> = known.map(|m| (*m).clone()).collect();
                    Itinerary::of(*line, 0, &known, settings)
                })
                .collect();
            let (mut new, mut all) = (0.5, 1.0);
            for hop in upto.iter().flat_map(|i| &i.hops).filter(|h| h.at > t - NEWS_DAYS * DAY) {
                all += 1.0;
                new += f64::from(u8::from(first_heard[hop.to as usize] >= hop.at));
            }
            Backdrop {
                at: t,
                routes: Routes::new(&upto, places),
                heard_of: first_heard.iter().map(|f| *f <= t).collect(),
                elsewhere: new / all,
            }
        })
        .collect()
}

/// The newest picture made before `t`, else the oldest.
pub(crate) fn era_before(eras: &[Backdrop], t: Millis) -> usize {
    eras.partition_point(|e| e.at < t).saturating_sub(1)
}
