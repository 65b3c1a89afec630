//! What is found of what is planted, on made-up countries:
//! `emerging ADVERTS FIRST LAST [--without-rings] [--prices]`, the last without terms, sites and
//! routes.
//!
//! Each seed is a country of 78 weeks. Its adverts are read once; looks are taken after each week
//! from the 31st to the last. As it is, nothing is planted in it: what fires is false, or an
//! accident of the country: placers of a ring who move in step are a rise of their route. Then,
//! into copies of the rows, from week 48 on: a term that nobody used and a route that nobody took,
//! each in 0.2 %, 0.5 % and 1 % of the adverts by lot; and in the town whose share of the adverts
//! is nearest to that, prices that are 25 % higher, or a fifth lower. Terms are taken of texts with
//! the extracted selectors, names and places masked; actors are the true placers, so that what is
//! measured is this step and not linkage.

use rustc_hash::FxHashMap;
use spoor_trends::{
    Cell, Counts, Kind, PriceRow, PriceSettings, Prices, Row, Settings, ShiftSettings, Span,
    TermSettings, Terms, Text, Trend, price_shifts,
};
use spoor_world::Plan;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::time::Instant;

/// Weeks from 1 January 2025.
const SPAN: Span = Span { first: 0, last: 77, rest: 26 };
const FIRST_LOOK: i32 = 30;
const PLANTED: i32 = 48;
const STRENGTHS: [f64; 3] = [0.002, 0.005, 0.010];
/// Keys nobody has.
const NEW: u32 = u32::MAX;

/// One advert as the step sees it.
struct Seen {
    text: String,
    masked: Vec<(usize, usize)>,
    actor: u32,
    week: i32,
    place: u32,
    site: Option<u32>,
    /// Currency and amount of an hour.
    price: Option<(u16, f64)>,
}

/// Numbers for values, in order of appearance.
#[derive(Default)]
struct Numbers(FxHashMap<String, u32>);

impl Numbers {
    fn of(&mut self, value: &str) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(value.to_owned()).or_insert(next)
    }
}

fn country(plan: &Plan) -> Result<Vec<Seen>, Box<dyn Error>> {
    let mut numbers: [Numbers; 4] = Default::default();
    let [actors, places, sites, currencies] = &mut numbers;
    let mut all = Vec::new();
    let mut found = Vec::new();
    spoor_world::texts(plan, &mut |title, text, fact| {
        let text = format!("{title}\n{text}");
        found.clear();
        let hints = spoor_extract::Hints { country: fact.place.get(..2), posted: None };
        spoor_extract::extract(&text, &hints, &mut found);
        let hour = found.iter().filter(|m| m.kind.as_str() == "price").find_map(|m| {
            let price: serde_json::Value = serde_json::from_str(&m.value).ok()?;
            let word = price["currency"].as_str().filter(|c| c.len() == 3)?;
            (price["minutes"] == 60).then_some((word.to_owned(), price["amount"].as_f64()?))
        });
        let masked = found
            .iter()
            .filter(|m| m.kind.as_str() != "service" && m.kind.as_str() != "indicator")
            .map(|m| (m.start as usize, m.end as usize))
            .collect();
        let posted = chrono::DateTime::parse_from_rfc3339(&fact.posted);
        let host = fact.url.split('/').nth(2).filter(|h| !h.is_empty());
        all.push(Seen {
            masked,
            actor: actors.of(&fact.placer),
            week: posted.map_or(-1, |t| ((t.timestamp() - 1_735_689_600) / 604_800) as i32),
            place: places.of(&fact.place),
            site: host.map(|h| sites.of(h)),
            price: hour.map(|(word, amount)| (currencies.of(&word) as u16, amount)),
            text,
        });
    })?;
    Ok(all)
}

/// Rows of terms, sites and routes of a country as it is, and the terms.
fn rows(all: &[Seen]) -> (Vec<String>, Vec<Row>) {
    let never = include_str!("../../extract/lexicons/never.tsv");
    let never = never.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('\t').next());
    let mut terms = Terms::new(TermSettings {
        never: never.map(str::to_lowercase).collect(),
        actors_min: 5,
        rest: SPAN.rest,
        cells: 1 << 21,
    });
    let text = |n: usize| {
        let Seen { text, masked, actor, week, .. } = &all[n];
        Text { text, masked, group: 0, bucket: *week, actor: *actor, row: n as u32 }
    };
    let texts: Vec<Text<'_>> = (0..all.len()).map(text).collect();
    terms.note(&texts);
    terms.take(&texts);
    let (terms, mut rows) = terms.finish();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|n| (all[*n].actor, all[*n].week, *n));
    for n in &order {
        if let Some(site) = all[*n].site {
            rows.push(row(all, *n, Kind::Site, 0, site));
        }
    }
    for pair in order.windows(2) {
        let (from, to) = (&all[pair[0]], &all[pair[1]]);
        if from.actor == to.actor && from.place != to.place {
            rows.push(row(all, pair[1], Kind::Route, 0, from.place * 1_000 + to.place));
        }
    }
    (terms, rows)
}

