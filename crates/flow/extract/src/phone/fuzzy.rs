//! Misspelt number words: one slip (a letter left out, added, changed, or two swapped) away from a
//! number word, between digits only.
//!
//! Candidates come from the words with one letter deleted (the symmetric deletion index of Garbe's
//! SymSpell, 2012), so that a look-up costs as many hashes as the word has letters.

use crate::lexicon::{Class, NONE, NUMBER, rows};
use crate::scan::Scan;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Number words and what they mean.
type Candidates = Vec<(&'static [u8], u32)>;

/// Words with one letter deleted, and the number words they come from, of two digits at most.
static DELETED: LazyLock<FxHashMap<Vec<u8>, Candidates>> = LazyLock::new(|| {
    let mut out: FxHashMap<Vec<u8>, Vec<_>> = FxHashMap::default();
    for row in rows("numbers") {
        let (word, value) = (row[0].as_bytes(), row[1].parse().unwrap_or(100));
        if value >= 100 || !(3..=12).contains(&word.len()) || !word.is_ascii() {
            continue;
        }
        if word.contains(&b' ') {
            continue;
        }
        out.entry(word.to_vec()).or_default().push((word, value));
        for at in 0..word.len() {
            out.entry(without(word, at)).or_default().push((word, value));
        }
    }
    out
});

fn without(word: &[u8], at: usize) -> Vec<u8> {
    [&word[..at], &word[at + 1..]].concat()
}

/// The number that the misspelt word at token `i` means, where certain digits stand on both sides,
/// or two on one side of it.
pub(super) fn read(scan: &Scan<'_>, i: usize) -> Option<u32> {
    let word = scan.word(i);
    let beside = scan.marks(i + 1) | scan.marks(i.wrapping_sub(1));
    if beside & (NUMBER | Class::Number.bit()) == 0 {
        return None;
    }
    if scan.tokens[i].word != NONE || scan.tokens[i].number || !(3..=10).contains(&word.len()) {
        return None;
    }
    if !word.iter().all(u8::is_ascii_lowercase) || !among_digits(scan, i) {
        return None;
    }
    meant(word)
}

/// The one number whose word is a slip away from `word`; none if two numbers are.
fn meant(word: &[u8]) -> Option<u32> {
    let mut found: Option<u32> = None;
    let mut ask = |key: &[u8]| {
        for (right, value) in DELETED.get(key).into_iter().flatten() {
            if is_slip(word, right) && found.replace(*value).is_some_and(|old| old != *value) {
                return false;
            }
        }
        true
    };
    let sure = ask(word) && (0..word.len()).all(|at| ask(&without(word, at)));
    found.filter(|_| sure)
}

/// One edit apart, of Damerau's four kinds. Words of three letters keep the first one.
fn is_slip(word: &[u8], right: &[u8]) -> bool {
    let short = word.len().min(right.len()) <= 3;
    if word == right || short && word[0] != right[0] {
        return false;
    }
    let head = word.iter().zip(right).take_while(|(a, b)| a == b).count();
    let tail = |a: usize, b: usize| word.get(a..) == right.get(b..);
    let swapped = word.get(head) == right.get(head + 1) && word.get(head + 1) == right.get(head);
    tail(head + 1, head)
        || tail(head, head + 1)
        || tail(head + 1, head + 1) && word.len() > 3
        || swapped && tail(head + 2, head + 2)
}

/// Plain digits or number words close by: on both sides, or two on one side.
fn among_digits(scan: &Scan<'_>, i: usize) -> bool {
    let digit = |j: usize| {
        let token = scan.tokens[j];
        let figure = token.number && token.len() <= 4;
        !scan.taken[j] && (figure || scan.is(j, Class::Number))
    };
    let close = |gap: &[u8]| gap.len() <= 3 && gap.iter().all(|b| b" -.,/*_".contains(b));
    let before = |j: usize| j > 0 && close(scan.gap_before(j)) && digit(j - 1);
    let after = |j: usize| j + 1 < scan.tokens.len() && close(scan.gap_after(j)) && digit(j + 1);
    match (before(i), after(i)) {
        (true, true) => true,
        (true, false) => before(i - 1),
        (false, true) => after(i + 1),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        assert_eq!(meant(b"sevn"), Some(7));
        assert_eq!(meant(b"eigth"), Some(8));
        assert_eq!(meant(b"fivve"), Some(5));
        assert_eq!(meant(b"threw"), Some(3));
        assert_eq!(meant(b"achtt"), Some(8));
        assert_eq!(meant(b"svnne"), None);
        assert_eq!(meant(b"table"), None);
    }
}
