//! Words for marks, sites, motifs and colours in six languages, from `data/lexicon.tsv`.

use crate::fold::{Word, words};
use rustc_hash::FxHashMap;
use spoor_vocab::{BodySite, EyeColour, HairColour, MarkKind, Side};
use std::sync::LazyLock;

/// What a term means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Mark(MarkKind),
    Site(BodySite),
    Side(Side),
    /// A compound such as `linkerpols`.
    Joined(BodySite, Side),
    Motif(&'static str),
    Eyes,
    Hair,
    EyeColour(EyeColour),
    HairColour(HairColour),
    /// A noun for somebody with such hair.
    HairNoun(HairColour),
    No,
}

/// A term with all that it may mean.
struct Term {
    /// Words behind the first.
    rest: Vec<&'static str>,
    means: Vec<Meaning>,
}

/// A term found: words `from..to`.
pub(crate) struct Hit {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) means: &'static [Meaning],
}

static LEXICON: LazyLock<FxHashMap<&'static str, Vec<Term>>> = LazyLock::new(|| {
    let mut terms: FxHashMap<&'static str, Vec<Term>> = FxHashMap::default();
    for line in include_str!("../data/lexicon.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(class), Some(code)) = (columns.next(), columns.next()) else { continue };
        let Some(meaning) = meaning(class, code) else { continue };
        for form in columns.flat_map(|c| c.split('|')).filter(|f| !f.is_empty()) {
            add(&mut terms, form, meaning);
        }
    }
    for list in terms.values_mut() {
        list.sort_by_key(|t| std::cmp::Reverse(t.rest.len()));
    }
    terms
});

fn add(terms: &mut FxHashMap<&'static str, Vec<Term>>, form: &'static str, meaning: Meaning) {
    let mut parts = form.split(' ');
    let Some(first) = parts.next() else { return };
    let rest: Vec<&str> = parts.collect();
    let list = terms.entry(first).or_default();
    match list.iter_mut().find(|t| t.rest == rest) {
        Some(term) if term.means.contains(&meaning) => {}
        Some(term) => term.means.push(meaning),
        None => list.push(Term { rest, means: vec![meaning] }),
    }
}

fn meaning(class: &str, code: &'static str) -> Option<Meaning> {
    Some(match class {
        "mark" => Meaning::Mark(code.parse().ok()?),
        "site" => Meaning::Site(code.parse().ok()?),
        "side" => Meaning::Side(code.parse().ok()?),
        "joined" => {
            let (site, side) = code.split_once(':')?;
            Meaning::Joined(site.parse().ok()?, side.parse().ok()?)
        }
        "motif" => Meaning::Motif(code),
        "eyes" => Meaning::Eyes,
        "hair" => Meaning::Hair,
        "eye-colour" => Meaning::EyeColour(code.parse().ok()?),
        "hair-colour" => Meaning::HairColour(code.parse().ok()?),
        "hair-noun" => Meaning::HairNoun(code.parse().ok()?),
        "no" => Meaning::No,
        _ => return None,
    })
}

/// Terms in a text, the longest at each place, from left to right.
pub(crate) fn hits(words: &[Word]) -> Vec<Hit> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let list = LEXICON.get(words[at].folded.as_str());
        let fits = |term: &&Term| {
            let behind = &words[at + 1..];
            behind.len() >= term.rest.len()
                && term.rest.iter().zip(behind).all(|(t, w)| *t == w.folded && !w.begins)
        };
        match list.and_then(|l| l.iter().find(fits)) {
            Some(term) => {
                let to = at + 1 + term.rest.len();
                out.push(Hit { from: at, to, means: &term.means });
                at = to;
            }
            None => at += 1,
        }
    }
    out
}

/// The one meaning of a whole phrase that `pick` takes, in any of the six languages.
pub(crate) fn one<T>(phrase: &str, pick: impl Fn(Meaning) -> Option<T>) -> Option<T> {
    let words = words(phrase);
    let found = hits(&words);
    found.iter().flat_map(|h| h.means).find_map(|&m| pick(m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_every_form_is_folded() {
        for line in include_str!("../data/lexicon.tsv").lines().filter(|l| !l.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 8, "{line}");
            assert!(
                meaning(columns[0], Box::leak(columns[1].to_owned().into_boxed_str())).is_some(),
                "{line}"
            );
            for form in columns[2..].iter().flat_map(|c| c.split('|')).filter(|f| !f.is_empty()) {
                let again: Vec<String> = words(form).into_iter().map(|w| w.folded).collect();
                assert_eq!(again.join(" "), form, "{line}");
            }
        }
    }
}
