//! What a model learns, and what it must not.

mod hands;

use hands::{Chance, examples, text};
use spoor_style::{Example, Family, Model, ModelError, Profile, Settings, TrainError, mask};
use std::sync::OnceLock;

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        Model::train(examples(300, true), "made-up hands", &Settings::default()).unwrap()
    })
}

fn profile(language: usize, habit: usize, seed: u64) -> Profile {
    let tag = ["en", "de"][language];
    Profile::of([&mask(&text(language, Some(habit), &mut Chance(seed)), &[])], tag)
}

#[test]
fn habits_are_learned_and_hands_never_seen_are_told_apart() {
    let card = model().card();
    let figures = card.figures.clone().unwrap();
    assert!(figures.area > 0.95 && figures.equal_error_rate < 0.1, "{card:?}");
    assert!(figures.cllr_bits < 0.5, "{card:?}");
    assert_eq!((card.version, card.texts, card.actors), (Model::VERSION, 1200, 300));
    assert_eq!(card.languages.keys().collect::<Vec<_>>(), ["de", "en"]);
    assert!(card.languages["de"].is_some());
    let alike = model().compare(&profile(1, 4, 1), &profile(1, 4, 2)).unwrap();
    let other = model().compare(&profile(1, 4, 1), &profile(1, 9, 2)).unwrap();
    assert!(alike.bits > 1.0 && other.bits < -1.0, "{alike:?} {other:?}");
    assert_eq!(alike.parts.map(|p| p.0), Family::ALL);
}

/// Hands differ in language and in nothing else: were a stranger drawn from all languages,
/// language would tell most strangers from hands.
#[test]
fn language_is_no_signal() {
    let model = Model::train(examples(400, false), "no habits", &Settings::default()).unwrap();
    let figures = model.card().figures.clone().unwrap();
    assert!((0.4..0.6).contains(&figures.area), "{figures:?}");
    assert!(figures.cllr_bits > 0.95 && figures.cllr_bits < 1.1, "{figures:?}");
}

#[test]
fn of_different_or_unknown_languages_and_of_scraps_nothing_is_said() {
    let (en, de) = (profile(0, 3, 1), profile(1, 3, 1));
    assert!(model().compare(&en, &en).is_some());
    assert_eq!(model().compare(&en, &de), None);
    let words = mask(&text(0, Some(3), &mut Chance(1)), &[]);
    let unknown = Profile::of([&words], "xx");
    assert_eq!(model().compare(&unknown, &unknown), None);
    let scrap = Profile::of([&mask("hello !!", &[])], "en");
    assert_eq!(model().compare(&scrap, &en), None);
}

#[test]
fn weights_are_symmetric_and_capped() {
    for (a, b) in (0..40).flat_map(|n| (0..3).map(move |m| (n, n + m))) {
        let (a, b) = (profile(1, a, a as u64), profile(1, b, 99 + b as u64));
        let (one, other) = (model().compare(&a, &b).unwrap(), model().compare(&b, &a).unwrap());
        assert!((one.bits - other.bits).abs() < 1e-9, "{one:?} {other:?}");
        assert!(one.bits.abs() <= 6.0);
    }
}

#[test]
fn the_order_of_examples_has_no_meaning_and_a_seed_has() {
    let settings = Settings::default();
    let forth = examples(200, true);
    let back: Vec<Example> = forth.iter().rev().cloned().collect();
    let train = |e: Vec<Example>, s: &Settings| Model::train(e, "made-up hands", s).unwrap();
    let first = train(forth.clone(), &settings);
    assert_eq!(first, train(back, &settings));
    assert_ne!(first, train(forth, &Settings { seed: 2, ..settings }));
}

#[test]
fn a_model_read_back_is_the_same_and_a_broken_one_is_refused() {
    let json = serde_json::to_string(model()).unwrap();
    assert_eq!(&serde_json::from_str::<Model>(&json).unwrap(), model());
    let mut value: serde_json::Value = serde_json::from_str(&json).unwrap();
    value["card"]["version"] = 99.into();
    let refused = serde_json::from_value::<Model>(value.clone()).unwrap_err().to_string();
    assert!(refused.contains(&ModelError::Version(99).to_string()), "{refused}");
    value["card"]["version"] = Model::VERSION.into();
    for (key, broken) in [
        ("mean", serde_json::json!([1.0])),
        ("knots", serde_json::json!([[0.0, 1.0], [1.0, -1.0]])),
        ("knots", serde_json::json!([])),
        ("rarity", serde_json::json!([])),
        ("cap_bits", serde_json::json!(-1.0)),
    ] {
        let mut value = value.clone();
        value[key] = broken;
        assert!(serde_json::from_value::<Model>(value).is_err(), "{key}");
    }
}

#[test]
fn too_little_is_no_model() {
    let few = Model::train(examples(10, true), "ten hands", &Settings::default());
    assert!(matches!(few, Err(TrainError::Few { .. })));
    assert!(matches!(
        Model::train(Vec::new(), "nobody", &Settings::default()),
        Err(TrainError::Few { found: 0, what: "learn" })
    ));
    // One template each: template linkage sees those, there is nothing to learn.
    let mut one: Vec<Example> = examples(300, true);
    one.iter_mut().for_each(|e| e.template = e.actor);
    assert!(Model::train(one, "one template", &Settings::default()).is_err());
}

#[test]
fn settings_out_of_range_are_borne() {
    for (ridge, cap_bits) in [(f64::NAN, f32::NAN), (-1.0, -3.0), (f64::INFINITY, f32::INFINITY)] {
        let settings =
            Settings { ridge, cap_bits, pairs_an_actor: u32::MAX, ..Settings::default() };
        let model = Model::train(examples(200, true), "made-up hands", &settings).unwrap();
        let weight = model.compare(&profile(1, 1, 1), &profile(1, 1, 2)).unwrap();
        assert!(weight.bits.is_finite(), "{settings:?}: {weight:?}");
    }
}
