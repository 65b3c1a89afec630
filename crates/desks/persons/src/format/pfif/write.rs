//! Notices as PFIF 1.4, fields in the order of the specification.

use super::super::fields::{names, one_line, shown_age, shown_day};
use super::super::labels::text;
use super::{FIELDS, NAMESPACE};
use quick_xml::escape::partial_escape;
use spoor_vocab::{NameKind, Notice, NoticeStatus};

const CLOSE: &str = "  </pfif:person>\n";

pub(crate) fn write(notices: &[Notice]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pfif:pfif xmlns:pfif=\"{NAMESPACE}\">\n"
    );
    for notice in notices {
        person(notice, &mut out);
    }
    out.push_str("</pfif:pfif>\n");
    out
}

/// Drops what XML 1.0 has no character for.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|&c| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
        .collect()
}

fn field(indent: &str, name: &str, value: &str, out: &mut String) {
    if !value.is_empty() {
        let value = plain(value);
        out.push_str(&format!(
            "{indent}<pfif:{name}>{}</pfif:{name}>\n",
            partial_escape(value.as_str())
        ));
    }
}

fn instant(day: Option<spoor_vocab::Day>) -> String {
    day.map_or(String::new(), |d| format!("{}T00:00:00Z", shown_day(d)))
}

fn person(notice: &Notice, out: &mut String) {
    let placeholder = notice.status == NoticeStatus::Expired;
    out.push_str("  <pfif:person>\n");
    let mut put = |name: &str, value: &str| field("    ", name, value, out);
    put("person_record_id", &notice.id);
    put("entry_date", &instant(notice.stated_on));
    put("expiry_date", &instant(notice.expires_on));
    if placeholder {
        put("source_date", &instant(notice.stated_on));
        out.push_str(CLOSE);
        return;
    }
    put("source_name", &one_line(&notice.registry));
    put("source_date", &instant(notice.stated_on));
    put("source_url", &one_line(&notice.url));
    let list = |kind| names(notice, kind).join("\n");
    put("full_name", &list(NameKind::Full));
    put("given_name", &list(NameKind::Given));
    put("family_name", &list(NameKind::Family));
    put("alternate_names", &list(NameKind::Other));
    // An age is written as a field only where it is of the day that the record states.
    let age = notice.age.as_ref().filter(|a| Some(a.on) == notice.stated_on);
    let mut has = FIELDS.to_vec();
    has.extend(age.map(|_| "age"));
    put("description", &text(notice, &has));
    put("sex", notice.sex.map_or("", |s| s.as_str()));
    put("date_of_birth", &notice.born.map_or(String::new(), |b| b.to_string()));
    put("age", &age.map_or(String::new(), shown_age));
    put("photo_url", notice.photos.first().map_or("", |p| p.at.as_str()));
    note(notice, out);
    out.push_str(CLOSE);
}

fn note(notice: &Notice, out: &mut String) {
    out.push_str("    <pfif:note>\n");
    let mut put = |name: &str, value: &str| field("      ", name, value, out);
    put("note_record_id", &format!("{}.status", notice.id));
    put("person_record_id", &notice.id);
    put(
        "author_name",
        &one_line(if notice.registry.is_empty() { &notice.source } else { &notice.registry }),
    );
    put("source_date", &instant(notice.stated_on));
    let closed = notice.status == NoticeStatus::Closed;
    put("status", if closed { "believed_alive" } else { "believed_missing" });
    put(
        "last_known_location",
        &notice.last_seen.as_ref().map_or(String::new(), |s| one_line(&s.place)),
    );
    put("text", if closed { "The registry has settled this." } else { "Missing." });
    out.push_str("    </pfif:note>\n");
}
