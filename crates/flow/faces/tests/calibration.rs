//! Fitting and judging against laws and figures that are known in advance.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spoor_faces::fit::{self, Line};
use spoor_faces::{Calibration, Pair, Rate};

/// A draw that is nearly normal: twelve even ones.
fn normal(chance: &mut ChaCha8Rng, mean: f64, deviation: f64) -> f32 {
    let sum: f64 = (0..12).map(|_| chance.random_range(0.0..1.0)).sum::<f64>() - 6.0;
    (mean + deviation * sum) as f32
}

/// Distances of both kinds with one deviation: their weight is a line that can be worked out.
fn known(count: usize) -> (Vec<Pair>, Line) {
    let mut chance = ChaCha8Rng::seed_from_u64(3);
    let (same, different, deviation) = (0.5, 0.8, 0.1);
    let one = |mean, same| (mean, same);
    let kinds = [one(same, true), one(different, false)];
    let pairs = (0..count)
        .flat_map(|_| kinds)
        .map(|(mean, same)| Pair { distance: normal(&mut chance, mean, deviation), same })
        .collect();
    // ln N(d; a, s) - ln N(d; b, s) = (b² - a²) / 2s² - d (b - a) / s².
    let square = deviation * deviation * std::f64::consts::LN_10;
    let slope = (different - same) / square;
    let intercept = (different * different - same * same) / (2.0 * square);
    (pairs, Line { intercept, slope })
}

#[test]
fn the_line_of_two_normal_kinds_is_found() {
    let (pairs, truth) = known(20_000);
    let line = fit::fit(&pairs).expect("pairs of both kinds");
    assert!((line.slope - truth.slope).abs() < 0.04 * truth.slope, "{line:?} for {truth:?}");
    assert!((line.intercept - truth.intercept).abs() < 0.04 * truth.intercept, "{line:?}");
    let weights: Vec<(f64, bool)> =
        pairs.iter().map(|pair| (line.weight(pair.distance), pair.same)).collect();
    let (cost, least) = (fit::cllr(&weights), fit::cllr_min(&pairs));
    assert!(least <= cost + 1e-9 && cost < least + 0.01, "{cost} bits, at least {least}");
    // d' = 3: the equal error rate is Φ(-1.5) = 6.68 %.
    let (error, at) = fit::equal_error(&pairs);
    assert!((error - 0.0668).abs() < 0.006, "{error}");
    assert!((at - 0.65).abs() < 0.02, "{at}");
    // TAR at FAR 1e-2: Φ(3 - 2.326) = 75 %.
    let (found, _) = fit::found_at(&pairs, 1e-2);
    assert!((found - 0.75).abs() < 0.02, "{found}");
}

#[test]
fn costs_have_their_known_values() {
    assert!((fit::cllr(&[(0.0, true), (0.0, false)]) - 1.0).abs() < 1e-12, "nothing said: one bit");
    assert!(fit::cllr(&[(300.0, true), (-300.0, false)]) < 1e-9, "perfect");
    assert!(fit::cllr(&[(-300.0, true), (300.0, false)]) > 900.0, "sure and wrong");
    let apart = [Pair { distance: 0.1, same: true }, Pair { distance: 0.9, same: false }];
    assert!(fit::cllr_min(&apart).abs() < 1e-12);
    let alike = [Pair { distance: 0.5, same: true }, Pair { distance: 0.5, same: false }];
    assert!((fit::cllr_min(&alike) - 1.0).abs() < 1e-12);
    assert_eq!(fit::fit(&apart[..1]), None, "pairs of one kind alone");
}

fn calibration() -> Calibration {
    Calibration {
        on: "made up".to_owned(),
        intercept: 10.0,
        slope: 20.0,
        people: 40,
        pairs_of_people: 780,
        pairs_same: 1800,
        pairs_different: 78_000,
        cllr: 0.1,
        cllr_min: 0.05,
        rates: vec![
            Rate { distance: 0.4, same: 0.8, different: 0.0 },
            Rate { distance: 0.6, same: 0.99, different: 0.02 },
            Rate { distance: 1.2, same: 1.0, different: 1.0 },
        ],
    }
}

#[test]
fn weights_are_capped_at_what_the_people_behind_them_support() {
    let calibration = calibration();
    assert_eq!(calibration.fault(), None);
    let near = calibration.weigh(0.0);
    assert!(near.capped && (near.log10 - 780f64.log10()).abs() < 1e-12);
    let far = calibration.weigh(2.0);
    assert!(far.capped && (far.log10 + 40f64.log10()).abs() < 1e-12);
    assert_eq!((far.false_rate, far.miss_rate), (1.0, 0.0));
    let between = calibration.weigh(0.5);
    assert!(!between.capped && between.log10.abs() < 1e-6);
    assert!((between.false_rate - 0.01).abs() < 1e-7 && (between.miss_rate - 0.105).abs() < 1e-7);
    assert!((calibration.distance(0.0) - 0.5).abs() < 1e-12);
}

#[test]
fn a_search_tells_how_many_false_faces_it_was_expected_to_give() {
    let calibration = calibration();
    let chance = calibration.chance(1_000_000, 0.5);
    assert!((chance.expected - 10_000.0).abs() < 1.0, "{chance:?}");
    assert!(chance.at_most > chance.expected);
    // None was seen among 780 pairs of people: by the rule of three up to 3 in 780 may be, near to
    // Wilson's 2.706 / 782.706.
    let chance = calibration.chance(1_000_000, 0.3);
    assert_eq!(chance.expected, 0.0);
    assert!((3_400.0..3_500.0).contains(&chance.at_most), "{chance:?}");
    assert_eq!(calibration.chance(0, 0.5).at_most, 0.0);
}

#[test]
fn figures_that_are_no_calibration_are_refused() {
    let broken: [fn(&mut Calibration); 5] = [
        |c| c.slope = -1.0,
        |c| c.intercept = f64::NAN,
        |c| c.pairs_of_people = 0,
        |c| c.rates.reverse(),
        |c| c.rates.clear(),
    ];
    for change in broken {
        let mut calibration = calibration();
        change(&mut calibration);
        assert!(calibration.fault().is_some(), "{calibration:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn nearer_is_never_weaker(a in 0.0f32..2.0, b in 0.0f32..2.0, people: u32) {
        let calibration = calibration();
        let (near, far) = (calibration.weigh(a.min(b)), calibration.weigh(a.max(b)));
        prop_assert!(near.log10 >= far.log10);
        prop_assert!(near.false_rate <= far.false_rate);
        prop_assert!(near.miss_rate >= far.miss_rate);
        let chance = calibration.chance(u64::from(people), a);
        prop_assert!(chance.expected <= chance.at_most && chance.at_most <= f64::from(people));
    }

    #[test]
    fn no_rising_curve_beats_the_least_cost(
        distances in prop::collection::vec((0.0f32..1.5, any::<bool>()), 2..60),
        intercept in -5.0f64..15.0,
        slope in 0.1f64..30.0,
    ) {
        let pairs: Vec<Pair> =
            distances.iter().map(|(distance, same)| Pair { distance: *distance, same: *same }).collect();
        let (same, different) = fit::counts(&pairs);
        prop_assume!(same > 0 && different > 0);
        let line = Line { intercept, slope };
        let weights: Vec<(f64, bool)> =
            pairs.iter().map(|pair| (line.weight(pair.distance), pair.same)).collect();
        prop_assert!(fit::cllr_min(&pairs) <= fit::cllr(&weights) + 1e-9);
    }
}
