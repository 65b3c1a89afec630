//! Figures of trials, against scikit-learn and scipy.

use serde::Deserialize;
use spoor_style::{Figures, isotonic, judge};

#[derive(Deserialize)]
struct Oracle {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    same: Vec<f64>,
    different: Vec<f64>,
    equal_error_rate: f64,
    true_positives_at_1_percent: f64,
    true_positives_at_10_percent: f64,
    area: f64,
    cllr: f64,
    points: Vec<(f64, f64)>,
    isotonic: Vec<f64>,
}

#[test]
fn figures_are_those_of_scikit_learn() {
    let oracle: Oracle = serde_json::from_str(include_str!("data/oracle.json")).unwrap();
    assert_eq!(oracle.cases.len(), 6);
    for case in oracle.cases {
        let (same, different) = (&case.same[..], &case.different[..]);
        for (what, ours, theirs) in [
            ("EER", judge::equal_error_rate(same, different), case.equal_error_rate),
            (
                "TPR at 1 %",
                judge::true_positives_at(0.01, same, different),
                case.true_positives_at_1_percent,
            ),
            (
                "TPR at 10 %",
                judge::true_positives_at(0.1, same, different),
                case.true_positives_at_10_percent,
            ),
            ("AUC", judge::area(same, different), case.area),
            ("Cllr", judge::cllr(same, different), case.cllr),
        ] {
            let near = (ours - theirs).abs() < 1e-9 * theirs.abs().max(1.0);
            assert!(near, "{}, {what}: {ours}, not {theirs}", case.name);
        }
        let fitted = isotonic(&case.points);
        for ((ours, theirs), point) in fitted.iter().zip(&case.isotonic).zip(&case.points) {
            assert!((ours - theirs).abs() < 1e-9, "{}, {point:?}: {ours}, {theirs}", case.name);
        }
    }
}

#[test]
fn no_trials_have_no_figures() {
    assert!(judge::equal_error_rate(&[], &[1.0]).is_nan());
    assert!(judge::true_positives_at(0.01, &[1.0], &[]).is_nan());
    assert!(judge::area(&[1.0], &[f64::NAN]).is_nan());
    assert!(judge::cllr(&[], &[]).is_nan());
    assert_eq!(Figures::of(&[], &[1.0]), None);
    assert!(isotonic(&[(f64::NAN, 1.0)])[0].is_nan() && isotonic(&[]).is_empty());
}

#[test]
fn what_knows_nothing_costs_one_bit() {
    assert!((judge::cllr(&[0.0; 5], &[0.0; 9]) - 1.0).abs() < 1e-12);
    assert!(judge::cllr(&[-3.0], &[3.0]) > 1.0);
}