fn row(all: &[Seen], n: usize, kind: Kind, group: u32, key: u32) -> Row {
    Row { kind, group, key, bucket: all[n].week, actor: all[n].actor, row: n as u32 }
}

/// Rows of price bands: below, in and above the middle half of the town's prices of the first
/// 40 weeks; a price in `town` is `factor` times what it was from the planted week on.
fn bands(all: &[Seen], town: u32, factor: f64) -> Vec<Row> {
    let of = |n: usize| {
        let seen = &all[n];
        let (currency, amount) = seen.price?;
        let cell = Cell { currency, place: Some(seen.place), period: None, service: None };
        Some((cell, amount))
    };
    let before: Vec<PriceRow> = (0..all.len())
        .filter(|n| all[*n].week < 40)
        .filter_map(|n| {
            let (cell, amount) = of(n)?;
            Some(PriceRow {
                place: all[n].place,
                service: None,
                period: 0,
                currency: cell.currency,
                hourly: Some(amount),
                actor: all[n].actor,
                row: n as u32,
            })
        })
        .collect();
    let (prices, _) = Prices::build(&before, &PriceSettings::default());
    (0..all.len())
        .filter_map(|n| {
            let (cell, amount) = of(n)?;
            let risen = all[n].place == town && all[n].week >= PLANTED;
            let at = prices.position(if risen { amount * factor } else { amount }, cell)?;
            let band = if at.quantile < 0.25 { 0 } else { 1 + u32::from(at.quantile > 0.75) };
            Some(row(all, n, Kind::PriceBand, cell.place?, cell.place? * 3 + band))
        })
        .collect()
}

/// Prices by week; those in `town` are `factor` times what they were from the planted week on.
fn weekly(all: &[Seen], town: u32, factor: f64) -> Vec<PriceRow> {
    let row = |n: usize| {
        let (currency, amount) = all[n].price?;
        let risen = all[n].place == town && all[n].week >= PLANTED;
        Some(PriceRow {
            place: all[n].place,
            service: None,
            period: all[n].week,
            currency,
            hourly: Some(if risen { amount * factor } else { amount }),
            actor: all[n].actor,
            row: n as u32,
        })
    };
    (0..all.len()).filter_map(row).collect()
}

/// SplitMix64's finaliser (Steele, Lea and Flood 2014): the lot of an advert, 0 to 1.
fn lot(seed: u64, salt: u64, n: usize) -> f64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (salt << 56) ^ n as u64;
    for _ in 0..2 {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
    }
    z as f64 / u64::MAX as f64
}

/// The first week in which `is` held of a trend, from the planted week on.
fn first(counts: &Counts, is: &dyn Fn(&Trend) -> bool) -> Option<i32> {
    let settings = Settings::default();
    (PLANTED..=SPAN.last).find(|week| counts.trends(*week, &settings).iter().any(is))
}

