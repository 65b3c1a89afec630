//! Writes a country and says how fast: `write --adverts N --seed S DIR`.

use spoor_world::{Plan, write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let mut plan = Plan::new(20_000, 1);
    let mut dir = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || args.next().and_then(|n| n.parse::<u64>().ok());
        match arg.as_str() {
            "--adverts" => plan.adverts = number().unwrap_or(20_000) as u32,
            "--seed" => plan.seed = number().unwrap_or(1),
            _ => dir = Some(PathBuf::from(arg)),
        }
    }
    let Some(dir) = dir else {
        eprintln!("usage: write [--adverts N] [--seed S] DIR");
        return ExitCode::from(2);
    };
    let start = Instant::now();
    let written = match write(&plan, &dir, &mut |_| ()) {
        Ok(written) => written,
        Err(error) => {
            eprintln!("{}: {error}", dir.display());
            return ExitCode::from(2);
        }
    };
    let seconds = start.elapsed().as_secs_f64();
    for file in &written.files {
        let bytes = std::fs::metadata(&file.path).map_or(0, |m| m.len());
        println!(
            "{:<22} {:>9} adverts {:>9} records {:>12} bytes",
            file.source, file.adverts, file.records, bytes
        );
    }
    println!(
        "{} adverts in {seconds:.2} s: {:.0} adverts/s",
        written.adverts,
        f64::from(written.adverts) / seconds
    );
    ExitCode::SUCCESS
}
