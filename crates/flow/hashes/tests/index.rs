//! The index against a look at every hash.

mod made_up;

use made_up::{Chance, flipped};
use proptest::prelude::*;
use spoor_hashes::{Index, Near, Pdq};

/// What is near, found by looking at all.
fn all_near(pairs: &[(Pdq, u32)], pdq: Pdq, radius: u32) -> Vec<Near> {
    let mut near: Vec<Near> = pairs
        .iter()
        .map(|&(other, key)| Near { distance: pdq.distance(other), key })
        .filter(|n| n.distance <= radius)
        .collect();
    near.sort_unstable();
    near
}

/// Hashes in families: one picture in many edits, families that share part of their bits, copies.
fn families(count: usize, chance: &mut Chance) -> Vec<(Pdq, u32)> {
    let mut pairs = Vec::new();
    let common = chance.pdq();
    while pairs.len() < count {
        // Half of the families are of a kind: all but some bits are one picture's.
        let head = if chance.below(2) == 0 { chance.pdq() } else { flipped(common, 40, chance) };
        for _ in 0..1 + chance.below(20) {
            let bits = chance.below(36);
            let pdq = flipped(head, bits, chance);
            for _ in 0..1 + chance.below(8) / 7 {
                pairs.push((pdq, pairs.len() as u32));
            }
        }
    }
    pairs.truncate(count);
    pairs
}

#[test]
fn nothing_near_is_missed_and_nothing_else_is_found() {
    let mut chance = Chance(1);
    let pairs = families(120_000, &mut chance);
    let index = Index::of(pairs.clone());
    assert_eq!(index.len(), pairs.len());
    let mut met = 0;
    for n in 0..400 {
        let head = pairs[chance.below(pairs.len() as u64) as usize].0;
        // Queries at the very edge matter most.
        let pdq = if n % 8 == 0 { chance.pdq() } else { flipped(head, n % 34, &mut chance) };
        for radius in [31, 31 - (n % 32) as u32] {
            let near = index.near(pdq, radius);
            met += near.iter().filter(|n| n.distance + 2 > radius).count();
            assert_eq!(near, all_near(&pairs, pdq, radius));
        }
    }
    assert!(met > 100, "the edge was met {met} times only");
}

#[test]
fn hashes_that_all_look_alike_are_found_too() {
    // All in one bucket of most chunks: read through in order.
    let mut chance = Chance(2);
    let head = chance.pdq();
    let mut pairs: Vec<(Pdq, u32)> = (0..20_000)
        .map(|key| {
            let bits = chance.below(50);
            (flipped(head, bits, &mut chance), key)
        })
        .collect();
    pairs.extend((0..500).map(|n| (head, 20_000 + n)));
    let index = Index::of(pairs.clone());
    for bits in 0..60 {
        let pdq = flipped(head, bits, &mut chance);
        assert_eq!(index.near(pdq, 31), all_near(&pairs, pdq, 31));
    }
}

#[test]
fn every_layout_and_every_radius_is_exact() {
    // Layouts change with the number of hashes; small ones are made large by adding.
    let mut chance = Chance(3);
    let pairs = families(3_000, &mut chance);
    let index = Index::of(pairs.clone());
    for radius in [0, 1, 15, 16, 17, 31, 32, 40, 47, 48, 60, 100, 255, 256, u32::MAX] {
        for _ in 0..12 {
            let pdq = pairs[chance.below(3_000) as usize].0;
            let pdq = flipped(pdq, chance.below(40), &mut chance);
            assert_eq!(index.near(pdq, radius), all_near(&pairs, pdq, radius), "{radius}");
        }
    }
}

#[test]
fn an_empty_index_finds_nothing() {
    let mut index = Index::of(Vec::new());
    assert!(index.is_empty() && index.near(Pdq::default(), 31).is_empty());
    assert!(!index.remove(Pdq::default(), 1));
    index.insert(Pdq::default(), 1);
    assert_eq!(index.near(Pdq::default(), 0), [Near { distance: 0, key: 1 }]);
    assert!(index.remove(Pdq::default(), 1) && index.is_empty());
    index.compact();
    assert!(index.near(Pdq::default(), 256).is_empty());
}

#[test]
fn what_is_taken_out_is_gone_and_what_is_put_in_is_there() {
    let mut chance = Chance(4);
    let mut pairs = families(70_000, &mut chance);
    let (first, later) = pairs.split_at(20_000);
    let mut index = Index::of(first.to_vec());
    let mut there = first.to_vec();
    for (n, &(pdq, key)) in later.iter().enumerate() {
        index.insert(pdq, key);
        there.push((pdq, key));
        if n % 3 == 0 {
            let (pdq, key) = there.swap_remove(chance.below(there.len() as u64) as usize);
            assert!(index.remove(pdq, key));
            assert!(!index.remove(pdq, key), "only once");
        }
    }
    assert_eq!(index.len(), there.len());
    let check = |index: &Index, chance: &mut Chance| {
        for _ in 0..150 {
            let pdq = pairs[chance.below(70_000) as usize].0;
            let pdq = flipped(pdq, chance.below(34), chance);
            assert_eq!(index.near(pdq, 31), all_near(&there, pdq, 31));
        }
    };
    check(&index, &mut chance);
    index.compact();
    check(&index, &mut chance);
    pairs.clear();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_history_of_putting_in_and_taking_out_is_exact(
        seed: u64,
        start in 0_usize..60,
        steps in prop::collection::vec((0_u8..4, 0_u64..40), 0..120),
        radius in 0_u32..=40,
    ) {
        let mut chance = Chance(seed);
        let mut there = families(start, &mut chance);
        let mut index = Index::of(there.clone());
        let head = chance.pdq();
        for (step, bits) in steps {
            match step {
                0 | 1 => {
                    let pair = (flipped(head, bits, &mut chance), chance.below(9) as u32);
                    index.insert(pair.0, pair.1);
                    there.push(pair);
                }
                2 if !there.is_empty() => {
                    let (pdq, key) = there.swap_remove(chance.below(there.len() as u64) as usize);
                    prop_assert!(index.remove(pdq, key));
                }
                _ if bits == 0 => index.compact(),
                _ => {
                    let pdq = flipped(head, bits, &mut chance);
                    prop_assert_eq!(index.near(pdq, radius), all_near(&there, pdq, radius));
                }
            }
            prop_assert_eq!(index.len(), there.len());
        }
    }
}
