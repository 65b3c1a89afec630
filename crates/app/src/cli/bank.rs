//! `spoor bank import|list|on|off|remove|hits`: lists of hashes of known material. Pictures are held against
//! them by hash alone; what is on one is shown to nobody.

use super::{Global, tell};
use crate::banks::{self, BankCard, ListFormat};
use crate::out::{self, Outcome, count};
use crate::query::objects;
use crate::stages::seal::{self, has_basis};
use crate::workspace::{Workspace, named};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use spoor_tables::Engine;
use std::fs::File;
use std::path::PathBuf;

#[derive(Args)]
pub struct BankArgs {
    #[command(subcommand)]
    command: BankCommand,
}

#[derive(Subcommand)]
enum BankCommand {
    /// Take a list in, in the place of an earlier one of its name (needs --as)
    Import {
        /// The list
        file: PathBuf,
        /// Name of the bank
        #[arg(long)]
        name: String,
        /// The source it stands under (see `spoor source`)
        #[arg(long)]
        source: String,
        /// How it is written; told by the name's end without it (.json, .csv)
        #[arg(long, value_enum)]
        format: Option<ListFormat>,
    },
    /// The banks, and whether pictures are held against them
    List,
    /// Hold pictures against a bank again (needs --as)
    On(Switch),
    /// Hold no pictures against a bank (needs --as)
    Off(Switch),
    /// Remove a bank (needs --as)
    Remove(Switch),
    /// Which exhibits are on a list: numbers alone, nothing is shown (needs --as)
    Hits,
}

#[derive(Args)]
struct Switch {
    /// Name of the bank
    name: String,
    /// Why, for the custody log
    #[arg(long)]
    why: String,
}

pub async fn run(global: &Global, args: BankArgs) -> Result<Outcome> {
    match args.command {
        BankCommand::Import { file, name, source, format } => {
            import(global, file, name, source, format).await
        }
        BankCommand::List => list(global).await,
        BankCommand::On(to) => switch(global, &to, Some(true)).await,
        BankCommand::Off(to) => switch(global, &to, Some(false)).await,
        BankCommand::Remove(to) => switch(global, &to, None).await,
        BankCommand::Hits => hits(global).await,
    }
}

async fn import(
    global: &Global,
    file: PathBuf,
    name: String,
    source: String,
    format: Option<ListFormat>,
) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace = global.open_without_packs().await?;
    has_basis(&workspace, &source).await?;
    let told = || file.display().to_string();
    let end = file.extension().and_then(|end| end.to_str());
    let format = match (format, end) {
        (Some(format), _) => format,
        (None, Some("json")) => ListFormat::Vics,
        (None, Some("csv" | "txt")) => ListFormat::Csv,
        _ => bail!("{}: say how it is written: --format vics|csv", told()),
    };
    let place = file.file_name().map_or_else(told, |name| name.to_string_lossy().into_owned());
    let bytes = File::open(&file).with_context(told)?;
    let (entries, defects) = banks::read(format, &place, bytes);
    if entries.is_empty() {
        bail!("{}: no entry of it can be read", told());
    }
    let at = global.now()?;
    let card = BankCard {
        name,
        source: source.clone(),
        enabled: true,
        entries: 0,
        digest: String::new(),
        imported_at: at,
    };
    let card = banks::put(&workspace.dir, card, &entries)?;
    let rejected = seal::reject_all(&workspace, (&file, &source, at), &defects)?;
    let what = format!("took in bank {} of {} entries", card.name, card.entries);
    workspace.vault.audit(&who, &what, "known material", at).await?;
    let mut words = format!(
        "{} entries in bank {}, {} rejected; they count from the next build\n",
        count(card.entries),
        card.name,
        count(defects.len() as u64)
    );
    if let Some(path) = &rejected {
        words.push_str(&format!("rejected input, with reasons: {}\n", path.display()));
    }
    let json = json!({ "bank": card, "rejected": defects.len(), "reject_file": rejected });
    tell(global, &json, &words)?;
    Ok(if defects.is_empty() { Outcome::Done } else { Outcome::Rejected })
}

async fn list(global: &Global) -> Result<Outcome> {
    let workspace = global.open_without_packs().await?;
    let cards = banks::all(&workspace.dir)?;
    let mut words: String = cards.iter().map(line).collect();
    if cards.is_empty() {
        words.push_str("no bank: see `spoor bank import`\n");
    }
    tell(global, &json!(cards), &words)?;
    Ok(Outcome::Done)
}

fn line(card: &BankCard) -> String {
    let stands = if card.enabled { "on" } else { "off" };
    format!("{}  {stands}  {} entries, of source {}\n", card.name, count(card.entries), card.source)
}

async fn switch(global: &Global, to: &Switch, enabled: Option<bool>) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace = global.open_without_packs().await?;
    let card = banks::card(&workspace.dir, &to.name)?;
    let became = match enabled {
        Some(true) => "on",
        Some(false) => "off",
        None => "removed",
    };
    // First what is signed for: a crash leaves the bank as it was, and the log says who wanted what.
    let what = format!("bank {}: {became}", card.name);
    workspace.vault.audit(&who, &what, &to.why, global.now()?).await?;
    match enabled {
        Some(enabled) => drop(banks::switch(&workspace.dir, &card.name, enabled)?),
        None => banks::remove(&workspace.dir, &card.name)?,
    }
    let words = format!("bank {}: {became}, from the next build on\n", card.name);
    tell(global, &json!({ "bank": card.name, "became": became }), &words)?;
    Ok(Outcome::Done)
}

async fn hits(global: &Global) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace: Workspace = global.open_without_packs().await?;
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let found = objects(
        &engine,
        "SELECT source, exhibit, bank, category, label, distance FROM listed \
         ORDER BY source, exhibit, bank, distance",
    )
    .await?;
    workspace.vault.audit(&who, "list exhibits on banks", "known material", global.now()?).await?;
    let text = |row: &serde_json::Map<String, Value>, key: &str| match row.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let mut words = String::new();
    for row in &found {
        let how = match text(row, "distance").as_str() {
            "" => "the same bytes".to_owned(),
            bits => format!("{bits} of 256 bits away"),
        };
        words.push_str(&format!(
            "{}  {}  on {}, category {:?}, {how}\n",
            text(row, "source"),
            text(row, "exhibit"),
            text(row, "bank"),
            text(row, "category")
        ));
    }
    words.push_str(&format!("{} hits; nothing of them is shown\n", count(found.len() as u64)));
    if global.json {
        out::json(&json!(found))?;
    } else {
        out::text(&words)?;
    }
    Ok(if found.is_empty() { Outcome::No } else { Outcome::Done })
}
