//! Dates as WARC files, headers and pages write them.

use chrono::{DateTime, Utc};

/// The instant `seconds` after 1970; the planned days are far inside what chrono can hold.
fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// `2025-03-12T14:05:00Z` (RFC 3339).
pub(crate) fn rfc3339(seconds: i64) -> String {
    at(seconds).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `Wed, 12 Mar 2025 14:05:00 GMT` (RFC 9110, section 5.6.7).
pub(crate) fn http(seconds: i64) -> String {
    at(seconds).format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// `12-03-2025 14:05`.
pub(crate) fn dashed(seconds: i64) -> String {
    at(seconds).format("%d-%m-%Y %H:%M").to_string()
}

/// `12 March 2025`.
pub(crate) fn english(seconds: i64) -> String {
    at(seconds).format("%-d %B %Y").to_string()
}

/// `2025-03-12 14:05:00`.
pub(crate) fn plain(seconds: i64) -> String {
    at(seconds).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `12.03.2025`.
pub(crate) fn dotted(seconds: i64) -> String {
    at(seconds).format("%d.%m.%Y").to_string()
}
