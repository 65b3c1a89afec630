//! Folded text → tokens (words and runs of digits) and the lexicon terms that start at each.

use crate::lexicon::{Class, Lexicon, NONE};

/// A word (letters) or a run of digits: folded bytes `start..end`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Id of the word in the lexicon, [`NONE`] if unknown.
    pub(crate) word: u32,
    pub(crate) number: bool,
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

const OTHER: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;

const KIND: [u8; 256] = {
    let mut table = [OTHER; 256];
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
    table
};

/// Length of the word or digit run at the start of `bytes`; 0 if there is none.
pub(crate) fn word_len(bytes: &[u8]) -> usize {
    let Some(&first) = bytes.first() else { return 0 };
    let kind = KIND[usize::from(first)];
    if kind == OTHER {
        return 0;
    }
    bytes.iter().position(|&b| KIND[usize::from(b)] != kind).unwrap_or(bytes.len())
}

/// Tokens of `bytes`, into `out`.
pub(crate) fn tokenise(bytes: &[u8], lexicon: &Lexicon, out: &mut Vec<Token>) {
    out.clear();
    let mut at = 0;
    while at < bytes.len() {
        let kind = KIND[usize::from(bytes[at])];
        if kind == OTHER {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && KIND[usize::from(bytes[at])] == kind {
            at += 1;
        }
        let number = kind == DIGIT;
        // No term holds a number of more than three digits.
        let word = if number && at - start > 3 { NONE } else { lexicon.word(&bytes[start..at]) };
        out.push(Token { start: start as u32, end: at as u32, word, number });
    }
}

/// Terms that start at each token. `first[i]..first[i + 1]` are the hits at token `i`.
pub(crate) fn find_terms(
    bytes: &[u8],
    tokens: &[Token],
    lexicon: &Lexicon,
    hits: &mut Vec<Hit>,
    first: &mut Vec<u32>,
) {
    hits.clear();
    first.clear();
    for (from, token) in tokens.iter().enumerate() {
        first.push(hits.len() as u32);
        let Some(mut node) = lexicon.start(token.word) else { continue };
        let mut to = from + 1;
        loop {
            for sense in lexicon.senses(node) {
                hits.push(Hit {
                    from: from as u32,
                    to: to as u32,
                    class: sense.class,
                    value: sense.value,
                });
            }
            let Some(next) = tokens.get(to) else { break };
            let gap = &bytes[tokens[to - 1].end as usize..next.start as usize];
            let Some(child) = lexicon.step(node, next.word) else { break };
            if !joins(gap) {
                break;
            }
            node = child;
            to += 1;
        }
    }
    first.push(hits.len() as u32);
}

/// Whether the words on both sides of `gap` can belong to one term.
fn joins(gap: &[u8]) -> bool {
    let tied = gap.len() <= 3 && gap.iter().all(|b| b" -_'/*\n&%".contains(b));
    tied && !gap.ends_with(b"\n\n") || gap == b"."
}
