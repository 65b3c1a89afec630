//! Prices as (amount, currency, minutes).
//!
//! Sums and lengths of time are gathered in the order of the text (`parts`); neighbours form
//! rows; in each row it is decided once whether the time stands before its sum ("30min $40, 60min
//! $60") or behind it ("$40 30 min, $60 60 min"), by which reading ties closer neighbours.
//!
//! Conventions, those of the annotated cases this is measured on: qv = 15, hh = 30, a night = 480
//! minutes unless hours are stated; a range "100-200 for 1h" gives both ends; in a text with timed
//! prices, sums without a time (extras, specials) are not prices. Where no sum has a time, sums
//! with a currency are reported with `minutes` null.

mod parts;
mod shared;
mod stated;
mod table;
mod time;

use crate::lexicon::Class;
use crate::scan::Scan;
use parts::{Part, What};
use spoor_vocab::{Kind, Price};

/// The longest text between two parts of one row, in folded bytes.
const REACH: u32 = 45;

/// Reused buffers.
#[derive(Default)]
pub(crate) struct Scratch {
    parts: Vec<Part>,
    found: Vec<Found>,
}

/// A sum (index of its part) and its minutes.
#[derive(Clone, Copy)]
struct Found {
    sum: usize,
    minutes: Option<u32>,
    start: u32,
    end: u32,
    confidence: f32,
}

/// Finds prices and takes their tokens.
pub(crate) fn find(scan: &mut Scan<'_>, scratch: &mut Scratch) {
    parts::gather(scan, &mut scratch.parts);
    scratch.found.clear();
    let parts = &mut scratch.parts;
    let mut from = 0;
    while from < parts.len() {
        let mut to = from + 1;
        while to < parts.len()
            && parts[to].start.saturating_sub(parts[to - 1].end) <= REACH
            && !stops(scan, parts, to)
        {
            to += 1;
        }
        let before = scratch.found.len();
        row(scan, parts, from, to, &mut scratch.found);
        shared::currency(scan, &mut parts[from..to], from, &scratch.found[before..]);
        from = to;
    }
    report(scan, scratch);
}

/// A telephone number or the like stands between parts `i - 1` and `i`.
fn stops(scan: &Scan<'_>, parts: &[Part], i: usize) -> bool {
    (parts[i - 1].to..parts[i].from).any(|t| scan.taken[t] && scan.tokens[t].number)
}

/// Joins sums and times of the row `from..to`.
fn row(scan: &Scan<'_>, parts: &[Part], from: usize, to: usize, out: &mut Vec<Found>) {
    let is_time = |i: usize| matches!(parts[i].what, What::Time(_));
    let tie = |a: usize, b: usize| closeness(scan, &parts[a], &parts[b]);
    let (mut after, mut before) = (0, 0);
    for i in from..to.saturating_sub(1) {
        match (is_time(i), is_time(i + 1)) {
            (false, true) => after += tie(i, i + 1).max(0),
            (true, false) => before += tie(i, i + 1).max(0),
            _ => {}
        }
    }
    let behind = after > before || (after == before && !is_time(from));
    let mut taken_until = from;
    for i in from..to {
        if is_time(i) {
            continue;
        }
        let usable = |t: usize| (from..to).contains(&t) && is_time(t);
        let first = last_of_range(parts, i, to) + 1;
        let (near, far) =
            if behind { (first, i.wrapping_sub(1)) } else { (i.wrapping_sub(1), first) };
        let partner = if usable(near) && bind(scan, parts, i, near) {
            Some(near)
        } else if usable(far)
            && far >= taken_until
            && !spoken_for(parts, far, i, behind, from, to)
            && bind(scan, parts, i, far)
        {
            Some(far)
        } else {
            None
        };
        let shared = partner.is_none().then(|| follows(scan, parts, i, out)).flatten();
        // "100 half hour (reg. 130)": the same length, at another time.
        let usual = |last: &Found| stated::usual(scan, parts[i].from).then_some(last.minutes?);
        let shared = shared.or_else(|| out.last().filter(|_| partner.is_none()).and_then(usual));
        let minutes = partner.map(|t| minutes(&parts[t])).or(shared);
        if minutes.is_none() && (!parts[i].certain() || no_price(scan, &parts[i])) {
            continue;
        }
        let (a, b) = partner.map_or((i, i), |t| (i.min(t), i.max(t)));
        if let Some(t) = partner {
            taken_until = taken_until.max(t + 1);
        }
        let confidence = match (partner, parts[i].certain()) {
            (Some(_), true) => 0.9,
            (Some(_), false) => 0.75,
            _ => 0.55,
        };
        out.push(Found { sum: i, minutes, start: parts[a].start, end: parts[b].end, confidence });
    }
}

