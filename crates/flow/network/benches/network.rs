//! Speed of the whole step, and of forecasts from it, on people who tour on their own and threes who tour together.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use spoor_network::{Forecaster, Method, Network, Party, Place, Settings, Sighting};
use std::hint::black_box;

/// `actors` persons of twelve stays; each third hundred of them move in threes.
fn sightings(actors: u32) -> Vec<Sighting> {
    let mut out = Vec::new();
    for actor in 0..actors {
        let leader = if actor % 300 < 100 { actor - actor % 3 } else { actor };
        let mut state = u64::from(leader).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = |n: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 20) % n
        };
        let mut day = 20_000 + next(200) as i64;
        for _ in 0..12 {
            out.push(Sighting {
                row: out.len() as u32,
                actor,
                time: Some(day * 86_400_000 + 1),
                place: Some(next(100) as u32),
                names: vec![actor],
                ..Sighting::default()
            });
            day += 7 + next(30) as i64;
        }
    }
    out
}

fn network(c: &mut Criterion) {
    let seen = sightings(10_000);
    let place = |n: u32| Place {
        key: format!("XX:{n}"),
        lat: 45.0 + f64::from(n / 10),
        lon: 4.0 + f64::from(n % 10),
    };
    let places: Vec<Place> = (0..100).map(place).collect();
    let mut group = c.benchmark_group("network");
    group.sample_size(10).throughput(Throughput::Elements(seen.len() as u64));
    group.bench_function("build", |b| {
        b.iter(|| Network::build(black_box(&seen), &places, &[], &Settings::default()));
    });
    let settings = Settings::default();
    let seen = sightings(1_000);
    let network = Network::build(&seen, &places, &[], &settings).0;
    let parties = Party::all(&network);
    let at = 20_300 * 86_400_000;
    group.throughput(Throughput::Elements(parties.len() as u64));
    group.bench_function("forecast", |b| {
        b.iter(|| {
            let seen = black_box(&seen);
            Forecaster::fit(&network, &parties, seen, &places, at, &settings)
                .forecasts(Method::Routes)
        });
    });
    group.finish();
}

criterion_group!(benches, network);
criterion_main!(benches);
