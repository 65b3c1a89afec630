//! Speeds: a decision, reading the policies, one guess at a password.

use criterion::{Criterion, criterion_group, criterion_main};
use rand::SeedableRng;
use rand::rngs::StdRng;
use spoor_access::password::{Cost, Passwords, check};
use spoor_access::policy::{Action, Asked, Kind, Person, Policies, Request, Resource, Role};
use std::collections::BTreeSet;
use std::hint::black_box;

fn decide(c: &mut Criterion) {
    let policies = Policies::builtin();
    let names = |prefix: &str| (0..5).map(|n| format!("{prefix}{n}")).collect::<BTreeSet<_>>();
    let person = |role| Person {
        id: "ana".into(),
        one_with: BTreeSet::from(["ana".to_owned()]),
        roles: BTreeSet::from([role]),
        teams: names("team"),
        cleared: names("source"),
        active: true,
    };
    let mut advert = Resource::new(Kind::Advert, "a");
    advert.restricted = names("source");
    advert.teams = names("team");
    advert.made_by = names("person");
    let asked = Asked { purpose: Some("investigation".into()), rows: 1, ..Asked::default() };
    for (name, role) in [("allowed", Role::Analyst), ("refused", Role::Auditor)] {
        let person = person(role);
        let request = Request {
            person: &person,
            action: Action::ViewAdvert,
            resource: &advert,
            asked: &asked,
        };
        assert_eq!(policies.decide(&request).allowed, name == "allowed");
        c.bench_function(&format!("decide/{name}"), |b| {
            b.iter(|| policies.decide(black_box(&request)));
        });
    }
    c.bench_function("policies/builtin", |b| b.iter(Policies::builtin));
}

fn password(c: &mut Criterion) {
    let mut random = StdRng::seed_from_u64(1);
    let passwords = Passwords::new(Cost::OWASP, &mut random).expect("a cost of argon2");
    let hash = passwords.hash("gravel teapot umbrage", &mut random).expect("a hash");
    let mut group = c.benchmark_group("password");
    group.sample_size(20);
    group.bench_function("right", |b| {
        b.iter(|| passwords.verify(Some(&hash), "gravel teapot umbrage"));
    });
    group.bench_function("wrong", |b| b.iter(|| passwords.verify(Some(&hash), "gravel teapot")));
    group.bench_function("no such account", |b| b.iter(|| passwords.verify(None, "gravel teapot")));
    group.bench_function("rules", |b| b.iter(|| check("gravel teapot umbrage", false, &["ana"])));
    group.finish();
}

criterion_group!(benches, decide, password);
criterion_main!(benches);
