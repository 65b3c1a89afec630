//! `spoor stamp`: a time stamp authority says that the custody log was there, so that nobody has to take
//! our word for when (RFC 3161).

use super::{Global, tell};
use crate::clock;
use crate::out::{self, Outcome};
use anyhow::{Context, Result};
use clap::Args;
use spoor_vault::{KeptStamp, Said, Stamp};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// An authority that has not answered by then does not.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of an answer: with all certificates some 10 kB.
const ANSWER_MAX: u64 = 1 << 20;

#[derive(Args)]
pub struct StampArgs {
    /// Where the authority answers, as http:// or https://; the stamps that are kept if none is named
    #[arg(requires = "trust")]
    authority: Option<String>,
    /// The certificates that the authority's word rests on (PEM): its root, and what stands between
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
}

pub async fn run(global: &Global, args: StampArgs) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let (Some(authority), Some(trust)) = (&args.authority, &args.trust) else {
        return list(global, &workspace.vault.stamps()?);
    };
    let told = || trust.display().to_string();
    let trusted = fs::read_to_string(trust).with_context(told)?;
    let stamp = workspace.vault.stamp(&trusted, |request| ask(authority, request));
    let stamp = stamp.with_context(|| authority.clone())?;
    let what =
        format!("time stamp of {}: {} over the checkpoint before this", authority, stamp.serial);
    let look = Said::Look { who: global.who(), what, why: String::new(), at: global.now()? };
    workspace.vault.record(&[look]).await?;
    let json = of(&stamp);
    tell(global, &json, &format!("{}\n", in_words(&stamp)))?;
    Ok(Outcome::Done)
}

/// Sends a request as RFC 3161, section 3.4, has it.
fn ask(authority: &str, request: &[u8]) -> Result<Vec<u8>, String> {
    if !authority.starts_with("http://") && !authority.starts_with("https://") {
        return Err("an authority is named as http:// or https://".into());
    }
    let agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().new_agent();
    let sent = agent.post(authority).content_type("application/timestamp-query").send(request);
    let mut answer = sent.map_err(|e| format!("it was asked and did not answer: {e}"))?;
    let body = answer.body_mut().with_config().limit(ANSWER_MAX).read_to_vec();
    body.map_err(|e| format!("its answer broke off: {e}"))
}

fn list(global: &Global, stamps: &[KeptStamp]) -> Result<Outcome> {
    let good = stamps.iter().all(|kept| kept.stamp.is_ok());
    if global.json {
        let rows: Vec<serde_json::Value> = stamps.iter().map(row).collect();
        out::json(&rows)?;
    } else {
        for kept in stamps {
            let words = match &kept.stamp {
                Ok(stamp) => in_words(stamp),
                Err(problem) => format!("does not hold: {problem}"),
            };
            out::text(&format!("{}: {words}\n", kept.name))?;
        }
        if stamps.is_empty() {
            out::text("no time stamp is kept: spoor stamp AUTHORITY --trust FILE\n")?;
        }
    }
    Ok(if good { Outcome::Done } else { Outcome::No })
}

fn row(kept: &KeptStamp) -> serde_json::Value {
    let entries = kept.checkpoint.map(|(entries, _)| entries);
    match &kept.stamp {
        Ok(stamp) => {
            let mut row = of(stamp);
            row["name"] = kept.name.as_str().into();
            row["entries"] = entries.into();
            row
        }
        Err(problem) => serde_json::json!({
            "name": kept.name, "entries": entries, "problem": problem,
        }),
    }
}

fn of(stamp: &Stamp) -> serde_json::Value {
    serde_json::json!({
        "at": clock::show(stamp.at), "accuracy_ms": stamp.accuracy_ms, "serial": stamp.serial,
        "authority": stamp.authority,
    })
}

fn in_words(stamp: &Stamp) -> String {
    let within = match stamp.accuracy_ms {
        Some(ms) => format!(", within {ms} ms"),
        None => String::new(),
    };
    format!(
        "{} saw it at {}{within} (number {})",
        stamp.authority,
        clock::show(stamp.at),
        stamp.serial
    )
}
