//! Erasure: what is behind a selector, an advert or a source goes, everywhere, derived data too, and
//! with it what people wrote of it or keep.

mod rejects;
mod traces;
mod values;

pub use traces::Traces;
pub use values::adverts_of;

use crate::banks;
use crate::contests;
use crate::crawl::memory;
use crate::crawl::shunned::Shunned;
use crate::learned::ModelStore;
use crate::pipeline::{self, Until};
use crate::progress::Progress;
use crate::query::{self, objects};
use crate::stages::missing;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use serde_json::Value;
use spoor_tables::Engine;
use spoor_tables::engine::literal;
use spoor_vault::{Casebook, Held, Said, Vault};
use spoor_vocab::{Capture, ExhibitId, Millis};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use values::Values;

/// Why something goes whose time is over.
pub const EXPIRED: &str = "the retention period of the source is over";

/// Who erases, why and when.
pub struct Act<'a> {
    /// Person.
    pub who: &'a str,
    /// Reason.
    pub why: &'a str,
    /// Time.
    pub at: Millis,
}

/// What goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Going {
    /// Exhibits, each under its source.
    pub exhibits: Vec<Held>,
    /// What people wrote or keep.
    pub traces: Traces,
    /// Where it stood on the web, if it is not to be collected again.
    pub addresses: Vec<String>,
    /// Crawls that forget everything.
    pub crawls: Vec<String>,
    /// The source, if all of it goes: its reject files too.
    pub source: Option<String>,
    /// How many rejected records hold a value that goes.
    pub rejected: u64,
    values: Values,
}

impl Going {
    /// Whether nothing does.
    pub fn is_empty(&self) -> bool {
        let nowhere = self.exhibits.is_empty() && self.traces.is_empty();
        nowhere && self.crawls.is_empty() && self.rejected == 0 && self.source.is_none()
    }
}

