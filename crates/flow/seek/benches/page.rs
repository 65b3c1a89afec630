//! Speed of reading a page for the search.
#![allow(missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_seek::Page;
use spoor_web::{Plan, Request, Web};
use std::hint::black_box;
use url::Url;

fn page(c: &mut Criterion) {
    let web = Web::new(Plan { pages: 5_000, ..Plan::default() });
    let pages: Vec<(Url, Vec<u8>)> = web
        .truth(0, 1)
        .take(200)
        .map(|advert| {
            let answer = web.answer(&Request::get(&advert.urls[0], 0).with("cookie", "ok=1"));
            (Url::parse(&advert.urls[0]).expect("an address"), answer.body)
        })
        .collect();
    let mut group = c.benchmark_group("page");
    group.throughput(Throughput::Bytes(pages.iter().map(|(_, body)| body.len() as u64).sum()));
    group.bench_function("read", |b| {
        b.iter(|| {
            pages
                .iter()
                .map(|(url, body)| Page::read(black_box(body), url).links.len())
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, page);
criterion_main!(benches);
