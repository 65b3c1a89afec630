//! Text → folded text: one lower-case ASCII byte for each letter, digit or sign a reader sees,
//! with the way back to the original bytes.
//!
//! Folding undoes what hides a number from a machine and not from a reader: keycap, circled,
//! full-width, mathematical and superscript digits, the digits of other scripts, letters of
//! other alphabets that look like Latin ones, diacritics, invisible characters. Every finder
//! works on folded bytes; spans are turned back at the end.

use crate::escape::{self, Escape};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A sign without a meaning of its own: emoji, dingbats, box drawing.
pub(crate) const SIGN: u8 = 0x01;
/// A letter that has no Latin look-alike.
pub(crate) const LETTER: u8 = 0x02;
/// The euro sign.
pub(crate) const EURO: u8 = 0x03;
/// The pound sign.
pub(crate) const POUND: u8 = 0x04;
/// A rose, the slang currency.
pub(crate) const ROSE: u8 = 0x05;
/// A telephone.
pub(crate) const PHONE: u8 = 0x06;
/// The yen or yuan sign.
pub(crate) const YEN: u8 = 0x07;
/// A diamond, slang currency behind a number.
pub(crate) const DIAMOND: u8 = 0x08;

/// Folded text. `map` is empty for ASCII text, where folded and original offsets are the same.
#[derive(Default)]
pub(crate) struct Folded {
    pub(crate) bytes: Vec<u8>,
    map: Vec<u32>,
    original_len: u32,
    escapes: Vec<Escape>,
}

impl Folded {
    /// Folds `text` into the reused buffers.
    pub(crate) fn set(&mut self, text: &str) {
        self.bytes.clear();
        self.map.clear();
        self.original_len = text.len() as u32;
        let mut escapes = std::mem::take(&mut self.escapes);
        escape::find(text, &mut escapes);
        if escapes.is_empty() && text.is_ascii() {
            self.bytes.extend(text.bytes().map(fold_ascii));
        } else {
            self.bytes.reserve(text.len());
            self.map.reserve(text.len() + 1);
            let mut from = 0;
            for e in &escapes {
                self.push_str(text, from, e.start as usize);
                if let Some(c) = e.shown {
                    self.push(&TABLE, e.start as usize, c);
                }
                from = e.end as usize;
            }
            self.push_str(text, from, text.len());
            self.map.push(text.len() as u32);
        }
        self.escapes = escapes;
    }

    /// Folds bytes `from..to` of `text`: runs of ASCII as a whole.
    fn push_str(&mut self, text: &str, from: usize, to: usize) {
        let (table, text) = (&*TABLE, &text[..to]);
        let mut at = from;
        while at < to {
            let run = ascii_len(&text.as_bytes()[at..]);
            let end = at + run;
            self.bytes.extend(text.as_bytes()[at..end].iter().map(|b| fold_ascii(*b)));
            self.map.extend(at as u32..end as u32);
            at = end;
            for c in text[at..].chars().take_while(|c| !c.is_ascii()) {
                self.push(table, at, c);
                at += c.len_utf8();
            }
        }
    }

    /// Folds `c`, which stands at the original offset `at`.
    #[inline]
    fn push(&mut self, table: &[Entry], at: usize, c: char) {
        if c.is_ascii() {
            self.bytes.push(fold_ascii(c as u8));
            self.map.push(at as u32);
            return;
        }
        let entry = table.get(c as usize).copied().unwrap_or_else(|| fold_far(c));
        let fraction = matches!(c, '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{215e}');
        if fraction && self.bytes.last().is_some_and(u8::is_ascii_digit) {
            // "2½" is "2 1/2", not "21/2".
            self.bytes.push(b' ');
            self.map.push(at as u32);
        }
        for &byte in &entry.bytes[..usize::from(entry.len)] {
            self.bytes.push(byte);
            self.map.push(at as u32);
        }
    }

    /// Original offset of the character behind folded byte `at`.
    pub(crate) fn start(&self, at: usize) -> usize {
        if self.map.is_empty() { at } else { self.map[at] as usize }
    }

    /// Original offset behind the character of folded byte `end - 1`, with invisible characters
    /// that follow it (a keycap's frame belongs to its digit).
    pub(crate) fn end(&self, end: usize) -> usize {
        if self.map.is_empty() || end == 0 {
            return end;
        }
        let last = self.map[end - 1];
        self.map[end..]
            .iter()
            .find(|&&at| at > last)
            .map_or(self.original_len as usize, |&at| at as usize)
    }

    /// Offset in the folded bytes of the original offset `at`.
    pub(crate) fn at(&self, at: usize) -> usize {
        if self.map.is_empty() { at } else { self.map.partition_point(|&m| (m as usize) < at) }
    }

