//! The values that an erasure takes, and whether a text of somebody's holds one, however it is spelt.

use crate::query::objects;
use anyhow::Result;
use serde_json::{Map, Value};
use spoor_extract::Hints;
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vault::Held;
use spoor_vocab::{ExhibitId, Source};
use std::collections::{BTreeMap, BTreeSet};

/// Names in one question to the tables.
const ASKED: usize = 1_000;
/// Shorter values are in too many texts by chance.
const SHORTEST: usize = 5;
/// Digits of a telephone number without its country, at least.
const DIGITS: usize = 8;

/// The values that go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    values: BTreeSet<String>,
    /// As which countries' readers national telephone numbers are read.
    countries: BTreeSet<String>,
}

impl Values {
    /// What goes with a selector or an advert: itself, the ids of the adverts of its exhibits, and
    /// identifiers that no other advert shows. With a source nothing of what people wrote goes.
    pub async fn of(
        engine: &Engine,
        what: &str,
        exhibits: &[Held],
        sources: &[Source],
    ) -> Result<Self> {
        let mut values = BTreeSet::new();
        if what.starts_with("source:") {
            return Ok(Self::default());
        }
        let adverts = adverts_of(engine, exhibits).await?;
        values.extend(alone(engine, &adverts).await?);
        values.extend(adverts);
        values.insert(what.to_owned());
        Ok(Self::new(values, sources.iter().filter_map(|s| s.country.clone()).collect()))
    }

    fn new(mut values: BTreeSet<String>, countries: BTreeSet<String>) -> Self {
        values.retain(|value| value.chars().count() >= SHORTEST);
        Self { values, countries }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Whether a text holds one of them, as it is or as any country of the sources would write it.
    pub fn are_in(&self, text: &str) -> bool {
        let folded = text.to_lowercase();
        let runs = runs(text);
        self.values.iter().any(|v| stands_in(&folded, &v.to_lowercase()) || is_dialled(&runs, v))
            || self.read(text).iter().any(|value| self.values.contains(value))
    }

    /// The identifiers in a text, in their normal forms.
    fn read(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for country in self.countries.iter().map(|c| Some(c.as_str())).chain([None]) {
            let hints = Hints { country, ..Hints::default() };
            spoor_extract::extract(text, &hints, &mut found);
        }
        found.into_iter().map(|mention| mention.value).collect()
    }
}

/// Whether a value stands in a text and is no part of a longer word; of a handle, `platform:name`, a
/// name that is no common word counts alone. Both in small letters.
fn stands_in(text: &str, value: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let stands = |value: &str| {
        text.match_indices(value).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + value.len()..]);
            !is_part(before.chars().next_back()) && !is_part(after.chars().next())
        })
    };
    let name = value
        .split_once(':')
        .map(|(_, name)| name)
        .filter(|name| name.chars().count() >= SHORTEST && !name.chars().all(char::is_alphabetic));
    stands(value) || name.is_some_and(stands)
}

/// Runs of digits in a text; what people put between the digits of a number does not end one.
fn runs(text: &str) -> Vec<String> {
    let between = |c: char| matches!(c, ' ' | '\u{a0}' | '.' | '-' | '(' | ')' | '/');
    let runs = text.split(|c: char| !c.is_ascii_digit() && !between(c));
    let runs = runs.map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>());
    runs.filter(|run| run.len() >= DIGITS).collect()
}

/// Whether one of the runs is a telephone number (E.164), with its country or without.
fn is_dialled(runs: &[String], value: &str) -> bool {
    let Some(digits) = value.strip_prefix('+').filter(|d| d.bytes().all(|b| b.is_ascii_digit()))
    else {
        return false;
    };
    runs.iter().any(|run| {
        let national = run.trim_start_matches('0');
        run.contains(digits) || national.len() >= DIGITS && digits.ends_with(national)
    })
}

