//! Sums of money and lengths of time, as they stand.

use crate::fold::{DIAMOND, EURO, POUND, ROSE, YEN};
use crate::lexicon::{Class, NUMBER};
use crate::price::time::{after_stroke, before_stroke, time};
use crate::price::{stated, table};
use crate::scan::Scan;

/// A sum or a time: tokens `from..to`, folded bytes `start..end` (signs included).
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) what: What,
    pub(super) currency: Option<Currency>,
    /// The next part is the other end of a range.
    pub(super) range: bool,
}

#[derive(Clone, Copy)]
pub(super) enum What {
    /// In units of the currency.
    Sum(f64),
    /// Minutes.
    Time(u32),
}

/// A currency as it stands.
#[derive(Clone, Copy)]
pub(super) enum Currency {
    Dollar,
    /// `70,-`: money, but nobody says which.
    Unnamed,
    Iso(&'static str),
    /// A string of the lexicon.
    Word(u32),
}

impl Currency {
    /// ISO 4217 code, or the slang word.
    pub(super) fn name(self, scan: &Scan<'_>) -> String {
        match self {
            Self::Iso(code) => code.to_owned(),
            Self::Unnamed => String::new(),
            Self::Word(value) => scan.lexicon.text(value).to_owned(),
            Self::Dollar => match scan.hints.country {
                Some("AU") => "AUD",
                Some("CA") => "CAD",
                Some("NZ") => "NZD",
                Some("SG") => "SGD",
                Some("HK") => "HKD",
                _ => "USD",
            }
            .to_owned(),
        }
    }

    pub(super) fn of_sign(byte: u8) -> Option<Self> {
        Some(match byte {
            b'$' => Self::Dollar,
            EURO => Self::Iso("EUR"),
            POUND => Self::Iso("GBP"),
            YEN => Self::Iso("JPY"),
            ROSE => Self::Iso("rose"),
            DIAMOND => Self::Iso("diamond"),
            _ => return None,
        })
    }
}

impl Part {
    /// A sum with a currency: a price even without a time.
    pub(super) fn certain(&self) -> bool {
        matches!(self.what, What::Sum(_)) && self.currency.is_some()
    }

