//! Answers a second on the default web.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_web::{Plan, Request, Web, breadth};
use std::hint::black_box;
use url::Url;

/// Addresses as a breadth-first search meets them, without those that only redirect.
fn addresses(web: &Web) -> Vec<String> {
    let mut all = web.seeds();
    let mut at = 0;
    while all.len() < 4_000 && at < all.len() {
        let url = Url::parse(&all[at]).expect("an address of the web");
        let answer = web.answer(&Request::get(&all[at], 0).with("cookie", "ok=1"));
        let page = String::from_utf8_lossy(&answer.body).into_owned();
        all.extend(breadth::links(&page, &url).into_iter().filter(|u| web.allows(u)).step_by(7));
        at += 1;
    }
    all
}

fn bench(c: &mut Criterion) {
    let web = Web::new(Plan::default());
    let all = addresses(&web);
    let mut group = c.benchmark_group("web");
    group.throughput(Throughput::Elements(all.len() as u64));
    group.sample_size(10);
    group.bench_function("answers", |b| {
        b.iter(|| {
            for url in &all {
                black_box(web.answer(&Request::get(url, 0).with("cookie", "ok=1")));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
