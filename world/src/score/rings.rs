//! What is wrong with the rings that were found.

use super::Row;
use super::truth::Planted;
use crate::Kind;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Rings found, those that are none, and who was swept into one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RingScores {
    /// Rings found.
    pub found: u32,
    /// Of those, rings at most half of whose adverts belong to planted rings, or lead to one.
    pub not_rings: u32,
    /// For every kind of placer that is no ring.
    pub swept: Vec<Swept>,
}

/// Placers of one kind with an advert in a found ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Of what kind they are.
    pub kind: Kind,
    /// Placers of that kind.
    pub placers: u32,
    /// Of those, swept in.
    pub swept_in: u32,
}

pub(super) fn errors(facts: &[Planted], found: &[Option<&Row>]) -> RingScores {
    let mut rings: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut placers: BTreeMap<u8, (BTreeSet<u32>, BTreeSet<u32>)> = BTreeMap::new();
    for (fact, row) in facts.iter().zip(found) {
        let ring = row.map_or("", |r| r.ring_id.as_str());
        if !ring.is_empty() {
            let (all, right) = rings.entry(ring).or_default();
            *all += 1;
            *right += u32::from(fact.ring != 0);
        }
        if fact.ring == 0 {
            let (all, swept) = placers.entry(fact.kind as u8).or_default();
            all.insert(fact.placer);
            if !ring.is_empty() {
                swept.insert(fact.placer);
            }
        }
    }
    let swept = Kind::ALL.into_iter().filter_map(|kind| {
        let (all, swept) = placers.get(&(kind as u8))?;
        Some(Swept { kind, placers: all.len() as u32, swept_in: swept.len() as u32 })
    });
    RingScores {
        found: rings.len() as u32,
        not_rings: rings.values().filter(|(all, right)| right * 2 <= *all).count() as u32,
        swept: swept.collect(),
    }
}
