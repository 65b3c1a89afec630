//! Any query is read, stays in bounds, and marks whole characters of any text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_search::{CONDITIONS_MAX, Told, highlight, read, tokens};
use spoor_vocab::{Selector, SelectorKind};

/// Takes every run of digits and spaces for a number.
fn digits(text: &str) -> Vec<Told> {
    let mut told = Vec::new();
    let mut start = 0;
    for run in text.split_inclusive(|c: char| !c.is_ascii_digit() && c != ' ') {
        let end = start + run.trim_end_matches(|c: char| !c.is_ascii_digit()).len();
        if end > start {
            let selector = Selector { kind: SelectorKind::Phone, value: run.to_owned() };
            told.push(Told { start, end, selector });
        }
        start += run.len();
    }
    told
}

fuzz_target!(|input: (&str, &str)| {
    let (text, page) = input;
    let (query, notes) = read(text, &digits);
    assert!(query.clauses.iter().map(|c| c.any.len()).sum::<usize>() <= CONDITIONS_MAX);
    for note in notes {
        assert!(text.get(note.start..note.end).is_some());
    }
    for token in tokens(page) {
        assert!(page.get(token.start..token.end).is_some() && !token.folded.is_empty());
    }
    for span in highlight(page, "de", &query, &digits) {
        assert!(page.get(span).is_some());
    }
});
