//! Ages as stated, told from measurements, dates, prices, sizes and legal notices.

mod introduced;
mod person;
mod placed;
mod tagged;

use crate::lexicon::{Class, NUMBER};
use crate::scan::Scan;
use introduced::introduced;
use placed::placed;
use spoor_vocab::Kind;

/// A number that an age could be: token range and value.
#[derive(Clone, Copy)]
struct Number {
    from: usize,
    to: usize,
    value: u32,
}

/// Finds ages and age ranges and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut i = 0;
    loop {
        i = scan.next(i, NUMBER | Class::Number.bit());
        if i >= scan.tokens.len() {
            break;
        }
        let Some(first) = number_at(scan, i) else {
            i += 1;
            continue;
        };
        if let Some((second, to)) = range(scan, first) {
            if two_people(scan, first) {
                for n in [first, second] {
                    scan.emit_tokens(Kind::Age, n.value.to_string(), n.from, n.to, 0.85);
                }
                scan.take(first.from, to);
                i = to;
                continue;
            }
            let value = format!("{}-{}", first.value, second.value);
            scan.emit_tokens(Kind::Age, value, first.from, to, 0.9);
            scan.take(first.from, to);
            i = to;
        } else if let Some((to, confidence)) = single(scan, first) {
            scan.emit_tokens(Kind::Age, first.value.to_string(), first.from, to, confidence);
            scan.take(first.from, to);
            i = to;
        } else {
            i = first.to;
        }
    }
}

/// Two figures, or a number word, that no finder has taken.
fn number_at(scan: &Scan<'_>, i: usize) -> Option<Number> {
    if scan.taken[i] {
        return None;
    }
    if scan.tokens[i].number {
        let value = scan.number(i).filter(|_| scan.tokens[i].len() == 2)?;
        return Some(Number { from: i, to: i + 1, value });
    }
    let hit = scan.term(i, Class::Number).filter(|h| h.value >= 18)?;
    Some(Number { from: i, to: hit.to as usize, value: hit.value })
}

/// What kind of word about years stands behind token `i - 1`: 2 surely an age, 1 perhaps; and
/// the token behind it.
fn years(scan: &Scan<'_>, i: usize) -> Option<(u32, usize)> {
    if i == 0 || i >= scan.tokens.len() {
        return None;
    }
    let gap = scan.gap_before(i);
    let sign = |b: &u8| b"*~_|".contains(b) || *b == crate::fold::SIGN;
    // "*27* *YRS* *OLD*": ornaments between.
    let close = gap.len() <= 2 && gap.iter().all(|b| b" -./(,".contains(b))
        || gap.len() <= 4 && gap.iter().all(|b| *b == b' ' || sign(b));
    let hit = scan.term(i, Class::Years).filter(|_| close);
    // "26 j. oud": the abbreviation alone could be anything.
    let spelled_out = |hit: &crate::token::Hit| {
        let to = hit.to as usize;
        to < scan.tokens.len() && scan.is(to, Class::Old) && scan.gap_before(to).len() <= 2
    };
    let hit = hit.or_else(|| {
        let split = |to: usize| to < scan.tokens.len() && scan.gap_before(to).is_empty();
        let short = scan.term(i, Class::GluedYears).filter(|h| !split(h.to as usize));
        // "23 J.": with the full stop of an abbreviation.
        let dotted = |hit: &crate::token::Hit| {
            gap == b" " && scan.byte_at(scan.tokens[hit.to as usize - 1].end) == b'.'
        };
        short.filter(|hit| gap.is_empty() || (close && spelled_out(hit)) || dotted(hit))
    })?;
    let sure = hit.class == Class::Years && hit.value == 2;
    let to = hit.to as usize;
    let old = to < scan.tokens.len() && scan.is(to, Class::Old) && scan.gap_before(to).len() <= 2;
    Some((if sure || old { 2 } else { 1 }, to + usize::from(old)))
}

/// "27 und 29 Jahre alt": "and" joins the ages of two, but for "between 18 and 25".
fn two_people(scan: &Scan<'_>, first: Number) -> bool {
    let gap = scan.gap_before(first.to);
    let and = [&b"and"[..], b"en", b"und", b"et", b"y", b"si"].contains(&scan.word(first.to));
    let between = first.from > 0
        && matches!(
            scan.word(first.from - 1),
            b"between" | b"tussen" | b"zwischen" | b"entre" | b"intre" | b"from"
        );
    !between && (gap.contains(&b'&') || (gap == b" " && and))
}

