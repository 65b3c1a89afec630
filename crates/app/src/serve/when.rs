//! The one range of time that timeline, map, lanes and chart of a page share: it stands in the address.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use utoipa::ToSchema;

const DAY: Millis = 86_400_000;

/// How far a step goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A day in UTC.
    Day,
    /// A week from Monday.
    #[default]
    Week,
    /// A month.
    Month,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The same as drawings count by.
    pub fn bars(self) -> spoor_draw::Step {
        match self {
            Self::Day => spoor_draw::Step::Day,
            Self::Week => spoor_draw::Step::Week,
            Self::Month => spoor_draw::Step::Month,
        }
    }

    /// First and last day of the step that a day lies in.
    pub fn around(self, day: NaiveDate) -> Range {
        let first = match self {
            Self::Day => Some(day),
            Self::Week => {
                day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
            }
            Self::Month => day.with_day(1),
        };
        let first = first.unwrap_or(day);
        let next = match self {
            Self::Day => first.checked_add_days(Days::new(1)),
            Self::Week => first.checked_add_days(Days::new(7)),
            Self::Month => first.checked_add_months(Months::new(1)),
        };
        let last = next.and_then(|n| n.pred_opt()).unwrap_or(first);
        Range { from: first, to: last }
    }
}

/// Days from and up to and including.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first day, UTC.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl Range {
    /// What an address says: two days, of which either may be empty and then is that of `all`. `None`
    /// without both, an error in words if one is no day.
    pub fn read(from: &str, to: &str, all: Option<Self>) -> Result<Option<Self>, String> {
        let day = |text: &str| match text.trim() {
            "" => Ok(None),
            text => NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()
                .filter(|d| (1900..2200).contains(&d.year()))
                .map(Some)
                .ok_or_else(|| format!("{text:?} is no day: give one such as 2026-03-09")),
        };
        let (from, to) = (day(from)?, day(to)?);
        if from.is_none() && to.is_none() {
            return Ok(None);
        }
        let one = from.or(to).unwrap_or_default();
        let from = from.unwrap_or(all.map_or(one, |a| a.from));
        let to = to.unwrap_or(all.map_or(one, |a| a.to));
        Ok(Some(Self { from: from.min(to), to: to.max(from) }))
    }

    /// The days of some times.
    pub fn of(times: impl IntoIterator<Item = Millis>) -> Option<Self> {
        let mut found: Option<Self> = None;
        for day in times.into_iter().filter_map(day) {
            let old = found.unwrap_or(Self { from: day, to: day });
            found = Some(Self { from: old.from.min(day), to: old.to.max(day) });
        }
        found
    }

    /// Milliseconds since 1970 of its beginning and its last millisecond.
    pub fn millis(self) -> (Millis, Millis) {
        let at = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        (at(self.from), at(self.to).saturating_add(DAY - 1))
    }

    /// Whether a time lies in it.
    pub fn holds(self, at: Millis) -> bool {
        let (from, to) = self.millis();
        (from..=to).contains(&at)
    }

    /// The step before it and the step after it, as far as `all` reaches.
    pub fn beside(self, step: Step, all: Self) -> (Option<Self>, Option<Self>) {
        let before = self.from.pred_opt().map(|d| step.around(d)).filter(|r| r.to >= all.from);
        let after = self.to.succ_opt().map(|d| step.around(d)).filter(|r| r.from <= all.to);
        (before, after)
    }

    /// The two as an address has them.
    pub fn query(self) -> String {
        format!("from={}&to={}", self.from, self.to)
    }
}

fn day(at: Millis) -> Option<NaiveDate> {
    let day = chrono::DateTime::from_timestamp_millis(at)?.date_naive();
    (1900..2200).contains(&day.year()).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, to: &str) -> Range {
        Range::read(from, to, None).unwrap().unwrap()
    }

    #[test]
    fn a_range_is_read_and_steps_on_from_monday_to_monday() {
        let all = range("2026-01-07", "2026-03-10");
        let week = range("2026-02-02", "2026-02-08");
        assert_eq!(Step::Week.around(week.to), week);
        let (before, after) = week.beside(Step::Week, all);
        assert_eq!(before, Some(range("2026-01-26", "2026-02-01")));
        assert_eq!(after, Some(range("2026-02-09", "2026-02-15")));
        assert_eq!(Step::Month.around(week.from), range("2026-02-01", "2026-02-28"));
        // The first and the last step have one neighbour; all of it has none.
        assert_eq!(Step::Week.around(all.from).beside(Step::Week, all).0, None);
        assert_eq!(all.beside(Step::Day, all), (None, None));
        assert_eq!(Range::read("", " ", Some(all)), Ok(None));
        assert_eq!(Range::read("2026-02-01", "", Some(all)).unwrap().unwrap().to, all.to);
        assert_eq!(range("2026-03-01", "2026-02-01"), range("2026-02-01", "2026-03-01"));
        for bad in ["x", "2026-13-01", "9999-01-01", "-5"] {
            assert!(Range::read(bad, "", None).is_err(), "{bad}");
        }
        let (from, to) = week.millis();
        assert!(week.holds(from) && week.holds(to) && !week.holds(to + 1) && !week.holds(from - 1));
    }
}
