//! Dates as pages and headers write them. The epoch of the web is 1 January 2026.

use crate::life::{DAY, HOUR, MINUTE, SECOND};

/// 2026-01-01T00:00:00Z in days after 1970-01-01.
const EPOCH_DAYS: i64 = 20_454;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// Year, month and day of an instant: Howard Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`.
fn civil(at: i64) -> (i64, u32, u32) {
    let z = at.div_euclid(DAY) + EPOCH_DAYS + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

fn clock(at: i64) -> (i64, i64, i64) {
    let within = at.rem_euclid(DAY);
    (within / HOUR, within % HOUR / MINUTE, within % MINUTE / SECOND)
}

/// As header fields write it (RFC 9110, section 5.6.7).
pub(crate) fn http(at: i64) -> String {
    let (year, month, day) = civil(at);
    let (h, m, s) = clock(at);
    let weekday = WEEKDAYS[(at.div_euclid(DAY) + EPOCH_DAYS).rem_euclid(7) as usize];
    let month = MONTHS[month as usize - 1];
    format!("{weekday}, {day:02} {month} {year} {h:02}:{m:02}:{s:02} GMT")
}

/// In one of five forms, to the minute in all but one.
pub(crate) fn shown(at: i64, form: u8) -> String {
    let (year, month, day) = civil(at);
    let (h, m, _) = clock(at);
    match form {
        0 => format!("{day:02}-{month:02}-{year} {h:02}:{m:02}"),
        1 => format!("{day:02}.{month:02}.{year}, {h:02}:{m:02}"),
        2 => format!("{year}-{month:02}-{day:02} {h:02}:{m:02}"),
        3 => format!("{day} {} {year} {h:02}:{m:02}", MONTHS[month as usize - 1]),
        _ => format!("{day:02}/{month:02}/{year}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Told by GNU date: `date -u -d @1767225600`, and others.
    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(http(0), "Thu, 01 Jan 2026 00:00:00 GMT");
        assert_eq!(http(59 * DAY + 3_723_000), "Sun, 01 Mar 2026 01:02:03 GMT");
        assert_eq!(http(-1), "Wed, 31 Dec 2025 23:59:59 GMT");
        assert_eq!(shown(789 * DAY, 2), "2028-02-29 00:00");
    }
}
