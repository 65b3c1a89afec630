//! Yellow notices as Interpol's public service gives them: one detail, an array of them, or the page
//! `{"_embedded": {"notices": […]}}`. Fields as in the description of that service by bundesAPI
//! (`entity_id`, `forename`, `name`, `date_of_birth`, `sex_id`, `height` in metres, `eyes_colors_id`,
//! `hairs_id`, `distinguishing_marks`, `languages_spoken_ids`, `date_of_event`, `place`, `country`,
//! `nationalities`). Parents' names are not taken over. What has no field is in an object `spoor`.

use super::fields::{add_name, day, eye, hair, language, marks, names, one_line, sex, shown_day};
use super::labels::push_new;
use super::poster::{extension, string, take_extension};
use super::{FIELD_BYTES_MAX, Reading, records};
use serde_json::{Map, Value, json};
use spoor_vocab::{
    EyeColour, HairColour, HeightAt, LastSeen, NameKind, Notice, PhotoReference, Sex,
};

const EYES: [(&str, EyeColour); 8] = [
    ("BRO", EyeColour::Brown),
    ("BLA", EyeColour::Brown),
    ("BROD", EyeColour::Brown),
    ("BLU", EyeColour::Blue),
    ("GRE", EyeColour::Green),
    ("GRY", EyeColour::Grey),
    ("GREY", EyeColour::Grey),
    ("HAZ", EyeColour::Hazel),
];

const HAIR: [(&str, HairColour); 11] = [
    ("BLA", HairColour::Black),
    ("BRO", HairColour::Brown),
    ("BROD", HairColour::Brown),
    ("BROL", HairColour::Brown),
    ("BLO", HairColour::Blond),
    ("YELB", HairColour::Blond),
    ("RED", HairColour::Red),
    ("GRY", HairColour::Grey),
    ("GREY", HairColour::Grey),
    ("WHI", HairColour::Grey),
    ("DYE", HairColour::Dyed),
];

pub(crate) fn read(bytes: &[u8], reading: &mut Reading<'_>) {
    for (n, record) in records(bytes, &["_embedded", "notices"], reading).into_iter().enumerate() {
        let at = (n + 1).to_string();
        match record {
            // A detail has an `_embedded` of its own, for links to pictures, without notices.
            Value::Object(object) if object.contains_key("entity_id") => {
                let notice = notice(&object, &at, reading);
                reading.admit(notice, &at);
            }
            _ => reading.defect(
                &at,
                "interpol.no-notice",
                "a record has no entity_id",
                "give notices as the service does",
            ),
        }
    }
}

/// A list of strings, or one.
fn list(o: &Map<String, Value>, key: &str) -> Vec<String> {
    match o.get(key) {
        Some(Value::Array(all)) => all
            .iter()
            .filter_map(Value::as_str)
            .filter(|s| s.len() <= FIELD_BYTES_MAX)
            .map(str::to_owned)
            .collect(),
        _ => Some(string(o, key)).filter(|s| !s.is_empty()).into_iter().collect(),
    }
}

fn notice(o: &Map<String, Value>, at: &str, reading: &mut Reading<'_>) -> Notice {
    let mut notice = Notice { id: string(o, "entity_id"), ..Notice::default() };
    let id = notice.id.clone();
    let mut bad = |field: &str, value: &str| {
        let problem = format!("{id}: {field} is {value:?}");
        reading.defect(at, "interpol.bad-value", problem, "it is left out");
    };
    notice.registry = "Interpol".to_owned();
    for (field, kind) in
        [("forename", NameKind::Given), ("name", NameKind::Family), ("birth_name", NameKind::Other)]
    {
        string(o, field).split(';').for_each(|name| add_name(&mut notice, kind, name));
    }
    let value = string(o, "date_of_birth");
    match value.replace('/', "-").parse() {
        Ok(date) => notice.born = Some(date),
        Err(_) if value.is_empty() => {}
        Err(_) => bad("date_of_birth", &value),
    }
    let value = string(o, "sex_id");
    notice.sex = sex(&value);
    if notice.sex.is_none() && !value.is_empty() && value != "U" {
        bad("sex_id", &value);
    }
    if let Some(height) = o.get("height").and_then(Value::as_f64).filter(|h| *h != 0.0) {
        let cm = height * 100.0;
        if (30.0..=230.0).contains(&cm) {
            let cm = libm::round(cm) as u8;
            notice.height = Some(HeightAt { low_cm: cm, high_cm: cm, on: None });
        } else {
            bad("height", &height.to_string());
        }
    }
    codes(o, &mut notice, &mut bad);
    let words = string(o, "distinguishing_marks");
    words.lines().for_each(|line| notice.marks.extend(marks(line)));
    notice.words = if notice.marks.is_empty() { words } else { String::new() };
    let event = string(o, "date_of_event");
    let (place, country) = (string(o, "place"), string(o, "country"));
    let on = day(&event);
    if on.is_none() && !event.is_empty() {
        bad("date_of_event", &event);
    }
    let place =
        if country.len() == 2 && !place.is_empty() { format!("{country}:{place}") } else { place };
    if on.is_some() || !place.is_empty() {
        notice.last_seen = Some(LastSeen { place, on });
    }
    notice.nationalities = list(o, "nationalities");
    let link = |o: &Map<String, Value>, name: &str| {
        let link = o.get("_links")?.get(name)?.get("href")?.as_str()?;
        (link.len() <= FIELD_BYTES_MAX).then(|| link.to_owned())
    };
    notice.url = link(o, "self").unwrap_or_default();
    let photo = link(o, "thumbnail").map(|at| PhotoReference { at, taken: None });
    // Our own object names all pictures, with their dates.
    if o.get("spoor").is_none_or(|s| s.get("photo").is_none()) {
        notice.photos.extend(photo);
    }
    if let Some(words) = o.get("spoor").and_then(|s| s.get("words")).and_then(|w| w.as_str()) {
        notice.words = words.get(..FIELD_BYTES_MAX).unwrap_or(words).to_owned();
    }
    take_extension(o, &mut notice, &mut bad);
    notice
}

