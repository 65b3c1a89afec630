//! A profile's TOML to a [`Profile`], with errors that name line, key and remedy.

use super::field::{Field, FieldName, From};
use super::{Kind, Profile, Rule};
use crate::date;
use crate::label::Beside;
use regex::Regex;
use scraper::Selector;
use serde::Deserialize;
use std::collections::BTreeMap;
use thiserror::Error;
use toml::Spanned;

/// Why a profile cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("line {line}: {key}: {problem}; {hint}")]
pub struct ProfileError {
    /// Line of the file, from 1.
    pub line: usize,
    /// The key that is wrong, dotted; empty where the file is no TOML at all.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub hint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    hosts: Spanned<Vec<Spanned<String>>>,
    language: Option<Spanned<String>>,
    page: Spanned<Vec<Spanned<PageTable>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageTable {
    kind: Spanned<String>,
    url: Option<Spanned<String>>,
    has: Option<Spanned<String>>,
    each: Option<Spanned<String>>,
    #[serde(default)]
    fields: BTreeMap<String, Spanned<toml::Value>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldTable {
    from: Option<String>,
    select: Option<String>,
    attribute: Option<String>,
    regex: Option<String>,
    label: Option<OneOrMany>,
    value: Option<String>,
    split: Option<OneOrMany>,
    json: Option<String>,
    #[serde(default)]
    own: bool,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    without_labels: Vec<String>,
    #[serde(default)]
    without_fields: bool,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    formats: Vec<String>,
}

/// One text or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn texts(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}

/// The text of the file, to count lines in.
struct Source<'a>(&'a str);

impl Source<'_> {
    fn error(&self, at: usize, key: &str, problem: String, hint: &str) -> ProfileError {
        let before = &self.0.as_bytes()[..at.min(self.0.len())];
        let line = 1 + before.iter().filter(|b| **b == b'\n').count();
        ProfileError { line, key: key.to_owned(), problem, hint: hint.to_owned() }
    }

    fn selector(&self, text: &Spanned<String>, key: &str) -> Result<Selector, ProfileError> {
        self.selector_at(text.get_ref(), text.span().start, key)
    }

    fn selector_at(&self, text: &str, at: usize, key: &str) -> Result<Selector, ProfileError> {
        Selector::parse(text).map_err(|error| {
            let problem = format!("{text:?} is not a CSS selector: {error}");
            self.error(at, key, problem, "write it as in a style sheet, e.g. \"div.ad > p\"")
        })
    }

    fn regex_at(&self, text: &str, at: usize, key: &str) -> Result<Regex, ProfileError> {
        Regex::new(text).map_err(|error| {
            let last = error.to_string();
            let last = last.lines().last().unwrap_or_default().trim();
            let problem = format!("{text:?} is not a regular expression: {last}");
            self.error(at, key, problem, "write it as in the crate regex, in single quotes")
        })
    }
}

pub(super) fn profile(text: &str) -> Result<Profile, ProfileError> {
    let source = Source(text);
    let file: File = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let hint = "compare it with the format in the documentation of site profiles";
        source.error(at, "profile", error.message().trim().to_owned(), hint)
    })?;
    if file.hosts.get_ref().is_empty() {
        let at = file.hosts.span().start;
        let problem = "no host is named".to_owned();
        return Err(source.error(at, "hosts", problem, "name at least one, e.g. \"site.example\""));
    }
    let hosts =
        file.hosts.into_inner().iter().map(|h| host(&source, h)).collect::<Result<_, _>>()?;
    let language = match &file.language {
        Some(language) if !date::knows(language.get_ref()) => {
            let problem = format!("month names of {:?} are not known", language.get_ref());
            let hint = format!("take one of {}, or leave it out", date::languages());
            return Err(source.error(language.span().start, "language", problem, &hint));
        }
        Some(language) => language.get_ref().clone(),
        None => "en".to_owned(),
    };
    if file.page.get_ref().is_empty() {
        let at = file.page.span().start;
        let problem = "no page is described".to_owned();
        return Err(source.error(
            at,
            "page",
            problem,
            "add a table [[page]] with kind = \"detail\"",
        ));
    }
    let rules =
        file.page.into_inner().iter().map(|page| rule(&source, page)).collect::<Result<_, _>>()?;
    Ok(Profile { name: file.name, hosts, language, rules })
}

/// One field, as it stands in a file.
pub(super) fn one(value: &toml::Value) -> Option<Field> {
    field(&Source(""), "field", &Spanned::new(0..0, value.clone())).ok()
}

