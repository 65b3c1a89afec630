//! Folding of characters: what a reader takes for the same letter gets the same letter, so that
//! leet ("f0g@"), homoglyphs (Cyrillic "а" for Latin "a"), width and accents neither split nor
//! join texts. Look-alikes follow Unicode UTS #39 (confusables) for the letters that adverts use.

/// What one character is to the reader of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded {
    /// White space: ends a word and a contact.
    Space,
    /// Punctuation, emoji, anything else that ends a word.
    Break,
    /// Written inside a word without changing it: joiners, combining marks, apostrophes.
    Ignore,
    /// A letter in its folded form.
    Letter(u32),
    /// A digit or a symbol standing for a letter; a letter only inside a word of letters.
    Leet(u32),
    /// A character of a script written without spaces.
    Ideograph(u32),
}

/// ASCII, as a table: the hot path of every text.
const ASCII: [Folded; 128] = ascii_table();

const fn ascii_table() -> [Folded; 128] {
    let mut table = [Folded::Break; 128];
    let mut b = 0usize;
    while b < 128 {
        let c = b as u8;
        table[b] = match c {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Folded::Space,
            // i, l and 1 look alike in most faces: one class.
            b'l' | b'L' | b'I' => Folded::Letter(b'i' as u32),
            b'a'..=b'z' => Folded::Letter(c as u32),
            b'A'..=b'Z' => Folded::Letter((c + 32) as u32),
            b'0' => Folded::Leet(b'o' as u32),
            b'1' => Folded::Leet(b'i' as u32),
            b'2' => Folded::Leet(b'z' as u32),
            b'3' => Folded::Leet(b'e' as u32),
            b'4' | b'@' => Folded::Leet(b'a' as u32),
            b'5' | b'$' => Folded::Leet(b's' as u32),
            b'6' | b'9' => Folded::Leet(b'g' as u32),
            b'7' => Folded::Leet(b't' as u32),
            b'8' => Folded::Leet(b'b' as u32),
            b'\'' => Folded::Ignore,
            _ => Folded::Break,
        };
        b += 1;
    }
    table
}

/// The base letters of U+00C0..=U+017F, in order; `-` for a sign that is no letter.
const LATIN: &[u8; 192] = b"aaaaaaaceeeeiiiidnooooo-ouuuuypsaaaaaaaceeeeiiiidnooooo-ouuuuypy\
aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkiiiiiii\
iiinnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// Cyrillic and Greek letters that look Latin, with the letter they pass for.
const LOOKALIKES: &[(char, u8)] = &[
    ('ѕ', b's'),
    ('і', b'i'),
    ('ї', b'i'),
    ('ј', b'j'),
    ('ԁ', b'd'),
    ('ԛ', b'q'),
    ('ԝ', b'w'),
    ('һ', b'h'),
    ('ӏ', b'i'),
    ('а', b'a'),
    ('в', b'b'),
    ('е', b'e'),
    ('ё', b'e'),
    ('к', b'k'),
    ('м', b'm'),
    ('о', b'o'),
    ('р', b'p'),
    ('с', b'c'),
    ('т', b't'),
    ('у', b'y'),
    ('х', b'x'),
    ('α', b'a'),
    ('β', b'b'),
    ('γ', b'y'),
    ('ε', b'e'),
    ('ι', b'i'),
    ('κ', b'k'),
    ('ν', b'v'),
    ('ο', b'o'),
    ('ρ', b'p'),
    ('τ', b't'),
    ('υ', b'u'),
    ('χ', b'x'),
];

/// Folds one ASCII byte. `byte` must be below 128.
#[inline]
pub(crate) fn ascii(byte: u8) -> Folded {
    ASCII[(byte & 127) as usize]
}

/// Folds one character outside ASCII.
pub(crate) fn wide(c: char) -> Folded {
    let u = c as u32;
    match u {
        0x00c0..=0x017f => match LATIN[(u - 0xc0) as usize] {
            b'-' => Folded::Break,
            base => Folded::Letter(base as u32),
        },
        0x00a0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 => {
            Folded::Space
        }
        // Soft hyphen, joiners, combining marks, variation selectors, curly apostrophes.
        0x00ad | 0x0300..=0x036f | 0x200b..=0x200f | 0x2018 | 0x2019 | 0x2060 | 0xfe00..=0xfe0f => {
            Folded::Ignore
        }
        0x0370..=0x052f => alike(c),
        // Full-width forms of ASCII.
        0xff01..=0xff5e => ascii((u - 0xfee0) as u8),
        // Mathematical letters: 13 alphabets of 52, capitals first; then digits, 5 sets of 10.
        0x1d400..=0x1d6a3 => {
            let letter = (u - 0x1d400) % 26;
            ascii(b'a' + letter as u8)
        }
        0x1d7ce..=0x1d7ff => ascii(b'0' + ((u - 0x1d7ce) % 10) as u8),
        // Kana, Han, Hangul are not split by spaces as Latin is; Thai, Lao, Khmer, Burmese neither.
        0x3041..=0x30ff
        | 0x3400..=0x9fff
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0x20000..=0x323af => Folded::Ideograph(u),
        0x0e01..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff if c.is_alphanumeric() => {
            Folded::Ideograph(u)
        }
        _ if c.is_alphabetic() => Folded::Letter(lower(c)),
        _ if c.is_numeric() => Folded::Leet(u),
        _ => Folded::Break,
    }
}

/// Greek and Cyrillic: lower case, then the Latin look-alike if there is one.
fn alike(c: char) -> Folded {
    if !c.is_alphabetic() {
        return Folded::Break;
    }
    let small = lower(c);
    let found = LOOKALIKES.iter().find(|(l, _)| *l as u32 == small);
    Folded::Letter(found.map_or(small, |(_, latin)| *latin as u32))
}

fn lower(c: char) -> u32 {
    c.to_lowercase().next().unwrap_or(c) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_fold_to_one_letter() {
        for c in ['а', 'А', 'á', 'Å', 'ａ', '𝐚', '𝒜', 'α'] {
            assert_eq!(wide(c), Folded::Letter('a' as u32), "{c}");
        }
        assert_eq!(ascii(b'4'), Folded::Leet('a' as u32));
        assert_eq!(ascii(b'l'), ascii(b'I'));
        assert_eq!(wide('ž'), Folded::Letter('z' as u32));
        assert_eq!(wide('ș'), Folded::Letter('ș' as u32));
        assert_eq!(wide('漢'), Folded::Ideograph('漢' as u32));
        assert_eq!(wide('💕'), Folded::Break);
        assert_eq!(wide('×'), Folded::Break);
    }
}
