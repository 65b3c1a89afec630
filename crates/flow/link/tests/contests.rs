//! What people say of pairs of adverts: laws that hold for any input, and small cases by hand.

mod made_up;

use made_up::{borrowed, corpus, letters, smallest, uses};
use proptest::prelude::*;
use spoor_link::{
    Actors, Constraint, SelectorUse, Sketches, Templates, actors, actors_with, extend, templates,
};
use spoor_vocab::{LinkKind, SelectorKind};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs of rows, some of which do not exist, some twice, some against each other.
fn said(rows: usize) -> impl Strategy<Value = Vec<Constraint>> {
    let row = 0..rows as u32 + 2;
    let one = (row.clone(), row, any::<bool>()).prop_map(|(a, b, one)| Constraint { a, b, one });
    prop::collection::vec(one, 0..8)
}

/// What is shown: row, kind, value, confidence.
type Shown = Vec<(u32, usize, String, f32)>;

fn all() -> impl Strategy<Value = (Vec<String>, Shown, Vec<Constraint>)> {
    corpus().prop_flat_map(|t| (Just(t.clone()), uses(t.len()), said(t.len())))
}

fn sets(label: &[u32]) -> BTreeSet<Vec<usize>> {
    let mut sets: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    label.iter().enumerate().for_each(|(row, l)| sets.entry(*l).or_default().push(row));
    sets.into_values().collect()
}

fn apart(a: u32, b: u32) -> Constraint {
    Constraint { a, b, one: false }
}

fn one(a: u32, b: u32) -> Constraint {
    Constraint { a, b, one: true }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_persons_word_outweighs_bits((texts, shown, said) in all()) {
        let sketches = Sketches::sketch_all(&texts);
        let found = templates(&sketches);
        let plain = actors(&sketches, &found, &borrowed(&shown), &[]);
        let told = actors_with(&sketches, &found, &borrowed(&shown), &[], &said);
        prop_assert!(smallest(&told.label));
        let usable =
            || said.iter().filter(|c| c.a != c.b && (c.a.max(c.b) as usize) < texts.len());
        for c in usable() {
            let together = told.label[c.a as usize] == told.label[c.b as usize];
            let known = |d: &Constraint| (d.a.min(d.b), d.a.max(d.b)) == (c.a.min(c.b), c.a.max(c.b));
            let unmet = told.unmet.iter().any(known);
            prop_assert_eq!(together, c.one && !unmet, "{:?}", c);
            prop_assert!(c.one || !together);
        }
        // Nobody is left unmet but by another's word.
        prop_assert!(told.unmet.is_empty() || usable().any(|c| !c.one));
        // Links span what they are said to hold, and a person's come first.
        let count = sets(&told.label).len();
        prop_assert_eq!(told.links.len(), texts.len() - count);
        for link in &told.links {
            prop_assert_eq!(told.label[link.from as usize], told.label[link.to as usize]);
        }
        prop_assert!(told.links.is_sorted_by(|a, b| a.weight_bits >= b.weight_bits));
        // Actors that nobody spoke of are as they were.
        let spoken: BTreeSet<u32> =
            usable().flat_map(|c| [plain.label[c.a as usize], plain.label[c.b as usize]]).collect();
        for (row, label) in plain.label.iter().enumerate().filter(|(_, l)| !spoken.contains(l)) {
            prop_assert_eq!(told.label[row], *label);
        }
        prop_assert_eq!(&plain.damped, &told.damped);
    }

    #[test]
    fn the_order_of_words_and_uses_changes_nothing((texts, shown, said) in all()) {
        let sketches = Sketches::sketch_all(&texts);
        let found = templates(&sketches);
        let told = actors_with(&sketches, &found, &borrowed(&shown), &[], &said);
        let mut turned = borrowed(&shown);
        turned.reverse();
        let swapped = said.iter().rev().map(|c| Constraint { a: c.b, b: c.a, one: c.one });
        let twice: Vec<Constraint> = swapped.chain(said.iter().copied()).collect();
        prop_assert_eq!(actors_with(&sketches, &found, &turned, &[], &twice), told);
    }

    #[test]
    fn words_that_say_what_the_evidence_says_change_no_partition((texts, shown, said) in all()) {
        let sketches = Sketches::sketch_all(&texts);
        let found = templates(&sketches);
        let plain = actors(&sketches, &found, &borrowed(&shown), &[]);
        let together = |c: &Constraint| plain.label[c.a as usize] == plain.label[c.b as usize];
        let known = said.iter().filter(|c| (c.a.max(c.b) as usize) < texts.len());
        let agreed: Vec<Constraint> = known.map(|c| Constraint { one: together(c), ..*c }).collect();
        let told = actors_with(&sketches, &found, &borrowed(&shown), &[], &agreed);
        prop_assert_eq!(told.label, plain.label);
    }

    #[test]
    fn one_pair_parted_makes_two_of_one_actor(
        (texts, shown, _) in all(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(),
    ) {
        let sketches = Sketches::sketch_all(&texts);
        let found = templates(&sketches);
        let plain = actors(&sketches, &found, &borrowed(&shown), &[]);
        let (a, b) = (a.index(texts.len()) as u32, b.index(texts.len()) as u32);
        prop_assume!(a != b && plain.label[a as usize] == plain.label[b as usize]);
        let told = actors_with(&sketches, &found, &borrowed(&shown), &[], &[apart(a, b)]);
        prop_assert_eq!(sets(&told.label).len(), sets(&plain.label).len() + 1);
    }

    #[test]
    fn an_import_into_what_is_there_gives_the_actors_from_scratch(
        (texts, shown, said) in all(), cut in 0.0f64..1.0,
    ) {
        let whole = Sketches::sketch_all(&texts);
        let cut = (cut * texts.len() as f64) as usize;
        let mut grown = Sketches::sketch_all(&texts[..cut]);
        let before = extend(&Templates::default(), &grown);
        grown.append(Sketches::sketch_all(&texts[cut..]));
        let after = extend(&before, &grown);
        let told = |sketches: &Sketches, found: &Templates| -> Actors {
            actors_with(sketches, found, &borrowed(&shown), &[], &said)
        };
        prop_assert_eq!(told(&grown, &after), told(&whole, &templates(&whole)));
    }
}

/// Texts that nothing else ties.
fn strangers(rows: u32) -> (Sketches, Templates) {
    let texts: Vec<String> =
        (0..rows).map(|n| format!("{} {} {n}", letters(n * 7 + 1), letters(n * 31 + 5))).collect();
    let sketches = Sketches::sketch_all(&texts);
    let found = templates(&sketches);
    (sketches, found)
}

fn shows(row: u32, kind: SelectorKind, value: &str) -> SelectorUse<'_> {
    SelectorUse { row, kind, value, confidence: 1.0 }
}

