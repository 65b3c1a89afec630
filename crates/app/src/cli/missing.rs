//! `spoor missing import|match|show|export`: notices of missing persons, and who of those advertised may be
//! them. A candidate is a question for a person: nobody is called found here.

use super::{Global, tell};
use crate::clock;
use crate::out::{self, Outcome, count};
use crate::query::objects;
use crate::stages::missing::notices;
use crate::stages::seal;
use crate::workspace::named;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use spoor_persons::format::{Format, Origin, read, write};
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vocab::{Capture, CaptureKind, Notice, NoticeStatus};
use std::fs;
use std::path::PathBuf;

#[derive(Args)]
pub struct Missing {
    #[command(subcommand)]
    command: MissingCommand,
}

#[derive(Subcommand)]
enum MissingCommand {
    /// Take in notices: PFIF 1.4, posters as JSON, Interpol's yellow notices, CSV
    Import(Import),
    /// The candidates of each notice, or of one (needs --as: who looks is in the custody log)
    Match {
        /// A notice's id
        notice: Option<String>,
        /// At most so many of each
        #[arg(long, default_value = "5")]
        top: u32,
        /// Those below the threshold too
        #[arg(long)]
        all: bool,
    },
    /// A notice, and what agrees and differs with one actor (needs --as)
    Show {
        /// A notice's id
        notice: String,
        /// An actor; without one the notice alone
        actor: Option<String>,
    },
    /// Write the notices for another system (needs --as)
    Export {
        /// As what
        #[arg(long, value_parser = format, default_value = "pfif")]
        format: Format,
    },
}

#[derive(Args)]
struct Import {
    /// Files
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The register they come from (see `spoor source`)
    #[arg(long)]
    source: String,
    /// What they are: pfif, poster, interpol, csv; told by the name's end without it
    #[arg(long, value_parser = format)]
    format: Option<Format>,
}

fn format(word: &str) -> Result<Format, String> {
    word.parse()
}

pub async fn run(global: &Global, args: Missing) -> Result<Outcome> {
    match args.command {
        MissingCommand::Import(args) => import(global, &args).await,
        MissingCommand::Match { notice, top, all } => {
            candidates(global, notice.as_deref(), top, all).await
        }
        MissingCommand::Show { notice, actor } => show(global, &notice, actor.as_deref()).await,
        MissingCommand::Export { format } => export(global, format).await,
    }
}

/// Days since 1970 of a time.
fn day(at: i64) -> i32 {
    i32::try_from(at.div_euclid(86_400_000)).unwrap_or(i32::MAX)
}

async fn import(global: &Global, args: &Import) -> Result<Outcome> {
    let mut workspace = global.open_without_packs().await?;
    let at = global.now()?;
    seal::has_basis(&workspace, &args.source).await?;
    let source = workspace.vault.source(&args.source).await?.context("a source that has a basis")?;
    let mut total = seal::Sealed::default();
    for path in &args.paths {
        let told = || path.display().to_string();
        let bytes = fs::read(path).with_context(told)?;
        let format = match args.format {
            Some(format) => format,
            None => of_name(path).with_context(told)?,
        };
        let file = path.file_name().map_or_else(told, |name| name.to_string_lossy().into_owned());
        let origin = Origin {
            file: &file,
            source: &args.source,
            basis: &source.basis,
            purpose: &source.purpose,
            today: day(at),
        };
        let found = read(format, &bytes, &origin);
        let order = seal::Order {
            path,
            source: &args.source,
            format: spoor_collect::Format::Auto,
            mapping: None,
            at,
        };
        let captures: Result<Vec<Capture>> =
            found.notices.iter().map(|notice| capture(notice, &file, at)).collect();
        let captures = captures?;
        let sealed = seal::seal(&mut workspace, &order, |take| {
            let good = captures.into_iter().map(spoor_collect::Item::Capture);
            let bad = found.defects.into_iter().map(|defect| {
                spoor_collect::Item::Defect { defect, bytes: Vec::new() }
            });
            for item in good.chain(bad) {
                if take(item).is_break() {
                    break;
                }
            }
            Ok(spoor_collect::Summary::default())
        });
        total.add(sealed.await.with_context(told)?);
    }
    let rejects: Vec<String> = total.rejects.iter().map(|p| p.display().to_string()).collect();
    let mut words = format!(
        "{} notices sealed, {} known already, {} rejected\n",
        count(total.new),
        count(total.known),
        count(total.rejected)
    );
    for path in &rejects {
        words.push_str(&format!("rejected input, with reasons: {path}\n"));
    }
    let json = json!({ "sealed": total.new, "known": total.known, "rejected": total.rejected,
        "reject_files": rejects });
    tell(global, &json, &words)?;
    Ok(if total.rejected > 0 { Outcome::Rejected } else { Outcome::Done })
}

fn of_name(path: &std::path::Path) -> Result<Format> {
    match path.extension().and_then(|end| end.to_str()) {
        Some("xml") => Ok(Format::Pfif),
        Some("csv") => Ok(Format::Csv),
        _ => bail!("what it is cannot be told by its name: say --format pfif|poster|interpol|csv"),
    }
}

/// A notice as it is sealed: each alone, so that each can expire and be erased.
fn capture(notice: &Notice, file: &str, at: i64) -> Result<Capture> {
    Ok(Capture {
        kind: CaptureKind::Resource,
        target: format!("urn:spoor:notice:{}", notice.id),
        media_type: Capture::NOTICE.to_owned(),
        block: serde_json::to_vec(notice)?,
        captured_at: at,
        mapping: None,
        origin: file.to_owned(),
        exchange: None,
    })
}

