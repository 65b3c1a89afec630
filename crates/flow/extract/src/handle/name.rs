//! What a name on a platform is made of.

use crate::scan::Scan;

/// Length of the name at the start of `bytes`; a full stop counts only inside it.
pub(crate) fn name_len(bytes: &[u8]) -> usize {
    let fits = |&b: &u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
    let mut len = bytes.iter().take(31).take_while(|b| fits(b)).count();
    while len > 0 && b".-".contains(&bytes[len - 1]) {
        len -= 1;
    }
    len
}

/// "lily dot rose", "lily underscore k": signs of a name read aloud, behind folded byte `end`; the
/// rest of the name and where it ends.
pub(super) fn read_aloud(scan: &Scan<'_>, end: usize) -> Option<(String, usize)> {
    let rest = &scan.bytes()[end..];
    let signs: [(&[u8], char); 6] = [
        (b" dot ", '.'),
        (b" punt ", '.'),
        (b" punkt ", '.'),
        (b" underscore ", '_'),
        (b" unterstrich ", '_'),
        (b" tiret bas ", '_'),
    ];
    let (word, sign) = signs.iter().find(|(word, _)| rest.starts_with(word))?;
    let more = &rest[word.len()..];
    let len = more.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    (len > 0).then(|| {
        (format!("{sign}{}", String::from_utf8_lossy(&more[..len])), end + word.len() + len)
    })
}

/// A word for the name somebody has on a platform, and for nothing else.
pub(super) fn is_noun(word: &[u8]) -> bool {
    let words: [&[u8]; 13] = [
        b"username",
        b"user",
        b"handle",
        b"usuario",
        b"pseudo",
        b"pseudonyme",
        b"gebruikersnaam",
        b"benutzername",
        b"nutzername",
        b"nickname",
        b"nick",
        b"utilizator",
        b"screenname",
    ];
    words.contains(&word)
}

/// A figure, a low line or a full stop inside: what no word of a text has.
pub(super) fn marked(name: &[u8]) -> bool {
    name.iter().any(|b| b.is_ascii_digit() || *b == b'_')
        || name.windows(2).any(|w| w[0] == b'.' && w[1].is_ascii_alphanumeric())
}

/// A marked name that begins with a letter, five signs and more, stands at token `i`.
pub(super) fn marked_at(scan: &Scan<'_>, i: usize) -> bool {
    let start = scan.tokens[i].start as usize;
    let name = &scan.bytes()[start..start + name_len(&scan.bytes()[start..])];
    name.len() >= 5
        && name[0].is_ascii_alphabetic()
        && name.iter().filter(|b| b.is_ascii_alphabetic()).count() >= 4
        && marked(name)
}
