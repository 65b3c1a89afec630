//! Numbers in URLs: stricter than in text, since posting numbers stand beside them.

use super::plan::{self, Look};
use super::slug::{odd, titled};
use super::split::{dated, in_parts};
use crate::lexicon::Class;
use crate::scan::Scan;
use spoor_vocab::Kind;

/// Finds the numbers in the URL at folded bytes `start..end`.
pub(crate) fn find_in_url(scan: &mut Scan<'_>, start: usize, end: usize) {
    let chat = [&b"wa.me/"[..], b"whatsapp.com/send", b"viber://"];
    let chat = chat.iter().any(|c| scan.bytes()[start..end].windows(c.len()).any(|w| w == *c));
    let mut i = scan.tokens.partition_point(|t| (t.start as usize) < start);
    while i < scan.tokens.len() && (scan.tokens[i].end as usize) <= end {
        let Some(run) = Run::read(scan, i, end) else {
            i += 1;
            continue;
        };
        report(scan, &run, (start, end), chat);
        i = run.to;
    }
}

/// Figures and number words, glued together or with one sign (or an encoded space) between each
/// two. Words and figures that are glued are one group.
struct Run {
    groups: Vec<Group>,
    digits: Vec<u8>,
    /// The token behind.
    to: usize,
}

/// Tokens `from..to`, digits `start..end`.
#[derive(Clone, Copy)]
struct Group {
    from: usize,
    to: usize,
    start: usize,
    end: usize,
    word: bool,
    /// Letters that look like figures are among them: `7o2`.
    alike: bool,
}

/// Where a run stands.
#[derive(Clone, Copy)]
struct Place {
    /// Behind a word of telephoning.
    called: bool,
    /// Among the words of a title: `new-404-555-01-60-in-town`.
    titled: bool,
}

/// A number has at most 15 digits (E.164); a run of more than these is cut.
const RUN_MAX: usize = 40;

impl Run {
    fn read(scan: &Scan<'_>, i: usize, end: usize) -> Option<Self> {
        let mut out = Self { groups: Vec::new(), digits: Vec::new(), to: i };
        while out.to < scan.tokens.len()
            && (scan.tokens[out.to].end as usize) <= end
            && out.digits.len() < RUN_MAX
        {
            let (to, token) = (out.to, scan.tokens[out.to]);
            let gap = scan.gap_before(to);
            // `06%2039`: an encoded space is glued to the digits behind it.
            let encoded = gap == b"%" && token.number && scan.word(to).starts_with(b"20");
            let joined = gap.len() <= 2 && gap.iter().all(|b| b"-._+()".contains(b)) || encoded;
            if to > i && !joined {
                break;
            }
            let start = out.digits.len();
            let mut alike = false;
            if token.number {
                // A run that starts inside an encoded sign: `%2B3161…`, `%2006…`.
                let cut = if encoded || (to == i && gap.ends_with(b"%")) { 2 } else { 0 };
                out.digits.extend_from_slice(scan.word(to).get(cut..)?);
            } else {
                let hit = scan.term(to, Class::Number).filter(|h| h.value < 10);
                match hit.filter(|h| h.to as usize == to + 1) {
                    Some(hit) => out.digits.push(b'0' + hit.value as u8),
                    // "fivefive".
                    None if super::elements::glued(scan, to, &mut out.digits) => {}
                    None if alike_glued(scan, to, &mut out.digits) => alike = true,
                    None => break,
                }
            }
            out.to += 1;
            let end = out.digits.len();
            let word = !token.number;
            match out.groups.last_mut().filter(|_| gap.is_empty()) {
                Some(last) => {
                    (last.to, last.end, last.word) = (out.to, end, last.word || word);
                    last.alike |= alike;
                }
                None => out.groups.push(Group { from: to, to: out.to, start, end, word, alike }),
            }
        }
        (out.to > i).then_some(out)
    }

    /// The first and longest row of groups that is a number: the groups, and how it is read.
    fn number(&self, place: Place, fits: impl Fn(&[Group]) -> bool) -> Option<&[Group]> {
        let n = self.groups.len();
        (0..n).find_map(|from| {
            let len = |to: usize| self.groups[to - 1].end - self.groups[from].start;
            (from + 1..=n).rev().filter(|&to| (10..=16).contains(&len(to))).find_map(|to| {
                let groups = &self.groups[from..to];
                // Part of a longer row of single digits.
                let single = |g: &Group| g.end - g.start == 1;
                let cut = groups.iter().all(single)
                    && (from > 0 && single(&self.groups[from - 1])
                        || to < n && single(&self.groups[to]));
                let whole = from == 0 && to == n;
                let believed = !cut && self.usual(groups, place, whole) && fits(groups);
                believed.then_some(groups)
            })
        })
    }

    /// Groups as numbers are written, and not as dates or posting numbers are.
    fn usual(&self, groups: &[Group], place: Place, whole: bool) -> bool {
        let digits = &self.digits[groups[0].start..groups[groups.len() - 1].end];
        let nanp = plan::is_nanp(digits)
            || digits.len() == 11 && digits[0] == b'1' && plan::is_nanp(&digits[1..]);
        let words = groups.iter().any(|g| g.word);
        let sizes: Vec<usize> = groups.iter().map(|g| g.end - g.start).collect();
        let singles = sizes.iter().all(|&g| g == 1);
        if groups.iter().any(|g| g.alike) {
            return nanp && matches!(sizes[..], [3, 3, 4] | [1, 3, 3, 4]);
        }
        if sizes.len() >= 3 && plan::is_full(digits) && !dated(&sizes) {
            return true;
        }
        // "44-7700-900-951", "0044-7700-…": a calling code in a group of its own.
        if whole
            && sizes.len() >= 3
            && sizes.iter().all(|&g| g >= 2)
            && !dated(&sizes)
            && plan::is_abroad(digits, sizes[0])
        {
            return true;
        }
        match sizes[..] {
            [_] => whole || words || self.groups.len() <= 3,
            [3, 3, 4] | [3, 7] | [6, 4] | [1, 3, 3, 4] => nanp,
            _ if in_parts(&sizes) => nanp,
            _ if whole && (place.titled || place.called) && !words && odd(&sizes, digits) => true,
            _ if singles || words => nanp || digits[0] == b'0' && digits.len() <= 12,
            _ => {
                whole
                    && digits[0] == b'0'
                    && (10..=11).contains(&digits.len())
                    && sizes.iter().all(|&g| g >= 2)
                    && (place.called || sizes.len() >= 4 || sizes[0] >= 4)
            }
        }
    }
}

