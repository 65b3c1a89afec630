//! Against scipy, scikit-learn and statsmodels (`data/oracle.py`, run once).

use serde_json::Value;
use spoor_learn::{Learner, Row, Settings, Sheet, benjamini_hochberg, clopper_pearson, fisher};
use spoor_vocab::{Decision, Direction, Reason, Verdict};

fn oracle() -> Value {
    serde_json::from_str(include_str!("data/oracle.json")).expect("the oracle's output")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

fn near(ours: f64, theirs: f64, within: f64) {
    assert!((ours - theirs).abs() <= within * theirs.abs().max(1.0), "{ours} is not {theirs}");
}

fn decisions(pursue: &Value) -> Vec<Decision> {
    let said = pursue.as_array().expect("a list").iter().enumerate();
    said.map(|(k, pursue)| Decision {
        lead_id: format!("L-{k:04}"),
        reviewer: "a".into(),
        verdict: if pursue.as_bool() == Some(true) { Verdict::Pursue } else { Verdict::Dismiss },
        why: "planted".into(),
        decided_at: k as i64,
    })
    .collect()
}

fn reasons(bits: &[f64]) -> Vec<Reason> {
    bits.iter()
        .enumerate()
        .map(|(k, bits)| Reason {
            code: format!("rule.{k:02}"),
            direction: if *bits < 0.0 { Direction::Against } else { Direction::For },
            weight_bits: bits.abs() as f32,
            text: String::new(),
            citation: String::new(),
            adverts: Vec::new(),
        })
        .collect()
}

#[test]
fn the_posterior_is_scipys() {
    for fit in oracle()["fits"].as_array().expect("fits") {
        let bits: Vec<Vec<f64>> = fit["bits"].as_array().unwrap().iter().map(numbers).collect();
        let rows: Vec<(String, Vec<Reason>)> =
            bits.iter().enumerate().map(|(k, b)| (format!("L-{k:04}"), reasons(b))).collect();
        let (sheet, defects) =
            Sheet::new(rows.iter().map(|(lead_id, reasons)| Row { lead_id, reasons, values: &[] }));
        assert!(defects.is_empty());
        let mut settings: Settings = serde_json::from_value(fit["settings"].clone()).unwrap();
        let error = fit["error"].as_f64().unwrap();
        (settings.wrong, settings.right, settings.rounds) =
            (error * 100.0, 100.0 - error * 100.0, 0);
        let (mut learner, defects) = Learner::new(sheet, settings);
        assert!(defects.is_empty());
        near(learner.model().intercept().0, fit["prior_intercept"].as_f64().unwrap(), 1e-9);
        assert!(learner.learn(&decisions(&fit["pursue"])).is_empty());

        let mode = numbers(&fit["mode"]);
        near(learner.model().intercept().0, mode[0], 1e-7);
        for (ours, theirs) in learner.model().weights().iter().zip(&mode[1..]) {
            near(ours.mean, *theirs, 1e-7);
        }
        let theirs: Vec<Vec<f64>> =
            fit["covariance"].as_array().unwrap().iter().map(numbers).collect();
        for (ours, theirs) in learner.model().covariance().iter().zip(&theirs) {
            ours.iter().zip(theirs).for_each(|(a, b)| near(*a, *b, 1e-7));
        }
    }
}

#[test]
fn a_ridge_is_scikit_learns() {
    let ridge = &oracle()["ridge"];
    let rows: Vec<(String, Vec<(String, f64)>)> = ridge["values"]
        .as_array()
        .unwrap()
        .iter()
        .enumerate()
        .map(|(k, v)| {
            let values = numbers(v).into_iter().enumerate();
            (format!("L-{k:04}"), values.map(|(j, v)| (format!("value.{j}"), v)).collect())
        })
        .collect();
    let (sheet, _) =
        Sheet::new(rows.iter().map(|(lead_id, values)| Row { lead_id, reasons: &[], values }));
    let settings = Settings {
        base_spread: 1e3,
        value_spread: 1.0,
        wrong: 0.0,
        right: 1e12,
        rounds: 0,
        ..Settings::default()
    };
    let (mut learner, _) = Learner::new(sheet, settings);
    learner.learn(&decisions(&ridge["pursue"]));
    near(learner.model().intercept().0, ridge["intercept"].as_f64().unwrap(), 1e-4);
    for (ours, theirs) in learner.model().weights().iter().zip(numbers(&ridge["weights"])) {
        near(ours.mean, theirs, 1e-4);
    }
}

#[test]
fn intervals_and_tests_are_scipys() {
    let oracle = oracle();
    for case in oracle["clopper_pearson"].as_array().unwrap() {
        let (k, n) = (case["k"].as_u64().unwrap(), case["n"].as_u64().unwrap());
        let (low, high) = clopper_pearson(k, n, case["confidence"].as_f64().unwrap());
        near(low, case["low"].as_f64().unwrap(), 1e-9);
        near(high, case["high"].as_f64().unwrap(), 1e-9);
    }
    for case in oracle["fisher"].as_array().unwrap() {
        let count = |name: &str| case[name].as_u64().unwrap();
        let p = fisher(count("a"), count("n"), count("b"), count("m"));
        near(p, case["p"].as_f64().unwrap(), 1e-9);
    }
    let q = benjamini_hochberg(&numbers(&oracle["q"]["p"]));
    for (ours, theirs) in q.iter().zip(numbers(&oracle["q"]["q"])) {
        near(*ours, theirs, 1e-12);
    }
}
