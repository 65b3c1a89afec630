//! Small words of the report: instants, numbers, clean text.

use chrono::DateTime;
use spoor_vocab::Millis;

/// `2026-11-24 10:05 UTC`, or the day alone for an exact midnight; empty for an instant that the
/// calendar does not hold.
pub(super) fn instant(at: Millis) -> String {
    let Some(time) = DateTime::from_timestamp_millis(at) else { return String::new() };
    let form = if at.rem_euclid(86_400_000) == 0 { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M UTC" };
    time.format(form).to_string()
}

/// `2026-11-24`.
pub(super) fn day(at: Millis) -> String {
    DateTime::from_timestamp_millis(at)
        .map(|t| t.format("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

/// `20 000` with narrow no-break spaces.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    out
}

/// Weight with its sign: `+3.2`, `−1.0`.
pub(super) fn signed(bits: f64) -> String {
    if bits < -0.049 { format!("−{:.1}", -bits) } else { format!("{:+.1}", bits.max(0.0)) }
}

/// A score, with a true minus.
pub(super) fn score(bits: f64) -> String {
    format!("{bits:.1}").replace('-', "−")
}

/// Control characters become U+FFFD, so that none reaches a terminal, a printer or a parser of
/// the page; line breaks and tabs stay. So do the characters that turn the direction of writing
/// round, with which a number can be shown other than it is (Boucher, Anderson 2021, "Trojan
/// Source"). One character stays one, so spans keep their place.
pub(super) fn clean(text: &str) -> String {
    let unseen = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if unseen(c) { '\u{fffd}' } else { c }).collect()
}
