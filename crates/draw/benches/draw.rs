//! How long drawings take.

#[path = "../examples/made_up/mod.rs"]
#[allow(dead_code, unused_imports)]
mod made_up;

use criterion::{Criterion, criterion_group, criterion_main};
use spoor_draw::{RingChart, Sheet};

fn draw(c: &mut Criterion) {
    let sheet = Sheet::page("bench");
    // The cap is raised so that nothing is folded away.
    let ring = RingChart { cap: 1_000, ..made_up::many(270) };
    assert_eq!(ring.nodes.len(), 286);
    c.bench_function("ring of 286 nodes", |b| b.iter(|| ring.draw(&sheet)));
    let folded = made_up::many(2_000);
    c.bench_function("ring of 2,080 nodes, folded", |b| b.iter(|| folded.draw(&sheet)));
    let map = made_up::europe(200);
    c.bench_function("map of 200 moves", |b| b.iter(|| map.draw(&sheet)));
    let lanes = made_up::lanes();
    c.bench_function("lanes of 45 stays", |b| b.iter(|| lanes.draw(&sheet)));
}

criterion_group!(benches, draw);
criterion_main!(benches);
