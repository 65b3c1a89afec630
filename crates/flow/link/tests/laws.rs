//! Laws that hold for any input.

mod made_up;

use made_up::{borrowed, corpus, letters, smallest, uses};
use proptest::prelude::*;
use spoor_link::{
    Context, Damping, SelectorUse, Shown, Side, Sketches, Templates, actors, extend, medoid,
    segments, templates, waterfall, weights,
};
use spoor_vocab::SelectorKind;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn an_import_in_any_parts_gives_the_partition_from_scratch(
        texts in corpus(),
        cuts in prop::collection::vec(0.0f64..1.0, 0..4),
    ) {
        let all = Sketches::sketch_all(&texts);
        let whole = templates(&all);
        let mut cuts: Vec<usize> = cuts.iter().map(|c| (c * texts.len() as f64) as usize).collect();
        cuts.sort_unstable();
        cuts.push(texts.len());
        let mut sketches = Sketches::default();
        let mut found = Templates::default();
        for cut in cuts {
            sketches.append(Sketches::sketch_all(&texts[sketches.len()..cut]));
            found = extend(&found, &sketches);
        }
        prop_assert_eq!(&sketches, &all);
        prop_assert_eq!(&found, &whole);
        prop_assert!(smallest(&whole.label));
        prop_assert_eq!(Templates::from_bytes(&whole.to_bytes()), Ok(whole));
    }

    #[test]
    fn the_number_of_threads_changes_nothing(texts in corpus()) {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| templates(&Sketches::sketch_all(&texts)))
        };
        prop_assert_eq!(run(1), run(3));
    }

    #[test]
    fn copies_stay_together_whatever_their_contacts(texts in corpus(), number in 0u32..10_000) {
        let mut texts = texts;
        let first = texts[0].clone();
        texts.push(first.clone());
        texts.push(format!("📞 07700 90{number:04} {first} a{number}@example.com @a_{number}"));
        let label = templates(&Sketches::sketch_all(&texts)).label;
        prop_assert_eq!(label[texts.len() - 2], label[0]);
        prop_assert_eq!(label[texts.len() - 1], label[0]);
    }

    #[test]
    fn rows_survive_as_bytes(texts in prop::collection::vec(any::<String>(), 0..12)) {
        let sketches = Sketches::sketch_all(&texts);
        let mut again = Sketches::default();
        for row in 0..sketches.len() {
            again.push_row(&sketches.row_bytes(row)).unwrap();
        }
        prop_assert_eq!(again, sketches);
    }

    #[test]
    fn arbitrary_bytes_are_refused_or_usable(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let mut sketches = Sketches::default();
        let _ = sketches.push_rows(&bytes);
        prop_assert_eq!(templates(&sketches).label.len(), sketches.len());
        if let Ok(read) = Templates::from_bytes(&bytes) {
            prop_assert!(smallest(&read.label));
        }
    }

    #[test]
    fn actors_are_spanned_by_their_links(
        (texts, shown) in corpus().prop_flat_map(|t| (Just(t.clone()), uses(t.len()))),
        days in prop::collection::vec(prop::option::of(0i32..700), 0..60),
    ) {
        let sketches = Sketches::sketch_all(&texts);
        let found = templates(&sketches);
        let context: Vec<Context> =
            days.iter().map(|day| Context { day: *day, place: day.map(|d| d as u32 % 5) }).collect();
        let joined = actors(&sketches, &found, &borrowed(&shown), &context);
        prop_assert!(smallest(&joined.label));
        let mut sizes = std::collections::HashMap::new();
        for label in &joined.label {
            *sizes.entry(*label).or_insert(0usize) += 1;
        }
        // A forest over all actors has rows - actors links, and never leaves an actor.
        prop_assert_eq!(joined.links.len(), texts.len() - sizes.len());
        for link in &joined.links {
            prop_assert_eq!(joined.label[link.from as usize], joined.label[link.to as usize]);
        }
        prop_assert!(joined.links.is_sorted_by(|a, b| a.weight_bits >= b.weight_bits));
        let mut turned = borrowed(&shown);
        turned.reverse();
        turned.extend(borrowed(&shown));
        prop_assert_eq!(actors(&sketches, &found, &turned, &context), joined);
    }

    #[test]
    fn segments_tell_the_medoid(texts in corpus()) {
        let sketches = Sketches::sketch_all(&texts);
        let rows: Vec<u32> = (0..texts.len() as u32).collect();
        let at = medoid(&sketches, &rows) as usize;
        let found = segments(&texts, at);
        let told: Vec<&str> = found.iter().flat_map(|s| s.text.split_whitespace()).collect();
        prop_assert_eq!(told, texts[at].split_whitespace().collect::<Vec<_>>());
        prop_assert!(found.windows(2).all(|pair| pair[0].kind != pair[1].kind));
    }

    #[test]
    fn weights_are_symmetric_and_a_rare_value_weighs_more(
        a in 1u32..5000, b in 1u32..5000, rows in 1u32..2_000_000, same in any::<bool>(),
        similarity in 0.0f32..1.0,
    ) {
        let shown = |n, value| Shown { kind: SelectorKind::Phone, value, shown_by: n, damped: false };
        let mine = [shown(a, "1")];
        let theirs = [if same { shown(a, "1") } else { shown(b, "2") }];
        let side = |template, shown| Side {
            template, template_size: 3, shown, site: Some(("s1", a)), place: None,
        };
        let one = waterfall(rows, &side(1, &mine), &side(1, &theirs), similarity);
        let two = waterfall(rows, &side(1, &theirs), &side(1, &mine), similarity);
        prop_assert_eq!(&one, &two);
        let sum: f32 = one[..one.len() - 1].iter().map(|s| s.bits).sum();
        prop_assert!((sum - one[one.len() - 1].bits).abs() < 1e-3);
        let kind = SelectorKind::Phone;
        prop_assert!(a >= b || weights::agree(kind, a, rows) >= weights::agree(kind, b, rows));
        prop_assert!(weights::differ(kind) < 0.0);
    }
}

