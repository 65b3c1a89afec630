//! Pairs of lines of different actors: candidates, and how their meetings compare with chance.

use crate::itinerary::Itinerary;
use crate::null::{Manner, Walker, window};
use crate::sighting::{Settings, WEEK};
use crate::tail::poisson_binomial_tail;
use rayon::prelude::*;
use spoor_vocab::Millis;

/// Two lines whose moves coincide.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Index of one line, the smaller.
    pub a: u32,
    /// Index of the other.
    pub b: u32,
    /// One arrives where the other leaves; else both arrive.
    pub hand_over: bool,
    /// Moves that meet.
    pub seen: u32,
    /// How many chance would have.
    pub expected: f64,
    /// log2 of seen over expected.
    pub effect: f64,
    /// Probability of as many under the null model, for both ways to meet.
    pub p_value: f64,
    /// False discovery rate at which it would be called (Benjamini and Hochberg).
    pub q_value: f64,
}

/// Pairs with a larger p-value are not kept.
pub(crate) const SCREEN: f64 = 1e-3;

/// How many pairs could have been tested: pairs of mobile lines of different actors whose periods
/// of moving, widened by the window, overlap. Says nothing of where anybody went, so it does not
/// depend on what is tested. Also the mean number of such partners of a line.
pub(crate) fn testable(mobile: &[Itinerary], window: i64) -> (f64, f64) {
    let mut firsts: Vec<Millis> = mobile.iter().map(|i| i.span().0 - window).collect();
    firsts.sort_unstable();
    // Pairs that do not overlap: one begins after the other has ended.
    let apart: usize = mobile
        .iter()
        .map(|i| firsts.len() - firsts.partition_point(|first| *first <= i.span().1))
        .sum();
    let overlap = |a: &Itinerary, b: &Itinerary| {
        a.span().0 - window <= b.span().1 && b.span().0 - window <= a.span().1
    };
    let own: usize = mobile
        .chunk_by(|a, b| a.actor == b.actor)
        .map(|own| {
            let after =
                |(n, a): (usize, &Itinerary)| own[n + 1..].iter().filter(|b| overlap(a, b)).count();
            own.iter().enumerate().map(after).sum::<usize>()
        })
        .sum();
    let n = mobile.len();
    let pairs = (n * n.saturating_sub(1) / 2).saturating_sub(apart).saturating_sub(own) as f64;
    (pairs, 2.0 * pairs / (n.max(1) as f64))
}

/// Pairs that meet `moves_min` times and more, found place by place; ascending, each once. At a
/// place where more than `bucket_max` arrive within the window no pair is proposed: a meeting
/// there is next to no evidence, and it counts all the same in pairs proposed elsewhere.
pub(crate) fn candidates(mobile: &[Itinerary], settings: &Settings) -> Vec<(u32, u32)> {
    let window = window(settings.window_days);
    let list = |departures: bool| {
        let mut events: Vec<(u32, Millis, u32)> = mobile
            .iter()
            .enumerate()
            .flat_map(|(n, i)| {
                let place = move |h: &crate::itinerary::Hop| if departures { h.from } else { h.to };
                i.hops.iter().map(move |h| (place(h), h.at, n as u32))
            })
            .collect();
        events.par_sort_unstable();
        events
    };
    let (arrivals, departures) = (list(false), list(true));
    let mut found = runs(&arrivals, &arrivals, mobile, window, settings);
    found.extend(runs(&arrivals, &departures, mobile, window, settings));
    found.par_sort_unstable();
    found.dedup();
    found
}

