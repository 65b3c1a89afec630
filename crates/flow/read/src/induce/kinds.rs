//! Fields, and what their values look like.

use super::Candidate;
use crate::date;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Language, field and label.
const LABELS: &str = include_str!("../../data/facts.tsv");
/// A value is longer than this only in words.
const VALUE_CHARS_MAX: usize = 60;
/// Values of a field that must look like it, of a hundred.
const ALIKE: usize = 75;

/// Ends of labels of numbers that a site gives its adverts.
const NUMBERS: [&str; 6] = ["nr", "nummer", "number", "ref", "referenz", "n°"];

/// Names of elements: tags of HTML, properties of schema.org.
const NAMES: [(&[&str], FieldKind); 5] = [
    (&["telephone"], FieldKind::Phone),
    (&["address", "locality", "addresslocality", "areaserved", "where"], FieldKind::Place),
    (&["cite", "author", "seller", "offeredby"], FieldKind::Account),
    (&["sku", "productid", "identifier"], FieldKind::Id),
    (&["time", "datepublished", "dateposted", "availabilitystarts", "when"], FieldKind::Posted),
];

/// A field of an advert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FieldKind {
    Posted,
    Phone,
    Price,
    Age,
    Place,
    Account,
    Id,
}

impl FieldKind {
    pub(super) const ALL: [Self; 7] =
        [Self::Posted, Self::Phone, Self::Price, Self::Age, Self::Place, Self::Account, Self::Id];

    /// Its name in a profile.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Posted => "posted",
            Self::Phone => "phone",
            Self::Price => "price",
            Self::Age => "age",
            Self::Place => "place",
            Self::Account => "account",
            Self::Id => "id",
        }
    }

    /// What its values look like, as a regular expression for a profile, where they look like nothing
    /// else.
    pub(super) fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Price => {
                Some(r"(?i)^.*(?:€|\$|£|\b(?:eur|euros?|usd|gbp|chf|lei|ron|pln|kr)\b).*$")
            }
            Self::Phone => Some(r"^[+0(][\d ().+/-]{6,}$"),
            Self::Posted => Some(r"^.*(?:\d{4}-\d\d-\d\d|\d\d?[./-]\d\d?[./-]\d{4}).*$"),
            _ => None,
        }
    }

    /// Whether a value looks like it.
    pub(super) fn fits(self, value: &str, is_place: &dyn Fn(&str) -> bool) -> bool {
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        match self {
            Self::Posted => date::find(value).is_some() || is_short_date(value),
            Self::Phone => {
                let others =
                    value.chars().filter(|c| !c.is_ascii_digit() && !" +-()./".contains(*c));
                // A long number alone may as well be that of the advert.
                let looks = value.starts_with(['+', '0', '(']) || value.contains([' ', '-', '/']);
                (7..=15).contains(&digits) && others.count() == 0 && looks && !is_short_date(value)
            }
            Self::Price => is_price(value),
            Self::Age => is_age(value),
            Self::Place => is_place(value),
            Self::Account => !value.contains(' ') || digits == 0,
            Self::Id => digits > 0 && !value.contains(' '),
        }
    }
}

fn pattern(of: &'static OnceLock<Option<Regex>>, text: &str) -> Option<&'static Regex> {
    of.get_or_init(|| Regex::new(text).ok()).as_ref()
}

fn is_short_date(value: &str) -> bool {
    static DATE: OnceLock<Option<Regex>> = OnceLock::new();
    let text = r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T,]+\d{1,2}:\d\d(:\d\d)?)?$";
    pattern(&DATE, text).is_some_and(|regex| regex.is_match(value.trim()))
}

fn is_price(value: &str) -> bool {
    static PRICE: OnceLock<Option<Regex>> = OnceLock::new();
    let text = r"(?i)(€|\$|£|\b(eur|euros?|usd|gbp|chf|lei|ron|pln|kr|dollars?|pounds?)\b)";
    let digits = value.bytes().any(|b| b.is_ascii_digit());
    digits && pattern(&PRICE, text).is_some_and(|regex| regex.is_match(value))
}

