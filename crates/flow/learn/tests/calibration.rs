//! Are forecasts kept, and is it measured rightly? Against scikit-learn (`data/calibration.py`, run
//! once), against fits without each lead, and laws.

use proptest::prelude::*;
use serde_json::Value;
use spoor_learn::{
    Calibration, Card, Curve, Learner, ModelVersion, Outcome, Row, Settings, Sheet, Watch, Watched,
    calibration,
};
use spoor_vocab::{Decision, Direction, Reason, Verdict};

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

fn draw(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

#[test]
fn figures_are_scikit_learns() {
    let oracle: Value = serde_json::from_str(include_str!("data/calibration.json")).unwrap();
    for case in oracle["cases"].as_array().unwrap() {
        let said = case["y"].as_array().unwrap().iter().map(|y| y.as_bool().unwrap());
        let outcomes: Vec<Outcome> = numbers(&case["p"])
            .into_iter()
            .zip(said)
            .map(|(probability, relevant)| Outcome { probability, relevant, weight: 2.0 })
            .collect();
        let bins = case["bins"].as_u64().unwrap() as usize;
        let ours = calibration(&outcomes, bins, 0, 1);
        assert_eq!(ours.bins as usize, bins);
        for (ours, name) in [
            (ours.error, "error"),
            (ours.reliability, "reliability"),
            (ours.resolution, "resolution"),
            (ours.brier, "brier"),
        ] {
            let theirs = case[name].as_f64().unwrap();
            assert!((ours - theirs).abs() < 1e-12, "{name}: {ours} is not {theirs}");
        }
    }
}

/// Forecasts drawn, and outcomes of log-odds times `slope`.
fn outcomes(n: usize, slope: f64, seed: u64) -> Vec<Outcome> {
    let mut state = seed;
    (0..n)
        .map(|_| {
            let f = 6.0 * draw(&mut state) - 4.0;
            let p = |f: f64| 1.0 / (1.0 + (-f).exp());
            let relevant = draw(&mut state) < p(slope * f);
            Outcome { probability: p(f), relevant, weight: 1.0 }
        })
        .collect()
}

#[test]
fn what_is_kept_is_within_chance_and_what_is_not_is_outside() {
    let of = |slope: f64| -> Vec<Calibration> {
        (0..100).map(|seed| calibration(&outcomes(300, slope, seed), 10, 100, seed)).collect()
    };
    let outside = |all: &[Calibration]| all.iter().filter(|c| c.error > c.reference_high).count();
    let mean = |all: &[Calibration], value: fn(&Calibration) -> f64| {
        all.iter().map(value).sum::<f64>() / all.len() as f64
    };
    let (kept, bold) = (of(1.0), of(0.4));
    assert!(outside(&kept) <= 12 && outside(&bold) >= 99, "{} {}", outside(&kept), outside(&bold));
    // Chance alone shows on so few; the corrected part of Brier's score is freed of it.
    assert!((mean(&kept, |c| c.error) - mean(&kept, |c| c.reference)).abs() < 0.003);
    assert!(mean(&kept, |c| c.reference) > 0.02 && mean(&kept, |c| c.reliability) > 0.001);
    assert!(mean(&kept, |c| c.reliability_unbiased).abs() < 0.0005);
    assert!(mean(&bold, |c| c.reliability_unbiased) > 0.01);
}

fn leads(n: usize, seed: u64) -> (Vec<(String, Vec<Reason>)>, Vec<bool>) {
    let mut state = seed;
    let mut truth = Vec::new();
    let rows = (0..n)
        .map(|k| {
            let mut reasons = Vec::new();
            let mut sum = -4.0;
            for code in 0..8 {
                if draw(&mut state) < 0.4 {
                    reasons.push(Reason {
                        code: format!("rule.{code}"),
                        direction: Direction::For,
                        weight_bits: 1.0 + code as f32 / 4.0,
                        text: String::new(),
                        citation: String::new(),
                        adverts: Vec::new(),
                    });
                    sum += 2.0 * std::f64::consts::LN_2 * (1.0 + f64::from(code) / 4.0) * 0.8;
                }
            }
            truth.push(draw(&mut state) < 1.0 / (1.0 + f64::exp(-sum)));
            (format!("L-{k:04}"), reasons)
        })
        .collect();
    (rows, truth)
}

fn decisions(truth: &[bool], n: usize, wrong: f64) -> Vec<Decision> {
    let mut state = 77;
    (0..n)
        .map(|k| Decision {
            lead_id: format!("L-{k:04}"),
            reviewer: "a".into(),
            verdict: if truth[k] == (draw(&mut state) >= wrong) {
                Verdict::Pursue
            } else {
                Verdict::Dismiss
            },
            why: "planted".into(),
            decided_at: k as i64,
        })
        .collect()
}

fn learner(rows: &[(String, Vec<Reason>)], settings: Settings, words: &[Decision]) -> Learner {
    let rows = rows.iter().map(|(lead_id, reasons)| Row { lead_id, reasons, values: &[] });
    let (mut learner, _) = Learner::new(Sheet::new(rows).0, settings);
    learner.learn(words);
    learner
}

/// What the curve is fitted to are forecasts without the lead's own words; here each is made by a
/// fit that never saw them, and the line through them is looked for by its own slope.
#[test]
fn the_curve_is_that_of_forecasts_by_models_that_never_saw_the_lead() {
    let (rows, truth) = leads(300, 5);
    let plain = Settings {
        slope: 1.0,
        slope_spread: 1e-3,
        shift_spread: 1e-3,
        rounds: 0,
        ..Settings::default()
    };
    let words = decisions(&truth, 120, 0.1);
    let logits: Vec<f64> = (0..words.len())
        .map(|k| {
            let mut others = words.clone();
            others.remove(k);
            let p = learner(&rows, plain.clone(), &others).chance(k).probability;
            (p / (1.0 - p)).ln()
        })
        .collect();
    let settings = Settings { rounds: 0, ..Settings::default() };
    let curve = learner(&rows, settings.clone(), &words).model().curve();
    let loss = |shift: f64, slope: f64| {
        let prior = (shift / settings.shift_spread).powi(2)
            + ((slope - settings.slope) / settings.slope_spread).powi(2);
        let fit = logits.iter().zip(&words).map(|(z, w)| {
            let s = 1.0 / (1.0 + (-(shift + slope * z)).exp());
            let t = if w.verdict == Verdict::Pursue { 0.9 } else { 0.1 };
            (t * s + (1.0 - t) * (1.0 - s)).ln()
        });
        0.5 * prior - fit.sum::<f64>()
    };
    let grid = || {
        (-40..=40).flat_map(|a| (5..=150).map(move |b| (0.02 * f64::from(a), 0.02 * f64::from(b))))
    };
    let (shift, slope) =
        grid().min_by(|a, b| loss(a.0, a.1).total_cmp(&loss(b.0, b.1))).expect("a grid");
    assert!((curve.shift - shift).abs() < 0.05, "{curve:?} {shift} {slope}");
    assert!((curve.slope - slope).abs() < 0.15, "{curve:?} {shift} {slope}");
}

#[test]
fn forecasts_of_leads_nobody_decided_are_kept_though_a_tenth_of_the_words_are_wrong() {
    let (rows, truth) = leads(4000, 9);
    let learner = learner(&rows, Settings::default(), &decisions(&truth, 400, 0.1));
    let outcome = |row: usize| Outcome {
        probability: learner.chance(row).probability,
        relevant: truth[row],
        weight: 1.0,
    };
    let open: Vec<Outcome> = (400..4000).map(outcome).collect();
    let kept = calibration(&open, 10, 50, 1);
    assert!(kept.error < 0.05, "{kept:?}");
}

#[test]
fn a_word_is_less_sure_than_what_it_is_about() {
    let (rows, truth) = leads(200, 3);
    let learner = learner(&rows, Settings::default(), &decisions(&truth, 100, 0.1));
    let model = learner.model();
    let who = &model.reviewers()[0];
    assert_eq!(model.word(1.0, "a"), 1.0 - who.misses);
    assert_eq!(model.word(0.0, "a"), who.false_alarms);
    // Nobody knows b: 4 of 40, as believed before.
    assert!(
        (model.word(0.0, "b") - 0.1).abs() < 1e-12 && (model.word(1.0, "b") - 0.9).abs() < 1e-12
    );
}

/// Whoever errs in a tenth of all words is no drift, if forecasts are of words.
#[test]
fn a_watch_on_forecasts_of_words_is_quiet_though_reviewers_err() {
    // A world as clear as the made-up countries: what is worth pursuing has many reasons.
    let (rows, _) = leads(2000, 12);
    let truth: Vec<bool> = rows.iter().map(|r| r.1.len() >= 5).collect();
    let words = decisions(&truth, 800, 0.1);
    let learner = learner(&rows, Settings::default(), &words[..400]);
    let watched = |forecast: &dyn Fn(f64) -> f64| {
        words.iter().enumerate().skip(400).fold(Watched::default(), |state, (row, w)| {
            let p = forecast(learner.chance(row).probability);
            state.after(p, w.verdict == Verdict::Pursue, &Watch::default())
        })
    };
    assert_eq!(watched(&|p| learner.model().word(p, "a")).sounded, None);
    assert!(watched(&|p| p).sounded.is_some(), "a lead is not what is said of it");
}

#[test]
fn a_model_kept_from_before_there_was_a_curve_says_what_it_said() {
    let (rows, truth) = leads(100, 4);
    let words = decisions(&truth, 50, 0.0);
    let learned = learner(&rows, Settings::default(), &words);
    let mut stored = serde_json::to_value(learned.model()).unwrap();
    stored.as_object_mut().unwrap().remove("curve");
    let old: spoor_learn::Model = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(old.curve(), Curve::default());
    stored["curve"] = serde_json::json!({ "shift": 0.0, "slope": -1.0, "slope_sd": 0.1 });
    assert!(serde_json::from_value::<spoor_learn::Model>(stored).is_err());
    let card = Card::new(&ModelVersion::new(learned.model(), "pack 1", &words), None, None);
    assert_eq!(card.curve, learned.model().curve());
    assert!(card.words().contains("one curve for all leads: log-odds times"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn calibration_is_of_the_outcomes_in_any_order(
        all in prop::collection::vec((0.0f64..=1.0, any::<bool>(), 0.1f64..5.0), 0..60),
        turn in 0usize..60, bins in 1usize..20,
    ) {
        let of = |(probability, relevant, weight): (f64, bool, f64)| Outcome {
            probability, relevant, weight,
        };
        let one: Vec<Outcome> = all.iter().copied().map(of).collect();
        let mut other = one.clone();
        other.rotate_left(turn.min(one.len()));
        other.push(Outcome { probability: f64::NAN, relevant: true, weight: 1.0 });
        let found = calibration(&one, bins, 20, 7);
        prop_assert_eq!(found, calibration(&other, bins, 20, 7));
        prop_assert!((0.0..=1.0).contains(&found.error) && found.error_low <= found.error_high);
        prop_assert!(found.bins as usize <= bins && found.reliability_unbiased <= found.reliability);
        // Murphy's identity, exact where every bin holds one forecast.
        let level: Vec<Outcome> = one.iter()
            .map(|o| Outcome { probability: (o.probability * 4.0).round() / 4.0, ..*o })
            .collect();
        let exact = calibration(&level, 100_000, 0, 7);
        let sum = exact.reliability - exact.resolution + exact.uncertainty;
        prop_assert!((exact.brier - sum).abs() < 1e-9, "{exact:?}");
    }
}
