//! `spoor report`: the leads as one HTML file.

use super::{Global, tell};
use crate::out::{Outcome, count};
use crate::packs;
use crate::stages::report_input;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Report {
    /// How many leads
    #[arg(long, default_value_t = 50)]
    top: usize,
    /// The file; a new one in the workspace's folder reports/ if none is named
    #[arg(long, short)]
    output: Option<PathBuf>,
}

pub async fn run(global: &Global, args: Report) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let path = write(&mut workspace, args.top, args.output.as_deref(), global).await?;
    let shown = path.display().to_string();
    tell(global, &serde_json::json!({ "report": shown }), &format!("{shown}\n"))?;
    Ok(Outcome::Done)
}

/// Writes the report and says where; who looked goes into the custody log.
pub async fn write(
    workspace: &mut Workspace,
    top: usize,
    path: Option<&Path>,
    global: &Global,
) -> Result<PathBuf> {
    let snapshot = workspace.store.snapshot()?;
    let at = global.now()?;
    let pack = packs::rules(&workspace.dir)?;
    let input = report_input::gather(workspace, &snapshot, &pack, (top, at)).await?;
    let path = path.map_or_else(
        || workspace.dir.join("reports").join(format!("leads-{}-{at}.html", snapshot.name)),
        Path::to_path_buf,
    );
    let html = spoor_leads::report::html(&input);
    std::fs::write(&path, html).with_context(|| path.display().to_string())?;
    let what = format!("report of {} leads", count(input.leads.len() as u64));
    workspace.vault.audit(&global.who(), &what, "", at).await?;
    Ok(path)
}
