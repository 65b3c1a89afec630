//! Where a number can begin: a quick no for most words of a text.

use super::elements::starts_number;
use super::look_alike;
use crate::lexicon::{Class, NONE, NUMBER};
use crate::scan::Scan;

/// A number or a word for one.
const DIGITS: u64 = NUMBER | Class::Number.bit();

/// What can begin a number by itself.
const BEGINS: u64 = DIGITS | Class::Times.bit() | Class::MaybeDigit.bit() | Class::PartOpen.bit();

/// Whether any of the readers of digits could make something of token `i`, with no digit gathered
/// before it. True for more than can: each reader looks closer.
pub(super) fn possible(scan: &Scan<'_>, i: usize) -> bool {
    let token = scan.tokens[i];
    if scan.marks(i) & BEGINS != 0 || token.len() == 1 {
        return true;
    }
    // "se7en", "s!x", "o1": letters and figures glued together.
    let glued = |gap: &[u8]| matches!(gap, b"" | b"!" | b"@");
    let next = scan.tokens.get(i + 1);
    if next.is_some_and(|n| n.start - token.end <= 1) && glued(scan.gap_after(i))
        || i > 0 && scan.tokens[i - 1].end == token.start
    {
        return true;
    }
    let word = scan.word(i);
    // A word nobody knows: number words glued together ("doppelnull" too), or one misspelt.
    let unknown = token.word == NONE
        && (word[0] == b'd'
            || word[0] == b'o'
            || starts_number(word)
            || (scan.marks(i + 1) | scan.marks(i.wrapping_sub(1))) & DIGITS != 0);
    unknown || look_alike::possible(scan, token.start as usize)
}
