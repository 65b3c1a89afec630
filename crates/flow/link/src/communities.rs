//! Communities of a template: its adverts as their contacts join them. One hand may use several
//! numbers under one text; strangers may copy a text. A template joins two communities unless what
//! they show and where they are speaks against it.

use crate::actors::Context;
use crate::medoid::evenly;
use crate::shared::Shared;
use crate::sketch::Sketches;
use crate::templates::{Templates, threshold};
use crate::union::Union;
use crate::weights;
use rustc_hash::FxHashMap;
use spoor_vocab::SelectorKind;

/// Bits for one hand behind one text, before contacts are compared.
const TEXT_BITS: f32 = 7.0;
/// Similarity above the threshold of a template below which the texts of two communities may be
/// alike by what they borrow; bits for each unit of similarity; at least. Beyond it nothing is
/// added: who copies, copies well.
const USUAL_EXCESS: f32 = 0.12;
const BITS_PER_EXCESS: f32 = 40.0;
const EXCESS_BITS_MIN: f32 = -6.0;
/// Adverts of a community whose texts are compared, at most.
const VOICES: usize = 6;
/// Groups a community is compared with, at most.
const GROUPS_MAX: usize = 16;

/// What the judgement looks at.
pub(crate) struct Ties<'a> {
    pub(crate) shared: &'a Shared<'a>,
    /// Whether a selector joins nobody.
    pub(crate) damped: &'a [bool],
    pub(crate) sketches: &'a Sketches,
    pub(crate) context: &'a [Context],
}

/// A community, or several joined.
struct Group {
    rows: Vec<u32>,
    /// Selectors of each kind, and the adverts that show one.
    shown: FxHashMap<SelectorKind, (Vec<u32>, u32)>,
    places: Vec<u32>,
    placed: u32,
}

impl Ties<'_> {
    /// Joins in `parties` (joined by selectors so far) what each template joins. Returns, for each
    /// row, the first row of its group within its template.
    pub(crate) fn join(&self, templates: &Templates, parties: &mut Union) -> Vec<u32> {
        let mut anchor: Vec<u32> = (0..templates.len() as u32).collect();
        for rows in templates.clusters() {
            let mut apart: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
            for row in &rows {
                apart.entry(parties.find(*row)).or_default().push(*row);
            }
            let mut communities: Vec<Vec<u32>> = apart.into_values().collect();
            communities.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then(a[0].cmp(&b[0])));
            for group in self.groups(communities) {
                let first = group.iter().copied().min().unwrap_or(group[0]);
                for row in group {
                    anchor[row as usize] = first;
                }
            }
        }
        for (row, first) in anchor.iter().enumerate() {
            parties.union(row as u32, *first);
        }
        anchor
    }

    /// Communities, largest first, each joined to the first group nothing speaks against.
    fn groups(&self, communities: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
        if communities.len() < 2 {
            return communities;
        }
        let (speaking, silent): (Vec<Group>, Vec<Group>) = communities
            .into_iter()
            .map(|rows| self.group(rows))
            .partition(|group| !group.shown.is_empty());
        let mut groups: Vec<Group> = Vec::new();
        for community in speaking {
            let fits =
                groups.iter().take(GROUPS_MAX).position(|group| self.bits(group, &community) > 0.0);
            match fits {
                Some(at) => groups[at].take_in(community),
                None => groups.push(community),
            }
        }
        // Adverts without contacts go where the text is most alike.
        for quiet in silent {
            let alike = |group: &Group| self.excess(&group.rows, &quiet.rows);
            let best = (0..groups.len().min(GROUPS_MAX))
                .max_by(|a, b| alike(&groups[*a]).total_cmp(&alike(&groups[*b])).then(b.cmp(a)));
            match best {
                Some(at) => groups[at].rows.extend(quiet.rows),
                None => groups.push(quiet),
            }
        }
        groups.into_iter().map(|group| group.rows).collect()
    }

    fn group(&self, rows: Vec<u32>) -> Group {
        let mut group = Group { rows, shown: FxHashMap::default(), places: Vec::new(), placed: 0 };
        for row in &group.rows {
            for selector in self.shared.of(*row).iter().filter(|s| !self.damped[**s as usize]) {
                let (all, adverts) = group.shown.entry(self.shared.kind(*selector)).or_default();
                all.push(*selector);
                *adverts += 1;
            }
            if let Some(place) = self.context.get(*row as usize).and_then(|c| c.place) {
                group.places.push(place);
                group.placed += 1;
            }
        }
        for (all, _) in group.shown.values_mut() {
            all.sort_unstable();
            all.dedup();
        }
        group.places.sort_unstable();
        group.places.dedup();
        group
    }

    /// Bits for one hand behind two groups of a template.
    fn bits(&self, a: &Group, b: &Group) -> f32 {
        let excess = self.excess(&a.rows, &b.rows) - USUAL_EXCESS;
        let mut bits = TEXT_BITS + (excess * BITS_PER_EXCESS).clamp(EXCESS_BITS_MIN, 0.0);
        for kind in weights::KINDS {
            let (Some((mine, n)), Some((theirs, m))) = (a.shown.get(&kind), b.shown.get(&kind))
            else {
                continue;
            };
            if !mine.iter().any(|s| theirs.binary_search(s).is_ok()) {
                // A hand that changes contacts may have one more; a single advert is no habit.
                let changes = mine.len() > 1 || theirs.len() > 1;
                let support = if changes || *n.max(m) < 2 { 0.5 } else { 1.0 };
                bits += weights::differ(kind) * support;
            }
        }
        if a.placed.min(b.placed) >= 1 {
            let common = a.places.iter().any(|p| b.places.binary_search(p).is_ok());
            let support = if a.placed.min(b.placed) < 2 { 0.5 } else { 1.0 };
            bits += support * if common { weights::TOGETHER } else { weights::APART };
        }
        bits
    }

    /// How far above the template threshold the most similar of some texts of both are.
    fn excess(&self, a: &[u32], b: &[u32]) -> f32 {
        let (a, b) = (evenly(a, VOICES), evenly(b, VOICES));
        let mut most = -1.0f32;
        for x in &a {
            for y in &b {
                let (cosine, size) = self.sketches.cosine(*x, *y);
                most = most.max(cosine - threshold(size));
            }
        }
        most
    }
}

impl Group {
    fn take_in(&mut self, other: Self) {
        self.rows.extend(other.rows);
        for (kind, (theirs, adverts)) in other.shown {
            let mine = self.shown.entry(kind).or_default();
            mine.0.extend(theirs);
            mine.0.sort_unstable();
            mine.0.dedup();
            mine.1 += adverts;
        }
        self.places.extend(other.places);
        self.places.sort_unstable();
        self.places.dedup();
        self.placed += other.placed;
    }
}