fn host(source: &Source<'_>, host: &Spanned<String>) -> Result<String, ProfileError> {
    let name = host.get_ref().trim().to_lowercase();
    let bare = name.strip_prefix("*.").unwrap_or(&name);
    if bare.is_empty() || bare.contains(['/', ':', '*', ' ']) {
        let problem = format!("{:?} is not a host", host.get_ref());
        let hint = "write the host alone, without https:// and path; \"*.\" may stand before it";
        return Err(source.error(host.span().start, "hosts", problem, hint));
    }
    Ok(name)
}

fn rule(source: &Source<'_>, page: &Spanned<PageTable>) -> Result<Rule, ProfileError> {
    let at = page.span().start;
    let page = page.get_ref();
    let kind = match page.kind.get_ref().as_str() {
        "detail" => Kind::Detail,
        "listing" => Kind::Listing,
        other => {
            let problem = format!("{other:?} is no kind of page");
            let hint = "take \"detail\" (has adverts) or \"listing\" (has none)";
            return Err(source.error(page.kind.span().start, "page.kind", problem, hint));
        }
    };
    let select = |text: &Option<Spanned<String>>, key| {
        text.as_ref().map(|t| source.selector(t, key)).transpose()
    };
    let url = page.url.as_ref();
    let url = url.map(|t| source.regex_at(t.get_ref(), t.span().start, "page.url")).transpose()?;
    let mut fields = Vec::new();
    for (name, value) in &page.fields {
        fields.push((FieldName::of(name), field(source, name, value)?));
    }
    let gives_adverts = kind == Kind::Detail || page.each.is_some();
    if gives_adverts && !page.fields.contains_key("text") {
        let problem = "nothing says where the text stands".to_owned();
        let hint = "add text = \"SELECTOR\" under [page.fields]";
        return Err(source.error(at, "page.fields.text", problem, hint));
    }
    Ok(Rule {
        kind,
        url,
        has: select(&page.has, "page.has")?,
        each: select(&page.each, "page.each")?,
        fields,
    })
}

fn field(
    source: &Source<'_>,
    name: &str,
    value: &Spanned<toml::Value>,
) -> Result<Field, ProfileError> {
    let (at, key) = (value.span().start, format!("page.fields.{name}"));
    let table = match value.get_ref() {
        toml::Value::String(select) => {
            FieldTable { select: Some(select.clone()), ..FieldTable::default() }
        }
        other => other.clone().try_into::<FieldTable>().map_err(|error| {
            let hint =
                "take a selector, or a table of select, label, value, attribute, json, own, split, regex, all, without, without_labels, without_fields, formats, from";
            source.error(at, &key, error.message().trim().to_owned(), hint)
        })?,
    };
    let from = match table.from.as_deref() {
        None | Some("advert") => From::Advert,
        Some("page") => From::Page,
        Some("url") => From::Url,
        Some(other) => {
            let problem = format!("from = {other:?} is not known");
            return Err(source.error(at, &key, problem, "take \"advert\", \"page\" or \"url\""));
        }
    };
    if table.select.is_none() && table.regex.is_none() && from != From::Advert {
        let problem = "neither select nor regex is given".to_owned();
        return Err(source.error(at, &key, problem, "say what of it is the field"));
    }
    let labels = table.label.map(OneOrMany::texts).unwrap_or_default();
    if labels.iter().any(|label| label.trim().is_empty()) {
        let problem = "a label is empty".to_owned();
        return Err(source.error(at, &key, problem, "write the words that stand before the value"));
    }
    if !labels.is_empty() && (table.attribute.is_some() || from == From::Url) {
        let problem = "a label stands in no attribute and no URL".to_owned();
        return Err(source.error(at, &key, problem, "take label, or attribute, or from = \"url\""));
    }
    let beside = match table.value.as_deref() {
        None | Some("behind") => Beside::Behind,
        Some("before") => Beside::Before,
        Some("below") => Beside::Below,
        Some(other) => {
            let problem = format!("value = {other:?} is not known");
            let hint =
                "take \"behind\", \"before\" or \"below\": where it stands, seen from the label";
            return Err(source.error(at, &key, problem, hint));
        }
    };
    let split = table.split.map(OneOrMany::texts).unwrap_or_default();
    if split.iter().any(String::is_empty) {
        let problem = "a sign of split is empty".to_owned();
        return Err(source.error(
            at,
            &key,
            problem,
            "write what stands between parts, e.g. \", \"",
        ));
    }
    let json = table.json.iter().flat_map(|path| path.split('.')).map(str::to_owned).collect();
    Ok(Field {
        from,
        labels,
        beside,
        split,
        json,
        own: table.own,
        without: table.without,
        without_labels: table.without_labels,
        without_fields: table.without_fields,
        select: table.select.map(|s| source.selector_at(&s, at, &key)).transpose()?,
        attribute: table.attribute,
        regex: table.regex.map(|r| source.regex_at(&r, at, &key)).transpose()?,
        all: table.all,
        formats: table.formats,
    })
}
