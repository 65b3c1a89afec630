//! Text → tokens: words, numbers, emoji, and pairs of characters where no spaces are written.

use crate::fold::{self, Class};
use crate::look_alike::{self, Reading};

/// Longest token, in characters of its folded form; what is behind is cut off, in texts and in
/// queries alike.
const CHARS_MAX: usize = 64;

/// A word of a text, as it is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Folded: lower-case, without accents and disguise.
    pub folded: String,
    /// As spelled, lower-case, if that differs from `folded`: what a stemmer wants to see.
    pub spelled: Option<String>,
    /// The Latin word it looks like, if it is of another script and all its letters look Latin.
    pub latin: Option<String>,
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Count of words before it.
    pub position: usize,
    /// What it is made of.
    pub kind: TokenKind,
}

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters.
    Word,
    /// Digits.
    Number,
    /// One pictograph or flag.
    Emoji,
    /// Two characters of a script without spaces.
    Pair,
    /// One character of a script without spaces; in a run of several it is a part of pairs.
    Single {
        /// Whether the run has other characters: a query for the run asks for the pairs alone.
        within: bool,
    },
}

/// The tokens of `text`, in order. Letters and digits that touch are two tokens ("60min"), so
/// that a number is found with any unit behind it.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut cutter = Cutter { text, out: Vec::with_capacity(text.len() / 6), position: 0 };
    let mut run: Option<(Class, usize, usize)> = None;
    for (at, c) in text.char_indices() {
        let class = fold::class(c);
        let end = at + c.len_utf8();
        match (&mut run, class) {
            (_, Class::Unseen) => {}
            (Some((of, _, to)), _) if *of == class && class != Class::Emoji => *to = end,
            _ => {
                cutter.flush(run.take());
                run = (class != Class::Break).then_some((class, at, end));
            }
        }
    }
    cutter.flush(run);
    cutter.out
}

struct Cutter<'a> {
    text: &'a str,
    out: Vec<Token>,
    position: usize,
}

impl Cutter<'_> {
    fn flush(&mut self, run: Option<(Class, usize, usize)>) {
        let Some((class, start, end)) = run else { return };
        match class {
            Class::Letter => self.word(start, end, TokenKind::Word),
            Class::Digit => self.word(start, end, TokenKind::Number),
            Class::NoSpace => self.pairs(start, end),
            Class::Flag => self.flags(start, end),
            Class::Emoji => self.emoji(start, end),
            Class::Unseen | Class::Break => {}
        }
    }

    fn push(&mut self, folded: String, start: usize, end: usize, kind: TokenKind) {
        let position = self.position;
        self.out.push(Token { folded, spelled: None, latin: None, start, end, position, kind });
    }

    fn word(&mut self, start: usize, end: usize, kind: TokenKind) {
        let word = &self.text[start..end];
        if word.is_ascii() {
            self.push(shortened(word.to_ascii_lowercase()), start, end, kind);
            self.position += 1;
            return;
        }
        let mut folded = String::with_capacity(word.len());
        fold::fold(word, &mut folded);
        if folded.is_empty() {
            return;
        }
        let reading = look_alike::read(word, &folded);
        let (folded, latin) = match reading {
            Reading::AsItIs => (folded, None),
            Reading::Latin(posing) => (posing, None),
            Reading::Either(posing) => (folded, Some(shortened(posing))),
        };
        let folded = shortened(folded);
        let spelled = Some(shortened(fold::spelled(word))).filter(|s| *s != folded);
        self.push(folded, start, end, kind);
        if let Some(token) = self.out.last_mut() {
            token.spelled = spelled;
            token.latin = latin;
        }
        self.position += 1;
    }

    /// Single characters, and each with the next.
    fn pairs(&mut self, start: usize, end: usize) {
        let run = &self.text[start..end];
        let seen = run.char_indices().filter(|&(_, c)| fold::class(c) == Class::NoSpace);
        let chars: Vec<(usize, usize, String)> = seen
            .map(|(at, c)| {
                let mut form = String::new();
                fold::no_space_form(c, &mut form);
                (start + at, start + at + c.len_utf8(), form)
            })
            .collect();
        let within = chars.len() > 1;
        for (n, (from, to, form)) in chars.iter().enumerate() {
            self.push(form.clone(), *from, *to, TokenKind::Single { within });
            if let Some((_, to, next)) = chars.get(n + 1) {
                self.push(format!("{form}{next}"), *from, *to, TokenKind::Pair);
            }
            self.position += 1;
        }
    }

    /// Two halves make a flag; a half alone is a letter.
    fn flags(&mut self, start: usize, end: usize) {
        let run = &self.text[start..end];
        let halves: Vec<(usize, char)> =
            run.char_indices().filter(|&(_, c)| fold::class(c) == Class::Flag).collect();
        for flag in halves.chunks(2) {
            let from = start + flag[0].0;
            let last = flag[flag.len() - 1];
            let folded = flag.iter().map(|&(_, c)| c).collect();
            self.push(folded, from, start + last.0 + last.1.len_utf8(), TokenKind::Emoji);
            self.position += 1;
        }
    }

    fn emoji(&mut self, start: usize, end: usize) {
        let sign = self.text[start..end].to_owned();
        self.push(sign, start, end, TokenKind::Emoji);
        self.position += 1;
    }
}

fn shortened(mut word: String) -> String {
    if word.len() > CHARS_MAX
        && let Some((cut, _)) = word.char_indices().nth(CHARS_MAX)
    {
        word.truncate(cut);
    }
    word
}
