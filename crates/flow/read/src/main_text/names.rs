//! What the names of elements, classes and identifiers say of what they hold.

use scraper::node::Element;
use std::sync::OnceLock;

/// What an element is for, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Navigation, notices, other adverts: not the advert of this page.
    Beside,
    /// Named like the words of an advert.
    Words,
    /// Named like the way to reach its placer.
    Contact,
    /// Nothing to be told.
    Unknown,
}

/// Longest class list or identifier that is looked at.
const NAME_BYTES_MAX: usize = 200;

/// Role and word, separated by a tab.
const NAMES: &str = include_str!("../../data/names.tsv");

/// The words of class lists and identifiers that say something.
struct Names {
    beside: Vec<&'static str>,
    words: Vec<&'static str>,
    contact: Vec<&'static str>,
}

fn names() -> &'static Names {
    static READ: OnceLock<Names> = OnceLock::new();
    READ.get_or_init(|| {
        let of = |role: &str| {
            let rows = NAMES.lines().filter_map(|line| line.split_once('\t'));
            rows.filter(|(r, _)| *r == role).map(|(_, word)| word).collect()
        };
        Names { beside: of("beside"), words: of("words"), contact: of("contact") }
    })
}

/// Looks at element, role, class and identifier.
pub(super) fn role(element: &Element) -> Role {
    match element.name() {
        "nav" | "footer" | "aside" | "dialog" | "button" | "label" => return Role::Beside,
        "body" | "html" => return Role::Unknown,
        _ => {}
    }
    let landmark = element.attr("role").unwrap_or_default();
    if matches!(
        landmark,
        "navigation" | "banner" | "contentinfo" | "complementary" | "dialog" | "search"
    ) {
        return Role::Beside;
    }
    let mut role = Role::Unknown;
    let names = names();
    let whole = matches!(element.name(), "main" | "article");
    for name in [element.attr("class"), element.attr("id")].into_iter().flatten() {
        // Names longer than a line are no names.
        for word in words(name.get(..NAME_BYTES_MAX).unwrap_or(name)) {
            if is_one_of(word, &names.beside) && !whole {
                return Role::Beside;
            }
            if is_one_of(word, &names.words) {
                role = Role::Words;
            } else if is_one_of(word, &names.contact) {
                role = Role::Contact;
            }
        }
    }
    match element.attr("itemprop") {
        Some("description" | "articleBody" | "text") => Role::Words,
        _ if element.name() == "article" => Role::Words,
        _ => role,
    }
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The words of `adBody main-text`: `ad`, `Body`, `main`, `text`.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            let bytes = rest.as_bytes();
            let hump =
                |at: &usize| bytes[*at].is_ascii_uppercase() && bytes[*at - 1].is_ascii_lowercase();
            let end = (1..bytes.len()).find(hump).unwrap_or(bytes.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            (!word.is_empty()).then_some(word)
        })
    })
}
