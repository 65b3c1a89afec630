//! Prices, trends and forecasts, from files to words.

use super::rings::country;
use super::*;
use insta::assert_snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const WEEKS: u64 = 40;
const EACH_WEEK: u64 = 12;

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    /// Words that nobody has, by lot out of 400.
    fn words(&mut self, many: usize) -> String {
        let syllables = ["ba", "ke", "lo", "mu", "ti", "ra", "so", "ne", "gi", "du"];
        let mut word = || {
            let n = self.below(400) as usize;
            format!("{}{}{}x", syllables[n % 10], syllables[n / 10 % 10], syllables[n / 100 + 3])
        };
        (0..many).map(|_| word()).collect::<Vec<_>>().join(" ")
    }
}

/// Forty weeks of adverts in one town, each of another hand. In the last three weeks ten hands write
/// `moonlight`, beside a word of nationality in two spellings; and one hand posts the same advert,
/// with `sunrise`, fifty times.
fn planted() -> String {
    let mut chance = Chance(7);
    let mut file = String::new();
    let mut advert = |id: &str, text: &str, phone: u64, week: u64, day: u64| {
        let first = 1_767_571_200 + (week * 7 + day) as i64 * 86_400;
        let posted = chrono::DateTime::from_timestamp(first, 0).unwrap().format("%Y-%m-%d");
        writeln!(
            file,
            "{{\"id\":\"{id}\",\"text\":\"{text}, call +31 97 01{:02} {:04}\",\
             \"posted\":\"{posted}\",\"place\":\"Utrecht\",\"site\":\"one.example\"}}",
            phone / 10_000,
            phone % 10_000
        )
        .unwrap();
    };
    for n in 0..WEEKS * EACH_WEEK {
        let (week, price) = (n / EACH_WEEK, 100 + n * 7 % 60);
        let text = format!("{}, one hour {price} euro", chance.words(24));
        advert(&format!("n{n}"), &text, n * 13 + 1, week, n % 7);
    }
    for n in 0..10 {
        let (before, after) = (chance.words(12), chance.words(12));
        let text = format!("{before} moonlight romanian {after} ROMÂNCĂ");
        advert(&format!("m{n}"), &text, 7_000 + n * 17, WEEKS - 3 + n % 3, n % 7);
    }
    let text = format!("{} sunrise {}", chance.words(12), chance.words(12));
    for n in 0..50 {
        advert(&format!("s{n}"), &text, 9_000, WEEKS - 3 + n % 3, n % 7);
    }
    file
}

fn built() -> Place {
    let place = Place::with_source();
    let file = place.write("ads.jsonl", &planted());
    place.must(0, &["import", &file, "--source", "partner"]);
    place.must(0, &["build"]);
    place
}

fn words_of(trends: &[Value]) -> Vec<&str> {
    trends.iter().map(|t| t["key"].as_str().unwrap()).collect()
}