/// "$50 off", "deposit 50 €", "20 € taxi": money, but not what an hour costs.
fn no_price(scan: &Scan<'_>, part: &Part) -> bool {
    let near = |gap: &[u8]| gap.len() <= 3 && !gap.iter().any(|b| b",;.!?\n".contains(b));
    let behind = part.to < scan.tokens.len()
        && near(scan.gap_before(part.to))
        && scan.is(part.to, Class::NotPrice);
    let before = |k: usize| part.from >= k && scan.is(part.from - k, Class::NotPrice);
    behind || (before(1) || before(2)) && near(scan.gap_before(part.from))
}

/// The last sum of the range ("100-200 roses") that part `i` begins.
fn last_of_range(parts: &[Part], i: usize, to: usize) -> usize {
    let mut last = i;
    // The bound keeps long rows of rising sums cheap.
    while last + 1 < to && last < i + 8 && parts[last].range {
        last += 1;
    }
    last
}

/// The time on the far side belongs to the neighbour beyond it, which the row's order gives it.
fn spoken_for(
    parts: &[Part],
    time: usize,
    sum: usize,
    behind: bool,
    from: usize,
    to: usize,
) -> bool {
    if behind {
        // Sums take what follows them: the time before `sum` follows the sum before it.
        time > from && matches!(parts[time - 1].what, What::Sum { .. }) && time < sum
    } else {
        time + 1 < to && matches!(parts[time + 1].what, What::Sum { .. }) && time > sum
    }
}

fn minutes(part: &Part) -> u32 {
    if let What::Time(minutes) = part.what { minutes } else { 0 }
}

/// "50qv/75/100", "1h 150/200": a further sum behind a stroke. After a quarter or half hour the
/// next ones are for the half and the whole hour.
fn follows(scan: &Scan<'_>, parts: &[Part], i: usize, out: &[Found]) -> Option<u32> {
    let last = out.last()?;
    let gap = &scan.bytes()[last.end.min(parts[i].start) as usize..parts[i].start as usize];
    if gap != b"/" && gap != b" / " || parts[last.sum].amount() >= parts[i].amount() {
        return None;
    }
    match last.minutes? {
        15 | 20 => Some(30),
        30 => Some(60),
        60 => Some(120),
        _ => None,
    }
}

/// Whether sum `i` and time `t` are close enough to belong together.
fn bind(scan: &Scan<'_>, parts: &[Part], i: usize, t: usize) -> bool {
    let tie = closeness(scan, &parts[i.min(t)], &parts[i.max(t)]);
    tie >= if parts[i].certain() { 1 } else { 3 }
}

/// How closely two parts stand: 4 glued or tied by a sign, less for words and pauses between.
fn closeness(scan: &Scan<'_>, a: &Part, b: &Part) -> i32 {
    let gap = &scan.bytes()[a.end as usize..b.start.max(a.end) as usize];
    let mut out = 3;
    // A stroke with space around it separates as often as it ties.
    if gap.is_empty() || (gap != b" / " && gap.iter().any(|b| b"-:=/>~".contains(b))) {
        out += 1;
    }
    // "1hr...250$": dots that lead the eye.
    if gap.len() >= 2 && gap.iter().all(|b| *b == b'.') {
        return 4;
    }
    // "1 Std. 150": an abbreviation.
    let abbreviated = matches!(a.what, What::Time(_)) && gap == b". ";
    for byte in gap {
        out -= match byte {
            b';' | b'|' => 2,
            b'\n' => 2,
            b',' | b'!' | b'?' | b'*' => 2,
            b'.' if gap.len() > 1 && !abbreviated => 1,
            _ => 0,
        };
    }
    for i in a.to..b.from {
        // "… 200 ask about two hour specials".
        if matches!(
            scan.word(i),
            b"ask" | b"vraag" | b"frag" | b"frage" | b"demande" | b"pregunta" | b"intreaba"
        ) {
            return 0;
        }
        let tying: [&[u8]; 32] = [
            b"zum", b"preis", b"von", b"prix", b"prijs", b"for", b"per", b"a", b"an", b"the",
            b"is", b"voor", b"per", b"fur", b"pro", b"pour", b"por", b"pentru", b"par", b"la",
            b"l", b"de", b"pe", b"een", b"eine", b"une", b"una", b"o", b"incall", b"outcall",
            b"kost", b"only",
        ];
        out -= i32::from(!tying.contains(&scan.word(i)));
    }
    out
}

