//! Fields that a source names itself ("phone", "telegram", "links"), as kept in an advert's other
//! keys: the name is the cue that a bare value lacks.

use crate::{Hints, extract, extract_url};
use serde_json::Value;
use spoor_vocab::{Kind, Mention};

/// Deepest nesting that is walked, and most values read of one advert.
const DEPTH_MAX: usize = 6;
const VALUES_MAX: usize = 256;
/// A contact is short; longer values are prose and belong into the text.
const CHARS_MAX: usize = 400;

/// Beginnings of names (folded to lower-case letters and digits) with the cue that stands before
/// their value when it is read.
const CUES: [(&str, &str); 34] = [
    ("phone", "phone: "),
    ("telephone", "phone: "),
    ("telefo", "phone: "),
    ("tel", "phone: "),
    ("mobile", "phone: "),
    ("mobiel", "phone: "),
    ("movil", "phone: "),
    ("mobil", "phone: "),
    ("handy", "phone: "),
    ("cell", "phone: "),
    ("sms", "phone: "),
    ("whatsapp", "whatsapp: "),
    ("viber", "phone: "),
    ("signal", "phone: "),
    ("email", ""),
    ("mail", ""),
    ("correo", ""),
    ("telegram", "telegram: "),
    ("instagram", "instagram: "),
    ("insta", "instagram: "),
    ("twitter", "twitter: "),
    ("snapchat", "snapchat: "),
    ("snap", "snapchat: "),
    ("onlyfans", "onlyfans: "),
    ("kik", "kik: "),
    ("skype", "skype: "),
    ("wechat", "wechat: "),
    ("tiktok", "tiktok: "),
    ("facebook", "facebook: "),
    ("link", ""),
    ("website", ""),
    ("contact", ""),
    ("kontakt", ""),
    ("wallet", ""),
];

/// What one named value says.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Where the value stands: a JSON pointer (RFC 6901) into the object.
    pub pointer: String,
    /// The value as text.
    pub text: String,
    /// Selectors in it; spans are bytes of `text`.
    pub mentions: Vec<Mention>,
}

/// Reads the contacts out of a JSON object of named fields. Only names that speak of a contact are
/// read, and only selectors are given: a view counter is no telephone number. What is no JSON
/// object gives nothing.
pub fn extract_named(json: &str, hints: &Hints<'_>) -> Vec<Named> {
    let mut out = Vec::new();
    if let Ok(Value::Object(members)) = serde_json::from_str(json) {
        for (name, value) in &members {
            walk(name, value, &step("", name), DEPTH_MAX, hints, &mut out);
        }
    }
    out.retain(|named| !named.mentions.is_empty());
    out
}

