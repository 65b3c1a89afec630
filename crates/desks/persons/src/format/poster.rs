//! Posters of missing children as JSON, shaped like those that NCMEC's site gives its own pages (there
//! is no published schema; the shape below is ours to keep). An object, an array of objects, or any of
//! them under `childBean`, `posters` or `persons`:
//!
//! ```json
//! {"orgPrefix": "NCMC", "caseNumber": "1000001", "orgName": "Example Registry",
//!  "firstName": "Ana", "middleName": "", "lastName": "Example", "nickname": "Nita",
//!  "birthDate": "2009-04-17", "age": 15, "approxAge": "14-16", "sex": "Female",
//!  "missingDate": "2025-03-02", "missingCity": "Gent", "missingState": "", "missingCountry": "BE",
//!  "height": 64, "heightInInch": true, "heightDate": "2024-09-01", "hairColor": "Brown",
//!  "eyeColor": "Blue", "circumstance": "free text", "photos": [{"url": "https://…", "taken": "2024"}],
//!  "posterDate": "2025-03-05", "spoor": {"contact": ["phone:+31970…"], "friend": ["handle:telegram:x"]}}
//! ```
//!
//! Dates are `YYYY-MM-DD`, with or without a time, or `Mar 2, 2025 …`. `race` and the like are not
//! read. `spoor` holds, as lists by label, what a poster has no field for.

use super::fields::{
    add_name, age, day, eye, hair, height, names, one_line, sex, shown_age, shown_day,
};
use super::labels::{lines, push_new, take, take_text};
use super::{FIELD_BYTES_MAX, Reading, records};
use serde_json::{Map, Value, json};
use spoor_vocab::{Day, HeightAt, LastSeen, NameKind, Notice, PartialDate, PhotoReference};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day as posters write it.
fn poster_day(text: &str) -> Option<Day> {
    day(text).or_else(|| {
        let low = text.trim().to_lowercase();
        let mut parts = low.split([' ', ',']).filter(|p| !p.is_empty());
        let month = parts.next()?.get(..3)?;
        let month = MONTHS.iter().position(|m| *m == month)? as u8 + 1;
        let (d, y) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        PartialDate::new(y, Some(month), Some(d)).map(PartialDate::first)
    })
}

/// A string or number as text; too long a one is none.
pub(crate) fn string(object: &Map<String, Value>, key: &str) -> String {
    match object.get(key) {
        Some(Value::String(s)) if s.len() <= FIELD_BYTES_MAX => s.trim().to_owned(),
        Some(Value::Number(n)) => n.to_string(),
        _ => String::new(),
    }
}

pub(crate) fn read(bytes: &[u8], reading: &mut Reading<'_>) {
    for (n, record) in
        records(bytes, &["childBean", "posters", "persons"], reading).into_iter().enumerate()
    {
        let at = (n + 1).to_string();
        match record {
            Value::Object(object) => {
                let notice = notice(&object, &at, reading);
                reading.admit(notice, &at);
            }
            _ => reading.defect(
                &at,
                "poster.no-object",
                "a record is no object",
                "give one object a poster",
            ),
        }
    }
}

fn notice(o: &Map<String, Value>, at: &str, reading: &mut Reading<'_>) -> Notice {
    let mut notice = Notice::default();
    let (prefix, number) = (string(o, "orgPrefix"), string(o, "caseNumber"));
    if !number.is_empty() {
        notice.id = if prefix.is_empty() { number } else { format!("{prefix}/{number}") };
    }
    let id = notice.id.clone();
    let mut bad = |field: &str, value: &str| {
        let problem = format!("{id}: {field} is {value:?}");
        reading.defect(
            at,
            "poster.bad-value",
            problem,
            "it is left out; see the shape of a poster",
        );
    };
    notice.registry = string(o, "orgName");
    notice.url = string(o, "posterUrl");
    for (field, kind) in [
        ("firstName", NameKind::Given),
        ("middleName", NameKind::Given),
        ("lastName", NameKind::Family),
        ("nickname", NameKind::Nick),
    ] {
        string(o, field).split(';').for_each(|name| add_name(&mut notice, kind, name));
    }
    for field in ["posterDate", "missingDate", "birthDate"] {
        let value = string(o, field);
        if value.is_empty() {
            continue;
        }
        match (poster_day(&value), field) {
            (Some(day), "posterDate") => notice.stated_on = Some(day),
            (Some(day), "missingDate") => {
                notice.last_seen = Some(LastSeen { place: place(o), on: Some(day) });
            }
            (day, "birthDate") if day.is_some() || value.parse::<PartialDate>().is_ok() => {
                notice.born = value.parse().ok().or_else(|| PartialDate::of_day(day?));
            }
            _ => bad(field, &value),
        }
    }
    if notice.last_seen.is_none() && !place(o).is_empty() {
        notice.last_seen = Some(LastSeen { place: place(o), on: None });
    }
    let of = if string(o, "approxAge").is_empty() { "age" } else { "approxAge" };
    let on = notice.last_seen.as_ref().and_then(|s| s.on).or(notice.stated_on);
    let value = string(o, of);
    if !value.is_empty() {
        // A year later "age" is another: it counts for the day of the disappearance.
        match on.and_then(|on| age(&value, on)) {
            Some(age) => notice.age = Some(age),
            None => bad(of, &value),
        }
    }
    looks(o, &mut notice, &mut bad);
    take_text(&string(o, "circumstance"), &mut notice);
    for photo in
        o.get("photos").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
    {
        let taken = string(photo, "taken").parse().ok();
        push_new(&mut notice.photos, PhotoReference { at: string(photo, "url"), taken });
    }
    notice.photos.retain(|p| !p.at.is_empty());
    take_extension(o, &mut notice, &mut bad);
    notice
}