/// The notices that are open today.
async fn open_notices(global: &Global, what: &str) -> Result<(Engine, Vec<Notice>)> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace = global.open_without_packs().await?;
    let (snapshot, at) = (workspace.store.snapshot()?, global.now()?);
    let notices: Vec<Notice> = notices(&snapshot)?
        .into_iter()
        .map(|notice| notice.as_of(day(at)))
        .filter(|notice| notice.status == NoticeStatus::Open)
        .collect();
    workspace.vault.audit(&who, what, "missing persons", at).await?;
    let engine = Engine::open(&snapshot).await?;
    workspace.vault.close().await;
    Ok((engine, notices))
}

async fn candidates(
    global: &Global,
    notice: Option<&str>,
    top: u32,
    all: bool,
) -> Result<Outcome> {
    let what = format!("show candidates of {}", notice.unwrap_or("all notices"));
    let (engine, mut open) = open_notices(global, &what).await?;
    if let Some(id) = notice {
        open.retain(|notice| notice.id == id);
        if open.is_empty() {
            bail!("there is no open notice {id:?}: see `spoor missing match`");
        }
    }
    let mut rows = Vec::new();
    for notice in &open {
        rows.push((notice, of_notice(&engine, notice, top, all).await?));
    }
    let any = rows.iter().any(|(_, found)| !found.is_empty());
    if global.json {
        let value = |(notice, found): &(&Notice, Vec<Map<String, Value>>)| {
            json!({ "notice": notice.id, "source": notice.source, "candidates": found })
        };
        out::json(&rows.iter().map(value).collect::<Value>())?;
    } else {
        let mut words = String::new();
        for (notice, found) in &rows {
            words.push_str(&format!("{}  {}\n", notice.id, title(notice)));
            if found.is_empty() {
                words.push_str("      no candidate\n");
            }
            found.iter().for_each(|row| words.push_str(&line(row)));
        }
        words.push_str(
            "\nA candidate is a question for a person, not an answer: spoor missing show NOTICE ACTOR\n",
        );
        out::text(&words)?;
    }
    Ok(if any || open.is_empty() { Outcome::Done } else { Outcome::No })
}

async fn of_notice(
    engine: &Engine,
    notice: &Notice,
    top: u32,
    all: bool,
) -> Result<Vec<Map<String, Value>>> {
    let shown = if all { "" } else { "AND outcome = 'candidate'" };
    let sql = format!(
        "SELECT rank, actor_id, advert_ids, persons, log10_lr, outcome, by_chance, rows \
         FROM candidates WHERE notice_id = {} AND source = {} AND rank <= {top} {shown} ORDER BY rank",
        literal(&notice.id),
        literal(&notice.source)
    );
    objects(engine, &sql).await
}

fn title(notice: &Notice) -> String {
    let name = notice.names.first().map_or("no name", |name| name.value.as_str());
    let seen = notice.last_seen.as_ref().map_or("", |seen| seen.place.as_str());
    if seen.is_empty() { name.to_owned() } else { format!("{name}, last seen in {seen}") }
}

fn line(row: &Map<String, Value>) -> String {
    let number = |key: &str| row.get(key).and_then(Value::as_f64);
    let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
    let adverts = row.get("advert_ids").and_then(Value::as_array).map_or(0, Vec::len);
    let chance = number("by_chance").map_or(String::new(), |n| {
        format!(", {n:.2} as high expected by chance")
    });
    let mut out = format!(
        "{:4}  {}  {}, log10 of the likelihood ratio {:+.1}{chance}; {adverts} adverts\n",
        number("rank").unwrap_or_default(),
        text("actor_id"),
        text("outcome"),
        number("log10_lr").unwrap_or_default(),
    );
    for part in parts(row).iter().filter(|part| part["agreement"] != "unknown") {
        out.push_str(&part_line(part));
    }
    out
}

fn parts(row: &Map<String, Value>) -> Vec<Value> {
    row.get("rows").and_then(Value::as_array).cloned().unwrap_or_default()
}

fn part_line(part: &Value) -> String {
    format!(
        "      {:+.1}  {} ({})\n",
        part["log10_lr"].as_f64().unwrap_or_default(),
        part["why"].as_str().unwrap_or_default(),
        part["part"].as_str().unwrap_or_default()
    )
}

async fn show(global: &Global, id: &str, actor: Option<&str>) -> Result<Outcome> {
    let what = match actor {
        Some(actor) => format!("compare notice {id} with {actor}"),
        None => format!("show notice {id}"),
    };
    let (engine, open) = open_notices(global, &what).await?;
    let Some(notice) = open.iter().find(|notice| notice.id == id) else {
        bail!("there is no open notice {id:?}: see `spoor missing match`");
    };
    let Some(actor) = actor else {
        let value = serde_json::to_value(notice)?;
        let words = serde_json::to_string_pretty(&value)? + "\n";
        tell(global, &value, &words)?;
        return Ok(Outcome::Done);
    };
    let found = of_notice(&engine, notice, u32::MAX, true).await?;
    let found = found.into_iter().find(|row| row["actor_id"] == actor);
    let Some(row) = found else {
        bail!("{actor} is not among the actors kept for notice {id}: see `spoor missing match {id} --all`");
    };
    let mut words = format!("{}  {}\n", notice.id, title(notice));
    words.push_str(&line(&row));
    for part in parts(&row).iter().filter(|part| part["agreement"] == "unknown") {
        words.push_str(&part_line(part));
    }
    tell(global, &json!({ "notice": notice, "candidate": row }), &words)?;
    Ok(Outcome::Done)
}

async fn export(global: &Global, format: Format) -> Result<Outcome> {
    let (_, open) = open_notices(global, &format!("export notices as {}", format.as_str())).await?;
    out::text(&write(format, &open))?;
    Ok(Outcome::Done)
}
