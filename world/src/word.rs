//! Made-up words: they stand for what adverts offer and like, so that strangers' texts differ and
//! nothing explicit is ever written.

use crate::rng::Rng;

const ONSETS: [&str; 24] = [
    "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "t", "v", "w", "z", "br", "dr",
    "fl", "gr", "kl", "pl", "st", "tr",
];
const VOWELS: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ou", "ee", "ia", "eo"];
const CODAS: [&str; 8] = ["", "", "", "", "n", "r", "l", "m"];

/// The maker of words.
pub(crate) struct Words {
    /// Words, and parts of words, that must never come out by chance, by their first byte.
    banned: Vec<Vec<&'static [u8]>>,
}

impl Words {
    /// Reads `data/banned.txt`.
    pub(crate) fn load() -> Self {
        let mut banned = vec![Vec::new(); 256];
        let lines = include_str!("../data/banned.txt").lines();
        for line in lines.filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let bytes = line.as_bytes();
            banned[usize::from(bytes[0])].push(bytes);
        }
        Self { banned }
    }

    /// Appends a word of two or three syllables.
    pub(crate) fn write(&self, rng: &mut Rng, capital: bool, out: &mut String) {
        let start = out.len();
        loop {
            for _ in 0..rng.geometric(2, 3, 250) {
                out.push_str(rng.word(&ONSETS));
                out.push_str(rng.word(&VOWELS));
                out.push_str(rng.word(&CODAS));
            }
            if !self.is_bad(&out.as_bytes()[start..]) {
                break;
            }
            out.truncate(start);
        }
        if capital {
            // Every onset is ASCII.
            let upper = out[start..=start].to_ascii_uppercase();
            out.replace_range(start..=start, &upper);
        }
    }

    /// Whether a bad word stands anywhere in it.
    fn is_bad(&self, word: &[u8]) -> bool {
        (0..word.len()).any(|at| {
            self.banned[usize::from(word[at])].iter().any(|bad| word[at..].starts_with(bad))
        })
    }

    /// A word on its own.
    pub(crate) fn one(&self, rng: &mut Rng) -> String {
        let mut out = String::new();
        self.write(rng, false, &mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_words_are_known_wherever_they_stand() {
        let words = Words::load();
        for line in include_str!("../data/banned.txt").lines().filter(|l| !l.starts_with('#')) {
            for whole in [line.to_owned(), format!("ba{line}"), format!("{line}na")] {
                assert!(words.is_bad(whole.as_bytes()), "{whole}");
            }
        }
        assert!(!words.is_bad(b"brandoluna"));
    }
}
