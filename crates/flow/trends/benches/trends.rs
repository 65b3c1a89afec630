//! Speeds: prices of a country, counting and judging series, words of a text.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_trends::{
    Cell, Counts, Kind, PriceRow, PriceSettings, Prices, Row, Settings, Span, words,
};
use std::collections::BTreeSet;
use std::hint::black_box;

/// Xorshift (Marsaglia 2003).
fn draws() -> impl FnMut(u64) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    move |n| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % n
    }
}

fn prices(c: &mut Criterion) {
    let mut draw = draws();
    let rows: Vec<PriceRow> = (0..100_000)
        .map(|n| PriceRow {
            place: draw(100) as u32,
            service: (draw(2) == 0).then(|| draw(8) as u32),
            period: draw(18) as i32,
            currency: draw(3) as u16,
            hourly: (draw(5) > 0).then(|| 80.0 + draw(200) as f64),
            actor: n / 4,
            row: n,
        })
        .collect();
    let mut group = c.benchmark_group("prices");
    group.sample_size(10).throughput(Throughput::Elements(rows.len() as u64));
    group.bench_function("build", |b| {
        b.iter(|| Prices::build(black_box(&rows), &PriceSettings::default()));
    });
    let (prices, _) = Prices::build(&rows, &PriceSettings::default());
    let cell = Cell { currency: 0, place: Some(5), period: Some(3), service: Some(2) };
    group.throughput(Throughput::Elements(1));
    group.bench_function("position", |b| b.iter(|| prices.position(black_box(123.0), cell)));
    group.finish();
}

fn trends(c: &mut Criterion) {
    let mut draw = draws();
    let rows: Vec<Row> = (0..1_000_000)
        .map(|n| Row {
            kind: Kind::Term,
            group: 0,
            key: draw(20_000).min(draw(20_000)) as u32,
            bucket: draw(78) as i32,
            actor: draw(50_000) as u32,
            row: n,
        })
        .collect();
    let span = Span { first: 0, last: 77, rest: 26 };
    let mut group = c.benchmark_group("trends");
    group.sample_size(10).throughput(Throughput::Elements(rows.len() as u64));
    group.bench_function("count a million rows", |b| {
        b.iter(|| Counts::build(black_box(rows.clone()), span));
    });
    let (counts, _) = Counts::build(rows, span);
    group.throughput(Throughput::Elements(counts.len() as u64));
    group.bench_function("judge 20,000 series", |b| {
        b.iter(|| counts.trends(black_box(77), &Settings::default()));
    });
    group.finish();
}

fn texts(c: &mut Criterion) {
    let text = "Hello, I am new here. Soft light, warm towels and a quiet room near the station; \
                call 07700 900123 or write to amber@mail.example.com. No rush, no hurry. "
        .repeat(4);
    let never: BTreeSet<String> = ["martian".to_owned()].into();
    let mut group = c.benchmark_group("terms");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("words", |b| b.iter(|| words(black_box(&text), &[(0, 5)], &never)));
    group.finish();
}

criterion_group!(benches, prices, trends, texts);
criterion_main!(benches);
