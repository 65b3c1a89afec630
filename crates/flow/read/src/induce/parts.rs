//! Fields that share an element or its kind with others, told by what their values look like: chips side
//! by side, or `€ 80, Utrecht, 25` in one line.

use super::elements::differ;
use super::kinds::FieldKind;
use super::samples::{Samples, Seen};
use super::text::is_under;
use super::{Candidate, Way};
use crate::label::parts;
use crate::lines::lines;
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::ElementRef;
use std::sync::OnceLock;

/// What sites put between parts of a line.
pub(super) const SEPARATORS: [&str; 21] = [
    ", ", "; ", "|", "·", "•", " / ", " - ", " – ", " — ", "(", ")", "[", "]", "::", "★", "»", "›",
    " ~ ", "⋅", "→", "‣",
];

/// Of a hundred values that look like a field, those that must be one.
const ALIKE: usize = 90;
/// Characters of a sentence; a line of fields is shorter.
pub(super) const SENTENCE: usize = 100;
/// Characters of a field.
const CHARS_MAX: usize = 60;

/// What values of a field look like, where nothing else names it: how surely, and its regular expression.
const PATTERNS: [(FieldKind, f64, &str); 8] = [
    (FieldKind::Price, 0.5, PRICE),
    (FieldKind::Phone, 0.5, r"^[+0(](?:[ ().+/-]*\d){8,14}$"),
    (FieldKind::Posted, 0.5, DATE),
    (FieldKind::Posted, 0.4, NAMED_DATE),
    (FieldKind::Place, 0.2, r"^\p{Lu}[^\d€$£@:_,]{2,40}$"),
    (FieldKind::Age, 0.1, r"^\d\d$"),
    (FieldKind::Id, 0.1, r"^#?([1-9]\d{3,})$"),
    (FieldKind::Account, 0.0, r"^@?([\p{L}._-]*\p{L}[\p{L}._-]*\d+)$"),
];
const PRICE: &str = concat!(
    r"(?i)^(?:\p{L}{2,6}\.? )?(?:(?:€|\$|£|(?:eur|usd|gbp|chf|lei|ron|pln|kr)\b) ?\d[\d.,']*(?: [^\d]{1,14})?",
    r"|\d[\d.,']*(?:,-)? ?(?:€|\$|£|(?:eur|euros?|usd|gbp|chf|lei|ron|pln|kr|dollars?|pounds?)\b)[^\d]{0,14})$"
);
const DATE: &str = r"\b(\d{4}[-/.]\d\d[-/.]\d\d(?:[T,]? ?\d\d?:\d\d)?|\d\d?[./-]\d\d?[./-]\d{4}(?:,? \d\d?:\d\d)?)\b";
const NAMED_DATE: &str = r"\b(\d\d?\.? \p{L}{3,10}\.? \d{4}(?:,? \d\d?:\d\d)?)\b";

fn patterns() -> &'static [(FieldKind, f64, Regex)] {
    static ALL: OnceLock<Vec<(FieldKind, f64, Regex)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let read =
            |(kind, sure, text): (FieldKind, f64, &str)| Some((kind, sure, Regex::new(text).ok()?));
        PATTERNS.into_iter().filter_map(read).collect()
    })
}

/// Whether a value is a price and nothing else.
pub(super) fn is_price(value: &str) -> bool {
    patterns().iter().any(|(kind, _, regex)| *kind == FieldKind::Price && regex.is_match(value))
}

/// Pieces of text on one page that one selector gives.
type Pieces = FxHashMap<String, Vec<String>>;

fn pieces(samples: &Samples, seen: &Seen, split: &[String]) -> Pieces {
    let mut found = Pieces::default();
    for inline in seen.inline.iter().filter(|inline| !inline.linked) {
        let Some(element) = seen.page.html.tree.get(inline.element).and_then(ElementRef::wrap)
        else {
            continue;
        };
        let of = found.entry(samples.selector(seen.path(inline.element))).or_default();
        if split.is_empty() && !inline.glued {
            of.push(inline.text.clone());
        } else if split.is_empty() {
            of.push(
                lines(*element).into_iter().map(|line| line.text).collect::<Vec<_>>().join(" "),
            );
        } else {
            of.extend(parts(&lines(*element), split).into_iter().map(|line| line.text));
        }
    }
    for meta in seen.own().filter(|element| element.value().name() == "meta") {
        if let Some(content) = meta.attr("content").filter(|_| split.is_empty()) {
            let of = found.entry(samples.selector(seen.path(meta.id()))).or_default();
            of.push(content.to_owned());
        }
    }
    found
}

