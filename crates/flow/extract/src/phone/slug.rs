//! Numbers among the words of a title in a URL, `new-404-555-01-60-in-town`, in groups that nobody
//! uses elsewhere.

use super::plan;
use crate::lexicon::Class;
use crate::scan::Scan;

/// "415-5550-187", "404-555-01-60": a North American number whose area code stands alone, with the
/// rest in groups that nobody uses. Sums and lengths of time would be round, and a year is a year.
pub(super) fn odd(sizes: &[usize], digits: &[u8]) -> bool {
    let mut at = 0;
    let groups: Vec<&[u8]> = sizes
        .iter()
        .map(|size| {
            at += size;
            &digits[at - size..at]
        })
        .collect();
    let round = |g: &&[u8]| g.len() <= 3 && matches!(g.last(), Some(b'0' | b'5'));
    let year = |g: &&[u8]| g.len() == 4 && (g.starts_with(b"19") || g.starts_with(b"20"));
    let (area, rest) = groups.split_at(1);
    let sums = round(&area[0]) && round(&rest[0]) || rest.iter().all(round);
    area[0].len() == 3
        && (2..=4).contains(&rest.len())
        && rest.iter().all(|g| g.len() >= 2)
        && !sums
        && !rest.iter().any(year)
        && plan::is_strict(digits)
}

/// Whether the digits at tokens `first..behind`, in the URL at folded bytes `start..end`, are part of a
/// title: a word stands behind them, and before them another or the head of their part of the path,
/// but none for the number of a file.
pub(super) fn titled(
    scan: &Scan<'_>,
    (first, behind): (usize, usize),
    (start, end): (usize, usize),
) -> bool {
    let tied = |gap: &[u8]| !gap.is_empty() && gap.iter().all(|b| b"-_+".contains(b));
    let word = |j: usize| {
        scan.tokens.get(j).is_some_and(|t| {
            !t.number && t.len() >= 2 && t.start as usize >= start && t.end as usize <= end
        })
    };
    // "order-no-415-5550-187".
    let filed = (first.saturating_sub(2)..first).any(|j| {
        scan.is(j, Class::IdWord)
            || matches!(
                scan.word(j),
                b"id"
                    | b"no"
                    | b"nr"
                    | b"num"
                    | b"ad"
                    | b"item"
                    | b"lot"
                    | b"part"
                    | b"sku"
                    | b"order"
                    | b"listing"
                    | b"post"
                    | b"room"
                    | b"model"
            )
    });
    let headed = first > 0
        && (tied(scan.gap_before(first)) && word(first - 1)
            || scan.gap_before(first).ends_with(b"/"));
    headed && !filed && word(behind) && tied(scan.gap_before(behind))
}
