//! `spoor demo`: a made-up country, the whole flow, and the leads on screen.

use super::Global;
use super::evaluate::{self, Evaluation};
use super::{leads, report};
use crate::out::{self, Outcome, count};
use crate::pipeline::{self, Until};
use crate::stages::seal::{self, Order, Sealed};
use crate::workspace::Workspace;
use crate::{profiles, query};
use anyhow::{Context, Result, bail};
use clap::Args;
use spoor_tables::Engine;
use spoor_vocab::Source;
use spoor_world::score::Truth;
use spoor_world::{Pictures, Plan, Written};
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Marks a folder as a demo's, so that a later demo may remove it.
const MARKER: &str = "made-up-country.txt";

#[derive(Args)]
pub struct Demo {
    /// How many adverts to make up
    #[arg(long, default_value_t = 20_000)]
    adverts: u32,
    /// The same seed gives the same country
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Plant no rings: whatever ring is found there is found in error
    #[arg(long)]
    without_rings: bool,
    /// Where; removed and made anew if it is an earlier demo
    #[arg(long, default_value = "spoor-demo")]
    dir: PathBuf,
    /// Leads to show on screen
    #[arg(long, default_value_t = 10)]
    top: usize,
    /// End after the leads; else, on a terminal, the workbench is started on them
    #[arg(long)]
    no_serve: bool,
}

pub async fn run(global: &Global, args: Demo) -> Result<Outcome> {
    let progress = global.progress();
    fresh(&args.dir)?;
    let bar = progress.bar(u64::from(args.adverts), "make up");
    let plan = Plan { adverts: args.adverts, seed: args.seed, rings: !args.without_rings };
    let world = spoor_world::write(&plan, &args.dir.join("world"), &mut |done| {
        bar.set_position(u64::from(done));
    })?;
    bar.finish_and_clear();
    let pictures = spoor_world::pictures(&plan, &args.dir.join("world"))?;
    progress.say(&format!(
        "1  a made-up country: {} adverts in {} files, {} drawn pictures",
        count(u64::from(world.adverts)),
        world.files.len(),
        count(pictures.count)
    ));

    let dir = args.dir.join("workspace");
    let mut workspace = Workspace::init(&dir, None, global.now()?).await?;
    let sealed = seal_world(&mut workspace, &world, &pictures, global).await?;
    progress.say(&format!(
        "2  {} exhibits sealed into the vault, {} records skipped, {} rejected",
        count(sealed.new),
        count(sealed.skipped),
        count(sealed.rejected)
    ));

    let alone = workspace.alone().await?;
    let built = pipeline::run(&workspace, alone, Until::Leads, progress).await?;
    let rows = |table: &str| count(built.snapshot.rows(table));
    progress.say(&format!(
        "3  {} adverts read, {} mentions extracted\n4  {} templates, {} actors\n\
         5  {} moves, {} rings\n6  {} leads",
        rows("adverts"),
        rows("mentions"),
        rows("templates"),
        rows("actors"),
        rows("moves"),
        rows("rings"),
        rows("leads")
    ));
    let verified = workspace.vault.verify(&mut |_| {}).await?;
    if !verified.problems.is_empty() {
        bail!("the vault does not verify: {:?}", verified.problems);
    }
    progress.say("7  every byte verified against the signed custody log");
    let report = report::write(&mut workspace, 50, None, global).await?;
    let truth = Truth::read(&world.truth).context("the truth of the made-up country")?;
    let evaluation = evaluate::evaluate(&workspace, &truth).await?;
    show(&workspace, &evaluation, &args, &report, global).await?;
    workspace.vault.close().await;
    let watched = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if watched && !args.no_serve && !global.json {
        serve(&dir)?;
    }
    Ok(Outcome::Done)
}

/// The workbench on the demo's workspace, until it is told to end: by the command that anybody would
/// give, which is said.
fn serve(workspace: &Path) -> Result<()> {
    out::text(&format!("\n$ spoor serve --workspace {}\n", workspace.display()))?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("serve").arg("--workspace").arg(workspace);
    let status = command.status().context("the workbench cannot be started")?;
    match status.success() {
        true => Ok(()),
        false => bail!("the workbench ended: {status}"),
    }
}

/// An empty folder; an earlier demo there is removed, anything else is left alone.
fn fresh(dir: &Path) -> Result<()> {
    let marker = dir.join(MARKER);
    if marker.exists() {
        fs::remove_dir_all(dir).with_context(|| dir.display().to_string())?;
    } else if dir.exists() && fs::read_dir(dir)?.next().is_some() {
        bail!("{} is there already and is not a demo: name another with --dir", dir.display());
    }
    fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    fs::write(marker, "Everything in this folder is made up. It may be removed.\n")?;
    Ok(())
}

/// Names the sources of the made-up country and seals its files.
async fn seal_world(
    workspace: &mut Workspace,
    world: &Written,
    pictures: &Pictures,
    global: &Global,
) -> Result<Sealed> {
    let at = global.now()?;
    let mut total = Sealed::default();
    for file in &world.files {
        if workspace.vault.source(&file.source).await?.is_none() {
            let source = Source {
                name: file.source.clone(),
                basis: file.basis.clone(),
                purpose: file.purpose.clone(),
                retain_days: file.retain_days,
                country: file.country.clone(),
            };
            workspace.vault.add_source(&source, "demo", at).await?;
        }
        if let Some(profile) = &file.profile {
            profiles::keep(&workspace.dir, &file.source, profile)?;
        }
        let order = Order {
            path: &file.path,
            source: &file.source,
            format: spoor_collect::Format::Auto,
            mapping: file.mapping.as_deref().map(serde_json::from_str).transpose()?,
            at,
        };
        total.add(seal::import(workspace, &order, global.progress()).await?);
    }
    for (path, source) in &pictures.archives {
        let format = spoor_collect::Format::Warc;
        let order = Order { path, source, format, mapping: None, at };
        total.add(seal::import(workspace, &order, global.progress()).await?);
    }
    Ok(total)
}

async fn show(
    workspace: &Workspace,
    evaluation: &Evaluation,
    args: &Demo,
    report: &Path,
    global: &Global,
) -> Result<()> {
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let top = query::leads(&engine, args.top).await?;
    if global.json {
        return out::json(&serde_json::json!({
            "leads": top, "report": report, "scores": evaluation.spoor,
            "workspace": workspace.dir,
        }));
    }
    out::text(&leads::table(&top, &[]))?;
    out::text(&format!(
        "\nAgainst the planted truth\n{}\nReport     {}\nWorkspace  {}\nWorkbench  \
         spoor serve --workspace {}\n",
        evaluate::words(evaluation),
        report.display(),
        workspace.dir.display(),
        workspace.dir.display()
    ))
}
