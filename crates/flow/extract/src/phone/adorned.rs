//! "$4$2$5$5…", "🌹6🌹2🌹3…": one ornament between all digits, which beside a sum would be its
//! currency.

use super::plan::{self, Look};
use crate::scan::Scan;

/// The longest ornament, in folded bytes.
const ORNAMENT: usize = 3;

/// Whether the number at token `i` is one of a row that the same sign of money divides, and the row
/// as a whole makes exactly a telephone number. Sums stand in such rows too, "$80$120$200": so only
/// rows of single digits, of pairs behind a 0, and of three, three and four with a 0 in front of the
/// last are believed.
pub(super) fn in_row(scan: &Scan<'_>, i: usize) -> bool {
    if scan.tokens[i].len() > 4 {
        return false;
    }
    let (before, behind) = (scan.gap_before(i), scan.gap_after(i));
    // The ends of a row have an ornament on the inner side for certain.
    let gap =
        if i > 0 && scan.tokens[i - 1].number && is_ornament(before) { before } else { behind };
    if !is_ornament(gap) {
        return false;
    }
    let figures = |j: usize| scan.tokens.get(j).is_some_and(|t| t.number && t.len() <= 4);
    let mut from = i;
    while from > 0 && i - from < 12 && figures(from - 1) && scan.gap_before(from) == gap {
        from -= 1;
    }
    let (mut digits, mut sizes) = (Vec::new(), Vec::new());
    let mut at = from;
    while figures(at) && digits.len() < 16 && (at == from || scan.gap_before(at) == gap) {
        digits.extend_from_slice(scan.word(at));
        sizes.push(scan.tokens[at].len());
        at += 1;
    }
    let fits = match sizes[..] {
        [3, 3, 4] => digits[6] == b'0' && plan::is_nanp(&digits),
        _ if sizes.iter().all(|&s| s == 1) => digits.len() >= 10,
        _ => sizes.len() >= 5 && digits[0] == b'0' && sizes.iter().all(|&s| s == 2),
    };
    let look = Look { plus: false, regular: true, called: false };
    fits && i < at
        && plan::read(&digits, scan.hints.country, look).is_some_and(|r| r.confidence >= 0.8)
}

/// One sign of money, once or more, with or without space.
fn is_ornament(gap: &[u8]) -> bool {
    let sign = gap.iter().find(|b| **b != b' ');
    gap.len() <= ORNAMENT
        && sign.is_some_and(|s| {
            super::barrier::is_money(*s) && gap.iter().all(|b| b == s || *b == b' ')
        })
}
