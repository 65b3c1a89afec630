//! The places: cities and towns of GeoNames (CC BY 4.0), offline.
//!
//! Which: every place of 5,000 inhabitants in the countries of the six languages, of 15,000 in
//! the rest of Europe, of 50,000 in the United States, Canada, Australia and New Zealand, of
//! 100,000 elsewhere. [`resolve`] reads a place as a site states it, [`lookup`] a key.

use crate::fold::Folded;
use crate::lexicon::rows;
use crate::token::word_len;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A city or town.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// `CC:Name`, e.g. `NL:Utrecht`; unique. The value of a [`spoor_vocab::Kind::Place`] mention.
    pub key: &'static str,
    /// Name in GeoNames: the English one where there is one (`The Hague`), else the local one.
    pub name: &'static str,
    /// ISO 3166-1 alpha-2 code.
    pub country: &'static str,
    /// Degrees north (WGS 84).
    pub lat: f64,
    /// Degrees east (WGS 84).
    pub lon: f64,
    /// Inhabitants.
    pub population: u32,
}

struct Gazetteer {
    places: Vec<Place>,
    by_key: FxHashMap<&'static str, u32>,
    /// Folded name → places, most populous first.
    by_name: FxHashMap<String, Vec<u32>>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut out = Gazetteer {
        places: Vec::new(),
        by_key: FxHashMap::default(),
        by_name: FxHashMap::default(),
    };
    let mut others = Vec::new();
    // The file is in order of population, so that lists of indices are too.
    for row in rows("places") {
        let [key, lat, lon, population, names] = row[..] else { continue };
        let Some((country, name)) = key.split_once(':') else { continue };
        let index = out.places.len() as u32;
        out.places.push(Place {
            key,
            name,
            country,
            lat: lat.parse().unwrap_or(0.0),
            lon: lon.parse().unwrap_or(0.0),
            population: population.parse().unwrap_or(0),
        });
        out.by_key.insert(key, index);
        out.by_name.entry(joined_words(name)).or_default().push(index);
        others.extend(names.split(';').filter(|n| !n.is_empty()).map(|n| (n, index)));
    }
    for row in rows("exonyms") {
        if let Some(&index) = out.by_key.get(row[0]) {
            let list = out.by_name.entry(joined_words(row[1])).or_default();
            // A name in one of the six languages comes before a like-named small town.
            if !list.contains(&index) {
                list.insert(0, index);
                list.sort_by_key(|&i| std::cmp::Reverse(out.places[i as usize].population));
            }
        }
    }
    for (name, index) in others {
        let list = out.by_name.entry(joined_words(name)).or_default();
        if !list.contains(&index) {
            list.push(index);
        }
    }
    out
});

/// Number prefix without `+` → place.
static AREAS: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows("area-codes").map(|row| (row[0], row[1])).collect());

/// Digits of the shortest and longest prefix in the table of area codes.
const PREFIX: std::ops::RangeInclusive<usize> = 3..=9;

/// The place that the area code of a telephone number (E.164, with `+`) belongs to: the longest
/// known prefix counts. Weak evidence of where its user is: numbers travel, and mobile numbers
/// have an area in North America only. `None` where the number has no area that is known.
pub fn of_number(e164: &str) -> Option<&'static Place> {
    let digits = e164.strip_prefix('+')?;
    let known = |n: usize| AREAS.get(digits.get(..n)?).copied();
    PREFIX.rev().find_map(known).and_then(lookup)
}

/// Folded words, one space between them.
fn joined_words(name: &str) -> String {
    words(name).join(" ")
}

/// Folded words of a text.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut folded = Folded::default();
    folded.set(name);
    let mut out = Vec::new();
    let mut at = 0;
    while at < folded.bytes.len() {
        let len = word_len(&folded.bytes[at..]).max(1);
        let word = &folded.bytes[at..at + len];
        if word_len(word) > 0 {
            out.push(String::from_utf8_lossy(word).into_owned());
        }
        at += len;
    }
    out
}

/// The place with this key, e.g. `NL:Utrecht`.
pub fn lookup(key: &str) -> Option<&'static Place> {
    GAZETTEER.by_key.get(key).map(|&i| &GAZETTEER.places[i as usize])
}

/// The place a site or import states: `Utrecht`, `Den Haag`, `Köln centre`, `Paris (75001)`,
/// `Gent, Belgium`. Of the parts between commas and brackets the first that names a place counts;
/// in it the longest run of words that is a name, earlier runs first; among places of one name
/// the most populous in `country` (ISO 3166-1 alpha-2), else the most populous. `None` if no word
/// names a known place.
pub fn resolve(stated: &str, country: Option<&str>) -> Option<&'static Place> {
    stated
        .split([',', ';', '(', ')', '/', '|'])
        .find_map(|part| resolve_part(&words(part), country))
}

