//! Words that sound like a digit: "too won too, five five five, oh won for ate".

use super::elements::digit_like;
use crate::lexicon::Class;
use crate::scan::Scan;

/// The most such words in a row.
const ROW: usize = 4;

/// The digit that the word at token `i`, behind a digit, sounds like: certain digits follow close
/// by, with nothing but such words between, or the row ends with a word that nobody ends a
/// sentence with.
pub(super) fn within(scan: &Scan<'_>, i: usize) -> Option<u32> {
    let hit = scan.term(i, Class::MaybeDigit)?;
    if scan.gap_before(i).len() > 1 {
        return None;
    }
    let (count, followed) = row(scan, i);
    let last = i + count - 1;
    let spoken = !scan.tokens[i - 1].number;
    let closing = |j: usize| {
        matches!(scan.word(j), b"ate" | b"won" | b"nein")
            || j > 0 && scan.word(j) == b"too" && scan.is(j - 1, Class::MaybeDigit)
    };
    let ended = scan.tokens.get(last + 1).is_none_or(|_| scan.gap_after(last) != b" ");
    let ends = spoken && ended && closing(last);
    (followed || ends).then_some(hit.value)
}

/// The digit that the word at token `i`, with no digit before it, sounds like: a number word
/// follows, and another such word before it or behind.
pub(super) fn at_head(scan: &Scan<'_>, i: usize) -> Option<u32> {
    let hit = scan.term(i, Class::MaybeDigit)?;
    let (count, followed) = row(scan, i);
    let word = scan.tokens.get(i + count).is_some_and(|t| !t.number);
    // "nein one seven", "too oh too": words that seldom stand before a digit.
    let next = |k: usize| {
        i + k < scan.tokens.len()
            && scan.gap_before(i + k) == b" "
            && (digit_like(scan, i + k) || scan.is(i + k, Class::MaybeDigit))
    };
    let strong = matches!(scan.word(i), b"nein" | b"too" | b"won" | b"ate") && next(1) && next(2);
    (followed && word && (count >= 2 || strong)).then_some(hit.value)
}

/// How many such words stand in a row from token `i` on, and whether digits follow close by.
fn row(scan: &Scan<'_>, i: usize) -> (usize, bool) {
    let mut count = 1;
    loop {
        let next = i + count;
        let close = next < scan.tokens.len()
            && matches!(scan.gap_before(next), b" " | b"" | b"-" | b"." | b", ");
        if !close || count == ROW {
            return (count, false);
        }
        if digit_like(scan, next) {
            return (count, true);
        }
        if !scan.is(next, Class::MaybeDigit) {
            return (count, false);
        }
        count += 1;
    }
}