#[test]
fn who_was_joined_only_by_a_contested_number_falls_apart_there() {
    let (sketches, found) = strangers(6);
    // 0, 1, 2 and 3, 4, 5 have an account each; a number that all show joins them.
    let mut shown: Vec<SelectorUse<'_>> =
        (0..6).map(|row| shows(row, SelectorKind::Phone, "+447700900001")).collect();
    for row in 0..6 {
        let account = if row < 3 { "site/a" } else { "site/b" };
        shown.push(shows(row, SelectorKind::Account, account));
        shown.push(shows(row, SelectorKind::Wallet, if row < 3 { "w1" } else { "w2" }));
    }
    let label = |said: &[Constraint]| actors_with(&sketches, &found, &shown, &[], said).label;
    assert_eq!(label(&[]), [0; 6]);
    assert_eq!(label(&[apart(1, 4)]), [0, 0, 0, 3, 3, 3]);
    // The centre of the number is on one side: those of the other share it all the same.
    let shown: Vec<SelectorUse<'_>> =
        (0..6).map(|row| shows(row, SelectorKind::Phone, "+447700900001")).collect();
    let label = |said: &[Constraint]| actors_with(&sketches, &found, &shown, &[], said).label;
    assert_eq!(label(&[apart(0, 3), apart(0, 4), apart(0, 5)]), [0, 0, 0, 3, 3, 3]);
}

#[test]
fn a_word_joins_strangers_and_who_contradicts_it_is_told() {
    let (sketches, found) = strangers(4);
    let told = actors_with(&sketches, &found, &[], &[], &[one(0, 2)]);
    assert_eq!(told.label, [0, 1, 0, 3]);
    assert_eq!(told.links[0].kind, LinkKind::Said);
    // One with one with one, but the ends are two: the last in order of rows is not met.
    let told = actors_with(&sketches, &found, &[], &[], &[one(0, 1), one(1, 2), apart(0, 2)]);
    assert_eq!(told.label, [0, 0, 2, 3]);
    assert_eq!(told.unmet, [one(1, 2)]);
}
