//! What is a term and what never is.

use crate::chance::Chance;
use spoor_trends::{Popular, Row, TermSettings, Terms, Text, words};
use std::collections::BTreeSet;

fn set(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|w| (*w).to_owned()).collect()
}

#[test]
fn words_and_pairs_without_selectors_digits_and_words_never_to_be_read() {
    let never = set(&["martian", "green girl"]);
    for (text, want) in [
        ("Velvet hour, velvet HOUR", &["velvet", "hour", "velvet hour"][..]),
        ("new martian lady", &["new", "lady"]),
        ("a green girl waits", &["green", "girl", "waits", "girl waits"]),
        ("call 07700 900123 now", &["call", "now"]),
        ("call me: anna@mail.example.com today", &["call", "me", "call me", "today"]),
        ("see https://example.com/amber-room ok", &["see", "ok"]),
        ("room42 is free", &["is", "free", "is free"]),
        ("x y amber", &["amber"]),
        ("größe ÜBER straße", &["größe", "über", "straße", "größe über", "über straße"]),
        ("no rush. Call", &["no", "rush", "no rush", "call"]),
        ("", &[]),
    ] {
        assert_eq!(words(text, &[], &never), set(want), "{text}");
    }
}

#[test]
fn masked_spans_hide_every_word_they_touch() {
    let text = "I am Amber in Utrecht today";
    let name = text.find("Amber").expect("there");
    let town = text.find("Utrecht").expect("there");
    let masked = [(town, town + 7), (name + 1, name + 2), (900, 999)];
    assert_eq!(words(text, &masked, &set(&[])), set(&["am", "in", "today"]));
}

#[test]
fn the_filter_never_loses_what_many_show() {
    let mut chance = Chance(1);
    let filter = Popular::new(1 << 14);
    for actor in 0..20_000u32 {
        for _ in 0..5 {
            filter.add(&format!("rare {}", chance.below(1 << 40)), actor);
        }
    }
    for value in 0..500 {
        let name = format!("word {value}");
        // Ten actors, each ten times: repeats change nothing.
        (0..100).for_each(|n| filter.add(&name, value * 10 + n % 10));
        assert!(filter.actors(&name) >= 6, "{name}");
    }
    let once = Popular::new(1 << 16);
    (0..1_000).for_each(|n| once.add(&format!("rare {n}"), n));
    let admitted = (0..1_000).filter(|n| once.actors(&format!("rare {n}")) >= 3).count();
    assert!(admitted < 5, "{admitted}");
}

#[test]
fn rows_are_those_of_terms_many_use_in_any_order_of_texts() {
    let settings = TermSettings { never: set(&["martian"]), actors_min: 5, cells: 1 << 14 };
    let all: Vec<(String, u32)> = (0..200u32)
        .map(|n| {
            let own = (b'a' + (n % 26) as u8) as char;
            let term = if n % 10 == 0 { "velvet martian hour" } else { "plain day" };
            (format!("{term} zz{own}{}", "q".repeat((n / 26) as usize)), n)
        })
        .collect();
    let run = |order: &[(String, u32)]| {
        let mut terms = Terms::new(settings.clone());
        let text = |(text, n): &(String, u32), take: bool, terms: &mut Terms| {
            let (n, bucket) = (*n, (*n % 7) as i32);
            let text = Text { text, masked: &[], group: 0, bucket, actor: n, row: n };
            if take { terms.take(&text) } else { terms.note(&text) }
        };
        order.iter().for_each(|t| text(t, false, &mut terms));
        order.iter().for_each(|t| text(t, true, &mut terms));
        terms.finish()
    };
    let (terms, rows) = run(&all);
    assert_eq!(terms, ["day", "hour", "plain", "plain day", "velvet"]);
    let velvet: Vec<&Row> = rows.iter().filter(|r| r.key == 4).collect();
    assert_eq!(velvet.len(), 20);
    assert!(velvet.iter().all(|r| r.row % 10 == 0 && r.actor == r.row));
    // Many at once, on all cores, is one after the other.
    let texts: Vec<Text<'_>> = all
        .iter()
        .map(|(text, n)| {
            let (actor, bucket) = (*n, (*n % 7) as i32);
            Text { text, masked: &[], group: 0, bucket, actor, row: actor }
        })
        .collect();
    let mut at_once = Terms::new(settings.clone());
    texts.chunks(30).for_each(|of| at_once.note_all(of));
    texts.chunks(70).for_each(|of| at_once.take_all(of));
    assert_eq!(at_once.finish(), (terms.clone(), rows.clone()));
    let mut shuffled = all.clone();
    Chance(2).shuffle(&mut shuffled);
    assert_eq!(run(&shuffled), (terms, rows));
}