fn resolve_part(words: &[String], country: Option<&str>) -> Option<&'static Place> {
    for len in (1..=words.len().min(6)).rev() {
        for run in words.windows(len) {
            // One short word of a longer statement is filler, not a name.
            if len < words.len() && run[0].len() < 3 {
                continue;
            }
            if let Some(list) = GAZETTEER.by_name.get(&run.join(" ")) {
                return best(list, country);
            }
        }
    }
    None
}

fn best(list: &[u32], country: Option<&str>) -> Option<&'static Place> {
    let places = &GAZETTEER.places;
    list.iter()
        .find(|&&i| Some(places[i as usize].country) == country)
        .or_else(|| list.first())
        .map(|&i| &places[i as usize])
}

/// The place behind an index given by [`each_name`].
pub(crate) fn at(index: u32) -> Option<&'static Place> {
    GAZETTEER.places.get(index as usize)
}

/// Names looked for in running text: those of the places themselves (towns of 15,000 and more)
/// and those in the six languages, but not the many spellings of GeoNames' other names.
pub(crate) fn each_name(mut visit: impl FnMut(&str, u32)) {
    for (index, place) in GAZETTEER.places.iter().enumerate() {
        if place.population >= 15_000 && place.name.len() >= 3 {
            visit(place.name, index as u32);
        }
    }
    for row in rows("exonyms") {
        if let Some(&index) = GAZETTEER.by_key.get(row[0]) {
            visit(row[1], index);
        }
    }
}

/// Folded names that are other words too, and need a word like "in" before them.
pub(crate) fn ambiguous() -> &'static FxHashSet<String> {
    static NAMES: LazyLock<FxHashSet<String>> =
        LazyLock::new(|| rows("ambiguous").map(|row| joined_words(row[0])).collect());
    &NAMES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(stated: &str, country: Option<&str>) -> Option<&'static str> {
        resolve(stated, country).map(|p| p.key)
    }

    #[test]
    fn stated_places_are_found_in_any_of_the_languages() {
        assert_eq!(key("Utrecht", None), Some("NL:Utrecht"));
        assert_eq!(key("Den Haag", Some("NL")), Some("NL:The Hague"));
        assert_eq!(key("The Hague", None), Some("NL:The Hague"));
        assert_eq!(key("'s-Gravenhage", None), Some("NL:The Hague"));
        for name in ["Köln", "Koeln", "Cologne", "KEULEN", "Colonia"] {
            assert_eq!(key(name, Some("DE")), Some("DE:Köln"), "{name}");
        }
        assert_eq!(key("București", Some("RO")), Some("RO:Bucharest"));
        assert_eq!(key("Bucuresti, Sector 3", None), Some("RO:Bucharest"));
        assert_eq!(key("Gent", None), Some("BE:Gent"));
    }

    #[test]
    fn the_country_decides_between_places_of_one_name() {
        assert_eq!(key("Birmingham", Some("US")), Some("US:Birmingham"));
        assert_eq!(key("Birmingham", None), Some("GB:Birmingham"));
        assert_eq!(key("nowhere at all zzz", None), None);
        assert_eq!(key("", None), None);
    }

    /// As the geocoder of the Python package phonenumbers 9.0.43 says, for numbers set aside for
    /// drama.
    #[test]
    fn area_codes_name_their_place() {
        let area = |number| of_number(number).map(|p| p.key);
        assert_eq!(area("+12125550147"), Some("US:New York City"));
        assert_eq!(area("+17025550123"), Some("US:Las Vegas"));
        assert_eq!(area("+441614960123"), Some("GB:Manchester"));
        assert_eq!(area("+442079460123"), Some("GB:London"));
        assert_eq!(area("+493023125123"), Some("DE:Berlin"));
        assert_eq!(area("+447700900123"), None, "a mobile number");
        assert_eq!(area("+3197010512345"), None, "a number of machines");
        for hostile in ["", "+", "12125550147", "+1", "+é", "+99999999999999999999"] {
            assert_eq!(area(hostile), None, "{hostile:?}");
        }
    }

    #[test]
    fn every_area_code_leads_to_a_place() {
        for row in rows("area-codes") {
            assert!(PREFIX.contains(&row[0].len()), "{row:?}");
            assert!(lookup(row[1]).is_some(), "{row:?}");
        }
    }

    #[test]
    fn keys_lead_back_to_their_place() {
        let place = lookup("NL:Utrecht").unwrap();
        assert_eq!((place.name, place.country), ("Utrecht", "NL"));
        assert!((place.lat - 52.09).abs() < 0.01 && (place.lon - 5.12).abs() < 0.01);
        assert_eq!(lookup("NL:Atlantis"), None);
    }
}
