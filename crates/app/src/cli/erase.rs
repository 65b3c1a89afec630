//! `spoor erase`: a selector, an advert or a source goes, everywhere, derived data too.

use super::{Global, tell};
use crate::contests;
use crate::learned::ModelStore;
use crate::out::{Outcome, Refused, count};
use crate::pipeline::{self, Until};
use crate::query::{self, objects};
use crate::workspace::{Workspace, named};
use anyhow::{Result, bail};
use clap::Args;
use serde_json::Value;
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vault::Held;
use spoor_vocab::{ExhibitId, Millis};
use std::collections::BTreeSet;

#[derive(Args)]
pub struct Erase {
    /// A selector's value, an advert's id, or source:NAME
    what: String,
    /// Why, for the custody log; name no person here
    #[arg(long, default_value = "")]
    why: String,
    /// Only say what would be erased
    #[arg(long)]
    dry_run: bool,
}

/// Who erases, why and when.
pub struct Act<'a> {
    /// Person.
    pub who: &'a str,
    /// Reason.
    pub why: &'a str,
    /// Time.
    pub at: Millis,
}

pub async fn run(global: &Global, args: Erase) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let exhibits = find(&workspace, &args.what).await?;
    if exhibits.is_empty() {
        bail!("nothing here is {:?}: give a selector, an advert id or source:NAME", args.what);
    }
    let number = exhibits.len() as u64;
    if args.dry_run {
        let json = serde_json::json!({ "would_erase": number });
        tell(global, &json, &format!("{} exhibits would be erased\n", count(number)))?;
        return Ok(Outcome::Done);
    }
    let who = named(global.person.as_deref())?;
    if args.why.trim().is_empty() {
        return Err(Refused("say why with --why '…'; it goes into the custody log".into()).into());
    }
    let act = Act { who, why: &args.why, at: global.now()? };
    if let Some(name) = args.what.strip_prefix("source:") {
        workspace.forget_rejects(name)?;
    }
    erase(&mut workspace, &exhibits, &act, global).await?;
    let json = serde_json::json!({ "erased": number });
    let words = format!(
        "{} exhibits erased, the tables built anew; a tombstone is in the log\n",
        count(number)
    );
    tell(global, &json, &words)?;
    Ok(Outcome::Done)
}

/// Erases exhibits, drops every table and report that was derived from them, and builds anew.
pub async fn erase(
    workspace: &mut Workspace,
    exhibits: &[Held],
    act: &Act<'_>,
    global: &Global,
) -> Result<()> {
    // No build may be reading what goes.
    let alone = workspace.alone().await?;
    let built = workspace.store.current()?.is_some();
    workspace.vault.erase(exhibits, act.why, act.who, act.at).await?;
    workspace.forget_derived(&alone)?;
    if built {
        pipeline::run(workspace, alone, Until::Leads, global.progress()).await?;
    }
    let mut left = BTreeSet::new();
    if built {
        let engine = Engine::open(&workspace.store.snapshot()?).await?;
        left.extend(query::leads(&engine, usize::MAX >> 1).await?.into_iter().map(|l| l.lead_id));
        contests::forget_words(workspace.vault.casebook(), Some(&engine)).await?;
    } else {
        contests::forget_words(workspace.vault.casebook(), None).await?;
    }
    ModelStore::of(&workspace.dir).forget_all_but(&left)
}

/// The exhibits behind a source, a selector, or an advert. A selector is in all adverts that show
/// it; an imported id that several adverts have is not settled by chance.
async fn find(workspace: &Workspace, what: &str) -> Result<Vec<Held>> {
    if let Some(name) = what.strip_prefix("source:") {
        return Ok(workspace.vault.exhibits_of(name)?);
    }
    let snapshot = workspace.store.snapshot()?;
    let engine = Engine::open(&snapshot).await?;
    let value = literal(what);
    // A build that stopped after `extract` has no such table; mentions say enough then.
    let linked = match snapshot.manifest.tables.contains_key("selectors") {
        true => format!("OR advert_id IN (SELECT advert_id FROM selectors WHERE value = {value})"),
        false => String::new(),
    };
    let sql = format!(
        "SELECT advert_id, source, exhibit, id = {value} AS named FROM adverts \
         WHERE id = {value} OR advert_id = {value} OR url = {value} OR account = {value} \
         {linked} OR advert_id IN (SELECT advert_id FROM mentions WHERE value = {value} \
         AND kind IN ('phone', 'email', 'handle', 'url', 'wallet')) ORDER BY advert_id"
    );
    let mut found = BTreeSet::new();
    let mut named = Vec::new();
    for row in objects(&engine, &sql).await? {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        if row.get("named") == Some(&Value::Bool(true)) {
            named.push(text("advert_id").to_owned());
        }
        let exhibit = ExhibitId::parse(text("exhibit"));
        found.extend(exhibit.map(|exhibit| Held { source: text("source").to_owned(), exhibit }));
    }
    if named.len() > 1 {
        bail!("{} adverts have the id {what:?}: name one of {}", named.len(), named.join(", "));
    }
    Ok(found.into_iter().collect())
}
