//! How contacts and people pass through each other's hands.

use crate::chance::ramp;
use crate::scene::{Scene, one_of_each};
use crate::structural::Structural;
use crate::view::{DAY, NOWHERE};

pub(super) fn observe(scene: &mut Scene) {
    shared_phone(scene);
    handover(scene);
    dropped_phone(scene);
}

/// Several names on one phone.
fn shared_phone(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::SharedPhone) else { return };
    let best = scene
        .by_value(|item| &item.phones)
        .into_iter()
        .map(|(phone, items)| (scene.names_in(&items), phone, items))
        .max_by_key(|(names, phone, items)| (*names, items.len(), std::cmp::Reverse(*phone)));
    let Some((names, phone, items)) = best else { return };
    let strength = ramp(names as f64, rule.set("low"), rule.set("full"));
    let shown = if scene.explain { one_of_each(scene, &items, |i| &i.names) } else { Vec::new() };
    let number = &scene.view.phones[phone as usize];
    scene.note(Structural::SharedPhone, strength, || {
        (vec![("phone", number.clone()), ("names", names.to_string())], shown)
    });
}

/// A phone passes from one name to another within days, and neither name is seen on the other's
/// side of that within as many days: two who share a phone do not pass it on. A long gap is a
/// number that the telephone company gave out again, and says nothing.
fn handover(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::Handover) else { return };
    let gap = (rule.set("gap_days") * DAY as f64) as i64;
    let (mut passings, mut phones, mut shown) = (0u32, 0u32, Vec::new());
    for (_, items) in scene.by_value(|item| &item.phones) {
        let before = passings;
        for k in 1..items.len() {
            if passes_on(scene, &items, k, gap) {
                passings += 1;
                if shown.len() < 20 {
                    shown.extend([items[k - 1], items[k]]);
                }
            }
        }
        phones += u32::from(passings > before);
    }
    let strength = ramp(f64::from(passings), rule.set("low"), rule.set("full"));
    scene.note(Structural::Handover, strength, || {
        (vec![("passings", passings.to_string()), ("phones", phones.to_string())], shown)
    });
}

/// Does the phone of these items pass into other hands at the `k`-th?
fn passes_on(scene: &Scene, items: &[u32], k: usize, gap: i64) -> bool {
    let at = |k: usize| &scene.view.items[items[k] as usize];
    let (a, b) = (at(k - 1), at(k));
    let (Some(left), Some(came)) = (a.time, b.time) else { return false };
    let shares = |x: &[u32], y: &[u32]| x.iter().any(|n| y.contains(n));
    if a.names.is_empty() || b.names.is_empty() || came - left > gap || shares(&a.names, &b.names) {
        return false;
    }
    let back = (k..items.len())
        .take_while(|&j| at(j).time.is_some_and(|t| t <= left + gap))
        .any(|j| shares(&at(j).names, &a.names));
    let earlier = (0..k)
        .rev()
        .take_while(|&j| at(j).time.is_some_and(|t| t >= came - gap))
        .any(|j| shares(&at(j).names, &b.names));
    !back && !earlier
}

/// A name gives up one phone for another while it moves on: the old one is not seen again.
fn dropped_phone(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::DroppedPhone) else { return };
    let gap = rule.set("gap_days") * DAY as f64;
    let view = scene.view;
    let (mut lines, mut phones, mut shown) = (0u32, 0u32, Vec::new());
    for line in &view.lines {
        let items: Vec<u32> = line
            .iter()
            .copied()
            .filter(|&i| scene.times[i as usize] > 0 && !view.items[i as usize].phones.is_empty())
            .collect();
        let before = phones;
        for (k, pair) in items.windows(2).enumerate() {
            let (a, b) = (&view.items[pair[0] as usize], &view.items[pair[1] as usize]);
            let (Some(at), Some(bt)) = (a.time, b.time) else { continue };
            let shows = |items: &[u32], phones: &[u32]| {
                items
                    .iter()
                    .any(|i| view.items[*i as usize].phones.iter().any(|p| phones.contains(p)))
            };
            let moved = a.city != b.city && a.city != NOWHERE && b.city != NOWHERE;
            let for_good = !shows(&items[k + 1..], &a.phones) && !shows(&items[..=k], &b.phones);
            if moved && (bt - at) as f64 <= gap && for_good {
                phones += 1;
                shown.extend_from_slice(pair);
            }
        }
        lines += u32::from(phones > before);
    }
    let strength = ramp(f64::from(phones), rule.set("low"), rule.set("full"));
    scene.note(Structural::DroppedPhone, strength, || {
        shown.truncate(20);
        (vec![("lines", lines.to_string()), ("phones", phones.to_string())], shown)
    });
}
