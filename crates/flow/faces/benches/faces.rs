//! Speeds on one core: a detection, an embedding, a search through a million.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use spoor_faces::{Embedding, Face, Gallery, Models, Picture, Points};

const MILLION: usize = 1_000_000;

fn models() -> Models {
    let shelf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../models");
    Models::open(|name| std::fs::read(shelf.join(name)).ok()).expect("the models of the checkout")
}

fn nets(bench: &mut Criterion) {
    let models = models();
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let rgb: Vec<u8> = (0..640 * 480 * 3).map(|_| chance.random()).collect();
    let picture = Picture::new(640, 480, &rgb).expect("a picture");
    let at = |x, y| [x, y];
    let points = Points {
        left_eye: at(260.0, 200.0),
        right_eye: at(360.0, 200.0),
        nose: at(310.0, 260.0),
        mouth: at(310.0, 310.0),
        left_ear: at(220.0, 220.0),
        right_ear: at(400.0, 220.0),
    };
    let face = Face { score: 1.0, centre: at(310.0, 250.0), side: 220.0, points };
    let mut group = bench.benchmark_group("nets");
    group.throughput(Throughput::Elements(1));
    group.bench_function("detect in 640 × 480", |b| b.iter(|| models.find(black_box(&picture))));
    group.bench_function("embed", |b| b.iter(|| models.embed(black_box(&picture), &face)));
    group.finish();
}

fn search(bench: &mut Criterion) {
    let mut chance = ChaCha8Rng::seed_from_u64(2);
    // Faces as a net gives them: about one and a third long, people some way apart.
    let mut face = || {
        let numbers: [f32; 128] =
            std::array::from_fn(|_| (0..4).map(|_| chance.random_range(-0.1f32..0.1)).sum());
        Embedding::new(numbers).expect("sound numbers")
    };
    let mut gallery = Gallery::default();
    for id in 0..MILLION {
        gallery.put(id as u64, &face());
    }
    let queries: Vec<Embedding> = (0..16).map(|_| face()).collect();
    let mut turn = 0;
    bench.bench_function("ten nearest of a million", |b| {
        b.iter(|| {
            turn += 1;
            gallery.nearest(black_box(&queries[turn % queries.len()]), 10)
        });
    });
}

criterion_group!(benches, nets, search);
criterion_main!(benches);
