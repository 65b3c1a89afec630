//! Rings: communities of actors over coordinated moves, with ties as support.

use crate::group::{Field, Triple, Union, standing, triples};
use crate::itinerary::Itinerary;
use crate::leiden::leiden;
use crate::meet::Pair;
use crate::multiple::benjamini_hochberg;
use crate::null::Walker;
use crate::pooled::{Pooled, pooled};
use crate::sighting::{Place, Settings, Tie};
use crate::step::in_step;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_vocab::Millis;

/// Lines met at a place in a week.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// Index of the place.
    pub place: u32,
    /// Start of the week, milliseconds since 1970 (weeks of seven days from 1970-01-01).
    pub week: Millis,
    /// Lines that arrived where another arrived, or left.
    pub lines: Vec<u32>,
    /// Rows of the adverts that first show them there.
    pub rows: Vec<u32>,
    /// They arrived as others left.
    pub hand_over: bool,
}

/// What holds a ring together.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// Moves that met.
    Meeting(Meeting),
    /// A weak tie between two of its actors.
    Tie(Tie),
}

impl Evidence {
    /// In words, e.g. `the 3 moves to NL:Arnhem in the week of day 20158`, with the name of the
    /// place; days are counted from 1970-01-01.
    pub fn describe(&self, places: &[Place]) -> String {
        match self {
            Self::Meeting(m) => {
                let key = places.get(m.place as usize).map_or("", |p| p.key.as_str());
                let day = m.week / crate::sighting::DAY;
                let (n, how) = (m.rows.len(), if m.hand_over { ", as others left" } else { "" });
                let moves = if n == 1 { "move" } else { "moves" };
                format!("the {n} {moves} to {key} in the week of day {day}{how}")
            }
            Self::Tie(t) => {
                format!("the shared {} of actors {} and {}", t.kind.as_str(), t.a, t.b)
            }
        }
    }
}

/// Actors or persons that are moved together. A question for a person, not a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// Its smallest actor: a name that stays as long as that actor stays in it.
    pub id: u32,
    /// Its actors, ascending; one alone where several persons of one hand move in step.
    pub actors: Vec<u32>,
    /// Its mobile lines, ascending.
    pub lines: Vec<u32>,
    /// Places its coordinated moves lead to, ascending.
    pub cities: Vec<u32>,
    /// Moves that met.
    pub coordinated_moves: u32,
    /// How many chance would have.
    pub expected: f64,
    /// log2 of coordinated over expected moves.
    pub effect: f64,
    /// Poisson-binomial tail over all its lines, each compared with those before it.
    pub p_value: f64,
    /// False discovery rate over the country, with every group that could have been named.
    pub q_value: f64,
    /// All that holds it together, by week and place, then ties.
    pub evidence: Vec<Evidence>,
    /// The smallest set of meetings without which it would no longer stand out.
    pub dissolves: Vec<Evidence>,
}

/// An actor whose own persons were compared.
pub(crate) struct Hand {
    actor: u32,
    found: Pooled,
    q: f64,
}

/// All that rings are made from.
pub(crate) struct Ground<'a> {
    pub(crate) walkers: &'a [Walker<'a>],
    /// Every line that moves, however little, of actors with several; by actor.
    pub(crate) own: &'a [Itinerary],
    /// Ties, between numbers of actors as the walkers have them.
    pub(crate) ties: &'a [Tie],
    /// The actors' own numbers, by number as the walkers have them.
    pub(crate) actors: &'a [u32],
    pub(crate) settings: &'a Settings,
}

impl<'a> Ground<'a> {
    /// Tests every actor with two lines and more that move: where they go, given where the country
    /// goes, and when, given how long they stay; the more telling of the two counts, doubled. The
    /// family is all of them.
    pub(crate) fn hands(&self) -> Vec<Hand> {
        let own: Vec<&[Itinerary]> = self.own.chunk_by(|a, b| a.actor == b.actor).collect();
        let found: Vec<Option<Pooled>> = own.par_iter().map(|lines| self.hand(lines)).collect();
        let p: Vec<f64> = found.iter().map(|f| f.as_ref().map_or(1.0, |f| f.p)).collect();
        let q = benjamini_hochberg(&p, p.len() as f64);
        let all = own.iter().zip(found).zip(q);
        all.filter(|(_, q)| *q <= self.settings.q)
            .filter_map(|((lines, f), q)| Some(Hand { actor: lines[0].actor, found: f?, q }))
            .collect()
    }

    fn hand(&self, lines: &[Itinerary]) -> Option<Pooled> {
        let walkers: Vec<&Walker<'_>> = self.of_actor(lines[0].actor).iter().collect();
        let by_place = pooled(&walkers, true, self.settings);
        let by_time = in_step(&lines.iter().collect::<Vec<_>>(), self.settings);
        let mut best = by_place.into_iter().chain(by_time).min_by(|a, b| a.p.total_cmp(&b.p))?;
        best.p = (2.0 * best.p).min(1.0);
        Some(best)
    }

