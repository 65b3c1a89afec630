//! Handles: a platform and a name on it, in text (`insta: @name`, `Snapchat me: name`). For those in
//! URLs see `link`.

mod before;
mod behind;
mod name;
mod said;

use crate::lexicon::{Class, rows};
use crate::scan::Scan;
use crate::token::AT;
pub(crate) use name::name_len;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Platforms by the words for them, where a disguise of the word could be nothing else: four
/// letters and more; and whether the word is a short one.
static NAMES: LazyLock<FxHashMap<&'static str, (&'static str, bool)>> = LazyLock::new(|| {
    rows("platforms")
        .filter(|row| matches!(row[1], "platform" | "short-platform"))
        .filter(|row| (row[0].len() >= 4 || row[0] == "kik") && !row[0].contains([' ', '.']))
        .map(|row| (row[0], (row[2], row[1] == "short-platform")))
        .collect()
});

/// The platforms named side by side, and where they stand.
#[derive(Default)]
struct Named {
    /// String of the lexicon, and whether the word is a short one.
    platforms: Vec<(String, bool)>,
    /// Token of the first.
    first: usize,
    /// Another handle ends right before: a list goes on.
    listed: bool,
}

/// Finds handles in running text and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut named = Named::default();
    let (mut i, mut last) = (0, None);
    while i < scan.tokens.len() {
        let Some((value, short, to)) = platform(scan, i) else {
            let at = scan.tokens[i].signs & AT != 0;
            if at && scan.gap_before(i).ends_with(b"@") && !scan.taken[i] {
                before::at_name(scan, i);
            }
            i += 1;
            continue;
        };
        if named.platforms.is_empty() {
            named.first = i;
            named.listed = last == Some(i) && list_goes_on(scan.gap_before(i));
        }
        named.platforms.push((value, short));
        // "Snap & IG: name": the name belongs to both.
        if let Some(next) = next_platform(scan, to) {
            i = next;
            continue;
        }
        let next = behind::read(scan, to, &named).max(to);
        if next == to {
            before::read(scan, &named, to);
        } else {
            last = Some(next);
        }
        i = next;
        named.platforms.clear();
    }
}

/// "Insta @one / Snap two": a sign that separates the members of a list.
fn list_goes_on(gap: &[u8]) -> bool {
    gap.len() <= 4 && gap.iter().any(|b| b"/|,;&+*\n".contains(b) || *b == crate::fold::SIGN)
}

/// Words that join two members of a list.
fn joins(word: &[u8]) -> bool {
    let words: [&[u8]; 15] = [
        b"and", b"or", b"en", b"of", b"und", b"oder", b"et", b"ou", b"y", b"o", b"e", b"si",
        b"sau", b"n", b"plus",
    ];
    words.contains(&word)
}

const PLATFORMS: u64 = Class::Platform.bit() | Class::ShortPlatform.bit();

/// Token `i` is a word of two letters and more without a sign on either side: no disguise.
fn plain(scan: &Scan<'_>, i: usize) -> bool {
    let token = scan.tokens[i];
    let ends = |at: u32| matches!(scan.byte_at(at), 0 | b' ' | b'\n' | b',' | b':');
    let stop = || matches!(scan.byte_at(token.end), b'.' | b'?' | b')' | b'"' | b';');
    let apart = ends(token.end) || stop() && ends(token.end + 1);
    apart && !token.number && token.len() >= 2 && scan.byte_before(token.start) != b'$'
}

/// The platform at token `i`: string of the lexicon, whether the word is a short one, and the
/// token behind.
fn platform(scan: &Scan<'_>, i: usize) -> Option<(String, bool, usize)> {
    if scan.marks(i) & PLATFORMS == 0 && plain(scan, i) {
        return None;
    }
    let glued = |gap: &[u8]| gap.is_empty();
    if scan.taken[i] || (i > 0 && glued(scan.gap_before(i))) {
        return None;
    }
    let hit = scan
        .terms(i)
        .iter()
        .rev()
        .find(|h| matches!(h.class, Class::Platform | Class::ShortPlatform));
    let Some(hit) = hit else { return disguised(scan, i) };
    let last = hit.to as usize - 1;
    if last + 1 < scan.tokens.len() && glued(scan.gap_after(last)) {
        return disguised(scan, i);
    }
    let name = scan.lexicon.text(hit.value).to_owned();
    Some((name, hit.class == Class::ShortPlatform, hit.to as usize))
}

/// "t3legr@m", "1nst4gr4m", "s.n.a.p", "i n s t a g r a m": the name of a platform with signs for
/// letters, or letter by letter, from token `i`.
fn disguised(scan: &Scan<'_>, i: usize) -> Option<(String, bool, usize)> {
    let bytes = scan.bytes();
    let mut start = scan.tokens[i].start as usize;
    // "$napchat": the sign stands before the token.
    start -= usize::from(scan.gap_before(i).ends_with(b"$"));
    let first = matches!(bytes[start], b'a'..=b'z' | b'0' | b'1' | b'5' | b'7' | b'$');
    let apart = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
    if !first || !apart {
        return None;
    }
    let step = bytes.get(start + 1).copied().filter(|b| matches!(b, b' ' | b'.' | b'-'));
    // Most words are no: without a sign among the letters, and not letter by letter.
    let likely = match step {
        Some(step) => bytes.get(start + 3) == Some(&step),
        None => bytes[start..]
            .iter()
            .take(11)
            .take_while(|b| !b" \n,:".contains(b))
            .any(|b| b"013457@$!".contains(b)),
    };
    if !likely {
        return None;
    }
    let (mut word, mut len) = ([0u8; 11], 0);
    let (mut changed, mut at) = (step.is_some(), start);
    while at < bytes.len() && len < word.len() {
        let letter = match bytes[at] {
            letter @ b'a'..=b'z' => letter,
            sign => {
                changed = true;
                match sign {
                    b'0' => b'o',
                    b'1' | b'!' => b'i',
                    b'3' => b'e',
                    b'4' | b'@' => b'a',
                    b'5' | b'$' => b's',
                    b'7' => b't',
                    _ => break,
                }
            }
        };
        word[len] = letter;
        len += 1;
        at += 1;
        match step {
            Some(step) if bytes.get(at) == Some(&step) => at += 1,
            Some(_) => break,
            None => {}
        }
    }
    let end = at - usize::from(step.is_some_and(|s| bytes[at - 1] == s));
    let whole = bytes.get(end).is_none_or(|b| !b.is_ascii_alphanumeric());
    if !changed || !whole {
        return None;
    }
    let (name, short) = NAMES.get(std::str::from_utf8(&word[..len]).ok()?)?;
    let to = scan.tokens.partition_point(|t| (t.start as usize) < end);
    (to > i).then(|| ((*name).to_owned(), *short, to))
}

/// The platform that stands beside the one that ends before token `to`, in a list.
fn next_platform(scan: &Scan<'_>, to: usize) -> Option<usize> {
    if to == 0 || to >= scan.tokens.len() {
        return None;
    }
    let gap = scan.gap_before(to);
    if gap.len() > 3 {
        return None;
    }
    if gap.iter().any(|b| b"/&,+|".contains(b)) && platform(scan, to).is_some() {
        return Some(to);
    }
    let next = to + 1;
    (joins(scan.word(to)) && next < scan.tokens.len() && platform(scan, next).is_some())
        .then_some(next)
}
