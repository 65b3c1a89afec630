//! Fields that stand in attributes: for machines, or until a script shows them.

use super::elements::{by_selector, differ};
use super::samples::{Samples, Seen};
use super::{Candidate, Way, kinds, signs};
use scraper::ElementRef;

/// Attributes that say nothing of the advert.
const NEVER: [&str; 22] = [
    "class",
    "id",
    "style",
    "src",
    "srcset",
    "type",
    "rel",
    "role",
    "width",
    "height",
    "lang",
    "target",
    "alt",
    "charset",
    "itemprop",
    "itemtype",
    "itemscope",
    "itemid",
    "property",
    "name",
    "for",
    "onclick",
];
/// Bytes of a value.
const LONG_MAX: usize = 60;
/// What is there for machines is better than what is there for people.
const MACHINE: f64 = 1.0;

/// Attributes of an element that may hold a field, with their values.
fn of<'a>(element: ElementRef<'a>) -> Vec<(&'a str, &'a str)> {
    let may = |(name, value): &(&str, &str)| {
        let is_link = *name == "href" && !value.starts_with("tel:");
        !NEVER.contains(name) && !is_link && !value.is_empty() && value.len() <= LONG_MAX
    };
    element.value().attrs().filter(may).collect()
}

/// Candidates among attributes that say their label, too, as words for screen readers do: `Price: € 80`.
pub(super) fn labelled(samples: &Samples, is_place: &dyn Fn(&str) -> bool) -> Vec<Candidate> {
    let all = |seen: &Seen| {
        let of_element = |element: ElementRef<'_>| {
            let select = samples.selector(seen.path(element.id()));
            let keyed = |(name, value): (&str, &str)| {
                let (label, value) = value.split_once(':')?;
                kinds::of_label(label)?;
                Some((format!("{name} {label}:{select}"), value.trim().to_owned()))
            };
            of(element).into_iter().filter_map(keyed).collect::<Vec<_>>()
        };
        seen.own().flat_map(of_element).collect()
    };
    let mut found = Vec::new();
    for (key, values) in by_selector(samples, all) {
        let Some((name, rest)) = key.split_once(' ') else { continue };
        let Some((label, select)) = rest.split_once(':') else { continue };
        let hint = kinds::of_label(label);
        let way = Way {
            attribute: Some(name.to_owned()),
            regex: Some(format!("^{}:(.*)", regex::escape(label))),
            ..Way::select(select)
        };
        if differ(samples, &values, hint.is_some()) {
            found.extend(kinds::candidate(way, values, hint, is_place, 0.0));
        }
    }
    found
}

/// Candidates among attributes.
pub(super) fn candidates(samples: &Samples, is_place: &dyn Fn(&str) -> bool) -> Vec<Candidate> {
    let all = |seen: &Seen| {
        let of_element = |element: ElementRef<'_>| {
            let select = samples.selector(seen.path(element.id()));
            let keyed =
                |(name, value): (&str, &str)| (format!("{name} {select}"), value.to_owned());
            of(element).into_iter().map(keyed).collect::<Vec<_>>()
        };
        seen.own().flat_map(of_element).collect()
    };
    let mut found = Vec::new();
    for (key, values) in by_selector(samples, all) {
        let Some((name, select)) = key.split_once(' ') else { continue };
        let is_call = name == "href";
        let own = name.strip_prefix("data-").unwrap_or(name);
        // Of a property's content the property counts.
        let said = || {
            if matches!(own, "content" | "value" | "title") { None } else { signs::of_name(own) }
        };
        let hint = said().or_else(|| signs::of_path(samples.path(select)));
        if !differ(samples, &values, hint.is_some()) {
            continue;
        }
        let values = if is_call {
            values
                .iter()
                .map(|v| v.as_deref().map(|v| v.trim_start_matches("tel:").to_owned()))
                .collect()
        } else {
            values
        };
        let way = Way {
            attribute: Some(name.to_owned()),
            regex: is_call.then(|| "tel:(.*)".to_owned()),
            ..Way::select(select)
        };
        let is_machine = name == "datetime";
        let bonus = if is_machine { MACHINE } else { 0.0 };
        found.extend(kinds::candidate(way, values, hint, is_place, bonus));
    }
    found
}
