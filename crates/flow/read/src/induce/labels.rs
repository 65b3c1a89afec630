//! Labels: beginnings of lines that many pages have, with something else behind them on each.

use super::kinds::{self, FieldKind};
use super::parts::SEPARATORS;
use super::samples::{Samples, Seen};
use super::{Candidate, Way, signs};
use crate::label::{Beside, behind, labelled};
use crate::lines::Line;
use rustc_hash::{FxHashMap, FxHashSet};

/// Words and characters of a label.
const WORDS_MAX: usize = 4;
const CHARS_MAX: usize = 40;
/// A label is on so many of a hundred pages.
const SHARE: usize = 15;
/// And on so many pages at least.
const PAGES_MIN: usize = 2;
/// Bytes of a value, in the mean, that is no fact any more.
const TEXT_MIN: usize = 60;
/// Bytes of a line that is no sentence.
const LINE_MAX: usize = 80;
/// How much worse a label is whose value stands on another side than those of most.
const OTHER_SIDE: f64 = 1.0;
/// How much worse a part of a line is than a line.
const PART: f64 = -0.3;
/// Signs that stand between a label and its value.
const SIGNS: [char; 8] = [':', '—', '–', '-', '=', '|', '·', '•'];

/// A label of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) text: String,
    /// Pages that have it.
    pub(super) pages: usize,
    /// What its words say that it is.
    pub(super) kind: Option<FieldKind>,
    /// A sign or an end of line parts it from its value; otherwise it may be words of a text.
    pub(super) parted: bool,
    /// What stands behind it is the text of the advert, not a fact.
    pub(super) heads_text: bool,
}

/// Lines of a page: whole ones, or their parts.
type View = for<'a> fn(&'a Seen) -> &'a [Line];
const LINES: View = |seen| &seen.lines;
const PARTS: View = |seen| &seen.parts;

/// Labels of the pages with an advert.
pub(super) fn of(samples: &Samples) -> Vec<Label> {
    among(samples, LINES)
}

/// Labels at the beginning of lines.
fn among(samples: &Samples, view: View) -> Vec<Label> {
    let mut pages: FxHashMap<(String, bool), FxHashSet<usize>> = FxHashMap::default();
    let mut values: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        let lines = view(seen);
        for at in 0..lines.len() {
            for (label, value, parted) in beginnings(samples, seen, lines, at) {
                values.entry(label.clone()).or_default().insert(value);
                pages.entry((label, parted)).or_default().insert(n);
            }
        }
    }
    let least = samples.share(SHARE).max(PAGES_MIN);
    let mut labels: Vec<Label> = Vec::new();
    for ((text, parted), on) in pages {
        let kind = kinds::of_label(&text);
        let differs = values[&text].len() > 1;
        if on.len() >= least && (differs || kind.is_some()) && (parted || kind.is_some()) {
            let length: usize = values[&text].iter().map(String::len).sum();
            let heads_text = kind.is_none() && length > TEXT_MIN * values[&text].len();
            labels.push(Label { pages: on.len(), kind, parted, heads_text, text });
        }
    }
    labels.sort_by(|a, b| b.pages.cmp(&a.pages).then_with(|| a.text.cmp(&b.text)));
    labels.dedup_by(|a, b| a.text == b.text);
    labels
}

/// What may be a label at the beginning of a line, with its value.
fn beginnings(
    samples: &Samples,
    seen: &Seen,
    lines: &[Line],
    at: usize,
) -> Vec<(String, String, bool)> {
    let line = &lines[at];
    let mut found = Vec::new();
    if line.linked || seen.beside.contains(&line.element) {
        return found;
    }
    let bare = line.text.trim_end_matches(|c: char| c.is_whitespace() || SIGNS.contains(&c));
    let is_known = kinds::of_label(bare).is_some();
    let is_fixed = samples.fixed.contains(&line.text);
    if bare.chars().count() <= CHARS_MAX && (is_fixed || is_known) {
        // Values may be common, too: towns are also in the menu.
        let fits = |n: &&Line| {
            !n.linked
                && !seen.beside.contains(&n.element)
                && (is_known || !samples.fixed.contains(&n.text))
        };
        if let Some(next) = lines.get(at + 1).filter(fits) {
            found.push((bare.to_owned(), next.text.clone(), true));
        }
        return found;
    }
    // A sign needs no sign behind it.
    let sign: usize = line
        .text
        .chars()
        .take_while(|c| signs::is_sign(c.encode_utf8(&mut [0; 4])))
        .map(char::len_utf8)
        .sum();
    if sign > 0 {
        let (label, value) = line.text.split_at(sign);
        found.push((label.to_owned(), value.trim().to_owned(), false));
        return found;
    }
    let ends = line.text.char_indices().filter(|(_, c)| c.is_whitespace() || SIGNS.contains(c));
    for (end, sign) in ends.take(WORDS_MAX * 2) {
        let label =
            line.text[..end].trim_end_matches(|c: char| c.is_whitespace() || SIGNS.contains(&c));
        let words = label.split_whitespace().count();
        if label.is_empty() || words > WORDS_MAX || label.chars().count() > CHARS_MAX {
            break;
        }
        let Some(value) = behind(&line.text, label).filter(|value| !value.is_empty()) else {
            continue;
        };
        let after = line.text[label.len()..].trim_start();
        let parted = SIGNS.contains(&sign) || after.starts_with(SIGNS);
        found.push((label.to_owned(), value.to_owned(), parted));
        if parted {
            break;
        }
    }
    found
}