fn is_age(value: &str) -> bool {
    let number = value.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty());
    let years = number.and_then(|n| n.parse::<u32>().ok());
    years.is_some_and(|years| (18..=99).contains(&years)) && value.chars().count() <= 14
}

/// What a label says that its value is.
pub(super) fn of_label(label: &str) -> Option<FieldKind> {
    static FIELDS: OnceLock<BTreeMap<&str, FieldKind>> = OnceLock::new();
    let fields = FIELDS.get_or_init(|| {
        let lines = LABELS.lines().filter(|line| !line.starts_with('#'));
        let row = |line: &'static str| {
            let mut columns = line.split('\t').skip(1);
            let (field, label) = (columns.next()?, columns.next()?);
            let kind = FieldKind::ALL.into_iter().find(|kind| kind.name() == field)?;
            Some((label, kind))
        };
        lines.filter_map(row).collect()
    });
    let label = label.trim_end_matches(['.', ' ']).to_lowercase();
    let of_number = || NUMBERS.iter().any(|end| label.ends_with(end)).then_some(FieldKind::Id);
    fields.get(label.as_str()).copied().or_else(of_number)
}

/// What a word says that a site's makers gave an element: a tag, a class, a property.
pub(super) fn of_name(name: &str) -> Option<FieldKind> {
    let name = name.to_lowercase();
    let of = |(names, kind): &(&[&str], FieldKind)| names.contains(&name.as_str()).then_some(*kind);
    NAMES.iter().find_map(of).or_else(|| of_label(&name))
}

/// The field that values are, with how well they fit; `None` if they are none. `hint` is what a label
/// says.
pub(super) fn of_values(
    values: &[Option<String>],
    hint: Option<FieldKind>,
    is_place: &dyn Fn(&str) -> bool,
) -> Option<(FieldKind, f64)> {
    let told: Vec<&str> = values.iter().flatten().map(String::as_str).collect();
    if told.is_empty() || told.iter().any(|v| v.chars().count() > VALUE_CHARS_MAX) {
        return None;
    }
    let share = |kind: FieldKind| {
        told.iter().filter(|value| kind.fits(value, is_place)).count() * 100 / told.len()
    };
    let coverage = told.len() as f64 / values.len() as f64;
    if let Some(kind) = hint {
        let alike = share(kind);
        // A label is believed unless the values speak against it; places need not be in a gazetteer.
        if alike >= ALIKE || kind == FieldKind::Place {
            return Some((kind, 2.0 + coverage + alike as f64 / 100.0));
        }
        return None;
    }
    use FieldKind::{Age, Phone, Place, Posted, Price};
    // Of a number alone nobody knows what it is, and anything can be an account.
    let kind = [Posted, Phone, Price, Place].into_iter().find(|kind| share(*kind) >= ALIKE);
    let years = || told.iter().all(|v| v.chars().any(char::is_alphabetic));
    let kind = kind.or_else(|| (share(Age) >= ALIKE && years()).then_some(Age))?;
    Some((kind, coverage + share(kind) as f64 / 100.0))
}

/// The best candidate for each field.
pub(super) fn choose(mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut chosen: Vec<Candidate> = Vec::new();
    for candidate in found {
        if chosen.iter().all(|other| other.kind != candidate.kind) {
            chosen.push(candidate);
        }
    }
    chosen.sort_by_key(|candidate| candidate.kind);
    chosen
}

/// Ways in which pages write a date that could be another, likelier ones first.
const FORMATS: [&str; 12] = [
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y, %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y, %H:%M",
    "%m/%d/%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
];

/// The format that reads all dates, if one is needed: without one, a date that could be another is none.
pub(super) fn formats(values: &[Option<String>]) -> Option<&'static str> {
    let told = || values.iter().flatten();
    if told().all(|value| date::find(value).is_some()) {
        return None;
    }
    FORMATS
        .into_iter()
        .find(|format| told().all(|value| date::by_formats(value.trim(), &[format]).is_some()))
}
