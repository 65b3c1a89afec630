//! The line under a title that says where and when: `Utrecht, 14.01.2025`, `Posted on 3 May 2026`.

use super::blocks::Block;
use crate::date;
use crate::draft::Draft;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Longest by-line, in characters.
const CHARS_MAX: usize = 70;

/// Most words of a place.
const PLACE_WORDS_MAX: usize = 4;

/// Language and words of by-lines that are no place.
const LABELS: &str = include_str!("../../data/bylines.tsv");

/// Looks at the block before the advert and at its first one; takes date and place from a by-line,
/// and the by-line from the text.
pub(super) fn take(kept: &mut Vec<&Block>, before: Option<&Block>, draft: &mut Draft) {
    if let Some(first) = kept.first()
        && kept.len() > 1
        && read(&first.text, draft)
    {
        kept.remove(0);
        return;
    }
    if let Some(before) = before {
        read(&before.text, draft);
    }
}

/// Reads a by-line into `draft`; `false` if the text is none.
fn read(text: &str, draft: &mut Draft) -> bool {
    if text.chars().count() > CHARS_MAX {
        return false;
    }
    let Some((posted, span)) = date::find(text) else { return false };
    let rest = format!("{} {}", &text[..span.start], &text[span.end..]);
    let mut words: Vec<&str> = rest
        .split(|c: char| c.is_whitespace() || ",;|/()·•–—:".contains(c))
        .filter(|word| word.chars().any(char::is_alphanumeric) && !is_time(word))
        .collect();
    while words.last().is_some_and(|word| is_label(word)) {
        words.pop();
    }
    let labels = words.iter().take_while(|word| is_label(word)).count();
    words.drain(..labels);
    // `Frankfurt am Main` is a place, `ab dem` is not.
    let named = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let small = |word: &str| word.chars().count() <= 3;
    let place = words.first().is_some_and(|word| named(word))
        && words.iter().all(|word| named(word) || small(word));
    // `Posted by roxy, 3 May 2026` says so itself; `Utrecht, 3 May 2026` must look like a place.
    if words.len() > PLACE_WORDS_MAX || !place && labels == 0 && !words.is_empty() {
        return false;
    }
    draft.posted = Some(posted);
    if place && labels == 0 {
        draft.place = Some(words.join(" "));
    }
    true
}

fn is_label(word: &str) -> bool {
    static WORDS: OnceLock<BTreeSet<&str>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let lines = LABELS.lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(|line| line.split('\t').nth(1)).collect()
    });
    words.contains(word.trim_matches('.').to_lowercase().as_str())
}

/// `14`, `05` or `14h05` of a time of day.
fn is_time(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || c == 'h') && word.len() <= 5
}
