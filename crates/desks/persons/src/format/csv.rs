//! Notices as a table (RFC 4180). Lists are parted by `;`.

use super::fields::{
    age, day, height, names, one_line, shown_age, shown_contact, shown_day, shown_mark,
};
use super::labels::take;
use super::{FIELD_BYTES_MAX, Reading};
use ::csv::{ReaderBuilder, StringRecord, WriterBuilder};
use spoor_vocab::{ContactOf, HeightAt, LastSeen, NameKind, Notice, PhotoReference};

/// The columns, in this order when written and in any order when read; all but `id` may be left out.
/// Days are `YYYY-MM-DD`, a date of birth may be a part of one, ages and heights (cm) `n` or `n-m`;
/// colours as in the vocabulary or as words; marks `kind/site/side/motif/words` or as words; contacts
/// `phone:…`, `email:…`, `handle:platform:name`; photos `address` or `address taken YYYY-MM`.
pub const HEADER: [&str; 29] = [
    "id",
    "registry",
    "url",
    "stated_on",
    "expires_on",
    "status",
    "full_name",
    "given_names",
    "family_names",
    "nicknames",
    "other_names",
    "born",
    "age",
    "age_on",
    "sex",
    "height_cm",
    "height_on",
    "hair",
    "eyes",
    "marks",
    "languages",
    "contacts",
    "friend_contacts",
    "last_seen_place",
    "last_seen_on",
    "routes",
    "photos",
    "nationalities",
    "words",
];

pub(crate) fn read(bytes: &[u8], reading: &mut Reading<'_>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut csv = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header: Vec<String> = match csv.headers() {
        Ok(header) => header.iter().map(|h| h.trim().to_lowercase()).collect(),
        Err(e) => {
            return reading.defect(
                "1",
                "csv.header",
                e.to_string(),
                "the first row names the columns",
            );
        }
    };
    if !header.iter().any(|h| h == "id") {
        return reading.defect(
            "1",
            "csv.header",
            "there is no column id",
            "the first row names the columns, id among them",
        );
    }
    for unknown in header.iter().filter(|h| !HEADER.contains(&h.as_str())) {
        reading.defect(
            "1",
            "csv.column",
            format!("the column {unknown:?} is not known"),
            "it is left out",
        );
    }
    for row in csv.records() {
        match row {
            Ok(row) => {
                let at = row.position().map_or(String::new(), |p| p.line().to_string());
                if row.len() != header.len() {
                    let problem = format!("{} cells under {} columns", row.len(), header.len());
                    reading.defect(&at, "csv.cells", problem, "quote cells that hold a comma");
                    continue;
                }
                let notice = notice(&header, &row, &at, reading);
                reading.admit(notice, &at);
            }
            Err(e) => {
                let at = e.position().map_or(String::new(), |p| p.line().to_string());
                reading.defect(&at, "csv.row", e.to_string(), "the row is left out");
                if e.is_io_error() {
                    return;
                }
            }
        }
    }
}

fn items(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|i| !i.is_empty())
}

/// Columns that are one labelled value each, or a list of such.
const LABELLED: [(&str, &str, bool); 20] = [
    ("registry", "registry", false),
    ("url", "url", false),
    ("stated_on", "stated on", false),
    ("expires_on", "expires on", false),
    ("status", "status", false),
    ("full_name", "full name", true),
    ("given_names", "given name", true),
    ("family_names", "family name", true),
    ("nicknames", "nickname", true),
    ("other_names", "other name", true),
    ("born", "born", false),
    ("sex", "sex", false),
    ("hair", "hair", true),
    ("eyes", "eyes", true),
    ("marks", "mark", true),
    ("languages", "language", true),
    ("contacts", "contact", true),
    ("friend_contacts", "friend", true),
    ("routes", "route", true),
    ("nationalities", "nationality", true),
];

