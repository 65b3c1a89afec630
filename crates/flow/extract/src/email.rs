//! E-mail addresses, plain and read aloud: `name @ gmail .com`, `name (at) domain dot com`,
//! `name@gml`.

use crate::lexicon::Class;
use crate::scan::Scan;
use crate::token::AT;
use spoor_vocab::Kind;

/// Finds addresses and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    for i in 1..scan.tokens.len() {
        if scan.taken[i] || scan.taken[i - 1] {
            continue;
        }
        if scan.tokens[i].signs & AT != 0 {
            signed(scan, i, scan.gap_before(i));
        } else if let Some(next) = at_aloud(scan, i).filter(|&next| next < scan.tokens.len()) {
            spoken(scan, i, next);
        }
    }
}

/// The token behind an "at" at token `i`: a word for the sign, or "a" (see [`spoken`]).
fn at_aloud(scan: &Scan<'_>, i: usize) -> Option<usize> {
    let word = scan.term(i, Class::At).map(|hit| hit.to as usize);
    word.or_else(|| (scan.word(i) == b"a").then_some(i + 1))
}

/// The French "à".
fn accented(scan: &Scan<'_>, i: usize) -> bool {
    let start = scan.folded.start(scan.tokens[i].start as usize);
    scan.text[start..].starts_with(['à', 'À'])
}

/// `local@domain`: an @ stands in the gap before token `i`.
fn signed(scan: &mut Scan<'_>, i: usize, gap: &[u8]) {
    // `name@@gmail..com`: a slip of the finger.
    let glued = matches!(gap, b"@" | b"@@");
    if !glued && !gap.iter().all(|b| b" @[]()".contains(b)) || gap.len() > 5 {
        return;
    }
    // "Twitter @ Name. Website": a platform is nobody's address.
    if !glued && scan.is(i - 1, Class::Platform) {
        return;
    }
    let Some((domain, end)) = domain(scan, i, glued) else { return };
    report(scan, i - 1, &domain, end, glued);
}

/// `local at domain dot com`, `local (at) domain.com`: token `i` is the "at".
fn spoken(scan: &mut Scan<'_>, i: usize, next: usize) {
    let bracketed = |gap: &[u8]| gap.iter().any(|b| b"([{<*".contains(b)) && gap.len() <= 3;
    let (before, after) = (scan.gap_before(i), scan.gap_after(next - 1));
    let word = scan.word(i);
    let known = word != b"at" && word != b"a" || next > i + 1;
    let clear = bracketed(before) || known;
    let plain = before == b" " && after == b" ";
    // "name_at_yahoo_dot_com".
    let tied = before == after && matches!(before, b"_" | b"-");
    if !(clear && after.len() <= 3 || plain || tied) {
        return;
    }
    let odd = scan.tokens[i - 1].number
        || scan.gap_before(i - 1) == b"_"
        || scan.gap_before(i - 1) == b".";
    // "name99 at gmail": a provider completes an address that looks like one.
    let provider = scan.is(next, Class::Provider);
    let lone = next == i + 1 && word == b"a" && !bracketed(before);
    let accented = lone && accented(scan, i);
    // Most are the article: nothing is built for them.
    if lone && !accented {
        return;
    }
    let Some((domain, end)) = domain(scan, next, provider && (odd || clear)) else { return };
    // "text me at site.com": the word before must look like an address, or be announced as one.
    let aloud = (next..end).any(|j| scan.is(j, Class::Dot));
    // "camille à laposte point net", "(a)"; a lone "a" is mostly none.
    if lone && !aloud {
        return;
    }
    let announced = (i.saturating_sub(5)..i).any(|j| scan.is(j, Class::MailWord));
    if clear || tied && (aloud || provider) || announced || odd || (aloud && provider) {
        report(scan, i - 1, &domain, end, false);
    }
}

/// Reads back the local part that ends with token `last` and reports the address.
fn report(scan: &mut Scan<'_>, last: usize, domain: &str, end: usize, plain: bool) {
    let mut from = last;
    let mut local = String::from_utf8_lossy(scan.word(last)).into_owned();
    while from > 0 && !scan.taken[from - 1] {
        let gap = scan.gap_before(from);
        if !gap.iter().all(|b| b"._%+-".contains(b)) || gap.len() > 3 {
            break;
        }
        from -= 1;
        local.insert_str(0, &String::from_utf8_lossy(gap));
        local.insert_str(0, &String::from_utf8_lossy(scan.word(from)));
    }
    if local.is_empty() || local.len() > 64 || local.bytes().any(|b| !b.is_ascii_graphic()) {
        return;
    }
    let value = format!("{local}@{domain}");
    scan.emit_tokens(Kind::Email, value, from, end, if plain { 0.98 } else { 0.85 });
    scan.take(from, end);
}

/// The domain that starts at token `i`, and the token behind it. Without a top-level domain only
/// the providers are known.
pub(crate) fn domain(scan: &Scan<'_>, i: usize, glued: bool) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut best = None;
    let mut j = i;
    let mut after_dot = false;
    while j < scan.tokens.len() && j < i + 12 {
        text.push_str(std::str::from_utf8(scan.word(j)).unwrap_or(""));
        if after_dot && scan.is(j, Class::Tld) {
            best = Some((text.clone(), j + 1));
        }
        let gap = scan.gap_after(j);
        let spoken = j + 2 < scan.tokens.len() + 1 && aloud_dot(scan, j + 1);
        after_dot = false;
        match gap {
            b"" => {}
            b"-" if !spoken => text.push('-'),
            b"." | b".." => after_dot = true,
            b" ." | b". " | b" . " | b" (.) " | b"(.)" | b"[.]" | b" [.] " if best.is_none() => {
                after_dot = true;
            }
            // "hotmail dot co dot uk".
            _ if spoken && (best.is_none() || scan.is(j + 2, Class::Tld)) => {
                after_dot = true;
                j += 1;
            }
            _ => break,
        }
        if after_dot {
            text.push('.');
        }
        j += 1;
    }
    best.or_else(|| {
        let hit = scan.term(i, Class::Provider).filter(|_| glued)?;
        Some((scan.lexicon.text(hit.value).to_owned(), i + 1))
    })
    .filter(|(text, _)| text.is_ascii() && !text.starts_with('.'))
}

/// Token `j` is a "dot" with spaces or brackets around it.
fn aloud_dot(scan: &Scan<'_>, j: usize) -> bool {
    let around = |gap: &[u8]| {
        !gap.is_empty() && gap.len() <= 2 && gap.iter().all(|b| b" ([{<>})]_-".contains(b))
    };
    j + 1 < scan.tokens.len()
        && scan.is(j, Class::Dot)
        && around(scan.gap_before(j))
        && around(scan.gap_after(j))
}
