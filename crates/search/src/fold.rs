//! One character → what a reader sees in it: a letter, a digit, a sign, or nothing.
//!
//! Sources: Unicode 16 UnicodeData.txt (decimal digits, compatibility forms), UAX 15 (NFKC),
//! UTS 39 (look-alikes, in `look_alike.rs`).

use crate::look_alike;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What a character does to the word it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Belongs to a word.
    Letter,
    /// Belongs to a number.
    Digit,
    /// A character of a script that puts no spaces between words.
    NoSpace,
    /// A sign that is a word of its own.
    Emoji,
    /// Half of a flag.
    Flag,
    /// Is not seen, and divides nothing: zero-width characters, marks, variation selectors.
    Unseen,
    /// Divides words.
    Break,
}

/// The class of `c`.
pub(crate) fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            _ => Class::Break,
        };
    }
    if unseen(c) {
        return Class::Unseen;
    }
    if no_space(c) {
        return Class::NoSpace;
    }
    if matches!(c, '\u{1f1e6}'..='\u{1f1ff}') {
        return Class::Flag;
    }
    if number(c).is_some() {
        return Class::Digit;
    }
    if c.is_alphabetic() {
        return Class::Letter;
    }
    if is_combining_mark(c) {
        return Class::Unseen;
    }
    // "½" is neither 1 nor 2; "№" and "⑴" are what they are made of.
    match c.nfkc().find(|k| k.is_alphanumeric()) {
        Some(_) if matches!(c, '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{215f}') => Class::Break,
        Some(k) if k.is_ascii_digit() => Class::Digit,
        Some(k) if no_space(k) => Class::NoSpace,
        Some(_) => Class::Letter,
        None if emoji(c) => Class::Emoji,
        None => Class::Break,
    }
}

/// Characters that show nothing: soft hyphen, zero-width and directional marks, variation
/// selectors, tags, skin tones.
fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}'
        | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han, Hangul (which has
/// spaces, but between phrases of words with endings).
fn no_space(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' | '\u{e81}'..='\u{ece}'
        | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{109d}' | '\u{1780}'..='\u{17d3}'
        | '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}'
        | '\u{3099}'..='\u{309a}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{3131}'..='\u{318e}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}')
}

/// Pictographs, dingbats and arrows that adverts are adorned with.
fn emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}'
        | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
        | '\u{1f000}'..='\u{1faff}')
}

/// First characters of the blocks of ten decimal digits (general category Nd) of other scripts.
const DECIMALS: [u32; 31] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
    0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xaa50, 0xabf0,
];

/// Enclosed numbers without a compatibility form: first character, its number, how many.
const ENCLOSED: [(u32, u32, u32); 7] = [
    (0x24eb, 11, 10),
    (0x24f5, 1, 10),
    (0x2776, 1, 10),
    (0x2780, 1, 10),
    (0x278a, 1, 10),
    (0x1_f10b, 0, 1),
    (0x1_f10c, 0, 1),
];

/// The number in a digit of another script or a black circle.
fn number(c: char) -> Option<u32> {
    let at = c as u32;
    if let Some(start) = DECIMALS.iter().find(|&&s| (s..s + 10).contains(&at)) {
        return Some(at - start);
    }
    if let Some((start, first, _)) = ENCLOSED.iter().find(|(s, _, n)| (*s..s + n).contains(&at)) {
        return Some(first + at - start);
    }
    match c {
        '⓿' => Some(0),
        '🔟' => Some(10),
        _ => None,
    }
}

/// Folds a word that is not all ASCII into `out`: compatibility forms undone, marks off,
/// lower-case, letters of fancy alphabets plain. Letters of other scripts stay.
pub(crate) fn fold(word: &str, out: &mut String) {
    for c in word.chars().filter(|&c| !unseen(c)) {
        if let Some(n) = number(c) {
            out.push_str(&n.to_string());
            continue;
        }
        if let Some(plain) = look_alike::fancy(c) {
            out.push(plain);
            continue;
        }
        for part in c.nfkd().filter(|&p| !is_combining_mark(p)).flat_map(char::to_lowercase) {
            push_plain(part, out);
        }
    }
}

/// Letters that do not decompose, and yet have a plain way of writing them.
fn push_plain(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("ss"),
        'ø' => out.push('o'),
        'đ' | 'ð' => out.push('d'),
        'ł' => out.push('l'),
        'ı' => out.push('i'),
        'ħ' => out.push('h'),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ς' => out.push('σ'),
        _ if c.is_alphanumeric() => out.push(look_alike::fancy(c).unwrap_or(c)),
        _ => {}
    }
}

/// A word as its language spells it, for stemmers: compatibility forms undone, lower-case, but
/// with its accents.
pub(crate) fn spelled(word: &str) -> String {
    word.chars().filter(|&c| !unseen(c)).nfkc().flat_map(char::to_lowercase).collect()
}

/// A character of a script without spaces, compatibility forms undone.
pub(crate) fn no_space_form(c: char, out: &mut String) {
    out.extend(c.nfkc().filter(|k| k.is_alphanumeric() || no_space(*k)));
}
