//! Several lines at once: one p-value for a group, by comparing each line with those before it.

use crate::itinerary::Itinerary;
use crate::null::{Manner, Walker, window};
use crate::sighting::{Settings, WEEK};
use crate::tail::poisson_binomial_tail;
use spoor_vocab::Millis;

/// Lines of an actor that are compared, those with most moves: a limit on the work.
const LINES: usize = 32;

/// A group's meetings against chance.
#[derive(Clone, Debug)]
pub(crate) struct Pooled {
    pub(crate) p: f64,
    pub(crate) seen: usize,
    pub(crate) expected: f64,
    pub(crate) hand_over: bool,
    /// Each move that met: place, start of the week, line, row of the advert.
    pub(crate) meetings: Vec<(u32, Millis, u32, u32)>,
    /// The fewest meetings with which it would still stand out.
    pub(crate) stands_at: usize,
}

/// Share of chance under which a group stands out of itself: one in a thousand.
const STANDS_OUT: f64 = 1e-3;

/// Tests a group. The lines stand in order of moves; each is compared with all before it, given
/// their itineraries, so the trials follow on one another and their sum has the Poisson-binomial
/// tail. The better of the two manners counts, doubled. `one_actor`: they choose among the places
/// of their actor.
pub(crate) fn pooled(
    walkers: &[&Walker<'_>],
    one_actor: bool,
    settings: &Settings,
) -> Option<Pooled> {
    let mut order: Vec<&Walker<'_>> = walkers.to_vec();
    order.sort_by_key(|w| (std::cmp::Reverse(w.me.hops.len()), w.me.line));
    order.truncate(LINES);
    [Manner::Together, Manner::HandOver]
        .into_iter()
        .map(|manner| chain(&order, one_actor, manner, settings))
        .filter(|one| one.seen >= settings.moves_min)
        .min_by(|a, b| a.p.total_cmp(&b.p))
        .map(|mut best| {
            best.p = (2.0 * best.p).min(1.0);
            best
        })
}

fn chain(order: &[&Walker<'_>], one_actor: bool, manner: Manner, settings: &Settings) -> Pooled {
    let window = window(settings.window_days);
    let lines: Vec<&Itinerary> = order.iter().map(|w| w.me).collect();
    let (mut trials, mut meetings) = (Vec::new(), Vec::new());
    for n in 1..order.len() {
        let others: Vec<&Itinerary> =
            lines.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, i)| *i).collect();
        let local;
        let me = if one_actor {
            local = Walker::new(order[n].routes, order[n].me).within(&others);
            &local
        } else {
            order[n]
        };
        let one = me.trials(&lines[..n], window, manner, &Some);
        trials.extend(one.p);
        meetings.extend(one.met.iter().map(|&m| {
            let hop = &me.me.hops[m];
            (hop.to, hop.at.div_euclid(WEEK) * WEEK, me.me.line, hop.row)
        }));
    }
    meetings.sort_unstable();
    let stands_at = (0..=meetings.len())
        .find(|&n| 2.0 * poisson_binomial_tail(&trials, n) <= STANDS_OUT)
        .unwrap_or(meetings.len());
    Pooled {
        p: poisson_binomial_tail(&trials, meetings.len()),
        seen: meetings.len(),
        expected: trials.iter().sum(),
        hand_over: manner == Manner::HandOver,
        meetings,
        stands_at,
    }
}
