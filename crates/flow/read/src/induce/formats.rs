//! Formats of dates that could be read two ways.

use crate::date;

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
pub(super) fn of(values: &[Option<String>]) -> Option<&'static str> {
    let told = || values.iter().flatten();
    if told().all(|value| date::find(value).is_some()) {
        return None;
    }
    FORMATS
        .into_iter()
        .find(|format| told().all(|value| date::by_formats(value.trim(), &[format]).is_some()))
}
