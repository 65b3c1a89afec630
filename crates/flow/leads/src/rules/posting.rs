//! Postings in one minute for different people or places: one hand, perhaps a program.

use super::percent;
use crate::chance::ramp;
use crate::scene::Scene;
use crate::structural::Structural;

const MINUTE: i64 = 60_000;

pub(super) fn observe(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::Burst) else { return };
    // Items stand in order of time, so equal minutes are neighbours. Dates without a time of
    // day all fall on one minute and say nothing.
    let timed: Vec<(u32, i64)> = scene
        .sales()
        .filter(|(_, item, _)| !item.date_only)
        .filter_map(|(i, item, _)| Some((i, item.time?.div_euclid(MINUTE))))
        .collect();
    if (timed.len() as f64) < rule.set("least").max(2.0) {
        return;
    }
    let items = &scene.view.items;
    let mut shown = Vec::new();
    for run in timed.chunk_by(|a, b| a.1 == b.1) {
        let head = &items[run[0].0 as usize];
        let differs = run.iter().any(|(i, _)| {
            let item = &items[*i as usize];
            item.names != head.names || item.city != head.city
        });
        if differs {
            shown.extend(run.iter().map(|(i, _)| *i));
        }
    }
    let share = shown.len() as f64 / timed.len() as f64;
    let strength = ramp(share, rule.set("low"), rule.set("full"));
    scene.note(Structural::Burst, strength, || {
        let figures = vec![("percent", percent(share)), ("adverts", timed.len().to_string())];
        shown.truncate(20);
        (figures, shown)
    });
}
