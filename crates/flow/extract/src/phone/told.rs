//! Numbers told in parts: "area code is 305, then comes 555, last four 0142".
//!
//! A word that announces a part (`part-open`) begins the telling; between the parts stand only
//! words that lead from one to the next (`part-open`, `part-link`). The parts together must make a
//! number by the plans, so that "starts at 10, then lunch" is nothing.

use super::barrier::barrier;
use super::elements::{self, Element};
use super::plan::{self, Look};
use crate::lexicon::Class;
use crate::scan::Scan;
use spoor_vocab::Kind;

/// The most words between two parts, and the longest pause within a part, in folded bytes.
const WORDS: usize = 7;
const PAUSE: usize = 3;

/// Parts read so far: digits, tokens, folded bytes.
struct Told {
    digits: Vec<u8>,
    /// Digits of the first part.
    first: usize,
    start: u32,
    end: u32,
    to: usize,
    parts: usize,
}

/// Reads the number that the term of [`Class::PartOpen`] at token `i` begins to tell; gives the
/// token behind it.
pub(super) fn read(scan: &mut Scan<'_>, i: usize) -> Option<usize> {
    let open = scan.term(i, Class::PartOpen).filter(|_| !scan.taken[i])?;
    let mut told = Told { digits: Vec::new(), first: 0, start: 0, end: 0, to: i, parts: 0 };
    let mut at = links(scan, open.to as usize)?;
    loop {
        let before = told.digits.len();
        if !part(scan, at, &mut told) {
            told.digits.truncate(before);
            break;
        }
        told.parts += 1;
        if told.parts == 1 {
            told.first = told.digits.len();
        }
        match links(scan, told.to) {
            Some(next) if told.digits.len() < 13 => at = next,
            _ => break,
        }
    }
    if told.parts == 1 && open.value == 2 && told.first == 3 {
        return area_behind(scan, i, &told);
    }
    // One part alone is what every number is.
    let n = told.digits.len();
    if told.parts < 2 || !(9..=13).contains(&n) || told.first >= 9 {
        return None;
    }
    let plus = scan.byte_before(told.start) == b'+';
    let look = Look { plus, regular: true, called: true };
    let reading = plan::read(&told.digits, scan.hints.country, look)?;
    report(scan, reading.value(&told.digits), (told.start, told.end), reading.confidence - 0.1);
    Some(told.to)
}

/// Behind the words that lead to the next part, from token `at` on: the token the part begins at.
fn links(scan: &Scan<'_>, mut at: usize) -> Option<usize> {
    let from = at;
    while at < scan.tokens.len() && at <= from + WORDS {
        let gap = scan.gap_before(at);
        if scan.taken[at] || gap.len() > 6 || gap.iter().filter(|&&b| b == b'\n').count() > 1 {
            return None;
        }
        let hit = scan.terms(at).iter().rev();
        let mut hit = hit.filter(|h| matches!(h.class, Class::PartOpen | Class::PartLink));
        match hit.next() {
            Some(hit) => at = hit.to as usize,
            None => return Some(at),
        }
    }
    None
}

/// Digits close together from token `at` on, into `told`.
fn part(scan: &Scan<'_>, mut at: usize, told: &mut Told) -> bool {
    let mut last: Option<Element> = None;
    while at < scan.tokens.len() && !scan.taken[at] && told.digits.len() < 16 {
        let gap = scan.gap_before(at);
        let close = gap.len() <= PAUSE && !gap.iter().any(|b| b",;:\n".contains(b));
        let linked = scan.is(at, Class::PartLink) && !scan.tokens[at].number;
        if last.is_some() && (!close || linked) || barrier(scan, at) {
            break;
        }
        let near = last.is_some() || told.parts > 0;
        let Some(e) = elements::read(scan, at, near, &mut told.digits) else { break };
        if told.parts == 0 && last.is_none() {
            told.start = e.start;
        }
        (told.end, told.to) = (e.end, e.to as usize);
        at = told.to;
        last = Some(e);
    }
    last.is_some()
}

/// "555 - 0122, area code 702": the area code behind the number; `i` is the token that announces
/// it.
fn area_behind(scan: &mut Scan<'_>, i: usize, told: &Told) -> Option<usize> {
    let mut line = Vec::new();
    let mut from = i;
    while from > 0 && line.len() < 7 && scan.tokens[from - 1].number && !scan.taken[from - 1] {
        let gap = scan.gap_after(from - 1);
        if gap.len() > PAUSE || gap.contains(&b'\n') || !gap.iter().all(|b| b" -.,(".contains(b)) {
            return None;
        }
        from -= 1;
        line.splice(0..0, scan.word(from).iter().copied());
    }
    let glued = from > 0 && scan.tokens[from - 1].number && scan.gap_before(from).len() == 1;
    if line.len() != 7 || glued {
        return None;
    }
    let digits = [&told.digits[..], &line].concat();
    let look = Look { plus: false, regular: true, called: true };
    let reading =
        plan::read(&digits, scan.hints.country, look).filter(|_| plan::is_nanp(&digits))?;
    let start = scan.tokens[from].start;
    report(scan, reading.value(&digits), (start, told.end), reading.confidence - 0.1);
    Some(told.to)
}

fn report(scan: &mut Scan<'_>, value: String, (start, end): (u32, u32), confidence: f32) {
    let (start, end) = (start as usize, end as usize);
    scan.emit(Kind::Phone, value, start, end, confidence);
    scan.emit(Kind::Indicator, super::OBSCURED.to_owned(), start, end, confidence - 0.1);
    scan.take_bytes(start, end);
}
