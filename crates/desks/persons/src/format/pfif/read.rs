//! PFIF records as notices.

use super::super::Reading;
use super::super::fields::{add_name, age, day, profile, selector, sex};
use super::super::labels::{push_new, take_text};
use super::xml::{Fields, Person, records};
use spoor_vocab::{
    ContactOf, LastSeen, NameKind, Notice, NoticeContact, NoticeStatus, PhotoReference,
    SelectorKind,
};
use std::collections::BTreeMap;

pub(crate) fn read(bytes: &[u8], reading: &mut Reading<'_>) {
    let mut records = records(bytes, reading);
    let mut stray: BTreeMap<String, Vec<Fields>> = BTreeMap::new();
    for note in records.notes {
        let of = note.get("person_record_id").cloned().unwrap_or_default();
        stray.entry(of).or_default().push(note);
    }
    for person in &mut records.persons {
        let id = person.fields.get("person_record_id").cloned().unwrap_or_default();
        person.notes.extend(stray.remove(&id).unwrap_or_default());
        let notice = notice(person, reading);
        reading.admit(notice, &person.at);
    }
    for (id, notes) in stray {
        let problem =
            format!("{} notes are of the person {id:?}, who is not in the file", notes.len());
        reading.defect("", "pfif.stray-note", problem, "give the person record with them");
    }
}

/// A field by its name in 1.4, or before.
fn get<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    let before = match name {
        "given_name" => "first_name",
        "family_name" => "last_name",
        "description" => "other",
        other => other,
    };
    fields.get(name).or_else(|| fields.get(before)).map(String::as_str)
}

fn notice(person: &Person, reading: &mut Reading<'_>) -> Notice {
    let f = &person.fields;
    let mut notice = Notice {
        id: get(f, "person_record_id").unwrap_or_default().to_owned(),
        ..Notice::default()
    };
    let id = notice.id.clone();
    let mut bad = |field: &str, value: &str, hint: &str| {
        reading.defect(&person.at, "pfif.bad-value", format!("{id}: {field} is {value:?}"), hint);
    };
    // Labelled lines first: what has a field of its own comes after and outweighs them.
    take_text(get(f, "description").unwrap_or_default(), &mut notice);
    for (field, is_expiry) in [("source_date", false), ("expiry_date", true)] {
        let Some(value) = get(f, field) else { continue };
        match (day(value), is_expiry) {
            (Some(day), true) => notice.expires_on = Some(day),
            (Some(day), false) => notice.stated_on = Some(day),
            (None, _) => bad(field, value, "take YYYY-MM-DDThh:mm:ssZ"),
        }
    }
    get(f, "source_name").unwrap_or_default().clone_into(&mut notice.registry);
    get(f, "source_url").unwrap_or_default().clone_into(&mut notice.url);
    for (field, kind) in [
        ("full_name", NameKind::Full),
        ("given_name", NameKind::Given),
        ("family_name", NameKind::Family),
        ("alternate_names", NameKind::Other),
    ] {
        get(f, field)
            .unwrap_or_default()
            .lines()
            .for_each(|line| add_name(&mut notice, kind, line));
    }
    if let Some(value) = get(f, "sex") {
        match sex(value) {
            Some(sex) => notice.sex = Some(sex),
            None => bad("sex", value, "take female, male or other"),
        }
    }
    if let Some(value) = get(f, "date_of_birth") {
        match value.parse() {
            Ok(date) => notice.born = Some(date),
            Err(_) => bad("date_of_birth", value, "take YYYY, YYYY-MM or YYYY-MM-DD"),
        }
    }
    if let Some(value) = get(f, "age") {
        match notice.stated_on.and_then(|on| age(value, on)) {
            Some(age) => notice.age = Some(age),
            None => bad("age", value, "an age is n or n-m, and means nothing without source_date"),
        }
    }
    if let Some(city) = get(f, "home_city") {
        let place = match get(f, "home_country").map(str::trim) {
            Some(country) if country.len() == 2 => format!("{}:{city}", country.to_uppercase()),
            _ => city.to_owned(),
        };
        push_new(&mut notice.routes, place);
    }
    photo(f, &mut notice);
    for url in get(f, "profile_urls").unwrap_or_default().lines() {
        if let Some(selector) = profile(url) {
            push_new(&mut notice.contacts, NoticeContact { of: ContactOf::Own, selector });
        }
    }
    take_notes(person, &mut notice);
    notice
}

fn photo(fields: &Fields, notice: &mut Notice) {
    if let Some(url) = get(fields, "photo_url") {
        // The same picture may stand in a labelled line, with its date.
        if notice.photos.iter().all(|p| p.at != url) {
            notice.photos.push(PhotoReference { at: url.to_owned(), taken: None });
        }
    }
}

/// Notes in the order of their dates: the last that states a thing counts.
fn take_notes(person: &Person, notice: &mut Notice) {
    let mut notes: Vec<&Fields> = person.notes.iter().collect();
    notes.sort_by_key(|n| get(n, "source_date").unwrap_or_default());
    for note in notes {
        match get(note, "status") {
            Some("information_sought" | "believed_missing") => notice.status = NoticeStatus::Open,
            Some("is_note_author" | "believed_alive" | "believed_dead") => {
                notice.status = NoticeStatus::Closed
            }
            _ => {}
        }
        if let Some(place) = get(note, "last_known_location") {
            // A labelled line says the same place with the day itself, or that it is not known.
            if notice.last_seen.as_ref().is_none_or(|seen| seen.place != place) {
                let on = get(note, "source_date").and_then(day);
                notice.last_seen = Some(LastSeen { place: place.to_owned(), on });
            }
        }
        for (field, kind) in [
            ("phone_of_found_person", SelectorKind::Phone),
            ("email_of_found_person", SelectorKind::Email),
        ] {
            if let Some(selector) = get(note, field).and_then(|v| selector(kind, v)) {
                push_new(&mut notice.contacts, NoticeContact { of: ContactOf::Own, selector });
            }
        }
        photo(note, notice);
    }
}
