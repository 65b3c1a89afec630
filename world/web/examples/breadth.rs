//! How many requests breadth-first search needs to see the adverts of a web while the clock stands
//! still: `breadth [--seed N] [--pages N] [--sites N] [--budget N] [--no-traps]`.

use spoor_web::{Plan, Web, breadth};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let mut plan = Plan::default();
    let mut budget = 1_000_000;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.parse::<u64>().ok());
        let taken = match arg.as_str() {
            "--seed" => number().map(|n| plan.seed = n),
            "--pages" => number().map(|n| plan.pages = n as u32),
            "--sites" => number().map(|n| plan.sites = n as u16),
            "--budget" => number().map(|n| budget = n),
            "--no-traps" => Some(plan.traps = false),
            _ => None,
        };
        if taken.is_none() {
            eprintln!(
                "usage: breadth [--seed N] [--pages N] [--sites N] [--budget N] [--no-traps]"
            );
            return ExitCode::from(2);
        }
    }
    let web = Web::new(plan);
    let counts = web.true_pages();
    let adverts = web.lives(0, 1).count();
    println!("{} sites, {} true pages, {adverts} adverts alive", plan.sites, counts.total());
    let start = Instant::now();
    let result = breadth::search(&web, 0, budget, adverts);
    let seconds = start.elapsed().as_secs_f64();
    for share in [0.5, 0.9, 0.95, 1.0] {
        match result.requests_for(share, adverts) {
            Some(n) => println!(
                "{:>4.0} % of the adverts after {n:>8} requests, {:.2} x the true pages",
                share * 100.0,
                n as f64 / f64::from(counts.total())
            ),
            None => println!("{:>4.0} % of the adverts: not within the budget", share * 100.0),
        }
    }
    let [adverts, listings, others, traps, missing] = result.kinds;
    println!(
        "answers: {adverts} of adverts, {listings} of listings, {others} of others, {traps} of traps, \
         {missing} redirects and missing; {} true pages seen",
        result.true_pages
    );
    println!("{} requests, {:.0} a second", result.requests, result.requests as f64 / seconds);
    ExitCode::SUCCESS
}
