//! One field of a profile, and its value on a page.

use super::{Profile, Rule, embedded};
use crate::Found;
use crate::draft::Draft;
use crate::label::{Beside, behind, is_told, labelled, parts};
use crate::lines::{Line, lines};
use crate::page::Page;
use crate::{date, visible};
use regex::Regex;
use scraper::{ElementRef, Selector};
use spoor_vocab::Millis;

/// Most matches of one field.
const MATCHES_MAX: usize = 1000;

/// Longest value of one field, all matches together.
const VALUES_BYTES_MAX: usize = 1 << 20;

/// Which field of an advert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FieldName {
    Id,
    Text,
    Title,
    Url,
    Posted,
    Place,
    Account,
    Site,
    Images,
    /// Kept in the advert's other keys.
    Other(String),
}

impl FieldName {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "id" => Self::Id,
            "text" => Self::Text,
            "title" => Self::Title,
            "url" => Self::Url,
            "posted" => Self::Posted,
            "place" => Self::Place,
            "account" => Self::Account,
            "site" => Self::Site,
            "images" => Self::Images,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// Where a field is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum From {
    /// Within the advert's element.
    #[default]
    Advert,
    /// Anywhere on the page.
    Page,
    /// In the URL.
    Url,
}

/// How a field is found.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) from: From,
    pub(super) select: Option<Selector>,
    /// What names the value.
    pub(super) labels: Vec<String>,
    /// Where the value stands, seen from its label.
    pub(super) beside: Beside,
    /// Signs that part lines; each part is looked at as a line.
    pub(super) split: Vec<String>,
    /// The way to the value in JSON that the element holds.
    pub(super) json: Vec<String>,
    /// Only the words of the element itself, none of those inside.
    pub(super) own: bool,
    /// Lines that are left out; and then lines that are only links are, too.
    pub(super) without: Vec<String>,
    /// Labels that are left out with what stands behind them.
    pub(super) without_labels: Vec<String>,
    /// Lines that say nothing but other fields are left out.
    pub(super) without_fields: bool,
    pub(super) attribute: Option<String>,
    pub(super) regex: Option<Regex>,
    pub(super) all: bool,
    pub(super) formats: Vec<String>,
}

impl Field {
    /// Whether lines of it are left out.
    fn is_cut(&self) -> bool {
        self.without_fields || !self.without.is_empty() || !self.without_labels.is_empty()
    }

    /// All non-empty values of a field; one, unless it asks for all.
    pub(super) fn values(&self, page: &Page, root: ElementRef<'_>, url: &str) -> Vec<String> {
        let most = if self.all { MATCHES_MAX } else { 1 };
        let cut = |value: String| -> Option<String> {
            let value = match &self.regex {
                Some(regex) => {
                    let found = regex.captures(&value)?;
                    found.get(1).or_else(|| found.get(0))?.as_str().trim().to_owned()
                }
                None => value.trim().to_owned(),
            };
            (!value.is_empty()).then_some(value)
        };
        let mut bytes = 0;
        let fits = |value: &String| {
            bytes += value.len();
            bytes <= VALUES_BYTES_MAX
        };
        let page_root = page.elements().next().unwrap_or(root);
        let root = match self.from {
            From::Url => return cut(url.to_owned()).into_iter().collect(),
            From::Page => page_root,
            From::Advert => root,
        };
        match &self.select {
            Some(select) => {
                let values = root.select(select).flat_map(|e| self.of(e)).filter_map(cut);
                values.take_while(fits).take(most).collect()
            }
            None => self.of(root).into_iter().filter_map(cut).take(most).collect(),
        }
    }

    /// What an element gives, before the regular expression.
    fn of(&self, element: ElementRef<'_>) -> Vec<String> {
        let value = element.value();
        let is_raw = || matches!(value.name(), "script" | "title") || !self.json.is_empty();
        let text = match &self.attribute {
            Some(name) => value.attr(name).unwrap_or_default().to_owned(),
            None if value.name() == "meta" => value.attr("content").unwrap_or_default().to_owned(),
            None if !self.labels.is_empty() || self.is_cut() || !self.split.is_empty() => {
                return self.of_lines(element);
            }
            None if is_raw() => element.text().collect(),
            None if self.own => {
                let texts = element.children().filter_map(|child| child.value().as_text());
                let texts: Vec<&str> = texts.flat_map(|text| text.split_whitespace()).collect();
                texts.join(" ")
            }
            None => visible::text(*element),
        };
        if self.json.is_empty() { vec![text] } else { embedded::at(&text, &self.json) }
    }