    pub(super) fn amount(&self) -> f64 {
        if let What::Sum(amount) = self.what { amount } else { 0.0 }
    }
}

/// What a part can start with.
const STARTS: u64 = NUMBER
    | Class::Number.bit()
    | Class::Hundreds.bit()
    | Class::Unit.bit()
    | Class::Span.bit()
    | Class::MaybeSpan.bit();

/// All parts of the text, in order. Without any, `out` is empty.
pub(super) fn gather(scan: &Scan<'_>, out: &mut Vec<Part>) {
    out.clear();
    let mut i = 0;
    loop {
        i = scan.next(i, STARTS);
        if i >= scan.tokens.len() {
            break;
        }
        if scan.taken[i] {
            i += 1;
            continue;
        }
        let free = out.last().map_or(0, |l: &Part| l.end);
        let signed = scan.tokens[i].number && i > 0 && leading(scan, i, free).is_some();
        if !signed && let Some((minutes, price)) = before_stroke(scan, i, out.last()) {
            i = price.to;
            out.extend([minutes, price]);
            continue;
        }
        if let Some(to) = table::read(scan, i, out) {
            i = to;
            continue;
        }
        let time = if signed { None } else { time(scan, i, out.last()) };
        let time = time.or_else(|| after_stroke(scan, i, out.last()));
        match time.or_else(|| sum(scan, i, out.last())) {
            Some(part) => {
                i = part.to;
                push(scan, out, part);
            }
            None => i += 1,
        }
    }
}

fn push(scan: &Scan<'_>, out: &mut Vec<Part>, part: Part) {
    // "OV-7hrs": stated hours are better than the convention for a night.
    if let (What::Time(minutes), Some(last)) = (part.what, out.last_mut())
        && (matches!(last.what, What::Time(480)) && part.start.saturating_sub(last.end) <= 2
            || matches!(last.what, What::Time(0)) && part.start.saturating_sub(last.end) <= 12)
        && minutes < 1440
    {
        last.what = part.what;
        (last.to, last.end) = (part.to, part.end);
        return;
    }
    // "4 hours dinner date 800": the length has been stated.
    if let (What::Time(0), Some(last)) = (part.what, out.last_mut())
        && matches!(last.what, What::Time(_))
        && part.start.saturating_sub(last.end) <= 12
    {
        (last.to, last.end) = (part.to, part.end);
        return;
    }
    // "100-200 roses": the currency of the second is that of the first.
    if let (What::Sum(high), Some(last)) = (part.what, out.last_mut()) {
        let gap = &scan.bytes()[last.end as usize..part.start.max(last.end) as usize];
        if let What::Sum(low) = last.what {
            let named = |c: Option<Currency>| c.map(|c| c.name(scan));
            let words: [&[u8]; 6] = [b" to ", b" tot ", b" bis ", b" a ", b" hasta ", b" la "];
            let joined = matches!(gap, b"-" | b" - ") && last.to == part.from
                || words.contains(&gap) && last.to + 1 == part.from;
            let either = last.currency.is_none() || part.currency.is_none();
            if joined && low < high && (either || named(last.currency) == named(part.currency)) {
                last.currency = last.currency.or(part.currency);
                last.range = true;
                out.push(Part { currency: out[out.len() - 1].currency, ..part });
                return;
            }
        }
    }
    out.push(part);
}

pub(super) fn part(scan: &Scan<'_>, from: usize, to: usize, what: What) -> Part {
    let (start, end) = (scan.tokens[from].start, scan.tokens[to - 1].end);
    Part { from, to, start, end, what, currency: None, range: false }
}

/// A sum of money at token `i`, or a bare number that may be one.
fn sum(scan: &Scan<'_>, i: usize, last: Option<&Part>) -> Option<Part> {
    if !scan.tokens[i].number {
        return spoken_sum(scan, i);
    }
    if !scan.tokens[i].number || scan.tokens[i].len() > 5 {
        return None;
    }
    let (amount, to) = amount(scan, i)?;
    // "I weigh 130 pounds".
    if i > 0 && scan.is(i - 1, Class::WeightWord) {
        return None;
    }
    let mut out = part(scan, i, to, What::Sum(amount));
    let free_from = last.map_or(0, |l| l.end);
    if let Some((currency, start)) = leading(scan, i, free_from) {
        out.start = start;
        out.currency = Some(currency);
    }
    if let Some((currency, next, end)) = trailing(scan, to, amount) {
        if out.currency.is_none() {
            out.currency = Some(currency);
        }
        (out.to, out.end) = (next, end);
    } else if matches!(scan.gap_after(to - 1), [b',' | b'.', b'-', ..]) {
        out.end += 2;
        out.currency = out.currency.or(Some(Currency::Unnamed));
    }
    // "24/7 🌹", "💎 100% real": emoji are ornaments too.
    let ornament = matches!(out.currency, Some(Currency::Iso("rose" | "diamond")));
    if ornament && (amount % 5.0 != 0.0 || amount < 20.0)
        || scan.byte_at(scan.tokens[to - 1].end) == b'%'
    {
        return None;
    }
    // Prices of one unit of slang money or under five are talk, not prices.
    if out.currency.is_some() {
        return (5.0..=100_000.0).contains(&amount).then_some(out);
    }
    let round = amount % 5.0 == 0.0 && (20.0..=5000.0).contains(&amount);
    if stated::is(scan, &out) {
        out.currency = Some(Currency::Unnamed);
    }
    (round && !otherwise(scan, i, to)).then_some(out)
}

/// "two hundred dollars", "two hundred an hour"; below a hundred only with a currency.
fn spoken_sum(scan: &Scan<'_>, i: usize) -> Option<Part> {
    if let Some(out) = spoken_pair(scan, i) {
        return Some(out);
    }
    let hit = scan
        .term(i, Class::Hundreds)
        .or_else(|| scan.term(i, Class::Number).filter(|h| h.value >= 20 && h.value % 10 == 0))?;
    let to = hit.to as usize;
    let amount = f64::from(hit.value);
    let mut out = part(scan, i, to, What::Sum(amount));
    match trailing(scan, to, amount) {
        Some((currency, next, end)) => {
            (out.currency, out.to, out.end) = (Some(currency), next, end);
        }
        None if hit.class == Class::Number => return None,
        None => {}
    }
    Some(out)
}

/// "one seventy", "two fifty": hundreds and tens, without the word for a hundred.
fn spoken_pair(scan: &Scan<'_>, i: usize) -> Option<Part> {
    let hundreds = scan.term(i, Class::Number).filter(|h| (1..=9).contains(&h.value))?;
    let next = hundreds.to as usize;
    let tens = scan.term(next, Class::Number).filter(|h| h.value >= 10 && h.value % 5 == 0)?;
    let to = tens.to as usize;
    let apart = i == 0 || scan.term(i - 1, Class::Number).is_none();
    let alone = to >= scan.tokens.len() || scan.term(to, Class::Number).is_none();
    if scan.gap_before(next) != b" " || !apart || !alone {
        return None;
    }
    let amount = f64::from(hundreds.value * 100 + tens.value);
    let mut out = part(scan, i, to, What::Sum(amount));
    if let Some((currency, next, end)) = trailing(scan, to, amount) {
        (out.currency, out.to, out.end) = (Some(currency), next, end);
    }
    Some(out)
}

/// A bare number that counts something else.
fn otherwise(scan: &Scan<'_>, i: usize, to: usize) -> bool {
    let before = scan.byte_before(scan.tokens[i].start);
    let behind = scan.byte_at(scan.tokens[to - 1].end);
    let other = to < scan.tokens.len()
        && scan.gap_after(to - 1).len() <= 1
        && scan.terms(to).iter().any(|h| {
            matches!(
                h.class,
                Class::Years | Class::Cm | Class::Kg | Class::Pound | Class::Inch | Class::Foot
            )
        });
    // "QV100 HH150": a length of time may be glued before its sum.
    let timed = |i: usize| {
        scan.tokens[i].len() >= 2
            && scan.terms(i).iter().any(|h| matches!(h.class, Class::Span | Class::Unit))
    };
    let glued_word = i > 0 && scan.gap_before(i).is_empty() && !timed(i - 1);
    other
        || glued_word
        || b"%+#'\"".contains(&behind)
        || before == b'#'
        || scan.word(i).starts_with(b"0")
}

/// The amount at token `i`: `150`, `1,200`, `1.200`, `49.99`, `150,-`, `1.1K`.
fn amount(scan: &Scan<'_>, i: usize) -> Option<(f64, usize)> {
    let mut value = f64::from(scan.number(i)?);
    let mut to = i + 1;
    let glued = |t: usize| {
        t < scan.tokens.len() && scan.tokens[t].number && matches!(scan.gap_before(t), b"." | b",")
    };
    if glued(to) {
        let n = f64::from(scan.number(to)?);
        match (scan.tokens[to].len(), scan.gap_before(to)) {
            (3, sign) if scan.tokens[i].len() <= 3 => {
                (value, to) = (value * 1000.0 + n, to + 1);
                // "1.200,00": hundredths behind the thousands.
                if glued(to) && scan.tokens[to].len() == 2 && scan.gap_before(to) != sign {
                    (value, to) = (value + f64::from(scan.number(to)?) / 100.0, to + 1);
                }
            }
            (2, _) => (value, to) = (value + n / 100.0, to + 1),
            (1, b".") | (1, b",") => (value, to) = (value + n / 10.0, to + 1),
            _ => {}
        }
    }
    // "1 200 €": a space between the thousands, where a currency follows.
    let spaced = to == i + 1
        && scan.tokens[i].len() == 1
        && scan.gap_after(i) == b" "
        && scan.tokens.get(to).is_some_and(|t| t.number && t.len() == 3);
    if spaced && value >= 1.0 && trailing(scan, to + 1, 1000.0).is_some() {
        return Some((value * 1000.0 + f64::from(scan.number(to)?), to + 1));
    }
    if to < scan.tokens.len() && scan.gap_before(to).is_empty() && scan.is(to, Class::Thousand) {
        return Some(((value * 1000.0).round(), to + 1));
    }
    // A fraction that is no price: 37.5, 1.65.
    Some((value, to))
}

/// A currency before token `i` and where it starts: `$150`, `€ 150`, `RM300`, `EUR 150`. Text
/// before folded byte `free` belongs to the part before.
pub(super) fn leading(scan: &Scan<'_>, i: usize, free: u32) -> Option<(Currency, u32)> {
    let gap = scan.gap_before(i);
    let trimmed = gap.strip_suffix(b" ").unwrap_or(gap);
    if let Some(currency) =
        trimmed.last().filter(|&&b| b != DIAMOND).and_then(|&b| Currency::of_sign(b))
    {
        let start = scan.tokens[i].start - (gap.len() - trimmed.len()) as u32 - 1;
        if trimmed == b"$" && i > 0 {
            // "A$200", "US$ 150".
            let country = Some(scan.word(i - 1)).and_then(dollar_of);
            if let Some(currency) = country.filter(|_| scan.tokens[i - 1].start >= free) {
                return Some((currency, scan.tokens[i - 1].start));
            }
        }
        return (start >= free).then_some((currency, start));
    }
    if i == 0 || !matches!(gap, b"" | b" " | b". " | b".") {
        return None;
    }
    let word = scan.terms(i - 1).iter().find(|h| {
        h.to as usize == i
            && (h.class == Class::Currency
                // "fr 200" is from 200; "Fr. 200" is francs.
                || (h.class == Class::MaybeCurrency
                    && (scan.word(i - 1) != b"fr" || gap.starts_with(b"."))))
    })?;
    let start = scan.tokens[i - 1].start;
    // "80 roses 120 roses": the word behind a sum is that sum's; slang stands behind its sum.
    let iso = scan.lexicon.text(word.value).bytes().all(|b| b.is_ascii_uppercase());
    (start >= free && iso).then_some((Currency::Word(word.value), start))
}

/// The currency of "A$", "US$".
fn dollar_of(word: &[u8]) -> Option<Currency> {
    Some(Currency::Iso(match word {
        b"us" => "USD",
        b"a" | b"au" | b"aud" => "AUD",
        b"c" | b"ca" | b"cad" | b"can" => "CAD",
        b"nz" => "NZD",
        b"s" | b"sg" => "SGD",
        b"hk" => "HKD",
        b"r" => "BRL",
        b"mx" => "MXN",
        _ => return None,
    }))
}

/// A currency behind token `to - 1`: the currency, the token and the folded byte behind it.
pub(super) fn trailing(scan: &Scan<'_>, to: usize, amount: f64) -> Option<(Currency, usize, u32)> {
    let gap = scan.gap_after(to - 1);
    let end = scan.tokens[to - 1].end;
    let body = gap.strip_prefix(b",-").or_else(|| gap.strip_prefix(b".-")).unwrap_or(gap);
    let cut = (gap.len() - body.len()) as u32;
    let spaces = body.len() - body.trim_ascii_start().len();
    if let Some(currency) = body.get(spaces).and_then(|&b| Currency::of_sign(b)) {
        // "100 $150": the sign before a number is that number's.
        let number_next =
            body.len() == spaces + 1 && to < scan.tokens.len() && scan.tokens[to].number;
        if spaces <= 1 && !(number_next && spaces == 1) {
            return Some((currency, to, end + cut + spaces as u32 + 1));
        }
    }
    // "200 de lei": Romanian counts with "de" from twenty.
    let de = body == b" " && scan.tokens.get(to).is_some() && scan.word(to) == b"de";
    let to = if de && to + 1 < scan.tokens.len() && scan.gap_before(to + 1) == b" " {
        to + 1
    } else {
        to
    };
    if to < scan.tokens.len() && matches!(body, b"" | b" ") {
        let hit = scan.terms(to).iter().find(|h| match h.class {
            Class::Currency => true,
            // "Ft" is feet below a thousand.
            Class::MaybeCurrency => amount >= if scan.word(to) == b"ft" { 1000.0 } else { 20.0 },
            // "16e" is an arrondissement, or the sixteenth.
            Class::GluedCurrency if scan.word(to) == b"e" => {
                body.is_empty() && amount >= 25.0 && amount % 5.0 == 0.0
            }
            Class::GluedCurrency => body.is_empty(),
            _ => false,
        });
        if let Some(hit) = hit {
            let next = hit.to as usize;
            return Some((Currency::Word(hit.value), next, scan.tokens[next - 1].end));
        }
    }
    None
}
