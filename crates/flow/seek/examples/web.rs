//! How soon adverts are found on the made-up web, beside breadth first; and how many of those that live
//! two hours are seen at a given pace.
//!
//! `cargo run --release -p spoor-seek --example web [-- SEED [PAGES]]`
#![allow(missing_docs)]

#[path = "../tests/made_up/mod.rs"]
mod made_up;

use made_up::{Crawl, START};
use spoor_seek::Seeker;
use spoor_web::{Plan, Web, breadth};
use std::time::Instant;

const HOUR: i64 = 3_600_000;

fn main() {
    let mut args = std::env::args().skip(1).filter_map(|arg| arg.parse::<u64>().ok());
    let (seed, pages) = (args.next().unwrap_or(1), args.next().unwrap_or(100_000));
    let pages = u32::try_from(pages).unwrap_or(100_000);
    let web = Web::new(Plan { seed, pages, ..Plan::default() });
    let alive = web.lives(START, START + 1).count();
    println!("seed {seed}: {} pages, {alive} adverts", web.true_pages().total());
    let wide = breadth::search(&web, START, u64::from(pages) * 6, alive);
    let folder = tempfile::tempdir().expect("a folder");
    let mut crawl = Crawl::of(&web, Seeker::open(folder.path(), 100, START).expect("a search"));
    let clock = Instant::now();
    for share in [50, 90, 95, 99] {
        let Some(theirs) = wide.requests_for(share as f64 / 100.0, alive) else { break };
        let Some(ours) = crawl.until(share, theirs) else {
            println!("{share} %: not within the {theirs} requests of breadth first");
            break;
        };
        println!(
            "{share} %: {ours} requests, breadth first {theirs}: {:.1} %",
            ours as f64 * 100.0 / theirs as f64
        );
    }
    let pace = crawl.requests as f64 / clock.elapsed().as_secs_f64();
    println!("{pace:.0} requests a second, the web's own work included");
    for second in [1_000, 2_000, 3_000] {
        lived(&web, second);
    }
}

/// One request every `pace` milliseconds for a day and a half; the first 18 hours do not count.
fn lived(web: &Web, pace: i64) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut crawl = Crawl::of(web, Seeker::open(folder.path(), 100, START).expect("a search"));
    let (warm, end) = (START + 18 * HOUR, START + 36 * HOUR);
    let mut now = START;
    while now < end {
        crawl.step(now);
        now += pace;
        if crawl.requests.is_multiple_of(5_000) {
            crawl.seeker.commit().expect("a step");
        }
    }
    let short: Vec<_> = web
        .lives(warm, end - 2 * HOUR)
        .filter(|(_, born, dies)| *born >= warm && dies - born <= 2 * HOUR)
        .collect();
    let mut late: Vec<i64> = short
        .iter()
        .filter_map(|(id, born, _)| Some((crawl.seen.get(id)? - born) / 60_000))
        .collect();
    late.sort_unstable();
    println!(
        "a request every {} s: {} of {} adverts that live two hours, half of them within {} minutes",
        pace / 1_000,
        late.len(),
        short.len(),
        late.get(late.len() / 2).copied().unwrap_or_default()
    );
}
