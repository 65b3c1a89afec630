//! What must never be written.

use super::{Ad, country, words};
use spoor_world::Kind;
use std::collections::HashSet;

/// Ranges set aside for drama and for machines, as digits after the `+`, with the digits left
/// free. Typed from the regulators' lists, not taken from the generator.
const FICTIONAL: [(&str, usize); 28] = [
    ("31970", 8),
    ("447700900", 3),
    ("442079460", 3),
    ("441134960", 3),
    ("441144960", 3),
    ("441154960", 3),
    ("441164960", 3),
    ("441174960", 3),
    ("441184960", 3),
    ("441214960", 3),
    ("441314960", 3),
    ("441414960", 3),
    ("441514960", 3),
    ("441614960", 3),
    ("441632960", 3),
    ("493023125", 3),
    ("496990009", 3),
    ("494066969", 3),
    ("492214710", 3),
    ("498999998", 3),
    ("3363998", 4),
    ("3319900", 4),
    ("3326191", 4),
    ("3335301", 4),
    ("3346571", 4),
    ("3353649", 4),
    ("121255501", 2),
    ("131055501", 2),
];

fn is_fictional(e164: &str) -> bool {
    e164.strip_prefix('+').is_some_and(|digits| {
        digits.bytes().all(|b| b.is_ascii_digit())
            && FICTIONAL.iter().any(|(prefix, free)| {
                digits.strip_prefix(prefix).is_some_and(|rest| rest.len() == *free)
            })
    })
}

#[test]
fn every_number_is_from_a_fictional_range() {
    let mut seen = 0;
    for Ad { fact, .. } in country() {
        for phone in &fact.phones {
            assert!(is_fictional(phone), "{phone} of {}", fact.id);
            seen += 1;
        }
    }
    assert!(seen > 15_000);
}

#[test]
fn every_address_is_at_a_domain_for_examples() {
    for Ad { fact, .. } in country().iter().filter(|ad| !ad.fact.email.is_empty()) {
        let host = fact.email.split('@').nth(1).unwrap();
        let is_example = ["example.com", "example.net", "example.org"].contains(&host)
            || host.ends_with(".example");
        assert!(is_example, "{}", fact.email);
    }
    let mut sites = country().iter().map(|ad| &ad.fact.website).filter(|w| !w.is_empty());
    assert!(sites.clone().count() > 500 && sites.all(|w| w.ends_with(".example")));
}

#[test]
fn no_explicit_word_and_no_word_of_origin_is_written() {
    let never: HashSet<&str> = include_str!("../data/never.txt").lines().collect();
    for Ad { title, text, fact } in country() {
        for word in words(title).iter().chain(&words(text)) {
            assert!(!never.contains(word.as_str()), "{word:?} in {}: {text}", fact.id);
        }
    }
}

/// The adverts behind which a child stands say name, adult age, towns, hours and a number. No
/// price, no offer, no look, no mood.
#[test]
fn nothing_but_neutral_words_stands_behind_a_child() {
    let (mut seen, mut stated) = (0, 0);
    // Several countries: there are only a few such adverts in each.
    for seed in 1..=12 {
        let plan = spoor_world::Plan::new(300, seed);
        for Ad { title, text, fact } in super::of(plan) {
            if fact.kind != Kind::Missing {
                continue;
            }
            seen += 1;
            let allowed = [
                "contact.obscured-phone",
                "movement.new-in-town",
                "movement.short-stay",
                "restricted.always-available",
            ];
            assert!(fact.indicators.iter().all(|c| allowed.contains(&c.as_str())), "{fact:?}");
            assert!(fact.against.is_empty() && fact.ring.is_empty() && fact.hub.is_empty());
            let all = format!("{title} {text}").to_lowercase();
            for offer in [
                "massag", "masaj", "masaje", "gfe", "tantra", "euro", "€", "£", "lei", "roses",
                "kg", "cm", "young", "jong", "jung", "jeune", "joven", "tânăr", "hour", "kiss",
                "love", "sweet", "lovely", "girl", "meid", "fille", "chica", "fată",
            ] {
                // Whole words and beginnings of words: "lei" is in many a word.
                let found = words(&all).iter().any(|w| w == offer)
                    || (offer.chars().count() > 4 && all.contains(offer));
                assert!(!found, "{offer:?} in {all}");
            }
            // Hours are from 9 to 13 and from 19 to 23; groups of these numbers are 31 or longer.
            if !fact.obscured && fact.phones[0].starts_with("+31970") {
                let numbers: Vec<u32> =
                    words(&text).iter().filter(|w| w.len() < 3).flat_map(|w| w.parse()).collect();
                assert!(!numbers.iter().any(|n| (14..19).contains(n)), "{text}");
                stated += usize::from(numbers.iter().any(|n| (21..24).contains(n)));
            }
            assert!(text.split_whitespace().count() < 60, "{text}");
        }
    }
    assert!(seen > 50 && stated > 20, "{seen} seen, {stated} state an adult age");
}
