//! `spoor retention`: what has outlived its source's retention period goes.

use super::{Global, tell};
use crate::erasure;
use crate::out::{Outcome, count};
use crate::stages::missing;
use anyhow::Result;
use clap::{Args, Subcommand};

#[derive(Args)]
pub struct Retention {
    #[command(subcommand)]
    command: RetentionCommand,
}

#[derive(Subcommand)]
enum RetentionCommand {
    /// Say how many exhibits have expired
    Show,
    /// Erase them, and all that was derived from them
    Enforce,
}

pub async fn run(global: &Global, args: Retention) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let at = global.now()?;
    let expired =
        workspace.vault.expired(at).await?.len() + missing::expired(&workspace, at)?.len();
    let number = expired as u64;
    match args.command {
        RetentionCommand::Show => {
            let json = serde_json::json!({ "expired": number });
            tell(global, &json, &format!("{} exhibits have expired\n", count(number)))?;
        }
        RetentionCommand::Enforce => {
            let progress = global.progress();
            let number = erasure::enforce(&mut workspace, &global.who(), at, progress).await?;
            let json = serde_json::json!({ "erased": number });
            tell(global, &json, &format!("{} expired exhibits erased\n", count(number)))?;
        }
    }
    Ok(Outcome::Done)
}
