//! National telephone numbers and the international ones they are written short for.
//!
//! A number of which the country was not known is read as it stands (`07700900123`); elsewhere the
//! same number may stand with its country (`+447700900123`). Where just one international number
//! of the corpus ends in it, they are one selector; where several do, nothing is guessed. Nor is
//! it for numbers of nine digits: Dutch, French and Spanish mobiles begin alike, and two strangers
//! joined in error is worse than a link that is missed.

use crate::actors::SelectorUse;
use rustc_hash::FxHashMap;
use spoor_vocab::SelectorKind;

/// Digits behind calling code or trunk prefix that are enough to tell a number.
const SIGNIFICANT_MIN: usize = 10;
/// Calling codes have one to three digits (ITU-T E.164, section 6.2.1).
const CALLING_CODE: std::ops::RangeInclusive<usize> = 1..=3;

/// Puts national telephone numbers under the international ones that they are. Uses are neither
/// added nor removed; a row may show one selector twice afterwards.
pub fn complete(uses: &mut [SelectorUse<'_>]) {
    let complete = completions(uses);
    for u in uses.iter_mut().filter(|u| u.kind == SelectorKind::Phone) {
        u.value = complete.get(u.value).copied().unwrap_or(u.value);
    }
}

/// For each national number, the international one that it is.
fn completions<'a>(uses: &[SelectorUse<'a>]) -> FxHashMap<&'a str, &'a str> {
    let mut known: FxHashMap<&str, Option<&'a str>> = FxHashMap::default();
    let phones = || uses.iter().filter(|u| u.kind == SelectorKind::Phone).map(|u| u.value);
    for value in phones() {
        let Some(digits) = value.strip_prefix('+') else { continue };
        for code in CALLING_CODE {
            let Some(rest) = digits.get(code..).filter(|r| r.len() >= SIGNIFICANT_MIN) else {
                continue;
            };
            let found = known.entry(rest).or_insert(Some(value));
            if *found != Some(value) {
                *found = None;
            }
        }
    }
    let complete = |value: &'a str| {
        let significant = value.strip_prefix('0').unwrap_or(value);
        let found = known.get(significant).copied().flatten()?;
        Some((value, found))
    };
    phones().filter(|v| !v.starts_with('+')).filter_map(complete).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_become_one_selector() {
        let mut uses = ["+3197012345678", "097012345678", "0639981234"].map(one);
        complete(&mut uses);
        assert_eq!(uses.map(|u| u.value), ["+3197012345678", "+3197012345678", "0639981234"]);
    }

    fn one(value: &'static str) -> SelectorUse<'static> {
        SelectorUse { row: 0, kind: SelectorKind::Phone, value, confidence: 1.0 }
    }

    fn of(values: &[&'static str]) -> FxHashMap<&'static str, &'static str> {
        completions(&values.iter().map(|v| one(v)).collect::<Vec<_>>())
    }

    #[test]
    fn a_national_number_is_the_international_one_that_ends_in_it() {
        let found =
            of(&["+3197012345678", "097012345678", "5745550142", "+15745550142", "12345678"]);
        assert_eq!(found.get("097012345678"), Some(&"+3197012345678"));
        assert_eq!(found.get("5745550142"), Some(&"+15745550142"));
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn nothing_is_guessed_between_two_countries() {
        assert!(of(&["+447700900123", "+497700900123", "07700900123"]).is_empty());
        // The same number twice is still one.
        assert_eq!(of(&["+447700900123", "+447700900123", "07700900123"]).len(), 1);
        // The mobiles of several countries have this form.
        assert!(of(&["+33639981234", "0639981234"]).is_empty());
    }
}