    /// The mobile lines of an actor.
    fn of_actor(&self, actor: u32) -> &[Walker<'a>] {
        let first = self.walkers.partition_point(|w| w.me.actor < actor);
        let after = self.walkers.partition_point(|w| w.me.actor <= actor);
        &self.walkers[first..after]
    }

    /// Rings from pairs (all that passed the screen) and hands.
    pub(crate) fn rings(&self, pairs: &[Pair], hands: &[Hand], tests: (f64, f64)) -> Vec<Ring> {
        let of_line: FxHashMap<u32, &Walker<'_>> =
            self.walkers.iter().map(|w| (w.me.line, w)).collect();
        let actor = |line: u32| of_line[&line].me.actor;
        let mut edges = pairs.to_vec();
        edges.extend(self.inner(hands));
        edges.sort_by_key(|e| (e.a, e.b));
        let groups = groups(&edges, self.settings.q);
        let all = triples(&edges, &Field { pairs: tests.0, partners: tests.1, groups });
        let stand = &all[..standing(&all, self.settings.q)];
        let bits = self.bits();
        let mut held: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        let strong: FxHashSet<(u32, u32)> = stand
            .iter()
            .flat_map(|t| {
                [(t.lines[0], t.lines[1]), (t.lines[0], t.lines[2]), (t.lines[1], t.lines[2])]
            })
            .collect();
        let mut tied: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        for e in &edges {
            let (x, y) = (actor(e.a), actor(e.b));
            let key = (x.min(y), x.max(y));
            let shared = bits.get(&key).copied().unwrap_or(0.0);
            let by_tie = e.q_value <= self.settings.q && shared >= self.settings.tie_bits;
            if x == y || !(strong.contains(&(e.a.min(e.b), e.a.max(e.b))) || by_tie) {
                continue;
            }
            if by_tie {
                let best = tied.entry(key).or_insert(1.0);
                *best = best.min(e.q_value);
            }
            let weight =
                (-e.p_value.max(1e-300).log10() / 8.0).clamp(0.3, 1.0) + (shared / 30.0).min(0.3);
            let best = held.entry(key).or_insert(0.0);
            *best = best.max(weight);
        }
        self.assemble(&held, &tied, stand, hands, &of_line)
    }

    /// Lines of one hand as edges among themselves, so that a stranger may be found with them.
    fn inner(&self, hands: &[Hand]) -> Vec<Pair> {
        let mut out = Vec::new();
        for hand in hands {
            let own: Vec<u32> = self.of_actor(hand.actor).iter().map(|w| w.me.line).collect();
            for (n, &a) in own.iter().enumerate() {
                out.extend(own[n + 1..].iter().map(|&b| Pair {
                    a,
                    b,
                    hand_over: hand.found.hand_over,
                    seen: 0,
                    expected: 0.0,
                    effect: 0.0,
                    p_value: hand.found.p.min(1e-3),
                    q_value: hand.q,
                }));
            }
        }
        out
    }

    /// Bits of ties between two actors.
    fn bits(&self) -> FxHashMap<(u32, u32), f64> {
        let mut ties: Vec<&Tie> = self.ties.iter().filter(|t| t.bits > 0.0).collect();
        // Sums of floats depend on order: a fixed one.
        ties.sort_by(|x, y| x.bits.total_cmp(&y.bits));
        let mut bits = FxHashMap::default();
        for tie in ties {
            *bits.entry((tie.a.min(tie.b), tie.a.max(tie.b))).or_insert(0.0) += f64::from(tie.bits);
        }
        bits
    }