/// Colours and languages.
fn codes(o: &Map<String, Value>, notice: &mut Notice, bad: &mut impl FnMut(&str, &str)) {
    for code in list(o, "eyes_colors_id") {
        let known = EYES.iter().find(|(c, _)| *c == code).map(|(_, colour)| *colour);
        match known.or_else(|| eye(&code)) {
            Some(colour) => push_new(&mut notice.eyes, colour),
            None => bad("eyes_colors_id", &code),
        }
    }
    for code in list(o, "hairs_id") {
        let known = HAIR.iter().find(|(c, _)| *c == code).map(|(_, colour)| *colour);
        match known.or_else(|| hair(&code)) {
            Some(colour) => push_new(&mut notice.hair, colour),
            None => bad("hairs_id", &code),
        }
    }
    for tag in list(o, "languages_spoken_ids") {
        match language(&tag) {
            Some(tag) => push_new(&mut notice.languages, tag),
            None => bad("languages_spoken_ids", &tag),
        }
    }
}

pub(crate) fn write(notices: &[Notice]) -> String {
    let all: Vec<Value> = notices.iter().map(one).collect();
    let page = json!({"total": all.len(), "_embedded": {"notices": all}});
    let mut out = serde_json::to_string_pretty(&page).unwrap_or_default();
    out.push('\n');
    out
}

fn one(notice: &Notice) -> Value {
    let height = notice.height.filter(|h| h.low_cm == h.high_cm && h.on.is_none());
    let seen = notice.last_seen.as_ref();
    let (country, place) = match seen.and_then(|s| s.place.split_once(':')) {
        Some((country, place)) if country.len() == 2 && one_line(place) == place => {
            (country, place)
        }
        _ => ("", ""),
    };
    let mut has = vec![
        "given name",
        "family name",
        "url",
        "born",
        "hair",
        "eyes",
        "mark",
        "language",
        "nationality",
    ];
    has.extend(height.map(|_| "height"));
    has.extend((!place.is_empty()).then_some("last seen"));
    has.extend((notice.registry == "Interpol").then_some("registry"));
    let mut extension = extension(notice, &has);
    if !notice.words.is_empty() {
        extension["words"] = json!(notice.words);
    }
    let eyes = |c: &EyeColour| EYES.iter().find(|(_, k)| k == c).map(|(code, _)| *code);
    let hair = |c: &HairColour| HAIR.iter().find(|(_, k)| k == c).map(|(code, _)| *code);
    let marks: Vec<String> = notice.marks.iter().map(super::fields::shown_mark).collect();
    let sex = notice.sex.map(|s| match s {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Other => "X",
    });
    json!({
        "entity_id": notice.id,
        "forename": names(notice, NameKind::Given).join(";"),
        "name": names(notice, NameKind::Family).join(";"),
        "date_of_birth": notice.born.map(|b| b.to_string().replace('-', "/")),
        "sex_id": sex,
        "height": height.map(|h| f64::from(h.low_cm) / 100.0),
        "eyes_colors_id": notice.eyes.iter().filter_map(eyes).collect::<Vec<_>>(),
        "hairs_id": notice.hair.iter().filter_map(hair).collect::<Vec<_>>(),
        "distinguishing_marks": marks.join("\n"),
        "languages_spoken_ids": notice.languages,
        "date_of_event": if place.is_empty() { String::new() } else { seen.and_then(|s| s.on).map_or(String::new(), |d| shown_day(d).replace('-', "/")) },
        "place": place, "country": country,
        "nationalities": notice.nationalities,
        "_links": {"self": {"href": notice.url}},
        "spoor": extension,
    })
}
