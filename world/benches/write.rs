//! Writing a country of 2,000 adverts; the example `write` measures a million.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_world::{Plan, write};

fn bench(c: &mut Criterion) {
    let plan = Plan::new(2_000, 1);
    let dir = tempfile::tempdir().expect("a folder for the country");
    let mut group = c.benchmark_group("world");
    group.throughput(Throughput::Elements(u64::from(plan.adverts)));
    group.sample_size(10);
    group.bench_function("write", |b| {
        b.iter(|| write(&plan, dir.path(), &mut |_| ()).expect("the folder can be written"));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
