//! Telephone numbers, however disguised.
//!
//! Digits are gathered as elements (figures, words of six languages, look-alike letters), chained
//! where only signs stand between, and cut into numbers by what the numbering plans allow. A
//! number beside a unit, a currency sign or a cup size is something else and breaks the chain.

mod elements;
pub(crate) mod plan;
mod split;
mod url;

use crate::lexicon::Class;
use crate::scan::Scan;
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
        let near = scratch.elements.last().is_some_and(|last| last.to as usize == i);
        if scan.taken[i] || barrier(scan, i) {
            close(scan, scratch);
            i += 1;
            continue;
        }
        if near && !joins(scan.gap_before(i)) {
            close(scan, scratch);
        }
        let near = !scratch.elements.is_empty();
        if let Some(element) = elements::read(scan, i, near, &mut scratch.digits) {
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

/// Whether digits on both sides of `gap` can belong together.
fn joins(gap: &[u8]) -> bool {
    gap.len() <= GAP_MAX && gap.iter().filter(|&&b| b == b'\n').count() <= 2
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

/// Whether the number at token `i` is surely something else than part of a telephone number.
fn barrier(scan: &Scan<'_>, i: usize) -> bool {
    let token = scan.tokens[i];
    if !token.number {
        return scan.is(i, Class::Number) && small_and_measured(scan, i, i + 1);
    }
    let len = token.len();
    if len > 15 {
        return true;
    }
    let before = scan.byte_before(token.start);
    if is_money(before) && len <= 4 {
        // `773$5five5`: the sign stands between digits, glued on both sides.
        let outside = if token.start >= 2 { scan.byte_before(token.start - 1) } else { 0 };
        if !outside.is_ascii_alphanumeric() {
            return true;
        }
    }
    if len > 4 {
        return is_posting_number(scan, i);
    }
    let after = scan.byte_at(token.end);
    let behind = scan.byte_at(token.end + 1);
    if after == b'%' || (is_money(after) && !behind.is_ascii_alphanumeric()) {
        return true;
    }
    is_height(scan, i) || is_cup(scan, i) || small_and_measured(scan, i, i + 1)
}

/// "Post ID: 2468101214".
fn is_posting_number(scan: &Scan<'_>, i: usize) -> bool {
    i >= 2
        && scan.gap_before(i).len() <= 3
        && matches!(scan.word(i - 1), b"id" | b"no" | b"nr" | b"number" | b"ref")
        && matches!(
            scan.word(i - 2),
            b"post" | b"posting" | b"poster" | b"ad" | b"listing" | b"advert" | b"profile" | b"s"
        )
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

fn is_money(byte: u8) -> bool {
    use crate::fold::{EURO, POUND, ROSE, YEN};
    matches!(byte, b'$' | EURO | POUND | YEN | ROSE)
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
    let chain = split::Chain {
        elements: &scratch.elements,
        digits: &scratch.digits,
        bytes: scan.bytes(),
        country: scan.hints.country,
        called: called(scan, token, first),
    };
    split::solve(&chain, &mut scratch.best, &mut scratch.numbers);
    for number in scratch.numbers.iter().rev() {
        let elements = &scratch.elements[number.from..number.to];
        let (a, b) = (elements[0], elements[elements.len() - 1]);
        let digits = &scratch.digits[a.digits.0 as usize..b.digits.1 as usize];
        let (start, end) = (with_plus(scan, a.start as usize, number.plus), b.end as usize);
        let sure = number.reading.confidence;
        let confidence = if number.obscured { sure - 0.1 } else { sure };
        scan.emit(Kind::Phone, number.reading.value(digits), start, end, confidence);
        if number.obscured {
            scan.emit(Kind::Indicator, OBSCURED.to_owned(), start, end, confidence - 0.1);
        }
        scan.take_bytes(start, end);
    }
}

/// Whether a word or picture of telephoning stands shortly before token `i`.
fn called(scan: &Scan<'_>, i: usize, start: u32) -> bool {
    let from = (start as usize).saturating_sub(12);
    scan.bytes()[from..start as usize].contains(&crate::fold::PHONE)
        || (i.saturating_sub(5)..i).any(|j| scan.is(j, Class::Call))
}

fn with_plus(scan: &Scan<'_>, start: usize, plus: bool) -> usize {
    let from = start.saturating_sub(3);
    let sign = scan.bytes()[from..start].iter().rposition(|&b| b == b'+');
    if plus { sign.map_or(start, |at| from + at) } else { start }
}
