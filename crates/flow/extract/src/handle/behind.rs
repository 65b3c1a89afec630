//! The name behind a platform: "insta: @name", "on FB as name".

use super::name::{is_noun, marked_at, name_len, read_aloud};
use super::said::{Context, is_name};
use super::{Named, joins, platform};
use crate::lexicon::{Class, NONE};
use crate::scan::Scan;
use spoor_vocab::Kind;

/// How a name is tied to its platform.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub(super) enum Tie {
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
pub(super) fn read(scan: &mut Scan<'_>, to: usize, named: &Named) -> usize {
    let near = lead(scan, to, named).filter(|(i, tie, comma)| {
        let known = *comma && *tie < Tie::At && !marked_at(scan, *i);
        !known && fits(scan, (to, *i, *tie), named)
    });
    let far = || named_later(scan, to).filter(|(i, tie)| fits(scan, (to, *i, *tie), named));
    let Some((i, tie)) = near.map(|(i, tie, _)| (i, tie)).or_else(far) else { return to };
    let start = scan.tokens[i].start as usize;
    let mut len = len_at(scan, i);
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
    for (platform, _) in &named.platforms {
        let value = format!("{platform}:{name}");
        scan.emit(Kind::Handle, value, start, start + len, confidence);
    }
    scan.take_bytes(start, start + len);
    let behind = scan.tokens.partition_point(|t| (t.start as usize) < start + len);
    another(scan, behind, &named.platforms)
}

/// Length of the name at token `i`.
fn len_at(scan: &Scan<'_>, i: usize) -> usize {
    let start = scan.tokens[i].start as usize;
    let len = name_len(&scan.bytes()[start..]);
    // "live:name" is a whole Skype name.
    if scan.word(i) == b"live" && scan.bytes()[start + len..].starts_with(b":") {
        let more = name_len(&scan.bytes()[start + len + 1..]);
        return len + if more > 0 { more + 1 } else { 0 };
    }
    len
}

/// Whether a name stands at token `i`, tied so to the platforms before token `to`.
fn fits(scan: &Scan<'_>, (to, i, tie): (usize, usize, Tie), named: &Named) -> bool {
    let context = Context { to, i, tie, named };
    is_name(scan, &context, scan.tokens[i].start as usize, len_at(scan, i))
}

/// "Snapchat! username lilyrose", "telegram available, my name there is lilyrose": a word for a
/// name on a platform behind a pause, at most two words on; the token of the name. Her own name,
/// "…, my name is Lily", is none.
fn named_later(scan: &Scan<'_>, to: usize) -> Option<(usize, Tie)> {
    let pause = |gap: &[u8]| gap.len() <= 3 && gap.iter().any(|b| b",!.-;:".contains(b));
    let free = |j: usize| j < scan.tokens.len() && !scan.taken[j];
    let mut at = to;
    while free(at) && at < to + 2 && scan.gap_before(at) == b" " && platform(scan, at).is_none() {
        at += 1;
    }
    if !free(at) || !pause(scan.gap_before(at)) {
        return None;
    }
    let own = pass(scan, &mut at, &[b"my", b"mijn", b"mein", b"mon", b"mi", b"meu"]);
    let name = own && pass(scan, &mut at, &[b"name", b"naam", b"nom", b"nombre"]);
    let noun = !name && free(at) && is_noun(scan.word(at));
    at += usize::from(noun);
    let there: [&[u8]; 6] = [b"there", b"daar", b"dort", b"alli", b"ahi", b"acolo"];
    let there = pass(scan, &mut at, &there)
        || pass(scan, &mut at, &[b"la"]) && pass(scan, &mut at, &[b"bas"]);
    let is = pass(scan, &mut at, &[b"is", b"ist", b"est", b"es", b"este", b"e", b"lautet"]);
    let gap = free(at).then(|| scan.gap_before(at))?;
    let signed = gap.contains(&b':');
    let tied = gap.len() <= 3 && gap.iter().all(|b| b" :@-=".contains(b));
    // What follows must be no word that is known, unless a sign says that it is a name.
    let unknown = scan.tokens[at].word == NONE && len_at(scan, at) >= 5 || marked_at(scan, at);
    let told = noun || name && there && (is || signed);
    (told && tied && unknown).then_some((at, if signed { Tie::Sign } else { Tie::Word }))
}

/// Steps over one of `words` at token `at`, if it is there.
fn pass(scan: &Scan<'_>, at: &mut usize, words: &[&[u8]]) -> bool {
    let hit = *at < scan.tokens.len() && !scan.taken[*at] && words.contains(&scan.word(*at));
    *at += usize::from(hit);
    hit
}

/// Reads on behind token `to - 1` over the words that lead to a name: the token it would start at,
/// how it is tied, and whether a comma stands between.
fn lead(scan: &Scan<'_>, to: usize, named: &Named) -> Option<(usize, Tie, bool)> {
    let (mut tie, mut comma) = (Tie::Space, false);
    let platforms = &named.platforms;
    let mut i = to;
    loop {
        if i >= scan.tokens.len() || scan.taken[i] {
            return None;
        }
        let gap = scan.gap_before(i);
        // "tg://…" is an address.
        if gap == b"://" {
            return None;
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
                return None;
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
        let filler = hit.is_some()
            || (platforms.len() > 1 && matches!(scan.word(i), b"all" | b"both" | b"same"));
        if tie == Tie::At || !filler || !whole || i >= to + 4 {
            break;
        }
        tie = if tie == Tie::Sign { tie } else { Tie::Word };
        i = next;
    }
    Some((i, tie, comma))
}

/// "Twitter: @one and @two": a second name of the same platforms at token `i`, if it is marked by
/// an `@` and no platform stands behind it; gives the token to go on at.
fn another(scan: &mut Scan<'_>, i: usize, platforms: &[(String, bool)]) -> usize {
    let and = i < scan.tokens.len() && joins(scan.word(i));
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
        && (behind..(behind + 2).min(scan.tokens.len())).any(|j| platform(scan, j).is_some());
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