#[test]
fn what_ten_take_up_is_found_and_what_one_repeats_is_not() {
    let place = built();
    let trends = lines(&place.must(0, &["export", "trends"]));
    let keys = words_of(&trends);
    let moonlight = trends.iter().find(|t| t["key"] == "moonlight").expect("it was planted");
    assert_eq!(
        (moonlight["kind"].as_str(), moonlight["actors"].as_u64()),
        (Some("term"), Some(10))
    );
    assert_eq!(moonlight["since"], "2026-09-21T00:00:00Z");
    assert!(moonlight["q_value"].as_f64().unwrap() < 0.01, "{moonlight}");
    let ids: BTreeSet<&str> =
        moonlight["advert_ids"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
    let sown: Vec<String> = (0..10).map(|n| place.advert(&format!("m{n}"), "advert_id")).collect();
    assert_eq!(ids, sown.iter().map(String::as_str).collect());
    assert!(keys.iter().all(|k| !k.contains("sunrise")), "fifty of one hand: {keys:?}");
    assert!(keys.iter().all(|k| spoor_extract::never(k).is_none()), "{keys:?}");
    assert!(keys.len() <= 3, "beside it, nothing was planted: {keys:?}");

    assert_eq!(place.json(&["trends", "--kind", "term", "--top", "1"])[0]["key"], "moonlight");
    place.must(1, &["trends", "--kind", "route"]);
    assert_snapshot!("trends", place.must(0, &["trends", "--top", "1"]));

    // Nothing changed: nothing is made anew.
    assert_eq!(place.json(&["build"])["parts_made"], 0);

    // An erased advert is in no trend.
    place.must(0, &["erase", "m3", "--as", "A. Reviewer", "--why", "asked for"]);
    let after = lines(&place.must(0, &["export", "trends"]));
    let moonlight = after.iter().find(|t| t["key"] == "moonlight").expect("nine are left");
    assert_eq!(moonlight["actors"], 9);
    assert!(!moonlight.to_string().contains(&sown[3]));
}

#[test]
fn prices_of_a_town_and_where_an_amount_stands() {
    let place = built();
    let rows = lines(&place.must(0, &["export", "prices"]));
    assert_eq!(rows.len(), 10, "January to October");
    let mut asked: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for n in 0..WEEKS * EACH_WEEK {
        let month = &place_month(n);
        asked.entry(month.clone()).or_default().push((100 + n * 7 % 60) as f64);
    }
    for row in &rows {
        let real = |key: &str| row[key].as_f64().unwrap();
        let own = asked.get_mut(row["month"].as_str().unwrap()).unwrap();
        own.sort_by(f64::total_cmp);
        assert_eq!(row["actors"].as_u64().unwrap() as usize, own.len());
        let all = ["p10", "p25", "p50", "p75", "p90"].map(real);
        assert!(all.is_sorted() && (all[2] - 129.5).abs() < 8.0, "{row}");
        assert!(real("p50_low") < all[2] && all[2] < real("p50_high"), "{row}");
    }
    let told = place.json(&["prices", "Utrecht", "--amount", "130"]);
    let standing = &told["standing"][0];
    assert!((standing["below_of_100"].as_f64().unwrap() - 50.0).abs() < 12.0, "{standing}");
    let shown = place.must(0, &["prices", "Utrecht", "--currency", "eur", "--amount", "80"]);
    assert_snapshot!("prices", shown);
    place.must(1, &["prices", "Utrecht", "--currency", "GBP"]);
    place.must(2, &["prices", "Nowhere at all"]);
    place.must(2, &["prices", "Utrecht", "--amount", "-3"]);
}

/// Month of the n-th advert of the background.
fn place_month(n: u64) -> String {
    let first = 1_767_571_200 + (n / EACH_WEEK * 7 + n % 7) as i64 * 86_400;
    chrono::DateTime::from_timestamp(first, 0).unwrap().format("%Y-%m").to_string()
}

#[test]
fn a_country_has_prices_and_forecasts() {
    let place = country("6000");
    for row in lines(&place.must(0, &["export", "prices"])) {
        let all = ["p10", "p25", "p50", "p75", "p90"].map(|k| row[k].as_f64().unwrap());
        assert!(all.is_sorted() && all[0] > 0.0, "{row}");
        assert!(row["actors"].as_u64() <= row["adverts"].as_u64(), "{row}");
    }
    let adverts = lines(&place.must(0, &["export", "adverts"]));
    let known: BTreeSet<&str> = adverts.iter().map(|a| a["advert_id"].as_str().unwrap()).collect();
    for trend in lines(&place.must(0, &["export", "trends"])) {
        let real = |key: &str| trend[key].as_f64().unwrap();
        assert!(real("low") <= real("ratio") && real("ratio") <= real("high"), "{trend}");
        assert!(real("q_value") <= 0.05 && trend["actors"].as_u64() >= Some(4), "{trend}");
        assert!(spoor_extract::never(trend["key"].as_str().unwrap()).is_none(), "{trend}");
        let ids = trend["advert_ids"].as_array().unwrap();
        assert!(ids.iter().all(|id| known.contains(id.as_str().unwrap())), "{trend}");
    }

    let newest = adverts.iter().filter_map(|a| a["posted"].as_str()).max().unwrap();
    for table in ["forecasts", "forecast_weeks"] {
        let rows = lines(&place.must(0, &["export", table]));
        let mut sums: BTreeMap<(String, String), f64> = BTreeMap::new();
        for row in &rows {
            assert_eq!(row["as_of"], newest, "{table}");
            assert_ne!(row["ring_id"].is_null(), row["actor_id"].is_null(), "{row}");
            let party = (row["ring_id"].to_string(), row["actor_id"].to_string());
            *sums.entry(party).or_default() += row["probability"].as_f64().unwrap();
        }
        assert!(sums.len() > 20, "{table}: {} parties", sums.len());
        assert!(sums.values().all(|sum| (sum - 1.0).abs() < 1e-9), "{table}: {sums:?}");
    }
    let rings = lines(&place.must(0, &["export", "rings"]));
    let forecasts = lines(&place.must(0, &["export", "forecasts"]));
    let of = |id: &Value| forecasts.iter().filter(|f| f["ring_id"] == *id).collect::<Vec<_>>();
    let ring = rings.iter().find(|r| !of(&r["ring_id"]).is_empty()).expect("a ring that moved");
    let id = ring["ring_id"].as_str().unwrap();
    let shown = place.must(0, &["show", "ring", id]);
    for part in ["where it may go next", "when: within a week", "come true"] {
        assert!(shown.contains(part), "{shown}");
    }
    let likeliest = of(&ring["ring_id"])[0];
    assert!(shown.contains(likeliest["to"].as_str().unwrap()), "{shown}");
    let next = &place.json(&["show", "ring", id])["next"];
    assert_eq!(next["places"][0]["to"], likeliest["to"]);
    assert_eq!(next["weeks"].as_array().unwrap().len(), 10);
}
