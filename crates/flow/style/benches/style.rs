//! Speed of masking, profiles and comparisons, on texts of about 500 bytes.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_style::{Example, Masked, Model, Profile, Settings, mask};
use std::hint::black_box;

/// Texts of random words; each hand ends its sentences in its own way.
fn texts(hands: u64) -> Vec<(u32, String)> {
    let words = ["Hello", "you", "the", "house", "is", "near", "a", "river", "visit", "when", "I"];
    let ends = [". ", "!! ", " ! ", "...\n", ", ", " ✨ "];
    let mut state = 1_u64;
    let mut below = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % n
    };
    let mut all = Vec::new();
    for n in 0..hands * 4 {
        let hand = n / 4;
        let mut text = String::new();
        while text.len() < 500 {
            for _ in 0..6 {
                text.push_str(words[below(words.len())]);
                text.push(' ');
            }
            text.push_str(ends[hand as usize % ends.len()]);
        }
        all.push((hand as u32, text));
    }
    all
}

fn bench(c: &mut Criterion) {
    let texts = texts(400);
    let masked: Vec<Masked> =
        texts.iter().map(|(_, t)| mask(t, std::slice::from_ref(&(4..9)))).collect();
    let profiles: Vec<Profile> = masked.iter().map(|m| Profile::of([m], "en")).collect();
    let examples = (0..).zip(&texts).zip(&profiles).map(|((n, (hand, _)), profile)| Example {
        profile: profile.clone(),
        actor: *hand,
        template: n,
    });
    let model = Model::train(examples.collect(), "bench", &Settings::default()).expect("400 hands");

    let mut group = c.benchmark_group("style");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("mask", |b| {
        b.iter(|| texts.iter().map(|(_, t)| mask(black_box(t), &[]).as_str().len()).sum::<usize>());
    });
    group.bench_function("profile", |b| {
        b.iter(|| masked.iter().map(|m| Profile::of([black_box(m)], "en").letters()).sum::<u32>());
    });
    group.bench_function("compare", |b| {
        let one = &profiles[0];
        b.iter(|| {
            let bits = |p| model.compare(one, black_box(p)).map_or(0.0, |w| w.bits);
            profiles.iter().map(bits).sum::<f64>()
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
