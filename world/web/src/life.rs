//! When things are posted and when they vanish, without keeping any of it.
//!
//! A section has slots. In each slot one thing lives at any time; when it dies, the next is born
//! there. So the web has as many pages at any time, and who lives when follows from numbers.

use spoor_world::key;

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// How long things of a slot live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// For ever.
    Never,
    /// A week to forty days.
    Weeks,
    /// Seventeen hours to a week.
    Days,
    /// Two hours.
    Hours,
}

/// One life in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Life {
    /// Milliseconds after the epoch of the web; negative if born before.
    pub(crate) born: i64,
    /// The first millisecond at which it is no more.
    pub(crate) dies: i64,
    /// Which life of the slot: the one at the epoch is 0 or 1.
    pub(crate) turn: u32,
}

/// Period, shift and split of a slot: two lives fill a period.
fn rhythm(slot: u64, pace: Pace) -> (i64, i64, i64) {
    let chance = key(&[slot, 11]);
    let (low, high) = match pace {
        Pace::Never => return (0, (chance % (700 * DAY as u64)) as i64, 0),
        Pace::Weeks => (20 * DAY, 60 * DAY),
        Pace::Days => (2 * DAY, 10 * DAY),
        Pace::Hours => (4 * HOUR, 4 * HOUR),
    };
    let period = low + (chance % ((high - low) as u64 + 1)) as i64;
    let shift = (key(&[slot, 12]) % period as u64) as i64;
    // Two lives of a slot differ, but for those of two hours.
    let per_mille = if pace == Pace::Hours { 500 } else { 350 + (key(&[slot, 13]) % 300) as i64 };
    (period, shift, period * per_mille / 1000)
}

impl Life {
    /// Who lives in `slot` at `at`; times before the epoch are taken as the epoch.
    pub(crate) fn at(slot: u64, pace: Pace, at: i64) -> Self {
        let (period, shift, split) = rhythm(slot, pace);
        if pace == Pace::Never {
            return Self { born: -shift, dies: i64::MAX, turn: 0 };
        }
        let since = at.max(0) + shift;
        let (round, within) = (since / period, since % period);
        let start = round * period - shift;
        let turn = (round * 2) as u32;
        if within < split {
            Self { born: start, dies: start + split, turn }
        } else {
            Self { born: start + split, dies: start + period, turn: turn + 1 }
        }
    }

    /// The life with this number in `slot`; none if there is no such.
    pub(crate) fn of_turn(slot: u64, pace: Pace, turn: u32) -> Option<Self> {
        let (period, shift, split) = rhythm(slot, pace);
        if pace == Pace::Never {
            return (turn == 0).then_some(Self { born: -shift, dies: i64::MAX, turn });
        }
        let start = i64::from(turn / 2) * period - shift;
        Some(if turn.is_multiple_of(2) {
            Self { born: start, dies: start + split, turn }
        } else {
            Self { born: start + split, dies: start + period, turn }
        })
    }

    /// Whether it lives at `at`.
    pub(crate) fn is_alive(&self, at: i64) -> bool {
        self.born <= at.max(0) && at.max(0) < self.dies
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pace() -> impl Strategy<Value = Pace> {
        prop_oneof![Just(Pace::Never), Just(Pace::Weeks), Just(Pace::Days), Just(Pace::Hours)]
    }

    proptest! {
        #[test]
        fn one_lives_at_any_time_and_the_next_is_born_as_it_dies(
            slot: u64, pace in pace(), at in 0..1_000 * DAY,
        ) {
            let life = Life::at(slot, pace, at);
            prop_assert!(life.is_alive(at));
            prop_assert_eq!(Life::of_turn(slot, pace, life.turn), Some(life));
            if life.dies < i64::MAX {
                prop_assert_eq!(Life::at(slot, pace, life.dies).born, life.dies);
                prop_assert_eq!(Life::at(slot, pace, life.dies).turn, life.turn + 1);
                prop_assert!(!life.is_alive(life.dies));
            }
            if pace == Pace::Hours {
                prop_assert_eq!(life.dies - life.born, 2 * HOUR);
            }
        }
    }
}
