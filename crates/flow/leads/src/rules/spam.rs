//! What speaks for spam: presence that no person can have, and numbers without end. In T-Net's
//! labelling functions (Nair and others 2024) spread and count of numbers vote for spam.

use super::percent;
use crate::chance::{distance_km, ramp};
use crate::scene::Scene;
use crate::structural::Structural;
use crate::view::{DAY, HOUR, NOWHERE};

pub(super) fn observe(scene: &mut Scene) {
    implausible_speed(scene);
    too_many_numbers(scene);
    scattered(scene);
}

/// Share of a line's changes of place that are too fast, or fall on a day with too many places.
fn implausible_speed(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::ImplausibleSpeed) else { return };
    let (kmh_max, km_min) = (rule.set("kmh_max"), rule.set("km_min"));
    let a_day = rule.set("cities_a_day") as usize;
    let view = scene.view;
    let (mut pairs, mut jumps, mut shown) = (0u32, 0u32, Vec::new());
    for items in &view.lines {
        let seen: Vec<(u32, i64, u32)> = items
            .iter()
            .filter(|i| scene.times[**i as usize] > 0)
            .filter_map(|&i| {
                let item = &view.items[i as usize];
                (item.city != NOWHERE).then_some((i, item.time?, item.city))
            })
            .collect();
        for (k, pair) in seen.windows(2).enumerate() {
            let ((_, at, from), (i, bt, to)) = (pair[0], pair[1]);
            if from == to {
                continue;
            }
            pairs += 1;
            let km = distance_km(view.cities[from as usize].at, view.cities[to as usize].at);
            let slack = if view.items[i as usize].date_only { DAY } else { HOUR };
            let hours = (bt - at + slack) as f64 / HOUR as f64;
            let hasty = km >= km_min && km / hours > kmh_max;
            if hasty || cities_in_a_day(&seen, k + 1) > a_day {
                jumps += 1;
                shown.extend([pair[0].0, i]);
            }
        }
    }
    let share = f64::from(jumps) / f64::from(pairs.max(1));
    let strength = ramp(share, rule.set("low"), rule.set("full"));
    scene.note(Structural::ImplausibleSpeed, strength, || {
        let figures = vec![
            ("jumps", jumps.to_string()),
            ("pairs", pairs.to_string()),
            ("percent", percent(share)),
        ];
        shown.dedup();
        shown.truncate(20);
        (figures, shown)
    });
}

/// Distinct places of a line in the 24 hours that end with advert `end`.
fn cities_in_a_day(seen: &[(u32, i64, u32)], end: usize) -> usize {
    let since = seen[end].1 - DAY;
    let mut cities: Vec<u32> =
        seen[..=end].iter().rev().take_while(|s| s.1 > since).map(|s| s.2).collect();
    cities.sort_unstable();
    cities.dedup();
    cities.len()
}

fn too_many_numbers(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::TooManyNumbers) else { return };
    let groups = scene.by_value(|item| &item.phones);
    let strength = ramp(groups.len() as f64, rule.set("low"), rule.set("full"));
    let adverts = scene.sales().count();
    scene.note(Structural::TooManyNumbers, strength, || {
        let figures = vec![("phones", groups.len().to_string()), ("adverts", adverts.to_string())];
        (figures, groups.iter().take(20).map(|(_, items)| items[0]).collect())
    });
}

/// Most distinct places of the actor within a window of days.
fn scattered(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::Scattered) else { return };
    let window = (rule.set("days") * DAY as f64) as i64;
    let seen: Vec<(u32, i64, u32)> = scene
        .sales()
        .filter(|(_, item, _)| item.city != NOWHERE)
        .filter_map(|(i, item, _)| Some((i, item.time?, item.city)))
        .collect();
    let mut count = vec![0u32; scene.view.cities.len()];
    let (mut here, mut most, mut start) = (0usize, 0usize, 0usize);
    let mut widest = 0..0;
    for end in 0..seen.len() {
        let city = &mut count[seen[end].2 as usize];
        here += usize::from(*city == 0);
        *city += 1;
        while seen[end].1 - seen[start].1 > window {
            let city = &mut count[seen[start].2 as usize];
            *city -= 1;
            here -= usize::from(*city == 0);
            start += 1;
        }
        if here > most {
            most = here;
            widest = start..end + 1;
        }
    }
    let strength = ramp(most as f64, rule.set("low"), rule.set("full"));
    let items: Vec<u32> = seen[widest].iter().map(|s| s.0).collect();
    let names = scene.names_in(&items);
    scene.note(Structural::Scattered, strength, || {
        let figures = vec![
            ("places", most.to_string()),
            ("days", format!("{:.0}", rule.set("days"))),
            ("names", names.to_string()),
        ];
        (figures, items.into_iter().take(20).collect())
    });
}
