//! `2I2-SSS-OI4S`, `3|0.555.0|7|`, `(3!2) 555-0!09`: groups of three, three and four figures, or
//! three, four and four behind a 0, some of them letters or signs that look like figures. Only
//! these usual groupings are read so: letters alone say little.

use super::plan;
use crate::scan::Scan;
use spoor_vocab::Kind;

/// Groupings of North America and of a British area code of three.
const GROUPINGS: [[usize; 3]; 2] = [[3, 3, 4], [3, 4, 4]];

/// Signs between the groups, long ones first; a bullet folds to `*`.
const BETWEEN: [&[u8]; 10] = [b" - ", b" . ", b" * ", b") ", b")-", b")", b"-", b".", b" ", b"/"];

/// The longest number that is read so, in folded bytes.
const LONGEST: usize = 17;

/// Whether three figures, or what looks like them, stand at folded byte `start`, and a plain one
/// close behind: a quick no for most words.
#[inline]
pub(super) fn possible(scan: &Scan<'_>, start: usize) -> bool {
    let rest = &scan.bytes()[start..];
    rest.len() > 9
        && rest[..3].iter().all(|b| FIGURES[usize::from(*b)])
        && rest.iter().take(LONGEST).any(u8::is_ascii_digit)
}

/// Reads the number that starts at token `i`; gives the token behind it.
pub(super) fn read(scan: &mut Scan<'_>, i: usize) -> Option<usize> {
    let start = scan.tokens[i].start as usize;
    let bytes = scan.bytes();
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    if !possible(scan, start) {
        return None;
    }
    let edge = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'|');
    if !edge(before) {
        return None;
    }
    let (digits, end) = GROUPINGS.iter().find_map(|groups| pattern(&bytes[start..], *groups))?;
    let end = start + end;
    if !edge(bytes.get(end)) {
        return None;
    }
    let digits = digits.as_slice();
    let reading = plan::read(digits, scan.hints.country, LOOK)?;
    let (value, confidence) = (reading.value(digits), reading.confidence - 0.1);
    scan.emit(Kind::Phone, value, start, end, confidence);
    scan.emit(Kind::Indicator, super::OBSCURED.to_owned(), start, end, confidence - 0.1);
    scan.take_bytes(start, end);
    Some(scan.tokens.partition_point(|t| (t.start as usize) < end))
}

const LOOK: plan::Look = plan::Look { plus: false, regular: true, called: false };

/// The digits of a number, ten or eleven.
#[derive(Clone, Copy, Default)]
struct Digits {
    bytes: [u8; 11],
    len: usize,
}

impl Digits {
    fn push(&mut self, digit: u8) {
        self.bytes[self.len] = digit;
        self.len += 1;
    }

    fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The figures at the start of `bytes` in these groups, and where they end; at least three of them
/// as themselves, and at least one not.
fn pattern(bytes: &[u8], groups: [usize; 3]) -> Option<(Digits, usize)> {
    let (mut digits, mut at, mut plain) = (Digits::default(), 0, 0);
    for (k, len) in groups.into_iter().enumerate() {
        let group = bytes.get(at..at + len)?;
        let figures = group.iter().filter(|b| b.is_ascii_digit()).count();
        plain += figures;
        for byte in group {
            digits.push(figure(*byte, figures >= 2)?);
        }
        at += len;
        if k < 2 {
            let rest = &bytes[at..];
            at += BETWEEN.iter().find(|sign| rest.starts_with(sign))?.len();
        }
    }
    let fits = match groups[1] {
        3 => plan::is_nanp(digits.as_slice()),
        _ => digits.as_slice().starts_with(b"02"),
    };
    (fits && (3..digits.len).contains(&plain)).then_some((digits, at))
}

/// Bytes that show a figure.
const FIGURES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = figure(byte as u8, true).is_some();
        byte += 1;
    }
    table
};

/// The figure a folded byte shows; `mixed`: it stands among figures, so that A and E may be ones.
const fn figure(byte: u8, mixed: bool) -> Option<u8> {
    Some(match byte {
        b'0'..=b'9' => byte,
        b'o' | b'q' => b'0',
        b'l' | b'i' | b'|' | b'!' => b'1',
        b'z' => b'2',
        b'e' if mixed => b'3',
        b'a' if mixed => b'4',
        b's' => b'5',
        b'b' => b'8',
        b'g' => b'9',
        _ => return None,
    })
}
