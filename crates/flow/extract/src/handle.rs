//! Handles: a platform and a name on it, in text (`insta: @name`, `Snapchat me: name`). For those in
//! URLs see `link`.

use crate::lexicon::{Class, rows};
use crate::scan::Scan;
use rustc_hash::FxHashMap;
use spoor_vocab::Kind;
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

/// Length of the name at the start of `bytes`; a full stop counts only inside it.
pub(crate) fn name_len(bytes: &[u8]) -> usize {
    let fits = |&b: &u8| b.is_ascii_alphanumeric() || b"_.-".contains(&b);
    let mut len = bytes.iter().take(31).take_while(|b| fits(b)).count();
    while len > 0 && b".-".contains(&bytes[len - 1]) {
        len -= 1;
    }
    len
}

/// Finds handles in running text and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut platforms: Vec<(String, bool)> = Vec::new();
    let (mut i, mut first) = (0, 0);
    while i < scan.tokens.len() {
        let Some((value, short, to)) = platform(scan, i) else {
            if scan.gap_before(i).ends_with(b"@") && !scan.taken[i] {
                at_name(scan, i);
            }
            i += 1;
            continue;
        };
        if platforms.is_empty() {
            first = i;
        }
        platforms.push((value, short));
        // "Snap & IG: name": the name belongs to both.
        if let Some(next) = next_platform(scan, to) {
            i = next;
            continue;
        }
        let next = name_behind(scan, to, &platforms).max(to);
        if next == to {
            name_before(scan, first, &platforms);
        }
        i = next;
        platforms.clear();
    }
}

/// The platform at token `i`: string of the lexicon, whether the word is a short one, and the
/// token behind.
fn platform(scan: &Scan<'_>, i: usize) -> Option<(String, bool, usize)> {
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

/// "lily.rose is my insta", "lily_rose on Insta and Telegram": a name that no word is, before the
/// platform at token `i`.
fn name_before(scan: &mut Scan<'_>, i: usize, platforms: &[(String, bool)]) {
    let on = i > 0 && matches!(scan.word(i - 1), b"on" | b"op" | b"auf" | b"sur");
    let mine = i > 1 && scan.word(i - 1) == b"my" && scan.word(i - 2) == b"is";
    let behind = if mine { i - 2 } else { i.saturating_sub(1) };
    if !(on || mine) || behind == 0 || scan.gap_before(behind) != b" " {
        return;
    }
    let end = scan.tokens[behind - 1].end as usize;
    let fits = |b: &&u8| b.is_ascii_alphanumeric() || b"_.".contains(b);
    let start = end - scan.bytes()[..end].iter().rev().take_while(fits).count();
    let name = String::from_utf8_lossy(&scan.bytes()[start..end]).into_owned();
    let inner = name.trim_matches(['.', '_']);
    let apart = start == 0 || b" \n(:".contains(&scan.bytes()[start - 1]);
    let letters = name.bytes().filter(u8::is_ascii_lowercase).count();
    let free =
        !(0..behind).rev().take(4).any(|t| scan.taken[t] && scan.tokens[t].start as usize >= start);
    if !apart || !free || letters < 3 || name.starts_with('.') || !inner.contains(['.', '_']) {
        return;
    }
    for (platform, _) in platforms {
        let value = format!("{platform}:{name}");
        scan.emit(Kind::Handle, value, start, end, 0.75);
    }
    scan.take_bytes(start, end);
}

/// "lily dot rose", "lily underscore k": signs of a name read aloud, behind folded byte `end`; the
/// rest of the name and where it ends.
fn read_aloud(scan: &Scan<'_>, end: usize) -> Option<(String, usize)> {
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
    let and = matches!(scan.word(to), b"and" | b"or" | b"en" | b"und" | b"et" | b"y" | b"si");
    (and && to + 1 < scan.tokens.len() && platform(scan, to + 1).is_some()).then_some(to + 1)
}

/// How a name is tied to its platform.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Tie {
    /// Nothing but space.
    Space,
    /// "is", "me".
    Word,
    /// `:`, `-`, `=`.
    Sign,
    /// `@`.
    At,
}

