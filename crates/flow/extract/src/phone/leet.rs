//! Number words with figures or signs for letters.

use super::elements::{push_number, starts_number};
use crate::lexicon::{Class, Sense};
use crate::scan::Scan;

/// `se7en`, `tw0`, `s!x`: a number word with figures or signs for letters; gives the token behind it.
pub(super) fn read(scan: &Scan<'_>, i: usize, digits: &mut Vec<u8>) -> Option<usize> {
    let mut to = i + 1;
    while to < scan.tokens.len() && to <= i + 8 && matches!(scan.gap_before(to), b"" | b"!" | b"@")
    {
        to += 1;
    }
    let glued_before = i > 0 && scan.gap_before(i).is_empty();
    let run = scan.tokens[i].start as usize..scan.tokens[to - 1].end as usize;
    if to == i + 1 || glued_before || !(3..=40).contains(&run.len()) {
        return None;
    }
    if run.len() > 9 || to > i + 3 {
        return mixed(scan, run.clone(), digits).then_some(to);
    }
    let mut word = [0; 9];
    for (slot, byte) in word.iter_mut().zip(&scan.bytes()[run.clone()]) {
        *slot = plain_letter(*byte);
    }
    let senses = scan.lexicon.of_word(&word[..run.len()]);
    let Some(number) = senses.iter().find(|s| s.class == Class::Number) else {
        return mixed(scan, run, digits).then_some(to);
    };
    push_number(number.value, digits);
    Some(to)
}

/// `zer0one3five`: several numbers glued together, at least one of them a word with a figure in it;
/// the others are words or plain figures.
fn mixed(scan: &Scan<'_>, run: std::ops::Range<usize>, digits: &mut Vec<u8>) -> bool {
    let bytes = &scan.bytes()[run];
    let from = digits.len();
    let (mut at, mut disguised) = (0, false);
    while at < bytes.len() {
        let longest = (bytes.len() - at).min(9);
        let mut plain = [0; 9];
        for (slot, byte) in plain.iter_mut().zip(&bytes[at..at + longest]) {
            *slot = plain_letter(*byte);
        }
        // A quick no for what no number word starts with.
        let starts = starts_number(&plain[..longest]);
        let word = (3..=longest).rev().filter(|_| starts).find_map(|len| {
            let raw = &bytes[at..at + len];
            if raw.iter().all(u8::is_ascii_digit) {
                return None;
            }
            let word = &plain[..len];
            let number = |s: &&Sense| s.class == Class::Number && s.value < 100;
            let value = scan.lexicon.of_word(word).iter().find(number)?.value;
            Some((len, value, raw != word))
        });
        match word {
            Some((len, value, changed)) => {
                push_number(value, digits);
                at += len;
                disguised |= changed;
            }
            None if bytes[at].is_ascii_digit() => {
                digits.push(bytes[at]);
                at += 1;
            }
            None => break,
        }
    }
    let read = at == bytes.len() && disguised;
    if !read {
        digits.truncate(from);
    }
    read
}

/// The letter a figure looks like.
fn plain_letter(byte: u8) -> u8 {
    match byte {
        b'0' => b'o',
        b'1' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' => b's',
        b'7' => b'v',
        _ => byte,
    }
}
