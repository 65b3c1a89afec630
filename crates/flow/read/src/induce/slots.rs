//! Fields in one line with words between them that come again: `by anna82 on 3 May 2026 in Utrecht`,
//! `Age 25 Price € 80`, or a sign before each.

use super::elements::differ;
use super::kinds::{self, FieldKind};
use super::parts::Words;
use super::samples::Samples;
use super::{Candidate, Way, signs};
use rustc_hash::{FxHashMap, FxHashSet};

/// Characters of a line of fields.
const CHARS_MAX: usize = 160;
/// Words between fields are on so many of a hundred pages; those that name a field on so many.
const SHARE: usize = 40;
const NAMED_SHARE: usize = 15;
/// Most words between fields.
const WORDS_MAX: usize = 16;
/// How much worse a piece of a line is than a line.
const PIECE: f64 = -0.4;

/// Words and signs of a line.
fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        let end: usize = word.chars().take_while(is_sign).map(char::len_utf8).sum();
        let (sign, rest) = word.split_at(end);
        found.extend([sign, rest].into_iter().filter(|token| !token.is_empty()));
    }
    found
}

fn is_sign(c: &char) -> bool {
    signs::is_sign(c.encode_utf8(&mut [0; 4]))
}

/// What a word between fields says.
fn said(token: &str) -> Option<FieldKind> {
    let bare = token.trim_matches(|c: char| !c.is_alphanumeric() && !is_sign(&c)).to_lowercase();
    kinds::of_label(&bare).or_else(|| signs::of_word(&bare))
}

/// Candidates in lines whose words come again.
pub(super) fn candidates(
    samples: &Samples,
    words: &Words,
    is_place: &dyn Fn(&str) -> bool,
) -> Vec<Candidate> {
    let mut lines: FxHashMap<String, Vec<Option<&str>>> = FxHashMap::default();
    for (n, seen) in samples.adverts.iter().enumerate() {
        for inline in seen.inline.iter().filter(|inline| !inline.linked) {
            if inline.text.chars().count() <= CHARS_MAX && !words.has(seen.path(inline.element)) {
                let select = samples.selector(seen.path(inline.element));
                let on = lines.entry(select).or_insert_with(|| vec![None; samples.adverts.len()]);
                on[n].get_or_insert(&inline.text);
            }
        }
    }
    let mut found = Vec::new();
    for (select, texts) in lines {
        let fixed = fixed(samples, &texts, is_place);
        if !fixed.is_empty() && fixed.len() <= WORDS_MAX {
            found.extend(pieces(samples, &select, &texts, &fixed, is_place));
        }
    }
    found.sort_by(|a, b| {
        a.way.regex.cmp(&b.way.regex).then_with(|| a.way.select.cmp(&b.way.select))
    });
    found
}

/// Words that come again and are no part of values.
fn fixed<'a>(
    samples: &Samples,
    texts: &[Option<&'a str>],
    is_place: &dyn Fn(&str) -> bool,
) -> Vec<&'a str> {
    let mut on: FxHashMap<&str, usize> = FxHashMap::default();
    for text in texts.iter().flatten() {
        let all = tokens(text);
        let digits = |at: usize, most: usize| {
            let number = all.get(at).map(|token| token.trim_end_matches(['.', ',']));
            let is_short = number.is_some_and(|n| (1..=most).contains(&n.len()));
            is_short && number.is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
        };
        let may = |at: &usize| {
            let token = all[*at];
            // A month stands between a day and a year.
            let is_month = *at > 0 && digits(at - 1, 2) && digits(at + 1, 4);
            let is_word = token.chars().any(char::is_alphabetic) || signs::is_sign(token);
            is_word && !is_month && !token.contains(|c: char| c.is_ascii_digit())
        };
        let own: FxHashSet<&str> = (0..all.len()).filter(may).map(|at| all[at]).collect();
        own.into_iter().for_each(|token| *on.entry(token).or_default() += 1);
    }
    let has = |token: &str, pages: usize| {
        let share = if said(token).is_some() { NAMED_SHARE } else { SHARE };
        pages >= samples.share(share).max(2)
            && !kinds::names_money(token)
            && (signs::is_sign(token) || !is_place(token))
    };
    let mut fixed: Vec<&str> =
        on.into_iter().filter(|(t, pages)| has(t, *pages)).map(|(t, _)| t).collect();
    fixed.sort_unstable();
    fixed
}

