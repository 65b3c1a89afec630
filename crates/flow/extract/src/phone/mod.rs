//! Telephone numbers, however disguised.
//!
//! Digits are gathered as elements (figures, words of six languages, look-alike letters), chained
//! where only signs stand between, and cut into numbers by what the numbering plans allow. A
//! number beside a unit, a currency sign or a cup size is something else and breaks the chain.

mod adorned;
mod backwards;
mod barrier;
mod elements;
mod fuzzy;
mod homophone;
mod leet;
mod look_alike;
pub(crate) mod plan;
mod slug;
mod split;
mod start;
mod told;
mod url;
mod vanity;

use crate::lexicon::Class;
use crate::scan::Scan;
use barrier::{barrier, behind_id};
use elements::Element;
use spoor_vocab::Kind;
pub(crate) use url::find_in_url;

/// Code of the indicator of a number that a machine should not read.
const OBSCURED: &str = "contact.obscured-phone";

/// The longest gap inside a number, in folded bytes.
const GAP_MAX: usize = 10;

/// Reused buffers.
#[derive(Default)]
pub(crate) struct Scratch {
    elements: Vec<Element>,
    digits: Vec<u8>,
    best: Vec<(f32, Option<split::Number>)>,
    numbers: Vec<split::Number>,
}

/// Finds the numbers of a text and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>, scratch: &mut Scratch) {
    scratch.elements.clear();
    scratch.digits.clear();
    let mut i = 0;
    while i < scan.tokens.len() {
        if scratch.elements.is_empty() && !start::possible(scan, i) {
            i += 1;
            continue;
        }
        let near = scratch.elements.last().is_some_and(|last| last.to as usize == i);
        let id = behind_id(scan, i);
        if id > i || scan.taken[i] || barrier(scan, i) {
            close(scan, scratch);
            i = id.max(i + 1);
            continue;
        }
        if let Some(end) = whole(scan, i) {
            close(scan, scratch);
            i = end;
            continue;
        }
        if near && !joins(scan.gap_before(i)) {
            close(scan, scratch);
        }
        let near = !scratch.elements.is_empty();
        if let Some(element) = elements::read(scan, i, near, &mut scratch.digits) {
            let element = elements::doubled(scan, element, &mut scratch.digits);
            i = element.to as usize;
            scratch.elements.push(element);
        } else if near && filler(scan, i) {
            // Read on behind it: the gap takes it in.
            i += 1;
            if let Some(last) = scratch.elements.last_mut() {
                last.to = i as u32;
            }
        } else {
            close(scan, scratch);
            i += 1;
        }
    }
    close(scan, scratch);
}

/// A number that begins at token `i` and is no chain of digits; gives the token behind it.
fn whole(scan: &mut Scan<'_>, i: usize) -> Option<usize> {
    told::read(scan, i).or_else(|| look_alike::read(scan, i)).or_else(|| vanity::read(scan, i))
}

/// Whether digits on both sides of `gap` can belong together.
fn joins(gap: &[u8]) -> bool {
    // "310, a line of stars, 555": a rule drawn between the groups.
    let drawn = gap.iter().filter(|&&b| matches!(b, b'*' | b'-' | b'_' | b'~' | b'=')).count() >= 3;
    let lines = gap.iter().filter(|&&b| b == b'\n').count();
    gap.len() <= GAP_MAX && lines <= if drawn { 4 } else { 2 }
}

/// "dash", or one letter (repeated) glued between digits, as in `813x555x0142`.
fn filler(scan: &Scan<'_>, i: usize) -> bool {
    let next_number = scan.tokens.get(i + 1).is_some_and(|t| t.number);
    if scan.is(i, Class::Filler) {
        return scan.gap_before(i).len() <= 2 && scan.gap_after(i).len() <= 2;
    }
    let glued = scan.gap_before(i).is_empty() && scan.gap_after(i).is_empty();
    let word = scan.word(i);
    let one_letter = word.len() <= 4 && word.iter().all(|b| *b == word[0]);
    // `1h30`, `1m65` are something else.
    glued && next_number && one_letter && (word == b"x" || word.len() >= 2)
}

/// Reads the chain gathered so far and starts a new one.
fn close(scan: &mut Scan<'_>, scratch: &mut Scratch) {
    if scratch.digits.len() >= 8 {
        read_chain(scan, scratch);
    }
    scratch.elements.clear();
    scratch.digits.clear();
}

