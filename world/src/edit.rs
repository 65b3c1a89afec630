//! What posters do to a text to make it look new: word edits, shuffles, truncation, letters for
//! letters.

use crate::rng::Rng;
use crate::word::Words;

/// A part of a text. What is fixed carries a contact, a phrase or a price and is never edited.
pub(crate) struct Part {
    pub(crate) text: String,
    pub(crate) fixed: bool,
}

/// Changes `per_mille` of the words of every free part: another word, none, or one more.
pub(crate) fn words(parts: &mut [Part], per_mille: u32, words: &Words, rng: &mut Rng) {
    for part in parts.iter_mut().filter(|p| !p.fixed) {
        let mut out = String::with_capacity(part.text.len() + 16);
        for word in part.text.split(' ') {
            let mut keep = true;
            let mut added = false;
            if rng.chance(per_mille) {
                match rng.below(3) {
                    0 => (keep, added) = (false, true),
                    1 => keep = false,
                    _ => added = true,
                }
            }
            for (on, new) in [(keep, false), (added, true)] {
                if on {
                    if !out.is_empty() {
                        out.push(' ');
                    }
                    if new { words.write(rng, false, &mut out) } else { out.push_str(word) }
                }
            }
        }
        part.text = out;
    }
}

/// Puts the free parts in another order; the fixed ones stay where they are.
pub(crate) fn shuffle(parts: &mut [Part], rng: &mut Rng) {
    let free: Vec<usize> = (0..parts.len()).filter(|&i| !parts[i].fixed).collect();
    for i in (1..free.len()).rev() {
        parts.swap(free[i], free[rng.index(i + 1)]);
    }
}

/// Leaves out the last third of the free parts.
pub(crate) fn truncate(parts: &mut Vec<Part>) {
    let free = parts.iter().filter(|p| !p.fixed).count();
    let keep = free - free / 3;
    let mut seen = 0;
    parts.retain(|p| {
        seen += usize::from(!p.fixed);
        p.fixed || seen <= keep
    });
}

/// Writes a tenth of the letters of the free parts as digits that look like them.
pub(crate) fn leet(parts: &mut [Part], rng: &mut Rng) {
    replace(parts, rng, |c| match c {
        'o' => Some('0'),
        'e' => Some('3'),
        'a' => Some('4'),
        'i' => Some('1'),
        's' => Some('5'),
        _ => None,
    });
}

/// Writes a tenth of the letters of the free parts in another alphabet that looks the same
/// (Unicode Technical Standard 39, confusables).
pub(crate) fn homoglyphs(parts: &mut [Part], rng: &mut Rng) {
    replace(parts, rng, |c| match c {
        'a' => Some('а'),
        'e' => Some('е'),
        'o' => Some('о'),
        'c' => Some('с'),
        'p' => Some('р'),
        'i' => Some('і'),
        _ => None,
    });
}

fn replace(parts: &mut [Part], rng: &mut Rng, like: impl Fn(char) -> Option<char>) {
    for part in parts.iter_mut().filter(|p| !p.fixed) {
        part.text = part
            .text
            .chars()
            .map(|c| match like(c) {
                Some(other) if rng.chance(100) => other,
                _ => c,
            })
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Vec<Part> {
        (0..12)
            .map(|n| Part {
                text: format!("sentence {n} says a lot of nice places"),
                fixed: n % 3 == 0,
            })
            .collect()
    }

    fn fixed(parts: &[Part]) -> Vec<&str> {
        parts.iter().filter(|p| p.fixed).map(|p| p.text.as_str()).collect()
    }

    #[test]
    fn what_is_fixed_stays_and_the_rest_changes() {
        let maker = Words::load();
        type Edit<'a> = &'a dyn Fn(&mut Vec<Part>, &mut Rng);
        let edits: [Edit<'_>; 5] = [
            &|p, rng| words(p, 500, &maker, rng),
            &|p, rng| shuffle(p, rng),
            &|p, _| truncate(p),
            &|p, rng| leet(p, rng),
            &|p, rng| homoglyphs(p, rng),
        ];
        let before = parts();
        for (n, edit) in (0..).zip(edits) {
            let mut after = parts();
            edit(&mut after, &mut Rng::of(&[n]));
            assert_eq!(fixed(&after), fixed(&before), "edit {n}");
            let texts = |of: &[Part]| of.iter().map(|p| p.text.clone()).collect::<Vec<_>>();
            assert_ne!(texts(&after), texts(&before), "edit {n}");
        }
    }

    #[test]
    fn one_word_in_eight_is_edited() {
        let text = vec!["word"; 10_000].join(" ");
        let mut parts = [Part { text, fixed: false }];
        words(&mut parts, 120, &Words::load(), &mut Rng::of(&[1]));
        let kept = parts[0].text.split(' ').filter(|w| *w == "word").count();
        // A third of the edits leaves the word and adds one.
        assert!((9_100..9_300).contains(&kept), "{kept}");
    }
}
