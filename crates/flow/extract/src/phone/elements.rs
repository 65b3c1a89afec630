//! Digits wherever they hide: runs of digits, words of six languages, words glued together,
//! letters that look like digits.

use super::{homophone, leet};
use crate::lexicon::{Class, Lexicon, NONE, Sense};
use crate::scan::Scan;
use crate::token::Hit;
use std::sync::LazyLock;

/// One piece of a number as written: tokens `from..to`, folded bytes `start..end`, and its digits
/// (a range of [`super::Scratch::digits`]).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element {
    pub(crate) to: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) digits: (u32, u32),
    /// Written as a word.
    pub(crate) word: bool,
    /// Not plain ASCII digits: word, emoji, letter for digit.
    pub(crate) disguised: bool,
}

impl Element {
    pub(crate) fn len(&self) -> usize {
        (self.digits.1 - self.digits.0) as usize
    }
}

/// Reads the element at token `i`, appending its digits. `after_digit`: the token before is an
/// element at arm's length, so that doubtful words may count.
pub(crate) fn read(
    scan: &Scan<'_>,
    i: usize,
    after_digit: bool,
    digits: &mut Vec<u8>,
) -> Option<Element> {
    let from = digits.len() as u32;
    let leet = leet::read(scan, i, digits);
    let to = if let Some(to) = leet {
        to
    } else if scan.tokens[i].number {
        digits.extend_from_slice(scan.word(i));
        i + 1
    } else if let Some(to) = tens(scan, i, digits) {
        to
    } else {
        word(scan, i, after_digit, digits)?
    };
    let start = scan.tokens[i].start;
    let number = scan.tokens[i].number;
    Some(Element {
        to: to as u32,
        start,
        end: scan.tokens[to - 1].end,
        digits: (from, digits.len() as u32),
        word: leet.is_some() || (!number && scan.tokens[i].len() > 2),
        disguised: leet.is_some() || !number || scan.folded.disguised(scan.text, start as usize),
    })
}

/// `two(2)`, `5 (five)`: the same digits once more in brackets behind `element`, as a word and as
/// figures; they count once.
pub(crate) fn doubled(scan: &Scan<'_>, mut element: Element, digits: &mut Vec<u8>) -> Element {
    let i = element.to as usize;
    if i >= scan.tokens.len() || scan.taken[i] || !matches!(scan.gap_before(i), b"(" | b" (" | b"[")
    {
        return element;
    }
    let len = digits.len();
    let again = read(scan, i, false, digits);
    let same = digits[len..] == digits[element.digits.0 as usize..len];
    digits.truncate(len);
    let Some(again) = again.filter(|again| same && again.word != element.word) else {
        return element;
    };
    if matches!(scan.byte_at(again.end), b')' | b']') {
        (element.to, element.end) = (again.to, again.end + 1);
        (element.word, element.disguised) = (true, true);
    }
    element
}

/// `seventy6`: a figure for the units; gives the token behind it.
fn tens(scan: &Scan<'_>, i: usize, digits: &mut Vec<u8>) -> Option<usize> {
    let hit = scan.term(i, Class::Number).filter(|h| h.value >= 20 && h.value % 10 == 0)?;
    let next = hit.to as usize;
    let unit = scan.number(next).filter(|n| (1..=9).contains(n) && scan.tokens[next].len() == 1)?;
    if !scan.gap_before(next).is_empty() {
        return None;
    }
    push_number(hit.value + unit, digits);
    Some(next + 1)
}

