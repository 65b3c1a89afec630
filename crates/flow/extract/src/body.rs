//! Height in whole centimetres and weight in whole kilograms, rounded half away from zero.
//! Implausible ones (under 120 or over 220 cm, under 35 or over 160 kg) are not reported.

use crate::lexicon::{Class, NUMBER};
use crate::scan::Scan;
use spoor_vocab::Kind;

/// Finds heights and weights and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut i = 0;
    loop {
        i = scan.next(i, NUMBER | Class::Number.bit());
        let Some(token) = scan.tokens.get(i) else { break };
        let small = token.number && token.len() <= 3 && !scan.taken[i];
        let Some(n) = scan.number(i).filter(|_| small) else {
            i = in_words(scan, i).unwrap_or(i + 1);
            continue;
        };
        if let Some((cm, kg)) = pair(scan, i, n) {
            scan.emit_tokens(Kind::Height, cm.to_string(), i, i + 1, 0.8);
            scan.emit_tokens(Kind::Weight, kg.to_string(), i + 1, i + 2, 0.8);
            scan.take(i, i + 2);
            i += 2;
            continue;
        }
        let height = imperial(scan, i, n).or_else(|| metric(scan, i, n));
        if let Some((cm, to)) = height {
            if (120.0..=220.0).contains(&cm) {
                scan.emit_tokens(Kind::Height, format!("{cm:.0}"), i, to, 0.95);
            }
            scan.take(i, to);
            i = to;
        } else if let Some((kg, to)) = weight(scan, i, n) {
            if (35.0..=160.0).contains(&kg) {
                scan.emit_tokens(Kind::Weight, format!("{kg:.0}"), i, to, 0.95);
            }
            scan.take(i, to);
            i = to;
        } else {
            i += 1;
        }
    }
}

type Found = Option<(f64, usize)>;

/// "six feet tall", "five foot two"; gives the token behind.
fn in_words(scan: &mut Scan<'_>, i: usize) -> Option<usize> {
    let feet = scan.term(i, Class::Number).filter(|h| (4..=6).contains(&h.value))?;
    let unit = feet.to as usize;
    if scan.taken[i] || !scan.is(unit, Class::Foot) || scan.gap_before(unit) != b" " {
        return None;
    }
    let inches = scan.term(unit + 1, Class::Number).filter(|h| h.value < 12);
    let inches = inches.filter(|_| scan.gap_before(unit + 1) == b" ");
    let to = inches.map_or(unit + 1, |h| h.to as usize);
    let cm = f64::from(feet.value) * 30.48 + inches.map_or(0.0, |h| f64::from(h.value) * 2.54);
    scan.emit_tokens(Kind::Height, format!("{cm:.0}"), i, to, 0.9);
    scan.take(i, to);
    Some(to)
}

/// "170/52", "168/54/75B": centimetres and kilograms, where they can hardly be prices.
fn pair(scan: &Scan<'_>, i: usize, cm: u32) -> Option<(u32, u32)> {
    let next = i + 1;
    let kg = scan.number(next).filter(|kg| (40..=85).contains(kg))?;
    if !(148..=190).contains(&cm) || scan.gap_after(i) != b"/" || scan.tokens[next].len() != 2 {
        return None;
    }
    let edge =
        |b: u8| b != b'/' && b != b'-' && b != b'.' && !b.is_ascii_alphanumeric() && b != b'$';
    let behind = scan.byte_at(scan.tokens[next].end);
    let cup = behind == b'/' && scan.number(next + 1).is_some_and(|n| (60..=110).contains(&n));
    let money = (b'\x03'..=b'\x08').contains(&scan.byte_before(scan.tokens[i].start))
        || (b'\x03'..=b'\x08').contains(&behind)
        || scan.terms(next + 1).iter().any(|h| matches!(h.class, Class::Currency | Class::Unit));
    let round = cm.is_multiple_of(10) && kg.is_multiple_of(10);
    let clear = cup || (edge(behind) && !round);
    (clear && !money && edge(scan.byte_before(scan.tokens[i].start))).then_some((cm, kg))
}

/// `5'4"`, `5''4`, `5ft4`, `5 ft 4 in`, `5 feet`.
fn imperial(scan: &Scan<'_>, i: usize, feet: u32) -> Found {
    if !(4..=7).contains(&feet) || scan.tokens[i].len() != 1 {
        return None;
    }
    let outside = scan.byte_before(scan.tokens[i].start);
    if outside.is_ascii_alphanumeric() || b".-$".contains(&outside) {
        return None;
    }
    let cm = |inches: u32| (f64::from(feet) * 30.48 + f64::from(inches) * 2.54).round();
    let gap = scan.gap_after(i);
    let next = i + 1;
    let inches = |at: usize| scan.number(at).filter(|&n| n < 12 && scan.tokens[at].len() <= 2);
    let mark = gap.strip_suffix(b" ").unwrap_or(gap);
    if mark == b"-" && named(scan, i, Class::HeightWord) {
        return Some((cm(inches(next)?), next + 1));
    }
    if matches!(mark, b"'" | b"''" | b"\"" | b"' '") {
        return match inches(next) {
            // `5.5.5'4`: no; `5"4`: only glued.
            Some(n) if mark != b"\"" || gap == mark => Some((cm(n), next + 1)),
            None if matches!(mark, b"'") && scan.near_before(i, 3, Class::HeightWord) => {
                Some((cm(0), next))
            }
            _ => None,
        };
    }
    if !(gap.is_empty() || gap == b" ") || !scan.is(next, Class::Foot) {
        return None;
    }
    let close = |g: &[u8]| g.len() <= 1 && g.iter().all(|b| b" .'".contains(b));
    match inches(next + 1).filter(|_| close(scan.gap_after(next))) {
        Some(n) => {
            let unit = next + 2 < scan.tokens.len() && scan.is(next + 2, Class::Inch);
            Some((cm(n), next + 2 + usize::from(unit)))
        }
        None => Some((cm(0), next + 1)),
    }
}

