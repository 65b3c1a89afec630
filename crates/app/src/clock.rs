//! The only clock. `--as-of` puts another time in its place, so that runs can be repeated.

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use spoor_vocab::Millis;
use std::time::Instant;

/// The time that counts for this run.
pub fn now(as_of: Option<&str>) -> Result<Millis> {
    match as_of {
        None => Ok(Utc::now().timestamp_millis()),
        Some(text) => parse(text).with_context(|| {
            format!("--as-of {text:?} is not a time: write 2026-11-23 or 2026-11-23T12:00:00Z")
        }),
    }
}

/// Reads an RFC 3339 time or a date (its first moment, UTC).
pub fn parse(text: &str) -> Option<Millis> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.timestamp_millis());
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis())
}

/// RFC 3339 with seconds, UTC.
pub fn show(at: Millis) -> String {
    DateTime::from_timestamp_millis(at)
        .map_or_else(|| at.to_string(), |t| t.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// The date of an instant, UTC.
pub fn day(at: Millis) -> String {
    show(at).chars().take(10).collect()
}

/// Tells how long each stage of a run took.
pub struct Stopwatch {
    since: Instant,
    /// Stage and seconds, in order.
    pub laps: Vec<(&'static str, f64)>,
}

impl Stopwatch {
    /// Starts the first lap.
    pub fn start() -> Self {
        Self { since: Instant::now(), laps: Vec::new() }
    }

    /// Ends a lap and starts the next.
    pub fn lap(&mut self, stage: &'static str) {
        self.laps.push((stage, self.since.elapsed().as_secs_f64()));
        self.since = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_shown() {
        assert_eq!(parse("1970-01-02"), Some(86_400_000));
        assert_eq!(show(parse("2026-11-23T12:00:00+01:00").unwrap()), "2026-11-23T11:00:00Z");
        assert!(now(Some("yesterday")).is_err());
    }
}
