//! What watches over the model: stand-ins, groups, drift, versions, cards, hostile input.

use spoor_learn::{
    Audit, Audited, Card, History, Learner, Mix, Model, ModelVersion, Outcome, Row, Settings,
    Sheet, StandInTest, Watch, Watched, Why, audit, bias_report, exclude, open, reliability,
    resting_on, shift, stands_in,
};
use spoor_vocab::{Decision, Direction, Reason, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// SplitMix64: draws of a test.
struct Draw(u64);

impl Draw {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn one_of(&mut self, labels: &[&str]) -> String {
        labels[(self.unit() * labels.len() as f64) as usize].to_owned()
    }
}

fn reason(code: &str, bits: f32, adverts: &[&str]) -> Reason {
    Reason {
        code: code.to_owned(),
        direction: Direction::For,
        weight_bits: bits,
        text: String::new(),
        citation: String::new(),
        adverts: adverts.iter().map(|a| (*a).to_owned()).collect(),
    }
}

/// `n` leads with reasons a, b and c drawn by chance; "a" alone makes them worth pursuing.
fn country(n: usize, seed: u64) -> (Sheet, Vec<bool>) {
    let mut draw = Draw(seed);
    let rows: Vec<(String, Vec<Reason>)> = (0..n)
        .map(|k| {
            let mut reasons = Vec::new();
            for code in ["a", "b", "c"] {
                if draw.unit() < 0.4 {
                    reasons.push(reason(code, 3.0, &[]));
                }
            }
            (format!("L-{k:05}"), reasons)
        })
        .collect();
    let truth = rows.iter().map(|r| r.1.iter().any(|r| r.code == "a")).collect();
    let rows = rows.iter().map(|(lead_id, reasons)| Row { lead_id, reasons, values: &[] });
    (Sheet::new(rows).0, truth)
}

fn word(lead: usize, who: &str, pursue: bool) -> Decision {
    Decision {
        lead_id: format!("L-{lead:05}"),
        reviewer: who.to_owned(),
        verdict: if pursue { Verdict::Pursue } else { Verdict::Dismiss },
        why: "planted".into(),
        decided_at: 0,
    }
}

#[test]
fn p_values_of_no_stand_in_are_uniform() {
    let test = StandInTest { permutations: 99, ..StandInTest::default() };
    let mut draw = Draw(7);
    let mut p: Vec<f64> = (0..400)
        .map(|seed| {
            let values: Vec<f64> = (0..150).map(|_| (draw.unit() * 6.0).floor()).collect();
            let labels: Vec<String> = (0..150).map(|_| draw.one_of(&["x", "y", "z"])).collect();
            stands_in("v", &values, &labels, &test, seed).p_value
        })
        .collect();
    p.sort_by(f64::total_cmp);
    // Kolmogorov's distance from the uniform on 1/100 … 100/100; 1.63/√400 is its 1 % point.
    let far = p.iter().enumerate().map(|(k, p)| (p - (k + 1) as f64 / 400.0).abs());
    let far = far.fold(0.0, f64::max);
    assert!(far < 1.63 / 20.0 + 0.01, "{far}");
}

#[test]
fn a_stand_in_is_flagged_and_loses_its_weight() {
    let mut draw = Draw(3);
    let mut labels = BTreeMap::new();
    let rows: Vec<(String, Vec<Reason>)> = (0..600)
        .map(|k| {
            let label = draw.one_of(&["north", "south"]);
            let tells = (label == "north") == (draw.unit() < 0.85);
            let mut reasons = Vec::new();
            if tells {
                reasons.push(reason("tells", 2.0, &[]));
            }
            if draw.unit() < 0.5 {
                reasons.push(reason("fair", 2.0, &[]));
            }
            labels.insert(format!("L-{k:05}"), label);
            (format!("L-{k:05}"), reasons)
        })
        .collect();
    let (sheet, _) =
        Sheet::new(rows.iter().map(|(lead_id, reasons)| Row { lead_id, reasons, values: &[] }));
    let found = audit(&sheet, &labels, &StandInTest::default(), 1);
    let flagged: Vec<&str> = found.iter().filter(|s| s.flagged).map(|s| &*s.code).collect();
    assert_eq!(flagged, ["tells"]);
    // 1 - H(0.85) of one bit of entropy.
    let tells = found.iter().find(|s| s.code == "tells").unwrap();
    assert!((tells.share - 0.39).abs() < 0.08, "{}", tells.share);
    let model = Model::prior(&sheet, &exclude(&Settings::default(), &found));
    assert_eq!(model.weights().iter().map(|w| &*w.code).collect::<Vec<_>>(), ["fair"]);
}

#[test]
fn a_group_that_is_served_worse_is_flagged_and_a_fair_report_is_not() {
    let audit = Audit::default();
    let group = |label: &str| BTreeMap::from([("language".to_owned(), label.to_owned())]);
    let lead = |label: &str, forward: bool, relevant: bool| Audited {
        probability: if forward { 0.8 } else { 0.2 },
        relevant: Some(relevant),
        groups: group(label),
    };
    let mut leads = Vec::new();
    for k in 0..200 {
        leads.push(lead("nl", k % 10 == 0, false));
        leads.push(lead("ro", k % 10 < 4, false));
        leads.push(lead("nl", true, true));
        leads.push(lead("ro", true, true));
    }
    leads.push(Audited { probability: f64::NAN, relevant: None, groups: group("nl") });
    let report = bias_report(&leads, &audit);
    assert_eq!((report.groups.len(), report.left_out), (2, 1));
    let ro = &report.groups[1];
    assert_eq!((ro.label.as_str(), ro.leads, ro.decided, ro.relevant), ("ro", 400, 400, 200));
    assert_eq!((ro.false_positives.k, ro.false_positives.n), (80, 200));
    assert!((ro.false_positives.rate - 0.4).abs() < 1e-12);
    assert!((ro.false_positives.elsewhere - 0.1).abs() < 1e-12);
    assert!(ro.false_positives.flagged && !ro.false_negatives.flagged);

    // Fair countries: few reports of a hundred flag anything.
    let mut draw = Draw(11);
    let reports = (0..100).filter(|_| {
        let leads: Vec<Audited> = (0..300)
            .map(|_| {
                let (forward, relevant) = (draw.unit() < 0.3, draw.unit() < 0.3);
                lead(&draw.one_of(&["nl", "ro", "de", "es"]), forward, relevant)
            })
            .collect();
        let any = |g: &spoor_learn::Group| g.false_positives.flagged || g.false_negatives.flagged;
        bias_report(&leads, &audit).groups.iter().any(any)
    });
    let flagged = reports.count();
    assert!(flagged <= 10, "{flagged} of 100 fair reports are flagged");
}

#[test]
fn the_watch_is_quiet_while_forecasts_are_kept_and_sounds_when_they_are_not() {
    let watch = Watch::default();
    let run = |seed: u64, factor: f64| {
        let mut draw = Draw(seed);
        (0..400).fold(Watched::default(), |state, _| {
            let p = 0.05 + 0.9 * draw.unit();
            let odds = factor * p / (1.0 - p);
            state.after(p, draw.unit() < odds / (1.0 + odds), &watch)
        })
    };
    let sounded = |factor: f64| (0..400).filter(|s| run(*s, factor).sounded.is_some()).count();
    let (quiet, drifted) = (sounded(1.0), sounded(2.5));
    println!("of 400 lists of 400 decisions: {quiet} sound without drift, {drifted} with");
    assert!(quiet <= 20 && drifted >= 396, "{quiet} {drifted}");
    assert_eq!(Watched::default().after(f64::NAN, true, &watch), Watched::default());
}

#[test]
fn a_shift_is_seen_and_none_is_not() {
    let mut draw = Draw(5);
    let mut values = |n: usize, some: f64| -> Vec<f64> {
        (0..n).map(|_| if draw.unit() < some { 1.0 + draw.unit() } else { 0.0 }).collect()
    };
    let p: Vec<f64> =
        (0..200).map(|s| shift(&values(200, 0.2), &values(100, 0.2), 99, s).p_value).collect();
    let early = p.iter().filter(|p| **p <= 0.05).count();
    assert!(early <= 20, "{early} of 200 are below .05 without a shift");
    let moved = shift(&values(500, 0.2), &values(500, 0.6), 199, 1);
    assert!(moved.index > 0.25 && moved.p_value <= 0.005, "{moved:?}");
}

#[test]
fn versions_are_named_by_content_and_can_be_gone_back_to() {
    let (sheet, truth) = country(200, 1);
    let (mut learner, _) = Learner::new(sheet.clone(), Settings::default());
    let words: Vec<Decision> = (0..40).map(|k| word(k, "a", truth[k])).collect();
    learner.learn(&words);
    let first = ModelVersion::new(learner.model(), "pack 1", learner.decisions());
    let mut turned = words.clone();
    turned.reverse();
    assert_eq!(first, ModelVersion::new(learner.model(), "pack 1", &turned));
    assert_ne!(first.model_id, ModelVersion::new(learner.model(), "pack 2", &words).model_id);
    learner.learn(&[word(50, "b", true)]);
    let second = ModelVersion::new(learner.model(), "pack 1", learner.decisions());
    assert_ne!(first.model_id, second.model_id);

    let history = History::default().adopt(first.clone()).adopt(second.clone());
    assert_eq!(history.current(), Some(&second));
    let back = history.roll_back(&first.model_id).expect("a known version");
    assert_eq!((back.current(), back.versions().len()), (Some(&first), 2));
    assert!(history.roll_back("M-0").is_err());
    let json = serde_json::to_string(&back).expect("JSON");
    let read: History = serde_json::from_str(&json).expect("a history");
    assert_eq!(read, back);
    // A stored model ranks as the one that was stored.
    let stored = &read.current().expect("a version").model;
    let (again, known) =
        (Learner::with(sheet.clone(), stored, &[]), Learner::with(sheet, &first.model, &[]));
    assert_eq!(again.ranking(), known.ranking());
    let bad = json.replace("\"mean\":[", "\"mean\":[1.0,");
    assert!(serde_json::from_str::<History>(&bad).is_err());

    let outcomes: Vec<Outcome> = (0..200)
        .map(|r| Outcome {
            probability: again.chance(r).probability,
            relevant: truth[r],
            weight: 1.0,
        })
        .collect();
    let card = Card::new(&first, Some(&reliability(&outcomes, 10)), None);
    let words = card.words();
    assert!(words.contains(&first.model_id) && words.contains("40 decisions by 1 reviewers"));
    assert!(card.moved.iter().any(|w| w.code == "a") && !words.contains("traffick"));
}

#[test]
fn a_reviewer_who_errs_is_known_and_does_not_spoil_the_model() {
    let (sheet, truth) = country(1000, 2);
    let (mut learner, _) = Learner::new(sheet, Settings::default());
    let mut draw = Draw(9);
    let mut words = Vec::new();
    for (k, relevant) in truth.iter().enumerate().take(300) {
        words.push(word(k, "careful", *relevant));
        words.push(word(k, "hasty", *relevant != (draw.unit() < 0.3)));
    }
    learner.learn(&words);
    let who = learner.model().reviewers();
    assert!(who[0].misses < 0.06 && who[0].false_alarms < 0.06, "{who:?}");
    assert!((who[1].misses - 0.3).abs() < 0.1 && (who[1].false_alarms - 0.3).abs() < 0.1);
    let hit = |r: usize| (learner.chance(r).probability > 0.5) == truth[r];
    assert!((300..1000).filter(|r| hit(*r)).count() >= 690);
    assert!(open(&words).len() > 60 && open(&words).iter().all(|o| o.pursue != o.dismiss));
}

#[test]
fn informative_leads_are_not_copies_of_each_other() {
    let (sheet, _) = country(500, 4);
    let (learner, _) = Learner::new(sheet, Settings::default());
    let mix = Mix { random: 0.0, informative: 1.0, ..Mix::default() };
    let queue = learner.queue(6, &mix, 1);
    let kinds: BTreeSet<Vec<u32>> = queue
        .iter()
        .filter(|e| matches!(e.why, Why::Informative { .. }))
        .map(|e| learner.sheet().cells(e.row).iter().map(|c| c.0).collect())
        .collect();
    let picked = queue.iter().filter(|e| matches!(e.why, Why::Informative { .. })).count();
    // There are eight kinds of leads here, and one of them has no reason at all.
    assert_eq!(kinds.len(), picked);
    assert_eq!(queue.len(), 6);
}

#[test]
fn hostile_values_are_defects() {
    let bad = [reason("a", f32::NAN, &[]), reason("b", f32::INFINITY, &[]), reason("c", -1.0, &[])];
    let good = [reason("a", 1.0, &[])];
    let values = [("x".to_owned(), f64::NAN), ("y".to_owned(), 1e300), ("z".to_owned(), 2.0)];
    let rows = [
        Row { lead_id: "L-1", reasons: &bad, values: &values },
        Row { lead_id: "L-1", reasons: &good, values: &[] },
        Row { lead_id: "L-2", reasons: &good, values: &[] },
    ];
    let (sheet, defects) = Sheet::new(rows);
    let codes: Vec<&str> = defects.iter().map(|d| &*d.code).collect();
    let weights = ["learn.bad-value", "learn.bad-value", "learn.bad-weight"];
    assert_eq!(codes[..3], weights);
    assert_eq!((codes.len(), codes[5], sheet.len()), (6, "learn.lead-twice", 2));
    let settings = Settings { spread: f64::NAN, base_rate: 2.0, ..Settings::default() };
    let (mut learner, defects) = Learner::new(sheet, settings);
    assert_eq!(defects.len(), 2);
    let lost = learner.learn(&[word(1, "a", true)]);
    assert_eq!(lost[0].code, "learn.no-such-lead");
    assert!((0..2).all(|r| learner.chance(r).probability.is_finite()));

    let (mut empty, _) = Learner::new(Sheet::new([]).0, Settings::default());
    empty.learn(&[]);
    assert!(empty.queue(10, &Mix::default(), 1).is_empty());
}

#[test]
fn what_rests_on_a_selector_goes_with_its_adverts() {
    let reasons = [reason("phone", 2.0, &["A-1", "A-2"]), reason("names", 3.0, &["A-2", "A-3"])];
    let adverts = ["A-1".to_owned(), "A-2".to_owned()].into();
    assert_eq!(resting_on(&reasons, &adverts), ["phone".to_owned()].into());
}