/// A word that stands for digits; gives the token behind it.
fn word(scan: &Scan<'_>, i: usize, after_digit: bool, digits: &mut Vec<u8>) -> Option<usize> {
    // "five hundred fifty five", before "five".
    if after_digit && let Some(hit) = scan.term(i, Class::Hundreds).filter(|h| h.value < 1000) {
        let (value, to) = compound(scan, hit);
        push_number(value, digits);
        return Some(to);
    }
    if let Some(hit) = scan.term(i, Class::Number) {
        push_number(hit.value, digits);
        return Some(hit.to as usize);
    }
    if let Some(hit) = scan.term(i, Class::Times) {
        let next = hit.to as usize;
        let digit = digit_at(scan, next)?;
        digits.extend(std::iter::repeat_n(b'0' + digit, hit.value as usize));
        return Some(next + 1);
    }
    if after_digit {
        // "for" and "to" are digits only where digits stand on both sides, close by.
        if let Some(value) = homophone::within(scan, i) {
            push_number(value, digits);
            return Some(i + 1);
        }
        if scan.is(i, Class::Hundred) {
            digits.extend_from_slice(b"00");
            return Some(i + 1);
        }
    }
    if !after_digit && let Some(value) = homophone::at_head(scan, i) {
        push_number(value, digits);
        return Some(i + 1);
    }
    if scan.word(i) == b"o" && i + 1 < scan.tokens.len() {
        // "seven O two": a lone o among digits in words; "O seven seven": or before them.
        let behind = scan.gap_after(i).len() == 1;
        let digit = digit_like(scan, i + 1) || scan.word(i + 1) == b"o";
        let close = after_digit && scan.gap_before(i).len() == 1 && digit;
        let first = !after_digit && !scan.tokens[i + 1].number && digit_at(scan, i + 1).is_some();
        if behind && (close || first) {
            digits.push(b'0');
            return Some(i + 1);
        }
    }
    if let Some(to) = spelled(scan, i, digits) {
        return Some(to);
    }
    if look_alikes(scan, i, digits) {
        return Some(i + 1);
    }
    if scan.tokens[i].word != NONE {
        return None;
    }
    if twice(scan, i, digits) || nought_first(scan, i, digits) {
        return Some(i + 1);
    }
    if let Some(value) = super::fuzzy::read(scan, i) {
        push_number(value, digits);
        return Some(i + 1);
    }
    // "TwoO2": two short for a guess, but for the digit glued to it.
    let number = |j: usize| scan.tokens.get(j).is_some_and(|t| t.number);
    let glued = (number(i + 1) && scan.gap_after(i).is_empty())
        || (i > 0 && number(i - 1) && scan.gap_before(i).is_empty());
    let shortest = if glued { 4 } else { 6 };
    let word = scan.word(i);
    (word.len() >= shortest && glued_words(word, scan.lexicon, digits)).then_some(i + 1)
}

/// A digit named twice in one word.
fn twice(scan: &Scan<'_>, i: usize, digits: &mut Vec<u8>) -> bool {
    // "doppelnull", "dubbelzes".
    let twice =
        [&b"doppel"[..], b"dubbel", b"double"].iter().find_map(|t| scan.word(i).strip_prefix(*t));
    let twice = twice.map_or(&[][..], |rest| scan.lexicon.of_word(rest));
    if let Some(sense) = twice.iter().find(|s| s.class == Class::Number && s.value < 10) {
        digits.extend([b'0' + sense.value as u8; 2]);
        return true;
    }
    false
}

/// "oone": nought and one, rather than a slip.
fn nought_first(scan: &Scan<'_>, i: usize, digits: &mut Vec<u8>) -> bool {
    let word = scan.word(i);
    word.starts_with(b"o") && glued_words(word, scan.lexicon, digits)
}

/// "five hundred fifty five": hundreds, then tens from ten on ("five hundred five" says five
/// hundred and another digit as often); the number and the token behind it.
fn compound(scan: &Scan<'_>, hundreds: Hit) -> (u32, usize) {
    let to = hundreds.to as usize;
    let and = to < scan.tokens.len()
        && scan.gap_before(to) == b" "
        && matches!(scan.word(to), b"and" | b"en" | b"und" | b"et" | b"y" | b"si");
    let next = to + usize::from(and);
    let spaced = next < scan.tokens.len() && scan.gap_before(next) == b" ";
    let tens = scan.term(next, Class::Number).filter(|t| spaced && t.value >= 10);
    match tens {
        Some(tens) if hundreds.value.is_multiple_of(100) => {
            (hundreds.value + tens.value, tens.to as usize)
        }
        _ => (hundreds.value, to),
    }
}

/// `s e v e n o t w o`: number words letter by letter; gives the token behind them.
fn spelled(scan: &Scan<'_>, i: usize, digits: &mut Vec<u8>) -> Option<usize> {
    let letter = |j: usize| scan.tokens[j].len() == 1 && !scan.tokens[j].number;
    if i + 2 >= scan.tokens.len() || !(letter(i) && letter(i + 1) && letter(i + 2)) {
        return None;
    }
    let mut word = Vec::new();
    let mut to = i;
    while to < scan.tokens.len()
        && word.len() < 60
        && letter(to)
        && (to == i || matches!(scan.gap_before(to), b" " | b"." | b"-"))
    {
        word.extend_from_slice(scan.word(to));
        to += 1;
    }
    (word.len() >= 3 && glued_words(&word, scan.lexicon, digits)).then_some(to)
}

