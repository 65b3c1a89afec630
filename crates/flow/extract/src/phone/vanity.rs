//! `305-555-TALK`: letters of the keypad for figures.

use super::plan::{self, Look};
use crate::lexicon::Class;
use crate::scan::Scan;
use spoor_vocab::Kind;

/// The keys of the letters a to z (ITU-T E.161, table 1).
const KEYS: &[u8; 26] = b"22233344455566677778889999";

/// Lengths of the groups of a North American number.
const GROUPS: [usize; 3] = [3, 3, 4];

/// Reads the number whose area code, in figures, is token `i`: three groups with the same sign
/// between them, of figures or of capitals, the last or the middle one of letters. Letters in the
/// middle, or a sign that is a space, need a word of telephoning or of keys close by. Gives the
/// token behind it.
pub(super) fn read(scan: &mut Scan<'_>, i: usize) -> Option<usize> {
    let area = scan.tokens[i];
    if !area.number || area.len() != 3 || i + 2 >= scan.tokens.len() {
        return None;
    }
    if (scan.tokens[i + 1].number && scan.tokens[i + 2].number)
        || (0..3).any(|k| scan.taken[i + k] || scan.tokens[i + k].len() != GROUPS[k])
    {
        return None;
    }
    let (first, second) = (scan.gap_after(i), scan.gap_after(i + 1));
    let alike = first == second && matches!(first, b"-" | b"." | b" " | b" - ");
    let bracket = matches!(first, b") " | b")" | b")-") && matches!(second, b"-" | b"." | b" ");
    let whole = !matches!(scan.gap_after(i + 2), b"" | b"-" | b".");
    let before = scan.gap_before(i);
    let goes_on = i > 0 && (before.is_empty() || before == b"-" && scan.word(i - 1) != b"1");
    let whole = whole || i + 3 == scan.tokens.len();
    if !(alike || bracket) || !whole || goes_on {
        return None;
    }
    let mut digits = [0; 10];
    let letters = (i..i + 3).flat_map(|j| scan.word(j));
    for (slot, byte) in digits.iter_mut().zip(letters) {
        *slot = match byte {
            b'0'..=b'9' => *byte,
            b'a'..=b'z' => KEYS[usize::from(byte - b'a')],
            _ => return None,
        };
    }
    // "212-555-XXXX" keeps its end to itself.
    let masked = |j: usize| scan.word(j).iter().all(|b| *b == scan.word(j)[0]);
    if (i + 1..i + 3).any(|j| !scan.tokens[j].number && masked(j)) {
        return None;
    }
    let capitals = (i + 1..i + 3).all(|j| scan.tokens[j].number || capitals(scan, j));
    let middle = !scan.tokens[i + 1].number;
    if !capitals || !plan::is_nanp(&digits) || (middle || second == b" ") && !meant(scan, i) {
        return None;
    }
    let reading = plan::read(&digits, scan.hints.country, LOOK)?;
    let (value, confidence) = (reading.value(&digits), reading.confidence - 0.15);
    let (start, end) = (area.start as usize, scan.tokens[i + 2].end as usize);
    scan.emit(Kind::Phone, value, start, end, confidence);
    scan.emit(Kind::Indicator, super::OBSCURED.to_owned(), start, end, confidence - 0.1);
    scan.take(i, i + 3);
    Some(i + 3)
}

const LOOK: Look = Look { plus: false, regular: true, called: false };

/// Token `j` stands in the text in ASCII capitals.
fn capitals(scan: &Scan<'_>, j: usize) -> bool {
    let token = scan.tokens[j];
    let (start, end) =
        (scan.folded.start(token.start as usize), scan.folded.end(token.end as usize));
    let text = scan.text.as_bytes();
    text[start..end].iter().take(token.len()).all(u8::is_ascii_uppercase)
}

/// A word of telephoning before, or "keypad", "letters" on either side.
fn meant(scan: &Scan<'_>, i: usize) -> bool {
    let key = |j: usize| matches!(scan.word(j), b"keypad" | b"letters" | b"dial" | b"keys");
    (i.saturating_sub(5)..i).any(|j| scan.is(j, Class::Call) || key(j))
        || (i + 3..(i + 11).min(scan.tokens.len())).any(key)
}
