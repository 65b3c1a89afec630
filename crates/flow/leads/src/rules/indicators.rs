//! Words and phrases that `extract` read, against how usual they are in this corpus.

use super::percent;
use crate::pack::RuleKind;
use crate::scene::Scene;

/// Strength is the excess of the share of adverts that show the indicator over its prevalence
/// p in the corpus, (s − p) / (1 − p), with s drawn towards p as by `prior_adverts` adverts seen
/// before. For what speaks against, the share itself is the strength: a person who states her
/// conditions does so however many others do.
pub(super) fn observe(scene: &mut Scene) {
    let pack = scene.pack;
    let mut sums = vec![(0.0, 0u32); pack.rules.len()];
    let mut all = 0u32;
    for (_, item, times) in scene.items() {
        all += times;
        for &(rule, confidence) in &item.words {
            sums[rule].0 += confidence * f64::from(times);
            sums[rule].1 += times;
        }
    }
    let prior = pack.scoring.prior_adverts;
    for (index, (sum, seen)) in sums.into_iter().enumerate() {
        let rule = &pack.rules[index];
        if seen == 0 || rule.kind != RuleKind::Indicator {
            continue;
        }
        let usual = scene.base.prevalence(&rule.code);
        let strength = match rule.direction {
            spoor_vocab::Direction::For => {
                let share = (sum + prior * usual) / (f64::from(all) + prior);
                if usual < 1.0 { (share - usual) / (1.0 - usual) } else { 0.0 }
            }
            spoor_vocab::Direction::Against => sum / (f64::from(all) + prior),
        };
        let shown: Vec<u32> = if scene.explain {
            scene
                .items()
                .filter(|(_, item, _)| item.words.iter().any(|w| w.0 == index))
                .map(|(i, ..)| i)
                .take(20)
                .collect()
        } else {
            Vec::new()
        };
        scene.note_rule(index, strength, || {
            let figures = vec![
                ("adverts", seen.to_string()),
                ("of", all.to_string()),
                ("percent", percent(f64::from(seen) / f64::from(all.max(1)))),
                ("usual", percent(usual)),
            ];
            (figures, shown)
        });
    }
}