/// "callers aged 40 to 60": who is wished for as a client is not who advertises.
fn of_clients(scan: &Scan<'_>, i: usize) -> bool {
    let clients = [
        &b"callers"[..],
        b"clients",
        b"gentlemen",
        b"gents",
        b"men",
        b"heren",
        b"mannen",
        b"herren",
        b"manner",
        b"hommes",
        b"messieurs",
        b"hombres",
        b"caballeros",
        b"clientes",
        b"barbati",
        b"domni",
    ];
    (i.saturating_sub(3)..i).any(|j| {
        clients.contains(&scan.word(j))
            && (j..i).all(|k| !scan.gap_after(k).iter().any(|b| b",.;:!?\n|".contains(b)))
    })
}

/// Nothing but a sign or a word like "to" between two numbers, then years, or "ages" before.
fn range(scan: &Scan<'_>, first: Number) -> Option<(Number, usize)> {
    let mut at = first.to;
    let gap = scan.tokens.get(at).map(|_| scan.gap_before(at))?;
    let dash = gap.len() <= 3 && (gap.contains(&b'-') || gap.contains(&b'&'));
    if !dash {
        let word = scan.word(at);
        let joins: [&[u8]; 13] = [
            b"to", b"tot", b"bis", b"a", b"hasta", b"la", b"pana", b"and", b"en", b"und", b"et",
            b"y", b"si",
        ];
        if !joins.contains(&word) || gap != b" " {
            return None;
        }
        at += 1;
        // "to0 25": a slip of the finger.
        if scan.number(at) == Some(0) && scan.gap_before(at).is_empty() {
            at += 1;
        }
    }
    if at >= scan.tokens.len() {
        return None;
    }
    let second = number_at(scan, at)?;
    let plausible =
        (16..=60).contains(&first.value) && (first.value + 1..=75).contains(&second.value);
    let behind = years(scan, second.to);
    if !plausible
        || (behind.is_none() && !announced(scan, first.from))
        || of_clients(scan, first.from)
    {
        return None;
    }
    Some((second, behind.map_or(second.to, |(_, to)| to)))
}

fn single(scan: &Scan<'_>, n: Number) -> Option<(usize, f32)> {
    let before = scan.byte_before(scan.tokens[n.from].start);
    let behind = scan.byte_at(scan.tokens[n.to - 1].end);
    if b"$%+#.".contains(&before) && before != 0 && before != b'.'
        || behind == b'+'
        || behind == b'%'
    {
        return None;
    }
    let years = years(scan, n.to);
    let announced = announced(scan, n.from);
    let sure = announced || years.is_some_and(|(kind, _)| kind == 2);
    let low = if sure { 12 } else { 18 };
    if !(low..=80).contains(&n.value) || legal(scan, n.from) || of_clients(scan, n.from) {
        return None;
    }
    if let Some((kind, to)) = years {
        let counted = counts_something(scan, to)
            || (!announced && (lasted(scan, n.from, kind, to) || bound_behind(scan, to)));
        return (!counted).then_some((to, if kind == 2 || announced { 0.95 } else { 0.8 }));
    }
    if let Some(to) = tagged::read(scan, n) {
        return Some((to, 0.75));
    }
    // "Age:27Height:165": the next field is glued to the number.
    let field = announced && scan.tokens.get(n.to).is_some_and(|t| t.len() >= 3);
    if (!field && measured(scan, n)) || bound_behind(scan, n.to) {
        return None;
    }
    if announced {
        return Some((n.to, 0.95));
    }
    (introduced(scan, n) || placed(scan, n)).then_some((n.to, 0.75))
}

/// "age:", "leeftijd", "aged" before token `i`.
fn announced(scan: &Scan<'_>, i: usize) -> bool {
    if i == 0 {
        return false;
    }
    let gap = scan.gap_before(i);
    let close = gap.len() <= 5 && gap.iter().all(|b| b" :=-.|*(~\n".contains(b));
    let leader = gap.len() <= 20 && gap.iter().all(|b| b" .".contains(b));
    if !close && !leader {
        return false;
    }
    // "Ani: 26", a field named by the word for years.
    if gap.starts_with(b":")
        && scan.is(i - 1, Class::Years)
        && (i == 1 || !scan.tokens[i - 2].number)
    {
        return true;
    }
    scan.is(i - 1, Class::AgeWord)
        || (i > 1
            && matches!(
                scan.word(i - 1),
                b"is"
                    | b"my"
                    | b"range"
                    | b"group"
                    | b"between"
                    | b"zwischen"
                    | b"tussen"
                    | b"entre"
                    | b"intre"
            )
            && scan.is(i - 2, Class::AgeWord))
}

