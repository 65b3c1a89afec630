//! What a format has no field for, as lines `label: value` in its free text: they can be read by
//! people, and by us again.

use super::fields::{
    age, contact, day, eye, hair, height, language, marks, one_line, sex, shown_age, shown_contact,
    shown_day, shown_mark,
};
use spoor_vocab::{ContactOf, HeightAt, LastSeen, NameKind, Notice, NoticeName, PhotoReference};

/// All that a format may lack; `has` says which labels it has fields for.
pub(crate) fn lines(notice: &Notice, has: &[&str]) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut push = |label: &'static str, value: String| {
        if !has.contains(&label) && !value.is_empty() {
            out.push((label, value));
        }
    };
    for name in &notice.names {
        let label = match name.kind {
            NameKind::Full => "full name",
            NameKind::Given => "given name",
            NameKind::Family => "family name",
            NameKind::Nick => "nickname",
            NameKind::Other => "other name",
        };
        push(label, one_line(&name.value));
    }
    push("registry", one_line(&notice.registry));
    push("url", one_line(&notice.url));
    push("status", notice.status.to_string());
    push("stated on", notice.stated_on.map_or(String::new(), shown_day));
    push("expires on", notice.expires_on.map_or(String::new(), shown_day));
    push("born", notice.born.map_or(String::new(), |b| b.to_string()));
    let at = |a: &spoor_vocab::AgeAt| format!("{} on {}", shown_age(a), shown_day(a.on));
    push("age", notice.age.as_ref().map_or(String::new(), at));
    push("height", notice.height.as_ref().map_or(String::new(), shown_height));
    notice.hair.iter().for_each(|c| push("hair", c.to_string()));
    notice.eyes.iter().for_each(|c| push("eyes", c.to_string()));
    notice.marks.iter().for_each(|m| push("mark", shown_mark(m)));
    notice.languages.iter().for_each(|l| push("language", l.clone()));
    for known in &notice.contacts {
        let label = if known.of == ContactOf::Own { "contact" } else { "friend" };
        push(label, shown_contact(known));
    }
    if let Some(seen) = &notice.last_seen {
        let on = seen.on.map_or(String::new(), shown_day);
        push("last seen", format!("{on} {}", one_line(&seen.place)).trim().to_owned());
    }
    notice.routes.iter().for_each(|r| push("route", one_line(r)));
    notice.nationalities.iter().for_each(|n| push("nationality", one_line(n)));
    for photo in &notice.photos {
        let taken = photo.taken.map_or(String::new(), |t| format!(" taken {t}"));
        push("photo", format!("{}{taken}", one_line(&photo.at)));
    }
    out
}

fn shown_height(height: &HeightAt) -> String {
    let on = height.on.map_or(String::new(), |d| format!(" on {}", shown_day(d)));
    if height.low_cm == height.high_cm {
        format!("{} cm{on}", height.low_cm)
    } else {
        format!("{}-{} cm{on}", height.low_cm, height.high_cm)
    }
}

/// A free text with the labelled lines before what the notice says in its own words.
pub(crate) fn text(notice: &Notice, has: &[&str]) -> String {
    let mut out: Vec<String> =
        lines(notice, has).iter().map(|(l, v)| format!("{l}: {v}")).collect();
    if !notice.words.is_empty() {
        out.push(notice.words.clone());
    }
    out.join("\n")
}

/// Takes labelled lines of a free text into a notice; the rest are its words.
pub(crate) fn take_text(text: &str, notice: &mut Notice) {
    let mut rest: Vec<&str> = Vec::new();
    for line in text.lines() {
        let labelled = line.split_once(':').filter(|_| rest.is_empty());
        if !labelled.is_some_and(|(label, value)| take(label.trim(), value.trim(), notice)) {
            rest.push(line);
        }
    }
    notice.words = rest.join("\n").trim().to_owned();
}

/// Takes one labelled value; false if the label or the value is none of ours.
pub(crate) fn take(label: &str, value: &str, notice: &mut Notice) -> bool {
    let n = notice;
    match label.to_lowercase().as_str() {
        "full name" => name(n, NameKind::Full, value),
        "given name" => name(n, NameKind::Given, value),
        "family name" => name(n, NameKind::Family, value),
        "nickname" => name(n, NameKind::Nick, value),
        "other name" => name(n, NameKind::Other, value),
        "registry" => set(&mut n.registry, value),
        "url" => set(&mut n.url, value),
        "status" => value.parse().is_ok_and(|status| {
            n.status = status;
            true
        }),
        "stated on" => put(&mut n.stated_on, day(value)),
        "expires on" => put(&mut n.expires_on, day(value)),
        "born" => put(&mut n.born, value.parse().ok()),
        "sex" => put(&mut n.sex, sex(value)),
        "age" => put(&mut n.age, value.split_once(" on ").and_then(|(a, on)| age(a, day(on)?))),
        "height" => take_height(value, n),
        "hair" => add(&mut n.hair, hair(value)),
        "eyes" => add(&mut n.eyes, eye(value)),
        "mark" => {
            let before = n.marks.len();
            n.marks.extend(marks(value));
            n.marks.len() > before
        }
        "language" => add(&mut n.languages, language(value)),
        "contact" => add(&mut n.contacts, contact(ContactOf::Own, value)),
        "friend" => add(&mut n.contacts, contact(ContactOf::Friend, value)),
        "last seen" => {
            let (on, place) = match value.split_once(' ') {
                Some((on, place)) if day(on).is_some() => (day(on), place.trim()),
                _ => (day(value), if day(value).is_some() { "" } else { value }),
            };
            put(&mut n.last_seen, Some(LastSeen { place: place.to_owned(), on }))
        }
        "route" => add(&mut n.routes, word(value)),
        "nationality" => add(&mut n.nationalities, word(value)),
        "photo" => {
            let taken = value.rsplit_once(" taken ").map(|(at, taken)| (at, taken.parse()));
            let (at, taken) = match taken {
                Some((at, Ok(taken))) => (at, Some(taken)),
                _ => (value, None),
            };
            add(&mut n.photos, word(at).map(|at| PhotoReference { at, taken }))
        }
        _ => false,
    }
}

fn name(notice: &mut Notice, kind: NameKind, value: &str) -> bool {
    add(&mut notice.names, word(value).map(|value| NoticeName { kind, value }))
}

fn word(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// Whether there was a value to put.
fn put<T>(field: &mut Option<T>, value: Option<T>) -> bool {
    let any = value.is_some();
    *field = value.or(field.take());
    any
}

/// Whether there was a value to add; one that is there already is not added again.
fn add<T: PartialEq>(list: &mut Vec<T>, value: Option<T>) -> bool {
    let any = value.is_some();
    value.into_iter().for_each(|v| push_new(list, v));
    any
}

fn set(field: &mut String, value: &str) -> bool {
    value.clone_into(field);
    true
}

pub(crate) fn push_new<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if !list.contains(&value) {
        list.push(value);
    }
}

fn take_height(value: &str, notice: &mut Notice) -> bool {
    let (cm, on) = match value.split_once(" on ") {
        Some((cm, on)) => (cm, day(on)),
        None => (value, None),
    };
    let read = height(cm.trim().trim_end_matches("cm"));
    read.is_some_and(|(low_cm, high_cm)| {
        notice.height = Some(HeightAt { low_cm, high_cm, on });
        true
    })
}