    /// Whether folded byte `at` stands for more than the plain ASCII digit it shows: another
    /// character, or a digit with something invisible behind it (a keycap's frame).
    pub(crate) fn disguised(&self, text: &str, at: usize) -> bool {
        let (start, end) = (self.start(at), self.end(at + 1));
        !self.map.is_empty() && text.as_bytes()[start..end] != [self.bytes[at]]
    }
}

/// Length of the ASCII at the start of `bytes`.
fn ascii_len(bytes: &[u8]) -> usize {
    let whole = bytes.chunks(16).take_while(|chunk| chunk.is_ascii()).count() * 16;
    let from = whole.min(bytes.len());
    from + bytes[from..].iter().take(16).take_while(|b| b.is_ascii()).count()
}

fn fold_ascii(byte: u8) -> u8 {
    match byte {
        b'\n' => b'\n',
        0..=0x1f | 0x7f => b' ',
        b'`' => b'\'',
        _ => byte.to_ascii_lowercase(),
    }
}

/// What one character folds to: up to three bytes, none for invisible characters.
#[derive(Clone, Copy, Default)]
struct Entry {
    bytes: [u8; 3],
    len: u8,
}

impl Entry {
    fn of(bytes: &[u8]) -> Self {
        let mut out = Self::default();
        let len = bytes.len().min(3);
        out.bytes[..len].copy_from_slice(&bytes[..len]);
        out.len = len as u8;
        out
    }
}

/// Every character up to the end of the emoji blocks.
static TABLE: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    (0..0x1_fb00u32).map(|c| char::from_u32(c).map_or(Entry::of(&[SIGN]), fold_char)).collect()
});

fn fold_far(c: char) -> Entry {
    match c as u32 {
        0x1_fbf0..=0x1_fbf9 => Entry::of(&[b'0' + (c as u32 - 0x1_fbf0) as u8]),
        0xe_0000..=0xe_0fff => Entry::default(),
        _ => Entry::of(&[if c.is_alphabetic() { LETTER } else { SIGN }]),
    }
}

fn fold_char(c: char) -> Entry {
    if let Some(value) = digit(c) {
        return Entry::of(value.to_string().as_bytes());
    }
    if let Some(byte) = sign(c).or_else(|| look_alike(c)) {
        return Entry::of(&[byte]);
    }
    // 微信 reads Weixin, as 威信 and 薇信 do; 加 (add) and 号 (number) stand glued to it.
    match c {
        '微' | '威' | '薇' | '徽' => return Entry::of(b"wei"),
        '信' => return Entry::of(b"xin"),
        '加' | '号' | '號' => return Entry::of(&[SIGN]),
        _ => {}
    }
    if invisible(c) {
        return Entry::default();
    }
    let mut out = Vec::new();
    for part in c.nfkd().filter(|&part| !invisible(part)).flat_map(char::to_lowercase) {
        match part {
            '\u{2044}' => out.push(b'/'),
            'ß' => out.extend(b"ss"),
            'ø' => out.push(b'o'),
            'đ' | 'ð' => out.push(b'd'),
            'ł' => out.push(b'l'),
            'ı' => out.push(b'i'),
            'æ' => out.extend(b"ae"),
            'œ' => out.extend(b"oe"),
            'þ' => out.extend(b"th"),
            _ if part.is_ascii() => out.push(fold_ascii(part as u8)),
            _ => {
                let seen = sign(part).or_else(|| look_alike(part));
                out.push(seen.unwrap_or(if c.is_alphabetic() { LETTER } else { SIGN }));
            }
        }
    }
    if out.is_empty() {
        out.push(SIGN);
    }
    Entry::of(&out)
}

/// First characters of the blocks of ten decimal digits (Unicode general category Nd).
const DECIMALS: [u32; 32] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
    0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xaa50, 0xabf0, 0xff10,
];

/// First characters of runs of enclosed numbers, with the number they start at and how many.
const ENCLOSED: [(u32, u32, u32); 10] = [
    (0x2460, 1, 20),
    (0x2474, 1, 20),
    (0x2488, 1, 20),
    (0x24eb, 11, 10),
    (0x24f5, 1, 10),
    (0x2776, 1, 10),
    (0x2780, 1, 10),
    (0x278a, 1, 10),
    (0x3251, 21, 15),
    (0x1_f101, 0, 10),
];

fn digit(c: char) -> Option<u32> {
    let at = c as u32;
    if let Some(start) = DECIMALS.iter().find(|&&s| (s..s + 10).contains(&at)) {
        return Some(at - start);
    }
    if let Some((start, first, _)) = ENCLOSED.iter().find(|(s, _, n)| (*s..s + n).contains(&at)) {
        return Some(first + at - start);
    }
    match c {
        '\u{1d7ce}'..='\u{1d7ff}' => Some((at - 0x1_d7ce) % 10),
        '⓪' | '⓿' | '🄀' | '🄋' | '🄌' | '〇' | '零' => Some(0),
        '🔟' => Some(10),
        _ => "一二三四五六七八九".chars().position(|d| d == c).map(|d| d as u32 + 1),
    }
}

