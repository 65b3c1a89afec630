//! `spoor verify [FILE]`: the whole vault, or one proof. `spoor prove`: a proof for outsiders.

use super::{Global, tell};
use crate::out::{self, Outcome, count};
use anyhow::{Context, Result, bail};
use clap::Args;
use spoor_vocab::ExhibitId;
use std::path::PathBuf;

#[derive(Args)]
pub struct Verify {
    /// A proof written by `spoor prove`; the whole vault if none is named
    file: Option<PathBuf>,
    /// The verifier key you trust (see vault/log/verifier), when a proof is checked
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
        return check_proof(global, file, args.key.as_deref());
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

fn check_proof(global: &Global, file: &PathBuf, key: Option<&str>) -> Result<Outcome> {
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
