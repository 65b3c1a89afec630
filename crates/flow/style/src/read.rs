//! Reads a masked text for writing habits, once from front to end.

use crate::compare::{FAMILIES, Family};
use crate::mask::HIDDEN;

/// Of each text at most so many bytes are read: habits show in far less.
const READ: usize = 1 << 16;

/// Hashes seen of every family.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) keys: [Vec<u16>; FAMILIES],
    pub(crate) letters: u32,
}

/// What a character is to a reader of style.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Hidden,
    Space,
    Line,
    /// Punctuation and signs of a keyboard.
    Mark,
    /// Emoji and ornaments.
    Sign,
}

fn class(c: char) -> Class {
    match c {
        '\n' => Class::Line,
        HIDDEN => Class::Hidden,
        c if c.is_alphabetic() || c == '\'' || c == '’' => Class::Letter,
        c if c.is_whitespace() || c.is_control() => Class::Space,
        c if c.is_ascii() || ('\u{a1}'..='\u{2fff}').contains(&c) && !is_sign(c) => Class::Mark,
        _ => Class::Sign,
    }
}

/// Arrows to dingbats, and what follows an emoji.
fn is_sign(c: char) -> bool {
    ('\u{2022}'..='\u{2027}').contains(&c) || ('\u{2190}'..='\u{2bff}').contains(&c)
}

/// One of 65,536, of a few numbers (FNV-1a over 32-bit steps, then the finaliser of MurmurHash3).
fn hash(of: impl IntoIterator<Item = u32>) -> u16 {
    let mut h = 0xcbf2_9ce4_8422_2325_u64;
    for n in of {
        h = (h ^ u64::from(n)).wrapping_mul(0x0100_0000_01b3);
    }
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    (h >> 48) as u16
}

impl Seen {
    fn put(&mut self, family: Family, of: impl IntoIterator<Item = u32>) {
        self.keys[family as usize].push(hash(of));
    }

    /// Reads a text.
    pub(crate) fn read(&mut self, text: &str) {
        let text = text.get(..text.floor_char_boundary(READ)).unwrap_or_default().trim();
        // Variation selectors and joiners belong to the sign before them.
        let drawn = |c: &char| !matches!(*c, '\u{fe0f}' | '\u{fe0e}' | '\u{200d}' | '\r');
        let chars: Vec<char> = text.chars().filter(drawn).collect();
        let classes: Vec<Class> = chars.iter().map(|&c| class(c)).collect();
        let letters = classes.iter().filter(|c| **c == Class::Letter).count() as u32;
        self.letters = self.letters.saturating_add(letters);
        self.grams(&chars, &classes);
        self.words(&chars, &classes);
        self.signs(&chars, &classes);
        self.lines(text);
        self.sentences(&chars, &classes);
    }

    /// Character 2- to 4-grams with something else than letters in them.
    fn grams(&mut self, chars: &[char], classes: &[Class]) {
        for at in 0..chars.len() {
            let (mut only_letters, mut with_sign) = (true, false);
            for end in at..(at + 4).min(chars.len()) {
                only_letters &= classes[end] == Class::Letter;
                with_sign |= matches!(classes[end], Class::Mark | Class::Sign);
                if end == at || only_letters {
                    continue;
                }
                let family = if with_sign { Family::Marks } else { Family::Edges };
                self.put(family, chars[at..=end].iter().map(|&c| c as u32));
            }
        }
    }

    /// Short words, lengths of words, and shapes of words in a row with what parts them.
    fn words(&mut self, chars: &[char], classes: &[Class]) {
        let mut shapes = [0_u32; 3];
        let mut at = 0;
        while at < chars.len() {
            let end = at + classes[at..].iter().take_while(|c| **c == classes[at]).count();
            let run = &chars[at..end];
            let shape = match classes[at] {
                Class::Letter => {
                    let length = run.len().min(15) as u32;
                    self.put(Family::Lengths, [1, length / 2]);
                    if run.len() <= 4 {
                        let lower = run.iter().flat_map(|c| c.to_lowercase());
                        self.put(Family::Words, lower.map(|c| c as u32));
                    }
                    shape(run)
                }
                Class::Hidden => 6,
                // Only what stands between words; how often a blank is doubled is told too.
                Class::Space => 7 + u32::from(run.len() > 1),
                Class::Line => 9 + u32::from(run.len() > 1),
                Class::Mark | Class::Sign => 64 + run[0] as u32,
            };
            shapes = [shapes[1], shapes[2], shape];
            if shapes[1] != 0 {
                self.put(Family::Shapes, shapes[1..].iter().copied());
            }
            if shapes[0] != 0 {
                self.put(Family::Shapes, shapes);
            }
            at = end;
        }
    }

