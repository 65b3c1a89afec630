//! Where an element stands, in words of selectors: tags, classes, properties and icons, without what only
//! single pages have.

use super::kinds::FieldKind;
use super::signs;
use crate::page::Page;
use ego_tree::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::ElementRef;

/// Classes that so many of a hundred pages have are names; others may be of one page.
const CLASS_SHARE: usize = 10;
/// Longest name of a property.
const NAME_MAX: usize = 30;
/// Attributes that name what stands in an element.
const NAMES: [&str; 7] = ["itemprop", "property", "name", "slot", "field", "rel", "headers"];
/// Attributes with words for people, which count if they are those of a known label.
const LABELS: [&str; 3] = ["aria-label", "title", "alt"];
/// Elements inside one that may have an icon.
const INSIDE_MAX: usize = 3;

/// How often an attribute is there.
#[derive(Default)]
struct Uses {
    pages: usize,
    elements: usize,
    values: FxHashSet<String>,
}

/// Names that many pages have.
pub(super) struct Names {
    /// Classes, and attributes with their values, that many pages have.
    on_many: FxHashSet<String>,
    /// Attributes whose values are of single pages: once on each, and another there.
    values: FxHashSet<String>,
}

impl Names {
    /// Classes, and attributes with their values, that many of the pages have.
    pub(super) fn of<'a>(pages: impl ExactSizeIterator<Item = &'a Page>) -> Self {
        let least = (pages.len() * CLASS_SHARE).div_ceil(100).max(2);
        let mut on: FxHashMap<String, usize> = FxHashMap::default();
        let mut attributes: FxHashMap<String, Uses> = FxHashMap::default();
        for page in pages {
            let mut own: FxHashSet<String> = FxHashSet::default();
            let mut named: FxHashSet<&str> = FxHashSet::default();
            for element in page.elements() {
                own.extend(element.value().classes().map(str::to_owned));
                for (name, value) in element.value().attrs().filter(|(name, _)| *name != "class") {
                    own.insert(attribute(name, value));
                    if name.starts_with("data-") {
                        let uses = attributes.entry(name.to_owned()).or_default();
                        uses.elements += 1;
                        uses.pages += usize::from(named.insert(name));
                        uses.values.insert(value.to_owned());
                    }
                }
            }
            own.into_iter().for_each(|class| *on.entry(class).or_default() += 1);
        }
        let on_many = on.into_iter().filter(|(_, pages)| *pages >= least).map(|(class, _)| class);
        let is_value = |uses: &Uses| uses.elements < uses.pages * 2 && uses.values.len() > 1;
        let values =
            attributes.into_iter().filter(|(_, uses)| is_value(uses)).map(|(name, _)| name);
        Self { on_many: on_many.collect(), values: values.collect() }
    }

    fn has(&self, name: &str, value: &str) -> bool {
        !self.values.contains(name) && self.on_many.contains(&attribute(name, value))
    }

    /// Where each element stands: outermost first, joined by ` > `.
    pub(super) fn paths(&self, page: &Page) -> FxHashMap<NodeId, String> {
        let mut paths: FxHashMap<NodeId, String> = FxHashMap::default();
        for element in page.elements() {
            let step = self.step(element) + &self.icon(element);
            let step =
                self.icon_before(element).map_or_else(|| step.clone(), |i| format!("{i} + {step}"));
            let above = element.parent().and_then(|parent| paths.get(&parent.id()));
            let path = above.map_or_else(|| step.clone(), |above| format!("{above} > {step}"));
            paths.insert(element.id(), path);
        }
        paths
    }

    /// Tag and classes as a selector; an id only where classes say nothing.
    fn step(&self, element: ElementRef<'_>) -> String {
        let value = element.value();
        let mut step = value.name().to_owned();
        for class in value.classes().filter(|c| self.on_many.contains(*c) && is_name(c)).take(2) {
            step.push('.');
            step.push_str(class);
        }
        if let Some(id) = value.id().filter(|id| !step.contains('.') && is_name(id))
            && !id.bytes().any(|b| b.is_ascii_digit())
        {
            step.push('#');
            step.push_str(id);
        }
        // Some name the field itself.
        let names = |(name, value): &(&str, &str)| {
            let is_known = || crate::induce::kinds::of_label(value).is_some();
            let may = if LABELS.contains(name) {
                is_known()
            } else {
                (name.starts_with("data-") || NAMES.contains(name))
                    && (is_word(value) || is_known())
            };
            may && is_quotable(value) && self.has(name, value)
        };
        let script =
            value.attr("type").filter(|kind| value.name() == "script" && is_quotable(kind));
        if let Some(kind) = script {
            step.push_str(&attribute("type", kind));
        } else if let Some((name, value)) = value.attrs().find(names) {
            step.push_str(&attribute(name, value));
        } else if let Some(href) = value.attr("href").filter(|_| value.name() == "a") {
            step.push_str(&leads(href));
        }
        step
    }

    /// The icon that an element shows before its words, as a condition.
    fn icon(&self, element: ElementRef<'_>) -> String {
        if element.value().name() == "body" || element.child_elements().count() > INSIDE_MAX {
            return String::new();
        }
        let icon = element.child_elements().next().and_then(|child| self.as_icon(child));
        icon.map(|icon| format!(":has(>{})", icon.replace(" ", ""))).unwrap_or_default()
    }

    /// The icon that stands before an element.
    fn icon_before(&self, element: ElementRef<'_>) -> Option<String> {
        let before = element.prev_siblings().find_map(ElementRef::wrap)?;
        let icon = self.as_icon(before).filter(|_| self.as_icon(element).is_none())?;
        // What is inside the icon is a condition of it.
        Some(match icon.split_once(" > ") {
            Some((icon, inside)) => format!("{icon}:has(>{inside})"),
            None => icon,
        })
    }

    /// An element without words whose name many pages have.
    fn as_icon(&self, element: ElementRef<'_>) -> Option<String> {
        let value = element.value();
        let may =
            matches!(value.name(), "i" | "span" | "em" | "b" | "svg" | "img" | "ion-icon" | "use");
        if !may || (value.name() != "svg" && element.text().any(|t| !t.trim().is_empty())) {
            return None;
        }
        let classes = value.classes().filter(|c| self.on_many.contains(*c) && is_name(c));
        let classes: Vec<&str> = classes.collect();
        let said = classes.iter().find(|class| signs::of_name(class).is_some());
        if let Some(class) = said {
            return Some(format!("{}.{class}", value.name()));
        }
        let named = |(name, value): &(&str, &str)| {
            let may = LABELS.contains(name) || ["src", "href", "name"].contains(name);
            may && is_quotable(value) && self.has(name, value)
        };
        if let Some((name, attr)) = value.attrs().find(named) {
            return Some(format!("{}{}", value.name(), attribute(name, attr)));
        }
        if value.name() == "svg" {
            let inside = element.child_elements().find_map(|child| self.as_icon(child));
            return inside
                .filter(|inside| inside.contains('['))
                .map(|inside| format!("svg > {inside}"));
        }
        // Names of sets come first: `icon icon-7`.
        (value.name() != "img")
            .then(|| classes.last())?
            .map(|class| format!("{}.{class}", value.name()))
    }
}

