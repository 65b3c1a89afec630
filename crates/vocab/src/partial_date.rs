//! A date of which only the year, or year and month, may be known.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A day as days since 1970-01-01, proleptic Gregorian.
pub type Day = i32;

/// A calendar date, whole or in part. In JSON a string: `2009`, `2009-04` or `2009-04-17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// A date that exists, of the years 1800 to 2199; a day needs a month.
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let month_holds = month.is_none_or(|m| (1..=12).contains(&m));
        let day_holds = match (month, day) {
            (_, None) => true,
            (Some(m), Some(d)) => month_holds && (1..=length(year, m)).contains(&d),
            (None, Some(_)) => false,
        };
        let holds = (1800..2200).contains(&year) && month_holds && day_holds;
        holds.then_some(Self { year, month, day })
    }

    /// The whole date that `day` is, if it is of the years 1800 to 2199.
    pub fn of_day(day: Day) -> Option<Self> {
        // Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
        let z = i64::from(day) + 719_468;
        let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let mp = (5 * of_year + 2) / 153;
        let d = of_year - (153 * mp + 2) / 5 + 1;
        let m = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = year_of_era + era * 400 + i64::from(m <= 2);
        Self::new(i16::try_from(year).ok()?, Some(m as u8), Some(d as u8))
    }

    /// The first day it can be.
    pub fn first(self) -> Day {
        days(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day it can be.
    pub fn last(self) -> Day {
        let month = self.month.unwrap_or(12);
        days(self.year, month, self.day.unwrap_or_else(|| length(self.year, month)))
    }

    /// Whether year, month and day are known.
    pub fn is_whole(self) -> bool {
        self.day.is_some()
    }
}

fn is_leap(year: i16) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length(year: i16, month: u8) -> u8 {
    match month {
        2 => 28 + u8::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
fn days(year: i16, month: u8, day: u8) -> Day {
    let y = i32::from(year) - i32::from(month <= 2);
    let m = i32::from(month);
    let (era, of_era) = (y.div_euclid(400), y.rem_euclid(400));
    let of_year = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + i32::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |m| write!(f, "-{m:02}"))?;
        self.day.map_or(Ok(()), |d| write!(f, "-{d:02}"))
    }
}

impl FromStr for PartialDate {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let wrong = || format!("{word:?} is not a date: take YYYY, YYYY-MM or YYYY-MM-DD");
        if !word.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(wrong());
        }
        let mut parts = word.split('-');
        let year = parts.next().filter(|y| y.len() == 4).and_then(|y| y.parse().ok());
        let mut two = || match parts.next() {
            None => Ok(None),
            Some(p) if p.len() == 2 => p.parse().map(Some).map_err(|_| wrong()),
            Some(_) => Err(wrong()),
        };
        let (month, day) = (two()?, two()?);
        if parts.next().is_some() {
            return Err(wrong());
        }
        year.and_then(|y| Self::new(y, month, day)).ok_or_else(wrong)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        word.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_and_written_whole_and_in_part() {
        for word in ["2009", "2009-04", "2009-04-17", "2000-02-29", "1999-12-31"] {
            assert_eq!(word.parse::<PartialDate>().unwrap().to_string(), word);
        }
        for word in ["", "09", "2009-4", "2009-13", "2009-02-30", "1900-02-29", "2009-04-17-1"] {
            assert!(word.parse::<PartialDate>().is_err(), "{word}");
        }
        let part: PartialDate = "2009-02".parse().unwrap();
        assert_eq!((part.last() - part.first(), part.is_whole()), (27, false));
        // GNU date: `date -ud 2025-01-01 +%s` is 1735689600.
        assert_eq!("2025-01-01".parse::<PartialDate>().unwrap().first(), 1_735_689_600 / 86_400);
        for day in (-62_000..84_000).step_by(37) {
            let date = PartialDate::of_day(day).unwrap();
            assert_eq!((date.first(), date.last()), (day, day));
            assert_eq!(date.to_string().parse(), Ok(date));
        }
    }
}
