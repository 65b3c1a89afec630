//! What one team's decisions taught, as another begins from it.

use proptest::prelude::*;
use spoor_learn::{Elsewhere, Learner, Lesson, Model, ModelVersion, Row, Settings, Sheet};
use spoor_vocab::{Decision, Direction, Reason, Verdict};

const AS: (&str, &str) = ("rules-1+abc", "CC0-1.0");

/// Leads by the bits of their reasons `rule.0`, `rule.1`, …; 0 where there is none.
fn sheet(leads: &[Vec<f32>]) -> Sheet {
    let reasons: Vec<(String, Vec<Reason>)> = leads
        .iter()
        .enumerate()
        .map(|(n, bits)| {
            let reason = |(k, bits): (usize, &f32)| Reason {
                code: format!("rule.{k}"),
                direction: Direction::For,
                weight_bits: *bits,
                text: String::new(),
                citation: String::new(),
                adverts: Vec::new(),
            };
            let there = bits.iter().enumerate().filter(|b| *b.1 > 0.0);
            (format!("L-{n:03}"), there.map(reason).collect())
        })
        .collect();
    let row = |(lead_id, reasons)| Row { lead_id, reasons, values: &[] };
    Sheet::new(reasons.iter().map(|(id, r)| row((id.as_str(), r.as_slice())))).0
}

/// The leads of one team, and its words on each: worth pursuing are those that have `rule.0`.
fn taught(n: usize) -> (Sheet, Vec<Decision>) {
    let leads: Vec<Vec<f32>> =
        (0..n).map(|k| vec![(k % 2) as f32 * 2.0, (k % 3) as f32, 1.0]).collect();
    let word = |k: usize| Decision {
        lead_id: format!("L-{k:03}"),
        reviewer: ["R. Viewer", "S. Econd"][k % 5 % 2].to_owned(),
        verdict: if k % 2 == 1 { Verdict::Pursue } else { Verdict::Dismiss },
        why: "they called from 07700 900123".into(),
        decided_at: k as i64,
    };
    (sheet(&leads), (0..n).map(word).collect())
}

fn lesson(n: usize) -> Lesson {
    let (sheet, decisions) = taught(n);
    Lesson::of(sheet, &Settings::default(), &decisions, AS).unwrap()
}

fn elsewhere(n: usize) -> Option<Elsewhere> {
    let (pack, maker) = ("desk".to_owned(), "desk.example".to_owned());
    Some(Elsewhere { pack, edition: 1, maker, lesson: lesson(n) })
}

fn weight(model: &Model, code: &str) -> (f64, f64) {
    let all = model.weights();
    let found = all.iter().find(|w| w.code == code).unwrap();
    (found.mean, found.sd)
}

/// Of a single weight the power prior is two numbers, worked out here by hand.
#[test]
fn half_of_what_was_learned_elsewhere_is_believed() {
    let bits: Vec<Vec<f32>> = (0..40).map(|k| vec![[0.0, 3.0][k % 2]]).collect();
    let word = |k: usize| Decision {
        lead_id: format!("L-{k:03}"),
        reviewer: "R".into(),
        verdict: if k % 4 == 1 { Verdict::Pursue } else { Verdict::Dismiss },
        why: String::new(),
        decided_at: 0,
    };
    let words: Vec<Decision> = (0..40).map(word).collect();
    let settings = Settings { rounds: 0, ..Settings::default() };
    let lesson = Lesson::of(sheet(&bits), &settings, &words, AS).unwrap();
    let (mut there, _) = Learner::new(sheet(&bits), settings.clone());
    there.learn(&words);
    let (mean, sd) = weight(there.model(), "rule.0");
    let usual = settings.spread.powi(2) + settings.shared_spread.powi(2);
    let (before, after) = (1.0 / usual, 1.0 / (sd * sd));
    let precision = before + 0.5 * (after - before);
    let expected = (before + 0.5 * (after * mean - before)) / precision;
    let maker = "desk.example".to_owned();
    let from = Elsewhere { pack: "desk".into(), edition: 1, maker, lesson };
    let here = Model::prior_on(&sheet(&bits[..9]), &settings, Some(from));
    let (got, got_sd) = weight(&here, "rule.0");
    assert!((got - expected).abs() < 1e-9, "{got} is not {expected}");
    assert!((got_sd - precision.sqrt().recip()).abs() < 1e-9, "{got_sd}");
    assert!(1.1 < got && got < mean, "drawn from 1 towards {mean}: {got}");
}

#[test]
fn many_decisions_elsewhere_count_for_fifty_here() {
    assert!((lesson(30).counts_for() - 15.0).abs() < 1e-9);
    assert!((lesson(100).counts_for() - 50.0).abs() < 1e-9);
    assert!((lesson(400).counts_for() - 50.0).abs() < 1e-9);
}

#[test]
fn a_rule_that_nobody_knew_elsewhere_follows_what_all_have_in_common() {
    let own = sheet(&[vec![2.0, 0.0, 0.0, 0.0, 1.0], vec![0.0, 1.0, 0.0, 0.0, 1.0]]);
    let usual = Model::prior(&own, &Settings::default());
    let here = Model::prior_on(&own, &Settings::default(), elsewhere(60));
    let (mean, sd) = weight(&here, "rule.4");
    let shared = |m: &Model| weight(m, "rule.0").0 + weight(m, "rule.1").0 - 2.0;
    assert!((mean - 1.0) * shared(&here) > 0.0, "{mean} goes with the others");
    assert!(sd < weight(&usual, "rule.4").1);
    // How many leads are worth pursuing is not learned elsewhere.
    assert!((here.intercept().1 - usual.intercept().1).abs() < 1e-9);
}

