//! The network step alone on made-up countries, against their truth:
//! `country ADVERTS FIRST_SEED LAST_SEED [--without-rings]`.
//!
//! Actors are the true placers, so that what is measured is this step and not linkage.

mod made_up;

use made_up::Country;
use rustc_hash::{FxHashMap, FxHashSet};
use spoor_network::{Network, Settings};
use spoor_world::{Kind, Plan};
use std::error::Error;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |n: usize, usual: u64| args.get(n).and_then(|a| a.parse().ok()).unwrap_or(usual);
    let without = args.iter().any(|a| a == "--without-rings");
    let (mut all, mut wrong) = (0, 0);
    for seed in number(1, 1)..=number(2, 3) {
        let plan = Plan { rings: !without, ..Plan::new(number(0, 100_000) as u32, seed) };
        let country = Country::read(plan)?;
        let clock = Instant::now();
        let settings = Settings::default();
        let (network, defects) =
            Network::build(&country.sightings, &country.places, &[], &settings);
        let seconds = clock.elapsed().as_secs_f64();
        let (found, false_ones) = report(&country, &network);
        all += found;
        wrong += false_ones;
        println!("  seed {seed}: {seconds:.1} s, {} defects, {:?}", defects.len(), network.figures);
    }
    println!("rings {all}, false {wrong}, share {:.3}", f64::from(wrong) / f64::from(all.max(1)));
    Ok(())
}

/// Prints what was found; returns the number of rings and of those with no true ring's members.
fn report(country: &Country, network: &Network) -> (u32, u32) {
    let of_ring = |actor: u32| country.truth[actor as usize].1.as_str();
    let mut found: FxHashMap<u32, usize> = FxHashMap::default();
    let (mut false_ones, mut swept) = (0, FxHashMap::<String, u32>::default());
    for (n, ring) in network.rings.iter().enumerate() {
        ring.actors.iter().for_each(|a| {
            found.insert(*a, n);
        });
        let names: FxHashSet<&str> =
            ring.actors.iter().map(|a| of_ring(*a)).filter(|r| !r.is_empty()).collect();
        false_ones += u32::from(names.is_empty());
        for actor in ring.actors.iter().filter(|a| of_ring(**a).is_empty()) {
            let kind = country.truth[*actor as usize].0.map_or("unknown", Kind::as_str);
            *swept.entry(kind.to_owned()).or_default() += 1;
        }
    }
    let (mut size, mut both) = (FxHashMap::<&str, f64>::default(), FxHashMap::default());
    for actor in 0..country.truth.len() as u32 {
        let ring = of_ring(actor);
        if !ring.is_empty() {
            *size.entry(ring).or_default() += 1.0;
            if let Some(n) = found.get(&actor) {
                *both.entry((ring, *n)).or_insert(0.0) += 1.0;
            }
        }
    }
    // B-cubed over actors: precision over those in a found ring, recall over those in a true one.
    let shares: f64 = both
        .iter()
        .map(|((_, n), k): (_, &f64)| k * k / network.rings[*n].actors.len() as f64)
        .sum();
    let recalls: f64 = both.iter().map(|((r, _), k)| k * k / size[r]).sum();
    let precision = shares.max(0.0) / (found.len().max(1) as f64);
    // An empty sum of floats is -0.
    let recall = (0.0 + recalls) / size.values().sum::<f64>().max(1.0);
    let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
    let loose = size.values().filter(|s| **s > 1.0).count();
    println!(
        "{} true rings ({loose} of several placers), {} found, {false_ones} false; \
         B-cubed P {precision:.3} R {recall:.3} F1 {f1:.3}; swept in {swept:?}",
        size.len(),
        network.rings.len()
    );
    (network.rings.len() as u32, false_ones)
}
