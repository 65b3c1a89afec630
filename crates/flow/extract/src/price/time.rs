//! Lengths of time, as they stand: with a unit, in words, by a mark, or beside a stroke.

use super::parts::{Part, What, leading, part, trailing};
use crate::lexicon::Class;
use crate::scan::Scan;

/// `30 min`, `1/2 hr`, `2 1/2 hrs`, `1.5h`, `1h30`, `hh`, `two hours`, `night`.
pub(super) fn time(scan: &Scan<'_>, i: usize, last: Option<&Part>) -> Option<Part> {
    let (value, at) = match number(scan, i) {
        Some(found) => found,
        None => return bare_time(scan, i, last),
    };
    // "30' 50€": minutes by their mark.
    let marked = scan.tokens[i].number && at == i + 1 && minute_mark(scan, i);
    if marked && matches!(scan.number(i), Some(10 | 15 | 20 | 30 | 40 | 45 | 60 | 90)) {
        return Some(part(scan, i, at, What::Time(value as u32)));
    }
    // "15-25 mins" counts as its first.
    let dash = at + 1 < scan.tokens.len() && scan.gap_before(at) == b"-" && scan.tokens[at].number;
    let unit_at = Some(at)
        .filter(|_| dash)
        .and_then(|at| number(scan, at))
        .filter(|&(high, next)| high > value && high < 100.0 && unit(scan, next).is_some())
        .map_or(at, |(_, next)| next);
    let Some((per, to)) = unit(scan, unit_at) else {
        return bare_time(scan, i, last);
    };
    let minutes = value * f64::from(per);
    // "24 hours" is rather when one is there, but for a sum right before or behind it.
    let day = value == 24.0 && beside_sum(scan, i, to, last);
    let odd_hours = per == 60 && value > 14.0 && value != 48.0 && value != 72.0 && !day;
    let plausible =
        (5.0..=10_080.0).contains(&minutes) && !odd_hours && (per > 1 || value <= 240.0);
    if !plausible {
        return None;
    }
    let (extra, to) = more_minutes(scan, per, to);
    Some(part(scan, i, to, What::Time(minutes.round() as u32 + extra)))
}

/// `30'` with nothing like inches behind the mark.
fn minute_mark(scan: &Scan<'_>, i: usize) -> bool {
    let gap = scan.gap_after(i);
    let next = i + 1 < scan.tokens.len() && scan.tokens[i + 1].number;
    gap.starts_with(b"'") && !gap.starts_with(b"''") && (gap.len() > 1 || !next)
}

/// A sum stands right before token `i` or, with its sign, right behind token `to - 1`.
fn beside_sum(scan: &Scan<'_>, i: usize, to: usize, last: Option<&Part>) -> bool {
    let short = |gap: &[u8]| gap.len() <= 3 && !gap.iter().any(|b| b",;.!?\n".contains(b));
    let before = last.is_some_and(|l| l.certain() && l.to == i && short(scan.gap_before(i)));
    let behind = to < scan.tokens.len()
        && scan.tokens[to].number
        && (leading(scan, to, 0).is_some() || trailing(scan, to + 1, 100.0).is_some())
        && scan.gap_before(to).len() <= 4;
    before || behind
}

/// "Rates: 30/100 60/180": minutes and a bare sum, behind a word for prices or beside another
/// such pair.
pub(super) fn before_stroke(
    scan: &Scan<'_>,
    i: usize,
    last: Option<&Part>,
) -> Option<(Part, Part)> {
    let pair = |i: usize| {
        let minutes = scan.number(i).filter(|n| matches!(n, 15 | 20 | 30 | 45 | 60 | 90 | 120))?;
        let next = i + 1;
        let sum = scan.number(next).filter(|s| s % 5 == 0 && (30..=1500).contains(s))?;
        let lone = |j: usize| !matches!(scan.gap_after(j), b"/" | b"-" | b"." | b"," | b"%");
        let free = !scan.taken[i] && !scan.taken[next] && scan.gap_after(i) == b"/" && lone(next);
        let apart = i == 0 || !matches!(scan.gap_before(i), b"/" | b"-" | b"." | b",");
        (free && apart && sum > minutes / 2).then_some((minutes, sum))
    };
    let (minutes, amount) = pair(i)?;
    let listed = (i + 2..=(i + 3).min(scan.tokens.len().saturating_sub(1)))
        .any(|j| pair(j).is_some_and(|(m, s)| m > minutes && s > amount));
    let behind = last.is_some_and(|l| l.to == i || l.to + 1 == i)
        && i >= 2
        && (2..=3).any(|k| i >= k && pair(i - k).is_some_and(|(m, s)| m < minutes && s < amount));
    if !listed && !behind && !scan.near_before(i, 2, Class::PriceWord) {
        return None;
    }
    let mut sum = part(scan, i + 1, i + 2, What::Sum(f64::from(amount)));
    if let Some((currency, to, end)) = trailing(scan, i + 2, f64::from(amount)) {
        (sum.currency, sum.to, sum.end) = (Some(currency), to, end);
    }
    Some((part(scan, i, i + 1, What::Time(minutes)), sum))
}

/// `$120/30`: minutes behind a price and a stroke.
pub(super) fn after_stroke(scan: &Scan<'_>, i: usize, last: Option<&Part>) -> Option<Part> {
    let minutes = scan.number(i).filter(|n| matches!(n, 15 | 30 | 45 | 60 | 90))?;
    let last = last.filter(|l| l.certain() && l.to == i && scan.gap_before(i) == b"/")?;
    let more = last.amount() < f64::from(minutes) || scan.gap_after(i).starts_with(b"/");
    (!more).then(|| part(scan, i, i + 1, What::Time(minutes)))
}

