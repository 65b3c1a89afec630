//! A house with an address: several people, few places, one contact, over a long time, and nobody
//! moves. So lawful agencies and clubs advertise.

use super::percent;
use crate::chance::ramp;
use crate::scene::{Scene, one_of_each};
use crate::structural::Structural;
use crate::view::{DAY, Item, NOWHERE};

pub(super) fn observe(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::StableAddress) else { return };
    let items: Vec<u32> = scene.sales().map(|(i, ..)| i).collect();
    if (scene.names_in(&items) as f64) < rule.set("names") {
        return;
    }
    let cities = |item: &Item| if item.city == NOWHERE { None } else { Some(item.city) };
    let Some((city, at_home)) = commonest(scene, |item| cities(item).into_iter().collect()) else {
        return;
    };
    let Some((contact, reachable)) = commonest(scene, |item| item.contacts.clone()) else {
        return;
    };
    let mut places: Vec<u32> = scene.sales().filter_map(|(_, item, _)| cities(item)).collect();
    places.sort_unstable();
    places.dedup();
    let times = || scene.sales().filter_map(|(_, item, _)| item.time);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return };
    if places.len() as f64 > rule.set("places_max") {
        return;
    }
    let stays = staying(scene).unwrap_or(at_home);
    let days = (last - first) as f64 / DAY as f64;
    // Full where one contact is in every second advert: houses have two telephones.
    let strength = ramp(stays, rule.set("stay_share"), 1.0)
        * ramp(reachable, rule.set("contact_share"), 0.5)
        * ramp(days, rule.set("days_low"), rule.set("days_full"));
    let shown = if scene.explain { one_of_each(scene, &items, |i| &i.names) } else { Vec::new() };
    let (place, contact) =
        (&scene.view.cities[city as usize].key, &scene.view.contacts[contact as usize]);
    scene.note(Structural::StableAddress, strength, || {
        let figures = vec![
            ("place", place.clone()),
            ("percent", percent(stays)),
            ("contact", contact.clone()),
            ("days", format!("{days:.0}")),
        ];
        (figures, shown)
    });
}

/// Share of adverts that stand where the same name's last advert stood; `None` where no name has
/// two adverts with a place.
fn staying(scene: &Scene) -> Option<f64> {
    let (mut pairs, mut same) = (0u32, 0u32);
    for line in &scene.view.lines {
        let mut last = None;
        for &i in line.iter().filter(|i| scene.times[**i as usize] > 0) {
            let city = scene.view.items[i as usize].city;
            if city == NOWHERE {
                continue;
            }
            if let Some(before) = last.replace(city) {
                pairs += 1;
                same += u32::from(before == city);
            }
        }
    }
    (pairs > 0).then(|| f64::from(same) / f64::from(pairs))
}

/// The commonest value and its share of the sale adverts, each with its multiplicity.
fn commonest(scene: &Scene, values: impl Fn(&Item) -> Vec<u32>) -> Option<(u32, f64)> {
    let mut seen: Vec<(u32, u32)> = Vec::new();
    let mut all = 0;
    for (_, item, times) in scene.sales() {
        all += times;
        seen.extend(values(item).into_iter().map(|v| (v, times)));
    }
    seen.sort_unstable();
    seen.chunk_by(|a, b| a.0 == b.0)
        .map(|run| (run[0].0, run.iter().map(|v| v.1).sum::<u32>()))
        .max_by_key(|(value, n)| (*n, std::cmp::Reverse(*value)))
        .map(|(value, n)| (value, f64::from(n) / f64::from(all.max(1))))
}
