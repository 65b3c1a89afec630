//! Fields that several formats have: dates, heights, colours, marks, contacts.

use crate::lexicon::{Meaning, one};
use crate::looks::looks;
use spoor_vocab::{
    AgeAt, ContactOf, Day, EyeColour, HairColour, Mark, NameKind, Notice, NoticeContact,
    NoticeName, PartialDate, Selector, SelectorKind, Sex,
};

/// A whole date, `YYYY-MM-DD`, `YYYY/MM/DD`, with or without a time behind it.
pub(crate) fn day(text: &str) -> Option<Day> {
    let head = text.trim().get(..10)?.replace('/', "-");
    head.parse::<PartialDate>().ok().filter(|d| d.is_whole()).map(PartialDate::first)
}

/// A day as `YYYY-MM-DD`; empty if it is out of bounds.
pub(crate) fn shown_day(day: Day) -> String {
    PartialDate::of_day(day).map_or(String::new(), |d| d.to_string())
}

/// `F`, `female`, `Female`, ...
pub(crate) fn sex(text: &str) -> Option<Sex> {
    match text.trim().to_lowercase().as_str() {
        "f" | "female" => Some(Sex::Female),
        "m" | "male" => Some(Sex::Male),
        "o" | "x" | "other" => Some(Sex::Other),
        _ => None,
    }
}

/// `14` or `14-16`.
pub(crate) fn age(text: &str, on: Day) -> Option<AgeAt> {
    let (low, high) = text.trim().split_once('-').unwrap_or((text.trim(), text.trim()));
    let (low, high) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (low <= high && high <= 120).then_some(AgeAt { low, high, on })
}

pub(crate) fn shown_age(age: &AgeAt) -> String {
    if age.low == age.high { age.low.to_string() } else { format!("{}-{}", age.low, age.high) }
}

/// Centimetres, `164` or `160-168`, from 30 to 230.
pub(crate) fn height(text: &str) -> Option<(u8, u8)> {
    let (low, high) = text.trim().split_once('-').unwrap_or((text.trim(), text.trim()));
    let (low, high): (u8, u8) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (low <= high && low >= 30 && high <= 230).then_some((low, high))
}

pub(crate) fn eye(word: &str) -> Option<EyeColour> {
    let code = word.trim().to_lowercase();
    code.parse()
        .ok()
        .or_else(|| one(&code, |m| if let Meaning::EyeColour(c) = m { Some(c) } else { None }))
}

pub(crate) fn hair(word: &str) -> Option<HairColour> {
    let code = word.trim().to_lowercase();
    code.parse().ok().or_else(|| {
        one(&code, |m| match m {
            Meaning::HairColour(c) | Meaning::HairNoun(c) => Some(c),
            _ => None,
        })
    })
}

/// Marks of a text: coded as `kind/site/side/motif/words`, else read by the lexicon.
pub(crate) fn marks(text: &str) -> Vec<Mark> {
    match coded(text) {
        Some(mark) => vec![mark],
        None => looks(text).marks.into_iter().map(|s| s.value).collect(),
    }
}

fn coded(text: &str) -> Option<Mark> {
    let mut parts = text.trim().splitn(5, '/');
    let kind = parts.next()?.parse().ok()?;
    let mut optional = || parts.next().filter(|p| !p.is_empty());
    let site = optional().map(str::parse).transpose().ok()?;
    let side = optional().map(str::parse).transpose().ok()?;
    let motif = optional().map(str::to_owned);
    Some(Mark { kind, site, side, motif, words: parts.next()?.to_owned() })
}

pub(crate) fn shown_mark(mark: &Mark) -> String {
    let site = mark.site.map_or("", |s| s.as_str());
    let side = mark.side.map_or("", |s| s.as_str());
    let motif = mark.motif.as_deref().unwrap_or_default();
    format!("{}/{site}/{side}/{motif}/{}", mark.kind, one_line(&mark.words))
}

