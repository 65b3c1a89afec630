//! Words of nationality, ethnicity, skin colour and religion: known so that nothing is built on
//! them.

use crate::gazetteer::words;
use crate::lexicon::rows;
use std::collections::BTreeSet;
use std::sync::LazyLock;

struct Never {
    /// Folded words, joined by a blank.
    phrases: BTreeSet<String>,
    /// Words of the longest.
    longest: usize,
}

static NEVER: LazyLock<Never> = LazyLock::new(|| {
    let phrases: BTreeSet<String> = rows("never").map(|row| words(row[0]).join(" ")).collect();
    let longest = phrases.iter().map(|p| p.split(' ').count()).max().unwrap_or(0);
    Never { phrases, longest }
});

/// The first word or phrase of nationality, ethnicity, skin colour or religion in `text`, folded
/// (`romanca` of `ROMÂNCĂ`). No lexicon may hold one, and nothing may be counted by one.
pub fn never(text: &str) -> Option<String> {
    let words = words(text);
    let (never, starts) = (&*NEVER, 0..words.len());
    starts
        .flat_map(|from| (1..=never.longest.min(words.len() - from)).map(move |n| (from, n)))
        .map(|(from, n)| words[from..from + n].join(" "))
        .find(|phrase| never.phrases.contains(phrase))
}

/// All of these words and phrases, folded: what [`never`] finds.
pub fn never_words() -> &'static BTreeSet<String> {
    &NEVER.phrases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_known_in_any_spelling_and_place() {
        assert_eq!(never("new ROMÂNCĂ here").as_deref(), Some("romanca"));
        assert_eq!(never("two White Girls").as_deref(), Some("white girls"));
        assert_eq!(never("white lace, romantic evening"), None);
        assert_eq!(never(""), None);
        for phrase in never_words() {
            assert!(never(phrase).is_some(), "{phrase}");
        }
    }
}
