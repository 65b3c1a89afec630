//! Places in running text, as keys of the gazetteer.

use crate::gazetteer::{self, Place};
use crate::lexicon::Class;
use crate::scan::Scan;
use crate::token::Hit;
use spoor_vocab::Kind;

/// A town smaller than this is read only with context.
const SMALL: u32 = 50_000;

/// A city larger than this is meant even where its name is a first name too.
const METROPOLIS: u32 = 1_000_000;

/// Finds places and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut i = 0;
    loop {
        i = scan.next(i, Class::Place.bit());
        if i >= scan.tokens.len() {
            break;
        }
        let hits = scan.terms(i);
        let longest = hits.iter().filter(|h| h.class == Class::Place).map(|h| h.to).max();
        let Some(to) = longest.filter(|_| !scan.taken[i]) else {
            i += 1;
            continue;
        };
        let found =
            best(scan, hits, to).and_then(|p| Some((p, confidence(scan, i, to as usize, p)?)));
        match found {
            Some((place, confidence)) => {
                scan.emit_tokens(Kind::Place, place.key.to_owned(), i, to as usize, confidence);
                scan.take(i, to as usize);
                i = to as usize;
            }
            None => i += 1,
        }
    }
}

/// The most populous place of the name in the hinted country, else of all.
fn best(scan: &Scan<'_>, hits: &[Hit], to: u32) -> Option<&'static Place> {
    let places = || {
        hits.iter()
            .filter(|h| h.class == Class::Place && h.to == to)
            .filter_map(|h| gazetteer::at(h.value))
    };
    places()
        .filter(|p| Some(p.country) == scan.hints.country)
        .max_by_key(|p| p.population)
        .or_else(|| places().max_by_key(|p| p.population))
}

/// How sure it is that the words `from..to` mean `place`; `None` if they need more context.
fn confidence(scan: &Scan<'_>, from: usize, to: usize, place: &Place) -> Option<f32> {
    if scan.gap_before(from).is_empty() && from > 0
        || scan.gap_after(to - 1).is_empty() && to < scan.tokens.len()
    {
        return None;
    }
    let intro =
        from > 0 && scan.gap_before(from).len() <= 3 && scan.is(from - 1, Class::PlaceIntro);
    let capital = scan.capital(from);
    let folded = &scan.bytes()[scan.tokens[from].start as usize..scan.tokens[to - 1].end as usize];
    let one_word = to == from + 1;
    let other_word = one_word
        && (std::str::from_utf8(folded).is_ok_and(|w| gazetteer::ambiguous().contains(w))
            || scan.is(from, Class::Name)
            || (scan.is(from, Class::MaybeName) && place.population < METROPOLIS)
            || folded.len() <= 3);
    let home = Some(place.country) == scan.hints.country;
    match (capital, intro) {
        (true, true) => Some(0.95),
        _ if other_word => None,
        (false, true) => (place.population >= SMALL || home).then_some(0.8),
        (true, false) => (place.population >= SMALL || home || !one_word).then_some(0.8),
        // All small letters: only names that are hardly anything else.
        (false, false) => (folded.len() >= 6 && place.population >= 100_000).then_some(if home {
            0.75
        } else {
            0.6
        }),
    }
}