/// Reads the name behind token `to - 1`; gives the token to go on at.
fn name_behind(scan: &mut Scan<'_>, to: usize, platforms: &[(String, bool)]) -> usize {
    let (mut tie, mut comma) = (Tie::Space, false);
    let mut i = to;
    loop {
        if i >= scan.tokens.len() || scan.taken[i] {
            return to;
        }
        let gap = scan.gap_before(i);
        // "tg://…" is an address.
        if gap == b"://" {
            return to;
        }
        // "on Telegram, user lily07": behind a comma only what looks like a name.
        if gap == b", " && !comma && (scan.is(i, Class::HandleFiller) || marked_at(scan, i)) {
            comma = true;
        } else if gap.len() > 6
            || gap.iter().any(|b| b";,!?\n".contains(b))
            || gap.starts_with(b".")
        {
            // "Twitter: \n@name" still names.
            if !gap.ends_with(b"@") || gap.len() > 6 {
                return to;
            }
        }
        if gap.contains(&b'@') {
            tie = Tie::At;
        } else if tie < Tie::Sign && gap.iter().any(|b| b":-=>~*".contains(b)) {
            tie = Tie::Sign;
        }
        // "wechat id: name" against "snapchat: me_name": a filler is a whole word.
        let hit = scan.term(i, Class::HandleFiller);
        let next = hit.map_or(i + 1, |h| h.to as usize);
        let gap_after = scan.gap_after(next - 1);
        let whole = !gap_after.is_empty() && !gap_after.starts_with(b"_");
        // "snap/insta/kik all: name".
        let filler =
            hit.is_some() || (platforms.len() > 1 && matches!(scan.word(i), b"all" | b"both"));
        if tie == Tie::At || !filler || !whole || i >= to + 3 {
            break;
        }
        tie = if tie == Tie::Sign { tie } else { Tie::Word };
        i = next;
    }
    let start = scan.tokens[i].start as usize;
    let mut len = name_len(&scan.bytes()[start..]);
    // "live:name" is a whole Skype name.
    if scan.word(i) == b"live" && scan.bytes()[start + len..].starts_with(b":") {
        let more = name_len(&scan.bytes()[start + len + 1..]);
        len += if more > 0 { more + 1 } else { 0 };
    }
    if comma && tie < Tie::At && !marked_at(scan, i)
        || !is_name(scan, (to, i), start, len, tie, platforms)
    {
        return to;
    }
    let mut name = String::from_utf8_lossy(&scan.bytes()[start..start + len]).into_owned();
    while let Some((more, end)) = read_aloud(scan, start + len) {
        name += &more;
        len = end - start;
    }
    let confidence = match tie {
        Tie::At => 0.95,
        Tie::Sign => 0.9,
        Tie::Word => 0.75,
        Tie::Space => 0.65,
    };
    for (platform, _) in platforms {
        let value = format!("{platform}:{name}");
        scan.emit(Kind::Handle, value, start, start + len, confidence);
    }
    scan.take_bytes(start, start + len);
    let behind = scan.tokens.partition_point(|t| (t.start as usize) < start + len);
    another(scan, behind, platforms)
}

/// "Twitter: @one and @two": a second name of the same platforms at token `i`, if it is marked by
/// an `@` and no platform stands behind it; gives the token to go on at.
fn another(scan: &mut Scan<'_>, i: usize, platforms: &[(String, bool)]) -> usize {
    let and = i < scan.tokens.len()
        && matches!(scan.word(i), b"and" | b"or" | b"en" | b"und" | b"et" | b"y" | b"si");
    let at = if and { i + 1 } else { i };
    if at >= scan.tokens.len() || scan.taken[at] {
        return i;
    }
    let gap = scan.gap_before(at);
    let listed = and && gap == b" @" || matches!(gap, b", @" | b" / @" | b"/@" | b" & @");
    let start = scan.tokens[at].start as usize;
    let len = name_len(&scan.bytes()[start..]);
    let behind = scan.tokens.partition_point(|t| (t.start as usize) < start + len);
    let other = behind < scan.tokens.len()
        && (behind..behind + 2).any(|j| j < scan.tokens.len() && platform(scan, j).is_some());
    if !listed || len < 3 || other || scan.bytes().get(start + len) == Some(&b'@') {
        return i;
    }
    let name = String::from_utf8_lossy(&scan.bytes()[start..start + len]).into_owned();
    for (platform, _) in platforms {
        let value = format!("{platform}:{name}");
        scan.emit(Kind::Handle, value, start, start + len, 0.8);
    }
    scan.take_bytes(start, start + len);
    behind
}

