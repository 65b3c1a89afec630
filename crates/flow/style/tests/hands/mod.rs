//! Made-up hands: each writes texts of random words in one language, with or without habits.

use spoor_style::{Example, Profile, mask};

/// SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) as usize % n
    }
}

const LANGUAGES: [(&str, &[&str]); 2] = [
    ("en", &["the", "house", "is", "near", "a", "river", "and", "you", "may", "visit", "when"]),
    ("de", &["das", "Haus", "steht", "am", "Fluss", "und", "man", "kann", "es", "sehen", "wenn"]),
];

/// A text of about 40 words.
pub fn text(language: usize, habit: Option<usize>, chance: &mut Chance) -> String {
    let words = LANGUAGES[language].1;
    let (end, between) = match habit {
        Some(n) => ([".", "!!", " !", "...", " ..", "?!"][n % 6], [" ", "\n", " ✨ "][n / 6 % 3]),
        None => (".", " "),
    };
    let mut out = String::new();
    for _ in 0..8 {
        for n in 0..5 {
            if n > 0 {
                out.push(' ');
            }
            out.push_str(words[chance.below(words.len())]);
        }
        out.push_str(end);
        out.push_str(between);
    }
    out
}

/// Four texts each of `hands` hands, each a template of its own. Nine in ten hands write German.
pub fn examples(hands: u32, with_habits: bool) -> Vec<Example> {
    let mut chance = Chance(7);
    let mut all = Vec::new();
    for actor in 0..hands {
        let language = usize::from(actor % 10 != 0);
        let habit = with_habits.then(|| chance.below(18));
        for n in 0..4 {
            let text = mask(&text(language, habit, &mut chance), &[]);
            let profile = Profile::of([&text], LANGUAGES[language].0);
            all.push(Example { profile, actor, template: actor * 4 + n });
        }
    }
    all
}
