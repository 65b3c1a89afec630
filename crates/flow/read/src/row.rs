//! Rows that say their fields themselves: JSON objects (design "Advert JSONL") and CSV records.

use crate::draft::Draft;
use crate::{ExhibitView, Found, charset, date, json};
use serde_json::value::RawValue;
use spoor_vocab::Millis;
use std::collections::BTreeMap;
use std::ops::Range;

/// Reads one advert as JSON.
pub(crate) fn json(block: &[u8], found: &mut Found<'_>) {
    let hint = "one object with at least \"text\" is expected; the exhibit is kept";
    let block = block.strip_prefix(b"\xef\xbb\xbf").unwrap_or(block);
    let members: BTreeMap<String, &RawValue> = match serde_json::from_slice(block) {
        Ok(members) => members,
        Err(error) => {
            found.defect("json.not-object", &format!("the row is no JSON object: {error}"), hint);
            return;
        }
    };
    let mut draft = Draft::default();
    for (key, value) in members {
        take(&mut draft, &key, value.get(), found);
    }
    push(draft, found, "json.no-text");
}

fn push(draft: Draft, found: &mut Found<'_>, code: &str) {
    if draft.text.trim().is_empty() {
        found.defect(code, "the row has no text", "give the words of the advert under \"text\"");
    } else {
        found.drafts.push(draft);
    }
}

/// Puts one JSON value where it belongs; what does not have the expected form is kept in `extra`.
fn take(draft: &mut Draft, key: &str, value: &str, found: &mut Found<'_>) {
    if value == "null" {
        return;
    }
    let text = json::text(value);
    match (key, text) {
        ("text", Some(text)) => draft.text = text,
        ("id", Some(text)) => draft.id = Some(text),
        ("id", None) if json::is_integer(value) => draft.id = Some(value.to_owned()),
        ("title", Some(text)) => draft.title = Some(text),
        ("site", Some(text)) => draft.site = Some(text),
        ("url", Some(text)) => draft.url = Some(text),
        ("place", Some(text)) => draft.place = Some(text),
        ("account", Some(text)) => draft.account = Some(text),
        ("account", None) if json::is_integer(value) => draft.account = Some(value.to_owned()),
        ("posted", Some(text)) => posted(draft, &text, found),
        ("images", Some(text)) => draft.images = vec![text],
        ("images", None) => match serde_json::from_str::<Vec<String>>(value) {
            Ok(images) => draft.images = images,
            Err(_) => other(draft, key, value, found),
        },
        ("payment", None) if value.starts_with('{') => draft.payment = Some(value.to_owned()),
        ("text" | "id" | "title" | "site" | "url" | "place" | "account" | "posted", None) => {
            other(draft, key, value, found);
        }
        _ => {
            draft.extra.insert(key.to_owned(), value.to_owned());
        }
    }
}

fn other(draft: &mut Draft, key: &str, value: &str, found: &mut Found<'_>) {
    draft.extra.insert(key.to_owned(), value.to_owned());
    found.defect(
        "row.bad-field",
        &format!("{key:?} does not have the form of an advert's {key}"),
        "the advert was read without it; the value is kept in its other keys",
    );
}

fn posted(draft: &mut Draft, text: &str, found: &mut Found<'_>) {
    if text.trim().is_empty() {
        return;
    }
    let whole = |(at, span): (Millis, Range<usize>)| (span == (0..text.trim().len())).then_some(at);
    draft.posted = date::iso(text).or_else(|| date::find(text.trim()).and_then(whole));
    if draft.posted.is_none() {
        let value = serde_json::Value::from(text).to_string();
        other(draft, "posted", &value, found);
    }
}

/// Reads one row of a table, given with its header.
pub(crate) fn csv(exhibit: &ExhibitView<'_>, found: &mut Found<'_>) {
    let text = charset::decode(exhibit.block, exhibit.media_type);
    let hint = "a header record and one row are expected; the exhibit is kept";
    let mut records = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes())
        .into_records();
    let (Some(Ok(header)), Some(Ok(row))) = (records.next(), records.next()) else {
        found.defect("csv.bad-row", "the exhibit is not a header and a row", hint);
        return;
    };
    let mapping: BTreeMap<String, String> =
        exhibit.mapping.and_then(|m| serde_json::from_str(m).ok()).unwrap_or_default();
    let mut draft = Draft::default();
    for (column, value) in header.iter().zip(&row) {
        if !value.is_empty() {
            let column = column.trim();
            match field_of(column, &mapping) {
                Some(field) => cell(&mut draft, field, value, found),
                None => draft.keep(column, value),
            }
        }
    }
    push(draft, found, "csv.no-text");
}

/// The advert field a column holds: by the mapping, else by its own name; `None` for others. A
/// column of a field's name is not that field if another column is mapped to it.
fn field_of<'a>(column: &str, mapping: &'a BTreeMap<String, String>) -> Option<&'a str> {
    let same = |a: &str, b: &str| a.to_lowercase() == b.trim().to_lowercase();
    let mapped = mapping.iter().find(|(_, mapped)| same(column, mapped));
    mapped.map(|(field, _)| field.as_str()).or_else(|| {
        let own = FIELDS.iter().find(|field| same(column, field)).copied();
        own.filter(|own| !mapping.contains_key(*own))
    })
}

const FIELDS: [&str; 10] =
    ["id", "text", "title", "site", "url", "posted", "place", "images", "account", "payment"];

fn cell(draft: &mut Draft, field: &str, value: &str, found: &mut Found<'_>) {
    let owned = || value.to_owned();
    match field {
        "text" => draft.text = owned(),
        "id" => draft.id = Some(owned()),
        "title" => draft.title = Some(owned()),
        "site" => draft.site = Some(owned()),
        "url" => draft.url = Some(owned()),
        "place" => draft.place = Some(owned()),
        "account" => draft.account = Some(owned()),
        "posted" => posted(draft, value, found),
        "images" => draft.images = images(value),
        "payment" if json::is_object(value) => draft.payment = Some(owned()),
        other => draft.keep(other, value),
    }
}

/// A JSON list, or names separated by `|`, `;` or white space.
fn images(value: &str) -> Vec<String> {
    serde_json::from_str(value).unwrap_or_else(|_| {
        value
            .split(|c: char| c == '|' || c == ';' || c.is_whitespace())
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    })
}

/// The delimiter met most often in the header, outside quotes: the rule by which the row was cut
/// when it was collected.
fn delimiter(text: &str) -> u8 {
    const KNOWN: [u8; 4] = [b',', b';', b'\t', b'|'];
    let (mut counts, mut quoted) = ([0usize; KNOWN.len()], false);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if !quoted => {
                if let Some(i) = KNOWN.iter().position(|d| *d == byte) {
                    counts[i] += 1;
                }
            }
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    KNOWN[counts.iter().position(|c| *c == most).unwrap_or(0)]
}