/// Erases exhibits and traces, drops every table and report that was derived from exhibits, and builds
/// anew.
pub async fn erase(
    workspace: &mut Workspace,
    going: &Going,
    act: &Act<'_>,
    progress: Progress,
) -> Result<()> {
    // No build may be reading what goes.
    let alone = workspace.alone().await?;
    // Before the exhibits: if this ends here, all of it can still be found and asked for again. And so
    // that no crawl under way collects again what has just gone.
    memory::remove(&workspace.dir, &going.crawls, act.at)?;
    if let Some(source) = &going.source {
        workspace.forget_rejects(source)?;
        banks::remove_of(&workspace.dir, source)?;
    }
    rejects::forget(&workspace.dir, &going.values)?;
    for source in going.exhibits.iter().map(|held| &held.source).collect::<BTreeSet<_>>() {
        workspace.mark_erased(source, act.at)?;
    }
    if !going.addresses.is_empty() {
        let shunned = Shunned::of(workspace).await?;
        shunned.add(&going.addresses, act.at).await?;
        memory::forget_shunned(&workspace.dir, &shunned, act.at)?;
    }
    if !going.traces.is_empty() {
        going.traces.erase(workspace.vault.casebook()).await?;
        let (who, why) = (act.who.to_owned(), act.why.to_owned());
        let what = format!("erased what people wrote or kept: {}", going.traces.in_words());
        workspace.vault.record(&[Said::Look { who, what, why, at: act.at }]).await?;
    }
    if going.exhibits.is_empty() {
        return Ok(());
    }
    let built = workspace.store.current()?.is_some();
    workspace.vault.erase(&going.exhibits, act.why, act.who, act.at).await?;
    workspace.forget_derived(&alone)?;
    if built {
        pipeline::run(workspace, alone, Until::Leads, progress).await?;
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

/// Erases what has outlived the retention period of its source, notices that say themselves when they end,
/// and reject files; gives how many exhibits went.
pub async fn enforce(
    workspace: &mut Workspace,
    who: &str,
    at: Millis,
    progress: Progress,
) -> Result<u64> {
    let mut expired = workspace.vault.expired(at).await?;
    let ended = missing::expired(workspace, at)?;
    expired.extend(ended.into_iter().filter(|held| !expired.contains(held)).collect::<Vec<_>>());
    let mut number = 0;
    if !expired.is_empty() {
        let going = Going { exhibits: expired, ..Going::default() };
        erase(workspace, &going, &Act { who, why: EXPIRED, at }, progress).await?;
        number = going.exhibits.len() as u64;
    }
    let shunned = Shunned::of(workspace).await?;
    for source in workspace.vault.sources().await? {
        workspace.forget_expired_rejects(&source, at)?;
        banks::forget_expired(&workspace.dir, &source, at)?;
        memory::forget_expired(&workspace.dir, &source, &shunned, at)?;
    }
    Ok(number)
}

/// What goes with a source, a selector, or an advert. A selector is in all adverts that show it; an
/// imported id that several adverts have is not settled by chance.
pub async fn find(workspace: &Workspace, what: &str) -> Result<Going> {
    if let Some(name) = what.strip_prefix("source:") {
        return of_source(&workspace.dir, &workspace.vault, name);
    }
    let engine = Engine::open(&workspace.store.snapshot()?).await?;
    let mut going = find_in(&workspace.dir, &engine, workspace.vault.casebook(), what).await?;
    add_rest(&mut going, &workspace.vault)?;
    Ok(going)
}

/// What goes with a source.
pub fn of_source(workspace: &Path, vault: &Vault, name: &str) -> Result<Going> {
    let crawls = memory::of_source(workspace, name)?;
    let exhibits = vault.exhibits_of(name)?;
    let beside = workspace.join("rejects").join(name).exists()
        || banks::all(workspace)?.iter().any(|bank| bank.source == name);
    let is_there = beside || !exhibits.is_empty() || !crawls.is_empty();
    let source = is_there.then(|| name.to_owned());
    Ok(Going { exhibits, crawls, source, ..Going::default() })
}

/// What goes with a selector or an advert in the tables of an engine; what only the vault knows is for
/// [`add_rest`] to say.
pub async fn find_in(
    workspace: &Path,
    engine: &Engine,
    book: &Casebook,
    what: &str,
) -> Result<Going> {
    let exhibits = exhibits(engine, what).await?;
    let values = Values::of(engine, what, &exhibits, &book.sources().await?).await?;
    let traces = Traces::of(book, &values).await?;
    let addresses = values::addresses_of(engine, &exhibits).await?;
    let rejected = rejects::holding(workspace, &values)?;
    Ok(Going { exhibits, traces, addresses, rejected, values, ..Going::default() })
}

/// Adds what goes with the exhibits (parts of a page, later visits), and where it was fetched from. Reads
/// all that their sources hold.
pub fn add_rest(going: &mut Going, vault: &Vault) -> Result<()> {
    let followers = vault.followers_of(&going.exhibits)?;
    let known: BTreeSet<Held> = going.exhibits.iter().cloned().collect();
    going.exhibits.extend(followers.into_iter().filter(|held| !known.contains(held)));
    going.addresses.extend(vault.targets_of(&going.exhibits)?);
    Ok(())
}

async fn exhibits(engine: &Engine, what: &str) -> Result<Vec<Held>> {
    let value = literal(what);
    // A build that stopped after `extract` has no such table; mentions say enough then.
    let linked = match engine.has("selectors") {
        true => format!("OR advert_id IN (SELECT advert_id FROM selectors WHERE value = {value})"),
        false => String::new(),
    };
    let meant = format!(
        "id = {value} OR advert_id = {value} OR url = {value} OR account = {value} \
         {linked} OR advert_id IN (SELECT advert_id FROM mentions WHERE value = {value} \
         AND kind IN ('phone', 'email', 'handle', 'url', 'wallet'))"
    );
    let sql = format!(
        "SELECT advert_id, source, exhibit, id = {value} AS named FROM adverts WHERE {meant} \
         ORDER BY advert_id"
    );
    let mut found = BTreeSet::new();
    let mut named = Vec::new();
    for row in objects(engine, &sql).await? {
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
    found.extend(pictures_of(engine, &meant).await?);
    found.extend(views_of(engine, &meant).await?);
    Ok(found.into_iter().collect())
}

/// That a picture was met at an address.
struct Met {
    /// What says so: the picture, or a note of a second address.
    exhibit: String,
    /// An advert that goes names the address.
    goes: bool,
    /// An advert that stays names it.
    stays: bool,
}

/// The pictures of all adverts that go with those `meant` (a condition on table `adverts`): adverts of one
/// exhibit go together. What an advert that remains shows too, under the same source, stays. All that
/// was captured at their addresses goes, also what no page shows any more, and with the bytes of a
/// picture every note of where else they were met.
async fn pictures_of(engine: &Engine, meant: &str) -> Result<BTreeSet<Held>> {
    // Of a build that knew of no pictures.
    if !engine.has("images") || !engine.has("pictures") {
        return Ok(BTreeSet::new());
    }
    let sql = format!(
        "WITH gone AS (SELECT a.advert_id FROM adverts a JOIN \
         (SELECT DISTINCT source, exhibit FROM adverts WHERE {meant}) c \
         ON c.source = a.source AND c.exhibit = a.exhibit), \
         shown AS (SELECT i.source, i.address, \
         max(CASE WHEN g.advert_id IS NULL THEN 0 ELSE 1 END) AS goes, \
         max(CASE WHEN g.advert_id IS NULL THEN 1 ELSE 0 END) AS stays \
         FROM images i LEFT JOIN gone g ON g.advert_id = i.advert_id \
         GROUP BY i.source, i.address), \
         met AS (SELECT DISTINCT p.source, p.picture FROM pictures p JOIN shown s \
         ON s.source = p.source AND s.address = p.address WHERE s.goes = 1) \
         SELECT p.source, p.exhibit, p.picture, coalesce(s.goes, 0) AS goes, \
         coalesce(s.stays, 0) AS stays FROM pictures p \
         JOIN met ON met.source = p.source AND met.picture = p.picture \
         LEFT JOIN shown s ON s.source = p.source AND s.address = p.address"
    );
    // By source and picture.
    let mut met: BTreeMap<(String, String), Vec<Met>> = BTreeMap::new();
    for row in objects(engine, &sql).await? {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let is = |key: &str| row.get(key).and_then(Value::as_i64) == Some(1);
        let one = Met { exhibit: text("exhibit"), goes: is("goes"), stays: is("stays") };
        met.entry((text("source"), text("picture"))).or_default().push(one);
    }
    let mut going = BTreeSet::new();
    for ((source, picture), met) in met {
        let stays = met.iter().any(|one| one.stays);
        let goes = |one: &&Met| match stays {
            // The bytes stay; that they were met at an address that nobody names any more does not.
            true => one.exhibit != picture && one.goes && !one.stays,
            false => true,
        };
        let exhibits = met.iter().filter(goes).map(|one| one.exhibit.as_str());
        let bytes = (!stays).then_some(picture.as_str());
        for exhibit in exhibits.chain(bytes).filter_map(ExhibitId::parse) {
            going.insert(Held { source: source.clone(), exhibit });
        }
    }
    Ok(going)
}

/// Pictures of how the pages looked that go with those `meant`: they show what the page says. With the
/// bytes of a picture goes every note of where else they were met.
async fn views_of(engine: &Engine, meant: &str) -> Result<BTreeSet<Held>> {
    if !engine.has("pictures") {
        return Ok(BTreeSet::new());
    }
    let view = Capture::VIEW;
    let sql = format!(
        "WITH gone AS (SELECT DISTINCT source, concat('{view}', exhibit) AS address FROM adverts \
         WHERE {meant}), \
         met AS (SELECT p.source, p.exhibit, p.picture FROM pictures p JOIN gone g \
         ON g.source = p.source AND g.address = p.address) \
         SELECT source, exhibit FROM met UNION \
         SELECT p.source, p.exhibit FROM pictures p JOIN met m \
         ON m.source = p.source AND m.picture = p.picture WHERE m.exhibit = m.picture"
    );
    let rows = objects(engine, &sql).await?;
    let held = rows.iter().filter_map(|row| {
        let text = |key: &str| row.get(key).and_then(Value::as_str);
        let exhibit = ExhibitId::parse(text("exhibit")?)?;
        Some(Held { source: text("source")?.to_owned(), exhibit })
    });
    Ok(held.collect())
}
