//! Actors: adverts of one author or organiser, joined by shared selectors and by template.
//!
//! First every selector is judged ([`crate::judge`]): who owns it, and is it a hub. Then every
//! template joins the communities its adverts form by their selectors, unless what they show speaks
//! against it ([`crate::communities`]). Last, a spanning forest is taken from the links that hold,
//! heaviest first ([`crate::forest`]). What people said of pairs of adverts counts there and nowhere
//! else: it moves no weight and no hub, and touches no actor but those of the adverts it is about.

use crate::apart::{Constraint, ordered};
use crate::communities::Ties;
use crate::forest::Grove;
use crate::judge::judge;
use crate::shared::Shared;
use crate::sketch::Sketches;
use crate::templates::Templates;
use crate::union::Union;
use spoor_vocab::{ActorLink, SelectorKind};

/// One selector shown by one advert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SelectorUse<'a> {
    /// The advert.
    pub row: u32,
    /// What kind of selector.
    pub kind: SelectorKind,
    /// Normal form.
    pub value: &'a str,
    /// 0 to 1: how sure the reading is.
    pub confidence: f32,
}

/// What else is known of an advert; every part may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Context {
    /// Day of posting, counted from any fixed day.
    pub day: Option<i32>,
    /// Place, by any numbering.
    pub place: Option<u32>,
}

/// Why a selector, or a part of its uses, was not used to join.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Damping {
    /// Touches too many parties that have contacts of their own.
    Hub,
    /// Used by unconnected parties at times far apart: passed on to a new owner.
    Recycled,
}

impl Damping {
    /// The word used in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Recycled => "recycled",
        }
    }
}

/// A selector that was not used to join all adverts that show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Damped {
    /// Kind of selector.
    pub kind: SelectorKind,
    /// Normal form.
    pub value: String,
    /// Adverts that show it.
    pub shown_by: u32,
    /// Otherwise unconnected parties that show it.
    pub parties: u32,
    /// Those of them that have contacts of their own.
    pub with_own_contacts: u32,
    /// Bits that were left for one owner: negative.
    pub bits: f32,
    /// Why.
    pub why: Damping,
}

/// The partition of rows by actor.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Actors {
    /// For each row, the smallest row of its actor.
    pub label: Vec<u32>,
    /// A forest that spans every actor, heaviest links first (ties by rows).
    pub links: Vec<ActorLink>,
    /// Selectors that did not join, most widely shown first.
    pub damped: Vec<Damped>,
    /// Pairs that somebody said are of one hand and that could not be joined, since somebody said that
    /// they, or others they would bring together, are not.
    pub unmet: Vec<Constraint>,
}

/// Joins the adverts of `templates` to actors. `sketches` are those the templates were made of;
/// `context` holds an entry for each row, or nothing. Uses of rows that do not exist, of empty values
/// and of no confidence are left out. The result depends on neither order nor repetition of `uses`.
pub fn actors(
    sketches: &Sketches,
    templates: &Templates,
    uses: &[SelectorUse<'_>],
    context: &[Context],
) -> Actors {
    actors_with(sketches, templates, uses, context, &[])
}

/// The same, with what people said of pairs of adverts: no actor holds two that are said to be of two
/// hands, and two that are said to be of one are in one actor unless that would break it. An actor that
/// holds two of two hands falls apart at its lightest link between them. The order of `constraints`
/// makes no difference.
pub fn actors_with(
    sketches: &Sketches,
    templates: &Templates,
    uses: &[SelectorUse<'_>],
    context: &[Context],
    constraints: &[Constraint],
) -> Actors {
    let rows = templates.len();
    let shared = Shared::gather(rows, uses);
    let (held, mut damped) = judge(&shared, templates, context);
    let mut refused = vec![false; shared.selectors.len()];
    let mut parties = Union::new(rows);
    for one in &held {
        let whole = shared.selectors[one.selector as usize].rows.len();
        refused[one.selector as usize] = one.sets.iter().all(|set| set.len() < whole);
        for set in &one.sets {
            for row in &set[1..] {
                parties.union(set[0], *row);
            }
        }
    }
    let ties = Ties { shared: &shared, damped: &refused, sketches, context };
    let anchor = ties.join(templates, &mut parties);
    let grove = Grove { sketches, templates, anchor: &anchor, shared: &shared, held: &held };
    let constraints = ordered(rows, constraints);
    let found = grove.forest(&constraints);
    damped.sort_by(|a, b| {
        b.shown_by.cmp(&a.shown_by).then_with(|| (a.kind, &a.value).cmp(&(b.kind, &b.value)))
    });
    // Without a word of people the forest spans what was joined above.
    let label = if constraints.is_empty() { parties } else { found.union }.into_labels();
    Actors { label, links: found.links, damped, unmet: found.unmet }
}
