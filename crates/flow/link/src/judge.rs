//! Judges every selector: does it have one owner, several one after the other, or none in
//! particular?
//!
//! Selectors are judged rarest first, so that a value shown by many is judged when the parties it
//! touches are known best. What speaks for one owner is the kind's habit; what speaks against it is
//! every party that has contacts of its own: strangers who show a directory, an agency or a booking
//! line show their own number beside it, while the adverts of one hand mostly show nothing else, or
//! are already one party by other selectors or by their text.

use crate::actors::{Context, Damped, Damping};
use crate::shared::{Selector, Shared};
use crate::templates::Templates;
use crate::union::Union;
use crate::weights;
use rustc_hash::FxHashMap;
use spoor_vocab::SelectorKind;

/// Bits for each party with contacts of its own: log2 of .15 (parties of one hand with nothing else
/// in common) over .75 (strangers who show a hub's contact beside their own).
const OWN_CONTACTS: f32 = -2.3;
/// The same for a party that shows the value on [`HABIT`] adverts or more: log2 of .15 over .35, as
/// strangers who show a hub's contact now and then seldom do so.
const OWN_CONTACTS_HABITUAL: f32 = -1.2;
const HABIT: usize = 3;
/// Bits for each party that shows a number only ever beside another number of its own: log2 of
/// .015 (one hand; adverts mostly show one number) over .9 (strangers and a booking line).
const OWN_NUMBER_BESIDE: f32 = -6.0;
/// Bits for each party that shows nothing but the value: log2 of .85 over .25.
const NOTHING_ELSE: f32 = 1.77;
/// Such parties beyond this many tell no more.
const NOTHING_ELSE_MAX: u32 = 8;
/// A pause in the use of a selector is looked at from this many days on.
const PAUSE_DAYS: i32 = 90;
/// Days between adverts of a party when it has too few to tell.
const SPACING_DAYS: f32 = 30.0;
/// However long the pause, it tells no more bits than this; less if a side has too few adverts.
const PAUSE_BITS_MAX: f32 = 16.0;
const PAUSE_BITS_FEW: f32 = 6.0;
/// Adverts from which the habits of a side can be told.
const TELLING: usize = 3;

/// A selector with the sets of rows it joins, each of two rows or more.
pub(crate) struct Held {
    pub(crate) selector: u32,
    pub(crate) sets: Vec<Vec<u32>>,
}

/// Everything a judgement looks at.
struct Court<'a> {
    shared: &'a Shared<'a>,
    templates: &'a Templates,
    context: &'a [Context],
    /// Some contacts of each template, at most [`CONTACTS_MAX`].
    contacts: FxHashMap<u32, Vec<u32>>,
    parties: Union,
}

/// Contacts remembered of a template: enough to see that there is another one.
const CONTACTS_MAX: usize = 8;

/// Judges all selectors shown by two rows or more. Parties start as templates.
pub(crate) fn judge(
    shared: &Shared<'_>,
    templates: &Templates,
    context: &[Context],
) -> (Vec<Held>, Vec<Damped>) {
    let parties = Union::from_labels(templates.label.clone());
    let mut order: Vec<(usize, usize, u32)> = Vec::new();
    for (place, s) in shared.selectors.iter().enumerate().filter(|(_, s)| s.rows.len() > 1) {
        order.push((count_distinct(&parties, &s.rows), s.rows.len(), place as u32));
    }
    order.sort_unstable();
    let mut court = Court { shared, templates, context, contacts: FxHashMap::default(), parties };
    court.remember_contacts();
    let (mut held, mut damped) = (Vec::new(), Vec::new());
    for (_, _, place) in order {
        let (sets, refused) = court.judge_one(place);
        for set in &sets {
            for row in &set[1..] {
                court.parties.union(set[0], *row);
            }
        }
        damped.extend(refused);
        held.push(Held { selector: place, sets });
    }
    (held, damped)
}

fn count_distinct(parties: &Union, rows: &[u32]) -> usize {
    let mut roots: Vec<u32> = rows.iter().map(|row| parties.root(*row)).collect();
    roots.sort_unstable();
    roots.dedup();
    roots.len()
}

/// Whether a contact of kind `other` makes a party that shows `of` one with contacts of its own. A
/// second e-mail address or handle beside one's number is usual; a second number is not.
fn own_contact(of: SelectorKind, other: SelectorKind) -> bool {
    use SelectorKind::{Account, Email, Handle, Phone};
    match other {
        Phone => true,
        Email | Handle => of != Phone,
        Account => of == Account,
        _ => false,
    }
}

