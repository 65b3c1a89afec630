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
    /// Words, and parts of words, that must never come out by chance.
    banned: Vec<&'static str>,
}

impl Words {
    /// Reads `data/banned.txt`.
    pub(crate) fn load() -> Self {
        let banned = include_str!("../data/banned.txt")
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .collect();
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
            if !self.banned.iter().any(|b| out[start..].contains(b)) {
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

    /// A word on its own.
    pub(crate) fn one(&self, rng: &mut Rng) -> String {
        let mut out = String::new();
        self.write(rng, false, &mut out);
        out
    }
}
