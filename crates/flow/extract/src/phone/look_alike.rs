//! `2I2-SSS-OI4S`, `3|0.555.0|7|`: groups of three, three and four figures, some of them letters
//! that look like figures. Only this usual North American grouping is read so: letters alone say
//! little.

use super::plan;
use crate::scan::Scan;
use spoor_vocab::Kind;

/// Length of the pattern, in folded bytes, with one sign between the groups.
const LEN: usize = 12;

/// Reads the number that starts at token `i`; gives the token behind it.
pub(super) fn read(scan: &mut Scan<'_>, i: usize) -> Option<usize> {
    let bytes = scan.bytes();
    let start = scan.tokens[i].start as usize;
    let run = bytes.get(start..start + LEN)?;
    let edge = |b: Option<&u8>| b.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'|');
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    if !b" -./".contains(&run[3]) || run[7] != run[3] || !edge(before) {
        return None;
    }
    if !edge(bytes.get(start + LEN)) {
        return None;
    }
    let mut digits = [0; 10];
    let figures = run[..3].iter().chain(&run[4..7]).chain(&run[8..]);
    for (slot, byte) in digits.iter_mut().zip(figures) {
        *slot = figure(*byte)?;
    }
    let plain = run.iter().filter(|b| b.is_ascii_digit()).count();
    if !plan::is_nanp(&digits) || !(3..10).contains(&plain) {
        return None;
    }
    let reading = plan::read(&digits, scan.hints.country, LOOK)?;
    let (value, confidence) = (reading.value(&digits), reading.confidence - 0.1);
    scan.emit(Kind::Phone, value, start, start + LEN, confidence);
    scan.emit(Kind::Indicator, super::OBSCURED.to_owned(), start, start + LEN, confidence - 0.1);
    scan.take_bytes(start, start + LEN);
    Some(scan.tokens.partition_point(|t| (t.start as usize) < start + LEN))
}

const LOOK: plan::Look = plan::Look { plus: false, regular: true, called: false };

/// The figure a folded byte shows.
fn figure(byte: u8) -> Option<u8> {
    Some(match byte {
        b'0'..=b'9' => byte,
        b'o' | b'q' => b'0',
        b'l' | b'i' | b'|' => b'1',
        b'z' => b'2',
        b's' => b'5',
        b'b' => b'8',
        b'g' => b'9',
        _ => return None,
    })
}
