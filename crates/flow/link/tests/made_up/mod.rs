//! Made-up adverts for laws.

use proptest::prelude::*;
use spoor_link::{SelectorUse, weights};

/// Words of a small made-up language, so that texts overlap.
fn word() -> impl Strategy<Value = String> {
    (0u32..4000).prop_map(|n| format!("w{}rd{}", ["a", "e", "o"][n as usize % 3], letters(n)))
}

pub fn letters(mut n: u32) -> String {
    let mut out = String::new();
    for _ in 0..3 {
        out.push((b'a' + (n % 17) as u8) as char);
        n /= 17;
    }
    out
}

/// Texts that follow a few templates, with words changed, cut ends and other contacts.
pub fn corpus() -> impl Strategy<Value = Vec<String>> {
    let templates = prop::collection::vec(prop::collection::vec(word(), 3..60), 1..6);
    templates.prop_flat_map(|templates| {
        let advert = (
            0..templates.len(),
            prop::collection::vec((0usize..60, word()), 0..8),
            0usize..20,
            0u32..10_000,
        );
        prop::collection::vec(advert, 1..60).prop_map(move |adverts| {
            adverts
                .into_iter()
                .map(|(template, edits, cut, number)| {
                    let mut words = templates[template].clone();
                    for (at, word) in edits {
                        let at = at % words.len();
                        words[at] = word;
                    }
                    words.truncate(words.len().saturating_sub(cut).max(2));
                    format!("{} call 020 555 {number:04}", words.join(" "))
                })
                .collect()
        })
    })
}

/// Selectors of few values, so that they are shared; contexts of few days.
pub fn uses(rows: usize) -> impl Strategy<Value = Vec<(u32, usize, String, f32)>> {
    let one = (0..rows as u32 + 2, 0usize..8, 0u32..12, prop::sample::select(vec![0.0, 0.5, 1.0]));
    prop::collection::vec(one, 0..120).prop_map(|all| {
        all.into_iter().map(|(r, k, v, c)| (r, k, format!("value{v}"), c)).collect()
    })
}

pub fn borrowed(all: &[(u32, usize, String, f32)]) -> Vec<SelectorUse<'_>> {
    all.iter()
        .map(|(row, kind, value, confidence)| SelectorUse {
            row: *row,
            kind: weights::KINDS[*kind],
            value,
            confidence: *confidence,
        })
        .collect()
}

pub fn smallest(label: &[u32]) -> bool {
    label.iter().enumerate().all(|(i, l)| *l as usize <= i && label[*l as usize] == *l)
}
