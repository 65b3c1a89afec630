//! The figures the extractor must reach, on cases of other projects and on our own.
//! Where the files come from: `cases/PROVENANCE.md`. See all figures and misses with
//! `cargo run --release -p spoor-extract --example score -- --misses`.

#[path = "../cases/check.rs"]
mod check;

use check::Tally;
use spoor_extract::{Hints, char_spans, extract, extract_url};
use spoor_vocab::{Kind, Mention, Price};

fn at_least(what: &str, tally: Tally, precision: f64, recall: f64) {
    let (p, r) = (tally.precision(), tally.recall());
    assert!(tally.right > 0, "{what}: no case was read");
    assert!(p >= precision && r >= recall, "{what}: P {p:.3} R {r:.3}, {tally:?}");
}

#[test]
fn phones_of_dig_phone_extractor() {
    let tally = check::phones(include_str!("../cases/phone_obfuscated.jsonl"));
    at_least("phone", tally, 0.99, 0.97);
}

#[test]
fn phones_in_six_languages_and_all_disguises() {
    let tally = check::phones(include_str!("../cases/phone_more.jsonl"));
    at_least("phone", tally, 0.99, 0.97);
}

#[test]
fn ages_of_etk_and_of_six_languages() {
    at_least("age", check::ages(include_str!("../cases/age.jsonl")), 0.97, 0.97);
    at_least("age", check::ages(include_str!("../cases/age_more.jsonl")), 0.97, 0.97);
}

#[test]
fn price_tuples_of_etk_and_of_both_layouts() {
    for file in [include_str!("../cases/price.jsonl"), include_str!("../cases/price_more.jsonl")] {
        let tally = check::prices(file);
        assert!(tally.f1() >= 0.90, "price: F1 {:.3}, {tally:?}", tally.f1());
    }
}

#[test]
fn handles_of_etk_and_of_twelve_platforms() {
    for file in
        [include_str!("../cases/social_handles.jsonl"), include_str!("../cases/handle_more.jsonl")]
    {
        let tally = check::handles(file);
        assert!(tally.f1() >= 0.95, "handle: F1 {:.3}, {tally:?}", tally.f1());
    }
}

/// In the style of the upstream samples, by two authors who had not seen the code.
#[test]
fn cases_like_the_samples() {
    at_least("phone", check::phones(include_str!("../cases/phone_like.jsonl")), 0.99, 0.98);
    at_least("price", check::prices(include_str!("../cases/price_like.jsonl")), 0.98, 0.98);
    at_least("age", check::ages(include_str!("../cases/age_like.jsonl")), 0.98, 0.98);
    at_least("handle", check::handles(include_str!("../cases/handle_like.jsonl")), 0.98, 0.98);
}

/// A third set of that kind, by another such author.
#[test]
fn cases_of_a_third_author() {
    at_least("phone", check::phones(include_str!("../cases/phone_third.jsonl")), 0.99, 0.98);
    at_least("price", check::prices(include_str!("../cases/price_third.jsonl")), 0.98, 0.98);
    at_least("age", check::ages(include_str!("../cases/age_third.jsonl")), 0.98, 0.98);
    at_least("handle", check::handles(include_str!("../cases/handle_third.jsonl")), 0.97, 0.98);
}

/// A fourth set of that kind, by a fourth such author.
#[test]
fn cases_of_a_fourth_author() {
    at_least("phone", check::phones(include_str!("../cases/phone_fourth.jsonl")), 0.99, 0.98);
    at_least("age", check::ages(include_str!("../cases/age_fourth.jsonl")), 0.98, 0.98);
    at_least("handle", check::handles(include_str!("../cases/handle_fourth.jsonl")), 0.98, 0.98);
}

/// Numbers of adverts and orders, prices, dates, coordinates: nobody can be called there.
#[test]
fn what_is_no_phone_is_none() {
    let tally = check::phones(include_str!("../cases/phone_none.jsonl"));
    assert_eq!((tally.wrong, tally.missed), (0, 0), "{tally:?}");
}

