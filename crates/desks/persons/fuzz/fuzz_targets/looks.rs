//! Any text: what is read of looks stands where its span says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_persons::looks;

fuzz_target!(|text: &str| {
    let looks = looks(text);
    for span in looks.marks.iter().filter_map(|m| m.span) {
        assert!(text.get(span.start as usize..span.end as usize).is_some_and(|s| !s.is_empty()));
    }
});