/// `167 cm`, `1m65`, `1,65 m`, `Height 1.52`, `Height: 178`.
fn metric(scan: &Scan<'_>, i: usize, n: u32) -> Found {
    let gap = scan.gap_after(i);
    let next = i + 1;
    let named = named(scan, i, Class::HeightWord);
    if scan.tokens[i].len() == 3 {
        if (gap.is_empty() || gap == b" ") && scan.is(next, Class::Cm) {
            return Some((f64::from(n), next + 1));
        }
        // A range: "170-175 cm" reads its first end with the unit of the second.
        let plausible = (120..=220).contains(&n);
        let other = plausible && scan.is(next, Class::HeightAfter) && gap == b" ";
        return (plausible && (named || other)).then_some((f64::from(n), next));
    }
    if n == 0 || n > 2 || scan.tokens[i].len() != 1 || next >= scan.tokens.len() {
        return None;
    }
    let cents = |at: usize| scan.number(at).filter(|_| scan.tokens[at].len() == 2);
    if matches!(gap, b"." | b",") {
        let value = f64::from(n) * 100.0 + f64::from(cents(next)?);
        let after = next + 1;
        // "1,75 cm" is a slip for metres.
        let unit = matches!(scan.gap_after(next), b"" | b" ")
            && (scan.is(after, Class::Metre) || scan.is(after, Class::Cm));
        let tall = scan.is(after, Class::HeightAfter) && scan.gap_after(next) == b" ";
        return (unit || named || tall).then_some((value, after + usize::from(unit)));
    }
    let metre = matches!(gap, b"" | b" ") && scan.is(next, Class::Metre);
    let value = cents(next + 1).filter(|_| metre && scan.gap_after(next).len() <= 1)?;
    let word_glued = scan.gap_after(next + 1).is_empty() && next + 2 < scan.tokens.len();
    (!word_glued || scan.is(next + 2, Class::Metre) || scan.is(next + 2, Class::Cm))
        .then_some((f64::from(n) * 100.0 + f64::from(value), next + 2))
}

fn weight(scan: &Scan<'_>, i: usize, n: u32) -> Found {
    let gap = scan.gap_after(i);
    let next = i + 1;
    if matches!(gap, b"" | b" ") && next < scan.tokens.len() {
        if scan.is(next, Class::Kg) {
            return Some((f64::from(n), next + 1));
        }
        let money = scan.is(next, Class::Currency);
        if scan.is(next, Class::Pound) && (!money || beside_height(scan, i)) {
            return Some(((f64::from(n) * 0.453_592_37).round(), next + 1));
        }
        if scan.is(next, Class::Stone) && (6..=20).contains(&n) {
            // "9 stone 4": pounds.
            let pounds = scan.number(next + 1).filter(|&p| p < 14 && scan.gap_after(next) == b" ");
            let kg = f64::from(n) * 6.350_293 + pounds.map_or(0.0, |p| f64::from(p) * 0.453_592_37);
            return Some((kg.round(), next + 1 + usize::from(pounds.is_some())));
        }
    }
    // "5'5 and 115#".
    if gap.starts_with(b"#") && (85..=250).contains(&n) && beside_height(scan, i) {
        return Some(((f64::from(n) * 0.453_592_37).round(), next));
    }
    if !named(scan, i, Class::WeightWord) || scan.tokens[i].len() < 2 {
        return None;
    }
    // Without a unit: nobody writes pounds under 75, few weigh over 95 kg.
    let kg = if n > 95 { (f64::from(n) * 0.453_592_37).round() } else { f64::from(n) };
    Some((kg, next))
}

/// A word of `class` stands right before token `i`, with `:` or space between.
fn named(scan: &Scan<'_>, i: usize, class: Class) -> bool {
    let gap = scan.gap_before(i);
    i > 0 && gap.len() <= 6 && gap.iter().all(|b| b" :=-.|*".contains(b)) && scan.is(i - 1, class)
}

/// "pounds" are a weight beside a height.
fn beside_height(scan: &Scan<'_>, i: usize) -> bool {
    let taken = (i.saturating_sub(3)..i).any(|j| scan.taken[j] && scan.tokens[j].number);
    let height = scan.out.iter().rev().take(4).any(|m| m.kind == Kind::Height);
    (taken && height) || (i.saturating_sub(3)..i).any(|j| scan.is(j, Class::WeightWord))
}