/// Words of a legal notice or of a bound right before token `i`.
fn legal(scan: &Scan<'_>, i: usize) -> bool {
    for j in (i.saturating_sub(3)..i).rev() {
        // "min. 25 jaar", but not "30 min 25 jaar".
        let least = j + 1 == i && scan.word(j) == b"min" && !(j > 0 && scan.tokens[j - 1].number);
        if least && matches!(scan.gap_after(j), b" " | b". " | b".") {
            return true;
        }
        if scan.gap_after(j).iter().any(|b| b".!?;:,\n|".contains(b)) {
            return false;
        }
        if scan.is(j, Class::Legal) {
            return true;
        }
    }
    false
}

/// "since 25 years", "seit 20 Jahren", "25 years of quality", "in business 25 years": how long
/// something has lasted.
fn lasted(scan: &Scan<'_>, i: usize, kind: u32, to: usize) -> bool {
    let old = scan.is(to - 1, Class::Old);
    let since = i > 0
        && scan.gap_before(i) == b" "
        && (matches!(
            scan.word(i - 1),
            b"since"
                | b"established"
                | b"al"
                | b"seit"
                | b"sinds"
                | b"depuis"
                | b"hace"
                | b"reeds"
                | b"nearly"
                | b"almost"
        ) || (scan.word(i - 1) == b"for" && kind == 1));
    let of = kind == 1 && to < scan.tokens.len() && matches!(scan.word(to), b"of" | b"as");
    let trade = (i.saturating_sub(2)..i)
        .any(|j| scan.terms(j).iter().any(|h| h.class == Class::NotAge && h.value == 1));
    // "Ervaring: 20 jaar": the field is named.
    let labelled = i > 0 && scan.is(i - 1, Class::NotAge) && scan.gap_before(i).starts_with(b":");
    !old && (since || of || trade || labelled)
}

/// "5 years experience", but not "23 years old, girlfriend experience".
fn counts_something(scan: &Scan<'_>, to: usize) -> bool {
    if scan.is(to - 1, Class::Old) {
        return false;
    }
    for j in to..scan.tokens.len().min(to + 3) {
        if scan.gap_before(j).iter().any(|b| b",;.!?|\n-*".contains(b)) {
            return false;
        }
        if scan.is(j, Class::NotAge) {
            return true;
        }
    }
    false
}

/// "18 jaar en ouder", "21 years and over", "25 ans et plus": a bound, nobody's age.
fn bound_behind(scan: &Scan<'_>, to: usize) -> bool {
    let and = [&b"and"[..], b"or", b"en", b"of", b"und", b"oder", b"et", b"ou", b"y", b"o", b"si"];
    // "25 years minimum", at the end of the thought.
    let least: [&[u8]; 6] = [b"minimum", b"minimaal", b"minimal", b"minim", b"minimo", b"min"];
    let closed = |j: usize| {
        let gap = scan.gap_after(j);
        j + 1 == scan.tokens.len() || gap.iter().any(|b| b".,!;\n)".contains(b))
    };
    if to < scan.tokens.len() && least.contains(&scan.word(to)) && closed(to) {
        return scan.gap_before(to) == b" ";
    }
    to + 1 < scan.tokens.len()
        && scan.gap_before(to).len() <= 2
        && scan.gap_before(to + 1) == b" "
        && (and.contains(&scan.word(to)) || scan.word(to) == b"sau")
        && (scan.is(to + 1, Class::Legal)
            || matches!(scan.word(to + 1), b"up" | b"alter" | b"aelter"))
}

/// A unit, a currency or a cup size stands behind the number, or a size before it.
fn measured(scan: &Scan<'_>, n: Number) -> bool {
    let close = scan.gap_after(n.to - 1).len() <= 1;
    let unit = close
        && scan.terms(n.to).iter().any(|h| {
            matches!(
                h.class,
                Class::Unit
                    | Class::GluedUnit
                    | Class::Span
                    | Class::Currency
                    | Class::Cm
                    | Class::Kg
                    | Class::Pound
                    | Class::Inch
                    | Class::Foot
            )
        });
    let glued_word = scan.gap_after(n.to - 1).is_empty() && n.to < scan.tokens.len();
    let sized = (n.from.saturating_sub(2)..n.from).any(|j| scan.is(j, Class::SizeWord));
    unit || glued_word || sized
}
