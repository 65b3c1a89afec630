//! Dates and prices of a query.

use chrono::{Days, Months, NaiveDate, NaiveTime};
use spoor_vocab::Millis;

/// First instant of a day, month or year (`2026-01-31`, `2026-01`, `2026`) in UTC, and the first
/// instant after it.
pub(crate) fn date(text: &str) -> Option<(Millis, Millis)> {
    let text = text.trim();
    if text.len() > 10
        || !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'))
    {
        return None;
    }
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let year: i32 = parts.first().filter(|y| y.len() == 4)?.parse().ok()?;
    let number = |at: usize| parts.get(at).map(|p| p.parse::<u32>());
    let (first, after) = match (number(1), number(2)) {
        (None, _) => {
            (NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year + 1, 1, 1)?)
        }
        (Some(month), None) => {
            let first = NaiveDate::from_ymd_opt(year, month.ok()?, 1)?;
            (first, first.checked_add_months(Months::new(1))?)
        }
        (Some(month), Some(day)) if parts.len() == 3 => {
            let first = NaiveDate::from_ymd_opt(year, month.ok()?, day.ok()?)?;
            (first, first.checked_add_days(Days::new(1))?)
        }
        _ => return None,
    };
    let millis = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_millis();
    Some((millis(first), millis(after)))
}

/// A span of prices in hundredths, ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prices {
    pub(crate) from: Option<u64>,
    pub(crate) to: Option<u64>,
    /// ISO 4217 code, lower-case.
    pub(crate) currency: Option<String>,
}

/// `100..200`, `100-200`, `100..`, `..200`, `>100`, `<=200`, `150`, each with `eur` or a sign.
pub(crate) fn prices(text: &str) -> Option<Prices> {
    let mut text = text.trim().to_lowercase();
    let mut currency = None;
    for (sign, code) in [("€", "eur"), ("£", "gbp"), ("$", "usd")] {
        if text.contains(sign) {
            text = text.replace(sign, "");
            currency = Some(code.to_owned());
        }
    }
    let letters = text.trim_end_matches(|c: char| c.is_ascii_lowercase()).len();
    let (numbers, code) = text.split_at(letters);
    match code.len() {
        0 => {}
        3 => currency = Some(code.to_owned()),
        _ => return None,
    }
    let numbers = numbers.trim();
    let end = |text: &str| match text.trim() {
        "" => Some(None),
        number => cents(number).map(Some),
    };
    let just = |from, to| Some((from, to));
    let (from, to) = if let Some((from, to)) = numbers.split_once("..") {
        just(end(from)?, end(to.trim_start_matches('.'))?)
    } else if let Some((from, to)) = numbers.split_once(['-', '–']) {
        just(end(from)?, end(to)?)
    } else if let Some(from) = numbers.strip_prefix(">=") {
        just(Some(cents(from)?), None)
    } else if let Some(to) = numbers.strip_prefix("<=") {
        just(None, Some(cents(to)?))
    } else if let Some(from) = numbers.strip_prefix('>') {
        just(Some(cents(from)? + 1), None)
    } else if let Some(to) = numbers.strip_prefix('<') {
        just(None, Some(cents(to)?.checked_sub(1)?))
    } else {
        let exact = cents(numbers)?;
        just(Some(exact), Some(exact))
    }?;
    (from.is_some() || to.is_some()).then_some(Prices { from, to, currency })
}

/// A plain decimal number in hundredths.
fn cents(text: &str) -> Option<u64> {
    let text = text.trim().replace(',', ".");
    if text.len() > 12 || !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    Some((number * 100.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_a_month_or_a_year() {
        let day = 86_400_000;
        assert_eq!(date("1970-01-01"), Some((0, day)));
        assert_eq!(date("1970-01"), Some((0, 31 * day)));
        assert_eq!(date("1970"), Some((0, 365 * day)));
        assert_eq!(date("2026-02-29"), None);
        assert_eq!(date("01/02/2026"), None);
        assert_eq!(date("2026-1-2-3"), None);
    }

    #[test]
    fn prices_are_read_with_open_ends_and_currencies() {
        let read = |text| prices(text).map(|p| (p.from, p.to, p.currency.unwrap_or_default()));
        let some = |from, to, currency: &str| Some((from, to, currency.to_owned()));
        assert_eq!(read("100..200"), some(Some(10_000), Some(20_000), ""));
        assert_eq!(read("100-200eur"), some(Some(10_000), Some(20_000), "eur"));
        assert_eq!(read("£80.."), some(Some(8_000), None, "gbp"));
        assert_eq!(read("..99.5"), some(None, Some(9_950), ""));
        assert_eq!(read(">100"), some(Some(10_001), None, ""));
        assert_eq!(read("<100"), some(None, Some(9_999), ""));
        assert_eq!(read("150"), some(Some(15_000), Some(15_000), ""));
        assert_eq!(read(".."), None);
        assert_eq!(read("cheap"), None);
        assert_eq!(read("<0"), None);
    }
}
