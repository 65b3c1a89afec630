//! How much a text is like an advert for paid sex or for recruitment into it: what a crawler goes by.
//!
//! It says nothing of anybody: it keeps the crawler among adverts and away from cars and news, and is no
//! input of a lead. A dozen features of mentions and words, each with its weight in bits, set by hand from what
//! such adverts hold and other pages do not: a contact, prices by time, services, a body, and the length
//! of an advert. They were set beside the training layouts of the made-up web and are judged on others.

use crate::fold::Folded;
use crate::{Hints, extract};
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_vocab::{Kind, Mention};
use std::sync::LazyLock;

/// Words, kind (`c` companionship, `w` work) and language.
static WORDS: LazyLock<FxHashMap<Vec<u8>, u8>> = LazyLock::new(|| {
    let lines = include_str!("../words/likeness.tsv").lines().filter(|l| !l.starts_with('#'));
    let row = |line: &str| {
        let mut columns = line.split('\t');
        let (words, kind) = (columns.next()?, columns.next()?);
        Some((words_of(words).join(&b' '), *kind.as_bytes().first()?))
    };
    lines.filter_map(row).collect()
});
/// Words of the longest entry.
const ENTRY_WORDS: usize = 4;

/// Bits before anything is seen: of a hundred pages few are such adverts.
const BEFORE: f64 = -5.0;
/// Characters that an advert has at least, and seldom exceeds.
const SHORT: usize = 40;
const LONG: usize = 6_000;
/// Numbers from which on it is a list of people.
const MANY: usize = 5;

/// How much a text is like such an advert.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// Weight of the evidence, log2 of the odds.
    pub bits: f64,
    /// What it is made of, in words, with bits.
    pub parts: Vec<(&'static str, f64)>,
}

impl Likeness {
    /// As a probability, 0 to 1.
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + libm::exp2(-self.bits))
    }
}

/// Weighs title and text.
pub fn likeness(title: &str, text: &str, hints: &Hints<'_>) -> Likeness {
    let whole = format!("{title}\n{text}");
    let mut found = Vec::new();
    extract(&whole, hints, &mut found);
    weigh(&found, known_words(&whole), text.chars().count())
}

/// Words of a text, folded.
fn words_of(text: &str) -> Vec<Vec<u8>> {
    let mut folded = Folded::default();
    folded.set(text);
    let words = folded.bytes.split(|b| !b.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(<[u8]>::to_vec).collect()
}

/// How many entries of the lexicon a text has: of companionship, of work.
fn known_words(text: &str) -> (usize, usize) {
    let words = words_of(text);
    let mut seen: FxHashSet<Vec<u8>> = FxHashSet::default();
    let (mut company, mut work) = (0, 0);
    for at in 0..words.len() {
        for end in at + 1..=(at + ENTRY_WORDS).min(words.len()) {
            let entry = words[at..end].join(&b' ');
            let Some(kind) = WORDS.get(&entry) else { continue };
            if seen.insert(entry) {
                *(if *kind == b'c' { &mut company } else { &mut work }) += 1;
            }
        }
    }
    (company, work)
}

fn weigh(found: &[Mention], (company, work): (usize, usize), length: usize) -> Likeness {
    let distinct = |kind: Kind| -> usize {
        let values = found.iter().filter(|m| m.kind == kind).map(|m| m.value.as_str());
        values.collect::<FxHashSet<_>>().len()
    };
    let any = |kind: Kind| found.iter().any(|m| m.kind == kind);
    let contacts = distinct(Kind::Phone) + distinct(Kind::Email) + distinct(Kind::Handle);
    let timed = found.iter().filter(|m| m.kind == Kind::Price && !m.value.contains("null")).count();
    let recruiting = |m: &&Mention| m.kind == Kind::Indicator && m.value.starts_with("recruitment");
    let recruiting = found.iter().filter(recruiting).map(|m| &m.value).collect::<FxHashSet<_>>();
    let mut parts = Vec::new();
    let mut say = |what, bits: f64| {
        if bits != 0.0 {
            parts.push((what, bits));
        }
    };
    say(
        "contact",
        match contacts {
            0 => -1.5,
            n if n < MANY => 2.0,
            _ => -1.0,
        },
    );
    say("price of an hour", if timed > 0 { 2.5 } else { 0.0 });
    say("price", if timed == 0 && any(Kind::Price) { 0.5 } else { 0.0 });
    say("services", [0.0, 3.0, 4.5, 5.5][distinct(Kind::Service).min(3)]);
    say("recruitment", [0.0, 2.5, 4.5][recruiting.len().min(2)]);
    let told = |m: &&Mention| m.kind == Kind::Indicator && !m.value.starts_with("recruitment");
    let told = found.iter().filter(told).map(|m| &m.value).collect::<FxHashSet<_>>();
    say("indicators", [0.0, 0.5, 1.0, 1.5][told.len().min(3)]);
    say("words of company", [0.0, 1.5, 3.0, 4.0][company.min(3)]);
    say("words of work", [0.0, 0.5, 2.0, 3.5, 4.5][work.min(4)]);
    say("age", if any(Kind::Age) { 1.0 } else { 0.0 });
    say("height or weight", if any(Kind::Height) || any(Kind::Weight) { 1.0 } else { 0.0 });
    say("name", if any(Kind::Name) { 0.5 } else { 0.0 });
    say(
        "length",
        match length {
            n if n < SHORT => -3.0,
            n if n > LONG => -3.0,
            _ => 0.0,
        },
    );
    let bits = BEFORE + parts.iter().map(|(_, bits)| bits).sum::<f64>();
    Likeness { bits, parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(text: &str) -> f64 {
        likeness("", text, &Hints { country: Some("NL"), posted: None }).bits
    }

    #[test]
    fn adverts_are_told_from_cars_and_news() {
        assert!(
            bits("Massage in Utrecht, 60 min 120 euro. Bel 06 55 55 01 23, ik ben Anna, 25 jaar.")
                > 2.0
        );
        assert!(
            bits(
                "Geen ervaring nodig, kamer aanwezig. Stuur een app naar 06 55 55 01 23 voor werk."
            ) > 0.0
        );
        assert!(
            bits("Te koop: gezinsauto, 1 eigenaar, 4.500 euro. Bel 06 55 55 01 23 na zes uur.")
                < 0.0
        );
        assert!(bits("De gemeente praat vandaag over massagesalons. De raad stemt morgen.") < 0.0);
        assert!(bits("") < -3.0);
    }
}