fn walk(
    name: &str,
    value: &Value,
    pointer: &str,
    depth: usize,
    hints: &Hints<'_>,
    out: &mut Vec<Named>,
) {
    if depth == 0 || out.len() >= VALUES_MAX {
        return;
    }
    match value {
        Value::String(text) => out.extend(read(name, text.clone(), pointer, hints)),
        Value::Number(number) => out.extend(read(name, number.to_string(), pointer, hints)),
        Value::Array(list) => {
            for (i, value) in list.iter().enumerate() {
                walk(name, value, &step(pointer, &i.to_string()), depth - 1, hints, out);
            }
        }
        Value::Object(members) => {
            for (inner, value) in members {
                // "contact": {"number": …}: the outer name is the cue where the inner has none.
                let name = if cue(inner).is_some() { inner } else { name };
                walk(name, value, &step(pointer, inner), depth - 1, hints, out);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

fn step(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn cue(name: &str) -> Option<&'static str> {
    let folded: String =
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let fits = CUES.iter().filter(|(beginning, _)| folded.starts_with(beginning));
    let found = fits.max_by_key(|(beginning, _)| beginning.len());
    found.map(|(_, cue)| *cue)
}

fn read(name: &str, text: String, pointer: &str, hints: &Hints<'_>) -> Option<Named> {
    let cue = cue(name)?;
    if text.chars().count() > CHARS_MAX {
        return None;
    }
    let mut mentions = Vec::new();
    if is_link(&text) {
        extract_url(&text, hints, &mut mentions);
        let whole = text.strip_prefix("mailto:").map(|address| text.len() - address.len());
        if let Some(start) = whole {
            shifted(&text[start..], start, hints, &mut mentions);
        }
    } else {
        let from = cue.len();
        extract(&format!("{cue}{text}"), hints, &mut mentions);
        // A handle's span may begin with its platform, which stands in the cue.
        mentions.retain(|m| m.end as usize > from);
        let back = u32::try_from(from).unwrap_or_default();
        for mention in &mut mentions {
            mention.start = mention.start.saturating_sub(back);
            mention.end -= back;
        }
    }
    mentions.retain(|m| is_selector(m.kind));
    Some(Named { pointer: pointer.to_owned(), text, mentions })
}

/// A link with a scheme of its own; `tel:` and the like name the contact behind the colon.
fn is_link(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    ["http", "https", "tel", "sms", "whatsapp", "viber", "tg", "skype", "mailto"].contains(&scheme)
}

fn shifted(text: &str, by: usize, hints: &Hints<'_>, mentions: &mut Vec<Mention>) {
    let from = mentions.len();
    extract(text, hints, mentions);
    let by = u32::try_from(by).unwrap_or_default();
    for mention in &mut mentions[from..] {
        mention.start += by;
        mention.end += by;
    }
}

fn is_selector(kind: Kind) -> bool {
    matches!(kind, Kind::Phone | Kind::Email | Kind::Handle | Kind::Url | Kind::Wallet)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(json: &str) -> Vec<(String, String)> {
        let hints = Hints { country: Some("NL"), posted: None };
        let values = |n: Named| {
            let pointer = n.pointer;
            n.mentions.into_iter().map(move |m| (pointer.clone(), m.value)).collect::<Vec<_>>()
        };
        extract_named(json, &hints).into_iter().flat_map(values).collect()
    }

    fn one(pointer: &str, value: &str) -> Vec<(String, String)> {
        vec![(pointer.to_owned(), value.to_owned())]
    }

    #[test]
    fn contacts_are_read_under_their_names() {
        assert_eq!(found(r#"{"phone":"097 012 345 678"}"#), one("/phone", "+3197012345678"));
        assert_eq!(found(r#"{"Tel.":"+31 97012345678"}"#), one("/Tel.", "+3197012345678"));
        assert_eq!(found(r#"{"phone":3197012345678}"#), one("/phone", "+3197012345678"));
        assert_eq!(found(r#"{"email":"anna@example.com"}"#), one("/email", "anna@example.com"));
        assert_eq!(
            found(r#"{"telegram":"@anna_example"}"#),
            one("/telegram", "telegram:anna_example")
        );
        assert_eq!(
            found(r#"{"instagram":"anna.rosa_"}"#),
            one("/instagram", "instagram:anna.rosa_")
        );
    }

    #[test]
    fn links_are_read_wherever_they_lead() {
        let links = r#"{"links":["tel:+3197012345678","mailto:anna@example.com","https://t.me/anna_example","https://wa.me/3197012345679"]}"#;
        let expected = [
            ("/links/0", "+3197012345678"),
            ("/links/1", "anna@example.com"),
            ("/links/2", "telegram:anna_example"),
            ("/links/3", "+3197012345679"),
            ("/links/3", "whatsapp:3197012345679"),
        ];
        assert_eq!(found(links), expected.map(|(p, v)| (p.to_owned(), v.to_owned())));
    }

    #[test]
    fn names_that_speak_of_nothing_are_left_alone() {
        assert_eq!(found(r#"{"views":3197012345678,"ref":"097 012 345 678"}"#), []);
        assert_eq!(found(r#"{"phone":null,"email":true}"#), []);
        assert_eq!(found("[1]"), []);
        assert_eq!(found("no json"), []);
    }

    #[test]
    fn the_outer_name_is_the_cue_of_a_nested_value() {
        assert_eq!(
            found(r#"{"contact":{"phone":{"number":"097 012 345 678"}}}"#),
            one("/contact/phone/number", "+3197012345678")
        );
    }
}