/// An otherwise connected set of adverts that shows the selector being judged.
#[derive(Default)]
struct Party {
    /// Those that show it.
    rows: Vec<u32>,
    /// How many of them show no number beside it.
    alone: u32,
    /// Contacts that would speak against one owner.
    contacts: Vec<u32>,
}

impl Court<'_> {
    fn remember_contacts(&mut self) {
        for (row, label) in self.templates.label.iter().enumerate() {
            for selector in self.shared.of(row as u32) {
                let known = self.contacts.entry(*label).or_default();
                if known.len() < CONTACTS_MAX && !known.contains(selector) {
                    known.push(*selector);
                }
            }
        }
    }

    /// The parties that show a selector, in order of their first row.
    fn parties(&mut self, place: u32) -> Vec<Party> {
        let selector = &self.shared.selectors[place as usize];
        let mut by_root: FxHashMap<u32, Party> = FxHashMap::default();
        for row in &selector.rows {
            let root = self.parties.find(*row);
            let party = by_root.entry(root).or_default();
            party.rows.push(*row);
            let others = self.shared.of(*row).iter().copied().filter(|other| *other != place);
            let number = |other: &u32| self.shared.kind(*other) == SelectorKind::Phone;
            party.alone += u32::from(!others.clone().any(|other| number(&other)));
            party.contacts.extend(others);
            let template = self.templates.label[*row as usize];
            let known = self.contacts.get(&template).into_iter().flatten();
            party.contacts.extend(known.filter(|other| **other != place));
        }
        let mut parties: Vec<Party> = by_root.into_values().collect();
        parties.sort_unstable_by(|a, b| a.rows.cmp(&b.rows));
        for party in &mut parties {
            party.contacts.retain(|other| own_contact(selector.kind, self.shared.kind(*other)));
            party.contacts.sort_unstable();
            party.contacts.dedup();
        }
        parties
    }

    /// What every party adds to the bits for one owner; and how many have contacts of their own.
    fn weigh(&self, kind: SelectorKind, parties: &[Party]) -> (f32, u32) {
        // A contact that several of the parties show is not their own.
        let mut shown_by: FxHashMap<u32, u32> = FxHashMap::default();
        for contact in parties.iter().flat_map(|party| &party.contacts) {
            *shown_by.entry(*contact).or_default() += 1;
        }
        let (mut bits, mut with_own, mut plain) = (0.0, 0, 0);
        for party in parties {
            let own = || party.contacts.iter().filter(|contact| shown_by[*contact] == 1);
            if own().next().is_none() {
                plain += 1;
                continue;
            }
            with_own += 1;
            let number = own().any(|contact| self.shared.kind(*contact) == SelectorKind::Phone);
            bits += match kind {
                SelectorKind::Phone if party.alone == 0 && number => OWN_NUMBER_BESIDE,
                _ if party.rows.len() >= HABIT => OWN_CONTACTS_HABITUAL,
                _ => OWN_CONTACTS,
            };
        }
        (bits + NOTHING_ELSE * plain.min(NOTHING_ELSE_MAX) as f32, with_own)
    }

    /// Sets of rows to join, and what was refused.
    fn judge_one(&mut self, place: u32) -> (Vec<Vec<u32>>, Option<Damped>) {
        let parties = self.parties(place);
        let selector = &self.shared.selectors[place as usize];
        let count = parties.len() as u32;
        if count < 2 {
            return (vec![selector.rows.clone()], None);
        }
        let (speaks, with_own_contacts) = self.weigh(selector.kind, &parties);
        let bits = weights::habit(selector.kind).owned_bits + speaks;
        let mut sets: Vec<Vec<u32>> = parties.into_iter().map(|party| party.rows).collect();
        let refuse = |bits, why| {
            Some(Damped {
                kind: selector.kind,
                value: selector.value.to_string(),
                shown_by: selector.rows.len() as u32,
                parties: count,
                with_own_contacts,
                bits,
                why,
            })
        };
        if bits <= 0.0 {
            sets.retain(|set| set.len() > 1);
            return (sets, refuse(bits, Damping::Hub));
        }
        let (mut eras, least) = self.eras(selector, sets);
        let refused = if eras.len() > 1 { refuse(least, Damping::Recycled) } else { None };
        eras.retain(|era| era.len() > 1);
        (eras, refused)
    }

    /// Joins the parties of a selector in order of time, but not over a pause that speaks for a new
    /// owner; and the bits at the longest such pause. Rows without a day go with the first era.
    fn eras(&self, selector: &Selector<'_>, parties: Vec<Vec<u32>>) -> (Vec<Vec<u32>>, f32) {
        let mut dated: Vec<(i32, i32, Vec<u32>)> = Vec::new();
        let mut undated: Vec<u32> = Vec::new();
        for rows in parties {
            let days = || rows.iter().filter_map(|row| self.context.get(*row as usize)?.day);
            match (days().min(), days().max()) {
                (Some(first), Some(last)) => dated.push((first, last, rows)),
                _ => undated.extend(rows),
            }
        }
        dated.sort_unstable();
        let mut least = 0.0f32;
        let mut eras: Vec<(i32, i32, Vec<u32>)> = Vec::new();
        for (first, last, rows) in dated {
            if let Some(era) = eras.last_mut() {
                let bits = self.after_pause(selector, era, &(first, last, &rows));
                if bits > 0.0 {
                    era.1 = era.1.max(last);
                    era.2.extend(rows);
                    continue;
                }
                least = least.min(bits);
            }
            eras.push((first, last, rows));
        }
        let mut eras: Vec<Vec<u32>> = eras.into_iter().map(|(_, _, rows)| rows).collect();
        match eras.first_mut() {
            Some(era) => era.extend(undated),
            None => eras.push(undated),
        }
        for era in &mut eras {
            era.sort_unstable();
        }
        (eras, least)
    }

    /// Bits for one owner before and after a pause.
    fn after_pause(
        &self,
        selector: &Selector<'_>,
        before: &(i32, i32, Vec<u32>),
        after: &(i32, i32, &[u32]),
    ) -> f32 {
        let owned = weights::habit(selector.kind).owned_bits;
        let pause = after.0.saturating_sub(before.1);
        if pause < PAUSE_DAYS {
            return owned;
        }
        // An owner who posts every so many days leaves a pause of p days with chance e^(-p/every).
        let every = spacing(before.0, before.1, before.2.len()).max(spacing(
            after.0,
            after.1,
            after.2.len(),
        ));
        let few = before.2.len().min(after.2.len()) < TELLING;
        let most = if few { PAUSE_BITS_FEW } else { PAUSE_BITS_MAX };
        let silence = (pause as f32 / every * std::f32::consts::LOG2_E).min(most);
        owned - silence + self.unlike(selector, &before.2, after.2)
    }

    /// Bits for contacts of one kind that both sides show and of which they share none; and for
    /// places.
    fn unlike(&self, selector: &Selector<'_>, a: &[u32], b: &[u32]) -> f32 {
        let shown = |rows: &[u32]| {
            distinct(rows.iter().flat_map(|row| self.shared.of(*row)).copied().collect())
        };
        let (mine, theirs) = (shown(a), shown(b));
        let mut bits = 0.0;
        for kind in weights::KINDS.into_iter().filter(|kind| *kind != selector.kind) {
            let of = |side: &[u32]| -> Vec<u32> {
                side.iter().copied().filter(|s| self.shared.kind(*s) == kind).collect()
            };
            bits += weights::differ(kind) * f32::from(u8::from(disjoint(&of(&mine), &of(&theirs))));
        }
        let places = |rows: &[u32]| {
            let place = |row: &u32| self.context.get(*row as usize).and_then(|c| c.place);
            distinct(rows.iter().filter_map(place).collect())
        };
        bits + if disjoint(&places(a), &places(b)) { weights::APART } else { 0.0 }
    }
}

/// Sorted, without repeats.
fn distinct(mut all: Vec<u32>) -> Vec<u32> {
    all.sort_unstable();
    all.dedup();
    all
}

/// Neither is empty, and they have nothing in common.
fn disjoint(a: &[u32], b: &[u32]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|x| b.contains(x))
}

/// Mean days between the adverts of a side; [`SPACING_DAYS`] where they are too few to tell.
fn spacing(first: i32, last: i32, adverts: usize) -> f32 {
    if adverts < TELLING {
        SPACING_DAYS
    } else {
        ((last - first) as f32 / (adverts - 1) as f32).max(1.0)
    }
}
