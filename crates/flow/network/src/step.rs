//! Persons of one hand that move in step: a test by timing alone.

use crate::chance::SplitMix;
use crate::itinerary::Itinerary;
use crate::null::{Manner, window};
use crate::pooled::Pooled;
use crate::sighting::{Settings, WEEK};
use spoor_vocab::Millis;

/// Fewest lines: two that move alike may be one person under two names.
const LINES_MIN: usize = 3;
/// Most lines that are compared, those with most moves: a limit on the work.
const LINES_MAX: usize = 32;
/// Shuffles, and how many as telling as what was seen end the count early.
const DRAWS: usize = 999;
const ENOUGH: usize = 30;

/// One move: whose, when, and the advert that shows it.
#[derive(Clone, Copy)]
struct Event {
    line: usize,
    hop: usize,
    row: u32,
}

/// At one place, who arrives and what they are compared with: arrivals, or departures.
struct Scene {
    place: u32,
    arrivals: Vec<Event>,
    others: Vec<Event>,
}

/// Tests whether the moves of a hand's lines meet more often than if each line's stays had come in
/// another order. Where a line goes, when it sets out and when it ends, and how long its stays are
/// remain as they are; the order of the lengths is shuffled, line by line (a permutation test: exact
/// if the lengths of a line's stays are exchangeable). So circuits, favourite places, the hand's own
/// period and each line's own rate of moving are no evidence; that all stay long at once, and short
/// at once, is. The number of shuffles follows Besag and Clifford (1991, Biometrika 78). The better
/// of the two manners to meet counts, doubled.
pub(crate) fn in_step(lines: &[&Itinerary], settings: &Settings) -> Option<Pooled> {
    let mut order: Vec<&Itinerary> = lines.to_vec();
    order.sort_by_key(|i| (std::cmp::Reverse(i.hops.len()), i.line));
    order.truncate(LINES_MAX);
    if order.len() < LINES_MIN {
        return None;
    }
    [Manner::Together, Manner::HandOver]
        .into_iter()
        .filter_map(|manner| test(&order, manner, settings))
        .min_by(|a, b| a.p.total_cmp(&b.p))
        .map(|mut best| {
            best.p = (2.0 * best.p).min(1.0);
            best
        })
}

fn test(lines: &[&Itinerary], manner: Manner, settings: &Settings) -> Option<Pooled> {
    let scenes = scenes(lines, manner);
    let window = window(settings.window_days);
    let mut times: Vec<Vec<Millis>> =
        lines.iter().map(|i| i.hops.iter().map(|h| h.at).collect()).collect();
    let mut meetings = Vec::new();
    let seen = count(&scenes, &times, window, &mut |place, event: Event| {
        let at = lines[event.line].hops[event.hop].at;
        meetings.push((place, at.div_euclid(WEEK) * WEEK, lines[event.line].line, event.row));
    });
    if seen < settings.moves_min {
        return None;
    }
    meetings.sort_unstable();
    let mut stays: Vec<Vec<i64>> =
        times.iter().map(|t| t.windows(2).map(|w| w[1] - w[0]).collect()).collect();
    // The hand's own first advert: the same draws whatever else is in the corpus.
    let mut chance = SplitMix::new(settings.seed ^ u64::from(lines[0].hops[0].row));
    let (mut drawn, mut as_many) = (Vec::with_capacity(DRAWS), 0);
    while drawn.len() < DRAWS && as_many < ENOUGH {
        for (own, stays) in times.iter_mut().zip(&mut stays) {
            chance.shuffle(stays);
            for (n, stay) in stays.iter().enumerate() {
                own[n + 1] = own[n] + stay;
            }
        }
        let met = count(&scenes, &times, window, &mut |_, _| ());
        as_many += usize::from(met >= seen);
        drawn.push(met);
    }
    // Stopped early: the share of draws; else what was seen is one of them.
    let p = match as_many {
        ENOUGH => as_many as f64 / drawn.len() as f64,
        _ => (as_many + 1) as f64 / (drawn.len() + 1) as f64,
    };
    let expected = drawn.iter().sum::<usize>() as f64 / drawn.len() as f64;
    drawn.sort_unstable();
    let most = drawn.last().copied().unwrap_or(0);
    Some(Pooled {
        p,
        seen,
        expected,
        hand_over: manner == Manner::HandOver,
        meetings,
        stands_at: most + 1,
    })
}

fn scenes(lines: &[&Itinerary], manner: Manner) -> Vec<Scene> {
    let events = |departures: bool| {
        let mut all: Vec<(u32, Event)> = Vec::new();
        for (line, itinerary) in lines.iter().enumerate() {
            all.extend(itinerary.hops.iter().enumerate().map(|(hop, h)| {
                (if departures { h.from } else { h.to }, Event { line, hop, row: h.row })
            }));
        }
        all.sort_by_key(|(place, e)| (*place, e.line, e.hop));
        all
    };
    let others = events(manner == Manner::HandOver);
    events(false)
        .chunk_by(|a, b| a.0 == b.0)
        .map(|run| {
            let place = run[0].0;
            let first = others.partition_point(|o| o.0 < place);
            let here = others[first..].iter().take_while(|o| o.0 == place);
            Scene {
                place,
                arrivals: run.iter().map(|(_, e)| *e).collect(),
                others: here.map(|(_, e)| *e).collect(),
            }
        })
        .collect()
}

/// Arrivals that meet another line's move within the window. An advert that names two persons is
/// one observation, not two that agree.
fn count(
    scenes: &[Scene],
    times: &[Vec<Millis>],
    window: i64,
    met: &mut dyn FnMut(u32, Event),
) -> usize {
    let mut n = 0;
    for scene in scenes {
        for a in &scene.arrivals {
            let at = times[a.line][a.hop];
            let meets = |o: &&Event| {
                o.line != a.line && o.row != a.row && (times[o.line][o.hop] - at).abs() <= window
            };
            if scene.others.iter().find(meets).is_some() {
                n += 1;
                met(scene.place, *a);
            }
        }
    }
    n
}
