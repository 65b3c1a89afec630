//! Tasks of the project: `cargo xtask test` (everything, set-up included), `cargo xtask bench`
//! (every speed that a document states), `cargo xtask picture` and `cargo xtask shots` (the README's
//! pictures), `cargo xtask load` (many analysts at once), `cargo xtask race` (the crawler beside others) and `cargo xtask release` (what is given to
//! people who run spoor).
//!
//! What comes in: the checkout. What goes out: an exit code and words. What never happens here:
//! nothing that the program itself needs to run.

mod bench;
mod load;
mod oracles;
mod picture;
mod race;
mod release;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

const USAGE: &str = "usage: cargo xtask test    build and test everything, with outside judges
       cargo xtask bench   measure every speed that a document states
       cargo xtask picture draw what the demo prints, for the README
       cargo xtask shots   take pictures of the pages, for the README
       cargo xtask load    let many analysts work at once, and tell how long they wait
       cargo xtask race    crawl a made-up web beside Scrapy and another crawler
       cargo xtask release make the program, its package and manual; --binary PATH packs one that
                           is there, --to DIR says where";

fn main() -> ExitCode {
    let task = std::env::args().nth(1);
    let result = match task.as_deref() {
        Some("test") => test(),
        Some("bench") => bench::run(),
        Some("picture") => picture::run(),
        Some("release") => release::release(&std::env::args().skip(2).collect::<Vec<_>>()),
        Some("shots") => shots(),
        Some("race") => race::race(),
        Some("load") => load::load(std::env::args().skip(2)),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Everything: judges that others wrote are fetched first, so that no test has to skip them.
fn test() -> Result<(), String> {
    let judges = oracles::prepare()?;
    let mut cargo = cargo(["test", "--workspace", "--all-features", "--no-fail-fast"]);
    run(cargo.envs(judges))
}

/// Pictures of the pages as a test meets them in a browser, into `docs/shots/`.
fn shots() -> Result<(), String> {
    let folder = root().join("docs/shots");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut cargo = cargo(["test", "--package", "spoor", "--test", "serve", "chromium::journey"]);
    cargo.envs(oracles::prepare()?).env("SPOOR_SHOTS", folder);
    run(&mut cargo)
}

/// The root of the checkout.
fn root() -> PathBuf {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().map(PathBuf::from).unwrap_or(manifest)
}

/// Where cargo builds, so that what we install lives beside it.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

fn cargo<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(args: I) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root());
    command
}

fn run(command: &mut Command) -> Result<(), String> {
    eprintln!("$ {command:?}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} ended with {status}")),
        Err(e) => Err(format!("{command:?} could not start: {e}")),
    }
}
