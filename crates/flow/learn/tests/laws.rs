//! Laws of the ranking: they hold for any leads and decisions.

use proptest::prelude::*;
use spoor_learn::{FeatureKind, Learner, Mix, ModelVersion, Row, Settings, Sheet, Why};
use spoor_vocab::{Decision, Direction, Reason, Verdict};
use std::collections::BTreeSet;

type Leads = Vec<(String, Vec<Reason>, Vec<(String, f64)>)>;

fn reason(code: u8, bits: f32) -> Reason {
    Reason {
        code: format!("rule.{code}"),
        direction: if code.is_multiple_of(3) { Direction::Against } else { Direction::For },
        weight_bits: bits,
        text: String::new(),
        citation: String::new(),
        adverts: vec![format!("advert {code}")],
    }
}

fn leads() -> impl Strategy<Value = Leads> {
    let reasons = prop::collection::btree_map(0u8..8, 0.1f32..5.0, 0..6);
    let one = (reasons, prop::option::of(-3.0f64..3.0));
    prop::collection::vec(one, 8..40).prop_map(|all| {
        let lead = |(k, (reasons, value)): (usize, (std::collections::BTreeMap<u8, f32>, _))| {
            let reasons = reasons.into_iter().map(|(c, b)| reason(c, b)).collect();
            let value: Option<f64> = value;
            (
                format!("L-{k:03}"),
                reasons,
                value.map(|v| ("price".to_owned(), v)).into_iter().collect(),
            )
        };
        all.into_iter().enumerate().map(lead).collect()
    })
}

fn sheet(leads: &Leads) -> Sheet {
    let rows = leads.iter().map(|(lead_id, reasons, values)| Row { lead_id, reasons, values });
    let (sheet, defects) = Sheet::new(rows);
    assert!(defects.is_empty(), "{defects:?}");
    sheet
}

fn learner(leads: &Leads) -> Learner {
    Learner::new(sheet(leads), Settings::default()).0
}

fn decision(lead: usize, who: u8, pursue: bool, at: i64) -> Decision {
    Decision {
        lead_id: format!("L-{lead:03}"),
        reviewer: format!("reviewer {who}"),
        verdict: if pursue { Verdict::Pursue } else { Verdict::Dismiss },
        why: "planted".into(),
        decided_at: at,
    }
}

