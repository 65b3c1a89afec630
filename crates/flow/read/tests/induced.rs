//! Site profiles that are learned, on layouts that induction was not tuned on, and on later ones that were
//! unseen when it was first judged by them.

#[path = "induced/score.rs"]
mod score;
#[path = "induced/site.rs"]
mod site;

use score::{Tally, score};
use spoor_web::{Layouts, Plan, Web};
use std::collections::BTreeSet;

/// How all sites of a small web with so many layouts are read.
fn read(which: Layouts, wanted: usize) -> (Tally, Vec<(String, score::Value)>) {
    let plan = Plan { pages: 6_000, layouts: which, ..Plan::default() };
    let sites = site::sites(&Web::new(plan));
    let layouts: BTreeSet<&str> = sites.iter().map(|site| site.layout).collect();
    assert_eq!(layouts.len(), wanted, "{layouts:?}");
    let mut all = Tally::default();
    let mut failures = Vec::new();
    for site in &sites {
        assert!(site.judge.len() >= 4 && site.learn.len() > 10, "{}", site.host);
        let score = score(site);
        assert!(score.toml.is_some(), "{} ({}): nothing was learned", site.host, site.layout);
        score.fields.values().for_each(|tally| all.add(*tally));
        failures.extend(score.failures.into_iter().take(3));
    }
    assert!(all.right > 1_000, "too few fields to judge by: {all:?}");
    (all, failures)
}

#[test]
fn fields_of_sites_with_held_out_layouts_are_read() {
    let (all, failures) = read(Layouts::HeldOut, 4);
    assert!(all.f1() >= 0.97, "F1 {:.3}, {all:?}\n{failures:#?}", all.f1());
}

#[test]
fn fields_of_sites_with_fresh_layouts_are_read() {
    // Of the eight, one has no site with enough adverts in a web this small.
    let (all, failures) = read(Layouts::Fresh, 7);
    assert!(all.f1() >= 0.95, "F1 {:.3}, {all:?}\n{failures:#?}", all.f1());
}
