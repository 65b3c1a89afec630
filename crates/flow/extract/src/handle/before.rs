//! The name before its platform: "@name on twitter", "find me as name - snapchat, kik".

use super::name::name_len;
use super::{Named, next_platform, platform};
use crate::lexicon::{Class, NONE};
use crate::scan::Scan;
use spoor_vocab::Kind;

/// Words before a name that stands before its platforms.
const AS: [&[u8]; 16] = [
    b"as",
    b"als",
    b"como",
    b"comme",
    b"ca",
    b"unter",
    b"under",
    b"onder",
    b"sous",
    b"username",
    b"user",
    b"handle",
    b"usuario",
    b"pseudo",
    b"called",
    b"gebruikersnaam",
];

/// "lily.rose is my insta", "lily_rose on Insta and Telegram", "as lilyrose - snapchat, kik": a
/// name that no word is, before the platforms `named`, which end before token `to`.
pub(super) fn read(scan: &mut Scan<'_>, named: &Named, to: usize) {
    let i = named.first;
    if i == 0 || same(scan, named, to) {
        return;
    }
    let on = matches!(
        scan.word(i - 1),
        b"on" | b"op" | b"auf" | b"sur" | b"en" | b"pe" | b"in" | b"bei" | b"via" | b"at"
    ) && scan.gap_before(i) == b" ";
    let mine = i > 1 && scan.word(i - 1) == b"my" && scan.word(i - 2) == b"is";
    let listed = matches!(scan.gap_before(i), b" - " | b" (" | b": " | b", " | b" / " | b" | ");
    let behind = if mine { i - 2 } else { i - usize::from(on) };
    if !(on || mine || listed) || behind == 0 {
        return;
    }
    if !listed && scan.gap_before(behind) != b" " {
        return;
    }
    let end = scan.tokens[behind - 1].end as usize;
    let fits = |b: &&u8| b.is_ascii_alphanumeric() || b"_.".contains(b);
    // No name is longer than 64 signs; the bound keeps long runs cheap.
    let start = end - scan.bytes()[..end].iter().rev().take(64).take_while(fits).count();
    let name = String::from_utf8_lossy(&scan.bytes()[start..end]).into_owned();
    let inner = name.trim_matches(['.', '_']);
    let apart = start == 0 || b" \n(:".contains(&scan.bytes()[start - 1]);
    let letters = name.bytes().filter(u8::is_ascii_lowercase).count();
    let free =
        !(0..behind).rev().take(4).any(|t| scan.taken[t] && scan.tokens[t].start as usize >= start);
    let first = scan.tokens.partition_point(|t| (t.start as usize) < start);
    let introduced = first > 0
        && AS.contains(&scan.word(first - 1))
        && scan.gap_before(first).len() <= 2
        && letters >= 4
        && (scan.tokens[first].word == NONE || first + 1 < behind);
    let marked = inner.contains(['.', '_']) && !listed;
    if !apart || !free || letters < 3 || name.starts_with('.') || !(marked || introduced) {
        return;
    }
    for (platform, _) in &named.platforms {
        let value = format!("{platform}:{name}");
        scan.emit(Kind::Handle, value, start, end, 0.75);
    }
    scan.take_bytes(start, end);
}

/// "insta: @name, same on twitter": the handle named last, on other platforms too.
fn same(scan: &mut Scan<'_>, named: &Named, to: usize) -> bool {
    let says = (named.first.saturating_sub(3)..named.first).any(|j| {
        matches!(
            scan.word(j),
            b"same"
                | b"idem"
                | b"zelfde"
                | b"gleich"
                | b"gleicher"
                | b"mismo"
                | b"igual"
                | b"meme"
                | b"acelasi"
        )
    });
    if !says {
        return false;
    }
    let start = scan.tokens[named.first].start as usize;
    let near = scan.folded.start(start);
    let last = scan.out.iter().rev().take(6).find(|m| m.kind == Kind::Handle);
    let Some(last) = last.filter(|m| (m.end as usize) <= near && near - (m.end as usize) <= 30)
    else {
        return false;
    };
    let name = last.value.split_once(':').map_or("", |(_, name)| name).to_owned();
    let end = scan.tokens[to - 1].end as usize;
    for (platform, _) in &named.platforms {
        scan.emit(Kind::Handle, format!("{platform}:{name}"), start, end, 0.7);
    }
    true
}

/// `@name` before its platforms: "@name on twitter", "@name (insta & snap)".
pub(super) fn at_name(scan: &mut Scan<'_>, i: usize) {
    let start = scan.tokens[i].start as usize;
    let len = name_len(&scan.bytes()[start..]);
    let next = scan.tokens.partition_point(|t| (t.start as usize) < start + len);
    let word = |j: usize| if j < scan.tokens.len() { scan.word(j) } else { b"" };
    let on = |j: usize| {
        matches!(word(j), b"on" | b"op" | b"auf" | b"sur" | b"en" | b"pe" | b"in" | b"for" | b"at")
    };
    // "@name both on insta and snap".
    let both = usize::from(
        matches!(word(next), b"both" | b"is") && (on(next + 1) || word(next + 1) == b"my"),
    );
    let skip = both + usize::from(on(next + both) || both == 1);
    let at = next + skip;
    if len < 3 || at >= scan.tokens.len() || scan.gap_before(next).len() > 3 {
        return;
    }
    // "(@name - twitter)" or "@name on twitter", but not "@name Twitter: @other".
    let Some((first, _, mut to)) = platform(scan, at) else { return };
    let mut platforms = vec![first];
    while let Some((more, _, end)) = next_platform(scan, to).and_then(|j| platform(scan, j)) {
        platforms.push(more);
        to = end;
    }
    let other =
        scan.bytes()[scan.tokens[to - 1].end as usize..].iter().take(3).any(|b| b"@:".contains(b));
    if skip == 0 && other || scan.is(at, Class::Call) {
        return;
    }
    let name = String::from_utf8_lossy(&scan.bytes()[start..start + len]).into_owned();
    for platform in platforms {
        scan.emit(Kind::Handle, format!("{platform}:{name}"), start, start + len, 0.85);
    }
    scan.take_bytes(start, start + len);
}
