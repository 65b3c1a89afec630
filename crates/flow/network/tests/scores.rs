//! Scores against scikit-learn, and what calibration may and may not do.

use spoor_network::{Scores, Temperature, calibration_error, reliability};
use std::collections::BTreeMap;

type Forecasts = Vec<(Vec<f64>, usize)>;

/// Numbers by name, and the forecasts.
fn oracle() -> (BTreeMap<&'static str, Vec<f64>>, Forecasts) {
    let (mut named, mut forecasts) = (BTreeMap::new(), Forecasts::new());
    for line in include_str!("data/scores_sklearn.tsv").lines().filter(|l| !l.starts_with('#')) {
        let (name, rest) = line.split_once('\t').expect("a name and numbers");
        let numbers: Vec<f64> = rest.split('\t').map(|n| n.parse().expect("a number")).collect();
        if name == "forecast" {
            forecasts.push((numbers[1..].to_vec(), numbers[0] as usize));
        } else {
            named.insert(name, numbers);
        }
    }
    (named, forecasts)
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

#[test]
fn scores_are_those_of_scikit_learn() {
    let (named, forecasts) = oracle();
    assert_eq!(forecasts.len(), 120);
    let scores = Scores::of(&forecasts);
    close(scores.log_loss, named["log_loss"][0]);
    close(scores.brier, named["brier"][0]);
    close(scores.top_1, named["top_1"][0]);
    close(scores.top_3, named["top_3"][0]);
    close(scores.calibration_error, named["ece"][0]);
    let bins: Vec<_> = scores.bins.iter().filter(|b| b.count > 0).collect();
    assert_eq!(bins.len(), named["said"].len());
    for (n, bin) in bins.into_iter().enumerate() {
        close(bin.said, named["said"][n]);
        close(bin.came, named["came"][n]);
        close(bin.count as f64, named["counts"][n]);
    }
}

#[test]
fn what_no_forecast_allowed_for_costs_much_and_not_all() {
    let scores = Scores::of(&[(vec![1.0, 0.0], 1), (vec![1.0, 0.0], 0), (vec![1.0], 7)]);
    close(scores.log_loss, 2.0 * 52.0 * std::f64::consts::LN_2 / 3.0);
    close(scores.top_1, 1.0 / 3.0);
    assert_eq!(Scores::of(&[]).count, 0);
    close(calibration_error(&reliability(&[], 10)), 0.0);
}

#[test]
fn edges_of_bins_belong_to_the_upper_and_one_to_the_last() {
    let bins = reliability(&[(0.0, false), (0.5, true), (1.0, true)], 2);
    assert_eq!((bins[0].count, bins[1].count), (1, 2));
    close(bins[1].said, 0.75);
    assert_eq!(reliability(&[(0.3, true)], 0).len(), 1);
}

/// SplitMix64 (Steele, Lea and Flood 2014), as a number from 0 to 1.
fn chance(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// Forecasts over four outcomes whose true odds are the `power` of what they say.
fn planted(count: usize, power: f64, seed: u64) -> Forecasts {
    let mut state = seed;
    (0..count)
        .map(|_| {
            let mut said: Vec<f64> = (0..4).map(|_| chance(&mut state).powi(3) + 0.01).collect();
            let all: f64 = said.iter().sum();
            said.iter_mut().for_each(|p| *p /= all);
            let mut truth = said.clone();
            Temperature(power).apply(&mut truth);
            let mut left = chance(&mut state);
            let hit = truth.iter().position(|p| {
                left -= p;
                left < 0.0
            });
            (said, hit.unwrap_or(3))
        })
        .collect()
}

fn by(temperature: Temperature, forecasts: &Forecasts) -> Scores {
    let mut turned = forecasts.clone();
    turned.iter_mut().for_each(|(p, _)| temperature.apply(p));
    Scores::of(&turned)
}

#[test]
fn calibration_finds_how_sure_forecasts_should_have_been() {
    for power in [0.4, 1.0, 2.0] {
        let found = Temperature::fit(&planted(20_000, power, 1));
        assert!((found.0 / power - 1.0).abs() < 0.05, "{found:?} for {power}");
        let later = planted(20_000, power, 2);
        let (before, after) = (by(Temperature(1.0), &later), by(found, &later));
        // Where nothing is to be mended, what is found is off by chance alone.
        assert!(after.log_loss < before.log_loss + 1e-4, "{power}: {after:?} {before:?}");
        assert!(after.calibration_error < 0.02, "{power}: {}", after.calibration_error);
    }
}

#[test]
fn calibration_never_worsens_what_it_learned_from() {
    for seed in 0..200 {
        let few = planted(1 + seed as usize % 40, 0.3 + (seed % 7) as f64 / 3.0, seed);
        let found = Temperature::fit(&few);
        let (before, after) = (by(Temperature(1.0), &few), by(found, &few));
        assert!(after.log_loss <= before.log_loss + 1e-9, "seed {seed}");
    }
    assert_eq!(Temperature::fit(&[]), Temperature(1.0));
    assert_eq!(Temperature::fit(&[(vec![1.0, 0.0], 1), (vec![], 0)]), Temperature(1.0));
}
