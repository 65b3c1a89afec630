//! Letters that look like Latin ones, and words that are disguised with them.
//!
//! The part of Unicode's confusables (UTS 39, confusables.txt) that is seen in adverts.

/// Greek, Cyrillic and Armenian letters under the Latin letter they look like.
const FOREIGN: [(char, &str); 25] = [
    ('a', "аАαΑ"),
    ('b', "вВβΒЬь"),
    ('c', "сС"),
    ('d', "ԁ"),
    ('e', "еЕёЁεΕ"),
    ('f', "ғ"),
    ('h', "һнНΗ"),
    ('i', "іІїЇιΙ"),
    ('j', "јЈ"),
    ('k', "кКκΚ"),
    ('l', "ӏӀ"),
    ('m', "мМΜ"),
    ('n', "ηΝпП"),
    ('o', "оОοΟօՕσ"),
    ('p', "рРρΡ"),
    ('q', "ԛ"),
    ('r', "г"),
    ('s', "ѕЅ"),
    ('t', "тТτΤ"),
    ('u', "υս"),
    ('v', "ѵѴν"),
    ('w', "ԝԜω"),
    ('x', "хХχΧ"),
    ('y', "уУΥγ"),
    ('z', "Ζ"),
];

/// Small capitals and the like: Latin letters in another dress, in any word.
const SMALL_CAPITALS: [(char, &str); 26] = [
    ('a', "ᴀɑ"),
    ('b', "ʙ"),
    ('c', "ᴄ"),
    ('d', "ᴅ"),
    ('e', "ᴇ"),
    ('f', "ꜰ"),
    ('g', "ɢɡ"),
    ('h', "ʜ"),
    ('i', "ɪ"),
    ('j', "ᴊ"),
    ('k', "ᴋ"),
    ('l', "ʟ"),
    ('m', "ᴍ"),
    ('n', "ɴ"),
    ('o', "ᴏ"),
    ('p', "ᴘ"),
    ('q', "ꞯ"),
    ('r', "ʀ"),
    ('s', "ꜱ"),
    ('t', "ᴛ"),
    ('u', "ᴜ"),
    ('v', "ᴠ"),
    ('w', "ᴡ"),
    ('x', "ⅹ"),
    ('y', "ʏ"),
    ('z', "ᴢ"),
];

/// The plain letter of a Latin letter in fancy dress that NFKC leaves alone.
pub(crate) fn fancy(c: char) -> Option<char> {
    let at = c as u32;
    let plain = |from: u32| char::from_u32(u32::from(b'a') + at - from);
    match at {
        0x1_f150..=0x1_f169 => plain(0x1_f150),
        0x1_f170..=0x1_f189 => plain(0x1_f170),
        0x251..=0x29f | 0x1d00..=0x1d22 | 0xa730..=0xa7af => find(&SMALL_CAPITALS, c),
        _ => None,
    }
}

/// The Latin letter that a letter of another script looks like.
fn latin(c: char) -> Option<char> {
    matches!(c, '\u{370}'..='\u{58f}').then(|| find(&FOREIGN, c)).flatten()
}

fn find(table: &[(char, &str)], c: char) -> Option<char> {
    table.iter().find(|(_, alike)| alike.contains(c)).map(|(plain, _)| *plain)
}

/// What a word of other scripts, or of several, is read as.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// No letter in it looks like a Latin one, or it is Latin.
    AsItIs,
    /// Latin letters stand in it: so the others pose as Latin.
    Latin(String),
    /// Every letter looks Latin, and none is: it may be a word of its own script too.
    Either(String),
}

/// Reads `word` (as posted, with capitals: "Н" looks like H, "η" like n); `folded` is its folded
/// form.
pub(crate) fn read(word: &str, folded: &str) -> Reading {
    if !folded.chars().any(|c| matches!(c, '\u{370}'..='\u{58f}')) {
        return Reading::AsItIs;
    }
    let has_latin = folded.chars().any(|c| c.is_ascii_lowercase());
    let mut posing = String::with_capacity(word.len());
    let mut all = true;
    for c in word.chars() {
        match latin(c) {
            Some(plain) => posing.push(plain),
            None => {
                // A mark on a letter ("й") does not make it another look.
                let mut plain = String::new();
                crate::fold::fold(c.encode_utf8(&mut [0; 4]), &mut plain);
                for part in plain.chars() {
                    let seen = latin(part);
                    all &= seen.is_some() || part.is_ascii();
                    posing.push(seen.unwrap_or(part));
                }
            }
        }
    }
    match (has_latin, all) {
        (true, _) => Reading::Latin(posing),
        (false, true) => Reading::Either(posing),
        (false, false) => Reading::AsItIs,
    }
}
