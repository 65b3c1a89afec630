//! Precision, recall and F1 by kind on the case files, and on a generated corpus:
//! `cargo run --release -p spoor-extract --example score [-- --misses]`
//! `… --example score -- --cases FOLDER` (phone.jsonl, price.jsonl, … of any author)
//! `… --example score -- --corpus ADVERTS.jsonl TRUTH.tsv` (columns id, phone, email, handle).

#[path = "../cases/check.rs"]
mod check;

use check::Tally;
use serde_json::Value;
use spoor_vocab::Kind;
use std::collections::{BTreeMap, BTreeSet};

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().collect();
    println!("{:<13} {:>6} {:>6} {:>6}  right wrong missed", "kind", "P", "R", "F1");
    if let Some(at) = args.iter().position(|a| a == "--cases") {
        return folder(&args[at + 1]);
    }
    match args.iter().position(|a| a == "--corpus") {
        Some(at) => corpus(&args[at + 1], &args[at + 2]),
        None => {
            cases();
            Ok(())
        }
    }
}

fn row(name: &str, t: Tally) {
    let (p, r, f) = (t.precision(), t.recall(), t.f1());
    println!("{name:<13} {p:>6.4} {r:>6.4} {f:>6.4}  {} {} {}", t.right, t.wrong, t.missed);
}

fn cases() {
    blind();
    row("phone", check::phones(include_str!("../cases/phone_obfuscated.jsonl")));
    row("phone (own)", check::phones(include_str!("../cases/phone_more.jsonl")));
    row("phone (none)", check::phones(include_str!("../cases/phone_none.jsonl")));
    row("age", check::ages(include_str!("../cases/age.jsonl")));
    row("age (own)", check::ages(include_str!("../cases/age_more.jsonl")));
    row("price", check::prices(include_str!("../cases/price.jsonl")));
    row("price (own)", check::prices(include_str!("../cases/price_more.jsonl")));
    row("handle", check::handles(include_str!("../cases/social_handles.jsonl")));
    row("handle (own)", check::handles(include_str!("../cases/handle_more.jsonl")));
    row("email", check::lists(include_str!("../cases/email_url.jsonl"), Kind::Email));
    row("measure", check::measures(include_str!("../cases/height_weight.jsonl")));
    row("date", check::dates(include_str!("../cases/date.jsonl")));
    row("service", check::lists(include_str!("../cases/service_cases.jsonl"), Kind::Service));
    row("indicator", check::lists(include_str!("../cases/indicators.jsonl"), Kind::Indicator));
    row("name (own)", check::lists(include_str!("../cases/name_more.jsonl"), Kind::Name));
    row("place (own)", check::lists(include_str!("../cases/place_more.jsonl"), Kind::Place));
}

/// The cases of an author who had not seen the code.
fn blind() {
    row("phone (bl)", check::phones(include_str!("../cases/phone_blind.jsonl")));
    row("price (bl)", check::prices(include_str!("../cases/price_blind.jsonl")));
    row("age (bl)", check::ages(include_str!("../cases/age_blind.jsonl")));
    row("handle (bl)", check::handles(include_str!("../cases/handle_blind.jsonl")));
    row("phone (hard)", check::phones(include_str!("../cases/phone_hard.jsonl")));
    row("price (hard)", check::prices(include_str!("../cases/price_hard.jsonl")));
    row("age (hard)", check::ages(include_str!("../cases/age_hard.jsonl")));
    row("handle (hard)", check::handles(include_str!("../cases/handle_hard.jsonl")));
    row("phone (like)", check::phones(include_str!("../cases/phone_like.jsonl")));
    row("price (like)", check::prices(include_str!("../cases/price_like.jsonl")));
    row("age (like)", check::ages(include_str!("../cases/age_like.jsonl")));
    row("handle (like)", check::handles(include_str!("../cases/handle_like.jsonl")));
    row("phone (third)", check::phones(include_str!("../cases/phone_third.jsonl")));
    row("price (third)", check::prices(include_str!("../cases/price_third.jsonl")));
    row("age (third)", check::ages(include_str!("../cases/age_third.jsonl")));
    row("handle (third)", check::handles(include_str!("../cases/handle_third.jsonl")));
    row("phone (fourth)", check::phones(include_str!("../cases/phone_fourth.jsonl")));
    row("age (fourth)", check::ages(include_str!("../cases/age_fourth.jsonl")));
    row("handle (fourth)", check::handles(include_str!("../cases/handle_fourth.jsonl")));
    row("email (bl)", check::lists(include_str!("../cases/email_blind.jsonl"), Kind::Email));
    row("measure (bl)", check::measures(include_str!("../cases/measure_blind.jsonl")));
    row("date (bl)", check::dates(include_str!("../cases/date_blind.jsonl")));
    row("name (bl)", check::names(include_str!("../cases/name_blind.jsonl")));
}

/// Counts the cases of one file.
type Score = fn(&str) -> Tally;

/// The files of a folder that have the names of the kinds.
fn folder(path: &str) -> std::io::Result<()> {
    let kinds: [(&str, Score); 8] = [
        ("phone", check::phones),
        ("price", check::prices),
        ("age", check::ages),
        ("handles", check::handles),
        ("email", |file| check::lists(file, Kind::Email)),
        ("measure", check::measures),
        ("date", check::dates),
        ("name", check::names),
    ];
    for (name, score) in kinds {
        let file = format!("{path}/{name}.jsonl");
        if std::fs::exists(&file)? {
            row(name, score(&std::fs::read_to_string(&file)?));
        }
    }
    Ok(())
}

/// Phones (last ten digits), e-mail addresses and handle names against the truth of a corpus.
fn corpus(adverts: &str, truth: &str) -> std::io::Result<()> {
    let truth = std::fs::read_to_string(truth)?;
    let mut lines = truth.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column = |name: &str| header.iter().position(|h| *h == name).unwrap_or(0);
    let (id, phone, email, handle) =
        (column("id"), column("phone"), column("email"), column("handle"));
    let rows: BTreeMap<&str, Vec<&str>> =
        lines.map(|l| l.split('\t').collect::<Vec<_>>()).map(|r| (r[id], r)).collect();
    let mut tallies = [Tally::default(); 3];
    for line in std::fs::read_to_string(adverts)?.lines() {
        let advert: Value = serde_json::from_str(line)?;
        let text = advert["text"].as_str().unwrap_or("");
        let Some(row) = rows.get(advert["id"].to_string().as_str()) else { continue };
        let found = check::read(text);
        let of = |kind: Kind, form: fn(&str) -> String| -> BTreeSet<String> {
            found.iter().filter(|m| m.kind == kind).map(|m| form(&m.value)).collect()
        };
        let want = |at: usize| -> BTreeSet<String> {
            Some(row[at])
                .filter(|v| !v.is_empty())
                .map(|v| v.trim_start_matches('@').to_lowercase())
                .into_iter()
                .collect()
        };
        tallies[0].add(&want(phone), &of(Kind::Phone, last_ten), text);
        tallies[1].add(&want(email), &of(Kind::Email, str::to_lowercase), text);
        tallies[2].add(&want(handle), &of(Kind::Handle, name_only), text);
    }
    for (name, tally) in ["phone", "email", "handle"].iter().zip(tallies) {
        row(name, tally);
    }
    Ok(())
}

fn last_ten(value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(10)..].to_owned()
}

fn name_only(value: &str) -> String {
    value.split_once(':').map_or(value, |(_, name)| name).to_owned()
}