    /// Runs of signs and of doubled marks, and where they stand.
    fn signs(&mut self, chars: &[char], classes: &[Class]) {
        let mut at = 0;
        while at < chars.len() {
            let end = at + chars[at..].iter().take_while(|c| **c == chars[at]).count();
            let sign = classes[at] == Class::Sign;
            if sign || classes[at] == Class::Mark && end - at > 1 {
                let length = (end - at).min(4) as u32;
                let free = |near: Option<&Class>| near.is_none_or(|c| *c == Class::Line);
                let place = match (free(classes[..at].last()), free(classes.get(end))) {
                    (true, true) => 1,
                    (true, false) => 2,
                    (false, true) => 3,
                    (false, false) => 4,
                };
                self.put(Family::Signs, [chars[at] as u32]);
                self.put(Family::Signs, [chars[at] as u32, length]);
                self.put(Family::Signs, [chars[at] as u32, length, place]);
            }
            at = end;
        }
    }

    /// Lengths of lines, blank lines, how lines and the text begin and end.
    fn lines(&mut self, text: &str) {
        let mut count = 0_u32;
        let kind = |c: Option<char>| match c.map(|c| (c, class(c))) {
            None => 0,
            Some((c, Class::Letter)) => 1 + u32::from(c.is_uppercase()),
            Some((_, Class::Hidden)) => 3,
            Some((c, _)) => 64 + c as u32,
        };
        for line in text.split('\n').map(str::trim) {
            count += 1;
            let long = line.len().checked_ilog2().unwrap_or(0);
            self.put(Family::Layout, [1, long]);
            self.put(Family::Layout, [2, kind(line.chars().next())]);
            self.put(Family::Layout, [3, kind(line.chars().next_back())]);
        }
        if !text.is_empty() {
            self.put(Family::Layout, [4, count.ilog2()]);
            self.put(Family::Layout, [5, kind(text.chars().next())]);
            self.put(Family::Layout, [6, kind(text.chars().next_back())]);
        }
    }

    /// Lengths of sentences in words, and what stands between one and the next.
    fn sentences(&mut self, chars: &[char], classes: &[Class]) {
        let (mut words, mut in_word) = (0_u32, false);
        let mut at = 0;
        while at < chars.len() {
            let letter = classes[at] == Class::Letter;
            words += u32::from(letter && !in_word);
            in_word = letter;
            let ends = matches!(chars[at], '.' | '!' | '?' | '…' | '\n');
            if !ends {
                at += 1;
                continue;
            }
            let apart = |c: &&Class| !matches!(**c, Class::Letter | Class::Hidden);
            let end = at + classes[at..].iter().take_while(apart).count();
            if words > 0 {
                self.put(Family::Lengths, [2, (words + 1).ilog2(), words.min(16) / 4]);
                let between = chars[at..end.min(at + 6)].iter().map(|&c| c as u32);
                self.put(Family::Layout, [7].into_iter().chain(between));
                let opens = chars.get(end).map_or(0, |c| 1 + u32::from(c.is_uppercase()));
                self.put(Family::Layout, [8, opens]);
                words = 0;
            }
            at = end.max(at + 1);
        }
    }
}

/// A single letter, small or capital; all small; a capital first; all capitals; mixed.
fn shape(word: &[char]) -> u32 {
    let capital = |c: &&char| c.is_uppercase();
    let capitals = word.iter().filter(capital).count();
    match (word.len(), capitals) {
        (1, 0) => 1,
        (1, _) => 2,
        (_, 0) => 3,
        (_, 1) if word[0].is_uppercase() => 4,
        (n, m) if n == m => 5,
        // 6 to 10 are taken by what is no word.
        _ => 11,
    }
}
