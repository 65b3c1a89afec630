//! `spoor init DIR`: a workspace.

use super::{Global, tell};
use crate::out::Outcome;
use crate::workspace::Workspace;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct Init {
    /// The folder to make
    dir: PathBuf,
}

pub async fn run(global: &Global, args: Init) -> Result<Outcome> {
    Workspace::init(&args.dir, global.database.as_deref(), global.now()?).await?;
    let dir = args.dir.display().to_string();
    let words = format!(
        "{dir} is a workspace. Next: name a source with its legal basis.\n\
         spoor --workspace {dir} source add NAME --basis '…' --purpose '…' --retain 180d\n"
    );
    tell(global, &serde_json::json!({ "workspace": dir }), &words)?;
    Ok(Outcome::Done)
}
