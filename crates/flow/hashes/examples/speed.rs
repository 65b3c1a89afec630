//! Speed of hashing, and of an index of hashes: `cargo run --release -p spoor-hashes --example speed --
//! MILLIONS`. Of one core: rates and means in
//! processor time, medians and hundredths by the clock. Hashes are uniform, then in families as real ones are.

#[path = "../tests/made_up/mod.rs"]
mod made_up;

use made_up::{Chance, clouds, flipped};
use spoor_hashes::{Index, Pdq, Picture, hash, turned};
use std::hint::black_box;
use std::time::Instant;

/// Seconds that this process has had a processor, so that others on the machine are not counted. Linux only.
fn worked() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").expect("Linux");
    let nanoseconds = stat.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.expect("a number") / 1e9
}

fn main() {
    let millions = std::env::args().nth(1).and_then(|m| m.parse().ok()).unwrap_or(1.0);
    for (width, height) in [(512, 512), (1600, 1004), (384, 384)] {
        hashing(width, height);
    }
    let count = (millions * 1e6) as usize;
    let mut chance = Chance(7);
    let uniform: Vec<_> = (0..count).map(|key| (chance.pdq(), key as u32)).collect();
    lookups("uniform", uniform, &mut chance);
    let clustered = families(count, &mut chance);
    lookups("clustered", clustered, &mut chance);
}

fn hashing(width: usize, height: usize) {
    let dots = clouds(1, width, height, 3);
    let picture = Picture::rgb(width, height, &dots).expect("three bytes a dot");
    const TIMES: u32 = 400;
    for (name, of) in [
        ("hash", &(|p: &Picture| hash(p).pdq) as &dyn Fn(&Picture) -> Pdq),
        ("turned in eight ways", &|p| turned(p).0[7]),
    ] {
        let begun = worked();
        for _ in 0..TIMES {
            black_box(of(black_box(&picture)));
        }
        let each = (worked() - begun) / f64::from(TIMES);
        println!("{width} x {height}, {name}: {:.0} a second", 1.0 / each);
    }
}

/// Hashes as adverts have them: families of edits of one picture, of very different size, copies, and
/// every bit of a family's head drawn towards one of few kinds of pictures.
fn families(count: usize, chance: &mut Chance) -> Vec<(Pdq, u32)> {
    let kinds: Vec<Pdq> = (0..40).map(|_| chance.pdq()).collect();
    let mut pairs = Vec::with_capacity(count + 10_000);
    while pairs.len() < count {
        let kind = kinds[chance.below(40) as usize];
        let away = 60 + chance.below(40);
        let head = flipped(kind, away, chance);
        // Sizes with a heavy tail: most families are small, few have thousands.
        let size = (1_000_000 / (1 + chance.below(1_000_000))).clamp(1, 5_000);
        for _ in 0..size {
            let bits = chance.below(25);
            let pdq = if chance.below(3) == 0 { head } else { flipped(head, bits, chance) };
            pairs.push((pdq, pairs.len() as u32));
        }
    }
    pairs.truncate(count);
    pairs
}

fn lookups(name: &str, pairs: Vec<(Pdq, u32)>, chance: &mut Chance) {
    const QUERIES: u32 = 2_000;
    let count = pairs.len();
    let queries: Vec<Pdq> = (0..QUERIES)
        .map(|n| match n % 2 {
            0 => chance.pdq(),
            _ => {
                let pdq = pairs[chance.below(count as u64) as usize].0;
                let bits = chance.below(32);
                flipped(pdq, bits, chance)
            }
        })
        .collect();
    let begun = worked();
    let mut index = Index::of(pairs);
    let built = worked() - begun;
    println!(
        "{name}: {count} hashes, built in {built:.2} s, {:.0} MB a million",
        index.bytes() as f64 / count as f64
    );
    for (what, from) in [("strangers", 0), ("edits of listed ones", 1)] {
        let (mut times, mut met) = (Vec::new(), 0);
        let all = worked();
        for &pdq in queries.iter().skip(from).step_by(2) {
            let begun = Instant::now();
            met += black_box(index.near(black_box(pdq), Pdq::NEAR)).len();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        let mean = (worked() - all) * 1e3 / times.len() as f64;
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times[(times.len() as f64 * part) as usize];
        println!(
            "{name}, {what}: mean {mean:.3} ms, median {:.3}, 99 of 100 within {:.3}; {met} met",
            at(0.5),
            at(0.99)
        );
    }
    let begun = worked();
    const MORE: u32 = 200_000;
    (0..MORE).for_each(|key| index.insert(chance.pdq(), key));
    let each = (worked() - begun) / f64::from(MORE);
    println!("{name}: an addition takes {:.1} us over the long run", each * 1e6);
}