    /// What the lines of an element give: what stands beside a label, or all but what is left out, or
    /// their parts.
    fn of_lines(&self, element: ElementRef<'_>) -> Vec<String> {
        let whole = lines(*element);
        let lines = if self.split.is_empty() { whole } else { parts(&whole, &self.split) };
        if !self.labels.is_empty() {
            let of = |label: &String| labelled(*element, &lines, label, self.beside);
            return self.labels.iter().find_map(of).into_iter().collect();
        }
        if self.is_cut() {
            return vec![own_lines(&lines, &self.without, &self.without_labels)];
        }
        lines.into_iter().map(|line| line.text).collect()
    }
}

/// Where an advert is being read.
pub(super) struct Context<'a> {
    pub(super) page: &'a Page,
    pub(super) root: ElementRef<'a>,
    pub(super) url: &'a str,
    pub(super) profile: &'a Profile,
    pub(super) captured_at: Millis,
}

impl Context<'_> {
    /// The advert; `None` if it has no text.
    pub(super) fn draft(&self, rule: &Rule, found: &mut Found<'_>) -> Option<Draft> {
        let mut draft = Draft::default();
        let read = rule
            .fields
            .iter()
            .map(|(name, field)| (name, field, field.values(self.page, self.root, self.url)));
        let read: Vec<_> = read.filter(|(_, _, values)| !values.is_empty()).collect();
        for (name, field, values) in &read {
            let first = || values.first().cloned();
            match name {
                FieldName::Id => draft.id = first(),
                FieldName::Text if field.without_fields => {
                    let others = read.iter().filter(|(other, ..)| other != name);
                    let told =
                        others.flat_map(|(_, field, values)| field.labels.iter().chain(values));
                    draft.text = untold(values, &told.map(String::as_str).collect::<Vec<_>>());
                }
                FieldName::Text => draft.text = values.join("\n"),
                FieldName::Title => draft.title = first().map(|t| t.replace('\n', " ")),
                FieldName::Url => draft.url = first().map(|url| self.absolute(&url)),
                FieldName::Posted => draft.posted = self.posted(field, &values[0], found),
                FieldName::Place => draft.place = first().map(|t| t.replace('\n', " ")),
                FieldName::Account => draft.account = first(),
                FieldName::Site => draft.site = first(),
                FieldName::Images => draft.images.clone_from(values),
                FieldName::Other(key) => draft.keep(key, &values.join("\n")),
            }
        }
        // A title that heads the text is not said twice.
        if rule.fields.iter().any(|(_, field)| field.is_cut())
            && let Some(title) = &draft.title
            && let Some(rest) = draft.text.strip_prefix(title.as_str())
            && let Some(rest) = rest.strip_prefix('\n')
        {
            draft.text = rest.to_owned();
        }
        (!draft.text.trim().is_empty()).then_some(draft)
    }

    fn posted(&self, field: &Field, value: &str, found: &mut Found<'_>) -> Option<Millis> {
        let posted = if field.formats.is_empty() {
            date::iso(value).or_else(|| date::find(value).map(|(at, _)| at))
        } else {
            let value = date::with_english_months(value, &self.profile.language);
            date::by_formats(&value, &field.formats)
        };
        // A page cannot show an advert of the day after tomorrow: then the format is wrong.
        let posted = posted.filter(|at| *at <= self.captured_at.saturating_add(2 * 86_400_000));
        if posted.is_none() {
            found.defect(
                "profile.bad-date",
                &format!("the profile {:?} cannot read the date {value:?}", self.profile.name),
                "add its format to formats, or correct the language of the profile",
            );
        }
        posted
    }

    /// A link as a URL: relative ones are put behind the page's origin or folder.
    fn absolute(&self, link: &str) -> String {
        let Some((scheme, rest)) = self.url.split_once("://") else { return link.to_owned() };
        if link.contains("://") || link.starts_with("mailto:") {
            return link.to_owned();
        }
        if let Some(rest) = link.strip_prefix("//") {
            return format!("{scheme}://{rest}");
        }
        let path_at = rest.find('/').unwrap_or(rest.len());
        let (host, path) = rest.split_at(path_at);
        if link.starts_with('/') {
            return format!("{scheme}://{host}{link}");
        }
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
        format!("{scheme}://{host}{folder}{link}")
    }
}

/// Lines but those that say nothing but what is told elsewhere.
fn untold(values: &[String], told: &[&str]) -> String {
    let lines = values.iter().flat_map(|value| value.lines());
    lines.filter(|line| !is_told(line, told)).collect::<Vec<_>>().join("\n")
}

/// Lines but those that are only links, those that are one of `without`, and labels with their values.
fn own_lines(lines: &[Line], without: &[String], labels: &[String]) -> String {
    let mut own: Vec<&str> = Vec::new();
    let mut is_value = false;
    for line in lines {
        let was_label = std::mem::take(&mut is_value);
        if was_label || line.linked || without.contains(&line.text) {
            continue;
        }
        match labels.iter().filter_map(|label| behind(&line.text, label)).map(str::len).min() {
            Some(rest) => is_value = rest == 0,
            None => own.push(&line.text),
        }
    }
    own.join("\n")
}
