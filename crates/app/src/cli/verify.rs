//! `spoor verify [FILE]`: the whole vault, a package of a referral, or one proof. `spoor prove`: a proof for outsiders.

use super::{Global, tell};
use crate::out::{self, Outcome, count};
use anyhow::{Context, Result, bail};
use clap::Args;
use spoor_referral::State;
use spoor_vocab::ExhibitId;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Verify {
    /// A package of `spoor refer`, or a proof written by `spoor prove`; the whole vault if none is
    /// named
    file: Option<PathBuf>,
    /// The verifier key you trust (see vault/log/verifier), when a package or a proof is checked
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
}

#[derive(Args)]
pub struct Prove {
    /// The exhibit: 64 hexadecimal digits
    exhibit: String,
    /// The file; stdout if none is named
    #[arg(long, short)]
    output: Option<PathBuf>,
}

pub async fn run(global: &Global, args: Verify) -> Result<Outcome> {
    if let Some(file) = &args.file {
        return match is_zip(file)? {
            true => check_package(global, file, args.key.as_deref()),
            false => check_proof(global, file, args.key.as_deref()),
        };
    }
    let workspace = global.open().await?;
    let total = workspace.vault.exhibits();
    let bar = global.progress().bar(total, "verify");
    let report = workspace.vault.verify(&mut |done| bar.set_position(done)).await?;
    bar.finish_and_clear();
    if global.json {
        out::json(&report)?;
    } else {
        for problem in &report.problems {
            out::text(&format!("{}: {}\n", problem.place, problem.what))?;
        }
        out::text(&format!(
            "{} exhibits and {} entries of the custody log checked: {}\n",
            count(report.exhibits),
            count(report.entries),
            match report.problems.len() {
                0 => "every byte is as it was sealed".to_owned(),
                n => format!("{n} problems"),
            }
        ))?;
    }
    Ok(if report.problems.is_empty() { Outcome::Done } else { Outcome::No })
}

/// Whether a file begins as a ZIP file does.
fn is_zip(path: &Path) -> Result<bool> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let mut start = Vec::new();
    file.take(2).read_to_end(&mut start).with_context(|| path.display().to_string())?;
    Ok(start == b"PK")
}

/// A package from anywhere. It needs no workspace.
fn check_package(global: &Global, path: &Path, key: Option<&str>) -> Result<Outcome> {
    let mut bytes = Vec::new();
    let most = spoor_referral::check::BYTES_MAX as u64 + 1;
    let file = File::open(path).with_context(|| path.display().to_string())?;
    file.take(most).read_to_end(&mut bytes).with_context(|| path.display().to_string())?;
    let checked = spoor_referral::check(&bytes, key, &spoor_vault::verify_proof);
    if global.json {
        let told = serde_json::json!({
            "good": checked.holds(), "name": checked.name, "findings": checked.findings,
        });
        out::json(&told)?;
    } else {
        for finding in &checked.findings {
            let word = match finding.state {
                State::Holds => "good",
                State::Broken => "NOT GOOD",
                State::Unknown => "not known",
            };
            let then = match finding.then.is_empty() {
                true => String::new(),
                false => format!("\n    {}", finding.then),
            };
            out::text(&format!("{word}: {}: {}{then}\n", finding.what, finding.found))?;
        }
    }
    Ok(if checked.holds() { Outcome::Done } else { Outcome::No })
}

fn check_proof(global: &Global, file: &Path, key: Option<&str>) -> Result<Outcome> {
    let Some(key) = key else {
        bail!("name the verifier key that you trust with --key; a proof cannot vouch for its own");
    };
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let (good, words) = match spoor_vault::verify_proof(&text, key) {
        Ok(entry) => (true, format!("good: {entry}\n")),
        Err(problem) => (false, format!("not good: {problem}\n")),
    };
    tell(global, &serde_json::json!({ "good": good, "words": words.trim() }), &words)?;
    Ok(if good { Outcome::Done } else { Outcome::No })
}

pub async fn prove(global: &Global, args: Prove) -> Result<Outcome> {
    let workspace = global.open().await?;
    let Some(id) = ExhibitId::parse(&args.exhibit) else {
        bail!(
            "{:?} is not an exhibit: give its 64 hexadecimal digits (spoor show advert ID)",
            args.exhibit
        );
    };
    let proof = workspace.vault.prove(id)?;
    match &args.output {
        Some(path) => std::fs::write(path, proof).with_context(|| path.display().to_string())?,
        None => out::text(&proof)?,
    }
    Ok(Outcome::Done)
}
