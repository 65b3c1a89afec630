//! How much memory and disk a search takes that knows many addresses:
//! `cargo run --release -p spoor-seek --example addresses -- 10000000`.

use spoor_seek::Seeker;
use std::time::Instant;
use url::Url;

/// Addresses between two steps of the store.
const STEP: u64 = 100_000;
const HOSTS: u64 = 1_000;

fn main() {
    let number: u64 =
        std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let begun = Instant::now();
    let mut seeker = Seeker::open(folder.path(), 100, 0).expect("a search");
    let map = Url::parse("https://map.example/").expect("an address");
    for n in 0..number {
        let text = format!("https://board{}.example/ad/{n}", n % HOSTS);
        seeker.offer(&Url::parse(&text).expect("an address"), &map).expect("the disk");
        if (n + 1).is_multiple_of(STEP) {
            seeker.commit().expect("the disk");
        }
    }
    seeker.commit().expect("the disk");
    let known = seeker.progress().addresses;
    println!("{known} addresses in {:.0} s; memory at most {} MB", seconds(begun), most_memory());
    drop(seeker);
    let file = folder.path().join("frontier.redb").metadata().expect("a file").len();
    let begun = Instant::now();
    let mut seeker = Seeker::open(folder.path(), 100, 0).expect("a search");
    println!("file {} MB; opened again in {:.1} s", file / 1_000_000, seconds(begun));
    let begun = Instant::now();
    for _ in 0..10_000 {
        seeker.next(0, |_| true).expect("the disk").expect("a page");
    }
    println!("next page in {:.0} µs", seconds(begun) * 100.0);
    println!("memory at most {} MB", most_memory());
}

fn seconds(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64()
}

/// Most resident memory so far, in MB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() * 1024 / 1_000_000
}