/// Of what parts lines, that which stands in lines with the values.
pub(super) fn needed(samples: &Samples, candidate: &mut Candidate) {
    let label = candidate.way.label.as_deref().unwrap_or_default();
    let with_values: Vec<&str> = samples
        .adverts
        .iter()
        .zip(&candidate.values)
        .filter_map(|(seen, value)| Some((seen, value.as_ref()?)))
        .flat_map(|(seen, value)| {
            let has = |text: &&str| text.contains(value.as_str()) && text.contains(label);
            seen.lines.iter().map(|line| line.text.as_str()).filter(has)
        })
        .collect();
    candidate.way.split.retain(|sign| with_values.iter().any(|line| line.contains(sign.as_str())));
}

/// Candidates among elements that all stand alike, and among parts of lines.
pub(super) fn candidates(
    samples: &Samples,
    words: &Words,
    is_place: &dyn Fn(&str) -> bool,
) -> Vec<Candidate> {
    let split: Vec<String> = SEPARATORS.map(str::to_owned).to_vec();
    let whole: Vec<Pieces> =
        samples.adverts.iter().map(|seen| pieces(samples, seen, &[])).collect();
    let parted: Vec<Pieces> =
        samples.adverts.iter().map(|seen| pieces(samples, seen, &split)).collect();
    let mut selects: Vec<&String> = whole.iter().flat_map(Pieces::keys).collect();
    selects.sort_unstable();
    selects.dedup();
    selects.retain(|select| !words.has(samples.path(select)) && !is_prose(&whole, select));
    let mut found = Vec::new();
    for select in selects {
        let count =
            |of: &[Pieces]| of.iter().filter_map(|p| p.get(select)).map(Vec::len).sum::<usize>();
        let (many, more) = (count(&whole), count(&parted));
        for (kind, sure, regex) in patterns() {
            let (kind, sure) = (*kind, *sure);
            let mut one = |split: &[String], of: &[Pieces], sure: f64| {
                let way = Way {
                    split: split.to_vec(),
                    regex: Some(regex.as_str().to_owned()),
                    ..Way::select(select)
                };
                let values = values(regex, of, select);
                found.extend(candidate(samples, kind, way, values, sure, is_place));
            };
            one(&[], &whole, sure);
            // A date may have a sign inside that parts lines.
            if more > many && kind != FieldKind::Posted {
                one(&split, &parted, sure - 0.05);
            }
        }
    }
    found
}

/// Where the words of an advert stand, which are no facts.
pub(super) struct Words {
    pub(super) title: Option<String>,
    pub(super) text: Option<String>,
    /// Paths inside the text that are there once on most pages: lines of their own, no words of it.
    pub(super) once: FxHashSet<String>,
}

impl Words {
    /// Whether an element is one of theirs, by its path.
    pub(super) fn has(&self, path: &str) -> bool {
        let is_text = self.text.as_ref().is_some_and(|text| is_under(path, text));
        self.title.as_deref() == Some(path) || (is_text && !self.once.contains(path))
    }
}

/// Whether elements of a selector hold sentences.
fn is_prose(pieces: &[Pieces], select: &str) -> bool {
    let of = || pieces.iter().filter_map(|page| page.get(select)).flatten();
    let long = of().filter(|text| text.chars().count() > SENTENCE).count();
    long * 5 > of().count()
}

/// On each page the first piece that fits.
fn values(regex: &Regex, pieces: &[Pieces], select: &str) -> Vec<Option<String>> {
    let fit = |piece: &String| {
        let found = regex.captures(piece)?;
        Some(found.get(1).or_else(|| found.get(0))?.as_str().to_owned())
    };
    pieces.iter().map(|page| page.get(select)?.iter().find_map(fit)).collect()
}

fn candidate(
    samples: &Samples,
    kind: FieldKind,
    way: Way,
    values: Vec<Option<String>>,
    sure: f64,
    is_place: &dyn Fn(&str) -> bool,
) -> Option<Candidate> {
    let told: Vec<&String> = values.iter().flatten().collect();
    let different: FxHashSet<&String> = told.iter().copied().collect();
    let is_long = |value: &&&String| value.chars().count() > CHARS_MAX;
    let fit = told
        .iter()
        .filter(|value| !is_long(value))
        .filter(|value| kind.fits(value, is_place))
        .count();
    if !differ(samples, &values, false) || fit * 100 < told.len() * ALIKE {
        return None;
    }
    let is_own = match kind {
        // A number is that of the advert only if no other has it.
        FieldKind::Id => different.len() == told.len(),
        FieldKind::Age => different.len() > 2,
        _ => true,
    };
    let coverage = told.len() as f64 / values.len() as f64;
    is_own.then_some(Candidate { kind, way, score: 2.0 * coverage + sure, values })
}
