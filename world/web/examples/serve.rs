//! Serves the made-up web until it is interrupted: `serve [--listen ADDRESS] [--hosts FILE]
//! [--seed N] [--pages N] [--sites N] [--speed N] [--start MS] [--latency MS] [--no-traps]
//! [--crawl-delay SECONDS] [--layouts train|held-out|all|fresh|unseen]`. On standard output: the
//! address, then the home pages.

use spoor_web::{Layouts, Plan, Web, serve};
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

const USAGE: &str = "usage: serve [--listen ADDRESS] [--hosts FILE] [--seed N] [--pages N] \
                     [--sites N] [--speed N] [--start MS] [--latency MS] [--no-traps] \
                     [--crawl-delay SECONDS] [--layouts train|held-out|all|fresh|unseen]";

/// Takes the arguments; none if one is not understood.
fn arguments() -> Option<(Plan, serve::Options)> {
    let mut plan = Plan::default();
    let mut options = serve::Options::default();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--no-traps" {
            plan.traps = false;
            continue;
        }
        let value = args.next()?;
        match arg.as_str() {
            "--listen" => options.listen = value.parse().ok()?,
            "--hosts" => options.hosts = Some(value.into()),
            "--seed" => plan.seed = value.parse().ok()?,
            "--pages" => plan.pages = value.parse().ok()?,
            "--sites" => plan.sites = value.parse().ok()?,
            "--crawl-delay" => plan.crawl_delay = value.parse().ok()?,
            "--speed" => options.speed = value.parse().ok()?,
            "--start" => options.start = value.parse().ok()?,
            "--latency" => options.latency = Duration::from_millis(value.parse().ok()?),
            "--layouts" => {
                plan.layouts = match value.as_str() {
                    "train" => Layouts::Train,
                    "held-out" => Layouts::HeldOut,
                    "all" => Layouts::All,
                    "fresh" => Layouts::Fresh,
                    "unseen" => Layouts::Unseen,
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
    Some((plan, options))
}

fn main() -> ExitCode {
    let Some((plan, options)) = arguments() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let web = Arc::new(Web::new(plan));
    let running = match serve::start(Arc::clone(&web), &options) {
        Ok(running) => running,
        Err(error) => {
            eprintln!("{}: {error}", options.listen);
            return ExitCode::from(2);
        }
    };
    let counts = web.true_pages();
    let mut told = format!("{}\n", running.address());
    web.seeds().iter().for_each(|seed| told.push_str(&format!("{seed}\n")));
    // Who started us may read the address and close its end: we serve all the same.
    let _ = std::io::stdout().write_all(told.as_bytes());
    eprintln!(
        "{} sites, {} true pages, {} of them adverts; the address is also an HTTP proxy",
        plan.sites,
        counts.total(),
        counts.adverts
    );
    loop {
        std::thread::park();
    }
}
