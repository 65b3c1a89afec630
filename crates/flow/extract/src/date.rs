//! Calendar dates, as ISO 8601. Only whole dates: day, month and year, or day and month where the
//! posting date is known. Bare digits are never a date.
//!
//! `08/03/2006`: where both could be the month, the order is that of the hinted country; without
//! one, two-digit parts are month first (as on most international sites), one-digit parts day
//! first. A full stop between the parts is always day first.

use crate::lexicon::{Class, NUMBER};
use crate::scan::Scan;
use chrono::{DateTime, Datelike, NaiveDate};
use spoor_vocab::Kind;

/// Countries that write the month first.
const MONTH_FIRST: [&str; 5] = ["US", "CA", "PH", "PR", "BZ"];

/// Finds dates and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>) {
    let mut i = 0;
    loop {
        i = scan.next(i, NUMBER | Class::Month.bit());
        let Some(&token) = scan.tokens.get(i) else { break };
        let found = if scan.taken[i] {
            None
        } else if token.number && token.len() <= 4 {
            numeric(scan, i).or_else(|| day_first(scan, i))
        } else if scan.is(i, Class::Month) {
            month_first(scan, i)
        } else {
            None
        };
        if let Some((date, to, confidence)) = found {
            scan.emit_tokens(Kind::Date, date.format("%Y-%m-%d").to_string(), i, to, confidence);
            scan.take(i, to);
            i = to;
        } else {
            i += 1;
        }
    }
}

type Found = Option<(NaiveDate, usize, f32)>;

/// Three numbers with the same sign between them, and not more of them.
fn numeric(scan: &Scan<'_>, i: usize) -> Found {
    if i + 2 >= scan.tokens.len() {
        return None;
    }
    let sign = scan.gap_after(i);
    if !matches!(sign, b"-" | b"/" | b".") || scan.gap_after(i + 1) != sign {
        return None;
    }
    let goes_on =
        i + 3 < scan.tokens.len() && scan.tokens[i + 3].number && scan.gap_after(i + 2) == sign;
    let began = i > 0 && scan.tokens[i - 1].number && scan.gap_before(i) == sign;
    if goes_on || began {
        return None;
    }
    let [a, b, c] = [scan.number(i)?, scan.number(i + 1)?, scan.number(i + 2)?];
    let lens = [scan.tokens[i].len(), scan.tokens[i + 1].len(), scan.tokens[i + 2].len()];
    let (date, confidence) = match lens {
        [4, 1..=2, 1..=2] => (ymd(a, b, c)?, 0.97),
        [1..=2, 1..=2, 4] => ordered(scan, i, sign, lens, a, b, c)?,
        [2, 2, 2] if scan.gap_before(i).iter().all(|b| !b.is_ascii_digit()) => {
            let (date, confidence) = ordered(scan, i, sign, lens, a, b, century(c))
                .or_else(|| Some((ymd(century(a), b, c)?, 0.6)))?;
            (date, confidence - 0.25)
        }
        _ => return None,
    };
    Some((date, i + 3, confidence))
}

/// Day and month in the order that is possible, else in the usual one.
fn ordered(
    scan: &Scan<'_>,
    i: usize,
    sign: &[u8],
    lens: [usize; 3],
    a: u32,
    b: u32,
    year: u32,
) -> Option<(NaiveDate, f32)> {
    if a > 12 || b > 12 {
        let (day, month) = if a > 12 { (a, b) } else { (b, a) };
        return Some((ymd(year, month, day)?, 0.95));
    }
    // "le 03/11/2019", "am 3/11/2019".
    let local = [
        &b"le"[..],
        b"du",
        b"au",
        b"am",
        b"vom",
        b"bis",
        b"op",
        b"tot",
        b"el",
        b"del",
        b"pe",
        b"din",
    ];
    let local = i > 0 && scan.gap_before(i) == b" " && local.contains(&scan.word(i - 1));
    let month_first = sign != b"."
        && !local
        && match scan.hints.country {
            Some(country) => MONTH_FIRST.contains(&country),
            None => lens[0] == 2,
        };
    let (month, day) = if month_first { (a, b) } else { (b, a) };
    Some((ymd(year, month, day)?, 0.7))
}

