//! Takes out of a text what it states, so that only the way it is written is left.

use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What stands for all that was taken out (Unicode: object replacement character).
pub const HIDDEN: char = '\u{fffc}';

/// Signs between the groups of a number, at most [`GAP`] in a row.
const GROUPING: &str = " .,:/-()+\u{a0}\u{202f}\u{fe0f}\u{20e3}";
const GAP: usize = 3;

/// A text without what it states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked(String);

impl Masked {
    /// The text, with [`HIDDEN`] wherever something was taken out.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Takes out of `text` the `spans` (bytes; mentions of selectors, names, places, prices, ages and
/// the like), every number and every word of nationality, ethnicity, skin colour or religion. One
/// [`HIDDEN`] stands for each, whatever its length.
///
/// Spans may come in any order and overlap; a span that cuts a character takes the whole of it,
/// what lies behind the end of the text is nothing. Time is linear in the text.
pub fn mask(text: &str, spans: &[Range<usize>]) -> Masked {
    let spans = sorted(text, spans);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        plain(&text[at..span.start], &mut out);
        hide(&mut out);
        at = span.end;
    }
    plain(&text[at..], &mut out);
    Masked(out)
}

/// Spans on character boundaries, in order, none touching another.
fn sorted(text: &str, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = spans
        .iter()
        .filter(|s| s.start < s.end && s.start < text.len())
        .map(|s| {
            let mut end = s.end.min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            text.floor_char_boundary(s.start)..end
        })
        .collect();
    all.sort_unstable_by_key(|s| (s.start, s.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(all.len());
    for span in all {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

fn hide(out: &mut String) {
    if !out.ends_with(HIDDEN) {
        out.push(HIDDEN);
    }
}

/// Appends text in which no span lies, without numbers and words of origin.
fn plain(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if c.is_numeric() {
            hide(out);
            number(rest)
        } else if c.is_alphabetic() {
            let end =
                rest.find(|c: char| c.is_numeric() || !c.is_alphabetic() && !is_combining_mark(c));
            let word = &rest[..end.unwrap_or(rest.len())];
            if of_origin(word) {
                hide(out)
            } else {
                out.push_str(word)
            }
            word.len()
        } else if c == HIDDEN {
            hide(out);
            c.len_utf8()
        } else {
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[taken..];
    }
}

/// Length in bytes of the number at the start of `text`, with the signs inside it.
fn number(text: &str) -> usize {
    let (mut end, mut gap) = (0, 0);
    for (at, c) in text.char_indices() {
        if c.is_numeric() {
            (end, gap) = (at + c.len_utf8(), 0);
        } else if matches!(c, '\u{fe0f}' | '\u{20e3}') && end == at {
            // The rest of a keycap.
            end = at + c.len_utf8();
        } else if gap < GAP && GROUPING.contains(c) {
            gap += 1;
        } else {
            break;
        }
    }
    end
}

/// The one list of such words in the house, kept with the lexicons that must not hold them.
fn of_origin(word: &str) -> bool {
    static WORDS: OnceLock<FxHashSet<String>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        include_str!("../../extract/lexicons/never.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split('\t').next())
            .flat_map(str::split_whitespace)
            .map(folded)
            .collect()
    });
    // Longer than any word of the list, with all its accents.
    word.len() <= 64 && words.contains(&folded(word))
}

/// Lower case, without accents.
fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_is_gone() {
        for (text, spans, masked) in [
            ("Hi, Anna here", &[(4, 8)][..], "Hi, \u{fffc} here"),
            ("call 0044 7700-900123!!", &[], "call \u{fffc}!!"),
            ("6️⃣1️⃣2️⃣ ok", &[], "\u{fffc} ok"),
            ("from 9:00 - 19:00, x", &[], "from \u{fffc}, x"),
            ("é1", &[(1, 2)], "\u{fffc}"),
            ("abc", &[(9, 12), (5, 1)], "abc"),
            ("abcdef", &[(2, 4), (0, 1), (3, 5)], "\u{fffc}b\u{fffc}f"),
            ("new ROMÂNCĂ, here", &[], "new \u{fffc}, here"),
            ("romantic", &[], "romantic"),
        ] {
            let spans: Vec<Range<usize>> = spans.iter().map(|(a, b)| *a..*b).collect();
            assert_eq!(mask(text, &spans).as_str(), masked, "{text}");
        }
    }
}
