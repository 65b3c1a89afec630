//! Words of an advert as hashes, with what varies between copies of one text left out: digits,
//! phones (also in counting words), e-mail addresses, handles and links are slots, not text.

use crate::fold::{self, Folded};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words shorter than this many letters carry grammar rather than content.
const CONTENT_LETTERS: u32 = 4;

/// One word: its hash, and whether it carries content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// 64 mixed bits of the folded letters.
    pub(crate) hash: u64,
    /// Four letters or more, or a pair of ideographs.
    pub(crate) content: bool,
}

/// A bijective mix of 64 bits (the finaliser of MurmurHash3, Appleby 2008, public domain).
#[inline]
pub(crate) fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// Counting words, by hash: they spell phones and prices out.
static NUMBER_WORDS: LazyLock<FxHashSet<u64>> = LazyLock::new(|| {
    let table = include_str!("../data/number_words.tsv");
    let mut set = FxHashSet::default();
    for cell in table.lines().skip(1).filter_map(|line| line.split('\t').nth(2)) {
        for word in cell.split(' ') {
            let mut open = Open::default();
            for c in word.chars() {
                let folded = if c.is_ascii() { fold::ascii(c as u8) } else { fold::wide(c) };
                if let Folded::Letter(l) = folded {
                    open.letter(l);
                }
            }
            set.insert(mix(open.hash));
        }
    }
    set
});

/// A word being read.
#[derive(Clone, Copy)]
struct Open {
    hash: u64,
    letters: u32,
    leet: u32,
}

impl Default for Open {
    fn default() -> Self {
        Self { hash: SEED, letters: 0, leet: 0 }
    }
}

impl Open {
    #[inline]
    fn letter(&mut self, letter: u32) {
        self.hash =
            (self.hash ^ u64::from(letter)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
        self.letters += 1;
    }

    #[inline]
    fn leet(&mut self, letter: u32) {
        self.letter(letter);
        self.letters -= 1;
        self.leet += 1;
    }

    /// Ends the word: kept if it is one and no number.
    #[inline]
    fn close(&mut self, numbers: &FxHashSet<u64>, out: &mut Vec<Word>) {
        // Mostly digits: a number or a code, which is a slot.
        if self.letters > 0 && self.leet <= self.letters {
            let hash = mix(self.hash);
            if self.letters + self.leet > 6 || !numbers.contains(&hash) {
                out.push(Word { hash, content: self.letters + self.leet >= CONTENT_LETTERS });
            }
        }
        *self = Self::default();
    }
}

/// Appends the words of `text` to `out` (which is cleared first).
pub(crate) fn words(text: &str, out: &mut Vec<Word>) {
    out.clear();
    let numbers = &*NUMBER_WORDS;
    let bytes = text.as_bytes();
    let mut open = Open::default();
    let mut before_ideograph: Option<u32> = None;
    let mut at = 0;
    let mut fresh = true;
    // Most texts hold no sign that a contact is written with; one pass tells.
    let contacts = bytes.iter().fold(false, |seen, b| seen | matches!(b, b'@' | b'/'))
        || text.contains("www.");
    while at < bytes.len() {
        if fresh
            && contacts
            && let Some(end) = contact_end(bytes, at)
        {
            at = end;
            continue;
        }
        let byte = bytes[at];
        let folded = if byte < 128 {
            at += 1;
            fold::ascii(byte)
        } else {
            // Always on a character boundary: `at` moves by whole characters.
            let c = text[at..].chars().next().unwrap_or('\u{fffd}');
            at += c.len_utf8();
            fold::wide(c)
        };
        fresh = folded == Folded::Space;
        match folded {
            Folded::Letter(l) => open.letter(l),
            Folded::Leet(l) => open.leet(l),
            Folded::Ignore => continue,
            Folded::Space | Folded::Break | Folded::Ideograph(_) => open.close(numbers, out),
        }
        if let Folded::Ideograph(c) = folded {
            if let Some(before) = before_ideograph {
                let hash = mix(u64::from(before) << 32 | u64::from(c));
                out.push(Word { hash, content: true });
            }
            before_ideograph = Some(c);
        } else {
            before_ideograph = None;
        }
    }
    open.close(numbers, out);
}

/// If a contact starts at `at` (the start of a chunk between white space), where the chunk ends:
/// an e-mail address, a handle written with `@`, a link.
#[inline]
fn contact_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut end = at;
    let (mut sign, mut dot_after, mut slashes) = (None, false, false);
    while end < bytes.len() && !bytes[end].is_ascii_whitespace() {
        match bytes[end] {
            b'@' => sign = Some(end),
            b'.' if sign.is_some() && end + 1 < bytes.len() => {
                dot_after |= bytes[end + 1].is_ascii_alphanumeric();
            }
            b'/' if bytes[at..end].ends_with(b":/") => slashes = true,
            _ => {}
        }
        end += 1;
    }
    let handle = sign == Some(at) && end - at > 2;
    (dot_after || slashes || handle || bytes[at..end].starts_with(b"www.")).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        let mut out = Vec::new();
        words(text, &mut out);
        out.iter().map(|w| w.hash).collect()
    }

    #[test]
    fn disguises_read_alike() {
        let plain = hashes("foga thelaing Massage relax");
        assert_eq!(plain.len(), 4);
        assert_eq!(plain, hashes("F0g@, th3l@1ng - mаssаgе RELAX!"));
        assert_eq!(plain, hashes("fóga\u{200b} thelaing ｍａｓｓａｇｅ re\u{301}lax"));
    }

    #[test]
    fn contacts_and_numbers_are_slots() {
        let plain = hashes("call me now");
        for text in [
            "call 020 555 0100 me now",
            "call seven five 5 four me now",
            "call anna@example.com me now",
            "call @anna_555 me now",
            "call https://example.com/a?b=c me www.example.net now",
            "call 📞5_5.5*0-1/0 me now 22",
            "call cinci șapte vijf fünf quatre me now",
        ] {
            assert_eq!(hashes(text), plain, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        assert_eq!(hashes("你好世界").len(), 3);
        assert_eq!(hashes("новая девушка").len(), 2);
        assert!(hashes("555-0100 @ 💕").is_empty());
    }
}