/// Written by somebody who had not seen the code; see `cases/PROVENANCE.md` for what they are now.
#[test]
fn cases_of_an_author_who_had_not_seen_the_code() {
    at_least("phone", check::phones(include_str!("../cases/phone_blind.jsonl")), 0.99, 0.97);
    at_least("price", check::prices(include_str!("../cases/price_blind.jsonl")), 0.98, 0.98);
    at_least("age", check::ages(include_str!("../cases/age_blind.jsonl")), 0.99, 0.94);
    at_least("handle", check::handles(include_str!("../cases/handle_blind.jsonl")), 0.98, 0.95);
    at_least("phone", check::phones(include_str!("../cases/phone_hard.jsonl")), 0.97, 0.85);
    at_least("price", check::prices(include_str!("../cases/price_hard.jsonl")), 0.97, 0.94);
    at_least("age", check::ages(include_str!("../cases/age_hard.jsonl")), 0.99, 0.96);
    at_least("handle", check::handles(include_str!("../cases/handle_hard.jsonl")), 0.98, 0.87);
    let email = check::lists(include_str!("../cases/email_blind.jsonl"), Kind::Email);
    at_least("email", email, 0.99, 0.94);
    at_least("measure", check::measures(include_str!("../cases/measure_blind.jsonl")), 0.98, 0.98);
    at_least("date", check::dates(include_str!("../cases/date_blind.jsonl")), 0.98, 0.98);
    at_least("name", check::names(include_str!("../cases/name_blind.jsonl")), 0.98, 0.95);
}

#[test]
fn other_kinds() {
    let list = check::lists;
    at_least("email", list(include_str!("../cases/email_url.jsonl"), Kind::Email), 1.0, 1.0);
    at_least("email", list(include_str!("../cases/email_more.jsonl"), Kind::Email), 0.95, 0.95);
    at_least("url", list(include_str!("../cases/url_more.jsonl"), Kind::Url), 0.95, 0.95);
    at_least("measure", check::measures(include_str!("../cases/height_weight.jsonl")), 1.0, 1.0);
    at_least("date", check::dates(include_str!("../cases/date.jsonl")), 0.95, 0.95);
    at_least("date", check::dates(include_str!("../cases/date_more.jsonl")), 0.95, 0.95);
    at_least(
        "service",
        list(include_str!("../cases/service_cases.jsonl"), Kind::Service),
        1.0,
        1.0,
    );
    at_least("name", list(include_str!("../cases/name_more.jsonl"), Kind::Name), 0.95, 0.95);
    at_least("place", list(include_str!("../cases/place_more.jsonl"), Kind::Place), 0.95, 0.95);
}

#[test]
fn indicators_of_etk_keep_their_guards() {
    let list = check::lists;
    let upstream = list(include_str!("../cases/indicators.jsonl"), Kind::Indicator);
    at_least("indicator", upstream, 1.0, 1.0);
    let own = list(include_str!("../cases/indicator_more.jsonl"), Kind::Indicator);
    at_least("indicator", own, 0.95, 0.95);
}

fn found(text: &str, country: Option<&str>) -> Vec<Mention> {
    let mut out = Vec::new();
    extract(text, &Hints { country, posted: None }, &mut out);
    out
}

fn values(text: &str, country: Option<&str>, kind: Kind) -> Vec<String> {
    found(text, country).into_iter().filter(|m| m.kind == kind).map(|m| m.value).collect()
}