#[test]
fn what_is_kept_out_here_stays_out() {
    let settings = Settings { excluded: ["rule.0".to_owned()].into(), ..Settings::default() };
    let here = Model::prior_on(&taught(9).0, &settings, elsewhere(60));
    assert!(here.weights().iter().all(|w| w.code != "rule.0"));
}

#[test]
fn a_version_knows_what_it_was_begun_from() {
    let (sheet, words) = taught(12);
    let (mut learner, _) = Learner::on(sheet.clone(), Settings::default(), elsewhere(60));
    learner.learn(&words);
    let (mut plain, _) = Learner::new(sheet.clone(), Settings::default());
    plain.learn(&words);
    let version = |l: &Learner| ModelVersion::new(l.model(), "pack", &words);
    assert_ne!(version(&learner).model_id, version(&plain).model_id);
    assert_eq!(version(&learner).taught_by.leads, 12);
    let json = serde_json::to_string(learner.model()).unwrap();
    let back: Model = serde_json::from_str(&json).unwrap();
    assert_eq!(&back, learner.model());
    let mut again = Learner::with(sheet, &back, &words);
    again.refit();
    assert_eq!(again.model(), learner.model());
    let told = back.elsewhere().unwrap().to_string();
    for part in
        ["pack desk", "edition 1", "desk.example", "60 leads", "rules-1+abc", "30 decisions"]
    {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn nothing_of_a_lead_or_a_person_travels() {
    let text = lesson(60).to_text();
    for part in ["L-0", "Viewer", "Econd", "07700", "M-"] {
        assert!(!text.contains(part), "{part} in {text}");
    }
    assert!(text.contains("\"reviewers\": 2") && text.contains("\"pursue\": 30"), "{text}");
    let (sheet, words) = taught(24);
    let few = Lesson::of(sheet, &Settings::default(), &words, AS);
    assert!(few.unwrap_err().to_string().contains("24 leads"));
}

/// What a stranger might send, each of it wrong in one place.
#[test]
fn what_no_decisions_could_have_made_is_refused() {
    let text = lesson(60).to_text();
    assert_eq!(Lesson::parse(&text).unwrap(), lesson(60));
    let good: serde_json::Value = serde_json::from_str(&text).unwrap();
    let with = |at: &str, value: serde_json::Value| {
        let mut bad = good.clone();
        *bad.pointer_mut(at).unwrap() = value;
        Lesson::parse(&bad.to_string()).map_err(|e| e.to_string())
    };
    for (at, value, says) in [
        ("/codes/0", "call +31 97 012 345".into(), "is no code"),
        ("/codes/0", "rule.9".into(), "not sorted"),
        ("/rules", "seen by A. Person".into(), "is no code"),
        ("/form", "spoor lesson 2".into(), "its form"),
        ("/licence", "ask A. Person".into(), "is no code"),
        ("/source", "A. Person".into(), "its source"),
        ("/mean/0", 1e9.into(), "numbers"),
        ("/covariance", serde_json::json!([1.0]), "numbers"),
        ("/covariance/0", 25.0.into(), "no decisions"),
        ("/covariance/0", (-1.0).into(), "no decisions"),
        ("/taught_by/leads", 3.into(), "counts"),
        ("/taught_by/reviewers", 0.into(), "counts"),
        ("/before/spread", 0.0.into(), "out of bounds"),
        ("/curve/slope", (-1.0).into(), "out of bounds"),
        ("/curve/slope", serde_json::Value::Null, "it is no model"),
    ] {
        let error = with(at, value.clone()).unwrap_err();
        assert!(error.contains(says), "{at} = {value}: {error}");
    }
    let mut more = good.clone();
    more["note"] = "free words".into();
    assert!(Lesson::parse(&more.to_string()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn it_narrows_what_is_believed_but_less_than_where_it_was_learned(
        leads in prop::collection::vec(prop::collection::vec(0.0f32..5.0, 5), 30..60),
        said in prop::collection::vec(any::<bool>(), 60),
        own in prop::collection::vec(prop::collection::vec(0.0f32..5.0, 7), 5..20),
    ) {
        let word = |(k, _): (usize, &Vec<f32>)| Decision {
            lead_id: format!("L-{k:03}"),
            reviewer: "R".into(),
            verdict: if said[k] { Verdict::Pursue } else { Verdict::Dismiss },
            why: String::new(),
            decided_at: k as i64,
        };
        let words: Vec<Decision> = leads.iter().enumerate().map(word).collect();
        let settings = Settings::default();
        let made = Lesson::of(sheet(&leads), &settings, &words, AS).unwrap();
        let mut turned = words.clone();
        turned.reverse();
        let again = Lesson::of(sheet(&leads), &settings, &turned, AS).unwrap();
        prop_assert_eq!(made.to_text(), again.to_text());
        let lesson = Lesson::parse(&made.to_text()).unwrap();
        let known = lesson.weights();
        let (pack, maker) = ("p".to_owned(), "m".to_owned());
        let from = Elsewhere { pack, edition: 1, maker, lesson };
        let own = sheet(&own);
        let usual = Model::prior(&own, &settings);
        let here = Model::prior_on(&own, &settings, Some(from));
        for (w, before) in here.weights().iter().zip(usual.weights()) {
            prop_assert!(w.sd <= before.sd + 1e-9 && w.sd > 0.0);
            // Wider than the team that learned it has it.
            if let Some(there) = known.iter().find(|k| k.code == w.code) {
                prop_assert!(w.sd >= there.sd - 1e-9, "{} {}", w.sd, there.sd);
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,300}") {
        let _ = Lesson::parse(&text);
    }
}