fn looks(o: &Map<String, Value>, notice: &mut Notice, bad: &mut impl FnMut(&str, &str)) {
    let value = string(o, "sex");
    notice.sex = sex(&value);
    if !value.is_empty() && notice.sex.is_none() {
        bad("sex", &value);
    }
    let value = string(o, "height");
    let is_inch = o.get("heightInInch").and_then(Value::as_bool).unwrap_or(false);
    if !value.is_empty() && value != "0" {
        let cm = if is_inch {
            value.parse::<f32>().ok().map(|inch| libm::roundf(inch * 2.54).to_string())
        } else {
            Some(value.clone())
        };
        match cm.and_then(|cm| height(&cm)) {
            Some((low_cm, high_cm)) => {
                notice.height =
                    Some(HeightAt { low_cm, high_cm, on: poster_day(&string(o, "heightDate")) });
            }
            None => bad("height", &value),
        }
    }
    for word in string(o, "hairColor").split([';', ',', '/']).filter(|w| !w.trim().is_empty()) {
        match hair(word) {
            Some(colour) => push_new(&mut notice.hair, colour),
            None => bad("hairColor", word),
        }
    }
    for word in string(o, "eyeColor").split([';', ',', '/']).filter(|w| !w.trim().is_empty()) {
        match eye(word) {
            Some(colour) => push_new(&mut notice.eyes, colour),
            None => bad("eyeColor", word),
        }
    }
}

fn place(o: &Map<String, Value>) -> String {
    let (city, country) = (string(o, "missingCity"), string(o, "missingCountry"));
    let code = country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic());
    if code && !city.is_empty() { format!("{}:{city}", country.to_uppercase()) } else { city }
}

/// Our own object: lists of values by label.
pub(crate) fn take_extension(
    o: &Map<String, Value>,
    notice: &mut Notice,
    bad: &mut impl FnMut(&str, &str),
) {
    for (label, values) in o.get("spoor").and_then(Value::as_object).into_iter().flatten() {
        for value in values.as_array().into_iter().flatten().filter_map(Value::as_str) {
            if value.len() > FIELD_BYTES_MAX || !take(label, value, notice) {
                bad(label, value.get(..40).unwrap_or(value));
            }
        }
    }
}

/// What a format has no field for, as that object.
pub(crate) fn extension(notice: &Notice, has: &[&str]) -> Value {
    let mut out: Map<String, Value> = Map::new();
    for (label, value) in lines(notice, has) {
        if let Value::Array(list) = out.entry(label).or_insert_with(|| json!([])) {
            list.push(json!(value));
        }
    }
    Value::Object(out)
}

pub(crate) fn write(notices: &[Notice]) -> String {
    let all: Vec<Value> = notices.iter().map(one).collect();
    let mut out = serde_json::to_string_pretty(&all).unwrap_or_default();
    out.push('\n');
    out
}

fn one(notice: &Notice) -> Value {
    let (prefix, number) = notice.id.split_once('/').unwrap_or(("", &notice.id));
    let seen = notice.last_seen.as_ref();
    let on = seen.and_then(|s| s.on).or(notice.stated_on);
    let age = notice.age.as_ref().filter(|a| Some(a.on) == on);
    let height = notice.height.filter(|h| h.low_cm == h.high_cm);
    let (country, city) = match seen.and_then(|s| s.place.split_once(':')) {
        Some((country, city)) if country.len() == 2 => (country, city),
        _ => ("", ""),
    };
    let placed = seen.is_some_and(|s| s.on.is_some() && !city.is_empty() && one_line(city) == city);
    let mut has = vec![
        "given name",
        "family name",
        "nickname",
        "registry",
        "url",
        "stated on",
        "born",
        "hair",
        "eyes",
        "photo",
    ];
    has.extend(age.map(|_| "age"));
    has.extend(height.map(|_| "height"));
    has.extend(placed.then_some("last seen"));
    let day = |d: Option<Day>| d.map_or(String::new(), shown_day);
    let joined = |list: &[&str]| list.join(";");
    let colours: Vec<&str> = notice.hair.iter().map(|c| c.as_str()).collect();
    let eyes: Vec<&str> = notice.eyes.iter().map(|c| c.as_str()).collect();
    let photos: Vec<Value> = notice
        .photos
        .iter()
        .map(|p| json!({"url": p.at, "taken": p.taken.map(|t| t.to_string())}))
        .collect();
    json!({
        "orgPrefix": prefix, "caseNumber": number, "orgName": notice.registry, "posterUrl": notice.url,
        "firstName": joined(&names(notice, NameKind::Given)),
        "lastName": joined(&names(notice, NameKind::Family)),
        "nickname": joined(&names(notice, NameKind::Nick)),
        "birthDate": notice.born.map(|b| b.to_string()),
        "approxAge": age.map(shown_age),
        "sex": notice.sex.map(|s| s.as_str()),
        "missingDate": if placed { day(seen.and_then(|s| s.on)) } else { String::new() },
        "missingCity": if placed { city } else { "" }, "missingCountry": if placed { country } else { "" },
        "height": height.map(|h| h.low_cm), "heightInInch": false,
        "heightDate": day(height.and_then(|h| h.on)),
        "hairColor": joined(&colours), "eyeColor": joined(&eyes),
        "circumstance": notice.words, "photos": photos, "posterDate": day(notice.stated_on),
        "spoor": extension(notice, &has),
    })
}
