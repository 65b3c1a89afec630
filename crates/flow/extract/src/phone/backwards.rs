//! Numbers written from the last digit to the first, where the text says so.

use super::elements::Element;
use super::plan::{self, Look, Reading};
use crate::lexicon::Class;
use crate::scan::Scan;

/// How many tokens may stand between the word that says so and the digits.
const REACH: usize = 6;

/// The chain `elements` with its `digits` read from the end, if a word of [`Class::Backwards`]
/// stands close by in the same sentence. Digits come back in the order they are dialled.
pub(super) fn read(
    scan: &Scan<'_>,
    elements: &[Element],
    digits: &[u8],
    (token, behind): (usize, usize),
) -> Option<(Vec<u8>, Reading)> {
    if !(9..=13).contains(&digits.len()) || elements.is_empty() || !said(scan, token, behind) {
        return None;
    }
    let turned: Vec<u8> = digits.iter().rev().copied().collect();
    let look = Look { plus: false, regular: true, called: true };
    let reading = plan::read(&turned, scan.hints.country, look)?;
    Some((turned, reading))
}

/// "backwards" before token `token` or from token `behind` on.
fn said(scan: &Scan<'_>, token: usize, behind: usize) -> bool {
    let ends = |gap: &[u8]| gap.iter().any(|b| b".!?;\n".contains(b));
    // "I bend over backwards".
    let here = |j: usize| {
        let idiom = j > 0 && matches!(scan.word(j - 1), b"over" | b"bend" | b"lean");
        scan.is(j, Class::Backwards) && !idiom
    };
    for j in (token.saturating_sub(REACH)..token).rev() {
        if ends(scan.gap_after(j)) {
            break;
        }
        if here(j) {
            return true;
        }
    }
    for j in behind..(behind + REACH).min(scan.tokens.len()) {
        if ends(scan.gap_before(j)) {
            break;
        }
        if here(j) {
            return true;
        }
    }
    false
}
