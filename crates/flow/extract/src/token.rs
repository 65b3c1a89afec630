//! Folded text → tokens (words and runs of digits) and the lexicon terms that start at each.

use crate::lexicon::{Class, Lexicon, NONE, NUMBER};

/// A word (letters) or a run of digits: folded bytes `start..end`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Id of the word in the lexicon, [`NONE`] if unknown.
    pub(crate) word: u32,
    pub(crate) number: bool,
    /// Which signs stand between it and the token before: [`AT`] and the others.
    pub(crate) signs: u8,
}

impl Token {
    pub(crate) fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
}

/// A lexicon term in the text: tokens `from..to`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) class: Class,
    pub(crate) value: u32,
}

/// The sign `@` in the gap before a token.
pub(crate) const AT: u8 = 1;
/// A colon there.
pub(crate) const COLON: u8 = 2;

const LETTER: u8 = 0x40;
const DIGIT: u8 = 0x80;
/// What stands in words and numbers has one of these bits.
const INSIDE: u8 = LETTER | DIGIT;

const KIND: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        if b.is_ascii_lowercase() || b == crate::fold::LETTER {
            table[byte] = LETTER;
        } else if b.is_ascii_digit() {
            table[byte] = DIGIT;
        }
        byte += 1;
    }
    table[b'@' as usize] = AT;
    table[b':' as usize] = COLON;
    table
};

/// Length of the word or digit run at the start of `bytes`; 0 if there is none.
pub(crate) fn word_len(bytes: &[u8]) -> usize {
    let Some(&first) = bytes.first() else { return 0 };
    let kind = KIND[usize::from(first)];
    if kind & INSIDE == 0 {
        return 0;
    }
    bytes.iter().position(|&b| KIND[usize::from(b)] != kind).unwrap_or(bytes.len())
}

/// Tokens of `bytes`, into `out`.
pub(crate) fn tokenise(bytes: &[u8], lexicon: &Lexicon, out: &mut Vec<Token>) {
    out.clear();
    let (mut at, mut signs) = (0, 0);
    while at < bytes.len() {
        let kind = KIND[usize::from(bytes[at])];
        if kind & INSIDE == 0 {
            signs |= kind;
            at += 1;
            continue;
        }
        let start = at;
        let same = bytes[at..].iter().position(|b| KIND[usize::from(*b)] != kind);
        at = same.map_or(bytes.len(), |len| at + len);
        let number = kind == DIGIT;
        // No term holds a number of more than three digits.
        let word = if number && at - start > 3 { NONE } else { lexicon.word(&bytes[start..at]) };
        out.push(Token { start: start as u32, end: at as u32, word, number, signs });
        signs = 0;
    }
}

/// The terms of a text.
#[derive(Default)]
pub(crate) struct Terms {
    hits: Vec<Hit>,
    /// `first[i]..first[i + 1]` are the hits at token `i`.
    first: Vec<u32>,
    /// For each token the bits of the classes whose terms start there, and [`NUMBER`].
    pub(crate) marks: Vec<u64>,
}

impl Terms {
    /// Terms that start at token `i`, short ones first.
    pub(crate) fn at(&self, i: usize) -> &[Hit] {
        match (self.first.get(i), self.first.get(i + 1)) {
            (Some(&a), Some(&b)) => &self.hits[a as usize..b as usize],
            _ => &[],
        }
    }

    /// Finds the terms in `bytes`, of which `tokens` are the tokens.
    pub(crate) fn set(&mut self, bytes: &[u8], tokens: &[Token], lexicon: &Lexicon) {
        self.hits.clear();
        self.first.clear();
        self.marks.clear();
        for (from, token) in tokens.iter().enumerate() {
            self.first.push(self.hits.len() as u32);
            let number = if token.number { NUMBER } else { 0 };
            let terms = lexicon.start(token.word).map_or(0, |root| {
                let rest = (tokens, from);
                walk(bytes, rest, lexicon, root, &mut self.hits)
            });
            self.marks.push(number | terms);
        }
        self.first.push(self.hits.len() as u32);
    }
}

/// The terms that start at token `from`, whose node is `node`; gives their marks.
fn walk(
    bytes: &[u8],
    (tokens, from): (&[Token], usize),
    lexicon: &Lexicon,
    mut node: u32,
    hits: &mut Vec<Hit>,
) -> u64 {
    let (mut to, mut marks) = (from + 1, 0);
    loop {
        marks |= lexicon.marks(node);
        hits.extend(lexicon.senses(node).iter().map(|sense| Hit {
            from: from as u32,
            to: to as u32,
            class: sense.class,
            value: sense.value,
        }));
        let Some(next) = tokens.get(to) else { break };
        let Some(child) = lexicon.step(node, next.word) else { break };
        if !joins(&bytes[tokens[to - 1].end as usize..next.start as usize]) {
            break;
        }
        node = child;
        to += 1;
    }
    marks
}

/// Whether the words on both sides of `gap` can belong to one term.
fn joins(gap: &[u8]) -> bool {
    let tied = gap.len() <= 3 && gap.iter().all(|b| b" -_'/*\n&%".contains(b));
    tied && !gap.ends_with(b"\n\n") || gap == b"."
}
