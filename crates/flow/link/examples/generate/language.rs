//! A made-up language: function words, content words by Zipf's law, stock phrases that make up a
//! third of all words; sentences with slots; contacts, plain and disguised; edits.

use crate::random::Random;

const FUNCTION: &[&str] = &[
    "the", "and", "to", "a", "you", "for", "with", "i", "in", "my", "is", "of", "me", "we", "our",
    "at", "your", "call", "on", "am", "be", "all", "from", "by", "have", "now", "just", "not",
    "can",
];
const ONSETS: &[&str] = &[
    "b", "br", "c", "ch", "cl", "cr", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m",
    "n", "p", "pl", "pr", "r", "s", "sh", "sl", "st", "t", "th", "tr", "v", "w", "z",
];
const VOWELS: &[&str] = &["a", "ai", "e", "ea", "ee", "i", "o", "ou", "u"];
const CODAS: &[&str] = &["", "", "n", "r", "s", "t", "ng"];
const WORDS: usize = 60_000;
const PHRASES: usize = 1_500;

/// The lexicon.
pub(crate) struct Language {
    words: Vec<String>,
    phrases: Vec<Vec<String>>,
    short: bool,
}

/// A piece of a template's sentence.
#[derive(Clone)]
pub(crate) enum Piece {
    /// A fixed word.
    Word(String),
    /// A name or city, drawn anew.
    Name,
    /// An hour, an amount, a duration.
    Number,
    /// A stock phrase, drawn anew.
    Phrase,
}

/// Sentences of pieces.
pub(crate) type Template = Vec<Vec<Piece>>;

impl Language {
    pub(crate) fn new(random: &mut Random, short: bool) -> Self {
        let words: Vec<String> = (0..WORDS).map(|_| made_up(random)).collect();
        let mut language = Self { words, phrases: Vec::new(), short };
        language.phrases = (0..PHRASES)
            .map(|_| (0..random.between(3, 8)).map(|_| language.word(random)).collect())
            .collect();
        language
    }

    /// A function word or a content word.
    pub(crate) fn word(&self, random: &mut Random) -> String {
        if random.chance(0.42) {
            FUNCTION[random.zipf(FUNCTION.len(), 2.0)].to_string()
        } else {
            self.words[random.zipf(WORDS, 12.0)].clone()
        }
    }

    fn phrase(&self, random: &mut Random) -> &[String] {
        &self.phrases[random.zipf(PHRASES, 6.0)]
    }

    fn sentence(&self, random: &mut Random, slots: bool) -> Vec<Piece> {
        let want = if self.short { random.between(4, 10) } else { random.between(6, 14) };
        let mut pieces = Vec::new();
        while pieces.len() < want {
            let roll = random.unit();
            if roll < 0.08 {
                pieces.extend(self.phrase(random).iter().cloned().map(Piece::Word));
            } else if slots && roll < 0.12 {
                pieces.push(match random.below(3) {
                    0 => Piece::Name,
                    1 => Piece::Number,
                    _ => Piece::Phrase,
                });
            } else {
                pieces.push(Piece::Word(self.word(random)));
            }
        }
        pieces
    }

    /// A text of about 87 words, or about 24 with `short`; with slots where it is a template.
    pub(crate) fn template(&self, random: &mut Random, slots: bool) -> Template {
        let sentences = if self.short { random.between(2, 4) } else { random.between(4, 10) };
        (0..sentences).map(|_| self.sentence(random, slots)).collect()
    }

    /// Fills the slots: words of each sentence.
    pub(crate) fn fill(&self, random: &mut Random, template: &Template) -> Vec<Vec<String>> {
        let mut filled = Vec::new();
        for sentence in template {
            let mut words = Vec::new();
            for piece in sentence {
                match piece {
                    Piece::Word(w) => words.push(w.clone()),
                    Piece::Name => words.push(capital(&made_up(random))),
                    Piece::Number => {
                        words.push(random.between(1, 99).to_string());
                        words.push(random.pick(&["am", "pm", "min", "usd"]).to_string());
                    }
                    Piece::Phrase => words.extend(self.phrase(random).iter().cloned()),
                }
            }
            filled.push(words);
        }
        filled
    }