const WALK: &str = "long walks along the quiet river, slow evenings with candles, tea and good talk \
                    in a warm flat near the old market; ask for mornings";
const GARDEN: &str = "garden terrace with roses where summer guests rest under great linden trees, \
                      fresh lemonade ready, friendly voice answers every message";

fn phone(row: u32, value: &str) -> SelectorUse<'_> {
    SelectorUse { row, kind: SelectorKind::Phone, value, confidence: 1.0 }
}

#[test]
fn moved_sentences_and_disguised_letters_stay_one_template() {
    let moved = WALK.split("; ").collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>();
    let disguised = WALK.replace("candles", "c@ndl3s").replace("quiet", "quіet").to_uppercase();
    let texts = [WALK, &moved.join(", "), &disguised, GARDEN];
    assert_eq!(templates(&Sketches::sketch_all(&texts)).label, [0, 0, 0, 3]);
    // Scripts without spaces are read in pairs of signs.
    let texts = [
        "欢迎来到安静的河边小屋晚上喝茶聊天",
        "欢迎来到安静的河边小屋晚上喝茶看书",
        "完全不同的另外一段文字在这里出现",
    ];
    assert_eq!(templates(&Sketches::sketch_all(&texts)).label, [0, 0, 2]);
}

#[test]
fn a_number_that_strangers_show_beside_their_own_is_a_hub() {
    let texts: Vec<String> =
        (0..40u32).map(|n| format!("{} {} {}", letters(n * 7), letters(n * 31 + 5), n)).collect();
    let sketches = Sketches::sketch_all(&texts);
    let found = templates(&sketches);
    let own: Vec<String> = (0..40).map(|n| format!("+3197000{n:04}")).collect();
    let mut uses: Vec<SelectorUse<'_>> =
        (0..40).map(|row| phone(row, &own[row as usize])).collect();
    uses.extend((0..40).map(|row| phone(row, "+447700900000")));
    let joined = actors(&sketches, &found, &uses, &[]);
    assert!(joined.label.iter().enumerate().all(|(row, label)| *label == row as u32));
    assert_eq!(joined.damped[0].value, "+447700900000");
    assert_eq!((joined.damped[0].why, joined.damped[0].parties), (Damping::Hub, 40));
    // The same number on adverts that show nothing else has one owner.
    let alone: Vec<SelectorUse<'_>> = (0..40).map(|row| phone(row, "+447700900000")).collect();
    assert!(actors(&sketches, &found, &alone, &[]).label.iter().all(|label| *label == 0));
}

#[test]
fn a_number_passed_on_after_a_long_pause_has_two_owners() {
    let texts = [WALK, WALK, WALK, WALK, GARDEN, GARDEN, GARDEN, GARDEN];
    let sketches = Sketches::sketch_all(&texts);
    let found = templates(&sketches);
    let uses: Vec<SelectorUse<'_>> = (0..8).map(|row| phone(row, "+447700900001")).collect();
    let on = |days: [i32; 8]| -> Vec<Context> {
        days.iter().map(|d| Context { day: Some(*d), place: None }).collect()
    };
    let passed_on = actors(&sketches, &found, &uses, &on([0, 4, 8, 12, 200, 204, 208, 212]));
    assert_eq!(passed_on.label, [0, 0, 0, 0, 4, 4, 4, 4]);
    assert_eq!(passed_on.damped[0].why, Damping::Recycled);
    let kept = actors(&sketches, &found, &uses, &on([0, 4, 80, 120, 30, 204, 208, 212]));
    assert!(kept.label.iter().all(|label| *label == 0) && kept.damped.is_empty());
}

#[test]
fn strangers_who_copy_a_text_stay_apart_and_one_hand_with_two_numbers_does_not() {
    let texts = [WALK; 8];
    let sketches = Sketches::sketch_all(&texts);
    let found = templates(&sketches);
    let mut uses = Vec::new();
    for row in 0..8 {
        let first = row < 4;
        uses.push(phone(row, if first { "+447700900002" } else { "+447700900003" }));
        for kind in [SelectorKind::Account, SelectorKind::Card] {
            let value = if first { "site/a" } else { "site/b" };
            uses.push(SelectorUse { row, kind, value, confidence: 1.0 });
        }
    }
    let at = |place: fn(u32) -> u32| -> Vec<Context> {
        (0..8).map(|row| Context { day: None, place: Some(place(row)) }).collect()
    };
    let copied = actors(&sketches, &found, &uses, &at(|row| row / 4));
    assert_eq!(copied.label, [0, 0, 0, 0, 4, 4, 4, 4]);
    // Two numbers, moving through the same towns: one hand.
    uses.retain(|u| u.kind == SelectorKind::Phone);
    let toured = actors(&sketches, &found, &uses, &at(|row| row % 4));
    assert!(toured.label.iter().all(|label| *label == 0));
}
