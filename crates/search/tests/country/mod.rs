//! Adverts of the made-up country as entries, and a reader of numbers made of `extract`.
#![allow(dead_code, reason = "each test uses a part of it")]

use chrono::DateTime;
use spoor_extract::{Hints, extract};
use spoor_search::{Entry, HourPrice, Told};
use spoor_vocab::{Selector, SelectorKind};
use spoor_world::truth::Fact;
use spoor_world::{Plan, texts};

/// The adverts of a country.
pub fn entries(adverts: u32, seed: u64) -> Vec<Entry> {
    let mut out = Vec::new();
    each(adverts, seed, &mut |entry| out.push(entry));
    out
}

/// The same, one by one.
pub fn each(adverts: u32, seed: u64, take: &mut dyn FnMut(Entry)) {
    let mut n = 0;
    texts(&Plan::new(adverts, seed), &mut |title, text, fact| {
        take(entry(n, title, text, fact));
        n += 1;
    })
    .expect("the phrase banks are sound");
}

fn entry(n: u32, title: &str, text: &str, fact: Fact) -> Entry {
    let host = fact.url.split('/').nth(2).unwrap_or("partner.example.com").to_owned();
    let mut selectors: Vec<Selector> = Vec::new();
    let mut add = |kind, value: &str| {
        if !value.is_empty() {
            selectors.push(Selector { kind, value: value.to_owned() });
        }
    };
    fact.phones.iter().for_each(|p| add(SelectorKind::Phone, p));
    fact.handles.iter().for_each(|h| add(SelectorKind::Handle, h));
    add(SelectorKind::Email, &fact.email);
    add(SelectorKind::Url, &fact.website);
    let posted = DateTime::parse_from_rfc3339(&fact.posted).ok().map(|t| t.timestamp_millis());
    let currency = if fact.place.starts_with("GB") { "GBP" } else { "EUR" };
    let amount = 80.0 + f64::from(n % 23) * 10.0;
    Entry {
        advert_id: format!("a{n:07}"),
        source: format!("source-{}", host.split('.').next().unwrap_or_default()),
        site: host,
        posted: posted.filter(|_| !n.is_multiple_of(19)),
        place: fact.place,
        title: title.to_owned(),
        text: text.to_owned(),
        lang: if n.is_multiple_of(11) { String::new() } else { fact.language },
        template_id: fact.template,
        lead_id: format!("L-{}", fact.placer.trim_start_matches('a')),
        band: ["low", "medium", "high"][n as usize % 3].to_owned(),
        actor_id: fact.placer,
        ring_id: fact.ring,
        selectors,
        price: (!n.is_multiple_of(3)).then(|| HourPrice { amount, currency: currency.to_owned() }),
    }
}

/// All sources of the entries.
pub fn sources(entries: &[Entry]) -> Vec<String> {
    let mut all: Vec<String> = entries.iter().map(|e| e.source.clone()).collect();
    all.sort();
    all.dedup();
    all
}

/// Identifiers in a text, as `extract` reads them in each of the countries.
pub fn tell(text: &str) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for country in ["NL", "BE", "DE", "FR", "ES", "RO", "GB"] {
        let mut found = Vec::new();
        extract(text, &Hints { country: Some(country), posted: None }, &mut found);
        for m in found {
            let Some(kind) = SelectorKind::of_mention(m.kind) else { continue };
            let selector = Selector { kind, value: m.value };
            let one = Told { start: m.start as usize, end: m.end as usize, selector };
            if !told.contains(&one) {
                told.push(one);
            }
        }
    }
    told
}
