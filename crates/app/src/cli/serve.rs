//! `spoor serve`: the workbench for a team, in a browser.

use super::Global;
use crate::out::Outcome;
use crate::serve::{self, Options};
use anyhow::Result;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

#[derive(Args)]
pub struct Serve {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8411", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// How browsers reach it, behind a proxy that speaks HTTPS: https://HOST
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// Folder of Cedar policies, in place of those that ship with spoor
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
}

pub async fn run(global: &Global, args: Serve) -> Result<Outcome> {
    let workspace = global.open().await?;
    let options = Options {
        listen: args.listen,
        origin: args.origin,
        policies: args.policies,
        database: global.database.clone(),
        as_of: global.as_of.clone(),
    };
    serve::run(workspace, options).await?;
    Ok(Outcome::Done)
}
