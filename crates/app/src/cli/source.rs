//! `spoor source add|list|token`: where data may come from, and under which law.

use super::{Global, days, tell, token};
use crate::out::{Outcome, Refused};
use crate::{out, profiles};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use spoor_vocab::Source;
use std::path::PathBuf;

#[derive(Args)]
pub struct SourceArgs {
    #[command(subcommand)]
    command: SourceCommand,
}

#[derive(Subcommand)]
enum SourceCommand {
    /// Name a source
    Add(Add),
    /// List the sources
    List,
    /// Make, list or withdraw tokens with which partners' machines send captures (needs --as)
    Token(token::TokenArgs),
}

#[derive(Args)]
struct Add {
    /// Short name: letters, digits, '-', '_', '.'
    name: String,
    /// The legal basis, in your own words
    #[arg(long, default_value = "")]
    basis: String,
    /// What the data may be used for
    #[arg(long, default_value = "")]
    purpose: String,
    /// How long it may be kept: 180d, 26w
    #[arg(long, value_parser = days, default_value = "0")]
    retain: u32,
    /// Country of the adverts (ISO 3166-1, two capital letters), to read national phone numbers
    #[arg(long)]
    country: Option<String>,
    /// Site profile (TOML with CSS selectors) for the pages of this source
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
}

pub async fn run(global: &Global, args: SourceArgs) -> Result<Outcome> {
    match args.command {
        SourceCommand::Add(add) => add_source(global, add).await,
        SourceCommand::List => list(global).await,
        SourceCommand::Token(args) => token::run(global, args).await,
    }
}

async fn add_source(global: &Global, add: Add) -> Result<Outcome> {
    let source = Source {
        name: add.name,
        basis: add.basis,
        purpose: add.purpose,
        retain_days: add.retain,
        country: add.country,
    };
    source.validate().map_err(|e| Refused(e.to_string()))?;
    let mut workspace = global.open().await?;
    if let Some(path) = &add.profile {
        profiles::keep(&workspace.dir, &source.name, path)?;
    }
    workspace.vault.add_source(&source, &global.who(), global.now()?).await?;
    let words = format!("source {} is kept for {} days\n", source.name, source.retain_days);
    tell(global, &serde_json::to_value(&source)?, &words)?;
    Ok(Outcome::Done)
}

async fn list(global: &Global) -> Result<Outcome> {
    let sources = global.open().await?.vault.sources().await.context("the casebook")?;
    if global.json {
        out::json(&sources)?;
        return Ok(Outcome::Done);
    }
    for s in &sources {
        out::text(&format!(
            "{}\n  basis    {}\n  purpose  {}\n  kept for {} days\n",
            s.name, s.basis, s.purpose, s.retain_days
        ))?;
    }
    Ok(Outcome::Done)
}
