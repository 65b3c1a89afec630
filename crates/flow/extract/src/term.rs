//! Services and indicators: the longest lexicon terms, guarded against negation.

use crate::lexicon::{Class, Lexicon};
use crate::scan::Scan;
use crate::token::Hit;
use spoor_vocab::Kind;

/// Finds services.
pub(crate) fn services(scan: &mut Scan<'_>) {
    let (mut to, mut last, mut next) = (0, None, 0);
    loop {
        let i = scan.next(next.max(to), Class::Service.bit());
        let Some(hit) = scan.term(i, Class::Service) else { break };
        next = i + 1;
        // "5 foot 6" is a height.
        let measured = scan.taken[i] && scan.is(i, Class::Foot);
        if measured || blocked(scan, hit) || negated(scan, i) || !clear(scan, hit, last) {
            continue;
        }
        let term = scan.lexicon.text(hit.value).to_owned();
        let confidence =
            if scan.tokens[i].len() <= 3 && hit.to as usize == i + 1 { 0.7 } else { 0.9 };
        to = hit.to as usize;
        last = Some(to);
        scan.emit_tokens(Kind::Service, term, i, to, confidence);
    }
}

/// Abbreviations of up to three letters count in capitals, or in a list of services.
fn clear(scan: &Scan<'_>, hit: Hit, last: Option<usize>) -> bool {
    let (from, to) = (hit.from as usize, hit.to as usize);
    if to > from + 1 || scan.tokens[from].len() > 3 {
        return true;
    }
    let start = scan.folded.start(scan.tokens[from].start as usize);
    let end = scan.folded.end(scan.tokens[from].end as usize);
    let capitals = scan.text[start..end].chars().all(|c| c.is_uppercase());
    capitals
        || last.is_some_and(|l| from - l <= 1)
        || (to < scan.tokens.len() && scan.is(to, Class::Service))
}

/// Code that marks a term as meaning nothing: it only keeps shorter terms inside it silent.
const SILENT: &str = "-";

/// Finds indicators. Of overlapping terms the one that starts first, then the longest counts.
pub(crate) fn indicators(scan: &mut Scan<'_>) {
    let (mut to, mut next) = (0, 0);
    loop {
        let i = scan.next(next.max(to), Class::Indicator.bit());
        let Some(hit) = scan.term(i, Class::Indicator) else { break };
        next = i + 1;
        if scan.taken[i] && scan.taken[hit.to as usize - 1] && !scan.tokens[i].number {
            continue;
        }
        if blocked(scan, hit) || negated(scan, i) || !leads_somewhere(scan, hit) {
            continue;
        }
        to = hit.to as usize;
        let code = scan.lexicon.text(hit.value);
        if code == SILENT {
            continue;
        }
        let one_word = to == i + 1;
        scan.emit_tokens(
            Kind::Indicator,
            code.to_owned(),
            i,
            to,
            if one_word { 0.6 } else { 0.85 },
        );
    }
}

/// "new in", "new to" need a place behind them: a known one, or a capital letter.
fn leads_somewhere(scan: &Scan<'_>, hit: Hit) -> bool {
    let (from, to) = (hit.from as usize, hit.to as usize);
    let open = matches!(
        scan.word(to - 1),
        b"in"
            | b"at"
            | b"from"
            | b"to"
            | b"naar"
            | b"te"
            | b"aus"
            | b"nach"
            | b"a"
            | b"en"
            | b"din"
    );
    if to < from + 2 || !open || scan.word(from) != b"new" {
        return true;
    }
    let place = |j: usize| j < scan.tokens.len() && (scan.is(j, Class::Place) || scan.capital(j));
    place(to) || (to < scan.tokens.len() && scan.word(to) == b"the" && place(to + 1))
}

/// The term is cut out of a longer run of letters and digits.
fn blocked(scan: &Scan<'_>, hit: Hit) -> bool {
    let (from, to) = (hit.from as usize, hit.to as usize);
    let glued_before = from > 0 && scan.gap_before(from).is_empty();
    let glued_behind = to < scan.tokens.len() && scan.gap_after(to - 1).is_empty();
    glued_before || glued_behind
}

/// "no", "geen", "sans" up to two words before token `i`, with no sign of a new thought between.
fn negated(scan: &Scan<'_>, i: usize) -> bool {
    for j in (i.saturating_sub(2)..i).rev() {
        let pause = |b: &u8| b".,!?;:\n|()+*".contains(b) || *b == crate::fold::SIGN;
        if scan.gap_after(j).iter().any(pause) || scan.gap_after(j).len() > 2 {
            return false;
        }
        if scan.is(j, Class::Negation) && !is_list_end(scan.lexicon, scan.word(j)) {
            return true;
        }
    }
    false
}

/// French "pas" stands behind its verb and before what it denies; "plus" does not.
fn is_list_end(lexicon: &Lexicon, word: &[u8]) -> bool {
    lexicon.of_word(word).iter().any(|s| s.class == Class::Legal)
}
