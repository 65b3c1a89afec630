//! The search against a search through everything.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spoor_faces::{Embedding, Gallery};

fn face(numbers: Vec<f32>) -> Embedding {
    Embedding::new(numbers.try_into().expect("128 numbers")).expect("sound numbers")
}

/// Numbers as a net gives them, some on the scale's end and beyond, some equal to the last bit.
fn faces(seed: u64, count: usize, spread: f32) -> Vec<Embedding> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut faces: Vec<Embedding> = Vec::new();
    for _ in 0..count {
        let again = !faces.is_empty() && chance.random_range(0..4) == 0;
        if again {
            let old = &faces[chance.random_range(0..faces.len())];
            let mut numbers = old.numbers().to_vec();
            if chance.random_range(0..2) == 0 {
                numbers[chance.random_range(0..128)] += 1e-4;
            }
            faces.push(face(numbers));
        } else {
            faces.push(face((0..128).map(|_| chance.random_range(-spread..spread)).collect()));
        }
    }
    faces
}

fn by_hand(kept: &[(u64, Embedding)], query: &Embedding, count: usize) -> Vec<(u64, f32)> {
    let mut all: Vec<(u64, f32)> =
        kept.iter().map(|(id, face)| (*id, query.distance(face))).collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    all.truncate(count);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_nearest_are_those_of_a_search_through_everything(
        seed: u64,
        count in 0usize..400,
        wanted in 0usize..20,
        spread in prop::sample::select(vec![0.01f32, 0.2, 0.5, 3.0]),
        removals in prop::collection::vec(0u64..400, 0..60),
    ) {
        let faces = faces(seed, count + 1, spread);
        let query = faces[count].clone();
        let mut gallery = Gallery::default();
        let mut kept: Vec<(u64, Embedding)> = Vec::new();
        for (id, face) in faces[..count].iter().enumerate() {
            gallery.put(id as u64, face);
            kept.push((id as u64, face.clone()));
        }
        for id in removals {
            let there = kept.iter().position(|(kept, _)| *kept == id);
            prop_assert_eq!(gallery.remove(id), there.is_some());
            if let Some(place) = there {
                kept.remove(place);
            }
        }
        // One that was removed comes back with another face, one that is there changes its own.
        for id in [0, 7] {
            gallery.put(id, &query);
            kept.retain(|(kept, _)| *kept != id);
            kept.push((id, query.clone()));
        }
        prop_assert_eq!(gallery.len(), kept.len());
        let found: Vec<(u64, f32)> =
            gallery.nearest(&query, wanted).iter().map(|near| (near.id, near.distance)).collect();
        prop_assert_eq!(&found, &by_hand(&kept, &query, wanted));
        let edge = found.last().map_or(0.0, |(_, distance)| *distance);
        let within = gallery.within(&query, edge);
        prop_assert!(within.len() >= found.len());
        prop_assert!(within.iter().all(|near| near.distance <= edge));
    }
}

#[test]
fn an_erased_face_is_found_no_more() {
    let faces = faces(7, 200, 0.3);
    let mut gallery = Gallery::default();
    for (id, face) in faces.iter().enumerate() {
        gallery.put(id as u64, face);
    }
    assert_eq!(gallery.nearest(&faces[50], 1)[0].distance, 0.0);
    for id in 0..200 {
        assert!(gallery.remove(id));
        assert!(!gallery.remove(id), "it is gone");
        assert!(gallery.nearest(&faces[id as usize], 200).iter().all(|near| near.id != id));
    }
    assert!(gallery.is_empty());
}
