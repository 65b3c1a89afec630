//! The links that hold actors together: a spanning forest, heaviest links first (Kruskal 1956).

use crate::judge::Held;
use crate::shared::Shared;
use crate::sketch::Sketches;
use crate::templates::Templates;
use crate::union::Union;
use crate::weights;
use rustc_hash::FxHashMap;
use spoor_vocab::{ActorLink, LinkKind, SelectorKind};

/// A possible link: weight in 1/1024 bits (a whole number, so that order is exact), rows, and the
/// selector; none for a template.
type Candidate = (i32, u32, u32, Option<u32>);

/// The forest over selector links and over template links (`anchor`: for each row, the first of its
/// group within its template).
pub(crate) fn forest(
    sketches: &Sketches,
    templates: &Templates,
    anchor: &[u32],
    shared: &Shared<'_>,
    held: &[Held],
) -> Vec<ActorLink> {
    let rows = templates.len() as u32;
    let fixed = |bits: f32| (bits * 1024.0) as i32;
    let mut size: FxHashMap<u32, u32> = FxHashMap::default();
    for label in &templates.label {
        *size.entry(*label).or_default() += 1;
    }
    let mut links: Vec<Candidate> = Vec::new();
    for (row, first) in anchor.iter().enumerate() {
        if row as u32 != *first {
            let alike = sketches.similarity(row, *first as usize);
            let shown_by = size[&templates.label[row]];
            links.push((
                fixed(weights::same_template(alike, shown_by, rows)),
                *first,
                row as u32,
                None,
            ));
        }
    }
    for Held { selector, sets } in held {
        let s = &shared.selectors[*selector as usize];
        let bits = fixed(weights::agree(s.kind, s.rows.len() as u32, rows));
        for set in sets {
            links.extend(set[1..].iter().map(|row| (bits, set[0], *row, Some(*selector))));
        }
    }
    links.sort_unstable_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2, a.3).cmp(&(b.1, b.2, b.3))));
    let mut union = Union::new(rows as usize);
    links.retain(|(_, from, to, _)| union.union(*from, *to));
    let explain = |(bits, from, to, selector): Candidate| {
        let (kind, value, shown_by) = match selector {
            None => {
                let label = templates.label[from as usize];
                (LinkKind::Template, label.to_string(), size[&label])
            }
            Some(selector) => {
                let s = &shared.selectors[selector as usize];
                (link_kind(s.kind), s.value.to_string(), s.rows.len() as u32)
            }
        };
        ActorLink { from, to, kind, value, shown_by, weight_bits: bits as f32 / 1024.0 }
    };
    links.into_iter().map(explain).collect()
}

/// The link a shared selector makes.
pub fn link_kind(kind: SelectorKind) -> LinkKind {
    match kind {
        SelectorKind::Phone => LinkKind::Phone,
        SelectorKind::Email => LinkKind::Email,
        SelectorKind::Handle => LinkKind::Handle,
        SelectorKind::Url => LinkKind::Url,
        SelectorKind::Wallet => LinkKind::Wallet,
        SelectorKind::Card => LinkKind::Card,
        SelectorKind::Image => LinkKind::Image,
        SelectorKind::Account => LinkKind::Account,
    }
}
