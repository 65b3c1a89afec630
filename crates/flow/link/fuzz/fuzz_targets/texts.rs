//! Texts, one a line: whatever they are, copies stay together and segments tell the medoid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spoor_link::{Sketches, medoid, segments, templates};

fuzz_target!(|text: &str| {
    let texts: Vec<&str> = text.lines().chain(text.lines()).collect();
    let sketches = Sketches::sketch_all(&texts);
    let label = templates(&sketches).label;
    let half = texts.len() / 2;
    assert_eq!(label[..half].to_vec(), label[half..].to_vec());
    let rows: Vec<u32> = (0..texts.len() as u32).collect();
    let at = medoid(&sketches, &rows) as usize;
    let told: Vec<String> = segments(&texts, at).into_iter().map(|s| s.text).collect();
    let base = texts.get(at).map(|t| t.split_whitespace().take(4096).collect::<Vec<_>>());
    let told: Vec<&str> = told.iter().flat_map(|t| t.split_whitespace()).collect();
    assert_eq!(told, base.unwrap_or_default());
});
