//! Times, figures and texts as the package's files say them.

use chrono::{DateTime, SecondsFormat};
use spoor_vocab::Millis;

/// RFC 3339 in UTC, to the millisecond.
pub fn time(at: Millis) -> String {
    let time = DateTime::from_timestamp_millis(at).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// RFC 3339 in UTC, to the second, for people.
pub fn moment(at: Millis) -> String {
    let time = DateTime::from_timestamp_millis(at).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The day, `YYYY-MM-DD`.
pub fn day(at: Millis) -> String {
    moment(at).chars().take(10).collect()
}

/// 1234567 as `1,234,567`.
pub fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut shown = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// As one line: what would break it is a space.
pub fn line(text: &str) -> String {
    let tame = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    tame.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without the characters that XML 1.0 cannot hold (section 2.2), and escaped for it.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A cell that no spreadsheet takes for a formula: an apostrophe stands before it.
pub fn cell(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_lines_and_cells() {
        assert_eq!(time(1_700_000_000_123), "2023-11-14T22:13:20.123Z");
        assert_eq!(day(1_700_000_000_123), "2023-11-14");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(line(" a\r\nSource: b\u{0}c "), "a Source: b c");
        assert_eq!(xml("<a & \"b\">\u{1}\n"), "&lt;a &amp; &quot;b&quot;&gt;\u{fffd}&#10;");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a=1"), "a=1");
    }
}
