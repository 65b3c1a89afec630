//! Numbers in URLs: stricter than in text, since posting numbers stand beside them.

use super::plan::{self, Look};
use crate::scan::Scan;
use spoor_vocab::Kind;

/// Finds the numbers in the URL at folded bytes `start..end`.
pub(crate) fn find_in_url(scan: &mut Scan<'_>, start: usize, end: usize) {
    let mut i = scan.tokens.partition_point(|t| (t.start as usize) < start);
    while i < scan.tokens.len() && (scan.tokens[i].end as usize) <= end {
        if !scan.tokens[i].number {
            i += 1;
            continue;
        }
        let to = run(scan, i, end);
        read(scan, i, to, start, end);
        i = to;
    }
}

/// The end of the run of numbers that starts at token `i`, with one sign between each two.
fn run(scan: &Scan<'_>, i: usize, end: usize) -> usize {
    let mut to = i + 1;
    while to < scan.tokens.len()
        && scan.tokens[to].number
        && (scan.tokens[to].end as usize) <= end
        && matches!(scan.gap_before(to), b"-" | b"." | b"_" | b"+")
    {
        to += 1;
    }
    to
}

fn read(scan: &mut Scan<'_>, from: usize, to: usize, start: usize, end: usize) {
    let digits: Vec<u8> = (from..to).flat_map(|i| scan.word(i).iter().copied()).collect();
    let groups = [0, 1, 2, 3].map(|k| if from + k < to { scan.tokens[from + k].len() } else { 0 });
    let solid = to - from == 1;
    let nanp =
        plan::is_nanp(&digits) && matches!(groups, [3, 3, 4, 0] | [3, 7, 0, 0] | [6, 4, 0, 0]);
    let known = solid || nanp || (matches!(groups, [1, 3, 3, 4]) && plan::is_nanp(&digits[1..]));
    let (a, b) = (scan.tokens[from].start as usize, scan.tokens[to - 1].end as usize);
    if !known || digits.len() < 10 || (solid && is_posting_number(scan.bytes(), a, b, start, end)) {
        return;
    }
    let plus = scan.byte_before(a as u32) == b'+';
    let look = Look { plus, regular: true, called: false };
    // Without + or trunk prefix only North American and glued mobile numbers are believed.
    let Some(reading) = plan::read(&digits, scan.hints.country, look) else { return };
    if reading.confidence < 0.8 {
        return;
    }
    scan.emit(
        Kind::Phone,
        reading.value(&digits),
        a - usize::from(plus),
        b,
        reading.confidence - 0.05,
    );
    scan.take(from, to);
}

/// A whole last part of a path, or the value of an id: rather the number of the posting.
fn is_posting_number(bytes: &[u8], a: usize, b: usize, start: usize, end: usize) -> bool {
    let before = if a > start { bytes[a - 1] } else { 0 };
    let rest = &bytes[b..end];
    let last =
        rest.is_empty() || rest == b"/" || rest.starts_with(b".htm") || rest.starts_with(b"?");
    let slashes = bytes[start..a].iter().filter(|&&c| c == b'/').count();
    let scheme = bytes[start..end].windows(3).any(|w| w == b"://");
    // `https://host/a/6123456789.html`: at least two parts before it.
    let deep = slashes >= if scheme { 4 } else { 2 };
    let keyed = before == b'='
        && !bytes[start..a].ends_with(b"phone=")
        && !bytes[start..a].ends_with(b"tel=");
    (before == b'/' && last && deep) || keyed
}