fn sign(c: char) -> Option<u8> {
    Some(match c {
        '\u{2028}' | '\u{2029}' | '\u{85}' => b'\n',
        _ if c.is_whitespace() => b' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{fe58}' | '\u{30fc}' => b'-',
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{b4}' => b'\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '«' | '»' => b'"',
        '•' | '·' | '‧' | '・' | '●' | '▪' => b'*',
        '×' => b'x',
        '→' | '⇒' | '➔' | '➜' | '➡' | '➤' | '⮕' | '▶' | '►' | '👉' => b'>',
        '💎' => DIAMOND,
        '€' => EURO,
        '£' => POUND,
        '¥' => YEN,
        '🌹' | '🥀' | '💐' => ROSE,
        '☎' | '☏' | '✆' | '📞' | '📱' | '📲' | '📳' | '🕻' => PHONE,
        _ => return None,
    })
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{180b}'..='\u{180e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Letters of other alphabets under the Latin letter they look like (Unicode TR39 confusables,
/// the part seen in adverts), and small capitals.
const LOOK_ALIKES: [(u8, &str); 27] = [
    (b'a', "аАαΑᴀ"),
    (b'b', "вВβΒʙ"),
    (b'c', "сСᴄ"),
    (b'd', "ԁᴅ"),
    (b'e', "еЕёЁεΕᴇ"),
    (b'f', "ғ"),
    (b'g', "ɢ"),
    (b'h', "һнНΗʜ"),
    (b'i', "іІїЇιΙɪ"),
    (b'j', "јЈᴊ"),
    (b'k', "кКκΚᴋ"),
    (b'l', "ӏӀʟ"),
    (b'm', "мМΜᴍ"),
    (b'n', "ηΝɴ"),
    (b'o', "оОοΟᴏՕօ"),
    (b'p', "рРρΡᴘ"),
    (b'r', "ʀ"),
    (b's', "ѕЅ"),
    (b't', "тТτΤᴛ"),
    (b'u', "υᴜ"),
    (b'v', "ѵνᴠ"),
    (b'w', "ԝωᴡ"),
    (b'x', "хХχΧ"),
    (b'y', "уУΥʏ"),
    (b'z', "Ζᴢ"),
    (b'3', "зЗ"),
    (b'q', "ԛ"),
];

fn look_alike(c: char) -> Option<u8> {
    if !matches!(c, '\u{250}'..='\u{5ff}' | '\u{1d00}'..='\u{1d7f}' | '\u{a730}'..='\u{a7ff}' | '\u{1f150}'..='\u{1f189}')
    {
        return None;
    }
    if let Some((byte, _)) = LOOK_ALIKES.iter().find(|(_, alike)| alike.contains(c)) {
        return Some(*byte);
    }
    let at = c as u32;
    match at {
        0x1_f150..=0x1_f169 => Some(b'a' + (at - 0x1_f150) as u8),
        0x1_f170..=0x1_f189 => Some(b'a' + (at - 0x1_f170) as u8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        let mut folded = Folded::default();
        folded.set(text);
        String::from_utf8_lossy(&folded.bytes).into_owned()
    }

    #[test]
    fn digits_in_disguise_become_digits() {
        assert_eq!(fold("1️⃣2️⃣③⓪４𝟝⁶٧८❾"), "1230456789");
        assert_eq!(fold("½ hr"), "1/2 hr");
    }

    #[test]
    fn letters_lose_their_marks_and_foreign_looks() {
        assert_eq!(fold("Größe Köln București ŞAPTE"), "grosse koln bucuresti sapte");
        assert_eq!(fold("Аmstеrdаm 𝓔𝓿𝓪 Ⓐ🅱"), "amsterdam eva ab");
        assert_eq!(fold("A\u{200b}n\u{ad}na"), "anna");
    }

    #[test]
    fn spans_go_back_to_whole_characters() {
        let text = "é 1️⃣2️⃣ x";
        let mut folded = Folded::default();
        folded.set(text);
        let at = folded.bytes.iter().position(|&b| b == b'1').unwrap();
        assert_eq!(&text[folded.start(at)..folded.end(at + 2)], "1️⃣2️⃣");
    }

    #[test]
    fn look_alikes_stand_for_their_latin_letter() {
        assert_eq!(fold("уУхХѵԝзЗ"), "yyxxvw33");
        assert_eq!(fold("ωᴀᴢ"), "waz");
    }
}
