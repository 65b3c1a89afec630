//! Actors weighed per second: a ring of 60 adverts with the 100 replicates of its interval, and one
//! person of eight adverts, of whom there are many more.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_leads::{ActorFacts, AdvertFacts, Baseline, PlaceFact, RulePack, weigh};
use std::hint::black_box;

const DAY: i64 = 86_400_000;

/// `people` names with a phone each go round six towns, two weeks in each.
fn tour(people: usize, stays: usize) -> ActorFacts {
    let advert = |stay: usize, who: usize| AdvertFacts {
        advert_id: format!("{stay}-{who}"),
        posted: Some(stay as i64 * 14 * DAY + who as i64 * 3_600_000 + 60_000),
        place: Some(PlaceFact {
            key: format!("NL:{}", stay % 6),
            lat: 51.0 + (stay % 6) as f64 / 3.0,
            lon: 5.0,
        }),
        template_id: "t".into(),
        phones: vec![format!("+3197010555{:02}", (who + stay / 3) % people)],
        names: vec![format!("Name {who}")],
        ..AdvertFacts::default()
    };
    ActorFacts {
        actor_id: format!("A-{people}"),
        adverts: (0..stays).flat_map(|s| (0..people).map(move |w| advert(s, w))).collect(),
        links: Vec::new(),
        ring: None,
        hand: None,
    }
}

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("weigh");
    for (name, actor) in [("ring of 60", tour(5, 12)), ("person of 8", tour(1, 8))] {
        let mut base = Baseline::new();
        base.add(&actor);
        base.finish();
        group.throughput(Throughput::Elements(actor.adverts.len() as u64));
        group.bench_function(name, |b| {
            b.iter(|| weigh(black_box(&actor), &base, RulePack::builtin(), 1));
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