#[derive(Default)]
struct Sums {
    found: BTreeMap<(usize, &'static str), Vec<Option<i32>>>,
    alarms: BTreeMap<&'static str, u32>,
    looks: u32,
    looks_with: u32,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<u64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let [adverts, from, to] =
        [(0, 100_000), (1, 1), (2, 3)].map(|(n, usual)| *args.get(n).unwrap_or(&usual));
    let mut sums = Sums::default();
    for seed in from..=to {
        let rings = !std::env::args().any(|a| a == "--without-rings");
        let all = country(&Plan { rings, ..Plan::new(adverts as u32, seed) })?;
        let clock = Instant::now();
        let prices = std::env::args().any(|a| a == "--prices");
        let (terms, rows) = if prices { Default::default() } else { rows(&all) };
        println!(
            "seed {seed}: {} terms, {} rows, {:.1} s",
            terms.len(),
            rows.len(),
            clock.elapsed().as_secs_f64()
        );
        quiet(&all, &terms, &rows, &mut sums);
        for (n, strength) in STRENGTHS.into_iter().enumerate() {
            planted(&all, &rows, seed, (n, strength), &mut sums);
        }
    }
    println!(
        "alarms in {} weekly looks at countries as they are: {:?}; looks with one: {}",
        sums.looks, sums.alarms, sums.looks_with
    );
    for ((n, what), weeks) in &sums.found {
        let mut delays: Vec<i32> = weeks.iter().flatten().map(|w| w - PLANTED).collect();
        delays.sort_unstable();
        println!(
            "{:.1} % of adverts, {what}: {} of {} found, delays in weeks {delays:?}",
            STRENGTHS[*n] * 100.0,
            delays.len(),
            weeks.len()
        );
    }
    Ok(())
}

/// What fires in a country as it is: each series counts when it fires first.
fn quiet(all: &[Seen], terms: &[String], rows: &[Row], sums: &mut Sums) {
    let mut mine = rows.to_vec();
    mine.extend(bands(all, NEW, 1.0));
    let clock = Instant::now();
    let (counts, defects) = Counts::build(mine, SPAN);
    let counting = clock.elapsed().as_secs_f64();
    let mut known = BTreeSet::new();
    let prices = weekly(all, NEW, 1.0);
    let mut shifted = BTreeSet::new();
    for week in FIRST_LOOK..=SPAN.last {
        let (shifts, _) = price_shifts(&prices, week, &ShiftSettings::default());
        for s in shifts.iter().filter(|s| shifted.insert((s.cell, s.basis))) {
            *sums.alarms.entry("price shift").or_default() += 1;
            println!("  week {week}: {s:?}");
        }
    }
    let clock = Instant::now();
    for week in FIRST_LOOK..=SPAN.last {
        let trends = counts.trends(week, &Settings::default());
        let before = known.len();
        for t in trends {
            if known.insert((t.kind, t.group, t.key)) {
                *sums.alarms.entry(t.kind.as_str()).or_default() += 1;
                let name = if t.kind == Kind::Term { terms[t.key as usize].as_str() } else { "" };
                println!(
                    "  week {week}: {} {} {name:?} since {} ratio {:.1} ({:.1} to {:.1}) actors {} q {:.3} posterior {:.2}",
                    t.kind.as_str(),
                    t.key,
                    t.since,
                    t.ratio,
                    t.low,
                    t.high,
                    t.actors,
                    t.q,
                    t.posterior
                );
            }
        }
        sums.looks += 1;
        sums.looks_with += u32::from(known.len() > before);
    }
    let looks = f64::from(SPAN.last - FIRST_LOOK + 1);
    println!(
        "  {} series, {} defects; counted in {counting:.1} s, a look takes {:.2} s",
        counts.len(),
        defects.len(),
        clock.elapsed().as_secs_f64() / looks
    );
}

/// What is found of what is planted at one strength.
fn planted(all: &[Seen], rows: &[Row], seed: u64, (n, strength): (usize, f64), sums: &mut Sums) {
    let mut mine = rows.to_vec();
    for (salt, kind) in [(1, Kind::Term), (2, Kind::Route)] {
        let chosen =
            (0..all.len()).filter(|n| all[*n].week >= PLANTED && lot(seed, salt, *n) < strength);
        mine.extend(chosen.map(|n| row(all, n, kind, 0, NEW)));
    }
    let mut towns: BTreeMap<u32, f64> = BTreeMap::new();
    all.iter().for_each(|a| *towns.entry(a.place).or_default() += 1.0 / all.len() as f64);
    let off = |share: &f64| (share.ln() - strength.ln()).abs();
    let town = towns.iter().min_by(|a, b| off(a.1).total_cmp(&off(b.1))).map_or(0, |t| *t.0);
    mine.extend(bands(all, town, 1.25));
    let (counts, _) = Counts::build(mine, SPAN);
    let found = &mut sums.found;
    let others = [("term", Kind::Term), ("route", Kind::Route)];
    for (what, kind) in others.into_iter().filter(|_| !rows.is_empty()) {
        let week = first(&counts, &|t| t.kind == kind && t.key == NEW);
        found.entry((n, what)).or_default().push(week);
    }
    let week = first(&counts, &|t| t.kind == Kind::PriceBand && t.key == town * 3 + 2);
    found.entry((n, "price +25 %, by its band")).or_default().push(week);
    for (name, factor) in [("price +25 %", 1.25), ("price -20 %", 0.8)] {
        let prices = weekly(all, town, factor);
        let week = (PLANTED..=SPAN.last).find(|week| {
            let (shifts, _) = price_shifts(&prices, *week, &ShiftSettings::default());
            shifts.iter().any(|s| s.cell.place == Some(town))
        });
        found.entry((n, name)).or_default().push(week);
    }
}
