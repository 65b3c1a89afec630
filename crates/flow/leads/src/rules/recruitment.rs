//! Job adverts that lead to sale adverts through a contact (Ramchandani, Bastani, Wyatt 2025).

use crate::chance::ramp;
use crate::scene::Scene;
use crate::structural::Structural;

pub(super) fn observe(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::LeadsToSale) else { return };
    let jobs: Vec<(u32, &[u32])> = scene
        .items()
        .filter(|(_, item, _)| item.recruitment)
        .map(|(i, item, _)| (i, item.contacts.as_slice()))
        .collect();
    if jobs.is_empty() {
        return;
    }
    let mut used = vec![false; scene.view.contacts.len()];
    for contact in jobs.iter().flat_map(|(_, contacts)| *contacts) {
        used[*contact as usize] = true;
    }
    let sales: Vec<(u32, u32)> = scene
        .sales()
        .filter_map(|(i, item, _)| Some((i, *item.contacts.iter().find(|c| used[**c as usize])?)))
        .collect();
    let Some(&(_, contact)) = sales.first() else { return };
    let reaching: Vec<u32> = jobs
        .iter()
        .filter(|(_, contacts)| contacts.iter().any(|c| sales.iter().any(|s| s.1 == *c)))
        .map(|(i, _)| *i)
        .collect();
    let strength = ramp(reaching.len().min(sales.len()) as f64, rule.set("low"), rule.set("full"));
    let shared = scene.view.contacts[contact as usize].clone();
    scene.note(Structural::LeadsToSale, strength, || {
        let figures = vec![
            ("jobs", reaching.len().to_string()),
            ("sales", sales.len().to_string()),
            ("contact", shared),
        ];
        let mut shown: Vec<u32> = reaching.iter().take(10).copied().collect();
        shown.extend(sales.iter().take(10).map(|s| s.0));
        (figures, shown)
    });
}