/// What a link leads to, as a condition: a call, or a page of whoever placed the advert.
fn leads(href: &str) -> String {
    let scheme = ["tel:", "sms:", "mailto:", "whatsapp:"].into_iter().find(|s| href.starts_with(s));
    if let Some(scheme) = scheme {
        return format!("[href^=\"{scheme}\"]");
    }
    let folder = href
        .split('/')
        .find(|part| is_word(part) && signs::of_word(part) == Some(FieldKind::Account));
    folder.map(|folder| format!("[href*=\"/{folder}/\"]")).unwrap_or_default()
}

fn attribute(name: &str, value: &str) -> String {
    format!("[{name}=\"{value}\"]")
}

fn is_name(class: &str) -> bool {
    let mut chars = class.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// Whether a value is a name, such as `datePosted` or `og:locality`.
fn is_word(value: &str) -> bool {
    (2..=NAME_MAX).contains(&value.len())
        && value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.bytes().all(|b| b.is_ascii_alphabetic() || b"-_:.".contains(&b))
}

/// Whether a value can stand in a selector as it is.
fn is_quotable(value: &str) -> bool {
    !value.is_empty()
        && value.len() <= 80
        && !value.contains(['"', '\\', '[', ']', '\n'])
        && !value.contains(" > ")
        && !value.contains(" + ")
}
