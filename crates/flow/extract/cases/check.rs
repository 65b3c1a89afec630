//! One check for all case files: runs the extractor on the inputs and counts, by kind, what was
//! rightly found, wrongly found and missed. Shared by `tests/cases.rs` and `examples/score.rs`.

use serde_json::Value;
use spoor_extract::{Hints, extract, extract_url};
use spoor_vocab::{Kind, Mention};
use std::collections::BTreeSet;

/// Counts of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Expected and found.
    pub right: usize,
    /// Found, not expected.
    pub wrong: usize,
    /// Expected, not found.
    pub missed: usize,
}

impl Tally {
    /// Share of the found that was expected.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// Share of the expected that was found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    /// Harmonic mean of both.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }

    /// Counts one text.
    pub fn add(&mut self, expected: &BTreeSet<String>, found: &BTreeSet<String>, case: &str) {
        let right = expected.intersection(found).count();
        self.right += right;
        self.missed += expected.len() - right;
        self.wrong += found.len() - right;
        if expected != found && std::env::args().any(|a| a == "--misses") {
            eprintln!("{case}\n   expected {expected:?}\n   found    {found:?}");
        }
    }
}

/// Mentions of a text.
pub fn read(text: &str) -> Vec<Mention> {
    let mut out = Vec::new();
    extract(text, &Hints::default(), &mut out);
    out
}

fn values(found: &[Mention], kind: Kind) -> BTreeSet<String> {
    found.iter().filter(|m| m.kind == kind).map(|m| m.value.clone()).collect()
}

fn cases(file: &str) -> Vec<Value> {
    file.lines().filter_map(|l| serde_json::from_str(l).ok()).collect()
}

fn input(case: &Value) -> &str {
    case["input"].as_str().unwrap_or("")
}

