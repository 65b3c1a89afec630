//! `spoor crawl PROFILE.toml`: adverts of the web become exhibits, lawfully and politely.

use super::{Global, tell};
use crate::crawl::{self, Ended, Options};
use crate::out::{Outcome, count};
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Crawl {
    /// The profile: on what the crawl stands, what it may ask for, and how gently
    profile: PathBuf,
    /// Say what would be done, and ask nobody for anything
    #[arg(long)]
    dry_run: bool,
    /// Look at everything once and end: lists are not looked at again
    #[arg(long)]
    once: bool,
    /// Stop after so many requests, whatever the profile says
    #[arg(long, default_value = "0", hide_default_value = true)]
    requests: u64,
    /// Stop after so many seconds, whatever the profile says
    #[arg(long, default_value = "0", hide_default_value = true)]
    seconds: u64,
}

pub async fn run(global: &Global, args: Crawl) -> Result<Outcome> {
    let profile = crawl::profile(&args.profile)?;
    let plan = crawl::plan(&profile);
    if args.dry_run {
        let seeds: Vec<&str> = profile.seeds.iter().map(url::Url::as_str).collect();
        let json = serde_json::json!({
            "name": profile.name, "source": profile.source, "user_agent": profile.user_agent(),
            "seeds": seeds,
        });
        tell(global, &json, &plan)?;
        return Ok(Outcome::Done);
    }
    let mut workspace = global.open().await?;
    let options = Options { requests: args.requests, seconds: args.seconds, once: args.once };
    let who = global.who();
    let (ended, counts) =
        crawl::crawl(&mut workspace, &profile, &options, &who, global.progress()).await?;
    let why = match ended {
        Ended::Nothing => "nothing waits any more",
        Ended::Limit => "its limit is reached",
        Ended::StopFile => "the stop file is there",
        Ended::Interrupted => "interrupted",
    };
    let words = format!(
        "{} requests, {} kept ({} pictures), {} failed, {} forbidden by robots.txt; {why}\n",
        count(counts.requests),
        count(counts.kept),
        count(counts.pictures),
        count(counts.failed),
        count(counts.robots),
    );
    let json = serde_json::json!({
        "requests": counts.requests, "bytes": counts.bytes, "kept": counts.kept,
        "pictures": counts.pictures, "failed": counts.failed, "robots": counts.robots,
        "refused": counts.refused, "ended": why,
    });
    workspace.vault.close().await;
    tell(global, &json, &words)?;
    Ok(Outcome::Done)
}
