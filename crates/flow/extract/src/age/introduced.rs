//! Ages without a word for them: "I'm 23", "Anna (24)".

use super::Number;
use super::person::{is_person, is_woman};
use super::placed::measure_at;
use crate::lexicon::Class;
use crate::scan::Scan;

/// "I'm 23", "about me 29", "Anna, 24", "Anna (24)", "… - 23" at the end of a title.
pub(super) fn introduced(scan: &Scan<'_>, n: Number) -> bool {
    // "28/F/Manchester" at the head.
    if n.from == 0 && scan.tokens[0].number && n.to < scan.tokens.len() {
        let sex = matches!(scan.word(n.to), b"f" | b"w");
        return sex && scan.gap_before(n.to) == b"/" && scan.gap_after(n.to).starts_with(b"/");
    }
    if !scan.tokens[n.from].number || n.value > 65 || n.from == 0 {
        return false;
    }
    let gap = scan.gap_before(n.from);
    let prev = n.from - 1;
    if gap == b" " && (led(scan, n) && ends(scan, n) && !ordinal(scan, n)) {
        return true;
    }
    if gap == b" " && is_woman(scan, prev) && closes(scan, n) {
        return true;
    }
    // "Reife Dame (54)".
    if matches!(gap, b" (" | b"(")
        && is_person(scan, prev)
        && scan.gap_after(n.to - 1).starts_with(b")")
    {
        return true;
    }
    if let Some(said) = in_a_row(scan, n) {
        return said;
    }
    let name = scan.is(prev, Class::Name) || scan.is(prev, Class::MaybeName);
    let tied = matches!(gap, b", " | b" (" | b"(" | b"," | b" - " | b" | " | b"/" | b" / ")
        || (gap == b" " && scan.is(prev, Class::Name));
    name && tied && scan.capital(prev) && ends(scan, n) || ends_a_title(scan, n)
}

/// Words that lead to an age stand right before it: "I'm 23", "just turned 23".
fn led(scan: &Scan<'_>, n: Number) -> bool {
    let prev = n.from - 1;
    let before = prev.checked_sub(1).map_or(&[][..], |j| scan.word(j));
    let of = matches!(scan.word(prev), b"van" | b"of" | b"de");
    let turned =
        scan.word(prev) == b"net" && n.to < scan.tokens.len() && scan.word(n.to) == b"geworden";
    said(scan, prev)
        || of && prev > 0 && is_woman(scan, prev - 1)
        || turned
        || matches!(scan.word(prev), b"jong" | b"young" | b"youthful")
        || matches!(
            (before, scan.word(prev)),
            (b"about", b"me")
                | (b"just" | b"i", b"turned")
                | (b"net", b"geworden")
                | (b"de", b"cumplir")
                | (b"young" | b"youthful", b"looking")
                | (b"she", b"is")
                | (b"j", b"ai")
                | (b"only", b"just")
        )
}

/// Sex, age and place in a row, or a name for the sex; `None` if the number stands in no such row.
fn in_a_row(scan: &Scan<'_>, n: Number) -> Option<bool> {
    let (gap, prev) = (scan.gap_before(n.from), n.from - 1);
    let sex = matches!(scan.word(prev), b"f" | b"w");
    // "Ich, w, 35, biete".
    if gap == b", " && sex && prev > 0 && scan.gap_before(prev) == b", " {
        return Some(ends(scan, n));
    }
    // "F/27/NYC".
    if gap == b"/" && sex {
        return Some(scan.gap_after(n.to - 1) == b"/" && scan.gap_before(prev) != b"/");
    }
    // "Sara/24/Amsterdam".
    (gap == b"/" && scan.gap_after(n.to - 1) == b"/")
        .then(|| scan.is(prev, Class::Name) && scan.capital(prev))
}

/// "… - 23" closes a line, as titles of some sites do.
fn ends_a_title(scan: &Scan<'_>, n: Number) -> bool {
    let (gap, close) = (scan.gap_before(n.from), scan.gap_after(n.to - 1));
    let last = n.to == scan.tokens.len()
        || close.trim_ascii_start().len() < close.len() && close.contains(&b'\n');
    let ornament = gap.len() <= 6
        && gap.first() == Some(&b' ')
        && gap.iter().all(|b| b" -~*|".contains(b) || *b == crate::fold::SIGN)
        && gap.len() > 1;
    ornament && last && n.value >= 18 && close.iter().all(|b| b" \n.".contains(b))
}

/// The words up to token `last` say "I am".
pub(super) fn said(scan: &Scan<'_>, last: usize) -> bool {
    let before = last.checked_sub(1).map_or(&[][..], |j| scan.word(j));
    matches!(scan.word(last), b"im" | b"tengo" | b"bin")
        || matches!(
            (before, scan.word(last)),
            (b"i", b"m" | b"am") | (b"ik", b"ben") | (b"ich", b"bin") | (b"eu", b"am")
        )
}

/// Behind the number the thought ends, and no size or sum follows.
fn closes(scan: &Scan<'_>, n: Number) -> bool {
    let gap = scan.gap_after(n.to - 1);
    let next = n.to < scan.tokens.len() && scan.tokens[n.to].number;
    !next
        && (n.to == scan.tokens.len() && gap.len() <= 2
            || gap.iter().any(|b| b",.!|\n".contains(b)))
}

/// Behind the number the thought ends or goes on with words, not with another number or sign.
pub(super) fn ends(scan: &Scan<'_>, n: Number) -> bool {
    let gap = scan.gap_after(n.to - 1);
    let next_number = n.to < scan.tokens.len() && scan.tokens[n.to].number;
    let sign = gap.first().copied().unwrap_or(b' ');
    let measure = next_number && gap.len() <= 2 && measure_at(scan, n.to);
    b" .,;!)?\n|-".contains(&sign) && !(next_number && gap.len() <= 1 && !measure)
}

/// "im 22. Stock", "im 2. Bezirk": a floor or a district.
fn ordinal(scan: &Scan<'_>, n: Number) -> bool {
    n.to < scan.tokens.len()
        && scan.gap_before(n.to) == b". "
        && [
            &b"stock"[..],
            b"stockwerk",
            b"og",
            b"etage",
            b"bezirk",
            b"jahrhundert",
            b"arrondissement",
        ]
        .contains(&scan.word(n.to))
}