fn strings(value: &Value) -> BTreeSet<String> {
    let list = value.as_array().map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn digits(value: &str) -> String {
    value.chars().filter(char::is_ascii_digit).collect()
}

/// Telephone numbers in texts and URLs, in any of the accepted forms.
pub fn phones(file: &str) -> Tally {
    let mut out = Tally::default();
    for case in cases(file) {
        let mut found = Vec::new();
        match case["kind"].as_str() {
            Some("url") => extract_url(input(&case), &Hints::default(), &mut found),
            _ => extract(input(&case), &Hints::default(), &mut found),
        }
        let expected = strings(&case["expected"]);
        let forms: Vec<BTreeSet<String>> =
            case["accept_digit_forms"].as_array().into_iter().flatten().map(strings).collect();
        let found = values(&found, Kind::Phone)
            .iter()
            .map(|v| {
                let at = forms.iter().position(|f| f.contains(&digits(v)));
                at.and_then(|at| case["expected"][at].as_str()).map_or(v.clone(), str::to_owned)
            })
            .collect();
        out.add(&expected, &found, input(&case));
    }
    out
}

/// Ages; a range is expected as `18-25`.
pub fn ages(file: &str) -> Tally {
    let mut out = Tally::default();
    for case in cases(file) {
        let mut expected = strings(&case["expected"]);
        if let Some(range) = case["expected_range"].as_array() {
            let ends: Vec<&str> = range.iter().filter_map(Value::as_str).collect();
            expected.insert(ends.join("-"));
        }
        out.add(&expected, &values(&read(input(&case)), Kind::Age), input(&case));
    }
    out
}

/// Prices as (amount, currency, minutes), and values alone where only they are expected. An
/// expected price without minutes is met by one with any; optional ones are neither right nor wrong.
pub fn prices(file: &str) -> Tally {
    let mut out = Tally::default();
    for case in cases(file) {
        let found = values(&read(input(&case)), Kind::Price);
        let price = |json: &str| serde_json::from_str::<Value>(json).unwrap_or_default();
        let (expected, found) = match case["expected"].as_array() {
            Some(_) => {
                let expected = tuples(&case["expected"]);
                let optional = tuples(&case["optional"]);
                let fits = |p: &Value, list: &BTreeSet<String>| {
                    let exact = tuple(&p["amount"], &p["currency"], &p["minutes"]);
                    let any = tuple(&p["amount"], &p["currency"], &Value::Null);
                    let hit = if list.contains(&exact) { exact.clone() } else { any };
                    if list.contains(&hit) { Ok(hit) } else { Err(exact) }
                };
                let found =
                    found.iter().map(|f| price(f)).filter_map(|p| match fits(&p, &expected) {
                        Ok(hit) => Some(hit),
                        Err(exact) => fits(&p, &optional).is_err().then_some(exact),
                    });
                (expected.clone(), found.collect::<BTreeSet<_>>())
            }
            None => (
                case["expected_values"].as_array().into_iter().flatten().map(amount).collect(),
                found.iter().map(|f| amount(&price(f)["amount"])).collect(),
            ),
        };
        out.add(&expected, &found, input(&case));
    }
    out
}

fn tuples(list: &Value) -> BTreeSet<String> {
    let list = list.as_array().map_or(&[][..], Vec::as_slice);
    list.iter().map(|p| tuple(&p["value"], &p["currency"], &p["minutes"])).collect()
}

fn amount(value: &Value) -> String {
    value.as_f64().unwrap_or(-1.0).to_string()
}

fn tuple(value: &Value, currency: &Value, minutes: &Value) -> String {
    // No duration is null here, -1 in the cases.
    format!("{} {} {}", amount(value), currency.as_str().unwrap_or(""), amount(minutes))
}

/// Handles. Upstream lists some of the platforms only: others found are not counted as wrong there.
pub fn handles(file: &str) -> Tally {
    let mut out = Tally::default();
    for case in cases(file) {
        let upstream = case["handles_replaced"] == true;
        let (expected, optional) = (named(&case["expected"]), named(&case["optional"]));
        let counts = |v: &String| {
            let platform = v.split(':').next().unwrap_or("");
            let listed = case["expected"].get(platform).is_some();
            expected.contains(v)
                || !optional.contains(v) && (listed || platform != "facebook" || !upstream)
        };
        let found = values(&read(input(&case)), Kind::Handle).into_iter().filter(counts).collect();
        out.add(&expected, &found, input(&case));
    }
    out
}

/// `{"instagram": "name", "twitter": ["a", "b"]}` as `platform:name`; of a number as a name the
/// digits, since the cases write it with and without a `+`.
fn named(handles: &Value) -> BTreeSet<String> {
    let platforms = handles.as_object().into_iter().flatten();
    platforms
        .flat_map(|(platform, names)| {
            let list = names.as_array().cloned().unwrap_or_else(|| vec![names.clone()]);
            list.into_iter().map(move |n| {
                format!(
                    "{platform}:{}",
                    n.as_str().unwrap_or("").trim_start_matches('+').to_lowercase()
                )
            })
        })
        .collect()
}

/// Lists of values of one kind.
pub fn lists(file: &str, kind: Kind) -> Tally {
    let mut out = Tally::default();
    for case in cases(file) {
        let found = values(&read(input(&case)), kind);
        out.add(&strings(&case["expected"]), &found, input(&case));
    }
    out
}

/// Heights in cm and weights in kg, rounded from what the text says.
pub fn measures(file: &str) -> Tally {
    let mut out = Tally::default();
    for case in cases(file) {
        let found = read(input(&case));
        for (key, kind, to_si) in
            [("height", Kind::Height, cm as fn(&Value) -> f64), ("weight", Kind::Weight, kg)]
        {
            let raw = |list: &str| -> BTreeSet<String> {
                let list = case[list][key]["raw"].as_array().map_or(&[][..], Vec::as_slice);
                let plausible = list.iter().filter(|v| v["implausible"] != true);
                plausible.map(|v| to_si(v).round().to_string()).collect()
            };
            let (expected, optional) = (raw("expected"), raw("optional"));
            let mut found = values(&found, kind);
            found.retain(|v| expected.contains(v) || !optional.contains(v));
            out.add(&expected, &found, input(&case));
        }
    }
    out
}

fn cm(v: &Value) -> f64 {
    let number = |key: &str| v[key].as_f64().unwrap_or(0.0);
    number("foot") * 30.48 + number("inch") * 2.54 + number("meter") * 100.0 + number("centimeter")
}

fn kg(v: &Value) -> f64 {
    let number = |key: &str| v[key].as_f64().unwrap_or(0.0);
    (number("stone") * 14.0 + number("pound")) * 0.453_592_37 + number("kilogram")
}

/// Whether the words marked in the texts are read as names; doubtful ones are left out.
pub fn names(file: &str) -> Tally {
    let mut out = Tally::default();
    for case in cases(file) {
        let (Some(token), Some(person)) =
            (case["token"].as_str(), case["is_person_name"].as_bool())
        else {
            continue;
        };
        let token = BTreeSet::from([token.to_lowercase()]);
        let found: BTreeSet<String> =
            values(&read(input(&case)), Kind::Name).iter().map(|n| n.to_lowercase()).collect();
        let found = found.intersection(&token).cloned().collect();
        out.add(if person { &token } else { const { &BTreeSet::new() } }, &found, input(&case));
    }
    out
}

/// Dates: absolute ones only, and not those made of bare digits or of a part of a date; null where
/// there is none.
pub fn dates(file: &str) -> Tally {
    let mut out = Tally::default();
    for case in cases(file) {
        let expected = case["expected"].as_str();
        let relative = expected.is_some_and(|e| e.starts_with('@'));
        if relative || input(&case).bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let expected = expected.map(str::to_owned).into_iter().collect();
        out.add(&expected, &values(&read(input(&case)), Kind::Date), input(&case));
    }
    out
}