/// Letters that look like figures, token `i`, glued to a few figures: part of a group. Before a whole
/// number ("lo4045550123") they are the end of a word.
fn alike_glued(scan: &Scan<'_>, i: usize, digits: &mut Vec<u8>) -> bool {
    let few = |j: usize| scan.tokens.get(j).is_some_and(|t| t.number && t.len() <= 3);
    let before = i > 0 && scan.gap_before(i).is_empty();
    let behind = i + 1 < scan.tokens.len() && scan.gap_after(i).is_empty();
    let glued = (before || behind) && (!before || few(i - 1)) && (!behind || few(i + 1));
    let word = scan.word(i);
    if !glued || word.len() > 4 || !word.iter().all(|b| b"oli".contains(b)) {
        return false;
    }
    digits.extend(word.iter().map(|b| if *b == b'o' { b'0' } else { b'1' }));
    true
}

fn report(scan: &mut Scan<'_>, run: &Run, (start, end): (usize, usize), chat: bool) {
    let first = run.groups[0].from;
    let called = (first.saturating_sub(2)..first)
        .any(|j| scan.is(j, Class::Call) && scan.tokens[j].start as usize >= start);
    let edge = |groups: &[Group]| {
        let last = groups[groups.len() - 1].to - 1;
        (scan.tokens[groups[0].from].start as usize, scan.tokens[last].end as usize)
    };
    let reading = |groups: &[Group]| {
        let bytes = scan.bytes();
        let (a, b) = edge(groups);
        let digits = &run.digits[groups[0].start..groups[groups.len() - 1].end];
        if groups.len() == 1
            && !chat
            && is_posting_number(bytes, a, b, start, end)
            && !(plan::is_strict(digits) && under_reviews(scan, run.groups[0].from, (b, end)))
        {
            return None;
        }
        let plus = scan.byte_before(a as u32) == b'+' || bytes[start..a].ends_with(b"%2b");
        // Behind `wa.me/` stands a calling code.
        let plus = plus || (chat && !digits.starts_with(b"0"));
        let look = Look { plus, regular: true, called: false };
        // Without + or trunk prefix only North American and glued mobile numbers are believed.
        plan::read(digits, scan.hints.country, look).filter(|r| r.confidence >= 0.8)
    };
    let place = Place { called, titled: titled(scan, (first, run.to), (start, end)) };
    let Some(groups) = run.number(place, |groups| reading(groups).is_some()) else { return };
    let Some(found) = reading(groups) else { return };
    let (a, b) = edge(groups);
    let digits = &run.digits[groups[0].start..groups[groups.len() - 1].end];
    let from = a - usize::from(scan.byte_before(a as u32) == b'+');
    scan.emit(Kind::Phone, found.value(digits), from, b, found.confidence - 0.05);
    scan.take_bytes(a, b);
}

/// "/reviews/9045550170": the part of the path before token `i` is a word for what is filed by
/// telephone number, and the path ends at folded byte `b`.
fn under_reviews(scan: &Scan<'_>, i: usize, (b, end): (usize, usize)) -> bool {
    let words: [&[u8]; 24] = [
        b"review",
        b"reviews",
        b"recensie",
        b"recensies",
        b"bewertung",
        b"bewertungen",
        b"avis",
        b"resenas",
        b"opiniones",
        b"recenzii",
        b"lookup",
        b"number",
        b"numbers",
        b"phone",
        b"phones",
        b"tel",
        b"telephone",
        b"telefon",
        b"telefoon",
        b"telefono",
        b"call",
        b"sms",
        b"mobile",
        b"whatsapp",
    ];
    let rest = &scan.bytes()[b..end];
    i > 0
        && scan.gap_before(i) == b"/"
        && (rest.is_empty() || rest == b"/")
        && words.contains(&scan.word(i - 1))
        && scan.gap_before(i - 1) == b"/"
}

/// A whole last part of a path, or the value of an id: rather the number of the posting.
fn is_posting_number(bytes: &[u8], a: usize, b: usize, start: usize, end: usize) -> bool {
    let before = if a > start { bytes[a - 1] } else { 0 };
    let rest = &bytes[b..end];
    let last =
        rest.is_empty() || rest == b"/" || rest.starts_with(b".htm") || rest.starts_with(b"?");
    // Four at most are counted, and a scheme stands at the head: long URLs stay cheap.
    let slashes = bytes[start..a].iter().filter(|&&c| c == b'/').take(4).count();
    let head = &bytes[start..end.min(start + 16)];
    let scheme = head.windows(3).any(|w| w == b"://");
    // `https://host/a/6123456789.html`: at least two parts before it.
    let deep = slashes >= if scheme { 4 } else { 2 };
    let keyed = before == b'='
        && ![&b"phone="[..], b"tel=", b"number=", b"mobile=", b"whatsapp="]
            .iter()
            .any(|key| bytes[start..a].ends_with(key));
    (before == b'/' && last && deep) || keyed
}
