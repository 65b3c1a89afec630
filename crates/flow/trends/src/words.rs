//! A text to the words that may be counted.

use crate::popular::hash;
use rustc_hash::FxHashSet;
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
    let never = never.iter().cloned().collect();
    let split = Split::of(text, masked, &never);
    split.terms().map(|(_, term)| term.to_owned()).collect()
}

/// The words and pairs of one text, each once, without a string for each.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// What is counted of the text in lower case, words parted by one blank: a pair is a slice too.
    lower: String,
    /// Hash, and bytes of `lower` from and to, by hash.
    terms: Vec<(u64, u32, u32)>,
}

impl Split {
    /// Splits as [`words`] does.
    pub fn of(text: &str, masked: &[(usize, usize)], never: &FxHashSet<String>) -> Self {
        let mut split = Self { lower: String::with_capacity(text.len()), terms: Vec::new() };
        let mut last: Option<usize> = None;
        pieces(text, masked, |raw, joined| {
            let Some(raw) = raw else {
                last = None;
                return;
            };
            split.lower.push(' ');
            let from = split.lower.len();
            push_lower(&mut split.lower, raw);
            if never.contains(&split.lower[from..]) {
                last = None;
                return;
            }
            if let Some(first) = last.filter(|_| joined) {
                split.note(first, never);
            }
            split.note(from, never);
            last = Some(from);
        });
        split.terms.sort_unstable();
        split.terms.dedup_by_key(|t| t.0);
        split
    }

    /// Hash and text of each term.
    pub fn terms(&self) -> impl Iterator<Item = (u64, &str)> {
        self.terms.iter().map(|(hash, from, to)| (*hash, &self.lower[*from as usize..*to as usize]))
    }

    /// Takes what was pushed since `from` as a term.
    fn note(&mut self, from: usize, never: &FxHashSet<String>) {
        let term = &self.lower[from..];
        if let (false, Ok(from), Ok(to)) =
            (never.contains(term), u32::try_from(from), u32::try_from(self.lower.len()))
        {
            self.terms.push((hash(term), from, to));
        }
    }
}

fn push_lower(out: &mut String, raw: &str) {
    if raw.is_ascii() {
        out.extend(raw.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        // Not letter by letter: a sigma at the end of a word has a small letter of its own.
        out.push_str(&raw.to_lowercase());
    }
}

/// Gives words in order, `None` for what is masked; with each, whether only blanks part it from
/// the piece before.
fn pieces<'a>(
    text: &'a str,
    masked: &[(usize, usize)],
    mut give: impl FnMut(Option<&'a str>, bool),
) {
    let mut joined = false;
    let mut start = None;
    let mut run = Run::default();
    let ends = text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]);
    for (at, c) in ends {
        let inside = c.is_some_and(|c| c.is_alphanumeric() || is_mark(c));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let hidden = masked.iter().any(|(a, b)| *a < at && from < *b);
                let counts = !hidden && is_word(&text[from..at]) && !run.is_address(text, from);
                give(counts.then(|| &text[from..at]), joined);
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

/// Whether letters alone, and neither one nor too many.
fn is_word(raw: &str) -> bool {
    (2..=LETTERS_MAX).contains(&raw.chars().count()) && !raw.chars().any(char::is_numeric)
}

/// The run between blanks that was looked at last: where it ends, whether it is an address.
#[derive(Default)]
struct Run {
    end: usize,
    address: bool,
}

impl Run {
    /// Whether the run that holds byte `at` of `text` is an address. Asked from left to right.
    fn is_address(&mut self, text: &str, at: usize) -> bool {
        if at >= self.end {
            let start = text[..at]
                .rfind(char::is_whitespace)
                .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
            self.end = text[at..].find(char::is_whitespace).map_or(text.len(), |end| at + end);
            self.address = is_address(&text[start..self.end]);
        }
        self.address
    }
}

/// Something like an address: with `@`, `://` or `www.`, or a dot between letters.
fn is_address(run: &str) -> bool {
    let inner = run.trim_matches(|c: char| !c.is_alphanumeric());
    let dotted = inner.split('.').count() > 1 && inner.split('.').all(|part| !part.is_empty());
    run.contains('@') || run.contains("://") || run.to_lowercase().contains("www.") || dotted
}
