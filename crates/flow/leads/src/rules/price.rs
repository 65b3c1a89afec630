//! Prices: below what is usual in the place, or one list over several people.

use super::percent;
use crate::chance::ramp;
use crate::scene::{Scene, one_of_each};
use crate::structural::Structural;

pub(super) fn observe(scene: &mut Scene) {
    below_median(scene);
    fixed_menu(scene);
}

fn below_median(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::BelowMedian) else { return };
    let mut ratios: Vec<(f64, u32)> =
        scene.sales().filter_map(|(i, item, _)| Some((item.price_ratio?, i))).collect();
    if (ratios.len() as f64) < rule.set("least").max(1.0) {
        return;
    }
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let middle = ratios[ratios.len() / 2].0;
    let strength = ramp(middle, rule.set("low"), rule.set("full"));
    scene.note(Structural::BelowMedian, strength, || {
        let figures =
            vec![("percent", percent(1.0 - middle)), ("adverts", ratios.len().to_string())];
        (figures, ratios.iter().take(20).map(|r| r.1).collect())
    });
}

fn fixed_menu(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::FixedMenu) else { return };
    let best = scene
        .by_value(|item| item.menu.as_slice())
        .into_iter()
        .map(|(_, items)| (scene.names_in(&items), items))
        .max_by_key(|(names, items)| (*names, items.len()));
    let Some((names, items)) = best else { return };
    let strength = ramp(names as f64, rule.set("low"), rule.set("full"));
    let shown = if scene.explain { one_of_each(scene, &items, |i| &i.names) } else { Vec::new() };
    scene.note(Structural::FixedMenu, strength, || {
        (vec![("names", names.to_string()), ("adverts", items.len().to_string())], shown)
    });
}
