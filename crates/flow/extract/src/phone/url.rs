//! Numbers in URLs: stricter than in text, since posting numbers stand beside them.

use super::plan::{self, Look};
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

/// Figures and number words with one sign (or an encoded space) between each two.
struct Run {
    from: usize,
    to: usize,
    digits: Vec<u8>,
    /// Length of each piece.
    groups: Vec<usize>,
    /// Some digits are words.
    words: bool,
}

impl Run {
    fn read(scan: &Scan<'_>, i: usize, end: usize) -> Option<Self> {
        let mut out = Self { from: i, to: i, digits: Vec::new(), groups: Vec::new(), words: false };
        while out.to < scan.tokens.len() && (scan.tokens[out.to].end as usize) <= end {
            let (to, token) = (out.to, scan.tokens[out.to]);
            let gap = scan.gap_before(to);
            // `06%2039`: an encoded space is glued to the digits behind it.
            let encoded = gap == b"%" && token.number && scan.word(to).starts_with(b"20");
            let joined = matches!(gap, b"-" | b"." | b"_" | b"+") || encoded;
            if to > i && !joined {
                break;
            }
            let before = out.digits.len();
            if token.number {
                // A run that starts inside an encoded sign: `%2B3161…`, `%2006…`.
                let cut = if encoded || (to == i && gap.ends_with(b"%")) { 2 } else { 0 };
                out.digits.extend_from_slice(scan.word(to).get(cut..)?);
                out.to += 1;
            } else {
                let hit = scan.term(to, Class::Number).filter(|h| h.value < 10);
                let Some(hit) = hit.filter(|h| h.to as usize == to + 1) else { break };
                out.digits.push(b'0' + hit.value as u8);
                out.words = true;
                out.to += 1;
            }
            out.groups.push(out.digits.len() - before);
        }
        out.cut();
        (out.to > i).then_some(out)
    }

    /// Cuts off what stands behind a whole North American number: a posting number, a price.
    fn cut(&mut self) {
        let whole = self.groups.len() > 3 && self.groups[..3] == [3, 3, 4];
        if whole && plan::is_nanp(&self.digits[..10]) {
            self.digits.truncate(10);
            self.groups.truncate(3);
            self.to = self.from + 3;
        }
    }

    /// Groups as numbers are written, and not as dates or posting numbers are.
    fn usual(&self, called: bool) -> bool {
        let digits = &self.digits[..];
        let nanp = plan::is_nanp(digits) || digits[0] == b'1' && plan::is_nanp(&digits[1..]);
        let singles = self.words || self.groups.iter().all(|&g| g == 1);
        match self.groups[..] {
            [_] => true,
            [3, 3, 4] | [3, 7] | [6, 4] => nanp && digits.len() == 10,
            [1, 3, 3, 4] => nanp,
            _ if singles => nanp || digits[0] == b'0',
            _ => {
                digits[0] == b'0'
                    && (10..=11).contains(&digits.len())
                    && self.groups.iter().all(|&g| g >= 2)
                    && (called || self.groups.len() >= 4 || self.groups[0] >= 4)
            }
        }
    }
}

fn report(scan: &mut Scan<'_>, run: &Run, (start, end): (usize, usize), chat: bool) {
    let (a, b) = (scan.tokens[run.from].start as usize, scan.tokens[run.to - 1].end as usize);
    let bytes = scan.bytes();
    let called = (run.from.saturating_sub(2)..run.from)
        .any(|j| scan.is(j, Class::Call) && scan.tokens[j].start as usize >= start);
    if run.digits.len() < 10 || !run.usual(called) {
        return;
    }
    if run.groups.len() == 1 && !chat && is_posting_number(bytes, a, b, start, end) {
        return;
    }
    let plus = scan.byte_before(a as u32) == b'+' || bytes[start..a].ends_with(b"%2b");
    // Behind `wa.me/` stands a calling code.
    let plus = plus || (chat && !run.digits.starts_with(b"0"));
    let look = Look { plus, regular: true, called: false };
    // Without + or trunk prefix only North American and glued mobile numbers are believed.
    let Some(reading) = plan::read(&run.digits, scan.hints.country, look) else { return };
    if reading.confidence < 0.8 {
        return;
    }
    let from = a - usize::from(scan.byte_before(a as u32) == b'+');
    scan.emit(Kind::Phone, reading.value(&run.digits), from, b, reading.confidence - 0.05);
    scan.take(run.from, run.to);
}

/// A whole last part of a path, or the value of an id: rather the number of the posting.
fn is_posting_number(bytes: &[u8], a: usize, b: usize, start: usize, end: usize) -> bool {
    let before = if a > start { bytes[a - 1] } else { 0 };
    let rest = &bytes[b..end];
    let last =
        rest.is_empty() || rest == b"/" || rest.starts_with(b".htm") || rest.starts_with(b"?");
    let slashes = bytes[start..a].iter().filter(|&&c| c == b'/').count();
    let scheme = bytes[start..end].windows(3).any(|w| w == b"://");
    // `https://host/a/6123456789.html`: at least two parts before it.
    let deep = slashes >= if scheme { 4 } else { 2 };
    let keyed = before == b'='
        && ![&b"phone="[..], b"tel=", b"number=", b"mobile=", b"whatsapp="]
            .iter()
            .any(|key| bytes[start..a].ends_with(key));
    (before == b'/' && last && deep) || keyed
}
