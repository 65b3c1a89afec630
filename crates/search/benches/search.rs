//! Speed of cutting words, of building a small index and of asking it.

#[path = "../tests/country/mod.rs"]
mod country;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_search::{Ask, Index, Rows, Settings, nothing_told, read, tokens};
use std::hint::black_box;

fn search(c: &mut Criterion) {
    let entries = country::entries(5000, 1);
    let sources = country::sources(&entries);
    let settings = Settings { threads: 1, bytes_per_thread: 64 << 20, search_threads: 1 };
    let build = || {
        let dir = tempfile::tempdir().expect("a folder");
        let mut index = Index::open(dir.path(), settings).expect("an index");
        let of = |_: &str| entries.clone().into_iter().map(Ok);
        index.update(&["part".to_owned()], of).expect("an update");
        (dir, index)
    };

    let mut group = c.benchmark_group("search");
    let bytes: usize = entries.iter().map(|e| e.text.len()).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("tokens", |b| {
        b.iter(|| entries.iter().map(|e| tokens(black_box(&e.text)).len()).sum::<usize>());
    });
    group.sample_size(10).throughput(Throughput::Elements(entries.len() as u64));
    group.bench_function("build", |b| b.iter(|| black_box(build())));
    group.finish();

    let (_dir, index) = build();
    let mut group = c.benchmark_group("ask");
    for (name, text) in [
        ("word", "massage"),
        ("words and fields", "massage uur lang:nl from:2025-06"),
        ("phrase", "\"per hour\""),
        ("prefix", "mass*"),
        ("everything", ""),
    ] {
        let (query, _) = read(text, &nothing_told);
        for (rows, of) in [("adverts", Rows::Advert), ("templates", Rows::Template)] {
            let ask =
                Ask { sources: &sources, rows: of, limit: 20, facet_values: 20, ..Ask::default() };
            group.bench_function(format!("{name}, {rows}"), |b| {
                b.iter(|| index.search(black_box(&query), &ask).expect("an answer"));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
