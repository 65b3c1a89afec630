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
    let mut last: Option<String> = None;
    for (word, joined) in pieces(text, masked) {
        let Some(word) = word.filter(|w| !never.contains(w)) else {
            last = None;
            continue;
        };
        if let Some(last) = last.filter(|_| joined) {
            let pair = format!("{last} {word}");
            if !never.contains(&pair) {
                found.insert(pair);
            }
        }
        found.insert(word.clone());
        last = Some(word);
    }
    found
}

/// Words in order, `None` for what is masked; with each, whether only blanks part it from the
/// piece before.
fn pieces(text: &str, masked: &[(usize, usize)]) -> Vec<(Option<String>, bool)> {
    let mut out = Vec::new();
    let mut joined = false;
    let mut start = None;
    let ends = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in ends {
        let inside = c.is_some_and(|c| c.is_alphanumeric() || is_mark(c));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                out.push((word(text, from, at, masked), joined));
                start = None;
                joined = true;
            }
            _ => {}
        }
        // A mark of punctuation ends a pair: "no rush. Call" is not "rush call".
        joined &= inside || c.is_none_or(|c| c == ' ' || c == '\u{a0}');
    }
    out
}

/// Combining marks, so that decomposed letters stay in their words.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// The word at `from..to`, unless it may not be counted.
fn word(text: &str, from: usize, to: usize, masked: &[(usize, usize)]) -> Option<String> {
    let raw = &text[from..to];
    let letters = raw.chars().count();
    let hidden = masked.iter().any(|(a, b)| *a < to && from < *b);
    if hidden || !(2..=LETTERS_MAX).contains(&letters) || raw.chars().any(char::is_numeric) {
        return None;
    }
    if is_address(around(text, from, to)) {
        return None;
    }
    Some(raw.to_lowercase())
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
    let inner = run.trim_matches(|c: char| !c.is_alphanumeric());
    let dotted = inner.split('.').count() > 1 && inner.split('.').all(|part| !part.is_empty());
    run.contains('@') || run.contains("://") || run.to_lowercase().contains("www.") || dotted
}
