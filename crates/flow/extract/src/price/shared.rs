//! A currency that stands once for a whole row: "£: 30min 60, 1h 100", "50 dollars 15 min, 100 1h".

use super::Found;
use super::parts::{Currency, Part};
use crate::lexicon::Class;
use crate::scan::Scan;

/// The longest text between two prices that share a currency, in folded bytes.
const REACH: u32 = 12;

/// Gives the one currency of a row to those of its sums that have a time and no currency, from
/// neighbour to neighbour. `parts`
/// are the row, the first of them part `from` of the text; `found` are the row's sums.
pub(super) fn currency(scan: &Scan<'_>, parts: &mut [Part], from: usize, found: &[Found]) {
    let bare = |f: &Found| f.minutes.is_some() && parts[f.sum - from].currency.is_none();
    if !found.iter().any(bare) {
        return;
    }
    let mut one: Option<Currency> = None;
    for part in found.iter().map(|f| &parts[f.sum - from]) {
        let Some(currency) = part.currency else { continue };
        // Two currencies: nobody says whose the others are.
        if one.is_some_and(|one| one.name(scan) != currency.name(scan)) {
            return;
        }
        one = Some(currency);
    }
    let timed: Vec<&Found> = found.iter().filter(|f| f.minutes.is_some()).collect();
    if one.is_none() {
        // At the head of the row it is everybody's.
        let Some(head) = at_head(scan, &parts[0]) else { return };
        timed.iter().for_each(|f| parts[f.sum - from].currency = Some(head));
        return;
    }
    let mut pass = |order: &mut dyn Iterator<Item = (&Found, &Found)>| {
        for (giver, taker) in order {
            let apart = giver.start.max(taker.start).saturating_sub(giver.end.min(taker.end));
            if apart <= REACH && parts[taker.sum - from].currency.is_none() {
                parts[taker.sum - from].currency = parts[giver.sum - from].currency;
            }
        }
    };
    pass(&mut timed.windows(2).map(|w| (w[0], w[1])));
    pass(&mut timed.windows(2).rev().map(|w| (w[1], w[0])));
}

/// "£: 30min …", "EUR: 1h …", "roses 160 per hr": a currency right before the row.
fn at_head(scan: &Scan<'_>, first: &Part) -> Option<Currency> {
    let gap = scan.gap_before(first.from);
    let tied = |gap: &[u8]| gap.len() <= 3 && gap.iter().all(|b| b" :=-".contains(b));
    let trimmed = gap.trim_ascii_end();
    let trimmed = trimmed.strip_suffix(b":").unwrap_or(trimmed).trim_ascii_end();
    if let Some(currency) = trimmed.last().and_then(|&b| Currency::of_sign(b))
        && gap.contains(&b':')
    {
        return Some(currency);
    }
    let word = first.from.checked_sub(1).filter(|_| tied(gap) && !gap.is_empty())?;
    let hit = scan.terms(word).iter().find(|h| h.class == Class::Currency);
    hit.filter(|h| h.to as usize == first.from).map(|h| Currency::Word(h.value))
}