fn notice(header: &[String], row: &StringRecord, at: &str, reading: &mut Reading<'_>) -> Notice {
    let cell = |name: &str| {
        let index = header.iter().position(|h| h == name);
        let cell = index.and_then(|i| row.get(i)).map_or("", str::trim);
        if cell.len() <= FIELD_BYTES_MAX { cell } else { "" }
    };
    let mut bad: Vec<(&str, String)> = Vec::new();
    let mut notice =
        Notice { id: cell("id").to_owned(), words: cell("words").to_owned(), ..Notice::default() };
    for (column, label, is_list) in LABELLED.into_iter().chain([("photos", "photo", true)]) {
        let value = cell(column);
        let values: Vec<&str> = if is_list { items(value).collect() } else { vec![value] };
        for value in values.into_iter().filter(|v| !v.is_empty()) {
            if !take(label, value, &mut notice) {
                bad.push((column, value.to_owned()));
            }
        }
    }
    let mut date = |name: &'static str| {
        let value = cell(name);
        if day(value).is_none() && !value.is_empty() {
            bad.push((name, value.to_owned()));
        }
        day(value)
    };
    let (age_on, height_on, seen_on) = (date("age_on"), date("height_on"), date("last_seen_on"));
    let on = age_on.or(seen_on).or(notice.stated_on);
    notice.age = on.and_then(|on| age(cell("age"), on));
    notice.height = height(cell("height_cm")).map(|(low_cm, high_cm)| HeightAt {
        low_cm,
        high_cm,
        on: height_on,
    });
    for (name, is_read) in [("age", notice.age.is_some()), ("height_cm", notice.height.is_some())] {
        if !is_read && !cell(name).is_empty() {
            bad.push((name, cell(name).to_owned()));
        }
    }
    let place = cell("last_seen_place").to_owned();
    if !place.is_empty() || seen_on.is_some() {
        notice.last_seen = Some(LastSeen { place, on: seen_on });
    }
    for (name, value) in bad {
        let problem = format!("{}: {name} is {value:?}", notice.id);
        reading.defect(at, "csv.bad-value", problem, "it is left out; see the list of columns");
    }
    notice
}

pub(crate) fn write(notices: &[Notice]) -> String {
    let mut csv = WriterBuilder::new().from_writer(Vec::new());
    // Into memory: there is nothing that could fail.
    let _ = csv.write_record(HEADER);
    for notice in notices {
        let _ = csv.write_record(row(notice));
    }
    csv.into_inner().map_or(String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn row(notice: &Notice) -> Vec<String> {
    let day = |d: Option<spoor_vocab::Day>| d.map_or(String::new(), shown_day);
    let list = |items: Vec<String>| items.join(";");
    let named = |kind| list(names(notice, kind).into_iter().map(one_line).collect());
    let seen = notice.last_seen.as_ref();
    let contacts = |of: ContactOf| {
        list(notice.contacts.iter().filter(|c| c.of == of).map(shown_contact).collect())
    };
    let photo = |p: &PhotoReference| {
        let taken = p.taken.map_or(String::new(), |t| format!(" taken {t}"));
        format!("{}{taken}", one_line(&p.at))
    };
    let height = |h: &HeightAt| {
        if h.low_cm == h.high_cm {
            h.low_cm.to_string()
        } else {
            format!("{}-{}", h.low_cm, h.high_cm)
        }
    };
    vec![
        notice.id.clone(),
        notice.registry.clone(),
        notice.url.clone(),
        day(notice.stated_on),
        day(notice.expires_on),
        notice.status.to_string(),
        named(NameKind::Full),
        named(NameKind::Given),
        named(NameKind::Family),
        named(NameKind::Nick),
        named(NameKind::Other),
        notice.born.map_or(String::new(), |b| b.to_string()),
        notice.age.as_ref().map_or(String::new(), shown_age),
        day(notice.age.map(|a| a.on)),
        notice.sex.map_or(String::new(), |s| s.to_string()),
        notice.height.as_ref().map_or(String::new(), height),
        day(notice.height.and_then(|h| h.on)),
        list(notice.hair.iter().map(ToString::to_string).collect()),
        list(notice.eyes.iter().map(ToString::to_string).collect()),
        list(notice.marks.iter().map(shown_mark).collect()),
        list(notice.languages.clone()),
        contacts(ContactOf::Own),
        contacts(ContactOf::Friend),
        seen.map_or(String::new(), |s| s.place.clone()),
        day(seen.and_then(|s| s.on)),
        list(notice.routes.iter().map(|r| one_line(r)).collect()),
        list(notice.photos.iter().map(photo).collect()),
        list(notice.nationalities.iter().map(|n| one_line(n)).collect()),
        notice.words.clone(),
    ]
}