pub(super) fn push_number(value: u32, digits: &mut Vec<u8>) {
    if value >= 100 {
        digits.push(b'0' + (value / 100) as u8);
    }
    if value >= 10 {
        digits.push(b'0' + (value / 10 % 10) as u8);
    }
    digits.push(b'0' + (value % 10) as u8);
}

/// The single digit that token `i` is, as a figure or a word.
fn digit_at(scan: &Scan<'_>, i: usize) -> Option<u8> {
    let token = scan.tokens.get(i)?;
    if token.number {
        return (token.len() == 1).then(|| scan.word(i)[0] - b'0');
    }
    if scan.word(i) == b"o" {
        return Some(0);
    }
    scan.term(i, Class::Number).filter(|h| h.value < 10).map(|h| h.value as u8)
}

pub(super) fn digit_like(scan: &Scan<'_>, i: usize) -> bool {
    scan.tokens[i].number || scan.is(i, Class::Number)
}

/// Letters read as digits: o l i anywhere glued to a digit, s z b g q only between digits.
fn look_alikes(scan: &Scan<'_>, i: usize, digits: &mut Vec<u8>) -> bool {
    let word = scan.word(i);
    if word.len() > 5 {
        return false;
    }
    let glued_before = i > 0 && scan.tokens[i - 1].number && scan.gap_before(i).is_empty();
    let next = i + 1;
    let glued_after =
        next < scan.tokens.len() && scan.tokens[next].number && scan.gap_after(i).is_empty();
    let beside = |j: usize, gap: &[u8]| {
        j < scan.tokens.len() && scan.tokens[j].number && gap.len() == 1 && gap != b"\n"
    };
    let sure = word.iter().all(|b| b"oli".contains(b));
    let lone = sure
        && word.len() == 1
        && i > 0
        && beside(i - 1, scan.gap_before(i))
        && beside(next, scan.gap_after(i));
    let fits = if sure { glued_before || glued_after || lone } else { glued_before && glued_after };
    if !fits {
        return false;
    }
    let from = digits.len();
    for byte in word {
        digits.push(match byte {
            b'o' | b'q' => b'0',
            b'l' | b'i' => b'1',
            b'z' => b'2',
            b's' => b'5',
            b'b' => b'8',
            b'g' => b'9',
            _ => {
                digits.truncate(from);
                return false;
            }
        });
    }
    true
}

/// First two letters of every number word: a quick no for most words.
static STARTS: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut out = vec![false; 26 * 26];
    for row in crate::lexicon::rows("numbers") {
        let bytes = row[0].as_bytes();
        if let Some(slot) = pair(bytes).and_then(|p| out.get_mut(p)) {
            *slot = true;
        }
    }
    out
});

/// Whether some number word starts with the first two letters of `word`.
pub(super) fn starts_number(word: &[u8]) -> bool {
    pair(word).is_some_and(|p| STARTS[p])
}

fn pair(bytes: &[u8]) -> Option<usize> {
    let a = bytes.first()?.checked_sub(b'a')?;
    let b = bytes.get(1)?.checked_sub(b'a')?;
    (a < 26 && b < 26).then(|| usize::from(a) * 26 + usize::from(b))
}

/// Number words glued together are token `i`: appends their digits.
pub(super) fn glued(scan: &Scan<'_>, i: usize, digits: &mut Vec<u8>) -> bool {
    let word = scan.word(i);
    word.len() >= 6 && scan.tokens[i].word == NONE && glued_words(word, scan.lexicon, digits)
}

/// "fivefivefive": number words glued together, all the way.
fn glued_words(word: &[u8], lexicon: &Lexicon, digits: &mut Vec<u8>) -> bool {
    // "oone": an o before the first.
    if word.len() > 80
        || !starts_number(word.strip_prefix(b"o").unwrap_or(word)) && !starts_number(word)
    {
        return false;
    }
    let from = digits.len();
    let mut at = 0;
    while at < word.len() {
        let longest = (word.len() - at).min(20);
        let found = (2..=longest).rev().find_map(|len| {
            let senses = lexicon.of_word(&word[at..at + len]);
            let number = |s: &&Sense| {
                s.class == Class::Number || s.class == Class::Hundreds && s.value < 1000
            };
            senses.iter().find(number).map(|s| (len, s.value))
        });
        // "fiveofive": an o among number words.
        if found.is_none() && word[at] == b'o' {
            digits.push(b'0');
            at += 1;
            continue;
        }
        let Some((len, value)) = found else {
            digits.truncate(from);
            return false;
        };
        push_number(value, digits);
        at += len;
    }
    true
}
