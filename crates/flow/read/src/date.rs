//! Dates as machines write them, and as pages show them.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use regex::Regex;
use spoor_vocab::Millis;
use std::ops::Range;
use std::sync::OnceLock;

/// Month names of six languages: language, number, names separated by `|`.
const MONTHS: &str = include_str!("../data/months.tsv");

/// RFC 3339, or ISO 8601 date or date and time without zone (taken as UTC); `None` for anything
/// else.
pub(crate) fn iso(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.timestamp_millis());
    }
    if let Ok(instant) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z") {
        return Some(instant.timestamp_millis());
    }
    by_formats(
        text,
        &["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"],
    )
}

/// The first format (strptime letters as in chrono) that fits the whole text.
pub(crate) fn by_formats(text: &str, formats: &[impl AsRef<str>]) -> Option<Millis> {
    formats.iter().find_map(|format| {
        let format = format.as_ref();
        let zoned = DateTime::parse_from_str(text, format).map(|d| d.timestamp_millis());
        let plain =
            || NaiveDateTime::parse_from_str(text, format).map(|d| d.and_utc().timestamp_millis());
        let midnight =
            |d: NaiveDate| d.and_hms_opt(0, 0, 0).map_or(0, |d| d.and_utc().timestamp_millis());
        let day = || NaiveDate::parse_from_str(text, format).map(midnight);
        zoned.or_else(|_| plain()).or_else(|_| day()).ok()
    })
}

/// Replaces the month names of a language by the English ones that formats know; white space runs
/// become one space.
pub(crate) fn with_english_months(text: &str, language: &str) -> String {
    let english = |number: &str| rows().find(|row| row.language == "en" && row.number == number);
    let words = text.split_whitespace().map(|word| {
        let bare = word.trim_matches(['.', ',']).to_lowercase();
        let named = rows().find(|row| row.language == language && row.has(&bare));
        match named.and_then(|row| english(row.number)).and_then(|row| row.names.split('|').next())
        {
            Some(name) => {
                word.to_lowercase().replace(&bare, name).replace(&format!("{name}."), name)
            }
            None => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether month names of this language are known.
pub(crate) fn knows(language: &str) -> bool {
    rows().any(|row| row.language == language)
}

/// Languages whose month names are known, for messages.
pub(crate) fn languages() -> String {
    let mut known: Vec<&str> = rows().map(|row| row.language).collect();
    known.dedup();
    known.join(", ")
}

/// The first date with day, month and year in a text, with the time behind it if there is one
/// (taken as UTC), and where it stands. Dates that could be read two ways (`03/04/2026`) are none.
pub(crate) fn find(text: &str) -> Option<(Millis, Range<usize>)> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| {
        Regex::new(concat!(
            r"\b(?:(?<y1>\d{4})-(?<m1>\d\d)-(?<d1>\d\d)",
            r"|(?<d2>\d{1,2})\. ?(?<m2>\d{1,2})\. ?(?<y2>\d{4})",
            r"|(?<d6>\d{1,2})-(?<m6>\d{1,2})-(?<y6>\d{4})",
            r"|(?<d3>\d{1,2})/(?<m3>\d{1,2})/(?<y3>\d{4})",
            r"|(?<d4>\d{1,2})(?:st|nd|rd|th|er|\.)?\s+(?:de\s+)?(?<m4>\p{L}{3,10})\.?,?\s+(?:de\s+)?(?<y4>\d{4})",
            r"|(?<m5>\p{L}{3,10})\.?\s+(?<d5>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<y5>\d{4}))\b",
            r"(?:T|,? +(?:at|um|om|à|a las|la|-)? *)?(?:(?<h>[01]?\d|2[0-3]):(?<min>[0-5]\d))?",
        ))
        .ok()
    });
    let found = pattern.as_ref()?.captures(text)?;
    let part = |letter: char| (1..=6).find_map(|i| found.name(&format!("{letter}{i}")));
    let (year, month, day) = (part('y')?, part('m')?, part('d')?);
    let number = month.as_str().parse::<u32>().ok().or_else(|| month_number(month.as_str()))?;
    let (mut month, mut day) = (number, day.as_str().parse::<u32>().ok()?);
    if found.name("m3").is_some() {
        if month > 12 {
            std::mem::swap(&mut month, &mut day);
        } else if day <= 12 && day != month {
            return None;
        }
    }
    let day = NaiveDate::from_ymd_opt(year.as_str().parse().ok()?, month, day)?;
    let number = |name| found.name(name).and_then(|n| n.as_str().parse().ok()).unwrap_or(0);
    let instant = day.and_hms_opt(number("h"), number("min"), 0)?;
    Some((instant.and_utc().timestamp_millis(), found.get(0)?.range()))
}

/// The number of a month named in any known language.
fn month_number(name: &str) -> Option<u32> {
    let lower = name.to_lowercase();
    rows().find(|row| row.has(&lower)).and_then(|row| row.number.parse().ok())
}

struct MonthRow {
    language: &'static str,
    number: &'static str,
    names: &'static str,
}

impl MonthRow {
    fn has(&self, name: &str) -> bool {
        self.names.split('|').any(|n| n.to_lowercase() == name)
    }
}

fn rows() -> impl Iterator<Item = MonthRow> {
    MONTHS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        Some(MonthRow {
            language: columns.next()?,
            number: columns.next()?,
            names: columns.next()?,
        })
    })
}
