//! Every speed that a document states, in one run. Figures go to stdout.

use crate::cargo;
use std::time::Instant;

/// Crates with criterion benches, in the order of the flow.
const CRATES: [&str; 9] = [
    "spoor-collect",
    "spoor-read",
    "spoor-extract",
    "spoor-link",
    "spoor-style",
    "spoor-network",
    "spoor-trends",
    "spoor-learn",
    "spoor-vault",
];

/// Adverts and seed of the country that the whole line is run on.
const MILLION: [&str; 2] = ["1000000", "11"];

/// Runs them one after the other: the machine's cores are what is measured. `spoor-learn` tells
/// decisions a second.
pub fn run() -> Result<(), String> {
    for name in CRATES {
        crate::run(&mut cargo(["bench", "--package", name]))?;
    }
    let [adverts, seed] = MILLION;
    let example = ["run", "--release", "--package", "spoor-network", "--example", "country"];
    timed(
        "the network step alone on a million adverts (its own seconds are in the line)",
        cargo(example).args(["--", adverts, seed, seed]),
    )?;
    crate::run(&mut cargo(["build", "--release", "--package", "spoor"]))?;
    let folder = std::env::temp_dir().join(format!("spoor-bench-{}", std::process::id()));
    let line = timed(
        "the whole line on a million adverts",
        cargo(["run", "--release", "--package", "spoor", "--", "demo", "--top", "1"])
            .args(["--adverts", adverts, "--seed", seed, "--dir"])
            .arg(&folder),
    );
    // What the run left behind is gone even where it failed.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    line
}

fn timed(what: &str, command: &mut std::process::Command) -> Result<(), String> {
    let clock = Instant::now();
    crate::run(command)?;
    println!("{what}: {:.0} s", clock.elapsed().as_secs_f64());
    Ok(())
}
