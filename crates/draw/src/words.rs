//! Figures and days in words.

use chrono::{DateTime, Datelike, NaiveDate};
use spoor_vocab::Millis;

/// Milliseconds of a day.
pub(crate) const DAY: Millis = 86_400_000;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether a time can be one of an advert: years 1900 to 2199. Others are mistakes of a clock or
/// a parser, and would make an axis of centuries.
pub(crate) fn is_time(at: Millis) -> bool {
    (-2_208_988_800_000..7_258_118_400_000).contains(&at)
}

/// The day of a time in UTC; the epoch if it cannot be written.
pub(crate) fn date(at: Millis) -> NaiveDate {
    DateTime::from_timestamp_millis(at).unwrap_or_default().date_naive()
}

/// Midnight of a day.
pub(crate) fn midnight(date: NaiveDate) -> Millis {
    date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis()
}

/// `Mar`.
pub(crate) fn month(date: NaiveDate) -> &'static str {
    MONTHS[date.month0() as usize]
}

/// `3 Mar`.
pub(crate) fn day_month(date: NaiveDate) -> String {
    format!("{} {}", date.day(), month(date))
}

/// `3 Mar 2026`.
pub(crate) fn day(at: Millis) -> String {
    let date = date(at);
    format!("{} {}", day_month(date), date.year())
}

/// `3 Mar – 9 Apr 2026`, or one day.
pub(crate) fn span(from: Millis, to: Millis) -> String {
    let (a, b) = (date(from), date(to));
    if a == b {
        day(from)
    } else if a.year() == b.year() {
        format!("{} – {}", day_month(a), day(to))
    } else {
        format!("{} – {}", day(from), day(to))
    }
}

/// `1,234`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// `1 advert`, `2 adverts`; `noun` is singular and takes an `s`.
pub(crate) fn counted(n: u64, noun: &str) -> String {
    match (n, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) if noun.ends_with("ty") => format!("{} {stem}ies", count(n)),
        _ => format!("{} {noun}s", count(n)),
    }
}

/// Bits with sign and one decimal: `+3.2`, `−1.0`.
pub(crate) fn signed(bits: f64) -> String {
    let tenths = (bits * 10.0).round() / 10.0;
    if tenths < 0.0 { format!("−{:.1}", -tenths) } else { format!("+{:.1}", tenths.abs()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_days_read_well() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(999), "999");
        assert_eq!(counted(1, "advert"), "1 advert");
        assert_eq!(counted(1200, "stay"), "1,200 stays");
        assert_eq!(counted(2, "county"), "2 counties");
        assert_eq!(signed(-0.04), "+0.0");
        assert_eq!(signed(-1.25), "−1.3");
        assert_eq!(span(0, 40 * DAY), "1 Jan – 10 Feb 1970");
        assert_eq!(span(0, DAY - 1), "1 Jan 1970");
        assert_eq!(span(-DAY, 0), "31 Dec 1969 – 1 Jan 1970");
    }
}
