//! How many people are advertised by one hand: names, shared templates, pictures, payments,
//! ages that shift.

use super::percent;
use crate::chance::ramp;
use crate::scene::{Scene, one_of_each};
use crate::structural::Structural;
use crate::view::DAY;

pub(super) fn observe(scene: &mut Scene) {
    many_names(scene);
    shared_template(scene);
    shared_photo(scene);
    shared_payment(scene);
    age_shifts(scene);
}

/// Names of the actor. One seen in a single advert counts half: readers of names err, and
/// independents try out a name once.
fn many_names(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::ManyNames) else { return };
    let groups = scene.by_value(|item| &item.names);
    let counted: f64 =
        groups.iter().map(|(_, items)| if items.len() > 1 { 1.0 } else { 0.5 }).sum();
    let strength = ramp(counted, rule.set("low"), rule.set("full"));
    let names = groups.len();
    let usual = scene.base.fewer_names(names);
    let items: Vec<u32> = scene.sales().map(|(i, ..)| i).collect();
    let shown = if scene.explain { one_of_each(scene, &items, |i| &i.names) } else { Vec::new() };
    scene.note(Structural::ManyNames, strength, || {
        let figures = vec![
            ("names", names.to_string()),
            ("adverts", items.len().to_string()),
            ("percent", percent(usual)),
        ];
        (figures, shown)
    });
}

/// One text with exchanged names or numbers.
fn shared_template(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::SharedTemplate) else { return };
    let groups = scene.by_value(|item| item.template.as_slice());
    let best = groups
        .into_iter()
        .filter(|(_, items)| items.len() >= 2)
        .map(|(_, items)| (scene.names_in(&items), scene.phones_in(&items), items))
        .max_by_key(|(names, phones, items)| (*names.max(phones), items.len()));
    let Some((names, phones, items)) = best else { return };
    let strength = ramp(names.max(phones) as f64, rule.set("low"), rule.set("full"));
    let shown = if scene.explain { one_of_each(scene, &items, |i| &i.names) } else { Vec::new() };
    scene.note(Structural::SharedTemplate, strength, || {
        let figures = vec![
            ("names", names.to_string()),
            ("phones", phones.to_string()),
            ("adverts", items.len().to_string()),
        ];
        (figures, shown)
    });
}

/// The same picture under several names.
fn shared_photo(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::SharedPhoto) else { return };
    let mut photos = 0;
    let mut most = 0;
    let mut shown = Vec::new();
    for (_, items) in scene.by_value(|item| &item.images) {
        let names = scene.names_in(&items);
        if names >= 2 {
            photos += 1;
            if names > most {
                most = names;
                shown = one_of_each(scene, &items, |i| &i.names);
            }
        }
    }
    let strength = ramp(f64::from(photos), rule.set("low"), rule.set("full"));
    scene.note(Structural::SharedPhoto, strength, || {
        (vec![("photos", photos.to_string()), ("names", most.to_string())], shown)
    });
}

/// One card pays for adverts of several names.
fn shared_payment(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::SharedPayment) else { return };
    let best = scene
        .by_value(|item| &item.cards)
        .into_iter()
        .map(|(_, items)| (scene.names_in(&items), items))
        .max_by_key(|(names, items)| (*names, items.len()));
    let Some((names, items)) = best else { return };
    let strength = ramp(names as f64, rule.set("low"), rule.set("full"));
    let shown = if scene.explain { one_of_each(scene, &items, |i| &i.names) } else { Vec::new() };
    scene.note(Structural::SharedPayment, strength, || {
        (vec![("names", names.to_string()), ("adverts", items.len().to_string())], shown)
    });
}

/// One name is given ages that time cannot explain.
fn age_shifts(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::AgeShifts) else { return };
    let (years, window) = (rule.set("years"), rule.set("days") * DAY as f64);
    let (mut shifting, mut shown, mut ages) = (0, Vec::new(), String::new());
    for line in &scene.view.lines {
        // Exact ages only: a range says less than it seems to.
        let stated: Vec<(u32, i64, u8)> = line
            .iter()
            .filter(|i| scene.times[**i as usize] > 0)
            .filter_map(|&i| {
                let item = &scene.view.items[i as usize];
                let (low, high) = *item.ages.first()?;
                (item.ages.len() == 1 && low == high).then_some((i, item.time?, low))
            })
            .collect();
        let (Some(first), Some(last)) = (stated.first(), stated.last()) else { continue };
        let low = stated.iter().min_by_key(|s| s.2).map_or(*first, |s| *s);
        let high = stated.iter().max_by_key(|s| s.2).map_or(*first, |s| *s);
        if f64::from(high.2 - low.2) >= years && ((last.1 - first.1) as f64) <= window {
            shifting += 1;
            shown.extend([low.0, high.0]);
            ages = format!("{} to {}", low.2, high.2);
        }
    }
    let strength = ramp(f64::from(shifting), rule.set("low"), rule.set("full"));
    scene.note(Structural::AgeShifts, strength, || {
        (vec![("ages", ages), ("lines", shifting.to_string())], shown)
    });
}
