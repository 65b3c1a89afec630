//! Adverts per second over a JSON lines file (`text` of each line), and mentions by kind:
//! `cargo run --release -p spoor-extract --example throughput -- ADVERTS.jsonl [THREADS] [ROUNDS]`

use rayon::prelude::*;
use spoor_extract::{Extractor, Hints};
use spoor_vocab::Kind;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let path = args.get(1).ok_or("give a JSON lines file with a text in each line")?;
    let threads = args.get(2).map_or(Ok(2), |n| n.parse())?;
    let rounds = args.get(3).map_or(Ok(5), |n| n.parse::<usize>())?;
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let advert: serde_json::Value = serde_json::from_str(line)?;
        texts.push(advert["text"].as_str().unwrap_or("").to_owned());
    }
    let mut sizes: Vec<usize> = texts.iter().map(String::len).collect();
    sizes.sort_unstable();
    let median = sizes.get(sizes.len() / 2).copied().unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    // Reads the lexicons, so that they are not measured.
    count(&texts[..texts.len().min(1)]);
    let mut best = f64::INFINITY;
    let mut counts = [0u64; 14];
    for _ in 0..rounds {
        let start = Instant::now();
        counts = pool.install(|| {
            texts
                .par_chunks(512)
                .map(count)
                .reduce(|| [0; 14], |a, b| std::array::from_fn(|i| a[i] + b[i]))
        });
        best = best.min(start.elapsed().as_secs_f64());
    }
    let rate = texts.len() as f64 / best;
    println!(
        "{} adverts, median {median} bytes, {threads} threads: {rate:.0} adverts/s (best of {rounds}), {:.1} µs per advert and thread",
        texts.len(),
        threads as f64 * 1e6 / rate
    );
    for (kind, count) in Kind::ALL.iter().zip(counts) {
        println!("{kind:>10} {count}");
    }
    Ok(())
}

fn count(texts: &[String]) -> [u64; 14] {
    let mut extractor = Extractor::new();
    let mut found = Vec::new();
    let mut counts = [0; 14];
    for text in texts {
        found.clear();
        extractor.extract(text, &Hints::default(), &mut found);
        for mention in &found {
            counts[mention.kind as usize] += 1;
        }
    }
    counts
}
