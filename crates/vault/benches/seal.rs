//! Captures of 700 bytes sealed per second, and exhibits verified per second.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use spoor_vault::Vault;
use spoor_vocab::{Capture, CaptureKind, Source};
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

/// An advert of 700 bytes, as JSON; no two are alike.
fn capture(i: usize) -> Capture {
    let mut block =
        format!("{{\"id\":\"{i}\",\"text\":\"new in town, call 07700 900{:03}", i % 1000);
    let mut state = i as u64;
    while block.len() < 698 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        block.push_str(
            [" word", " and", " another", " of", " evening", " city"][(state >> 33) as usize % 6],
        );
    }
    block.truncate(698);
    block.push_str("\"}");
    Capture {
        kind: CaptureKind::Resource,
        target: format!("file:adverts.jsonl#{i}"),
        media_type: Capture::JSON_ADVERT.into(),
        block: block.into_bytes(),
        captured_at: 1_767_225_600_000,
        mapping: None,
        origin: format!("adverts.jsonl@{i}"),
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
