//! Fields, and what their values look like.

use super::{Candidate, Way, affix, parts, signs};
use crate::date;
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Language, field and label.
const LABELS: &str = include_str!("../../data/facts.tsv");
/// A value is longer than this only in words.
const VALUE_CHARS_MAX: usize = 60;
/// Values of a field that must look like it, of a hundred.
const ALIKE: usize = 75;
/// Values that may be all the same by chance.
const SAME_MAX: usize = 4;
/// How much better a field is that a label or name says.
const NAMED: f64 = 0.7;

/// Ends of labels of numbers that a site gives its adverts.
const NUMBERS: [&str; 6] = ["nr", "nummer", "number", "ref", "referenz", "n°"];

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

    /// Whether its values look like nothing else.
    pub(super) fn has_shape(self) -> bool {
        matches!(self, Self::Posted | Self::Phone | Self::Price | Self::Age)
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
            Self::Id => {
                let letters = value.chars().filter(|c| c.is_alphabetic()).count();
                digits > 0 && digits * 2 >= letters && !value.contains(' ')
            }
        }
    }
}

fn pattern(of: &'static OnceLock<Option<Regex>>, text: &str) -> Option<&'static Regex> {
    of.get_or_init(|| Regex::new(text).ok()).as_ref()
}

fn is_short_date(value: &str) -> bool {
    static DATE: OnceLock<Option<Regex>> = OnceLock::new();
    let text = r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T,]+\d{1,2}:\d\d(:\d\d)?)?$";
    pattern(&DATE, text).is_some_and(|regex| regex.is_match(value.trim_matches([' ', '.', ','])))
}

fn is_price(value: &str) -> bool {
    static PRICE: OnceLock<Option<Regex>> = OnceLock::new();
    let text = r"(?i)(€|\$|£|\b(eur|euros?|usd|gbp|chf|lei|ron|pln|kr|dollars?|pounds?)\b)";
    let digits = value.bytes().any(|b| b.is_ascii_digit());
    digits && pattern(&PRICE, text).is_some_and(|regex| regex.is_match(value))
}

fn is_age(value: &str) -> bool {
    let mut numbers = value.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let years = numbers.next().and_then(|n| n.parse::<u32>().ok());
    let is_one = numbers.next().is_none() && value.chars().count() <= 14;
    is_one && years.is_some_and(|years| (18..=99).contains(&years))
}

/// Whether a value is a date, with next to nothing beside it.
fn is_date(value: &str) -> bool {
    let long = |range: std::ops::Range<usize>| range.len() * 10 >= value.trim().len() * 6;
    date::find(value).is_some_and(|(_, range)| long(range)) || is_short_date(value)
}

/// Whether words name money.
pub(super) fn names_money(words: &str) -> bool {
    is_price(&format!("1 {words} 1"))
}

/// What a label says that its value is: words, or a sign.
pub(super) fn of_label(label: &str) -> Option<FieldKind> {
    let label = label.trim_end_matches(['.', ' ', ':', '\u{fe0f}']).to_lowercase();
    of_fact(&label).or_else(|| {
        let sign = signs::is_sign(&label).then(|| signs::of_word(&label)).flatten();
        let of_number = || NUMBERS.iter().any(|end| label.ends_with(end)).then_some(FieldKind::Id);
        sign.or_else(of_number).or_else(|| signs::of_drawn(&label))
    })
}

/// What the words of a fact's label say, in lower case.
pub(super) fn of_fact(label: &str) -> Option<FieldKind> {
    static FIELDS: OnceLock<FxHashMap<&str, FieldKind>> = OnceLock::new();
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
    fields.get(label).copied()
}

/// A candidate, if values are those of a field. `hint` is what a label or name says; what is around all
/// values is taken off. `bonus` is how much better the way is than others.
pub(super) fn candidate(
    way: Way,
    values: Vec<Option<String>>,
    hint: Option<FieldKind>,
    is_place: &dyn Fn(&str) -> bool,
    bonus: f64,
) -> Option<Candidate> {
    let direct = of_values(&values, hint, is_place);
    let trimmed = if way.regex.is_none() { affix::trim(&values) } else { None };
    let cut = trimmed.and_then(|trimmed| {
        let said = || said(&trimmed.before).or_else(|| said(&trimmed.behind));
        let said = hint.or_else(said).or_else(|| direct.map(|(kind, _)| kind));
        let (kind, score) = of_values(&trimmed.values, said, is_place)?;
        let better = direct.is_none_or(|(_, other)| score >= other);
        better.then(|| Candidate {
            kind,
            way: affix::way(&way, &trimmed),
            score,
            values: trimmed.values,
        })
    });
    let found =
        cut.or_else(|| direct.map(|(kind, score)| Candidate { kind, way, values, score }))?;
    Some(Candidate { score: found.score + bonus, ..found })
}

/// What words before or behind a value say: all, or the last or first of them.
fn said(words: &str) -> Option<FieldKind> {
    let bare = words.trim_matches(|c: char| c.is_whitespace() || ".:()[]-–—|·•=".contains(c));
    if bare.is_empty() {
        return None;
    }
    let by_word = || {
        bare.split_whitespace()
            .rev()
            .find_map(|w| of_label(w).or_else(|| signs::of_word(&w.to_lowercase())))
    };
    of_label(bare).or_else(by_word)
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
        // What is the same everywhere is no field, but a town may be that of the site.
        let is_same = told.len() >= SAME_MAX && told.iter().all(|value| value == &told[0]);
        if is_same && kind != FieldKind::Place {
            return None;
        }
        let alike = share(kind);
        // A label is believed unless the values speak against it; places need not be in a gazetteer.
        let names = || told.iter().filter(|v| is_name(v)).count() * 100 >= told.len() * ALIKE;
        if alike >= ALIKE || (kind == FieldKind::Place && names()) {
            let plain = |v: &&&str| match kind {
                FieldKind::Price => parts::is_price(v),
                FieldKind::Posted => is_date(v),
                _ => true,
            };
            let plain = told.iter().filter(plain).count() as f64 / told.len() as f64;
            return Some((kind, NAMED + 2.0 * coverage + alike as f64 / 100.0 + plain / 2.0));
        }
        return None;
    }
    use FieldKind::{Age, Phone, Place, Posted, Price};
    // Of a number alone nobody knows what it is, and anything can be an account.
    let kind = [Posted, Phone, Price, Place].into_iter().find(|kind| share(*kind) >= ALIKE);
    // A line of fields has a price, but is none.
    let plain = told.iter().filter(|v| parts::is_price(v)).count() * 100 >= told.len() * ALIKE;
    let dates = told.iter().filter(|v| is_date(v)).count() * 100 >= told.len() * ALIKE;
    let kind = kind.filter(|kind| (*kind != Price || plain) && (*kind != Posted || dates));
    let years = || told.iter().all(|v| v.chars().any(char::is_alphabetic));
    let kind = kind.or_else(|| (share(Age) >= ALIKE && years()).then_some(Age))?;
    Some((kind, 2.0 * coverage + share(kind) as f64 / 100.0))
}

/// Whether a value may be the name of a place that nobody knows: words, with a postcode at most.
fn is_name(value: &str) -> bool {
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    letters >= 3
        && digits <= 6
        && digits < letters
        && !is_price(value)
        && date::find(value).is_none()
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
