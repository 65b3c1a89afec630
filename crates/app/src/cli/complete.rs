//! `spoor completions SHELL`, `spoor man DIR`: from the one definition of the command line.

use super::Cli;
use crate::out::{self, Outcome};
use anyhow::{Context, Result};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

#[derive(Args)]
pub struct Man {
    /// The folder to write to
    dir: PathBuf,
}

pub fn completions(args: &Completions) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "spoor", &mut script);
    out::text(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

pub fn man(args: &Man) -> Result<Outcome> {
    std::fs::create_dir_all(&args.dir).with_context(|| args.dir.display().to_string())?;
    clap_mangen::generate_to(Cli::command(), &args.dir)?;
    Ok(Outcome::Done)
}
