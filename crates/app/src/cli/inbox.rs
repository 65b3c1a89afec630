//! `spoor inbox DIR --source NAME`: what partners put into a folder is imported by itself.

use super::{Global, days, tell};
use crate::ending::told_to_end;
use crate::inbox::{Dealt, Inbox as Folder};
use crate::out::{self, Outcome, count};
use crate::stages::seal::has_basis;
use crate::workspace::last_erased;
use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Between two looks.
const POLL: Duration = Duration::from_secs(2);
/// Between two removals of what lies in `done/` and `rejected/`.
const TIDY: Duration = Duration::from_secs(3600);

#[derive(Args)]
pub struct Inbox {
    /// The folder: files in it are imported and moved to done/, or to rejected/ with the reasons
    dir: PathBuf,
    /// The source they come from (see `spoor source`)
    #[arg(long)]
    source: String,
    /// End when all that lies there and no longer grows was dealt with
    #[arg(long)]
    once: bool,
    /// Seconds without a change after which a file is whole
    #[arg(long, value_name = "SECONDS", default_value = "10",
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    settle: u64,
    /// How long done/ and rejected/ are kept, at most as long as the source: 7d, 2w
    #[arg(long, value_parser = days, default_value = "7d")]
    keep: u32,
}

pub async fn run(global: &Global, args: Inbox) -> Result<Outcome> {
    let keep = days_kept(global, &args).await?;
    let mut folder = Folder::open(&args.dir, &args.source, Duration::from_secs(args.settle))?;
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    let mut ending = tokio::spawn(async move {
        told_to_end().await;
        told.store(true, Ordering::SeqCst);
    });
    if !args.once {
        global.progress().say(&format!("watching {} (ends with Ctrl-C)", args.dir.display()));
    }
    let (begun, mut tidied) = (Instant::now(), None::<Instant>);
    let (mut all, mut rejected) = (Vec::new(), false);
    let mut erased = None;
    loop {
        let now = Instant::now();
        let last = last_erased(&global.workspace, &args.source);
        if last > erased {
            // What was erased from the workspace stands in what it was sealed from, too.
            last.map_or(Ok(()), |at| folder.forget_done(at))?;
            erased = last;
        }
        if tidied.is_none_or(|at| now - at >= TIDY) {
            folder.forget(keep, global.now()?)?;
            tidied = Some(now);
        }
        let dealt = round(global, &mut folder, now, &stop).await?;
        for one in &dealt {
            rejected |= one.sealed.rejected > 0 || one.to.is_some() && one.why.is_some();
            if args.once {
                all.push(value(one));
            } else {
                say(global, one)?;
            }
        }
        let over = args.once && now - begun >= Duration::from_secs(args.settle);
        if over || stop.load(Ordering::SeqCst) {
            break;
        }
        tokio::select! {
            () = tokio::time::sleep(POLL.min(Duration::from_secs(args.settle))) => {}
            _ = &mut ending => break,
        }
    }
    if args.once {
        let waiting = folder.waiting()?;
        let words: String = all.iter().map(words).collect();
        let words = format!("{words}{} waiting\n", count(waiting as u64));
        tell(global, &json!({ "deliveries": all, "waiting": waiting }), &words)?;
    }
    Ok(if args.once && rejected { Outcome::Rejected } else { Outcome::Done })
}

/// For how long what was sent lies there: never longer than its source allows. Refused without a source.
async fn days_kept(global: &Global, args: &Inbox) -> Result<u32> {
    let workspace = global.open_without_packs().await?;
    has_basis(&workspace, &args.source).await?;
    let source = workspace.vault.source(&args.source).await?;
    workspace.vault.close().await;
    Ok(source.map_or(args.keep, |source| args.keep.min(source.retain_days)))
}

/// One look, and the work that comes of it. The workspace is open only meanwhile, so that what others
/// do to it between two deliveries is no matter.
async fn round(
    global: &Global,
    folder: &mut Folder,
    now: Instant,
    stop: &AtomicBool,
) -> Result<Vec<Dealt>> {
    let ready = folder.ready(now)?;
    if ready.is_empty() {
        return Ok(Vec::new());
    }
    let mut workspace = global.open_without_packs().await?;
    let mut dealt = Vec::new();
    for one in &ready {
        let stopped = || stop.load(Ordering::SeqCst);
        if stopped() {
            break;
        }
        dealt.push(folder.deal(&mut workspace, one, global.now()?, &stopped).await?);
    }
    workspace.vault.close().await;
    Ok(dealt)
}

fn say(global: &Global, one: &Dealt) -> Result<()> {
    let value = value(one);
    // A line each: whoever reads them need not wait for the end.
    let line = if global.json { format!("{value}\n") } else { words(&value) };
    out::text(&line)
}

fn value(one: &Dealt) -> Value {
    // A name may be no text at all.
    let to = one.to.as_ref().map(|to| to.to_string_lossy());
    json!({
        "name": one.name, "to": to, "why": one.why, "sealed": one.sealed.new,
        "known": one.sealed.known, "skipped": one.sealed.skipped, "rejected": one.sealed.rejected,
    })
}

fn words(one: &Value) -> String {
    let number = |key: &str| count(one[key].as_u64().unwrap_or(0));
    let why = one["why"].as_str().map_or(String::new(), |why| format!(" ({why})"));
    // A name may hold anything, a line break too.
    format!(
        "{} {}: {} sealed, {} known already, {} skipped, {} rejected{why}\n",
        one["name"],
        one["to"].as_str().map_or("waits".to_owned(), |to| format!("→ {to:?}")),
        number("sealed"),
        number("known"),
        number("skipped"),
        number("rejected"),
    )
}
