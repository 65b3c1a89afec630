//! One text on the table: folded bytes, tokens and terms, with the small questions that every
//! finder asks of them.

use crate::Hints;
use crate::fold::Folded;
use crate::lexicon::{Class, Lexicon};
use crate::token::{Hit, Terms, Token};
use spoor_vocab::{Kind, Mention};

/// A text and what has been found in it so far.
pub(crate) struct Scan<'a> {
    pub(crate) text: &'a str,
    pub(crate) folded: &'a Folded,
    pub(crate) tokens: &'a [Token],
    pub(crate) terms: &'a Terms,
    /// For each token: whether a finder has taken it.
    pub(crate) taken: &'a mut [bool],
    pub(crate) lexicon: &'static Lexicon,
    pub(crate) hints: &'a Hints<'a>,
    pub(crate) out: &'a mut Vec<Mention>,
}

impl<'a> Scan<'a> {
    /// All folded bytes.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        &self.folded.bytes
    }

    /// Folded bytes of token `i`.
    pub(crate) fn word(&self, i: usize) -> &'a [u8] {
        let t = self.tokens[i];
        &self.bytes()[t.start as usize..t.end as usize]
    }

    /// Folded bytes between tokens `i` and `i + 1`; to the end of the text behind the last.
    pub(crate) fn gap_after(&self, i: usize) -> &'a [u8] {
        let end = self.tokens.get(i + 1).map_or(self.bytes().len(), |t| t.start as usize);
        &self.bytes()[self.tokens[i].end as usize..end]
    }

    /// Folded bytes between tokens `i - 1` and `i`; from the start of the text before the first.
    pub(crate) fn gap_before(&self, i: usize) -> &'a [u8] {
        let start = if i == 0 { 0 } else { self.tokens[i - 1].end as usize };
        &self.bytes()[start..self.tokens[i].start as usize]
    }

    /// The folded byte before offset `at`, 0 at the start.
    pub(crate) fn byte_before(&self, at: u32) -> u8 {
        if at == 0 { 0 } else { self.bytes()[at as usize - 1] }
    }

    /// The folded byte at offset `at`, 0 at the end.
    pub(crate) fn byte_at(&self, at: u32) -> u8 {
        self.bytes().get(at as usize).copied().unwrap_or(0)
    }

    /// Terms that start at token `i`.
    pub(crate) fn terms(&self, i: usize) -> &'a [Hit] {
        self.terms.at(i)
    }

    /// The bits of the classes of the terms that start at token `i`, and whether it is a number.
    #[inline]
    pub(crate) fn marks(&self, i: usize) -> u64 {
        self.terms.marks.get(i).copied().unwrap_or(0)
    }

    /// The first token from `i` on that has one of the bits `marks`; behind the last if none has.
    /// How a finder steps over the words that are nothing to it.
    #[inline]
    pub(crate) fn next(&self, i: usize, marks: u64) -> usize {
        let rest = self.terms.marks.get(i..).unwrap_or(&[]);
        rest.iter().position(|m| m & marks != 0).map_or(self.tokens.len(), |step| i + step)
    }

    /// The longest term of `class` that starts at token `i`.
    pub(crate) fn term(&self, i: usize, class: Class) -> Option<Hit> {
        if !self.is(i, class) {
            return None;
        }
        self.terms(i).iter().rev().find(|h| h.class == class).copied()
    }

    /// Whether token `i` starts a term of `class`.
    #[inline]
    pub(crate) fn is(&self, i: usize, class: Class) -> bool {
        self.marks(i) & class.bit() != 0
    }

    /// Whether a term of `class` ends right before token `i` (within `words` tokens).
    pub(crate) fn ends_before(&self, i: usize, class: Class) -> bool {
        (i.saturating_sub(4)..i)
            .filter(|&j| self.is(j, class))
            .any(|j| self.terms(j).iter().any(|h| h.class == class && h.to as usize == i))
    }

    /// Whether one of the `words` tokens before `i` starts a term of `class`, with no end of
    /// sentence in between.
    pub(crate) fn near_before(&self, i: usize, words: usize, class: Class) -> bool {
        for j in (i.saturating_sub(words)..i).rev() {
            if self.gap_after(j).iter().any(|b| b".!?;\n".contains(b)) {
                return false;
            }
            if self.is(j, class) {
                return true;
            }
        }
        false
    }

    /// The value of a number token of at most nine digits.
    pub(crate) fn number(&self, i: usize) -> Option<u32> {
        let token = self.tokens.get(i)?;
        if !token.number || token.len() > 9 {
            return None;
        }
        Some(self.word(i).iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')))
    }

    /// Whether the original character at the start of token `i` is a capital letter.
    pub(crate) fn capital(&self, i: usize) -> bool {
        let at = self.folded.start(self.tokens[i].start as usize);
        match self.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
            _ => self.text[at..].chars().next().is_some_and(char::is_uppercase),
        }
    }

    /// Takes the tokens `from..to`: no later finder reads them.
    pub(crate) fn take(&mut self, from: usize, to: usize) {
        self.taken[from..to].fill(true);
    }

    /// Takes all tokens that overlap folded bytes `start..end`.
    pub(crate) fn take_bytes(&mut self, start: usize, end: usize) {
        let from = self.tokens.partition_point(|t| t.end as usize <= start);
        for i in from..self.tokens.len() {
            if self.tokens[i].start as usize >= end {
                break;
            }
            self.taken[i] = true;
        }
    }

    /// Reports folded bytes `start..end`.
    pub(crate) fn emit(
        &mut self,
        kind: Kind,
        value: String,
        start: usize,
        end: usize,
        confidence: f32,
    ) {
        let (start, end) = (self.folded.start(start), self.folded.end(end));
        self.out.push(Mention {
            kind,
            value,
            start: start as u32,
            end: end as u32,
            confidence: hundredths(confidence),
        });
    }

    /// Reports tokens `from..to`.
    pub(crate) fn emit_tokens(
        &mut self,
        kind: Kind,
        value: String,
        from: usize,
        to: usize,
        confidence: f32,
    ) {
        let start = self.tokens[from].start as usize;
        let end = self.tokens[to - 1].end as usize;
        self.emit(kind, value, start, end, confidence);
    }
}

/// Two decimals: more would pretend a precision nobody measured.
fn hundredths(confidence: f32) -> f32 {
    (confidence * 100.0).round() / 100.0
}
