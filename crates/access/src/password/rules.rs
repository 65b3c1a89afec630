//! Which passwords are taken: NIST SP 800-63B-4, section 3.1.1.2. Length and a blocklist, nothing
//! else: no rule on capitals or digits, no expiry, no hints.

use super::normal;
use std::collections::BTreeSet;
use std::sync::OnceLock;
use thiserror::Error;

/// Least length, in characters, where the password is the only factor.
pub const LENGTH_MIN: usize = 15;
/// Least length where it is one of two factors.
pub const LENGTH_MIN_WITH_SECOND_FACTOR: usize = 8;
/// Most characters; the standard asks for at least 64.
pub const LENGTH_MAX: usize = 256;

/// Characters that must be left when known words, rows of keys and repetitions are taken out.
const UNKNOWN_MIN: usize = 4;
const COMMON: &str = include_str!("common.txt");

/// Why a password is not taken, in words for who chose it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Flaw {
    /// Too short.
    #[error("it has {has} characters and needs {needs}: a sentence of several words is easiest")]
    Short {
        /// How many it has.
        has: usize,
        /// How many it needs.
        needs: usize,
    },
    /// Too long.
    #[error("it has more than {LENGTH_MAX} characters")]
    Long,
    /// Nothing in it but what is guessed first.
    #[error(
        "it is made of words, names or rows of keys that are guessed first: add words that have nothing to do with you, this program or each other"
    )]
    Common,
}

/// What is wrong with a password that somebody chose; nothing if it is taken.
///
/// `context` is what a guesser knows of them: user name, name, mail address, organisation; "spoor"
/// is always among it. The blocklist is of whole passwords that a list of common words, years,
/// rows of keys, repetitions and the context make up, with the usual replacements (`@` for `a`).
pub fn check(password: &str, second_factor: bool, context: &[&str]) -> Vec<Flaw> {
    let password = normal(password);
    let has = password.chars().count();
    let needs = if second_factor { LENGTH_MIN_WITH_SECOND_FACTOR } else { LENGTH_MIN };
    let mut flaws = Vec::new();
    if has < needs {
        flaws.push(Flaw::Short { has, needs });
    }
    if has > LENGTH_MAX {
        flaws.push(Flaw::Long);
    } else if unknown(&password, context) < UNKNOWN_MIN {
        flaws.push(Flaw::Common);
    }
    flaws
}

/// How many characters no known piece explains: the least over all ways to take pieces out.
fn unknown(password: &str, context: &[&str]) -> usize {
    let plain = password.to_lowercase();
    let mine = words(context);
    [letters(&plain, false), letters(&plain, true), plain.chars().collect()]
        .iter()
        .map(|form| explain(form, &mine))
        .min()
        .unwrap_or(0)
}

/// Digits and signs that stand for letters.
fn letters(plain: &str, one_is_l: bool) -> Vec<char> {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' if one_is_l => 'l',
        '1' | '!' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    plain.chars().map(letter).collect()
}

/// Words of three letters or more; shorter ones stand in everything.
fn long_enough(words: impl Iterator<Item = String>) -> BTreeSet<Vec<char>> {
    words.map(|w| w.chars().collect::<Vec<_>>()).filter(|w| w.len() >= 3).collect()
}

fn common() -> &'static BTreeSet<Vec<char>> {
    static WORDS: OnceLock<BTreeSet<Vec<char>>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lines = COMMON.lines().filter(|line| !line.starts_with('#'));
        long_enough(lines.flat_map(str::split_whitespace).map(str::to_owned))
    })
}

/// What is known of who chose it: each text, and its parts.
fn words(context: &[&str]) -> BTreeSet<Vec<char>> {
    let parts = context.iter().flat_map(|text| {
        let low = normal(text).to_lowercase();
        let parts = low.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
        parts.chain([low.clone()]).collect::<Vec<_>>()
    });
    long_enough(parts.chain(["spoor".to_owned()]))
}

/// Least number of characters outside known pieces, by dynamic programming over prefixes.
fn explain(form: &[char], mine: &BTreeSet<Vec<char>>) -> usize {
    let common = common();
    let longest = mine.iter().chain(common).map(Vec::len).max().unwrap_or(0);
    let mut cost = vec![0; form.len() + 1];
    for end in 1..=form.len() {
        let alone = usize::from(form[end - 1].is_alphanumeric());
        let mut best = cost[end - 1] + alone;
        for start in (end.saturating_sub(longest.max(16))..end).rev() {
            let piece = &form[start..end];
            let known = || mine.contains(piece) || common.contains(piece);
            if cost[start] < best && (known() || is_row(piece) || is_year(piece)) {
                best = cost[start];
            }
        }
        // A piece that comes again right after itself adds nothing.
        for length in 1..=end / 2 {
            let (first, again) = (end - 2 * length, end - length);
            if form[first..again] == form[again..end] && cost[again] < best {
                best = cost[again];
            }
        }
        cost[end] = best;
    }
    cost[form.len()]
}

const ROWS: [&str; 9] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "!@#$%^&*()",
    "qazwsxedcrfvtgbyhnujmikolp",
];

/// Three or more neighbours of the alphabet, the digits or a keyboard, either way round.
fn is_row(piece: &[char]) -> bool {
    let text: String = piece.iter().collect();
    let back: String = piece.iter().rev().collect();
    piece.len() >= 3 && ROWS.iter().any(|row| row.contains(&text) || row.contains(&back))
}

/// 1900 to 2099, or up to four digits of a date at the end of a word.
fn is_year(piece: &[char]) -> bool {
    piece.len() == 4
        && piece.iter().all(char::is_ascii_digit)
        && matches!((piece[0], piece[1]), ('1', '9') | ('2', '0'))
}
