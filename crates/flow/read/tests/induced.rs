//! Site profiles that are learned, on layouts that induction was not tuned on.

#[path = "induced/score.rs"]
mod score;
#[path = "induced/site.rs"]
mod site;

use score::{Tally, score};
use spoor_web::{Layouts, Plan, Web};
use std::collections::BTreeSet;

#[test]
fn fields_of_sites_with_held_out_layouts_are_read() {
    let plan = Plan { pages: 6_000, layouts: Layouts::HeldOut, ..Plan::default() };
    let sites = site::sites(&Web::new(plan));
    let layouts: BTreeSet<&str> = sites.iter().map(|site| site.layout).collect();
    assert_eq!(layouts.len(), 4, "{layouts:?}");
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
    assert!(all.f1() >= 0.9, "F1 {:.3}, {all:?}\n{failures:#?}", all.f1());
}