    /// Communities of actors that hold a triple, a tied pair or a hand, as rings.
    fn assemble(
        &self,
        held: &FxHashMap<(u32, u32), f64>,
        tied: &FxHashMap<(u32, u32), f64>,
        stand: &[Triple],
        hands: &[Hand],
        of_line: &FxHashMap<u32, &Walker<'_>>,
    ) -> Vec<Ring> {
        let mut nodes: Vec<u32> = held.keys().flat_map(|k| [k.0, k.1]).collect();
        nodes.extend(hands.iter().map(|h| h.actor));
        nodes.sort_unstable();
        nodes.dedup();
        let index: FxHashMap<u32, u32> = nodes.iter().copied().zip(0..).collect();
        let mut edges: Vec<(u32, u32, f64)> =
            held.iter().map(|(k, w)| (index[&k.0], index[&k.1], *w)).collect();
        edges.sort_by_key(|e| (e.0, e.1));
        let part = leiden(nodes.len(), &edges, self.settings.resolution, self.settings.seed);
        let of_actor = |actor: u32| index.get(&actor).map(|n| part[*n as usize]);
        // What chance would make of each community, at its most telling.
        let mut proof: FxHashMap<u32, f64> = FxHashMap::default();
        for t in stand {
            let [a, b, c] = t.lines.map(|line| of_actor(of_line[&line].me.actor));
            if let (Some(home), true) = (a, a == b && b == c) {
                let best = proof.entry(home).or_insert(f64::INFINITY);
                *best = best.min(t.false_ones);
            }
        }
        let mut order: Vec<(u32, f64)> = proof.into_iter().collect();
        order.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        // Numbers of false ones are p-values already multiplied by the family: tests = 1 a group.
        let values: Vec<f64> = order.iter().map(|o| o.1).collect();
        let n = values.len().max(1) as f64;
        let step_up = benjamini_hochberg(&values, n).into_iter().map(|s| s / n);
        let mut q: FxHashMap<u32, f64> = order.iter().map(|o| o.0).zip(step_up).collect();
        let shared = tied.iter().filter(|(k, _)| of_actor(k.0) == of_actor(k.1));
        let others = shared.map(|(k, q)| (k.0, *q)).chain(hands.iter().map(|h| (h.actor, h.q)));
        for (actor, value) in others {
            let Some(home) = of_actor(actor) else { continue };
            let best = q.entry(home).or_insert(1.0);
            *best = best.min(value);
        }
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); nodes.len()];
        part.iter().zip(&nodes).for_each(|(c, actor)| members[*c as usize].push(*actor));
        let mut rings: Vec<Ring> = members
            .par_iter()
            .enumerate()
            .filter_map(|(c, own)| {
                let q = q.get(&(c as u32)).copied().filter(|q| *q <= self.settings.q)?;
                self.ring(own, q, hands)
            })
            .collect();
        rings.sort_by_key(|r| r.id);
        rings
    }

    fn ring(&self, own: &[u32], q: f64, hands: &[Hand]) -> Option<Ring> {
        let walkers: Vec<&Walker<'_>> =
            own.iter().flat_map(|actor| self.of_actor(*actor)).collect();
        let hand = hands.iter().find(|h| own == [h.actor]).map(|h| h.found.clone());
        let found = match hand {
            Some(found) => found,
            None => pooled(&walkers, false, self.settings)?,
        };
        let mut actors: Vec<u32> = own.iter().map(|a| self.actors[*a as usize]).collect();
        actors.sort_unstable();
        let met = found.meetings.iter().map(|m| m.2);
        let mut lines: Vec<u32> = walkers.iter().map(|w| w.me.line).chain(met).collect();
        lines.sort_unstable();
        lines.dedup();
        let mut cities: Vec<u32> = found.meetings.iter().map(|m| m.0).collect();
        cities.sort_unstable();
        cities.dedup();
        let meetings = meetings(&found);
        let dissolves = dissolves(&found, &meetings);
        let ties = self.ties.iter().filter(|t| own.contains(&t.a) && own.contains(&t.b));
        let (a, name) = (self.actors, |t: &Tie| (t.a as usize, t.b as usize));
        let named = ties.map(|t| Evidence::Tie(Tie { a: a[name(t).0], b: a[name(t).1], ..*t }));
        Some(Ring {
            id: *actors.first()?,
            lines,
            cities,
            coordinated_moves: found.seen as u32,
            expected: found.expected,
            effect: (found.seen as f64 / found.expected.max(1e-9)).log2(),
            p_value: found.p,
            q_value: q,
            dissolves: dissolves.into_iter().map(Evidence::Meeting).collect(),
            evidence: meetings.into_iter().map(Evidence::Meeting).chain(named).collect(),
            actors,
        })
    }
}

/// Groups of lines that move together: a stranger who comes upon one comes upon all of it once.
fn groups(edges: &[Pair], q: f64) -> f64 {
    let mut union = Union::new();
    edges.iter().filter(|e| e.q_value <= q).for_each(|e| union.join(e.a, e.b));
    union.groups() as f64
}

/// Meetings of a group, by week and place.
fn meetings(found: &Pooled) -> Vec<Meeting> {
    let mut by_week = found.meetings.clone();
    by_week.sort_unstable_by_key(|m| (m.1, m.0, m.2, m.3));
    by_week
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|c| Meeting {
            place: c[0].0,
            week: c[0].1,
            lines: c.iter().map(|m| m.2).collect(),
            rows: c.iter().map(|m| m.3).collect(),
            hand_over: found.hand_over,
        })
        .collect()
}

/// The fewest meetings without which the group would no longer stand out. The statistic is a count,
/// so those with most moves go first.
fn dissolves(found: &Pooled, meetings: &[Meeting]) -> Vec<Meeting> {
    let mut most: Vec<&Meeting> = meetings.iter().collect();
    most.sort_by_key(|m| (std::cmp::Reverse(m.rows.len()), m.week, m.place));
    let (mut left, mut out) = (found.seen, Vec::new());
    for meeting in most {
        if left < found.stands_at {
            break;
        }
        left -= meeting.rows.len();
        out.push(meeting.clone());
    }
    out
}
