//! Facts for tests: adverts written as one line each (see `cases/rules.toml`).
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part of it")]

use spoor_leads::{ActorFacts, AdvertFacts, Baseline, IndicatorFact, PlaceFact};
use spoor_vocab::Price;
use std::collections::BTreeMap;

/// 2026-01-01T10:00:00Z.
pub const START: i64 = 1_767_261_600_000;
const DAY: f64 = 86_400_000.0;

pub type Places = BTreeMap<String, (f64, f64)>;

pub fn places() -> Places {
    #[derive(serde::Deserialize)]
    struct File {
        places: Places,
    }
    let file: File = toml::from_str(include_str!("../../cases/rules.toml")).expect("cases parse");
    file.places
}

/// One advert from its line.
pub fn advert(nr: usize, line: &str, places: &Places) -> AdvertFacts {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [day, place, names, phones, template, extras @ ..] = words.as_slice() else {
        panic!("five words at least: {line:?}");
    };
    let list = |word: &str| -> Vec<String> {
        if word == "-" { Vec::new() } else { word.split('+').map(str::to_owned).collect() }
    };
    let posted = match day.strip_suffix('d') {
        Some(date) => START - 36_000_000 + (date.parse::<f64>().expect("day") * DAY) as i64,
        None => START + (day.parse::<f64>().expect("day") * DAY) as i64,
    };
    let mut out = AdvertFacts {
        advert_id: format!("ad{nr:03}"),
        id: nr.to_string(),
        site: "site.example".into(),
        posted: Some(posted),
        place: places.get(*place).map(|at| PlaceFact {
            key: format!("NL:{place}"),
            lat: at.0,
            lon: at.1,
        }),
        template_id: list(template).concat(),
        phones: list(phones),
        names: list(names),
        ..Default::default()
    };
    assert!(*place == "-" || out.place.is_some(), "unknown place in {line:?}");
    for extra in extras {
        let (key, value) = extra.split_once('=').expect("key=value");
        match key {
            "img" => out.images = list(value),
            "card" => out.cards = list(value),
            "mail" => out.emails = list(value),
            "handle" => out.handles = list(value),
            "acct" => out.account = Some(value.into()),
            "age" => {
                let (low, high) = value.split_once('-').unwrap_or((value, value));
                out.ages = vec![(low.parse().expect("age"), high.parse().expect("age"))];
            }
            "price" => out.prices = list(value).iter().map(|p| price(p)).collect(),
            "code" => out.indicators = list(value).into_iter().map(indicator).collect(),
            _ => panic!("unknown key in {line:?}"),
        }
    }
    out
}

fn price(text: &str) -> Price {
    let (amount, minutes) = text.split_once('/').expect("amount/minutes");
    Price {
        amount: amount.parse().expect("amount"),
        currency: "EUR".into(),
        minutes: Some(minutes.parse().expect("minutes")),
    }
}

pub fn indicator(code: String) -> IndicatorFact {
    IndicatorFact { code, confidence: 1.0, ..Default::default() }
}

pub fn actor(lines: &[String], places: &Places) -> ActorFacts {
    ActorFacts {
        actor_id: "A-0001".into(),
        adverts: lines.iter().enumerate().map(|(nr, line)| advert(nr, line, places)).collect(),
        links: Vec::new(),
        ring: None,
        hand: None,
    }
}

/// 400 people on their own, one in fifty with youth language, thirty of two adverts, and the
/// actor itself.
pub fn baseline(actor: &ActorFacts, places: &Places) -> Baseline {
    let mut base = Baseline::new();
    let keys: Vec<&String> = places.keys().collect();
    for nr in 0..400 {
        let code = if nr % 50 == 0 { "code=youth.language" } else { "" };
        let place = keys[nr % keys.len()];
        let line = format!("{} {place} N{nr} q{nr} - price=150/60 {code}", nr % 90);
        base.add(&ActorFacts {
            actor_id: format!("A-b{nr}"),
            adverts: vec![advert(nr, &line, places)],
            links: Vec::new(),
            ring: None,
            hand: None,
        });
    }
    for nr in 0..30 {
        let lines: Vec<String> = [0, 30]
            .iter()
            .map(|d| format!("{d} {} M{nr} r{nr} -", keys[nr % keys.len()]))
            .collect();
        base.add(&self::actor(&lines, places));
    }
    base.add(actor);
    base.finish();
    base
}
