//! Sums and times in two rows of as many: "80/120/200 for 15/30/60 min", "qv/hh/hr 60/100/160".

use super::parts::{Part, What, part, trailing};
use crate::lexicon::Class;
use crate::scan::Scan;

/// The most members of a row.
const ROW: usize = 6;

/// A row: its members and the token behind it.
struct Row {
    members: Vec<Member>,
    to: usize,
    /// All are lengths of time by their words, or by the unit behind the last.
    times: bool,
}

/// Tokens `from..to` and what they say: minutes, or an amount.
#[derive(Clone, Copy)]
struct Member {
    from: usize,
    to: usize,
    value: u32,
}

/// Reads two such rows from token `i` on into `out`, each time right before its sum; gives the
/// token behind them.
pub(super) fn read(scan: &Scan<'_>, i: usize, out: &mut Vec<Part>) -> Option<usize> {
    // A quick no: a stroke must stand behind the first member.
    let stroke = |j: usize| j < scan.tokens.len() && scan.gap_after(j).contains(&b'/');
    let reach = if scan.tokens[i].number { 1 } else { 3 };
    if !(i..i + reach).any(stroke) || i > 0 && scan.gap_before(i).ends_with(b"/") {
        return None;
    }
    let first = row(scan, i)?;
    let mut at = first.to;
    while at < scan.tokens.len() && at < first.to + 2 && leads(scan.word(at)) {
        at += 1;
    }
    let gap = |j: usize| {
        j < scan.tokens.len() && {
            let gap = scan.gap_before(j);
            gap.len() <= 4 && !gap.iter().any(|b| b"/;".contains(b))
        }
    };
    if !(first.to..=at).all(gap) {
        return None;
    }
    let second = row(scan, at)?;
    if first.times == second.times || first.members.len() != second.members.len() {
        return None;
    }
    let to = second.to;
    let (times, sums) = if first.times { (first, second) } else { (second, first) };
    let rises = |row: &Row| row.members.windows(2).all(|w| w[0].value < w[1].value);
    if !rises(&times) || !rises(&sums) {
        return None;
    }
    for (time, sum) in times.members.iter().zip(&sums.members) {
        let amount = f64::from(sum.value);
        let mut paid = part(scan, sum.from, sum.to, What::Sum(amount));
        if let Some((currency, next, end)) = trailing(scan, sum.to, amount) {
            (paid.currency, paid.to, paid.end) = (Some(currency), next, end);
        } else if let Some((currency, start)) = super::parts::leading(scan, sum.from, 0) {
            (paid.currency, paid.start) = (Some(currency), start);
        }
        // At the sum's place, so that the two stand closest to each other.
        let lasts = Part {
            to: sum.from,
            end: paid.start,
            start: paid.start,
            currency: None,
            what: What::Time(time.value),
            ..paid
        };
        out.extend([lasts, paid]);
    }
    Some(to)
}

/// Two members and more with strokes between.
fn row(scan: &Scan<'_>, i: usize) -> Option<Row> {
    let mut members: Vec<Member> = Vec::new();
    let (mut at, mut spans) = (i, 0);
    while at < scan.tokens.len() && members.len() < ROW && !scan.taken[at] {
        let stroke = matches!(scan.gap_before(at), b"/" | b" / " | b"/$" | b" / $")
            || scan.gap_before(at).starts_with(b"/") && scan.gap_before(at).len() == 2;
        if !members.is_empty() && !stroke {
            break;
        }
        if let Some(value) = scan.number(at).filter(|_| scan.tokens[at].len() <= 4) {
            members.push(Member { from: at, to: at + 1, value });
            at += 1;
            continue;
        }
        let span = scan.terms(at).iter().rev().find(|h| {
            h.class == Class::Span && h.value > 0 || h.class == Class::Unit && h.value == 60
        });
        let Some(hit) = span else { break };
        let to = hit.to as usize;
        members.push(Member { from: at, to, value: hit.value });
        (at, spans) = (to, spans + 1);
    }
    if members.len() < 2 || spans > 0 && spans < members.len() {
        return None;
    }
    let unit = (at < scan.tokens.len() && matches!(scan.gap_before(at), b"" | b" "))
        .then(|| scan.terms(at).iter().rev().find(|h| h.class == Class::Unit))
        .flatten();
    let times = spans > 0 || unit.is_some();
    if let (0, Some(unit)) = (spans, unit) {
        members.iter_mut().for_each(|m| m.value *= unit.value);
        at = unit.to as usize;
        if members.iter().any(|m| !(5..=10_080).contains(&m.value)) {
            return None;
        }
    } else if spans == 0 {
        if members.iter().any(|m| m.value < 20 || m.value % 5 != 0) {
            return None;
        }
        // "80/120/200 roses".
        let last = members[members.len() - 1];
        if let Some((_, next, _)) = trailing(scan, last.to, f64::from(last.value)) {
            at = next;
        }
    }
    Some(Row { members, to: at, times })
}

/// Words between the two rows.
fn leads(word: &[u8]) -> bool {
    let words: [&[u8]; 14] = [
        b"for",
        b"per",
        b"voor",
        b"fur",
        b"pour",
        b"por",
        b"pentru",
        b"is",
        b"at",
        b"roses",
        b"rates",
        b"rate",
        b"donation",
        b"special",
    ];
    words.contains(&word)
}
