//! Adverts per second, all kinds together, on adverts shaped like real ones (median 527 bytes).

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_extract::{Extractor, Hints};

fn adverts() -> Vec<String> {
    include_str!("../cases/adverts.txt").split("\n\n").map(str::to_owned).collect()
}

fn extract(c: &mut Criterion) {
    let adverts = adverts();
    let mut group = c.benchmark_group("extract");
    group.throughput(Throughput::Elements(adverts.len() as u64));
    group.bench_function("all kinds", |b| {
        let mut extractor = Extractor::new();
        let mut found = Vec::new();
        b.iter(|| {
            for text in &adverts {
                found.clear();
                extractor.extract(text, &Hints::default(), &mut found);
            }
            found.len()
        });
    });
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