fn decisions() -> impl Strategy<Value = Vec<Decision>> {
    prop::collection::vec((0usize..8, 0u8..3, any::<bool>()), 0..20).prop_map(|all| {
        let all = all.into_iter().enumerate();
        all.map(|(at, (lead, who, pursue))| decision(lead, who, pursue, at as i64)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_leads_and_decisions_changes_no_byte(
        (leads, decided) in (leads(), decisions()), turn in 0usize..20,
    ) {
        let mut one = learner(&leads);
        one.learn(&decided);
        let mut other_leads = leads.clone();
        other_leads.reverse();
        let mut other = learner(&other_leads);
        let mut turned = decided.clone();
        turned.rotate_left(turn.min(decided.len()));
        // One by one, with exact fits in between, and once more at the end.
        turned.iter().for_each(|d| { other.decide(d.clone()); });
        other.refit();
        prop_assert_eq!(one.model(), other.model());
        prop_assert_eq!(one.ranking(), other.ranking());
        let name = |l: &Learner| ModelVersion::new(l.model(), "pack", l.decisions()).model_id;
        prop_assert_eq!(name(&one), name(&other));
    }

    #[test]
    fn a_word_for_never_lowers_and_a_word_against_never_raises(
        (leads, decided) in (leads(), decisions()), pursue: bool, exact: bool,
    ) {
        // How far each reviewer is believed is held still: a word that is thought an error may
        // lower the weight of that reviewer's other words. So is the curve: a word for a lead
        // teaches that forecasts are too timid, or too bold, for all leads.
        let settings = Settings {
            rounds: 0,
            slope_spread: 1e-3,
            shift_spread: 1e-3,
            ..Settings::default()
        };
        let (mut learner, _) = Learner::new(sheet(&leads), settings);
        learner.learn(&decided);
        let row = leads.len() - 1;
        let (total, before) = (bits(&learner, row), learner.chance(row).probability);
        let word = decision(row, 0, pursue, 100);
        if exact { learner.learn(&[word]); } else { learner.decide(word); }
        let (now, after) = (bits(&learner, row), learner.chance(row).probability);
        let way = if pursue { 1.0 } else { -1.0 };
        prop_assert!(way * (now - total) >= -1e-6, "{total} bits to {now}");
        prop_assert!(way * (after - before) >= -1e-6, "{before} to {after}");
    }

    #[test]
    fn contributions_sum_to_the_log_odds((leads, decided) in (leads(), decisions())) {
        let mut learner = learner(&leads);
        learner.learn(&decided);
        let ranking = learner.ranking();
        for row in 0..leads.len() {
            let account = learner.account(&ranking, row);
            let sum: f64 = account.contributions.iter().map(|c| c.bits).sum();
            prop_assert!((account.base_bits + sum - account.total_bits).abs() < 1e-9);
            let nats = account.total_bits * std::f64::consts::LN_2;
            let sd = account.sd_bits * std::f64::consts::LN_2;
            let drawn = nats / (1.0 + std::f64::consts::PI * sd * sd / 8.0).sqrt();
            let odds = account.curve.shift + account.curve.slope * drawn;
            let p = 1.0 / (1.0 + (-odds).exp());
            prop_assert!((p - account.chance.probability).abs() < 1e-9);
            prop_assert!(account.chance.low <= p + 1e-9 && p <= account.chance.high + 1e-9);
        }
    }

    #[test]
    fn the_curve_moves_no_rank_and_never_falls((leads, decided) in (leads(), decisions())) {
        let mut learner = learner(&leads);
        let held = Settings {
            slope: 1.0, slope_spread: 1e-3, shift_spread: 1e-3, ..Settings::default()
        };
        let (mut plain, _) = Learner::new(sheet(&leads), held);
        learner.learn(&decided);
        plain.learn(&decided);
        prop_assert_eq!(learner.ranking(), plain.ranking());
        let curve = learner.model().curve();
        prop_assert!(curve.slope > 0.0 && curve.slope_sd > 0.0 && curve.shift.is_finite());
        for a in 0..leads.len() {
            for b in 0..leads.len() {
                let p = |l: &Learner, row: usize| l.chance(row).probability;
                if p(&plain, a) > p(&plain, b) + 1e-3 {
                    prop_assert!(p(&learner, a) > p(&learner, b));
                }
            }
        }
    }

    #[test]
    fn a_counterfactual_rank_is_that_of_a_full_ranking(
        (leads, decided) in (leads(), decisions()), which in 0usize..8, code in 0u8..8,
    ) {
        let mut learner = learner(&leads);
        learner.learn(&decided);
        let gone: BTreeSet<String> = [format!("rule.{code}")].into();
        let told = learner.without(&learner.ranking(), which, &gone);
        let mut changed = leads.clone();
        changed[which].1.retain(|r| !gone.contains(&r.code));
        // The same weights on the changed list: every rank worked out anew.
        let full = Learner::with(sheet(&changed), learner.model(), &[]);
        prop_assert_eq!(told.rank, learner.ranking().rank(which));
        prop_assert_eq!(told.rank_without, full.ranking().rank(which));
        prop_assert!((told.chance_without.probability - full.chance(which).probability).abs() < 1e-12);
    }

    #[test]
    fn what_is_excluded_has_no_effect(
        (leads, decided) in (leads(), decisions()), code in 0u8..8, bits in 0.1f32..9.0,
    ) {
        let excluded = [format!("rule.{code}"), "price".to_owned()].into();
        let settings = Settings { excluded, ..Settings::default() };
        let mut changed = leads.clone();
        for (k, (_, reasons, values)) in changed.iter_mut().enumerate() {
            reasons.retain(|r| r.code != format!("rule.{code}"));
            values.clear();
            if k % 2 == 0 {
                reasons.push(reason(code, bits));
                values.push(("price".to_owned(), k as f64));
            }
        }
        let (mut one, _) = Learner::new(sheet(&leads), settings.clone());
        let (mut other, _) = Learner::new(sheet(&changed), settings);
        one.learn(&decided);
        other.learn(&decided);
        prop_assert_eq!(one.ranking(), other.ranking());
        let absent = one.model().weights().iter().all(|w| w.kind == FeatureKind::Reason);
        prop_assert!(absent);
    }

    #[test]
    fn a_queue_names_each_undecided_lead_once(
        (leads, decided) in (leads(), decisions()), n in 0usize..60, seed: u64,
    ) {
        let mut learner = learner(&leads);
        learner.learn(&decided);
        let queue = learner.queue(n, &Mix::default(), seed);
        let spoken: BTreeSet<&str> = decided.iter().map(|d| d.lead_id.as_str()).collect();
        let names: BTreeSet<&str> = queue.iter().map(|e| e.lead_id.as_str()).collect();
        let free = leads.len() - spoken.len();
        prop_assert_eq!(names.len(), queue.len());
        prop_assert!(names.is_disjoint(&spoken));
        prop_assert_eq!(queue.len(), n.min(free));
        let random: Vec<f64> = queue.iter().filter_map(|e| match e.why {
            Why::Random { propensity } => Some(propensity),
            _ => None,
        }).collect();
        // Horvitz and Thompson: the random share stands for all that were free.
        let stands_for: f64 = random.iter().map(|p| 1.0 / p).sum();
        prop_assert!(random.is_empty() || (stands_for - free as f64).abs() < 1e-6);
        // So does a model that was kept, and is told of the decisions without learning from them.
        let kept = Learner::with(learner.sheet().clone(), learner.model(), &decided);
        prop_assert_eq!(&queue, &kept.queue(n, &Mix::default(), seed));
        prop_assert_eq!(queue, learner.queue(n, &Mix::default(), seed));
    }
}

fn bits(learner: &Learner, row: usize) -> f64 {
    learner.account(&learner.ranking(), row).total_bits
}
