//! First names as advertised. Names that are other words too need a word like "ask for" before
//! them, or another name beside them.

use crate::lexicon::Class;
use crate::scan::Scan;
use spoor_vocab::Kind;

const NAMES: u64 = Class::Name.bit() | Class::MaybeName.bit();

/// Finds names and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    // How far words that introduce a name reach ("my name is"), as `Scan::ends_before` looks.
    let mut introduced_to = 0;
    for i in 0..scan.tokens.len() {
        let marks = scan.marks(i);
        // Most words are neither names nor capitals behind such words: nothing can make them one.
        let other = marks & NAMES == 0 && (marks != 0 || i >= introduced_to || !scan.capital(i));
        if marks & Class::NameIntro.bit() != 0 {
            introduced_to = i + 5;
        }
        if other || scan.taken[i] || scan.tokens[i].number || scan.tokens[i].len() < 3 {
            continue;
        }
        let (sure, maybe) = (scan.term(i, Class::Name), scan.term(i, Class::MaybeName));
        let introduced = introduced(scan, i);
        if sure.is_none() && maybe.is_none() && introduced != Some(true) {
            continue;
        }
        let known = sure.is_some() || maybe.is_some();
        let confidence = match (introduced, sure.is_some()) {
            (Some(_), _) if known && (scan.capital(i) || introduced == Some(true)) => 0.9,
            // "hey im lexi": small letters all along.
            (Some(_), true) if said_i_am(scan, i) => 0.75,
            // "my name is" before a word nobody knows.
            (Some(true), false) if title_case(scan, i) && scan.terms(i).is_empty() => 0.7,
            (_, true) if title_case(scan, i) => 0.7,
            _ if maybe.is_some() && scan.capital(i) && beside_name(scan, i) => 0.75,
            _ => continue,
        };
        let to = sure.or(maybe).map_or(i + 1, |h| h.to as usize);
        let start = scan.folded.start(scan.tokens[i].start as usize);
        let end = scan.folded.end(scan.tokens[to - 1].end as usize);
        let value = title(&scan.text[start..end]);
        scan.emit_tokens(Kind::Name, value, i, to, confidence);
        scan.take(i, to);
    }
}

/// Whether words that announce a name stand before token `i`; true inside if nothing but a name
/// can follow them.
fn introduced(scan: &Scan<'_>, i: usize) -> Option<bool> {
    let behind =
        scan.terms(i + 1).iter().any(|h| h.class == Class::NameAfter) && scan.gap_after(i) == b" ";
    let gap = scan.gap_before(i);
    if signed_off(scan, i) || back(scan, i) {
        return Some(false);
    }
    if i == 0 || behind {
        return behind.then_some(false);
    }
    if gap.len() > 4 || gap.iter().any(|b| b"!?;\n,".contains(b)) {
        return None;
    }
    let before = scan.ends_before(i, Class::NameIntro);
    let said = |words: &[&[u8]]| {
        i >= words.len() && words.iter().rev().enumerate().all(|(k, w)| scan.word(i - 1 - k) == *w)
    };
    let only_name = said(&[b"name", b"is"])
        || said(&[b"m", b"appelle"])
        || said(&[b"ik", b"heet"])
        || said(&[b"naam", b"is"])
        || said(&[b"me", b"llamo"])
        || said(&[b"ma", b"numesc"])
        || said(&[b"ma", b"cheama"])
        || said(&[b"ich", b"heisse"]);
    before.then_some(only_name)
}

/// "xoxo, Amber", "Love, Crystal": a name under an advert.
fn signed_off(scan: &Scan<'_>, i: usize) -> bool {
    let gap = scan.gap_before(i);
    let greeting = i > 0
        && matches!(
            scan.word(i - 1),
            b"xoxo"
                | b"xo"
                | b"xx"
                | b"xxx"
                | b"love"
                | b"kisses"
                | b"hugs"
                | b"yours"
                | b"bisous"
                | b"kusjes"
                | b"groetjes"
                | b"besos"
                | b"pupici"
                | b"kus"
                | b"liefs"
        );
    let end = scan.gap_after(i);
    let last = i + 1 == scan.tokens.len() || end.contains(&b'\n');
    greeting
        && last
        && gap.len() <= 3
        && gap.iter().any(|b| b",\n~-".contains(b))
        && scan.capital(i)
}

/// "Ruby's back", "Ruby is back".
fn back(scan: &Scan<'_>, i: usize) -> bool {
    i + 2 < scan.tokens.len()
        && matches!(scan.word(i + 1), b"s" | b"is")
        && matches!(scan.word(i + 2), b"back" | b"here")
        && matches!(scan.gap_after(i), b"'" | b" ")
        && title_case(scan, i)
}

/// "im", "i am", "ik ben" … right before token `i`.
fn said_i_am(scan: &Scan<'_>, i: usize) -> bool {
    let before = |k: usize| if i >= k { scan.word(i - k) } else { &[] };
    scan.gap_before(i) == b" "
        && (matches!(before(1), b"im" | b"soy")
            || matches!(
                (before(2), before(1)),
                (b"i", b"m" | b"am") | (b"ik", b"ben") | (b"ich", b"bin") | (b"je", b"suis")
            ))
}

/// "Alice and Diamond": a sure name next to it.
fn beside_name(scan: &Scan<'_>, i: usize) -> bool {
    let and =
        |j: usize| matches!(scan.word(j), b"and" | b"en" | b"und" | b"et" | b"y" | b"si" | b"n");
    let named = |j: usize| scan.is(j, Class::Name) && scan.capital(j);
    let before = i >= 2 && and(i - 1) && named(i - 2);
    let signs = |gap: &[u8]| gap.len() <= 3 && gap.iter().any(|b| b"&+/".contains(b));
    let after = i + 2 < scan.tokens.len() && and(i + 1) && named(i + 2);
    before
        || after
        || (i >= 1 && signs(scan.gap_before(i)) && named(i - 1))
        || (i + 1 < scan.tokens.len() && signs(scan.gap_after(i)) && named(i + 1))
}

/// A capital, then small letters.
fn title_case(scan: &Scan<'_>, i: usize) -> bool {
    let start = scan.folded.start(scan.tokens[i].start as usize);
    let end = scan.folded.end(scan.tokens[i].end as usize);
    let mut letters = scan.text[start..end].chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(|c| !c.is_uppercase())
}

fn title(raw: &str) -> String {
    let mut letters = raw.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase)).collect()
}
