//! The cards of the checkout say what has to be said.

mod common;

#[test]
fn every_card_says_where_its_model_comes_from_and_what_is_not_known() {
    let models = common::shared();
    let mut bytes = 0;
    for card in models.cards() {
        for said in [&card.purpose, &card.source, &card.origin, &card.licence, &card.training] {
            assert!(said.len() > 10, "{}: {said}", card.name);
        }
        assert!(!card.unknown.is_empty() && !card.limits.is_empty(), "{}", card.name);
        for file in &card.files {
            let found = common::model_file(&format!("{}/{}", card.name, file.name));
            assert_eq!(found.map(|found| found.len() as u64), Some(file.bytes), "{}", file.name);
            bytes += file.bytes;
        }
        let words = format!("{card:?}").to_lowercase();
        assert!(!words.contains("non-commercial"), "{}: such a licence is not ours", card.name);
    }
    assert!(bytes < 15_000_000, "{bytes} bytes of models");
    assert!(models.cards().iter().any(|card| !card.measured.is_empty()));
}

#[test]
fn the_calibration_is_that_of_its_pairs() {
    let calibration = common::shared().calibration();
    assert!(calibration.cllr_min <= calibration.cllr && calibration.cllr < 0.2);
    assert!(calibration.pairs_same > 1_000 && calibration.pairs_different > 10_000);
    // Never more pairs of people than those people can make.
    assert!(calibration.pairs_of_people <= calibration.people * (calibration.people - 1) / 2);
    // The line and the counts behind it speak of the same distances.
    let even = calibration.distance(0.0) as f32;
    let weight = calibration.weigh(even);
    assert!(weight.log10.abs() < 1e-6);
    assert!(weight.false_rate < 0.03 && weight.miss_rate < 0.03, "{weight:?}");
}