/// A figure, a low line or a full stop inside: what no word of a text has.
fn marked(name: &[u8]) -> bool {
    name.iter().any(|b| b.is_ascii_digit() || *b == b'_')
        || name.windows(2).any(|w| w[0] == b'.' && w[1].is_ascii_alphanumeric())
}

/// A marked name that begins with a letter, five signs and more, stands at token `i`.
fn marked_at(scan: &Scan<'_>, i: usize) -> bool {
    let start = scan.tokens[i].start as usize;
    let name = &scan.bytes()[start..start + name_len(&scan.bytes()[start..])];
    name.len() >= 5
        && name[0].is_ascii_alphabetic()
        && name.iter().filter(|b| b.is_ascii_alphabetic()).count() >= 4
        && marked(name)
}

fn is_name(
    scan: &Scan<'_>,
    (platform_end, i): (usize, usize),
    start: usize,
    len: usize,
    tie: Tie,
    platforms: &[(String, bool)],
) -> bool {
    let name = &scan.bytes()[start..start + len];
    let letters = name.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let behind = scan.bytes().get(start + len).copied().unwrap_or(b' ');
    if len < 3 || letters < 2 || behind == b'@' || behind == crate::fold::LETTER {
        return false;
    }
    let marked = marked(name) || read_aloud(scan, start + len).is_some();
    // "of", "x", "sc" are words: only a colon or an @ makes them platforms.
    let short = platforms.iter().all(|(_, short)| *short);
    let tiny = short && scan.tokens[platform_end - 1].len() <= 2;
    let unknown = scan.tokens[i].word == crate::lexicon::NONE && len >= 5;
    let word_too = matches!(scan.word(platform_end - 1), b"of" | b"x" | b"tt");
    let clear = scan.gap_before(i).contains(&b':') || (tie == Tie::Sign && unknown && !word_too);
    // "IG lily_rose", but not "IG 24yo".
    // "my OF is lily_rose".
    let mine = platform_end >= 2 && scan.word(platform_end - 2) == b"my" && said_is(scan, i);
    let named = (!word_too || mine) && marked && len >= 5 && name[0].is_ascii_alphabetic();
    if tiny && tie < Tie::At && !clear && !named {
        return false;
    }
    if marked {
        return true;
    }
    let stop =
        scan.is(i, Class::HandleStop) || scan.is(i, Class::HandleFiller) || scan.is(i, Class::Call);
    match tie {
        Tie::At => true,
        Tie::Sign => !stop && platform(scan, i).is_none(),
        // A plain word behind nothing but space is a name only if it is no word we know.
        // "my snap is name".
        Tie::Word if short => !stop && !tiny && unknown && said_is(scan, i),
        _ => !stop && !short && len >= 4 && scan.terms(i).is_empty(),
    }
}

/// "is" or its like right before token `i`.
fn said_is(scan: &Scan<'_>, i: usize) -> bool {
    i > 0 && matches!(scan.word(i - 1), b"is" | b"ist" | b"est" | b"es" | b"este")
}

/// `@name` before its platform: "@name on twitter".
fn at_name(scan: &mut Scan<'_>, i: usize) {
    let start = scan.tokens[i].start as usize;
    let len = name_len(&scan.bytes()[start..]);
    let next = scan.tokens.partition_point(|t| (t.start as usize) < start + len);
    let on = next < scan.tokens.len()
        && matches!(scan.word(next), b"on" | b"op" | b"auf" | b"sur" | b"en" | b"pe" | b"in");
    let at = if on { next + 1 } else { next };
    if len < 3 || at >= scan.tokens.len() || scan.gap_before(next).len() > 3 {
        return;
    }
    // "(@name - twitter)" or "@name on twitter", but not "@name Twitter: @other".
    let Some((platform, _, to)) = platform(scan, at) else { return };
    let other =
        scan.bytes()[scan.tokens[to - 1].end as usize..].iter().take(3).any(|b| b"@:".contains(b));
    if !on && other {
        return;
    }
    let name = String::from_utf8_lossy(&scan.bytes()[start..start + len]).into_owned();
    let value = format!("{platform}:{name}");
    scan.emit(Kind::Handle, value, start, start + len, 0.85);
    scan.take_bytes(start, start + len);
}