fn read_chain(scan: &mut Scan<'_>, scratch: &mut Scratch) {
    let first = scratch.elements[0].start;
    let token = scan.tokens.partition_point(|t| t.start < first);
    let behind = scratch.elements.last().map_or(token, |last| last.to as usize);
    let turned = backwards::read(scan, &scratch.elements, &scratch.digits, (token, behind));
    if let Some((digits, reading)) = turned {
        let end = scratch.elements.last().map_or(first, |last| last.end) as usize;
        let confidence = reading.confidence - 0.1;
        scan.emit(Kind::Phone, reading.value(&digits), first as usize, end, confidence);
        let obscured = OBSCURED.to_owned();
        scan.emit(Kind::Indicator, obscured, first as usize, end, confidence - 0.1);
        scan.take_bytes(first as usize, end);
        return;
    }
    let chain = split::Chain {
        elements: &scratch.elements,
        digits: &scratch.digits,
        bytes: scan.bytes(),
        country: scan.hints.country,
        called: called(scan, token, first, behind),
    };
    split::solve(&chain, &mut scratch.best, &mut scratch.numbers);
    for number in scratch.numbers.iter().rev() {
        let elements = &scratch.elements[number.from..number.to];
        let (a, b) = (elements[0], elements[elements.len() - 1]);
        let digits = &scratch.digits[a.digits.0 as usize..b.digits.1 as usize];
        let (start, end) = (with_plus(scan, a.start as usize, number.plus), b.end as usize);
        let sure = number.reading.confidence;
        let confidence = if number.obscured { sure - 0.1 } else { sure };
        let value = number.reading.value(digits);
        scan.emit(Kind::Phone, value.clone(), start, end, confidence);
        if number.obscured {
            scan.emit(Kind::Indicator, OBSCURED.to_owned(), start, end, confidence - 0.1);
        }
        scan.take_bytes(start, end);
        second(scan, end, &value, confidence);
    }
}

/// Words and signs between a number and the other end of another.
const OR: [&[u8]; 12] =
    [b"or", b"of", b"oder", b"ou", b"o", b"sau", b"and", b"en", b"und", b"et", b"y", b"si"];

/// "07700 900135 or 136", "01 62 / 63": the last digits of a second number, close to the first
/// one's. `end`: where the first ends, `value` what it is.
fn second(scan: &mut Scan<'_>, end: usize, value: &str, confidence: f32) {
    let mut at = scan.tokens.partition_point(|t| (t.start as usize) < end);
    let short = |gap: &[u8]| gap.len() <= 5 && gap.iter().all(|b| b" .-/&".contains(b));
    if at >= scan.tokens.len() || !short(scan.gap_before(at)) {
        return;
    }
    let stroke = scan.gap_before(at).iter().any(|b| b"/&".contains(b));
    if OR.contains(&scan.word(at)) {
        at += 1;
    } else if !stroke {
        return;
    }
    let Some(tail) = scan.number(at).filter(|_| !scan.taken[at] && short(scan.gap_before(at)))
    else {
        return;
    };
    let len = scan.tokens[at].len();
    let alone = !matches!(scan.gap_after(at), b"-" | b"/" | b"." | b":" | b"");
    // "… or 09 70 00 50 99 02": the head of a whole number.
    let alone = alone && !(scan.gap_after(at) == b" " && scan.number(at + 1).is_some());
    let alone = alone || at + 1 == scan.tokens.len();
    if !(2..=4).contains(&len) || !alone || barrier(scan, at) || value.len() < 9 {
        return;
    }
    let (head, last) = value.split_at(value.len() - len);
    let near = last.parse::<u32>().is_ok_and(|n| n != tail && n.abs_diff(tail) <= 10);
    if near {
        let value = format!("{head}{}", String::from_utf8_lossy(scan.word(at)));
        scan.emit_tokens(Kind::Phone, value, at, at + 1, confidence - 0.15);
        scan.take(at, at + 1);
    }
}

/// Whether a word or picture of telephoning stands shortly before token `i`, or
/// right at token `behind`.
fn called(scan: &Scan<'_>, i: usize, start: u32, behind: usize) -> bool {
    let from = (start as usize).saturating_sub(12);
    scan.bytes()[from..start as usize].contains(&crate::fold::PHONE)
        || (i.saturating_sub(5)..i).any(|j| scan.is(j, Class::Call))
        || (behind < scan.tokens.len()
            && scan.is(behind, Class::Call)
            && scan.gap_before(behind).len() <= 2)
}

fn with_plus(scan: &Scan<'_>, start: usize, plus: bool) -> usize {
    let from = start.saturating_sub(3);
    let sign = scan.bytes()[from..start].iter().rposition(|&b| b == b'+');
    if plus { sign.map_or(start, |at| from + at) } else { start }
}
