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

/// Reads the number that starts at token `i`; gives the token behind it.
pub(super) fn read(scan: &mut Scan<'_>, i: usize) -> Option<usize> {
    let start = scan.tokens[i].start as usize;
    let bytes = scan.bytes();
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    // A quick no for most words: three figures, then a sign.
    if !bytes.get(start..start + 3)?.iter().all(|b| figure(*b, true).is_some()) {
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
    let reading = plan::read(&digits, scan.hints.country, LOOK)?;
    let (value, confidence) = (reading.value(&digits), reading.confidence - 0.1);
    scan.emit(Kind::Phone, value, start, end, confidence);
    scan.emit(Kind::Indicator, super::OBSCURED.to_owned(), start, end, confidence - 0.1);
    scan.take_bytes(start, end);
    Some(scan.tokens.partition_point(|t| (t.start as usize) < end))
}

const LOOK: plan::Look = plan::Look { plus: false, regular: true, called: false };

/// The figures at the start of `bytes` in these groups, and where they end; at least three of them
/// as themselves, and at least one not.
fn pattern(bytes: &[u8], groups: [usize; 3]) -> Option<(Vec<u8>, usize)> {
    let (mut digits, mut at, mut plain) = (Vec::new(), 0, 0);
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
        3 => plan::is_nanp(&digits),
        _ => digits.starts_with(b"02"),
    };
    (fits && (3..digits.len()).contains(&plain)).then_some((digits, at))
}

/// The figure a folded byte shows; `mixed`: it stands among figures, so that A and E may be ones.
fn figure(byte: u8, mixed: bool) -> Option<u8> {
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
