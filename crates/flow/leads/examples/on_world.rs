//! Measures the ranking on the made-up country, straight from its truth: what would the leads be
//! if extraction and linking were perfect, if one actor in twenty were split or merged, and if
//! much were misread as well? DETAIL=1 in the environment lists the leads with their reasons.
//!
//! `cargo run --release -p spoor-leads --example on_world -- ADVERTS SEED…`

mod country;

use country::{Actors, leads, misread, noisy, perfect, read, relevant};
use spoor_world::truth::Fact;
use std::collections::BTreeSet;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let adverts = args.next().and_then(|a| a.parse().ok()).unwrap_or(20_000);
    let seeds: Vec<u64> = args.filter_map(|a| a.parse().ok()).collect();
    let seeds = if seeds.is_empty() { vec![4, 5, 6] } else { seeds };
    println!("seed linkage  ranking            P@10  P@50 P@100  ring recall @R  leads");
    for seed in seeds {
        let facts = read(adverts, seed)?;
        measure(seed, "perfect", &facts, &facts, &perfect(&facts));
        measure(seed, "noisy", &facts, &facts, &noisy(&facts, seed));
        measure(seed, "misread", &misread(&facts), &facts, &noisy(&facts, seed));
    }
    Ok(())
}

/// Ranks what was `seen` of the `facts`.
fn measure(seed: u64, linkage: &str, seen: &[Fact], facts: &[Fact], actors: &Actors) {
    let started = Instant::now();
    let leads = leads(actors, seen);
    let took = started.elapsed();
    let order: Vec<&str> = leads.iter().map(|l| l.actor_id.as_str()).collect();
    print_row(seed, linkage, "spoor", &order, facts, actors);
    let mut by_low: Vec<_> = leads.iter().collect();
    by_low.sort_by(|a, b| b.score_low.total_cmp(&a.score_low));
    let order: Vec<&str> = by_low.iter().map(|l| l.actor_id.as_str()).collect();
    print_row(seed, linkage, "by low end", &order, facts, actors);
    for (name, key) in [
        ("indicator count", count_indicators as fn(&[usize], &[Fact]) -> usize),
        ("advert count", |rows, _| rows.len()),
    ] {
        let mut order: Vec<(usize, &str)> = actors
            .iter()
            .filter(|(_, rows)| rows.len() > 1)
            .map(|(id, rows)| (key(rows, facts), id.as_str()))
            .collect();
        order.sort_by_key(|(n, id)| (std::cmp::Reverse(*n), *id));
        let order: Vec<&str> = order.into_iter().map(|(_, id)| id).collect();
        print_row(seed, linkage, name, &order, facts, actors);
    }
    if std::env::var_os("DETAIL").is_some() {
        detail(&leads, facts, actors);
    }
    eprintln!("weighed {} actors in {took:.2?}", actors.len());
}

fn count_indicators(rows: &[usize], facts: &[Fact]) -> usize {
    rows.iter().map(|r| facts[*r].indicators.len()).sum()
}

fn print_row(
    seed: u64,
    linkage: &str,
    name: &str,
    order: &[&str],
    facts: &[Fact],
    actors: &Actors,
) {
    let precision = |k: usize| {
        let top = &order[..k.min(order.len())];
        top.iter().filter(|id| relevant(&actors[**id], facts)).count() as f64 / k as f64
    };
    let rings: BTreeSet<&str> =
        facts.iter().map(|f| f.ring.as_str()).filter(|r| !r.is_empty()).collect();
    let found = |k: usize| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for id in &order[..k.min(order.len())] {
            if relevant(&actors[*id], facts) {
                seen.extend(actors[*id].iter().map(|r| facts[*r].ring.as_str()));
            }
        }
        seen.remove("");
        seen.len() as f64 / rings.len().max(1) as f64
    };
    println!(
        "{seed:>4} {linkage:<8} {name:<18} {:.2}  {:.2}  {:.2}   {:.2} of {:<4}  {:.2} of all {}",
        precision(10),
        precision(50),
        precision(100),
        found(rings.len()),
        rings.len(),
        found(order.len()),
        order.len(),
    );
}

/// What stands where: for setting weights, on seeds that are not reported.
fn detail(leads: &[spoor_vocab::Lead], facts: &[Fact], actors: &Actors) {
    for lead in leads {
        let rows = &actors[&lead.actor_id];
        let kind = facts[rows[0]].kind.as_str();
        if lead.rank > 110 && kind != "missing" {
            continue;
        }
        let codes: Vec<String> = lead
            .reasons
            .iter()
            .map(|r| {
                let sign = if r.direction == spoor_vocab::Direction::For { '+' } else { '-' };
                format!("{}{sign}{:.1}", r.code, r.weight_bits)
            })
            .collect();
        println!(
            "  {:>3} {kind:<11} n={:<4} {:.1} [{:.1}, {:.1}] {}",
            lead.rank,
            rows.len(),
            lead.score,
            lead.score_low,
            lead.score_high,
            codes.join(" ")
        );
    }
}
