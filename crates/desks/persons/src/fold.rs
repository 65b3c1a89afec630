//! Words in one form: Latin letters without signs, lower case; and names that sound alike.

use any_ascii::any_ascii;

/// A word of a text: where it stands, in bytes, and its folded form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) folded: String,
    /// A sentence ends between the word before and this one.
    pub(crate) begins: bool,
}

/// Letters and digits of any script as lower-case ASCII; all else is dropped.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push(text, &mut out);
    out
}

fn push(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() {
            let mut buffer = [0; 4];
            let latin = any_ascii(c.encode_utf8(&mut buffer));
            out.extend(
                latin.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()),
            );
        }
    }
}

/// The words of a text. A combining sign belongs to the word it stands in.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut begins = true;
    let mut start = None;
    let is_part = |c: char| c.is_alphanumeric() || ('\u{300}'..'\u{370}').contains(&c);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_part(c) && at < text.len() {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            let folded = fold(&text[from..at]);
            if !folded.is_empty() {
                out.push(Word { start: from as u32, end: at as u32, folded, begins });
                begins = false;
            }
        }
        begins |= matches!(c, '.' | '!' | '?' | ';' | '\n' | '|' | '•' | '✨');
    }
    out
}

/// Folded names as tokens, e.g. `anna`, `maria` of "Anna-María".
pub(crate) fn name_tokens(name: &str) -> Vec<String> {
    let mut tokens: Vec<String> = words(name).into_iter().map(|w| w.folded).collect();
    tokens.retain(|t| t.len() > 1 && !t.bytes().all(|b| b.is_ascii_digit()));
    tokens
}

/// How a name sounds, coarsely: spellings that are often taken for each other give one key.
pub(crate) fn sound(token: &str) -> String {
    let mut text = token.to_owned();
    for (from, to) in [
        ("sch", "s"),
        ("tch", "s"),
        ("sh", "s"),
        ("ch", "k"),
        ("ph", "f"),
        ("ck", "k"),
        ("qu", "k"),
        ("x", "ks"),
        ("c", "k"),
        ("q", "k"),
        ("z", "s"),
        ("w", "v"),
        ("y", "i"),
        ("j", "i"),
        ("h", ""),
        ("ou", "u"),
        ("oe", "u"),
        ("ee", "i"),
        ("ie", "i"),
        ("ii", "i"),
        ("dd", "d"),
    ] {
        text = text.replace(from, to);
    }
    let mut out = String::new();
    for c in text.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Whether two different tokens are spellings of one name: they sound alike, or one letter differs
/// (two in names of eight letters and more).
pub(crate) fn is_near(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    if short < 4 || long - short > 2 || a == b {
        return false;
    }
    let slips = if short >= 8 { 2 } else { 1 };
    let distance = rapidfuzz::distance::levenshtein::distance(a.bytes(), b.bytes());
    distance <= slips && short > 4 || sound(a) == sound(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_over_scripts_and_spellings() {
        assert_eq!(name_tokens("Ștefania-María O."), ["stefania", "maria"]);
        assert_eq!(fold("Наталья"), "natalya");
        assert_eq!(fold("Ελένη"), "eleni");
        for (a, b) in [
            ("sofia", "sophia"),
            ("natalia", "natalya"),
            ("jasmin", "yasmin"),
            ("katarina", "catharina"),
        ] {
            assert!(is_near(a, b), "{a} {b}");
        }
        for (a, b) in [("anna", "emma"), ("maria", "mario"), ("lena", "lana"), ("eva", "ewa")] {
            assert_eq!(is_near(a, b), a == "maria", "{a} {b}");
        }
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Ogen: blauw. Größe 1,64";
        let found = words(text);
        let shown: Vec<_> =
            found.iter().map(|w| (&text[w.start as usize..w.end as usize], w.begins)).collect();
        assert_eq!(
            shown,
            [("Ogen", true), ("blauw", false), ("Größe", true), ("1", false), ("64", false)]
        );
        assert_eq!(found[2].folded, "grosse");
    }
}
