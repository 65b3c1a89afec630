//! The moves of one line that count, and what each was free to do.

use crate::sighting::{DAY, Settings};
use crate::stay::Move;
use spoor_vocab::Millis;

/// One move that counts.
#[derive(Clone, Debug)]
pub(crate) struct Hop {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) at: Millis,
    pub(crate) row: u32,
    /// It went where it had not been; else it came back.
    pub(crate) explores: bool,
}

/// The moves of a line that count, in order of time.
#[derive(Clone, Debug)]
pub(crate) struct Itinerary {
    pub(crate) line: u32,
    /// Number of the actor by smallest row, not the actor's own.
    pub(crate) actor: u32,
    pub(crate) hops: Vec<Hop>,
}

impl Itinerary {
    /// From all moves of a line; those that are implausible, weak or too vague do not count, but
    /// where they lead counts as visited.
    pub(crate) fn of(line: u32, actor: u32, moves: &[Move], settings: &Settings) -> Self {
        let gap = (settings.gap_days * DAY as f64) as i64;
        let mut visited: Vec<u32> = moves.first().map(|m| m.from).into_iter().collect();
        let mut hops = Vec::new();
        for m in moves {
            let explores = !visited.contains(&m.to);
            if explores {
                visited.push(m.to);
            }
            if m.plausible && !m.weak && m.arrived.saturating_sub(m.left) <= gap {
                hops.push(Hop { from: m.from, to: m.to, at: m.arrived, row: m.row, explores });
            }
        }
        Self { line, actor, hops }
    }

    /// First and last arrival.
    pub(crate) fn span(&self) -> (Millis, Millis) {
        (self.hops.first().map_or(0, |h| h.at), self.hops.last().map_or(0, |h| h.at))
    }

    /// Places known before hop `n`.
    pub(crate) fn known(&self, n: usize) -> Vec<u32> {
        let mut known: Vec<u32> = self.hops[..n].iter().flat_map(|h| [h.from, h.to]).collect();
        known.push(self.hops[n].from);
        known.sort_unstable();
        known.dedup();
        known
    }
}
