//! A profile as a file that a person can read and edit.

use super::kinds::{self, FieldKind};
use super::samples::{Samples, Seen};
use super::text::Text;
use super::{Candidate, How};
use rustc_hash::FxHashSet;
use toml::Value;
use toml::map::Map;

/// A selector that so many of a hundred pages with an advert have, and none of the others, tells them.
const HAS: usize = 95;

/// What is written.
pub(super) struct Parts<'a> {
    pub(super) text: &'a Text,
    pub(super) title: Option<&'a String>,
    pub(super) images: Option<&'a str>,
    pub(super) fields: &'a [Candidate],
}

/// The profile.
pub(super) fn profile(host: &str, language: &str, samples: &Samples, parts: &Parts<'_>) -> String {
    let text = |text: &str| Value::String(text.to_owned());
    let texts = |texts: &[String]| Value::Array(texts.iter().map(|t| text(t)).collect());
    let table = |pairs: Vec<(&str, Value)>| {
        Value::Table(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    };
    let mut fields = Map::new();
    let mut words = vec![("select", text(&parts.text.select)), ("all", Value::Boolean(true))];
    if !parts.text.without.is_empty() {
        words.push(("without", texts(&parts.text.without)));
    }
    if !parts.text.without_labels.is_empty() {
        words.push(("without_labels", texts(&parts.text.without_labels)));
    }
    fields.insert("text".into(), table(words));
    if let Some(title) = parts.title {
        fields.insert("title".into(), text(title));
    }
    if let Some(images) = parts.images {
        let way = vec![
            ("select", text(images)),
            ("attribute", text("src")),
            ("all", Value::Boolean(true)),
        ];
        fields.insert("images".into(), table(way));
    }
    for candidate in parts.fields {
        let formats =
            (candidate.kind == FieldKind::Posted).then(|| kinds::formats(&candidate.values));
        let formats = formats.flatten().map(|format| ("formats", texts(&[format.to_owned()])));
        let way = match &candidate.how {
            How::Select(select) if formats.is_some() => table(vec![("select", text(select))]),
            How::Select(select) => text(select),
            How::Among { select, regex } => {
                table(vec![("select", text(select)), ("regex", text(regex))])
            }
            How::Label(label) => table(vec![("label", text(label))]),
            How::Url(regex) => table(vec![("from", text("url")), ("regex", text(regex))]),
            How::Attribute { select, attribute, regex } => {
                let mut way = vec![("select", text(select)), ("attribute", text(attribute))];
                way.extend(regex.map(|regex| ("regex", text(regex))));
                table(way)
            }
        };
        let way = match (way, formats) {
            (Value::Table(mut way), Some((key, formats))) => {
                way.insert(key.to_owned(), formats);
                Value::Table(way)
            }
            (way, _) => way,
        };
        fields.insert(candidate.kind.name().to_owned(), way);
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

/// A selector that pages with an advert have, and others have not.
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
    let on =
        |step: &String, of: &[FxHashSet<String>]| of.iter().filter(|s| s.contains(step)).count();
    let tells =
        |step: &&String| on(step, &adverts) * 100 >= adverts.len() * HAS && on(step, &others) == 0;
    all.into_iter()
        .filter(tells)
        .max_by_key(|step| (on(step, &adverts), std::cmp::Reverse(step.len())))
        .cloned()
}
