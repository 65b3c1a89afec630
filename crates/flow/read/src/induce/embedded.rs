//! Fields in JSON that pages carry: schema.org in scripts, the state of a page, attributes of an element.

use super::elements::differ;
use super::samples::{Samples, Seen};
use super::{Candidate, Way, kinds, signs};
use rustc_hash::FxHashMap;
use scraper::ElementRef;
use serde_json::Value;

/// Bytes of JSON that is looked at, its depth, and its values.
const BYTES_MAX: usize = 100_000;
const DEPTH_MAX: usize = 6;
const VALUES_MAX: usize = 300;
/// Bytes of a field.
const LONG_MAX: usize = 60;
/// What is shown to people is better than what is not.
const HIDDEN: f64 = -0.2;

/// Selector, attribute and path of a value.
type Place = (String, Option<String>, String);

/// Values of a page, by where they stand.
fn values(samples: &Samples, seen: &Seen) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    for element in seen.own() {
        let select = || samples.selector(seen.path(element.id()));
        for (attribute, text) in texts(element) {
            let Some(value) = crate::profile::first_json(&text) else { continue };
            let mut leaves = Vec::new();
            collect(&value, String::new(), 0, &mut leaves);
            let place = |path: String| (select(), attribute.map(str::to_owned), path);
            found.extend(leaves.into_iter().map(|(path, value)| (place(path), value)));
        }
    }
    found
}

/// Texts of an element that may be JSON, with the attribute they stand in.
fn texts(element: ElementRef<'_>) -> Vec<(Option<&str>, String)> {
    if element.value().name() == "script" {
        let text: String = element.text().collect();
        let may = text.len() <= BYTES_MAX && text.contains("\":");
        return may.then_some((None, text)).into_iter().collect();
    }
    let may = |(name, value): &(&str, &str)| {
        name.starts_with("data-") && value.starts_with(['{', '[']) && value.len() <= BYTES_MAX
    };
    element
        .value()
        .attrs()
        .filter(may)
        .map(|(name, value)| (Some(name), value.to_owned()))
        .collect()
}

fn collect(value: &Value, path: String, depth: usize, found: &mut Vec<(String, String)>) {
    if depth > DEPTH_MAX || found.len() >= VALUES_MAX {
        return;
    }
    match value {
        Value::Array(all) => {
            all.iter().for_each(|one| collect(one, path.clone(), depth + 1, found))
        }
        Value::Object(of) => {
            for (key, value) in of.iter().filter(|(key, _)| !key.contains(['.', '@'])) {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                collect(value, inner, depth + 1, found);
            }
        }
        Value::String(text) if text.len() <= LONG_MAX => found.push((path, text.clone())),
        Value::Number(number) => found.push((path, number.to_string())),
        _ => {}
    }
}

/// Candidates in JSON.
pub(super) fn candidates(samples: &Samples, is_place: &dyn Fn(&str) -> bool) -> Vec<Candidate> {
    let mut all: FxHashMap<Place, Vec<Option<String>>> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        for (place, value) in values(samples, seen) {
            let values = all.entry(place).or_insert_with(|| vec![None; samples.adverts.len()]);
            values[n].get_or_insert(value);
        }
    }
    let mut found = Vec::new();
    for ((select, attribute, path), values) in all {
        // `seller.name` is as good as `seller`.
        let hint = path.rsplit('.').take(2).find_map(signs::of_name);
        if differ(samples, &values, hint.is_some()) {
            let way = Way { attribute, json: Some(path), ..Way::select(&select) };
            found.extend(kinds::candidate(way, values, hint, is_place, HIDDEN));
        }
    }
    found.sort_by(|a, b| (&a.way.json, &a.way.select).cmp(&(&b.way.json, &b.way.select)));
    found
}