/// Known labels at the end of lines.
fn at_ends(samples: &Samples, view: View) -> Vec<Label> {
    let mut pages: FxHashMap<String, (FieldKind, FxHashSet<usize>)> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        let own = |line: &&Line| !line.linked && !seen.beside.contains(&line.element);
        for line in view(seen).iter().filter(own).filter(|line| line.text.len() <= LINE_MAX) {
            let text =
                line.text.trim_end_matches(|c: char| c.is_whitespace() || SIGNS.contains(&c));
            let begins = text.char_indices().rev().filter(|(_, c)| c.is_whitespace());
            for (at, _) in begins.take(WORDS_MAX) {
                let label = text[at..].trim();
                if let Some(kind) = kinds::of_label(label) {
                    let (_, on) =
                        pages.entry(label.to_owned()).or_insert((kind, FxHashSet::default()));
                    on.insert(n);
                }
            }
        }
    }
    let least = samples.share(SHARE).max(PAGES_MIN);
    let label = |(text, (kind, on)): (String, (FieldKind, FxHashSet<usize>))| Label {
        text,
        pages: on.len(),
        kind: Some(kind),
        parted: true,
        heads_text: false,
    };
    let mut found: Vec<Label> =
        pages.into_iter().filter(|(_, (_, on))| on.len() >= least).map(label).collect();
    found.sort_by(|a, b| a.text.cmp(&b.text));
    found
}

/// Fields that stand beside labels.
pub(super) fn candidates(
    samples: &Samples,
    labels: &[Label],
    is_place: &dyn Fn(&str) -> bool,
) -> Vec<Candidate> {
    let known: Vec<Label> = labels.iter().filter(|label| label.kind.is_some()).cloned().collect();
    let mut ending = at_ends(samples, LINES);
    ending.extend(known.iter().cloned());
    let one = |label: &Label, beside: Beside| {
        let way = Way { label: Some(label.text.clone()), beside, ..Way::default() };
        candidate(samples, LINES, label, way, is_place, 0.0)
    };
    // Only words that are known to be labels have their values elsewhere than behind them.
    of_the_same_side([
        labels.iter().filter_map(|label| one(label, Beside::Behind)).collect(),
        ending.iter().filter_map(|label| one(label, Beside::Before)).collect(),
        known.iter().filter_map(|label| one(label, Beside::Below)).collect(),
    ])
}

/// Sites put all values on the same side of their labels: which, is told by those that look like what
/// their label says.
fn of_the_same_side(sides: [Vec<Candidate>; 3]) -> Vec<Candidate> {
    let sure = |side: &Vec<Candidate>| -> f64 {
        side.iter().filter(|c| c.kind.has_shape()).map(|c| c.score).sum()
    };
    let weights: Vec<f64> = sides.iter().map(sure).collect();
    let most = weights.iter().copied().fold(0.0, f64::max);
    let mut found = Vec::new();
    for (side, weight) in sides.into_iter().zip(weights) {
        let malus = if weight < most { OTHER_SIDE } else { 0.0 };
        found.extend(side.into_iter().map(|c| Candidate { score: c.score - malus, ..c }));
    }
    found
}

/// Fields with a label among others in one line: `(member anna82) (ref 17)`.
pub(super) fn in_parts(samples: &Samples, is_place: &dyn Fn(&str) -> bool) -> Vec<Candidate> {
    let split: Vec<String> = SEPARATORS.map(str::to_owned).to_vec();
    let one = |label: &Label, beside: Beside, bonus: f64| {
        let label_text = Some(label.text.clone());
        let way = Way { label: label_text, beside, split: split.clone(), ..Way::default() };
        candidate(samples, PARTS, label, way, is_place, bonus)
    };
    let known = |labels: Vec<Label>| labels.into_iter().filter(|label| label.kind.is_some());
    let behind = known(among(samples, PARTS)).filter_map(|l| one(&l, Beside::Behind, PART));
    let mut found: Vec<Candidate> = behind.collect();
    let before = known(at_ends(samples, PARTS)).filter_map(|l| one(&l, Beside::Before, PART - 0.1));
    found.extend(before);
    found
}

/// A candidate for a label in lines of each page.
fn candidate(
    samples: &Samples,
    view: View,
    label: &Label,
    way: Way,
    is_place: &dyn Fn(&str) -> bool,
    bonus: f64,
) -> Option<Candidate> {
    // A town before a date is no label of dates, and a prefix none of numbers.
    let is_word = label.text.chars().any(char::is_alphabetic) || signs::is_sign(&label.text);
    if !is_word || (label.kind.is_none() && is_place(&label.text)) {
        return None;
    }
    let value =
        |seen: &Seen| labelled(seen.page.html.tree.root(), view(seen), &label.text, way.beside);
    let values: Vec<Option<String>> = samples.adverts.iter().map(value).collect();
    kinds::candidate(way, values, label.kind, is_place, bonus)
}
