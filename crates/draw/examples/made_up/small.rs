//! Made-up input of the smaller charts.

use super::ring::{DAY, START};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spoor_draw::{
    Bar, Bars, Contribution, Lane, LaneLink, LaneStay, Lanes, Moved, MovedValue, ReliabilityChart,
    Said, Spark, Step, Waterfall,
};

/// Four actors on one circuit, two of them together.
pub fn lanes() -> Lanes {
    let places = ["Utrecht", "Antwerpen", "Köln", "Lille", "Luxembourg", "Liège", "Hamburg"];
    let mut stays = Vec::new();
    let mut links = Vec::new();
    for lane in 0..4usize {
        let mut at = START + lane as i64 * 2 * DAY;
        for i in 0..11usize {
            let days = 7 + ((i * 5 + lane * 3) % 7) as i64;
            // The first two follow one another; the others go their own ways.
            let place = if lane < 2 { i % 4 } else { (i * (lane + 1) + lane) % places.len() };
            let to = at + days * DAY;
            let (place, href) = (places[place].to_owned(), Some(format!("/stay/{lane}/{i}")));
            stays.push(LaneStay { lane, place, from: at, to, href });
            if lane == 1 && i % 2 == 0 {
                let reason = "Both arrive within two days.".to_owned();
                links.push(LaneLink { lanes: (0, 1), at, reason, href: Some("/meeting/3".into()) });
            }
            if lane == 3 && i == 6 {
                let reason = "One arrives as the other leaves.".to_owned();
                links.push(LaneLink { lanes: (1, 3), at, reason, href: None });
            }
            at = to + DAY * (1 + ((i + lane) % 3) as i64);
        }
    }
    // A second person under the third actor.
    let to = START + 30 * DAY;
    stays.push(LaneStay { lane: 2, place: "Hamburg".into(), from: START, to, href: None });
    let lane = |name: &str| Lane { label: name.to_owned(), href: Some("/actor/1".into()) };
    Lanes {
        title: "Ring 4: who was where, and who moved together".into(),
        significance: "Seven meetings where 1.1 were to be expected: p\u{a0}=\u{a0}0.0004, q\u{a0}=\u{a0}0.01.".into(),
        lanes: vec![
            lane("Actor 17"),
            lane("Actor 23"),
            lane("Actor 58, two persons"),
            lane("Actor 90"),
        ],
        stays,
        links,
    }
}

/// Adverts of half a year by week.
pub fn bars() -> Bars {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let bars = (0..170)
        .filter(|d| !(70..92).contains(d))
        .map(|d| Bar {
            at: START + d * DAY,
            count: rng.random_range(0..3) + u64::from(d > 120) * 2,
            href: Some(format!("?from={}", d / 7)),
        })
        .collect();
    Bars { title: "Adverts of ring 4".into(), noun: "advert".into(), step: Step::Week, bars }
}

/// A lead's score.
pub fn waterfall() -> Waterfall {
    let rows = [
        ("Three actors meet nine times in 14 moves, where 1.1 were to be expected", 6.4),
        ("One phone stands in 52 adverts under four names", 3.1),
        ("Texts of one template in two countries, “new in town”", 2.2),
        ("A job advert leads to two of the sale adverts", 1.7),
        ("Prices are usual for the place", -0.8),
        ("One of them has advertised on her own for six years", -2.9),
        ("Stays of more than two weeks", -1.2),
    ];
    Waterfall {
        title: "Lead 12: what speaks for a closer look, and what against".into(),
        prior: -6.5,
        contributions: rows
            .map(|(label, bits)| Contribution {
                label: label.into(),
                bits,
                href: Some("/reason/3".into()),
            })
            .into(),
        interval: Some((0.4, 3.9)),
    }
}

/// Weights after some decisions.
pub fn moved() -> Moved {
    let rows = [
        ("One phone under many names", Some(1.0), 1.62, 0.31),
        ("Texts of one template", Some(1.0), 0.41, 0.22),
        ("Prices are usual for the place, as far as they are stated", Some(1.0), -0.35, 0.6),
        ("New in town", Some(1.0), 1.04, 0.9),
        ("A rule that came later", None, 1.0, 0.94),
    ];
    let value = |(label, before, now, off): (&str, Option<f64>, f64, f64)| MovedValue {
        label: label.into(),
        before,
        now,
        interval: (now - off, now + off),
    };
    Moved {
        title: "What the ranking has learned".into(),
        noun: "weight".into(),
        values: rows.map(value).into(),
    }
}

/// Forecasts that are a little too sure of themselves.
pub fn reliability() -> ReliabilityChart {
    let bins = (0..10u32)
        .map(|i| {
            let said = 0.05 + f64::from(i) / 10.0;
            let came = 0.5 + (said - 0.5) * 0.85;
            let count = 400 / u64::from(i + 1) + 12;
            let half = 1.96 * (came * (1.0 - came) / count as f64).sqrt();
            Said { said, came, interval: ((came - half).max(0.0), (came + half).min(1.0)), count }
        })
        .collect();
    ReliabilityChart { title: "Forecasts of the next city, January to June".into(), bins }
}

/// Twelve weeks.
pub fn spark() -> Spark {
    let values = [3.0, 4.0, 2.0, 5.0, 8.0, 6.0, 9.0, 7.0, 12.0, 11.0, 15.0, 14.0];
    let values = values.iter().enumerate().map(|(i, v)| (format!("week {}", i + 1), *v)).collect();
    Spark { title: "Adverts by week".into(), values }
}
