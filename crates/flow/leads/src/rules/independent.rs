//! What speaks for people who work for themselves: one name and one phone; or texts that
//! resemble each other while nothing else does.

use super::percent;
use crate::scene::Scene;
use crate::structural::Structural;

pub(super) fn observe(scene: &mut Scene) {
    single_person(scene);
    lookalike(scene);
}

/// One name and one phone stand in nearly all adverts, and none is a job advert.
fn single_person(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::SinglePerson) else { return };
    if scene.items().any(|(_, item, _)| item.recruitment) {
        return;
    }
    let all = scene.items().count() as f64;
    let top = |groups: &[(u32, Vec<u32>)]| {
        groups
            .iter()
            .max_by_key(|(value, items)| (items.len(), std::cmp::Reverse(*value)))
            .map(|(value, items)| (*value, items.clone()))
    };
    let names = scene.by_value(|item| &item.names);
    let phones = scene.by_value(|item| &item.phones);
    let (Some((name, shown)), Some((_, calls))) = (top(&names), top(&phones)) else { return };
    let named: usize = scene.items().filter(|(_, item, _)| !item.names.is_empty()).count();
    let name_share = shown.len() as f64 / named.max(1) as f64;
    let called: usize = scene.items().filter(|(_, item, _)| !item.phones.is_empty()).count();
    let phone_share = calls.len() as f64 / called.max(1) as f64;
    if all < 1.0 || name_share < rule.set("name_share") || phone_share < rule.set("phone_share") {
        return;
    }
    let name = scene.view.names[name as usize].clone();
    scene.note(Structural::SinglePerson, name_share * phone_share, || {
        (
            vec![("name", name), ("percent", percent(name_share))],
            shown.into_iter().take(20).collect(),
        )
    });
}

/// The actor falls apart into parts of one name each that share a text but no contact, picture,
/// card or account.
fn lookalike(scene: &mut Scene) {
    let Some(rule) = scene.rule(Structural::Lookalike) else { return };
    let items: Vec<u32> = scene.items().map(|(i, ..)| i).collect();
    let parts = parts(scene, &items);
    if parts.len() < 2 {
        return;
    }
    let people = rule.set("people_max") as usize;
    if scene.names_in(&items) > people {
        return;
    }
    let single = parts.iter().filter(|part| scene.names_in(part) <= 1).count();
    let strength = single as f64 / parts.len() as f64;
    scene.note(Structural::Lookalike, strength, || {
        let figures =
            vec![("parts", parts.len().to_string()), ("adverts", items.len().to_string())];
        (figures, parts.iter().take(20).map(|part| part[0]).collect())
    });
}

/// Parts that hang together by names, contacts, pictures or cards.
fn parts(scene: &Scene, items: &[u32]) -> Vec<Vec<u32>> {
    let view = scene.view;
    let (contacts, images, cards) = (view.contacts.len(), view.images, view.cards);
    let mut holder: Vec<Option<usize>> = vec![None; contacts + images + cards + view.names.len()];
    let mut parent: Vec<usize> = (0..items.len()).collect();
    for (k, &i) in items.iter().enumerate() {
        let item = &view.items[i as usize];
        let values = item
            .contacts
            .iter()
            .map(|c| *c as usize)
            .chain(item.images.iter().map(|v| contacts + *v as usize))
            .chain(item.cards.iter().map(|v| contacts + images + *v as usize))
            .chain(item.names.iter().map(|v| contacts + images + cards + *v as usize));
        for value in values {
            match holder[value] {
                Some(other) => {
                    let (a, b) = (root(&mut parent, k), root(&mut parent, other));
                    parent[a.max(b)] = a.min(b);
                }
                None => holder[value] = Some(k),
            }
        }
    }
    let mut out: Vec<Vec<u32>> = vec![Vec::new(); items.len()];
    for (k, &i) in items.iter().enumerate() {
        out[root(&mut parent, k)].push(i);
    }
    out.retain(|part| !part.is_empty());
    out
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
