//! Builds an index of a made-up country and says how fast queries are answered:
//! `million [adverts] [seed] [search threads]`, by default 1,000,000, 2026 and 1. A part has
//! 50,000 adverts. No seed was used for tuning but 1.

#[path = "../tests/country/mod.rs"]
mod country;

use spoor_search::{Ask, Entry, Index, Rows, Settings, Sort, read};
use std::error::Error;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

const PART: usize = 50_000;
const QUERIES: usize = 1000;
const KINDS: [&str; 10] = [
    "word",
    "two words",
    "phrase",
    "prefix",
    "number",
    "word and fields",
    "or, not",
    "price, dates",
    "everything",
    "planted",
];

fn status(line: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|l| l.strip_prefix(line));
    found.map_or_else(|| "unknown".into(), |l| l.trim().to_owned())
}

fn bytes(dir: &Path) -> std::io::Result<u64> {
    std::fs::read_dir(dir)?.map(|f| Ok(f?.metadata()?.len())).sum()
}

/// A query of kind `n % 10`, made of an advert of the index.
fn query(n: usize, of: &Entry) -> String {
    let words: Vec<&str> = of
        .text
        .split_whitespace()
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| w.chars().count() > 2)
        .collect();
    let word = |k: usize| words.get((n * 7 + k * 13) % words.len().max(1)).copied().unwrap_or("a");
    let from = n * 7 % words.len().saturating_sub(3).max(1);
    match n % 10 {
        0 => word(0).to_owned(),
        1 => format!("{} {}", word(0), word(1)),
        2 => format!("\"{}\"", words[from..(from + 3).min(words.len())].join(" ")),
        3 => format!("{}*", word(0).chars().take(4).collect::<String>()),
        4 => match of.selectors.iter().find(|s| s.value.starts_with('+')) {
            Some(s) => format!("{} {}", &s.value[..6], &s.value[6..]),
            None => word(0).to_owned(),
        },
        5 => format!("{} lang:{} site:{}", word(0), of.lang, of.site),
        6 => format!("{} OR {} -{}", word(0), word(1), word(2)),
        7 => format!("{} price:100..180eur from:2025-06 to:2026-01", word(0)),
        8 if n % 40 == 8 => String::new(),
        8 => format!("place:{}", of.place.split(':').next_back().unwrap_or_default()),
        _ => format!("zzplanted{}", n % 100),
    }
}

/// Adverts of the country as they are made, with a rare word in every thousandth.
fn stream(adverts: u32, seed: u64) -> Receiver<Entry> {
    let (send, entries) = sync_channel(10_000);
    std::thread::spawn(move || {
        let mut n = 0;
        country::each(adverts, seed, &mut |mut entry| {
            if n % 1000 == 0 {
                entry.text.push_str(&format!(" zzplanted{}", n / 1000 % 100));
            }
            n += 1;
            // The receiver is gone when the index failed; that is told there.
            drop(send.send(entry));
        });
    });
    entries
}

fn told(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "{what:<18} p50 {:6.1} ms  p95 {:6.1} ms  p99 {:6.1} ms  most {:6.1} ms",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}

fn answer(index: &Index, text: &str, n: usize, sources: &[String]) -> (Duration, u64) {
    let begun = Instant::now();
    let (query, _) = read(text, &country::tell);
    let ask = Ask {
        sources,
        sort: if n.is_multiple_of(3) { Sort::Newest } else { Sort::Relevance },
        rows: [Rows::Advert, Rows::Template, Rows::Actor][n / 10 % 3],
        offset: 0,
        limit: 20,
        facet_values: 20,
    };
    let found = index.search(&query, &ask).expect("the index can be read");
    (begun.elapsed(), found.adverts)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let adverts: u32 = args.next().map_or(Ok(1_000_000), |a| a.parse())?;
    let seed: u64 = args.next().map_or(Ok(2026), |a| a.parse())?;
    let search_threads: usize = args.next().map_or(Ok(1), |a| a.parse())?;
    let dir = tempfile::tempdir()?;
    let settings = Settings { search_threads, ..Settings::default() };
    let mut index = Index::open(dir.path(), settings)?;

    let entries = stream(adverts, seed);
    let parts: Vec<String> =
        (0..(adverts as usize).div_ceil(PART)).map(|n| format!("part-{n:03}")).collect();
    let mut samples: Vec<Entry> = Vec::new();
    let mut sources: Vec<String> = Vec::new();
    let every = (adverts as usize / QUERIES).max(1);
    let mut seen = 0;
    let first = entries.recv()?;
    println!("the country is peopled; peak memory {}", status("VmHWM:"));
    let begun = Instant::now();
    let mut head = Some(first);
    index.update(&parts, |_| {
        let part: Vec<_> = head.take().into_iter().chain(entries.iter()).take(PART).collect();
        for entry in &part {
            if seen % every == 0 {
                samples.push(entry.clone());
            }
            if !sources.contains(&entry.source) {
                sources.push(entry.source.clone());
            }
            seen += 1;
        }
        part.into_iter().map(Ok)
    })?;
    let took = begun.elapsed().as_secs_f64();
    println!(
        "built {} adverts in {took:.1} s with making them: {:.0}/s; {:.1} MB on disk; peak memory {}",
        index.adverts(),
        f64::from(adverts) / took,
        bytes(dir.path())? as f64 / 1e6,
        status("VmHWM:")
    );
    ask_all(&index, &samples, &sources);

    let begun = Instant::now();
    let done = index.update(&parts[1..], |_| std::iter::empty())?;
    println!("erased {:?} in {:.1} s", done.removed, begun.elapsed().as_secs_f64());
    Ok(())
}

fn ask_all(index: &Index, samples: &[Entry], sources: &[String]) {
    let texts: Vec<String> = samples.iter().enumerate().map(|(n, e)| query(n, e)).collect();
    // Once, so that the files are in memory as they are in a house that works.
    for (n, text) in texts.iter().take(50).enumerate() {
        answer(index, text, n, sources);
    }
    let mut times: Vec<(usize, Duration)> = Vec::new();
    let mut found = 0;
    for (n, text) in texts.iter().enumerate() {
        let (time, adverts) = answer(index, text, n, sources);
        times.push((n % 10, time));
        found += adverts;
        if time > Duration::from_millis(150) {
            println!("slow: {time:?} {text:?} finds {adverts}");
        }
    }
    println!("{} queries find {} adverts each on average", texts.len(), found / texts.len() as u64);
    for (kind, name) in KINDS.iter().enumerate() {
        let mut of: Vec<Duration> = times.iter().filter(|t| t.0 == kind).map(|t| t.1).collect();
        told(name, &mut of);
    }
    told("all", &mut times.iter().map(|t| t.1).collect::<Vec<_>>());
    let mut at_once: Vec<Duration> = std::thread::scope(|scope| {
        let texts = &texts;
        let runs: Vec<_> = (0..8)
            .map(|lane| {
                scope.spawn(move || -> Vec<Duration> {
                    let mine = texts.iter().enumerate().skip(lane).step_by(8);
                    mine.map(|(n, t)| answer(index, t, n, sources).0).collect()
                })
            })
            .collect();
        runs.into_iter().flat_map(|r| r.join().expect("a lane ends")).collect()
    });
    told("8 at once", &mut at_once);
    println!("memory now {}", status("VmRSS:"));
}