fn runs(
    one: &[(u32, Millis, u32)],
    other: &[(u32, Millis, u32)],
    mobile: &[Itinerary],
    window: i64,
    settings: &Settings,
) -> Vec<(u32, u32)> {
    let near = |e: &(u32, Millis, u32)| -> Vec<u64> {
        let first = other.partition_point(|o| (o.0, o.1) < (e.0, e.1 - window));
        let end = first
            + other[first..].partition_point(|o| (o.0, o.1) <= (e.0, e.1.saturating_add(window)));
        let bucket = &other[first..end];
        if bucket.len() > settings.bucket_max {
            return Vec::new();
        }
        let differ =
            |o: &&(u32, Millis, u32)| mobile[o.2 as usize].actor != mobile[e.2 as usize].actor;
        bucket.iter().filter(differ).map(|o| u64::from(e.2) << 32 | u64::from(o.2)).collect()
    };
    // Ordered pairs: for arrivals against themselves, each meeting is seen from both sides.
    let mut meetings: Vec<u64> = one.par_iter().flat_map_iter(near).collect();
    meetings.par_sort_unstable();
    meetings
        .chunk_by(|a, b| a == b)
        .filter(|run| run.len() >= settings.moves_min)
        .map(|run| {
            let (a, b) = ((run[0] >> 32) as u32, run[0] as u32);
            (a.min(b), a.max(b))
        })
        .collect()
}

/// What one line's moves say against another's itinerary.
#[derive(Clone, Copy)]
struct Side {
    p: f64,
    seen: usize,
    expected: f64,
}

/// The tail, averaged over shifts of the line's calendar by whole weeks round the period in which
/// the other moves. A shift is weighed by how busy the country is on the days it leads to (the
/// conditional likelihood of the phase if moves come as the country's do), so that neither
/// weekends nor starts of months nor regular habits look like evidence.
fn side(me: &Walker<'_>, other: &Itinerary, manner: Manner, settings: &Settings) -> Side {
    let window = window(settings.window_days);
    let start = other.span().0 - window;
    let weeks = ((other.span().1 + window - start) / WEEK + 1).max(1);
    let inside = |t: Millis| (t >= start && t < start + weeks * WEEK).then_some(t);
    let now = me.trials(&[other], window, manner, &inside);
    let seen = now.met.len();
    let expected = now.p.iter().sum();
    let none = Side { p: 1.0, seen, expected };
    if seen < settings.moves_min {
        return none;
    }
    let shifted = |s: i64| {
        move |t: Millis| inside(t).map(|t| start + (t - start + s * WEEK).rem_euclid(weeks * WEEK))
    };
    let busy = |s: i64| -> f64 {
        let times = me.me.hops.iter().filter_map(|h| shifted(s)(h.at));
        times.map(|t| me.routes.bustle(t).ln()).sum()
    };
    let logs: Vec<f64> = (0..weeks).map(busy).collect();
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let all: f64 = logs.iter().map(|l| (l - top).exp()).sum();
    let weight = |s: i64| (logs[s as usize] - top).exp() / all;
    let mut p = weight(0) * poisson_binomial_tail(&now.p, seen);
    for s in 1..weeks {
        // It only grows: what is over the screen already need not be known exactly.
        if p > SCREEN {
            return none;
        }
        let then = me.trials(&[other], window, manner, &shifted(s));
        p += weight(s) * poisson_binomial_tail(&then.p, seen);
    }
    Side { p, seen, expected }
}

/// Compares two lines: the less telling of the two sides, the more telling of the two manners
/// (doubled for the choice). Nothing over the screen.
pub(crate) fn compare(a: &Walker<'_>, b: &Walker<'_>, settings: &Settings) -> Option<Pair> {
    let mut best: Option<Pair> = None;
    for manner in [Manner::Together, Manner::HandOver] {
        let one = side(a, b.me, manner, settings);
        if 2.0 * one.p > SCREEN {
            continue;
        }
        let other = side(b, a.me, manner, settings);
        // Hand-over has a direction: who arrives is tested, the other's arrivals say nothing.
        let less = if manner == Manner::HandOver || one.p >= other.p { one } else { other };
        let p_value = (2.0 * less.p).min(1.0);
        if p_value <= SCREEN && best.as_ref().is_none_or(|b| p_value < b.p_value) {
            best = Some(Pair {
                a: a.me.line,
                b: b.me.line,
                hand_over: manner == Manner::HandOver,
                seen: less.seen as u32,
                expected: less.expected,
                effect: (less.seen as f64 / less.expected.max(1e-9)).log2(),
                p_value,
                q_value: 1.0,
            });
        }
    }
    best
}
