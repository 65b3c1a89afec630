//! Whether a word behind a platform is a name on it, or just the next word.

use super::behind::Tie;
use super::name::{marked, read_aloud};
use super::{Named, platform};
use crate::lexicon::{Class, NONE};
use crate::scan::Scan;

/// Where a name may stand: behind the platforms `named`, which end before token `to`, at token `i`.
pub(super) struct Context<'a> {
    pub(super) to: usize,
    pub(super) i: usize,
    pub(super) tie: Tie,
    pub(super) named: &'a Named,
}

/// Whether folded bytes `start..start + len` are a name there.
pub(super) fn is_name(scan: &Scan<'_>, at: &Context<'_>, start: usize, len: usize) -> bool {
    let (i, tie, platforms) = (at.i, at.tie, &at.named.platforms);
    let name = &scan.bytes()[start..start + len];
    let letters = name.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let behind = scan.bytes().get(start + len).copied().unwrap_or(b' ');
    if len < 3 || letters < 2 || behind == b'@' || behind == crate::fold::LETTER {
        return false;
    }
    let marked = marked(name) || read_aloud(scan, start + len).is_some();
    let short = platforms.iter().all(|(_, short)| *short);
    let tiny = short && scan.tokens[at.to - 1].len() <= 2;
    let unknown = scan.tokens[i].word == NONE && len >= 5;
    // "follow me on IG lilyrose", but not "follow me on IG amazing pics".
    let last = invited(scan, at.named.first) && closes(scan, start + len);
    if tiny && tie < Tie::At && !tiny_is_meant(scan, at, marked && len >= 5, unknown, last) {
        return false;
    }
    if marked {
        return true;
    }
    let stop =
        scan.is(i, Class::HandleStop) || scan.is(i, Class::HandleFiller) || scan.is(i, Class::Call);
    let negated = scan.near_before(at.named.first, 4, Class::Negation);
    // "my snap name", "add snap name", "Insta @one / Snap name".
    let led = unknown && (at.named.listed || owned(scan, at.named.first) || last);
    match tie {
        Tie::At => true,
        Tie::Sign => !stop && platform(scan, i).is_none() && !is_title(scan, at, start + len),
        _ if stop || negated => false,
        // A plain word behind nothing but space is a name only if it is no word we know.
        // "my snap is name".
        Tie::Word if short => unknown && (said_is(scan, i) || led),
        _ if short => led,
        _ => len >= 4 && scan.terms(i).is_empty(),
    }
}

/// "of", "x", "sc", "ig" are words too: what makes such a one a platform.
/// `last`: it is the last word behind "follow me on".
fn tiny_is_meant(
    scan: &Scan<'_>,
    at: &Context<'_>,
    marked: bool,
    unknown: bool,
    last: bool,
) -> bool {
    let word_too = matches!(scan.word(at.to - 1), b"of" | b"x" | b"tt");
    if scan.gap_before(at.i).contains(&b':') || (at.tie == Tie::Sign && unknown && !word_too) {
        return true;
    }
    // "my OF is lily_rose", "my ig is lilyrose", "on FB as lilyrose".
    let is = said_is(scan, at.i);
    let mine = owned(scan, at.named.first) && is;
    // "IG lily_rose", but not "IG 24yo".
    let letter = scan.word(at.i)[0].is_ascii_alphabetic();
    let named = (!word_too || mine) && marked && letter;
    let meant = is || at.named.listed || last;
    named || unknown && (mine || !word_too && meant)
}

/// No word follows at folded byte `end`: the text, the line or the thought ends.
fn closes(scan: &Scan<'_>, end: usize) -> bool {
    let rest = &scan.bytes()[end..];
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    rest.first().is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// "follow me on", "vind ons op" right before token `first`: what follows is a platform, and who
/// is meant by its name stands behind it.
fn invited(scan: &Scan<'_>, first: usize) -> bool {
    let Some(who) = first.checked_sub(2) else { return false };
    let on =
        matches!(scan.word(first - 1), b"on" | b"op" | b"auf" | b"sur" | b"en" | b"pe" | b"in");
    let me = matches!(
        scan.word(who),
        b"me"
            | b"us"
            | b"mij"
            | b"ons"
            | b"mich"
            | b"mir"
            | b"uns"
            | b"moi"
            | b"nous"
            | b"nos"
            | b"sigueme"
            | b"buscame"
            | b"urmareste"
    );
    on && me && scan.gap_before(first) == b" " && scan.gap_before(first - 1) == b" "
}

/// "my", "add", "follow" and the like right before token `first`.
fn owned(scan: &Scan<'_>, first: usize) -> bool {
    let words: [&[u8]; 18] = [
        b"my", b"add", b"follow", b"mijn", b"mein", b"meine", b"meinem", b"mon", b"ma", b"mi",
        b"meu", b"our", b"onze", b"unser", b"notre", b"nuestro", b"ajoute", b"agrega",
    ];
    first > 0 && scan.gap_before(first).len() <= 2 && words.contains(&scan.word(first - 1))
}

/// "is", "as" or their like right before token `i`.
fn said_is(scan: &Scan<'_>, i: usize) -> bool {
    let words: [&[u8]; 20] = [
        b"is",
        b"ist",
        b"est",
        b"es",
        b"este",
        b"as",
        b"als",
        b"como",
        b"comme",
        b"ca",
        b"named",
        b"called",
        b"id",
        b"name",
        b"username",
        b"user",
        b"usuario",
        b"heet",
        b"heisst",
        b"lautet",
    ];
    i > 0 && words.contains(&scan.word(i - 1))
}

/// "Facebook - Example Thai Massage": the title of a page goes on in capitals.
fn is_title(scan: &Scan<'_>, at: &Context<'_>, end: usize) -> bool {
    let pages = |p: &(String, bool)| matches!(p.0.as_str(), "facebook" | "youtube" | "linkedin");
    let next = scan.tokens.partition_point(|t| (t.start as usize) < end);
    at.named.platforms.iter().all(pages)
        && next < scan.tokens.len()
        && scan.gap_before(next) == b" "
        && scan.capital(at.i)
        && scan.capital(next)
        && platform(scan, next).is_none()
        && ![Class::Call, Class::HandleStop, Class::AgeWord].iter().any(|c| scan.is(next, *c))
}
