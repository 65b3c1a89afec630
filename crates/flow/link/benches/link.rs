//! Speed of sketching, clustering, importing and joining, on the sample corpus of the tests.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_link::{Sketches, actors, extend, segments, templates};
use std::hint::black_box;
use std::io::Read;

/// Texts of the sample, over and over, with a word of their own each time.
fn texts(count: usize) -> Vec<String> {
    let packed: &[u8] = include_bytes!("../tests/data/adverts.tsv.gz");
    let mut all = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut all).expect("unpacks");
    let texts: Vec<&str> = all.lines().filter_map(|line| line.rsplit('\t').next()).collect();
    (0..count)
        .map(|n| {
            let text = texts[n % texts.len()];
            // Another word order in each round makes another text of the same length.
            let mut words: Vec<&str> = text.split(' ').collect();
            let step = n / texts.len();
            if step > 0 {
                let len = words.len();
                words = (0..len).map(|k| words[(k * (2 * step + 1) + step) % len]).collect();
            }
            words.join(" ")
        })
        .collect()
}

fn link(c: &mut Criterion) {
    let texts = texts(20_000);
    let sketches = Sketches::sketch_all(&texts);
    let found = templates(&sketches);
    let mut group = c.benchmark_group("link");
    group.sample_size(10).throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("sketch", |b| b.iter(|| Sketches::sketch_all(black_box(&texts))));
    group.bench_function("cluster", |b| b.iter(|| templates(black_box(&sketches))));
    group.bench_function("actors", |b| b.iter(|| actors(&sketches, &found, &[], &[])));
    let before = templates(&Sketches::sketch_all(&texts[..19_800]));
    group.throughput(Throughput::Elements(200));
    group.bench_function("import", |b| b.iter(|| extend(black_box(&before), &sketches)));
    let members: Vec<&String> = texts.iter().take(1700).collect();
    group.throughput(Throughput::Elements(members.len() as u64));
    group.bench_function("segments", |b| b.iter(|| segments(black_box(&members), 0)));
    group.finish();
}

criterion_group!(benches, link);
criterion_main!(benches);
