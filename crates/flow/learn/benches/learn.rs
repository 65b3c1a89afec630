//! Decisions a second, with the probability of every lead brought up to date after each.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use spoor_learn::{Learner, Mix, Outcome, Row, Settings, Sheet, calibration};
use spoor_vocab::{Decision, Direction, Reason, Verdict};
use std::hint::black_box;

const FEATURES: u64 = 100;
const LEADS: u64 = 100_000;

/// Leads of eight reasons each, out of a hundred.
fn leads() -> Vec<(String, Vec<Reason>)> {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut next = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % n
    };
    let reason = |code: u64, bits: u64| Reason {
        code: format!("rule.{code:03}"),
        direction: if code.is_multiple_of(3) { Direction::Against } else { Direction::For },
        weight_bits: bits as f32 / 10.0,
        text: String::new(),
        citation: String::new(),
        adverts: Vec::new(),
    };
    (0..LEADS)
        .map(|k| {
            let first = next(FEATURES);
            let codes = (0..8).map(|j| (first + j * 13) % FEATURES);
            (format!("L-{k:06}"), codes.map(|c| reason(c, 1 + next(40))).collect())
        })
        .collect()
}

fn decision(k: u64) -> Decision {
    Decision {
        lead_id: format!("L-{:06}", k * 241 % LEADS),
        reviewer: format!("reviewer {}", k % 3),
        verdict: if k.is_multiple_of(4) { Verdict::Pursue } else { Verdict::Dismiss },
        why: "bench".into(),
        decided_at: k as i64,
    }
}

fn learn(c: &mut Criterion) {
    let leads = leads();
    let rows = leads.iter().map(|(lead_id, reasons)| Row { lead_id, reasons, values: &[] });
    let (sheet, _) = Sheet::new(rows);
    let settings = Settings { refit_every: usize::MAX, ..Settings::default() };
    let (mut learner, _) = Learner::new(sheet, settings);
    learner.learn(&(0..400).map(decision).collect::<Vec<_>>());
    let mut group = c.benchmark_group("learn");
    group.sample_size(20).throughput(Throughput::Elements(1));
    let mut next = 400;
    group.bench_function("decision", |b| {
        b.iter_batched(
            || {
                next += 1;
                decision(next)
            },
            |d| black_box(learner.decide(d)),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("exact fit of 400 decisions", |b| {
        let (mut fresh, _) = Learner::new(learner.sheet().clone(), Settings::default());
        fresh.learn(&(0..400).map(decision).collect::<Vec<_>>());
        b.iter(|| fresh.refit());
    });
    group.bench_function("queue of 50", |b| {
        b.iter(|| black_box(learner.queue(50, &Mix::default(), 1)));
    });
    let outcomes: Vec<Outcome> = (0..1500)
        .map(|row| Outcome {
            probability: learner.chance(row).probability,
            relevant: row.is_multiple_of(4),
            weight: 1.0,
        })
        .collect();
    group.bench_function("calibration of 1,500 outcomes, 100 resamples", |b| {
        b.iter(|| black_box(calibration(&outcomes, 10, 100, 1)));
    });
    group.finish();
}

criterion_group!(benches, learn);
criterion_main!(benches);
