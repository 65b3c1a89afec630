//! Labels: beginnings of lines that many pages have, with something else behind them on each.

use super::kinds::{self, FieldKind};
use super::samples::{Samples, Seen};
use super::{Candidate, How};
use crate::lines::{Line, behind, labelled};
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

/// Labels of the pages with an advert.
pub(super) fn of(samples: &Samples) -> Vec<Label> {
    let mut pages: FxHashMap<(String, bool), FxHashSet<usize>> = FxHashMap::default();
    let mut values: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        for at in 0..seen.lines.len() {
            for (label, value, parted) in beginnings(samples, seen, at) {
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
fn beginnings(samples: &Samples, seen: &Seen, at: usize) -> Vec<(String, String, bool)> {
    let line = &seen.lines[at];
    let mut found = Vec::new();
    if line.linked || seen.beside.contains(&line.element) {
        return found;
    }
    let bare = line.text.trim_end_matches(|c: char| c.is_whitespace() || SIGNS.contains(&c));
    let is_known = kinds::of_label(bare).is_some();
    let is_fixed = samples.fixed.contains(&line.text);
    if bare.chars().count() <= CHARS_MAX && (is_fixed || is_known) {
        // Values may be common, too: towns are also in the menu.
        let fits = |n: &&Line| !n.linked && (is_known || !samples.fixed.contains(&n.text));
        if let Some(next) = seen.lines.get(at + 1).filter(fits) {
            found.push((bare.to_owned(), next.text.clone(), true));
        }
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

/// Fields that stand behind labels.
pub(super) fn candidates(
    samples: &Samples,
    labels: &[Label],
    is_place: &dyn Fn(&str) -> bool,
) -> Vec<Candidate> {
    let candidate = |label: &Label| {
        let value = |seen: &Seen| labelled(&seen.lines, &label.text).map(str::to_owned);
        let values: Vec<Option<String>> = samples.adverts.iter().map(value).collect();
        // A town before a date is no label of dates, and a prefix none of numbers.
        let is_word = label.text.chars().any(char::is_alphabetic);
        if !is_word || (label.kind.is_none() && is_place(&label.text)) {
            return None;
        }
        let (kind, score) = kinds::of_values(&values, label.kind, is_place)?;
        Some(Candidate { kind, how: How::Label(label.text.clone()), values, score })
    };
    labels.iter().filter_map(candidate).collect()
}
