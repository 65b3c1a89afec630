//! A template's text with its slots shown: which words its members keep, and what they put where
//! they differ.
//!
//! Members are aligned word by word to the medoid. A word of the medoid is constant if telling the
//! exceptions costs fewer bits than telling every member's filling (minimum description length,
//! Rissanen 1978; the idea of InfoShield, Lee et al. 2021, written anew).

use crate::align::align;
use crate::fold::{self, Folded};
use crate::medoid::evenly;
use crate::words::mix;
use rustc_hash::FxHashMap;
use spoor_vocab::{Segment, SegmentKind};

/// Members aligned, at most; larger templates are sampled evenly.
const MEMBERS_MAX: usize = 512;
/// Words of a text that are read, at most.
const WORDS_MAX: usize = 4096;
/// Fillings shown for a slot, at most.
const FILLINGS_MAX: usize = 8;
/// Bits to tell a word: log2 of a vocabulary of about 16,000.
const WORD_BITS: f64 = 14.0;

/// A word between white space: its place in the text and what it is compared by.
struct Token<'a> {
    text: &'a str,
    hash: u64,
}

/// The template of `texts` as told by its medoid: constants and slots in order. Joined by single
/// spaces, their texts give the medoid's words. Empty if `medoid` is no place in `texts` or its text
/// has no words.
pub fn segments<T: AsRef<str>>(texts: &[T], medoid: usize) -> Vec<Segment> {
    let Some(base) = texts.get(medoid) else { return Vec::new() };
    let base = tokens(base.as_ref());
    let hashes: Vec<u64> = base.iter().map(|t| t.hash).collect();
    let members = evenly(&(0..texts.len()).collect::<Vec<_>>(), MEMBERS_MAX);
    let mut tally = Tally::new(base.len(), members.len());
    let read: Vec<(Vec<Token<'_>>, Vec<Option<u32>>)> = members
        .iter()
        .map(|&member| {
            let words = tokens(texts[member].as_ref());
            let to = align(&hashes, &words.iter().map(|t| t.hash).collect::<Vec<_>>());
            (words, to)
        })
        .collect();
    for (words, to) in &read {
        tally.count(words, to);
    }
    let slots = tally.cut();
    spell(&base, &slots, &read)
}

/// What members do at each word of the medoid, and before it.
struct Tally {
    members: f64,
    kept: Vec<u32>,
    /// Members that put words before word i (after the last, for i = number of words).
    inserted: Vec<u32>,
}

impl Tally {
    fn new(words: usize, members: usize) -> Self {
        Self { members: members as f64, kept: vec![0; words], inserted: vec![0; words + 1] }
    }

    fn count(&mut self, words: &[Token<'_>], to: &[Option<u32>]) {
        let mut next = 0u32;
        let mut open = 0;
        for (at, place) in to.iter().enumerate() {
            let Some(place) = place else { continue };
            self.kept[at] += 1;
            // Words beyond those that stand for skipped words of the medoid are insertions.
            if place - next > (at - open) as u32 {
                self.inserted[at] += 1;
            }
            (next, open) = (place + 1, at + 1);
        }
        if words.len() as u32 - next > (to.len() - open) as u32 {
            self.inserted[to.len()] += 1;
        }
    }

    /// For each word, whether it lies in a slot; and for each place between words, whether members
    /// put a slot there.
    fn cut(&self) -> (Vec<bool>, Vec<bool>) {
        let n = self.members;
        let slot = |kept: u32| {
            let differ = n - f64::from(kept);
            let constant = WORD_BITS + n * entropy(differ / n) + differ * WORD_BITS;
            // As a slot, each member that differs and each group that agrees tells its word once,
            // and every member which of the fillings it took.
            let fillings = differ + 1.0;
            constant > fillings * WORD_BITS + n * fillings.log2().max(1.0)
                || f64::from(kept) * 2.0 < n
        };
        let words = self.kept.iter().map(|kept| slot(*kept)).collect();
        let between = self.inserted.iter().map(|put| f64::from(*put) * 2.0 > n).collect();
        (words, between)
    }
}

/// Bits of a coin that falls so.
fn entropy(p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 { 0.0 } else { -p * p.log2() - (1.0 - p) * (1.0 - p).log2() }
}

/// Runs of words as segments, slots with their fillings.
fn spell(
    base: &[Token<'_>],
    (words, between): &(Vec<bool>, Vec<bool>),
    read: &[(Vec<Token<'_>>, Vec<Option<u32>>)],
) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut at = 0;
    while at <= base.len() {
        let start = at;
        let slot = between[at] || words.get(at) == Some(&true);
        if slot {
            // A slot runs on over slot words and slot places.
            while at < base.len() && words[at] {
                at += 1;
            }
            out.push(Segment {
                kind: SegmentKind::Slot,
                text: join(&base[start..at]),
                fillings: fillings(start, at, read),
            });
        }
        let start = at;
        while at < base.len() && !words[at] && (at == start || !between[at]) {
            at += 1;
        }
        if at > start {
            let text = join(&base[start..at]);
            out.push(Segment { kind: SegmentKind::Constant, text, fillings: Vec::new() });
        }
        if at == base.len() && (!between[at] || start == at) {
            break;
        }
    }
    out
}

/// What members have between the words before `start` and from `end` on, most frequent first.
fn fillings(start: usize, end: usize, read: &[(Vec<Token<'_>>, Vec<Option<u32>>)]) -> Vec<String> {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for (words, to) in read {
        // Only where both borders are kept is it clear what stands in the slot.
        let from = match start.checked_sub(1) {
            None => Some(0),
            Some(before) => to[before].map(|place| place as usize + 1),
        };
        let until = if end == to.len() { Some(words.len()) } else { to[end].map(|p| p as usize) };
        if let (Some(from), Some(until)) = (from, until)
            && from <= until
        {
            *seen.entry(join(&words[from..until])).or_default() += 1;
        }
    }
    let mut ranked: Vec<(String, u32)> = seen.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    ranked.truncate(FILLINGS_MAX);
    ranked.into_iter().map(|(filling, _)| filling).collect()
}

fn join(tokens: &[Token<'_>]) -> String {
    tokens.iter().map(|t| t.text).collect::<Vec<_>>().join(" ")
}

/// Words between white space, compared without case, punctuation or disguise.
fn tokens(text: &str) -> Vec<Token<'_>> {
    text.split_whitespace()
        .take(WORDS_MAX)
        .map(|word| {
            let folded = |c: char| if c.is_ascii() { fold::ascii(c as u8) } else { fold::wide(c) };
            let mut letters = 0;
            let mut hash = 1;
            for c in word.chars() {
                if let Folded::Letter(l) | Folded::Leet(l) | Folded::Ideograph(l) = folded(c) {
                    letters += 1;
                    hash = mix(hash ^ u64::from(l));
                }
            }
            // Signs alone are compared as they are.
            if letters == 0 {
                hash = word.bytes().fold(2, |h, b| mix(h ^ u64::from(b)));
            }
            Token { text: word, hash }
        })
        .collect()
}
