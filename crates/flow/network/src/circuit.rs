//! Circuits: rounds that lines go again and again.

use spoor_vocab::Millis;
use std::collections::BTreeMap;

/// One move of a line, by numbers of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leg {
    /// The line.
    pub line: u32,
    /// Arrival, milliseconds since 1970.
    pub at: Millis,
    /// The place left.
    pub from: u32,
    /// The place reached.
    pub to: u32,
}

/// A round of places that was gone several times. It is what was seen, not a finding: no chance is
/// compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circuit {
    /// The places in their order, the least number first; after the last comes the first again.
    pub places: Vec<u32>,
    /// How often it was gone.
    pub rounds: u32,
    /// Lines that went it.
    pub lines: u32,
    /// Shortest and longest round, days: of ten rounds and more without the fastest and slowest
    /// tenth.
    pub days: (u32, u32),
}

const DAY: Millis = 86_400_000;

/// Circuits of at least `rounds` rounds, one of which has a length that is known; most rounds first. Each line's moves are walked in order of
/// arrival; where the walk comes back to a place that it has on its way, the loop is taken out as one
/// round (loop erasure, Lawler 1980), so that each move is in one round at most. A move that does not
/// begin where the last one ended begins a new walk.
pub fn circuits(legs: &[Leg], rounds: u32) -> Vec<Circuit> {
    let mut legs = legs.to_vec();
    legs.sort_unstable();
    legs.dedup();
    let mut found: BTreeMap<Vec<u32>, Vec<(u32, Option<Millis>)>> = BTreeMap::new();
    for line in legs.chunk_by(|a, b| a.line == b.line) {
        // Places on the way with the times at which they were reached; of the first it is not known.
        let mut way: Vec<(u32, Option<Millis>)> = Vec::new();
        for leg in line {
            if way.last().is_none_or(|(place, _)| *place != leg.from) {
                way = vec![(leg.from, None)];
            }
            let Some(back) = way.iter().position(|(place, _)| *place == leg.to) else {
                way.push((leg.to, Some(leg.at)));
                continue;
            };
            let round: Vec<u32> = way[back..].iter().map(|(place, _)| *place).collect();
            let began = way[back].1;
            way.truncate(back + 1);
            way[back].1 = Some(leg.at);
            if round.len() > 1 {
                // The first round of a walk began at an unknown time: it has no length.
                let length = began.map(|began| leg.at - began);
                found.entry(turned(round)).or_default().push((leg.line, length));
            }
        }
    }
    let mut out: Vec<Circuit> =
        found.into_iter().filter_map(|(places, of)| circuit(places, &of, rounds)).collect();
    out.sort_by(|a, b| b.rounds.cmp(&a.rounds).then_with(|| a.places.cmp(&b.places)));
    out
}

/// The round from its least place on.
fn turned(mut round: Vec<u32>) -> Vec<u32> {
    let least = (0..round.len()).min_by_key(|i| round[*i]).unwrap_or(0);
    round.rotate_left(least);
    round
}

fn circuit(places: Vec<u32>, of: &[(u32, Option<Millis>)], least: u32) -> Option<Circuit> {
    let rounds = u32::try_from(of.len()).unwrap_or(u32::MAX);
    if rounds < least.max(1) {
        return None;
    }
    let mut lines: Vec<u32> = of.iter().map(|(line, _)| *line).collect();
    lines.dedup();
    let mut times: Vec<Millis> = of.iter().filter_map(|(_, time)| *time).collect();
    times.sort_unstable();
    let last = times.len().checked_sub(1)?;
    let cut = times.len() / 10;
    let days = |time: Millis| u32::try_from((time + DAY / 2) / DAY).unwrap_or(0);
    let days = (days(times[cut]), days(times[last - cut]));
    Some(Circuit { places, rounds, lines: lines.len() as u32, days })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A walk through places at days.
    fn walk(line: u32, steps: &[(u32, i64)]) -> Vec<Leg> {
        let leg = |w: &[(u32, i64)]| Leg { line, at: w[1].1 * DAY, from: w[0].0, to: w[1].0 };
        steps.windows(2).map(leg).collect()
    }

    #[test]
    fn a_round_gone_again_and_again_is_one_circuit_with_its_length() {
        // 7 → 3 → 5, every 9 to 11 days; the first round's start is not known.
        let steps = [
            (7, 0),
            (3, 3),
            (5, 6),
            (7, 10),
            (3, 13),
            (5, 16),
            (7, 19),
            (3, 22),
            (5, 25),
            (7, 30),
            (3, 33),
            (5, 36),
            (7, 40),
        ];
        let want = Circuit { places: vec![3, 5, 7], rounds: 4, lines: 1, days: (9, 11) };
        assert_eq!(circuits(&walk(1, &steps), 3), std::slice::from_ref(&want));
        assert!(circuits(&walk(1, &steps), 5).is_empty());
        // The same the other way round is another circuit; another line adds to the first.
        let mut legs = walk(1, &steps);
        legs.extend(walk(2, &steps[1..]));
        let back: Vec<_> = steps.iter().rev().zip(&steps).map(|(p, d)| (p.0, d.1)).collect();
        legs.extend(walk(3, &back));
        let found = circuits(&legs, 3);
        assert_eq!(found[0].places, want.places);
        assert_eq!((found[0].rounds, found[0].lines), (7, 2));
        assert_eq!(found[1].places, [3, 7, 5]);
    }

    #[test]
    fn an_excursion_is_taken_out_and_a_gap_begins_anew() {
        // 1 → 2 → 1 → 2 with an excursion 2 → 9 → 2 inside.
        let steps = [(1, 0), (2, 2), (1, 4), (2, 6), (9, 7), (2, 8), (1, 10), (2, 12), (1, 14)];
        let found = circuits(&walk(1, &steps), 1);
        assert_eq!(found[0].places, [1, 2]);
        assert_eq!((found[0].rounds, found[0].days), (3, (4, 6)));
        assert_eq!((found[1].places.as_slice(), found[1].days), (&[2, 9][..], (2, 2)));
        let mut legs = walk(1, &[(1, 0), (2, 2), (1, 4)]);
        legs.extend(walk(1, &[(2, 6), (1, 8), (2, 9)]));
        // Neither part has a round that begins at a known time.
        assert!(circuits(&legs, 1).is_empty());
    }

    proptest! {
        /// No move is in two rounds, in whatever order they came, and no place twice in a circuit.
        #[test]
        fn rounds_take_no_more_moves_than_there_are(
            steps in prop::collection::vec((0..4u32, 0..5u32, 0..5u32, 0..400i64), 0..80),
        ) {
            let leg = |s: &(u32, u32, u32, i64)| Leg { line: s.0, at: s.3 * DAY, from: s.1, to: s.2 };
            let legs: Vec<Leg> = steps.iter().map(leg).collect();
            let found = circuits(&legs, 1);
            let taken: usize = found.iter().map(|c| c.rounds as usize * c.places.len()).sum();
            prop_assert!(taken <= legs.len());
            for c in &found {
                let mut own = c.places.clone();
                own.sort_unstable();
                own.dedup();
                prop_assert_eq!(own.len(), c.places.len());
                prop_assert!(c.days.0 <= c.days.1 && c.places.len() > 1);
            }
            let turned: Vec<Leg> = legs.iter().rev().copied().collect();
            prop_assert_eq!(circuits(&turned, 1), found);
        }
    }
}
