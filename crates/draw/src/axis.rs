//! Axes: round figures and round days.

use crate::art::{Anchor, Art};
use crate::palette::{FAINT, SOFT};
use crate::words::{DAY, date, day_month, midnight, month};
use chrono::{Datelike, Days, Months, NaiveDate};
use spoor_vocab::Millis;

/// Size of the figures at an axis.
pub(crate) const TICK: f64 = 10.0;

/// Round values from at or below `low` to at or above `high`, about `n` of them; `least` is the
/// least distance between two.
pub(crate) fn values(low: f64, high: f64, n: usize, least: f64) -> Vec<f64> {
    let span = (high - low).max(1e-9);
    let want = (span / n.max(1) as f64).max(least);
    // 1, 2, 5 times a power of ten.
    let mut step = 1e-6;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(90) {
        if step >= want * 0.999 {
            break;
        }
        step *= factor;
    }
    let (first, last) = ((low / step).floor(), (high / step).ceil());
    let count = (last - first).clamp(0.0, 1000.0) as usize;
    (0..=count).map(|i| (first + i as f64) * step).collect()
}

/// Time from left to right.
pub(crate) struct TimeAxis {
    pub from: Millis,
    pub to: Millis,
    pub left: f64,
    pub right: f64,
}

/// A step between ticks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Days(u64),
    Weeks(u64),
    Months(u32),
    Years(i32),
}

impl Step {
    /// The first tick at or after a day.
    fn first(self, at: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(n) => {
                let past = (at.num_days_from_ce() as u64) % n;
                at.checked_add_days(Days::new((n - past) % n))
            }
            // Day 1 of the common era was a Monday.
            Self::Weeks(n) => {
                let past = (at.num_days_from_ce() - 1) as u64 % (7 * n);
                at.checked_add_days(Days::new((7 * n - past) % (7 * n)))
            }
            Self::Months(n) => {
                let start = at.with_day(1)?;
                let start = if start < at { start + Months::new(1) } else { start };
                start.checked_add_months(Months::new((n - start.month0() % n) % n))
            }
            Self::Years(n) => {
                let year = if at.ordinal() == 1 { at.year() } else { at.year() + 1 };
                NaiveDate::from_ymd_opt(year + (n - year.rem_euclid(n)) % n, 1, 1)
            }
        }
    }

    fn next(self, at: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(n) => at.checked_add_days(Days::new(n)),
            Self::Weeks(n) => at.checked_add_days(Days::new(7 * n)),
            Self::Months(n) => at.checked_add_months(Months::new(n)),
            Self::Years(n) => at.checked_add_months(Months::new(12 * n as u32)),
        }
    }

    fn label(self, at: NaiveDate) -> String {
        match self {
            Self::Days(_) | Self::Weeks(_) => day_month(at),
            Self::Months(_) => month(at).to_owned(),
            Self::Years(_) => at.year().to_string(),
        }
    }
}

const STEPS: [Step; 14] = [
    Step::Days(1),
    Step::Days(2),
    Step::Weeks(1),
    Step::Weeks(2),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(50),
    Step::Years(100),
];

impl TimeAxis {
    /// An axis over times, of a day at least, with a little air at both ends.
    pub fn over(from: Millis, to: Millis, left: f64, right: f64) -> Self {
        let air = ((to - from) / 60).max(DAY / 2);
        Self { from: from - air, to: to + air, left, right }
    }

    pub fn x(&self, at: Millis) -> f64 {
        let share = (at - self.from) as f64 / (self.to - self.from).max(1) as f64;
        self.left + share.clamp(0.0, 1.0) * (self.right - self.left)
    }

    /// Round days with their words; the year where it is new.
    fn ticks(&self) -> Vec<(Millis, String, Option<i32>)> {
        let most = ((self.right - self.left) / 58.0).max(2.0) as usize;
        for step in STEPS {
            let mut days = Vec::new();
            let mut at = step.first(date(self.from));
            while let Some(day) = at.filter(|&d| midnight(d) <= self.to && days.len() <= most) {
                if midnight(day) >= self.from {
                    days.push(day);
                }
                at = step.next(day);
            }
            if days.len() > most {
                continue;
            }
            let mut year = None;
            let mut tick = |day: NaiveDate| {
                let new = year.replace(day.year()) != Some(day.year());
                let year = (new && !matches!(step, Step::Years(_))).then(|| day.year());
                (midnight(day), step.label(day), year)
            };
            return days.into_iter().map(&mut tick).collect();
        }
        Vec::new()
    }

    /// Draws the axis below `bottom` and its grid from `top`; moves on `art.y`.
    pub fn draw(&self, art: &mut Art, top: f64, bottom: f64) {
        for (at, _, _) in self.ticks() {
            art.svg.line((self.x(at), top), (self.x(at), bottom), FAINT, 1.0);
        }
        art.svg.line((self.left, bottom), (self.right, bottom), SOFT, 1.0);
        for (at, words, year) in self.ticks() {
            let x = self.x(at);
            art.svg.line((x, bottom), (x, bottom + 4.0), SOFT, 1.0);
            // Words at the edge stay inside.
            let half = crate::text::width(&words, TICK) / 2.0;
            let x = x.min(art.width - 4.0 - half).max(4.0 + half);
            art.text((x, bottom + 15.0), &words, TICK, SOFT, Anchor::Middle);
            if let Some(year) = year {
                art.text((x, bottom + 27.0), &year.to_string(), TICK, SOFT, Anchor::Middle);
            }
        }
        art.y = bottom + 30.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(from: (i32, u32, u32), to: (i32, u32, u32), wide: f64) -> Vec<String> {
        let at = |(y, m, d)| midnight(NaiveDate::from_ymd_opt(y, m, d).expect("a day"));
        let axis = TimeAxis { from: at(from), to: at(to), left: 0.0, right: wide };
        let words = |(_, words, year): (Millis, String, Option<i32>)| {
            year.map_or(words.clone(), |y| format!("{words} {y}"))
        };
        axis.ticks().into_iter().map(words).collect()
    }

    #[test]
    fn ticks_are_round() {
        // 5 January 2026 is a Monday.
        let weeks = axis((2026, 1, 1), (2026, 2, 3), 360.0);
        assert_eq!(weeks, ["5 Jan 2026", "12 Jan", "19 Jan", "26 Jan", "2 Feb"]);
        let months = axis((2025, 11, 15), (2026, 3, 2), 300.0);
        assert_eq!(months, ["Dec 2025", "Jan 2026", "Feb", "Mar"]);
        let years = axis((1990, 1, 1), (2026, 1, 1), 600.0);
        assert_eq!(years.first().map(String::as_str), Some("1990"));
        assert!(years.len() >= 5 && years.len() <= 10, "{years:?}");
        let days = axis((2026, 3, 1), (2026, 3, 4), 300.0);
        assert_eq!(days, ["1 Mar 2026", "2 Mar", "3 Mar", "4 Mar"]);
    }

    #[test]
    fn values_are_round() {
        assert_eq!(values(0.0, 37.0, 4, 1.0), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(values(0.0, 1.0, 4, 1.0), [0.0, 1.0]);
        assert_eq!(values(-3.0, 12.0, 5, 0.1), [-5.0, 0.0, 5.0, 10.0, 15.0]);
        assert!(values(0.0, 1e18, 5, 1.0).len() < 12);
    }
}
