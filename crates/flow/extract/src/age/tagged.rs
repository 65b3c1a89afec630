//! Ages with a letter for the sex or for years glued to them: "F37", "37F", "w/28", "24a".

use super::Number;
use super::introduced::ends;
use super::person::is_woman;
use crate::lexicon::Class;
use crate::scan::Scan;

/// Whether the number `n` is such an age; gives the token behind it.
pub(super) fn read(scan: &Scan<'_>, n: Number) -> Option<usize> {
    if !scan.tokens[n.from].number || !(18..=65).contains(&n.value) {
        return None;
    }
    letter_before(scan, n).or_else(|| letter_behind(scan, n)).or_else(|| years_behind(scan, n))
}

/// "F37 offers", "w/28" at the head of a text or a line, or set off by a sign: "Room F37" is none.
fn letter_before(scan: &Scan<'_>, n: Number) -> Option<usize> {
    let sex = n.from.checked_sub(1)?;
    // "W30" is a size of jeans.
    let said = match scan.gap_before(n.from) {
        b"/" => matches!(scan.word(sex), b"f" | b"w"),
        gap => gap.is_empty() && scan.word(sex) == b"f",
    };
    let fits = said && head(scan, sex) && ends(scan, n);
    let listed = scan.tokens.get(n.to).is_some_and(|t| t.number);
    (fits && !listed).then_some(n.to)
}

/// "37F": not of an even number that a bra has.
fn letter_behind(scan: &Scan<'_>, n: Number) -> Option<usize> {
    let cup = n.value >= 28 && n.value.is_multiple_of(2);
    let letter = scan.tokens.get(n.to).is_some() && scan.gap_before(n.to).is_empty();
    if cup || !letter || scan.word(n.to) != b"f" || !head(scan, n.from) {
        return None;
    }
    let gap = scan.gap_after(n.to);
    let apart = gap.first().is_none_or(|b| b" ,.;|/)\n".contains(b));
    let sized = scan.tokens.get(n.to + 1).is_some_and(|t| t.number && gap.len() == 1);
    (apart && !sized).then_some(n.to + 1)
}

/// "24a, 1m74", "Luna 30a": behind a name, or before the next figure of a description. A house in
/// a street, "Hauptstr. 24a", is none.
fn years_behind(scan: &Scan<'_>, n: Number) -> Option<usize> {
    let letter = scan.tokens.get(n.to).is_some() && scan.gap_before(n.to).is_empty();
    if !letter || scan.word(n.to) != b"a" {
        return None;
    }
    let gap = scan.gap_after(n.to);
    if !gap.first().is_none_or(|b| b",.;|/)\n".contains(b)) {
        return None;
    }
    let before = scan.gap_before(n.from);
    let person = |j: usize| {
        (scan.is(j, Class::Name) || scan.is(j, Class::MaybeName)) && scan.capital(j)
            || is_woman(scan, j)
    };
    let named = n.from > 0 && matches!(before, b" " | b", " | b" (") && person(n.from - 1);
    let next = scan.tokens.get(n.to + 1);
    let described = matches!(before, b", " | b"," | b" - " | b"/")
        && next.is_some_and(|t| t.number && t.len() <= 3)
        && gap.starts_with(b",");
    (named || described).then_some(n.to + 1)
}

/// Token `i` is the first of the text or of a line, or a sign other than a stop sets it off.
fn head(scan: &Scan<'_>, i: usize) -> bool {
    let gap = scan.gap_before(i);
    i == 0 || gap.contains(&b'\n') || matches!(gap, b", " | b" (" | b"(" | b" | " | b" - ")
}
