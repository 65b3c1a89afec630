//! Any text gives lawful mentions: spans in range and on character boundaries, values not empty.

#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_extract::{Hints, char_spans, extract, extract_url};

fuzz_target!(|text: &str| {
    let countries = [None, Some("NL"), Some("US"), Some("DE")];
    let country = countries[text.len() % countries.len()];
    let mut found = Vec::new();
    extract(text, &Hints { country, posted: Some(1_767_398_400_000) }, &mut found);
    extract_url(text, &Hints { country, posted: None }, &mut found);
    for m in &found {
        assert!(m.start < m.end && !m.value.is_empty());
        assert!(text.get(m.start as usize..m.end as usize).is_some());
    }
    assert_eq!(char_spans(text, &found).len(), found.len());
});
