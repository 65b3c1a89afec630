//! Captures of 700 bytes sealed per second, and exhibits verified per second.

mod adverts;

use adverts::capture;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use spoor_vault::Vault;
use spoor_vocab::{Capture, Source};
use std::path::Path;
use tokio::runtime::Runtime;

const CAPTURES: usize = 10_000;

fn source() -> Source {
    Source {
        name: "bench".into(),
        basis: "order 1".into(),
        purpose: "measuring".into(),
        retain_days: 30,
        country: None,
    }
}

async fn made(dir: &Path) -> Vault {
    let mut vault = Vault::create(dir, 0).await.expect("a vault");
    vault.add_source(&source(), "bench", 0).await.expect("a source");
    vault
}

fn seal(vault: &mut Vault, captures: &[Capture]) {
    let mut sealer = vault.sealer("bench", 0).expect("a sealer");
    for capture in captures {
        sealer.seal(capture).expect("sealed");
    }
    sealer.commit().expect("committed");
}

fn bench(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let captures: Vec<Capture> = (0..CAPTURES).map(capture).collect();
    let mut group = criterion.benchmark_group("vault");
    group.throughput(Throughput::Elements(CAPTURES as u64)).sample_size(10);
    group.bench_function("seal", |b| {
        b.iter_batched(
            || {
                let dir = tempfile::tempdir().expect("a folder");
                let vault = runtime.block_on(made(dir.path()));
                (dir, vault)
            },
            |(dir, mut vault)| {
                seal(&mut vault, &captures);
                (dir, vault)
            },
            BatchSize::PerIteration,
        );
    });
    let dir = tempfile::tempdir().expect("a folder");
    let mut vault = runtime.block_on(made(dir.path()));
    seal(&mut vault, &captures);
    group.bench_function("verify", |b| {
        b.iter(|| {
            let report = runtime.block_on(vault.verify(&mut |_| {})).expect("a report");
            assert_eq!((report.exhibits, report.problems.len()), (CAPTURES as u64, 0));
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
