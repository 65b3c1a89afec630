//! `spoor build`: brings the tables up to what the vault holds.

use super::{Global, tell};
use crate::out::{Outcome, count};
use crate::pipeline::{self, Until};
use anyhow::Result;
use clap::Args;

#[derive(Args)]
pub struct BuildArgs {
    /// Stop after this step
    #[arg(long, value_enum, default_value = "leads")]
    until: Until,
}

pub async fn run(global: &Global, args: BuildArgs) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let alone = workspace.alone().await?;
    let built = pipeline::run(&workspace, alone, args.until, global.progress()).await?;
    let tables = &built.snapshot.manifest.tables;
    let rows: serde_json::Map<_, _> =
        tables.keys().map(|t| (t.clone(), built.snapshot.rows(t).into())).collect();
    let seconds: serde_json::Map<_, _> =
        built.seconds.iter().map(|(stage, s)| ((*stage).to_owned(), (*s).into())).collect();
    let mut words = format!("snapshot {}\n", built.snapshot.name);
    for table in tables.keys() {
        words.push_str(&format!("{table:<14} {:>12}\n", count(built.snapshot.rows(table))));
    }
    words.push_str(&format!("{} parts kept, {} made\n", built.kept, built.made));
    let json = serde_json::json!({
        "snapshot": built.snapshot.name, "rows": rows, "parts_kept": built.kept,
        "parts_made": built.made, "seconds": seconds,
    });
    tell(global, &json, &words)?;
    Ok(if built.snapshot.rows("rejects") > 0 {
        global.progress().say("some exhibits could not be read: see `spoor export rejects`");
        Outcome::Rejected
    } else {
        Outcome::Done
    })
}
