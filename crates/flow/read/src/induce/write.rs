//! A profile as a file that a person can read and edit.

use super::kinds::FieldKind;
use super::samples::{Samples, Seen};
use super::text::Text;
use super::{Candidate, Way, formats};
use crate::label::Beside;
use rustc_hash::FxHashSet;
use toml::Value;
use toml::map::Map;

/// Selectors that together tell pages with an advert from others, at most.
const HAS_MAX: usize = 3;

/// What is written.
pub(super) struct Parts<'a> {
    pub(super) text: &'a Text,
    pub(super) title: Option<&'a Way>,
    pub(super) images: Option<&'a Way>,
    pub(super) fields: &'a [Candidate],
}

/// The profile.
pub(super) fn profile(host: &str, language: &str, samples: &Samples, parts: &Parts<'_>) -> String {
    let mut fields = Map::new();
    let mut words = vec![("select", text(&parts.text.select)), ("all", Value::Boolean(true))];
    if !parts.text.without.is_empty() {
        words.push(("without", texts(&parts.text.without)));
    }
    if !parts.text.without_labels.is_empty() {
        words.push(("without_labels", texts(&parts.text.without_labels)));
    }
    if parts.text.without_fields {
        words.push(("without_fields", Value::Boolean(true)));
    }
    fields.insert("text".into(), table(words));
    if let Some(title) = parts.title {
        fields.insert("title".into(), way(title, None));
    }
    if let Some(images) = parts.images {
        let Value::Table(mut images) = way(images, None) else { return String::new() };
        images.insert("all".into(), Value::Boolean(true));
        fields.insert("images".into(), Value::Table(images));
    }
    for candidate in parts.fields {
        let formats = (candidate.kind == FieldKind::Posted).then(|| formats::of(&candidate.values));
        fields.insert(candidate.kind.name().to_owned(), way(&candidate.way, formats.flatten()));
    }
    let mut page = vec![("kind", text("detail"))];
    if let Some(has) = only_on_adverts(samples) {
        page.push(("has", text(&has)));
    }
    page.push(("fields", Value::Table(fields)));
    let whole = table(vec![
        ("name", text(host)),
        ("hosts", texts(&[host.to_owned()])),
        ("language", text(language)),
        ("page", Value::Array(vec![table(page)])),
    ]);
    let head = format!(
        "# Learned from {} pages of {host} with an advert and {} others. Try it with\n\
         # `spoor profile test`, and correct what it reads wrongly.\n",
        samples.adverts.len(),
        samples.others.len()
    );
    head + &toml::to_string_pretty(&whole).unwrap_or_default()
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn texts(all: &[String]) -> Value {
    Value::Array(all.iter().map(|one| text(one)).collect())
}

fn table(pairs: Vec<(&str, Value)>) -> Value {
    Value::Table(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A way to a value: a selector alone where that says it all.
pub(super) fn way(way: &Way, format: Option<&str>) -> Value {
    let mut keys = Vec::new();
    let mut say =
        |key: &'static str, value: Option<&String>| keys.extend(value.map(|v| (key, text(v))));
    say("select", way.select.as_ref());
    say("attribute", way.attribute.as_ref());
    say("json", way.json.as_ref());
    say("label", way.label.as_ref());
    say("regex", way.regex.as_ref());
    if keys.len() == 1
        && keys[0].0 == "select"
        && !way.own
        && format.is_none()
        && way.split.is_empty()
    {
        return keys.remove(0).1;
    }
    match way.beside {
        Beside::Behind => {}
        Beside::Before => keys.push(("value", text("before"))),
        Beside::Below => keys.push(("value", text("below"))),
    }
    if way.from_url {
        keys.push(("from", text("url")));
    }
    if way.own {
        keys.push(("own", Value::Boolean(true)));
    }
    if !way.split.is_empty() {
        keys.push(("split", texts(&way.split)));
    }
    keys.extend(format.map(|format| ("formats", texts(&[format.to_owned()]))));
    table(keys)
}

/// Selectors of which each page with an advert has one, and no other page has any.
fn only_on_adverts(samples: &Samples) -> Option<String> {
    let last = |seen: &Seen| -> FxHashSet<String> {
        let named = |path: &String| {
            let step = path.rsplit(" > ").next().unwrap_or_default().to_owned();
            step.contains(['.', '#', '[']).then_some(step)
        };
        seen.paths.values().filter_map(named).collect()
    };
    let adverts: Vec<FxHashSet<String>> = samples.adverts.iter().map(last).collect();
    let others: Vec<FxHashSet<String>> = samples.others.iter().map(last).collect();
    let mut all: Vec<&String> = adverts.iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|step| !others.iter().any(|other| other.contains(*step)));
    let mut left: Vec<&FxHashSet<String>> = adverts.iter().collect();
    let mut has: Vec<&str> = Vec::new();
    while !left.is_empty() && has.len() < HAS_MAX {
        let on = |step: &String| left.iter().filter(|page| page.contains(step)).count();
        let best = all.iter().max_by_key(|step| (on(step), std::cmp::Reverse(step.len())))?;
        left.retain(|page| !page.contains(*best));
        has.push(best);
    }
    left.is_empty().then(|| has.join(", "))
}
