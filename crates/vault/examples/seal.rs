//! Seals many captures of 700 bytes and says how fast: `seal [captures] [captures per commit]`,
//! by default 1,000,000 and 100,000. Then it verifies them.

#[path = "../benches/adverts/mod.rs"]
mod adverts;

use adverts::capture;
use spoor_vault::Vault;
use spoor_vocab::Source;
use std::time::Instant;

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".into(), |l| l.trim().to_owned())
}

fn rate(done: usize, since: Instant) -> String {
    let seconds = since.elapsed().as_secs_f64();
    format!("{:.0}/s ({seconds:.1} s), peak memory {}", done as f64 / seconds, peak_memory())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut numbers = std::env::args().skip(1).map(|word| word.parse::<usize>());
    let captures = numbers.next().transpose()?.unwrap_or(1_000_000);
    let per_commit = numbers.next().transpose()?.unwrap_or(100_000).max(1);
    let dir = tempfile::tempdir()?;
    let mut vault = Vault::create(dir.path(), 0).await?;
    let source = Source {
        name: "example".into(),
        basis: "order 1".into(),
        purpose: "measuring".into(),
        retain_days: 30,
        country: None,
    };
    vault.add_source(&source, "example", 0).await?;
    let begun = Instant::now();
    let mut sealer = vault.sealer("example", 0)?;
    for i in 0..captures {
        sealer.seal(&capture(i))?;
        if (i + 1) % per_commit == 0 {
            sealer.commit()?;
        }
    }
    sealer.commit()?;
    drop(sealer);
    println!("sealed   {}", rate(captures, begun));
    let begun = Instant::now();
    let report = vault.verify(&mut |_| {}).await?;
    println!("verified {}; {} problems", rate(captures, begun), report.problems.len());
    Ok(())
}
