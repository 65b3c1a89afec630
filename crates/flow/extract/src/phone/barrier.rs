//! Numbers that are something else than part of a telephone number: sums, heights, sizes, months,
//! numbers of files and licences.

use crate::lexicon::Class;
use crate::scan::Scan;

/// Whether the number at token `i` is surely something else than part of a telephone number.
pub(super) fn barrier(scan: &Scan<'_>, i: usize) -> bool {
    let token = scan.tokens[i];
    if !token.number {
        return scan.is(i, Class::Number) && small_and_measured(scan, i, i + 1);
    }
    let len = token.len();
    if len > 15 {
        return true;
    }
    let before = scan.byte_before(token.start);
    // A rose on either side is an ornament.
    let adorned = before == crate::fold::ROSE && scan.byte_at(token.end) == before && len >= 3;
    let signed = is_money(before) || is_money(scan.byte_at(token.end));
    if adorned || signed && super::adorned::in_row(scan, i) {
        return false;
    }
    if is_money(before) && len <= 4 {
        // `773$5five5`: the sign stands between digits, glued on both sides.
        let outside = if token.start >= 2 { scan.byte_before(token.start - 1) } else { 0 };
        if !outside.is_ascii_alphanumeric() {
            return true;
        }
    }
    if len > 4 || closes_a_row(scan, i) {
        return false;
    }
    let after = scan.byte_at(token.end);
    let behind = scan.byte_at(token.end + 1);
    // `415%5five5`: a sign between digits, glued on both sides.
    let between = scan.tokens.get(i + 1).is_some_and(|t| t.start == token.end + 1)
        && (super::elements::digit_like(scan, i + 1) || matches!(scan.word(i + 1), b"o" | b"i"))
        && (len >= 3 || i > 0 && scan.tokens[i - 1].end == token.start);
    if after == b'%' && !between || (is_money(after) && !behind.is_ascii_alphanumeric()) {
        return true;
    }
    let ordinal = scan.gap_after(i).is_empty()
        && scan.tokens.get(i + 1).is_some_and(|t| t.len() == 2)
        && matches!(scan.word(i + 1), b"th" | b"st" | b"nd" | b"rd");
    ordinal
        || is_height(scan, i)
        || is_cup(scan, i)
        || is_month_of_year(scan, i)
        || small_and_measured(scan, i, i + 1)
}

/// "Post ID: 2468101214", "lic# 0225-019-8834": a word for the number of a file, a licence or an
/// account stands before the number at token `i`. Gives the token behind that whole number, `i`
/// if there is none.
pub(super) fn behind_id(scan: &Scan<'_>, i: usize) -> usize {
    if !scan.tokens[i].number || i == 0 || !announced_id(scan, i) {
        return i;
    }
    let mut to = i + 1;
    // "ref 12345 07700 900123": behind a space only groups of a few digits go on.
    let spaced = scan.tokens[i].len() <= 4;
    while to < scan.tokens.len() && scan.tokens[to].number {
        match scan.gap_before(to) {
            b"-" | b"." | b"/" => {}
            b" " if spaced => {}
            _ => break,
        }
        to += 1;
    }
    // "ID 702-555-0144" is rather a number under a heading.
    if scan.word(i - 1) == b"id" && to > i + 1 {
        return i;
    }
    to
}

fn announced_id(scan: &Scan<'_>, i: usize) -> bool {
    let tied = |gap: &[u8]| gap.len() <= 3 && gap.iter().all(|b| b" #:.-=".contains(b));
    if !tied(scan.gap_before(i)) {
        return false;
    }
    let mut last = i - 1;
    // "licence no. 123", "CUI RO123": a word or two letters between.
    let between =
        matches!(scan.word(last), b"no" | b"nr" | b"num" | b"number" | b"nummer" | b"numero")
            || (scan.gap_before(i).is_empty() && scan.tokens[last].len() == 2);
    let post = last > 0
        && matches!(scan.word(last), b"id" | b"no" | b"nr" | b"number" | b"ref")
        && matches!(
            scan.word(last - 1),
            b"post" | b"posting" | b"poster" | b"ad" | b"listing" | b"advert" | b"profile" | b"s"
        );
    let numbered = scan.gap_before(i).contains(&b'#')
        && matches!(
            scan.word(last),
            b"ad"
                | b"listing"
                | b"post"
                | b"profile"
                | b"advert"
                | b"order"
                | b"case"
                | b"annonce"
                | b"anzeige"
                | b"advertentie"
                | b"anunt"
                | b"anuncio"
        );
    let posting =
        matches!(scan.word(last), b"post" | b"posting" | b"listing") && scan.tokens[i].len() >= 8;
    if post || numbered || posting {
        return true;
    }
    if between && last > 0 && tied(scan.gap_before(last)) {
        last -= 1;
    }
    let word = |j: usize| scan.is(j, Class::IdWord) || scan.ends_before(j + 1, Class::IdWord);
    // "telegram id 4477…" is a telephone number.
    let platform = last > 0
        && [Class::Platform, Class::ShortPlatform, Class::Call]
            .iter()
            .any(|c| scan.is(last - 1, *c));
    word(last) && !platform
}