/// Ids of the adverts that were read from exhibits, in order.
pub async fn adverts_of(engine: &Engine, exhibits: &[Held]) -> Result<Vec<String>> {
    let held: BTreeSet<(&str, ExhibitId)> =
        exhibits.iter().map(|h| (h.source.as_str(), h.exhibit)).collect();
    let names: Vec<String> = exhibits.iter().map(|h| h.exhibit.to_string()).collect();
    let mut adverts = Vec::new();
    for row in rows(engine, "advert_id, source, exhibit FROM adverts WHERE exhibit", &names).await?
    {
        let of = ExhibitId::parse(text(&row, "exhibit"));
        if of.is_some_and(|exhibit| held.contains(&(text(&row, "source"), exhibit))) {
            adverts.push(text(&row, "advert_id").to_owned());
        }
    }
    adverts.sort();
    Ok(adverts)
}

/// Where the adverts say they stand that were read from exhibits.
pub async fn addresses_of(engine: &Engine, exhibits: &[Held]) -> Result<Vec<String>> {
    let adverts = adverts_of(engine, exhibits).await?;
    let of = rows(engine, "url FROM adverts WHERE url IS NOT NULL AND advert_id", &adverts).await?;
    Ok(of.iter().map(|row| text(row, "url").to_owned()).collect())
}

/// Identifiers that these adverts show and no other does.
async fn alone(engine: &Engine, adverts: &[String]) -> Result<BTreeSet<String>> {
    // A build that stopped after `extract` has no selectors; mentions say enough then.
    let table = match engine.has("selectors") {
        true => "selectors WHERE",
        false => "mentions WHERE kind IN ('phone', 'email', 'handle', 'url', 'wallet') AND",
    };
    let of = rows(engine, &format!("value FROM {table} advert_id"), adverts).await?;
    let shown: BTreeSet<String> = of.iter().map(|row| text(row, "value").to_owned()).collect();
    let shown: Vec<String> = shown.into_iter().collect();
    let gone: BTreeSet<&str> = adverts.iter().map(String::as_str).collect();
    let mut stays: BTreeMap<String, bool> = BTreeMap::new();
    for row in rows(engine, &format!("value, advert_id FROM {table} value"), &shown).await? {
        let other = !gone.contains(text(&row, "advert_id"));
        *stays.entry(text(&row, "value").to_owned()).or_default() |= other;
    }
    Ok(stays.into_iter().filter(|(_, stays)| !stays).map(|(value, _)| value).collect())
}

/// Rows whose last column of `select` is one of `names`.
async fn rows(engine: &Engine, select: &str, names: &[String]) -> Result<Vec<Map<String, Value>>> {
    let mut found = Vec::new();
    for names in names.chunks(ASKED) {
        let list: Vec<String> = names.iter().map(|name| literal(name)).collect();
        let sql = format!("SELECT DISTINCT {select} IN ({})", list.join(", "));
        found.extend(objects(engine, &sql).await?);
    }
    Ok(found)
}

fn text<'a>(row: &'a Map<String, Value>, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[&str]) -> Values {
        let set = |of: &[&str]| of.iter().map(|v| (*v).to_owned()).collect();
        Values::new(set(values), set(&["NL"]))
    }

    #[test]
    fn a_number_is_found_however_it_is_spelt_and_no_other_is() {
        let number = values(&["+31970123456789"]);
        for text in [
            "+31970123456789",
            "call 0031 (970) 123 456-789 late",
            "0970.12345.6789",
            "phone:+31970123456789",
            "97012345 6789, says <b>",
        ] {
            assert!(number.are_in(text), "{text}");
        }
        for text in ["+31970123456788", "+3197012345678", "6789", "C-1 of 2026-11-25", ""] {
            assert!(!number.are_in(text), "{text}");
        }
        // Another area's number is another number.
        let other = values(&["+12125550123"]);
        assert!(other.are_in("(212) 555-0123") && !other.are_in("(312) 555-0123"));
    }

    #[test]
    fn other_values_are_found_as_whole_words() {
        let all = values(&["mila@example.com", "telegram:mila_07", "telegram:lovely", "a1", "17"]);
        for text in ["Mila@Example.COM.", "@mila_07 again", "telegram:lovely", "t.me/lovely"] {
            assert!(all.are_in(text), "{text}");
        }
        for text in ["xmila@example.community", "lovely words", "a1", "17 adverts", "mila_077"] {
            assert!(!all.are_in(text), "{text}");
        }
        assert!(values(&["a1"]).is_empty());
    }
}
