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

/// First line of a proof (C2SP tlog-proof).
const PROOF: &str = "c2sp.org/tlog-proof@v1";

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
        return match look_at(file)? {
            Looks::Package => check_package(global, file, args.key.as_deref()),
            Looks::Proof => check_proof(global, file, args.key.as_deref()),
            Looks::Other(what) => neither(global, file, what),
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
            "{} exhibits{} {} entries of the custody log checked: {}\n",
            count(report.exhibits),
            match report.stamps {
                0 => " and".to_owned(),
                n => format!(", {} time stamps and", count(n)),
            },
            count(report.entries),
            match report.problems.len() {
                0 => "every byte is as it was sealed".to_owned(),
                n => format!("{n} problems"),
            }
        ))?;
    }
    Ok(if report.problems.is_empty() { Outcome::Done } else { Outcome::No })
}

/// What a file is by its first bytes.
enum Looks {
    /// A ZIP file.
    Package,
    /// A proof.
    Proof,
    /// Something else, in words.
    Other(&'static str),
}

fn look_at(path: &Path) -> Result<Looks> {
    if path.is_dir() {
        return Ok(Looks::Other("a folder"));
    }
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let mut start = Vec::new();
    file.take(1_000).read_to_end(&mut start).with_context(|| path.display().to_string())?;
    let signed = "\n\n\u{2014} ".as_bytes();
    Ok(match start.as_slice() {
        [] => Looks::Other("empty"),
        zip if zip.starts_with(b"PK") => Looks::Package,
        proof if proof.starts_with(PROOF.as_bytes()) => Looks::Proof,
        note if note.windows(signed.len()).any(|w| w == signed) => {
            Looks::Other("a checkpoint or another signed note alone")
        }
        _ => Looks::Other("neither a package nor a proof"),
    })
}

/// Says what a file is not, and what could be checked.
fn neither(global: &Global, path: &Path, what: &str) -> Result<Outcome> {
    let words = format!(
        "not good: {} is {what}. What can be checked: a package as it came (the ZIP file of `spoor \
         refer` or of a referral on the workbench, not unpacked), a proof (of `spoor prove` or of an \
         advert's page, which begins with {PROOF}), or without a file the whole vault with its \
         checkpoint\n",
        path.display()
    );
    tell(global, &serde_json::json!({ "good": false, "words": words.trim() }), &words)?;
    Ok(Outcome::No)
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