    /// Level 1: 5 % of words changed. Level 2: 12 %, moved sentences, cut ends, disguised letters.
    pub(crate) fn edit(&self, random: &mut Random, text: &mut Vec<Vec<String>>, level: i64) {
        let rate = [0.0, 0.05, 0.12][level.clamp(0, 2) as usize];
        for sentence in text.iter_mut() {
            let mut out = Vec::with_capacity(sentence.len());
            for word in sentence.drain(..) {
                if !random.chance(rate) {
                    out.push(word);
                    continue;
                }
                match random.below(3) {
                    0 => {}
                    1 => out.push(self.word(random)),
                    _ => out.extend([word, self.word(random)]),
                }
            }
            if level == 2 {
                for word in &mut out {
                    if random.chance(0.05) {
                        *word = disguise(random, word);
                    }
                }
            }
            *sentence = out;
        }
        if level == 2 {
            if random.chance(0.5) {
                random.shuffle(text);
            }
            if text.len() > 2 && random.chance(0.3) {
                let keep = random.between(text.len().div_ceil(2), text.len());
                text.truncate(keep);
            }
        }
    }
}

/// A word of one to three syllables.
pub(crate) fn made_up(random: &mut Random) -> String {
    (0..random.between(1, 3))
        .map(|_| [random.pick(ONSETS), random.pick(VOWELS), random.pick(CODAS)].concat())
        .collect()
}

fn capital(word: &str) -> String {
    word.get(..1).map(str::to_uppercase).unwrap_or_default() + word.get(1..).unwrap_or_default()
}

/// Leet or Cyrillic look-alikes.
fn disguise(random: &mut Random, word: &str) -> String {
    let to: &[(char, char)] = if random.chance(0.5) {
        &[('o', '0'), ('e', '3'), ('a', '@'), ('i', '1'), ('s', '$')]
    } else {
        &[('o', 'о'), ('e', 'е'), ('a', 'а'), ('i', 'і'), ('s', 'ѕ')]
    };
    word.chars().map(|c| to.iter().find(|(l, _)| *l == c).map_or(c, |(_, r)| *r)).collect()
}

/// Sentences as one text: full stops, or line by line with dashes, or nothing between.
pub(crate) fn print(random: &mut Random, text: &[Vec<String>]) -> String {
    let between = random.pick(&[". ", "! ", " - ", " ", ". 💕 "]);
    let mut sentences: Vec<String> = Vec::new();
    for words in text.iter().filter(|words| !words.is_empty()) {
        let mut words = words.clone();
        words[0] = capital(&words[0]);
        for word in &mut words {
            if random.chance(0.02) {
                *word = word.to_uppercase();
            }
        }
        sentences.push(words.join(" "));
    }
    sentences.join(between)
}

/// A phone as written: plain, or (with `hide`) split by signs or spelled out.
pub(crate) fn write_phone(random: &mut Random, digits: &str, hide: bool) -> String {
    const SPELLED: [&str; 10] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let lead = random.pick(&["call", "text", "tel", "📞", "whatsapp"]);
    if !hide {
        let (a, b, c) = (&digits[..3], &digits[3..6], &digits[6..]);
        return match random.below(3) {
            0 => format!("{lead} ({a}) {b}-{c}"),
            1 => format!("{lead} {a}-{b}-{c}"),
            _ => format!("{lead} +1 {a} {b} {c}"),
        };
    }
    let signs = ["-", ".", "*", " ", "_"];
    let spell = random.chance(0.5);
    let mut out = lead.to_string() + " ";
    for digit in digits.bytes() {
        let digit = digit - b'0';
        if spell {
            if random.chance(0.6) {
                out += SPELLED[usize::from(digit)];
            } else {
                out.push((b'0' + digit) as char);
            }
            out.push(' ');
        } else {
            out.push((b'0' + digit) as char);
            out += random.pick(&signs);
        }
    }
    out
}