/// `2 October 2015`, `7. juli 2016`, `03Aug2006`, `3rd of May 2018`, `2 de octubre de 2015`.
fn day_first(scan: &Scan<'_>, i: usize) -> Found {
    let day = scan.number(i).filter(|d| (1..=31).contains(d))?;
    let mut at = i + 1;
    if at < scan.tokens.len()
        && matches!(scan.word(at), b"st" | b"nd" | b"rd" | b"th" | b"er" | b"e")
    {
        at += 1;
    }
    if at < scan.tokens.len() && matches!(scan.word(at), b"of" | b"de" | b"den") {
        at += 1;
    }
    let month = month(scan, at).filter(|_| near(scan.gap_before(at)))?;
    let (year, to) = year(scan, at + 1);
    complete(scan, year, month, day, to.max(at + 1), at)
}

/// `October 2, 2015`, `October 01st, 2015`.
fn month_first(scan: &Scan<'_>, i: usize) -> Found {
    let month = month(scan, i)?;
    let at = i + 1;
    let day = scan.number(at).filter(|d| (1..=31).contains(d) && near(scan.gap_before(at)))?;
    if scan.tokens[at].len() > 2 {
        return None;
    }
    let mut next = at + 1;
    if next < scan.tokens.len() && matches!(scan.word(next), b"st" | b"nd" | b"rd" | b"th") {
        next += 1;
    }
    let (year, to) = year(scan, next);
    complete(scan, year, month, day, to.max(next), i)
}

fn month(scan: &Scan<'_>, i: usize) -> Option<u32> {
    scan.term(i, Class::Month).filter(|h| h.to as usize == i + 1).map(|h| h.value)
}

/// The year at token `i`, and the token behind it.
fn year(scan: &Scan<'_>, i: usize) -> (Option<u32>, usize) {
    let mut at = i;
    if at < scan.tokens.len() && matches!(scan.word(at), b"de" | b"del") {
        at += 1;
    }
    let Some(n) = scan.number(at).filter(|_| near(scan.gap_before(at))) else { return (None, i) };
    match scan.tokens[at].len() {
        4 => (Some(n), at + 1),
        2 if matches!(scan.gap_before(at), b"-" | b"/" | b"'" | b" '") => {
            (Some(century(n)), at + 1)
        }
        _ => (None, i),
    }
}

/// With a year, or with the year that brings the date nearest to the posting.
fn complete(
    scan: &Scan<'_>,
    year: Option<u32>,
    month: u32,
    day: u32,
    to: usize,
    at: usize,
) -> Found {
    if let Some(year) = year {
        return Some((ymd(year, month, day)?, to, 0.95));
    }
    // "may 5" is rather no date.
    if scan.tokens[at].len() <= 3 && !scan.capital(at) {
        return None;
    }
    let posted = DateTime::from_timestamp_millis(scan.hints.posted?)?.date_naive();
    let date = (posted.year() - 1..=posted.year() + 1)
        .filter_map(|y| NaiveDate::from_ymd_opt(y, month, day))
        .min_by_key(|d| (*d - posted).num_days().abs())?;
    Some((date, to, 0.7))
}

fn near(gap: &[u8]) -> bool {
    gap.len() <= 2 && gap.iter().all(|b| b" .,-/'".contains(b))
}

fn century(year: u32) -> u32 {
    if year >= 70 { 1900 + year } else { 2000 + year }
}

/// A date of the web's lifetime.
fn ymd(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    (1990..=2040).contains(&year).then(|| NaiveDate::from_ymd_opt(year as i32, month, day))?
}