/// `1h30`, `1 hr 30 min`.
fn more_minutes(scan: &Scan<'_>, per: u32, to: usize) -> (u32, usize) {
    if per != 60 || to >= scan.tokens.len() {
        return (0, to);
    }
    let Some(n) = scan.number(to).filter(|n| matches!(n, 15 | 30 | 45)) else { return (0, to) };
    let named = to + 1 < scan.tokens.len()
        && unit(scan, to + 1).is_some_and(|(per, _)| per == 1)
        && scan.gap_before(to) == b" ";
    match (scan.gap_before(to).is_empty(), named) {
        (true, true) | (false, true) => (n, to + 2),
        (true, false) => (n, to + 1),
        _ => (0, to),
    }
}

/// A unit of time right behind token `at - 1`: minutes, and the token behind it.
fn unit(scan: &Scan<'_>, at: usize) -> Option<(u32, usize)> {
    if at == 0 || at >= scan.tokens.len() {
        return None;
    }
    let gap = scan.gap_before(at);
    if !matches!(gap, b"" | b" " | b"-" | b".") {
        return None;
    }
    // "3 nights".
    let night = |h: &crate::token::Hit| h.class == Class::Span && h.value == 480 && gap.len() == 1;
    let hit = scan.terms(at).iter().rev().find(|h| {
        h.class == Class::Unit || (h.class == Class::GluedUnit && gap.is_empty()) || night(h)
    })?;
    Some((hit.value, hit.to as usize))
}

/// A number with its fraction: `2`, `1/2`, `2 1/2`, `1.5`, `1,5`, and number words.
fn number(scan: &Scan<'_>, i: usize) -> Option<(f64, usize)> {
    if let Some(hit) = scan.term(i, Class::Number).filter(|h| h.value <= 90) {
        return Some((f64::from(hit.value), hit.to as usize));
    }
    let whole = scan.number(i).filter(|_| scan.tokens[i].len() <= 3)?;
    let half = |a: usize| {
        scan.number(a) == Some(1)
            && a + 1 < scan.tokens.len()
            && scan.gap_after(a) == b"/"
            && scan.number(a + 1) == Some(2)
    };
    if half(i) {
        return Some((0.5, i + 2));
    }
    if i + 1 < scan.tokens.len() && scan.gap_after(i).len() <= 1 && half(i + 1) {
        return Some((f64::from(whole) + 0.5, i + 3));
    }
    let decimal = i + 1 < scan.tokens.len()
        && matches!(scan.gap_after(i), b"." | b",")
        && scan.number(i + 1) == Some(5)
        && scan.tokens[i + 1].len() == 1;
    Some(if decimal { (f64::from(whole) + 0.5, i + 2) } else { (f64::from(whole), i + 1) })
}

/// A length of time without a number: `hh`, `an hour`, `per uur`, `night`.
fn bare_time(scan: &Scan<'_>, i: usize, last: Option<&Part>) -> Option<Part> {
    let hit = scan.terms(i).iter().rev().find(|h| {
        matches!(h.class, Class::Span | Class::MaybeSpan)
            || (h.class == Class::Unit && h.value == 60)
    })?;
    let glued_before = i > 0 && scan.gap_before(i).is_empty() && !scan.tokens[i - 1].number;
    let one = scan.tokens[i].len() == 1 || hit.class == Class::MaybeSpan;
    // "h", "full": only right behind a number or a stroke.
    let gap = scan.gap_before(i);
    // "200 (H)", "RM900/ON".
    let bracketed = gap.ends_with(b"(") && scan.gap_after(hit.to as usize - 1).starts_with(b")");
    let behind = i > 0
        && gap.len() <= 3
        && (gap.last().is_none_or(|b| b" /".contains(b)) || bracketed)
        && (scan.word(i) != b"on" || gap == b"/" || bracketed);
    if hit.class == Class::MaybeSpan && !glued_before && pair_of_spans(scan, i) {
        return Some(part(scan, i, hit.to as usize, What::Time(hit.value)));
    }
    if glued_before || (one && !behind) {
        return None;
    }
    // "ph", "full": only right behind a sum. "24 hours": the number has been read, and refused.
    let counted = i > 0 && scan.tokens[i - 1].number && hit.class == Class::Unit;
    let for_it = i > 0 && scan.word(i - 1) == b"for";
    let of_sum = last
        .is_some_and(|l| (l.to == i || for_it && l.to + 1 == i) && matches!(l.what, What::Sum(_)));
    if (hit.class == Class::MaybeSpan || (counted && gap.len() <= 1)) && !of_sum {
        return None;
    }
    // "40 hours" is no price of forty, "40 hour" and "$40 hours" are.
    let many = [&b"hours"[..], b"hrs", b"heures", b"stunden", b"uren", b"horas", b"ore", b"hs"];
    if counted && many.contains(&scan.word(i)) && !last.is_some_and(Part::certain) {
        return None;
    }
    Some(part(scan, i, hit.to as usize, What::Time(hit.value)))
}

/// "half 80 full 150": a doubtful word for a time and a number, before or behind another such pair.
fn pair_of_spans(scan: &Scan<'_>, i: usize) -> bool {
    let sum = |j: usize| {
        let close = j < scan.tokens.len() && scan.gap_before(j).len() <= 3;
        close && scan.number(j).is_some_and(|n| n.is_multiple_of(5) && n >= 20)
    };
    let pair = |j: usize| scan.is(j, Class::MaybeSpan) && sum(j + 1);
    let near = |j: usize| j + 1 < scan.tokens.len() && pair(j) && scan.gap_before(j).len() <= 3;
    pair(i) && (near(i + 2) || i >= 2 && near(i) && pair(i - 2))
}
