//! What names of elements, properties, icons and signs say of the field that stands there.

use super::kinds::{self, FieldKind};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// Field and word.
const SIGNS: &str = include_str!("../../data/signs.tsv");

/// Properties that say only that something is the value, name or text of what is around it.
const VAGUE: [&str; 8] = ["name", "value", "content", "text", "label", "title", "data", "item"];

/// Words that draw an icon in fonts of icons, and are no labels of people.
const DRAWN: [(&str, FieldKind); 6] = [
    ("event", FieldKind::Posted),
    ("schedule", FieldKind::Posted),
    ("person", FieldKind::Account),
    ("sell", FieldKind::Price),
    ("payments", FieldKind::Price),
    ("room", FieldKind::Place),
];

/// Field of a word that draws an icon.
pub(super) fn of_drawn(word: &str) -> Option<FieldKind> {
    if word.contains('_') && !word.contains(' ') {
        return of_name(word);
    }
    DRAWN.into_iter().find(|(drawn, _)| *drawn == word).map(|(_, kind)| kind)
}

/// Field of a word or sign.
pub(super) fn of_word(word: &str) -> Option<FieldKind> {
    static FIELDS: OnceLock<FxHashMap<&str, FieldKind>> = OnceLock::new();
    let fields = FIELDS.get_or_init(|| {
        let row = |line: &'static str| {
            let (field, word) = line.split_once('\t')?;
            let kind = FieldKind::ALL.into_iter().find(|kind| kind.name() == field)?;
            Some((word, kind))
        };
        SIGNS.lines().filter_map(row).collect()
    });
    fields.get(word).copied()
}

/// What a name says that a site's makers gave an element: `adPrice`, `fa-map-marker`, `og:locality`.
pub(super) fn of_name(name: &str) -> Option<FieldKind> {
    let whole = name.to_lowercase();
    let of = |word: &str| {
        let is_vague = word.chars().count() < 2 || VAGUE.contains(&word);
        if is_vague { None } else { of_word(word).or_else(|| kinds::of_fact(word)) }
    };
    of(&whole).or_else(|| words(name).iter().rev().find_map(|word| of(word)))
}

/// Words of a name, in lower case: parted at signs, at digits, and where a capital begins one.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut was_small = false;
    for c in name.chars() {
        if !c.is_alphabetic() || (was_small && c.is_uppercase()) {
            words.push(String::new());
        }
        was_small = c.is_lowercase();
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What the last steps of a path say: tag, classes and properties of the element itself, else of the one
/// around it.
pub(super) fn of_path(path: &str) -> Option<FieldKind> {
    let mut steps = path.rsplit(" > ");
    let own = steps.next().and_then(of_step);
    own.or_else(|| steps.next().and_then(of_step))
}

/// What tag, classes and properties of a step say.
fn of_step(step: &str) -> Option<FieldKind> {
    // Of an attribute the value counts, not its name.
    let parts = step.split(['[', '.', '#', '(', ')', '>', '+', ' ', ':', '/']);
    let parts = parts.map(|part| part.split_once('=').map_or(part, |(_, value)| value));
    let parts = parts.map(|part| part.trim_matches(['"', ']', '^', '*']));
    parts.filter(|part| !part.is_empty()).find_map(of_name)
}

/// Whether a text is a sign that may stand for a word, and no letter, digit, money or punctuation.
pub(super) fn is_sign(text: &str) -> bool {
    let is_one = |c: char| {
        c == '\u{fe0f}' || matches!(c, '#' | '№') || (c > '\u{2100}' && !c.is_alphanumeric())
    };
    !text.is_empty() && text.chars().all(is_one)
}

#[cfg(test)]
mod tests {
    use super::FieldKind::{Account, Id, Phone, Place, Posted, Price};
    use super::*;

    #[test]
    fn names_say_fields() {
        for (path, wanted) in [
            ("div.adPrice", Some(Price)),
            ("ul > li:has(>i.fa.fa-map-marker)", Some(Place)),
            ("svg.icon-phone + span", Some(Phone)),
            ("head > meta[property=\"og:locality\"]", Some(Place)),
            ("b[itemprop=\"availableAtOrFrom\"] > u[itemprop=\"name\"]", Some(Place)),
            ("i[itemprop=\"datePublished\"]", Some(Posted)),
            ("p.x1 > span.member_name", Some(Account)),
            ("div#v-number", Some(Id)),
            ("div > a[href*=\"/user/\"]", Some(Account)),
            ("div.by > a[href^=\"tel:\"]", Some(Phone)),
            ("div > svg.ic:has(>use[href=\"#ic-tel\"]) + span", Some(Phone)),
            ("div.page > p.title", None),
            ("div.price > p > p", None),
        ] {
            assert_eq!(of_path(path), wanted, "{path}");
        }
    }

    #[test]
    fn signs_are_no_letters() {
        assert!(is_sign("☎") && is_sign("☎\u{fe0f}") && is_sign("#"));
        assert!(!is_sign("€") && !is_sign("a") && !is_sign("+") && !is_sign(""));
    }
}
