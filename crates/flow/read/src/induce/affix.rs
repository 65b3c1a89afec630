//! Words that stand around a value on every page: `by anna82`, `25 years`, `Ref. 4711`.

use super::Way;

/// Fewest values that differ to tell what is always there.
const VALUES_MIN: usize = 3;
/// Bytes of words around a value.
const LONG_MAX: usize = 40;

/// Values without what is always around them, the regular expression that takes it off, and the words
/// before and behind.
pub(super) struct Trimmed {
    pub(super) values: Vec<Option<String>>,
    pub(super) regex: String,
    pub(super) before: String,
    pub(super) behind: String,
}

/// What stands before and behind all values, if anything does.
pub(super) fn trim(values: &[Option<String>]) -> Option<Trimmed> {
    let mut told: Vec<&str> = values.iter().flatten().map(String::as_str).collect();
    told.sort_unstable();
    told.dedup();
    let (first, last) = (*told.first()?, *told.last()?);
    if told.len() < VALUES_MIN {
        return None;
    }
    // Of a sorted list first and last tell what all have in common.
    let common: usize = first
        .chars()
        .zip(last.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let before = words_before(&first[..common]);
    let rest: Vec<&str> = told.iter().map(|value| &value[before.len()..]).collect();
    let behind = rest.iter().copied().reduce(common_end).map_or("", words_behind);
    if before.is_empty() && behind.is_empty() || before.len() + behind.len() > LONG_MAX {
        return None;
    }
    let cut = |value: &String| {
        let value = value.strip_prefix(before)?.strip_suffix(behind)?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    };
    let cut: Vec<Option<String>> =
        values.iter().map(|value| value.as_ref().and_then(cut)).collect();
    let regex = format!(r"^{}\s*(.+?)\s*{}$", regex::escape(before), regex::escape(behind));
    let all = cut.iter().flatten().count() == values.iter().flatten().count();
    all.then(|| Trimmed {
        values: cut,
        regex,
        before: before.to_owned(),
        behind: behind.to_owned(),
    })
}

/// The common end of two texts.
fn common_end<'a>(a: &'a str, b: &str) -> &'a str {
    let long: usize = a
        .chars()
        .rev()
        .zip(b.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    &a[a.len() - long..]
}

/// Of a common beginning, whole words that are no part of a number or of money.
fn words_before(common: &str) -> &str {
    let end = common
        .rfind(|c: char| !c.is_alphanumeric() && c != '+')
        .map_or(0, |at| at + common[at..].chars().next().map_or(0, char::len_utf8));
    let words = &common[..end];
    if says(words) { words } else { "" }
}

/// Of a common end, the same.
fn words_behind(common: &str) -> &str {
    let Some(from) = common.find(|c: char| !c.is_alphanumeric()) else { return "" };
    let words = &common[from..];
    if says(words) { words } else { "" }
}

/// Whether words are of the site: not of a date, an amount or a telephone number.
fn says(words: &str) -> bool {
    let holds = |c: char| {
        c.is_alphabetic()
            || super::signs::is_sign(c.encode_utf8(&mut [0; 4]))
            || "()[]@".contains(c)
    };
    words.chars().any(holds)
        && !words.chars().any(|c| c.is_ascii_digit() || "€$£".contains(c))
        && !super::kinds::names_money(words)
}

/// The way with what is always there taken off.
pub(super) fn way(way: &Way, trimmed: &Trimmed) -> Way {
    Way { regex: Some(trimmed.regex.clone()), ..way.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Option<(String, String, Vec<String>)> {
        let values: Vec<Option<String>> = values.iter().map(|v| Some((*v).to_owned())).collect();
        let found = trim(&values)?;
        let regex = regex::Regex::new(&found.regex).expect("it can be read");
        for (value, cut) in values.iter().flatten().zip(found.values.iter().flatten()) {
            assert_eq!(&regex.captures(value).expect("it fits")[1], cut);
        }
        Some((found.before, found.behind, found.values.into_iter().flatten().collect()))
    }

    #[test]
    fn words_around_values_are_taken_off() {
        let (before, behind, values) =
            of(&["by anna82 (2)", "by ben1 (2)", "by al7 (2)"]).unwrap_or_default();
        assert_eq!((before.as_str(), behind.as_str()), ("by ", ""));
        assert_eq!(values, ["anna82 (2)", "ben1 (2)", "al7 (2)"]);
        let (_, behind, values) = of(&["25 ans", "31 ans", "44 ans"]).unwrap_or_default();
        assert_eq!((behind.as_str(), values[0].as_str()), (" ans", "25"));
        let (before, _, values) = of(&["№ 25", "№ 31", "№ 44"]).unwrap_or_default();
        assert_eq!((before.as_str(), values[1].as_str()), ("№ ", "31"));
    }

    #[test]
    fn parts_of_values_are_left() {
        assert_eq!(of(&["€ 80", "€ 90", "€ 100"]), None);
        assert_eq!(of(&["80 EUR", "90 EUR", "100 EUR"]), None);
        assert_eq!(of(&["1 Mar 2026", "2 Mar 2026", "3 Mar 2026"]), None);
        assert_eq!(of(&["+31 6 1", "+31 6 2", "+31 6 3"]), None);
        assert_eq!(of(&["same", "same", "same"]), None);
    }
}