/// `02/2019`: a month and a year; true for both numbers.
fn is_month_of_year(scan: &Scan<'_>, i: usize) -> bool {
    let pair = |i: usize| {
        scan.gap_after(i) == b"/"
            && scan.tokens[i].len() <= 2
            && scan.number(i).is_some_and(|n| (1..=12).contains(&n))
            && scan.tokens.get(i + 1).is_some_and(|t| t.number && t.len() == 4)
            && scan.number(i + 1).is_some_and(|n| (1950..=2040).contains(&n))
            && !(i > 0 && scan.tokens[i - 1].number && scan.gap_before(i).len() <= 1)
            && !(scan.tokens.get(i + 2).is_some_and(|t| t.number)
                && scan.gap_after(i + 1).len() <= 1)
    };
    pair(i) || (i > 0 && scan.tokens[i - 1].number && pair(i - 1))
}

/// The last of several groups set off alike, as a telephone number is: what stands behind it,
/// "786-555-0168 media hora 100", is not its unit.
fn closes_a_row(scan: &Scan<'_>, i: usize) -> bool {
    let mut digits = scan.tokens[i].len();
    let mut from = i;
    // No number has more than fifteen digits (E.164); the bound keeps long rows cheap.
    while from > 0
        && digits <= 15
        && scan.tokens[from - 1].number
        && scan.gap_before(from) == scan.gap_before(i)
        && scan.gap_before(i).len() <= 2
        && !scan.gap_before(i).contains(&b'\n')
    {
        from -= 1;
        digits += scan.tokens[from].len();
    }
    if digits > 15 {
        return false;
    }
    let plus = scan.byte_before(scan.tokens[from].start) == b'+';
    let groups = [0, 1, 2].map(|k| if from + k <= i { scan.tokens[from + k].len() } else { 0 });
    let national = scan.word(from)[0] == b'0' && i - from >= 2;
    match (plus, national) {
        (true, _) => (10..=12).contains(&digits),
        (_, true) => (9..=11).contains(&digits),
        _ => groups == [3, 3, 4] && i - from == 2,
    }
}

/// `5'4`: feet and inches; true for both numbers.
fn is_height(scan: &Scan<'_>, i: usize) -> bool {
    let feet = |i: usize| {
        matches!(scan.word(i), b"4" | b"5" | b"6")
            && scan.gap_after(i).starts_with(b"'")
            && scan.gap_after(i).len() <= 2
            && scan.number(i + 1).is_some_and(|n| n < 12)
            && !matches!(scan.byte_before(scan.tokens[i].start), b'\'' | b'a'..=b'z' | b'0'..=b'9')
            // `5'5'5'0'…`: a row of digits.
            && !(scan.gap_after(i + 1) == b"'" && scan.tokens.get(i + 2).is_some_and(|t| t.number))
    };
    feet(i) || (i > 0 && scan.tokens[i - 1].number && feet(i - 1))
}

/// `34c`: a cup size is glued to the number.
fn is_cup(scan: &Scan<'_>, i: usize) -> bool {
    let Some(n) = scan.number(i) else { return false };
    let next = i + 1;
    (28..=48).contains(&n)
        && scan.tokens[i].len() == 2
        && scan.gap_after(i).is_empty()
        && next < scan.tokens.len()
        && !scan.tokens[next].number
        && (matches!(scan.word(next), [b'a'..=b'k'] | b"dd" | b"ddd" | b"ff" | b"ee" | b"gg"))
        && !scan.tokens.get(next + 1).is_some_and(|t| t.number && t.start == scan.tokens[next].end)
}

/// A small number right before a unit of time, money, age or measure.
fn small_and_measured(scan: &Scan<'_>, i: usize, next: usize) -> bool {
    if next >= scan.tokens.len() || scan.tokens[i].len() > 4 && scan.tokens[i].number {
        return false;
    }
    let gap = scan.gap_after(i);
    if gap.len() > 1 || !(gap.is_empty() || gap == b" ") {
        return false;
    }
    let len = scan.tokens[i].len();
    let glued = gap.is_empty();
    scan.terms(next).iter().any(|hit| match hit.class {
        Class::Currency | Class::Span => true,
        Class::Unit | Class::Years | Class::Cm | Class::Kg | Class::Pound => len <= 3,
        Class::GluedUnit | Class::GluedYears | Class::Metre | Class::Foot | Class::Thousand => {
            glued && len <= 3
        }
        _ => false,
    }) || (glued || len <= 2) && matches!(scan.word(next), b"am" | b"pm")
}

pub(super) fn is_money(byte: u8) -> bool {
    use crate::fold::{EURO, POUND, ROSE, YEN};
    matches!(byte, b'$' | EURO | POUND | YEN | ROSE)
}
