//! Sums that a word beside them names as a price: "200 donation", "flat rate 120", "(reg. 130)";
//! and bare rows of sums, "50/80/120".

use super::parts::{Part, What};
use crate::lexicon::Class;
use crate::scan::Scan;

/// The most sums of a bare row.
const ROW: usize = 6;

/// Whether the sum `part`, which has no currency, is said to be a price.
pub(super) fn is(scan: &Scan<'_>, part: &Part) -> bool {
    let What::Sum(amount) = part.what else { return false };
    (amount >= 40.0 && (named_before(scan, part.from) || named_behind(scan, part.to)))
        || usual(scan, part.from)
        || in_row(scan, part.from)
}

/// "rate: 120", "my donation is 200", "tarif 150".
fn named_before(scan: &Scan<'_>, from: usize) -> bool {
    let tied = |gap: &[u8]| gap.len() <= 3 && gap.iter().all(|b| b" :=->.".contains(b));
    let mut at = from;
    while at > 0 && at + 3 > from {
        if !tied(scan.gap_before(at)) || scan.gap_before(at).is_empty() {
            return false;
        }
        at -= 1;
        if scan.is(at, Class::PriceWord) {
            return true;
        }
        let leads: [&[u8]; 16] = [
            b"is",
            b"of",
            b"from",
            b"starts",
            b"start",
            b"starting",
            b"at",
            b"only",
            b"just",
            b"van",
            b"vanaf",
            b"ab",
            b"von",
            b"de",
            b"des",
            b"desde",
        ];
        if !leads.contains(&scan.word(at)) {
            return false;
        }
    }
    false
}

/// "200 donation", "100 special".
fn named_behind(scan: &Scan<'_>, to: usize) -> bool {
    to < scan.tokens.len() && scan.gap_before(to) == b" " && scan.is(to, Class::PriceWord)
}

/// "reg. 130", "normally 150", "instead of 200": what it costs otherwise.
pub(super) fn usual(scan: &Scan<'_>, from: usize) -> bool {
    let words: [&[u8]; 14] = [
        b"reg",
        b"regular",
        b"regularly",
        b"normally",
        b"usually",
        b"instead",
        b"normaal",
        b"normalerweise",
        b"statt",
        b"sonst",
        b"normalement",
        b"normalmente",
        b"antes",
        b"normal",
    ];
    let tied = |gap: &[u8]| matches!(gap, b" " | b". " | b": " | b"." | b" - ");
    if from == 0 || !tied(scan.gap_before(from)) {
        return false;
    }
    let of = from > 1 && matches!(scan.word(from - 1), b"of" | b"van" | b"price" | b"rate");
    let at = if of { from - 2 } else { from - 1 };
    words.contains(&scan.word(at))
}

/// "50/80/120": three sums and more that rise, with a stroke between each two and nothing else
/// glued to them.
fn in_row(scan: &Scan<'_>, i: usize) -> bool {
    let stroke = |j: usize| matches!(scan.gap_before(j), b"/" | b" / ");
    let sum = |j: usize| {
        let round = |n: &u32| n.is_multiple_of(5) && (30..=3000).contains(n);
        scan.number(j).filter(round).filter(|_| !scan.taken[j])
    };
    let mut from = i;
    while from > 0 && i - from < ROW && stroke(from) && sum(from - 1).is_some() {
        from -= 1;
    }
    let mut to = i + 1;
    while to < scan.tokens.len() && to - i < ROW && stroke(to) && sum(to).is_some() {
        to += 1;
    }
    let rises = (from + 1..to).all(|j| sum(j) > sum(j - 1));
    let gap = scan.gap_before(from);
    let apart = from == 0 || !gap.is_empty() && !gap.ends_with(b"/") && !gap.ends_with(b"-");
    let behind = scan.gap_after(to - 1);
    let alone =
        to == scan.tokens.len() || !behind.is_empty() && !matches!(behind[0], b'/' | b'-' | b'%');
    let dear = sum(to - 1).is_some_and(|n| n >= 80);
    (3..=ROW).contains(&(to - from)) && rises && apart && alone && dear && sum(i).is_some()
}