/// Without what parts fields, lines and entries of a list.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_control() || c == ';' { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `phone:+31970...`, `handle:telegram:name`, `email:a@example.com`, `url:...`.
pub(crate) fn contact(of: ContactOf, text: &str) -> Option<NoticeContact> {
    let (kind, value) = text.trim().split_once(':')?;
    let kind = match kind.trim() {
        "phone" => SelectorKind::Phone,
        "email" => SelectorKind::Email,
        "handle" => SelectorKind::Handle,
        "url" => SelectorKind::Url,
        _ => return None,
    };
    selector(kind, value).map(|selector| NoticeContact { of, selector })
}

pub(crate) fn shown_contact(contact: &NoticeContact) -> String {
    format!("{}:{}", contact.selector.kind.as_str(), one_line(&contact.selector.value))
}

/// In the normal form of the tables.
pub(crate) fn selector(kind: SelectorKind, value: &str) -> Option<Selector> {
    let value = value.trim();
    let value = match kind {
        SelectorKind::Phone => {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            let plus = if value.starts_with('+') || value.starts_with("00") { "+" } else { "" };
            let digits = if value.starts_with("00") { digits[2..].to_owned() } else { digits };
            if digits.len() < 5 || digits.len() > 17 {
                return None;
            }
            format!("{plus}{digits}")
        }
        SelectorKind::Email => value.to_lowercase(),
        SelectorKind::Handle => value.to_lowercase().replace('@', ""),
        _ => value.to_owned(),
    };
    let value = one_line(&value);
    (!value.is_empty()).then_some(Selector { kind, value })
}

/// The handle that the address of a profile names, else the address.
pub(crate) fn profile(url: &str) -> Option<Selector> {
    let rest = url.trim().trim_start_matches("https://").trim_start_matches("http://");
    let rest = rest.trim_start_matches("www.").trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let platform = match host.to_lowercase().as_str() {
        "instagram.com" => "instagram",
        "facebook.com" | "m.facebook.com" => "facebook",
        "twitter.com" | "x.com" => "twitter",
        "tiktok.com" => "tiktok",
        "t.me" => "telegram",
        "snapchat.com" => "snapchat",
        _ => return selector(SelectorKind::Url, url),
    };
    let name = path.trim_start_matches("add/").trim_start_matches('@');
    let name = name.split(['/', '?', '#']).next().unwrap_or_default();
    if name.is_empty() {
        return selector(SelectorKind::Url, url);
    }
    selector(SelectorKind::Handle, &format!("{platform}:{name}"))
}

/// Adds a name, unless it is empty or there already.
pub(crate) fn add_name(notice: &mut Notice, kind: NameKind, value: &str) {
    let name = NoticeName { kind, value: one_line(value) };
    if !name.value.is_empty() && !notice.names.contains(&name) {
        notice.names.push(name);
    }
}

/// The names of a kind.
pub(crate) fn names(notice: &Notice, kind: NameKind) -> Vec<&str> {
    notice.names.iter().filter(|n| n.kind == kind).map(|n| n.value.as_str()).collect()
}

/// ISO 639-1 of the two- or three-letter tags that are used; else the tag itself, lower case.
pub(crate) fn language(tag: &str) -> Option<String> {
    let low = tag.trim().to_lowercase();
    let known = [
        ("eng", "en"),
        ("fre", "fr"),
        ("fra", "fr"),
        ("ger", "de"),
        ("deu", "de"),
        ("spa", "es"),
        ("dut", "nl"),
        ("nld", "nl"),
        ("rum", "ro"),
        ("ron", "ro"),
        ("ita", "it"),
        ("pol", "pl"),
        ("por", "pt"),
        ("rus", "ru"),
        ("ukr", "uk"),
        ("bul", "bg"),
        ("hun", "hu"),
        ("tur", "tr"),
        ("ara", "ar"),
        ("chi", "zh"),
        ("zho", "zh"),
        ("vie", "vi"),
        ("tha", "th"),
        ("alb", "sq"),
        ("sqi", "sq"),
        ("cze", "cs"),
        ("ces", "cs"),
        ("slo", "sk"),
        ("slk", "sk"),
        ("srp", "sr"),
    ];
    let short = known.iter().find(|(long, _)| *long == low).map(|(_, short)| (*short).to_owned());
    let holds =
        (2..=8).contains(&low.len()) && low.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    short.or(holds.then_some(low))
}