/// What stands between one of the words and the next.
fn pieces(
    samples: &Samples,
    select: &str,
    texts: &[Option<&str>],
    fixed: &[&str],
    is_place: &dyn Fn(&str) -> bool,
) -> Vec<Candidate> {
    let gap = |token: &str, signs: &'static str, words: &'static str| {
        if signs::is_sign(token) { signs } else { words }
    };
    let ends: Vec<String> = fixed
        .iter()
        .map(|t| {
            format!("{}{}{}", gap(t, r"\s*", r"\s+"), regex::escape(t), gap(t, "", r"(?:\s|$)"))
        })
        .collect();
    let end = format!("(?:{}|\\s*$)", ends.join("|"));
    let mut found = Vec::new();
    for start in fixed.iter().map(Some).chain([None]) {
        let begin = start.map_or_else(
            || "^".to_owned(),
            |t| {
                format!(
                    "{}{}{}",
                    gap(t, "", r"(?:^|\s)"),
                    regex::escape(t),
                    gap(t, r"[\s:=]*", r"[\s:=]+")
                )
            },
        );
        let pattern = format!("{begin}(\\S.*?)[\\s.,;:|·•)\\]/-]*{end}");
        let Ok(regex) = regex::Regex::new(&pattern) else { continue };
        let value =
            |text: &Option<&str>| Some(regex.captures((*text)?)?.get(1)?.as_str().to_owned());
        let values: Vec<Option<String>> = texts.iter().map(value).collect();
        // What is before and what is behind may say what it is.
        let behind = || fixed.iter().copied().filter(|next| follows(texts, &values, next));
        let before =
            start.and_then(|start| fixed.iter().copied().find(|first| leads(texts, first, start)));
        let hints = start.copied().into_iter().chain(before).chain(behind()).filter_map(said);
        let hints: Vec<Option<FieldKind>> = hints.map(Some).chain([None]).collect();
        for hint in hints {
            let way = Way { regex: Some(pattern.clone()), ..Way::select(select) };
            if differ(samples, &values, hint.is_some()) {
                found.extend(kinds::candidate(way, values.clone(), hint, is_place, PIECE));
            }
        }
    }
    found
}

/// Whether a word stands right before another, mostly: both are a label.
fn leads(texts: &[Option<&str>], first: &str, second: &str) -> bool {
    let has = |text: &&&str| tokens(text).windows(2).any(|two| two == [first, second]);
    let with = |text: &&&str| tokens(text).contains(&second);
    let told = || texts.iter().flatten();
    told().filter(has).count() * 2 > told().filter(with).count()
}

/// Whether a word stands behind the values, mostly.
fn follows(texts: &[Option<&str>], values: &[Option<String>], word: &str) -> bool {
    let told = || {
        texts.iter().zip(values).filter_map(|(text, value)| Some((text.as_ref()?, value.as_ref()?)))
    };
    let is_next = |(text, value): &(&&str, &String)| {
        let rest = text.split_once(value.as_str()).map_or("", |(_, rest)| rest.trim_start());
        rest.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    told().filter(is_next).count() * 2 > told().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_words_and_signs() {
        assert_eq!(tokens("by anna82 #17 ☎0150"), ["by", "anna82", "#", "17", "☎", "0150"]);
        assert_eq!(said("by"), Some(FieldKind::Account));
        assert_eq!(said("Preis:"), Some(FieldKind::Price));
        assert_eq!(said("on"), None);
    }
}
