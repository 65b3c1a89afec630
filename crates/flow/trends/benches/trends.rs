//! Speeds: prices of a country, counting and judging series, words of a text.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_trends::{
    Cell, Counts, Kind, PriceRow, PriceSettings, Prices, Row, Settings, ShiftSettings, Span,
    TermSettings, Terms, Text, price_shifts, words,
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
    // Ten thousand adverts, each of ten out of four hundred sentences of ten words, by two thousand
    // actors.
    let mut draw = draws();
    let line = |of: Vec<String>| of.join(" ");
    let sentences: Vec<String> =
        (0..400).map(|_| line((0..10).map(|_| word(draw(4_000))).collect()) + ".").collect();
    let mut sentence = || sentences[draw(400) as usize].clone();
    let adverts: Vec<String> =
        (0..10_000).map(|_| line((0..10).map(|_| sentence()).collect())).collect();
    let all: Vec<Text<'_>> = (0..)
        .zip(&adverts)
        .map(|(row, text)| {
            let (actor, bucket) = (row % 2_000, (row / 130) as i32);
            Text { text, masked: &[(0, 5)], group: 0, bucket, actor, row }
        })
        .collect();
    let settings = TermSettings { never, actors_min: 5, rest: 26, cells: 1 << 18 };
    group.sample_size(10).throughput(Throughput::Elements(all.len() as u64));
    group.bench_function("two passes", |b| {
        b.iter(|| {
            let mut terms = Terms::new(settings.clone());
            terms.note(&all);
            terms.take(&all);
            terms.finish()
        });
    });
    group.finish();
}

/// A made-up word.
fn word(number: u64) -> String {
    let letter = |n: u64| char::from(b'a' + (number / 26u64.pow(n as u32) % 26) as u8);
    (0..6).map(|n| letter(n % 4)).collect()
}

/// Prices by week of 300 places: 30,000 actors, half of them seen in several weeks.
fn shifts(c: &mut Criterion) {
    let mut draw = draws();
    let rows: Vec<PriceRow> = (0..200_000)
        .map(|n| {
            let actor = draw(30_000) as u32;
            let (start, length) = (actor % 97, 1 + actor % 20);
            PriceRow {
                place: actor % 300,
                service: None,
                period: (start + draw(u64::from(length)) as u32) as i32,
                currency: (actor % 3) as u16,
                hourly: Some(80.0 + f64::from(actor % 200) + draw(4) as f64),
                actor,
                row: n,
            }
        })
        .collect();
    let mut group = c.benchmark_group("shifts");
    group.sample_size(10).throughput(Throughput::Elements(rows.len() as u64));
    group.bench_function("200,000 prices of 300 places", |b| {
        b.iter(|| price_shifts(black_box(&rows), 97, &ShiftSettings::default()));
    });
    group.finish();
}

criterion_group!(benches, prices, trends, texts, shifts);
criterion_main!(benches);