fn report(scan: &mut Scan<'_>, scratch: &Scratch) {
    let timed = scratch.found.iter().any(|f| f.minutes.is_some());
    // Parts that a found price spans, marked once: found prices stand in order.
    let mut next = 0;
    for found in &scratch.found {
        let part = &scratch.parts[found.sum];
        if found.minutes.is_none() && timed && !for_two(scan, part) {
            continue;
        }
        let price = Price {
            amount: part.amount(),
            currency: part.currency.map_or_else(String::new, |c| c.name(scan)),
            // A dinner, a weekend: a time without a length.
            minutes: match found.minutes {
                Some(0) => None,
                None if special(scan, part) => Some(60),
                minutes => minutes,
            },
        };
        let Ok(value) = serde_json::to_string(&price) else { continue };
        scan.emit(Kind::Price, value, found.start as usize, found.end as usize, found.confidence);
    }
    for part in &scratch.parts {
        while scratch.found.get(next).is_some_and(|f| f.end <= part.start) {
            next += 1;
        }
        // The spans of neighbours overlap by one part at most.
        let spanned = scratch.found[next.min(scratch.found.len())..]
            .iter()
            .take(3)
            .any(|f| (f.start..f.end).contains(&part.start));
        if part.certain() || spanned {
            scan.take(part.from, part.to);
        }
    }
}

/// "1 uur 150, duo 280": what two cost is no extra, though no time stands beside it.
fn for_two(scan: &Scan<'_>, part: &Part) -> bool {
    let near =
        |gap: &[u8]| gap.len() <= 3 && gap.iter().all(|b| b" :=-".contains(b) || is_sign(*b));
    part.from > 0
        && matches!(scan.word(part.from - 1), b"duo" | b"trio" | b"threesome" | b"duos" | b"trios")
        && near(scan.gap_before(part.from))
}

fn is_sign(byte: u8) -> bool {
    parts::Currency::of_sign(byte).is_some()
}

/// "$80 special", "special: 60": what is on offer is an hour, by the convention of the annotated
/// cases, where nothing else is said.
fn special(scan: &Scan<'_>, part: &Part) -> bool {
    let word = |j: usize| matches!(scan.word(j), b"special" | b"specials");
    let near = |gap: &[u8]| gap.len() <= 3 && !gap.iter().any(|b| b",;.!?\n".contains(b));
    part.to < scan.tokens.len() && near(scan.gap_before(part.to)) && word(part.to)
        || part.from > 0 && near(scan.gap_before(part.from)) && word(part.from - 1)
        || until(scan, part)
}

/// "Specials til 2pm 80 roses", "special today $80": nothing but till when between the two.
fn until(scan: &Scan<'_>, part: &Part) -> bool {
    let dated = |j: usize| {
        scan.tokens[j].number
            || matches!(
                scan.word(j),
                b"til"
                    | b"till"
                    | b"until"
                    | b"before"
                    | b"am"
                    | b"pm"
                    | b"noon"
                    | b"midnight"
                    | b"today"
                    | b"tonight"
                    | b"now"
                    | b"only"
                    | b"all"
                    | b"day"
                    | b"this"
                    | b"morning"
                    | b"afternoon"
                    | b"evening"
                    | b"week"
                    | b"weekend"
            )
    };
    let mut at = part.from;
    while at > 0 && at + 5 > part.from {
        let gap = scan.gap_before(at);
        if gap.len() > 3 || gap.iter().any(|b| b",;.!?\n".contains(b)) {
            return false;
        }
        at -= 1;
        if matches!(scan.word(at), b"special" | b"specials") {
            return true;
        }
        if !dated(at) {
            return false;
        }
    }
    false
}