#[test]
fn the_hint_decides_how_national_forms_are_read() {
    let phone = |country| values("bel 06 55 55 01 23", country, Kind::Phone);
    assert_eq!(phone(Some("NL")), ["+31655550123"]);
    assert_eq!(phone(Some("FR")), ["+33655550123"]);
    assert_eq!(phone(None), ["0655550123"]);
    let price = |country| {
        let json = values("$100 for 1 hour", country, Kind::Price).remove(0);
        serde_json::from_str::<Price>(&json).unwrap()
    };
    assert_eq!(price(Some("AU")).currency, "AUD");
    assert_eq!(price(None), Price { amount: 100.0, currency: "USD".into(), minutes: Some(60) });
    assert_eq!(values("in Birmingham", Some("US"), Kind::Place), ["US:Birmingham"]);
    assert_eq!(values("in Birmingham", None, Kind::Place), ["GB:Birmingham"]);
}

#[test]
fn dates_without_a_year_are_completed_from_the_posting() {
    let mut out = Vec::new();
    // 2026-01-03T00:00:00Z.
    let posted = Some(1_767_398_400_000);
    extract("until 28 December and from 5 January", &Hints { country: None, posted }, &mut out);
    let dates: Vec<_> =
        out.iter().filter(|m| m.kind == Kind::Date).map(|m| m.value.as_str()).collect();
    assert_eq!(dates, ["2025-12-28", "2026-01-05"]);
    assert_eq!(values("until 28 December", None, Kind::Date), [""; 0]);
}

#[test]
fn spans_hold_what_was_written() {
    let text = "Call 📞 2️⃣0️⃣2️⃣-five5five-O1 42 💋 or mail anna (at) example dot com";
    let found = found(text, None);
    let phone = found.iter().find(|m| m.kind == Kind::Phone).unwrap();
    assert_eq!(&text[phone.start as usize..phone.end as usize], "2️⃣0️⃣2️⃣-five5five-O1 42");
    assert_eq!(phone.value, "2025550142");
    let obscured = found.iter().find(|m| m.kind == Kind::Indicator).unwrap();
    assert_eq!((obscured.start, obscured.end), (phone.start, phone.end));
    assert_eq!(obscured.value, "contact.obscured-phone");
    assert!(obscured.confidence < phone.confidence);
    let email = found.iter().find(|m| m.kind == Kind::Email).unwrap();
    assert_eq!(email.value, "anna@example.com");
    let (from, to) = char_spans(text, std::slice::from_ref(email))[0];
    let chars: Vec<char> = text.chars().collect();
    assert_eq!(
        chars[from as usize..to as usize].iter().collect::<String>(),
        "anna (at) example dot com"
    );
}

#[test]
fn urls_give_up_phones_and_handles() {
    let mut out = Vec::new();
    extract_url("https://t.me/exname77", &Hints::default(), &mut out);
    assert_eq!(out.iter().map(|m| m.value.as_str()).collect::<Vec<_>>(), ["telegram:exname77"]);
    out.clear();
    extract_url("https://wa.me/31655550123", &Hints::default(), &mut out);
    let values_of = |out: &[Mention]| out.iter().map(|m| m.value.clone()).collect::<Vec<_>>();
    assert_eq!(values_of(&out), ["+31655550123", "whatsapp:31655550123"]);
    let inside = values("see https://ads.example/anna-202-555-0142/7766 now", None, Kind::Phone);
    assert_eq!(inside, ["2025550142"]);
}

#[test]
fn wallets_stand_in_text() {
    let text = "btc bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 thanks";
    assert_eq!(
        values(text, None, Kind::Wallet),
        ["btc:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]
    );
    assert_eq!(values("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", None, Kind::Wallet), [""; 0]);
}

#[test]
fn nothing_of_origin_is_an_indicator() {
    for text in [
        "100% Korean",
        "from Romania",
        "speaks 3 languages",
        "no Indian",
        "Eastern European girl",
        "black",
        "Latina",
        "exotic Asian beauty",
        "Thai",
        "new from Brazil",
        "foreign",
    ] {
        let kinds = [Kind::Indicator, Kind::Service];
        assert!(found(text, None).iter().all(|m| !kinds.contains(&m.kind)), "{text}");
    }
}
