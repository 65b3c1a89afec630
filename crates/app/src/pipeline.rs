//! The flow on one screen: an exhibit goes in, a lead comes out.

use crate::clock::Stopwatch;
use crate::contests;
use crate::facts;
use crate::packs;
use crate::progress::Progress;
use crate::stages;
use crate::workspace::Workspace;
use anyhow::Result;
use clap::ValueEnum;
use spoor_tables::{Alone, Build, Snapshot};

/// How far to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Until {
    /// Adverts and mentions.
    Extract,
    /// Templates and actors too, and who of those advertised may be missed.
    Link,
    /// Stays, moves, rings, forecasts, ways of writing, prices and trends too.
    Network,
    /// Everything.
    Leads,
}

/// What a build did.
pub struct Built {
    /// The snapshot that now counts.
    pub snapshot: Snapshot,
    /// Parts that were there already.
    pub kept: u64,
    /// Parts that were made.
    pub made: u64,
    /// Seconds each stage took, in the order of the flow.
    pub seconds: Vec<(&'static str, f64)>,
}

/// Brings the tables up to what the vault holds. Unchanged parts are kept; an interrupted build
/// goes on where it was. See [`Workspace::alone`] for the right to.
pub async fn run(
    workspace: &Workspace,
    alone: Alone,
    until: Until,
    progress: Progress,
) -> Result<Built> {
    let mut build = Build::begin(alone)?;
    build.fact("erasures", workspace.vault.erasures().to_string());
    let countries = facts::countries(&workspace.vault).await?;

    let mut watch = Stopwatch::start();
    stages::read::run(workspace, &mut build, progress)?;
    stages::photos::run(&mut build)?;
    stages::looks::run(workspace, &mut build, progress)?;
    stages::listed::run(workspace, &mut build)?;
    watch.lap("read");
    stages::extract::run(&mut build, &countries, progress)?;
    watch.lap("extract");
    if until >= Until::Link {
        let contests = contests::standing(workspace.vault.casebook()).await?;
        stages::link::run(&mut build, &contests, progress)?;
        watch.lap("link");
    }
    // What network and leads know of the adverts, loaded once.
    let mut facts = None;
    if until >= Until::Network {
        stages::network::run(&mut build, &mut facts, &countries, progress)?;
        watch.lap("network");
        stages::style::run(&mut build, &mut facts, &countries, progress)?;
        watch.lap("style");
        stages::trends::run(&mut build, &mut facts, &countries, progress)?;
        watch.lap("trends");
    }
    if until >= Until::Link {
        stages::missing::run(&mut build, &countries, progress)?;
        watch.lap("missing");
    }
    if until >= Until::Leads {
        let rules = packs::rules(&workspace.dir)?;
        stages::leads::run(&mut build, &mut facts, &countries, &rules, progress)?;
        watch.lap("leads");
    }

    let (kept, made) = build.counts();
    let snapshot = build.publish()?;
    watch.lap("publish");
    Ok(Built { snapshot, kept, made, seconds: watch.laps })
}
