//! A text to the words that may be counted.

use std::collections::BTreeSet;

/// Longest word that is counted, in letters: beyond are addresses run together.
const LETTERS_MAX: usize = 24;

/// Words, and pairs of words beside each other, of `text`, in lower case and in order.
///
/// `masked` are byte spans, in any order, that are selectors, names, places or whatever else is
/// not to be counted; what is not a whole character is widened to one. A word that holds a digit,
/// stands in something with `@` or `://` or `www.`, has one letter or over 24, or is in `never`
/// (lower case) ends a pair and is not counted; nor is a pair that is in `never` as two words.
pub fn words(text: &str, masked: &[(usize, usize)], never: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    each(text, masked, &|term| never.contains(term), &mut |term| {
        if !found.contains(term) {
            found.insert(term.to_owned());
        }
    });
    found
}

/// Gives [`words`] to `take` as they come, the same one as often as it comes.
pub(crate) fn each(
    text: &str,
    masked: &[(usize, usize)],
    never: &dyn Fn(&str) -> bool,
    take: &mut dyn FnMut(&str),
) {
    // Two words in lower case, a blank between them once there is a pair: no memory for each.
    let mut pair = String::new();
    let mut last: Option<usize> = None;
    pieces(text, |from, to, joined| {
        let first = if joined { last } else { None };
        let start = match first {
            Some(start) => {
                pair.drain(..start);
                pair.push(' ');
                pair.len()
            }
            None => {
                pair.clear();
                0
            }
        };
        last = None;
        if !countable(text, from, to, masked) {
            return;
        }
        lower(&text[from..to], &mut pair);
        let word = &pair[start..];
        if never(word) {
            return;
        }
        if start > 0 && !never(&pair) {
            take(&pair);
        }
        take(word);
        last = Some(start);
    });
}

fn lower(word: &str, into: &mut String) {
    if word.is_ascii() {
        into.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
    } else {
        into.push_str(&word.to_lowercase());
    }
}

/// Words in order: from, to, and whether only blanks part it from the piece before.
fn pieces(text: &str, mut take: impl FnMut(usize, usize, bool)) {
    let mut joined = false;
    let mut start = None;
    let ends = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in ends {
        let inside = c.is_some_and(|c| c.is_alphanumeric() || is_mark(c));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                take(from, at, joined);
                start = None;
                joined = true;
            }
            _ => {}
        }
        // A mark of punctuation ends a pair: "no rush. Call" is not "rush call".
        joined &= inside || c.is_none_or(|c| c == ' ' || c == '\u{a0}');
    }
}

/// Combining marks, so that decomposed letters stay in their words.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether the word at `from..to` may be counted, for all that can be seen without its letters.
fn countable(text: &str, from: usize, to: usize, masked: &[(usize, usize)]) -> bool {
    let raw = &text[from..to];
    if masked.iter().any(|(a, b)| *a < to && from < *b) {
        return false;
    }
    let letters = raw.chars().count();
    (2..=LETTERS_MAX).contains(&letters)
        && !raw.chars().any(char::is_numeric)
        && !is_address(around(text, from, to))
}

/// The run between blanks that holds `from..to`.
fn around(text: &str, from: usize, to: usize) -> &str {
    let start = text[..from]
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = text[to..].find(char::is_whitespace).map_or(text.len(), |at| to + at);
    &text[start..end]
}

/// Something like an address: with `@`, `://` or `www.`, or a dot between letters.
fn is_address(run: &str) -> bool {
    // Most runs are words and nothing else.
    if !run.bytes().any(|b| matches!(b, b'@' | b'.' | b':')) {
        return false;
    }
    let inner = run.trim_matches(|c: char| !c.is_alphanumeric());
    let dotted = inner.split('.').count() > 1 && inner.split('.').all(|part| !part.is_empty());
    run.contains('@') || run.contains("://") || run.to_lowercase().contains("www.") || dotted
}
