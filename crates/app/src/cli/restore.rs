//! `spoor restore`: a workspace from a backup. Nothing of the file is believed before its signed
//! list; nothing is in place before the vault that came of it has been verified.

use super::backup::{FOLDERS, KEPT, LIST, Row};
use super::{Global, tell};
use crate::clock;
use crate::crawl::shunned::Shunned;
use crate::erasure::EXPIRED;
use crate::learned::ModelStore;
use crate::out::{Outcome, Refused, count};
use crate::workspace::{Workspace, named};
use anyhow::{Context, Result, bail};
use clap::Args;
use spoor_vault::backup::{read_list, verifier_of};
use spoor_vault::{Kept, Said, Vault};
use spoor_vocab::Millis;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

const DAY: Millis = 86_400_000;
/// Longest list, bytes: a million files.
const LIST_LENGTH: u64 = 256 * 1024 * 1024;

#[derive(Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// The folder to make
    dir: PathBuf,
    /// The verifier key that must have signed it, as spoor backup told it
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
    /// The custody log as it stood later (vault/log), if you have it: what was erased since the
    /// backup is erased again
    #[arg(long, value_name = "DIR")]
    log: Option<PathBuf>,
    /// How old the backup may be, in days; what was erased since would come back
    #[arg(long, default_value_t = 35, value_name = "DAYS")]
    oldest: u32,
}

/// What the signed list says.
#[derive(Default)]
struct List {
    at: Millis,
    entries: u64,
    /// Digest and length by name.
    files: BTreeMap<String, (String, u64)>,
}

pub async fn run(global: &Global, args: Restore) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let now = global.now()?;
    if args.dir.read_dir().is_ok_and(|mut d| d.next().is_some()) {
        bail!("{} is not empty: name a new folder", args.dir.display());
    }
    let mut partial = args.dir.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    if partial.exists() {
        bail!("{} is left of an earlier try: remove it", partial.display());
    }
    let done = into(global, &args, &partial, &who, now).await;
    match done {
        Ok((json, words)) => {
            if args.dir.exists() {
                fs::remove_dir(&args.dir).with_context(|| args.dir.display().to_string())?;
            }
            fs::rename(&partial, &args.dir).with_context(|| args.dir.display().to_string())?;
            tell(global, &json, &words)?;
            Ok(Outcome::Done)
        }
        Err(error) => {
            // Personal data that was only half restored stays nowhere.
            if partial.exists() {
                fs::remove_dir_all(&partial).with_context(|| partial.display().to_string())?;
            }
            Err(error)
        }
    }
}

async fn into(
    global: &Global,
    args: &Restore,
    dir: &Path,
    who: &str,
    now: Millis,
) -> Result<(serde_json::Value, String)> {
    let list = unpack(&args.file, dir, args.key.as_deref())?;
    let age = now.saturating_sub(list.at);
    if age > Millis::from(args.oldest) * DAY {
        return Err(Refused(format!(
            "the backup is {} days old: what was erased since would come back; if you must, say \
             how old it may be with --oldest DAYS",
            age / DAY
        ))
        .into());
    }
    for folder in ["profiles", "rejects", "reports"] {
        fs::create_dir_all(dir.join(folder))?;
    }
    fs::create_dir_all(dir.join("vault/exhibits"))?;
    let mut vault = Vault::open_with(&dir.join("vault"), global.database.as_deref()).await?;
    let rows = keep(&vault, &dir.join(KEPT), now).await?;
    fs::remove_file(dir.join(KEPT))?;
    let report = vault.verify(&mut |_| ()).await?;
    if let Some(problem) = report.problems.first() {
        bail!("the vault in the backup does not hold: {}: {}", problem.place, problem.what);
    }
    let what =
        format!("restore of a backup of {} with {} entries", clock::show(list.at), list.entries);
    let look = Said::Look { who: who.to_owned(), what, why: String::new(), at: now };
    let since = match &args.log {
        Some(log) => vault.erasures_since(log)?,
        None => Vec::new(),
    };
    vault.record(&[look]).await?;
    let (mut again, mut addresses) = (0, Vec::new());
    for erasure in &since {
        // What was erased, and had not merely expired, is not collected again.
        if erasure.why != EXPIRED {
            addresses.extend(vault.targets_of(&erasure.exhibits)?);
        }
        let why = format!("again, after a restore: {}", erasure.why);
        vault.erase(&erasure.exhibits, &why, &erasure.who, now).await?;
        again += erasure.exhibits.len() as u64;
    }
    let expired = vault.expired(now).await?;
    if !expired.is_empty() {
        let why = "the retention period of the source was over when the backup was restored";
        vault.erase(&expired, why, who, now).await?;
    }
    if again > 0 || !expired.is_empty() {
        // Which leads are left is not known before the next build.
        ModelStore::of(dir).forget_all_but(&BTreeSet::new())?;
    }
    vault.close().await;
    // As everybody opens it: a marker of another format is refused here.
    let workspace = Workspace::open_without_packs(dir, global.database.as_deref()).await?;
    Shunned::of(&workspace).await?.add(&addresses, now).await?;
    let exhibits = workspace.vault.exhibits();
    workspace.vault.close().await;
    let expired = expired.len() as u64;
    let json = serde_json::json!({
        "at": clock::show(list.at), "entries": list.entries, "kept": rows, "exhibits": exhibits,
        "erased_again": again, "expired": expired, "later_log": args.log.is_some()
    });
    Ok((json, told(&list, exhibits, again, expired, args)))
}

fn told(list: &List, exhibits: u64, again: u64, expired: u64, args: &Restore) -> String {
    let (dir, at) = (args.dir.display(), clock::show(list.at));
    let mut words = format!(
        "{dir} is as it was at {at}: {} entries of the custody log, {} exhibits; every byte is as \
         it was sealed\n",
        count(list.entries),
        count(exhibits)
    );
    if expired > 0 {
        words += &format!("{} exhibits had expired and were erased\n", count(expired));
    }
    words += &match args.log {
        Some(_) => {
            format!("{} exhibits that the later log erased were erased again\n", count(again))
        }
        None => {
            "Not in it: whatever was decided, erased or confirmed since. Erasures since then must \
                 be done again: a custody log of later (--log) knows which\n"
                .to_owned()
        }
    };
    words += "Sessions and one-time links are not restored. Tables: run spoor build\n";
    words
}

/// Unpacks into a new folder, and checks all of it against the signed list.
fn unpack(file: &Path, dir: &Path, key: Option<&str>) -> Result<List> {
    let at = || file.display().to_string();
    let open = File::open(file).with_context(at)?;
    let mut archive = tar::Archive::new(BufReader::new(open));
    let (mut found, mut note) = (BTreeMap::new(), None);
    make_private(dir)?;
    for entry in archive.entries().with_context(at)? {
        let mut entry = entry.with_context(at)?;
        let name = name_of(&entry).with_context(at)?;
        if note.is_some() {
            bail!("{}: something follows its list: it was changed", file.display());
        }
        if name == LIST {
            let mut bytes = Vec::new();
            entry.by_ref().take(LIST_LENGTH).read_to_end(&mut bytes).with_context(at)?;
            note = Some(bytes);
            continue;
        }
        if found.contains_key(&name) {
            bail!("{}: {name} is in it twice: it was changed", file.display());
        }
        let digest = write(&mut entry, &dir.join(&name)).with_context(at)?;
        found.insert(name, digest);
    }
    let note =
        note.with_context(|| format!("{}: it has no list: it is cut off", file.display()))?;
    let own = verifier_of(&dir.join("vault")).with_context(at)?;
    if key.is_some_and(|key| key.trim() != own) {
        bail!("{}: it is of another vault: its key is {own}", file.display());
    }
    let text = read_list(&note, &own).map_err(|e| anyhow::anyhow!("{}: {e}", file.display()))?;
    let list = List::parse(&text).with_context(at)?;
    for name in found.keys().chain(list.files.keys()) {
        if found.get(name) != list.files.get(name) {
            bail!("{}: {name} is not as it was signed: it was changed", file.display());
        }
    }
    Ok(list)
}

/// A plain path below the workspace, of a regular file, that a backup has.
fn name_of<R: Read>(entry: &tar::Entry<R>) -> Result<String> {
    let path = entry.path()?.into_owned();
    let plain = path.components().all(|c| matches!(c, Component::Normal(_)));
    let name = path.to_str().filter(|n| plain && !n.is_empty()).map(str::to_owned);
    let name = name.with_context(|| format!("{path:?} leads elsewhere: it was changed"))?;
    if entry.header().entry_type() != tar::EntryType::Regular {
        bail!("{name} is no plain file: it was changed");
    }
    let first = name.split('/').next().unwrap_or_default();
    let known = [LIST, KEPT, "spoor.toml"].contains(&name.as_str())
        || name.contains('/') && (first == "vault" || FOLDERS.contains(&first));
    if !known {
        bail!("{name} is in no backup: it was changed");
    }
    Ok(name)
}

/// Writes a file and gives its digest and length.
fn write(from: &mut impl Read, to: &Path) -> Result<(String, u64)> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = BufWriter::new(options.open(to)?);
    let (mut hasher, mut length, mut buffer) = (blake3::Hasher::new(), 0, vec![0; 64 * 1024]);
    loop {
        let n = from.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        length += n as u64;
        file.write_all(&buffer[..n])?;
    }
    file.flush()?;
    file.get_ref().sync_all()?;
    Ok((hasher.finalize().to_hex().to_string(), length))
}

fn make_private(dir: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).with_context(|| dir.display().to_string())
}

impl List {
    fn parse(text: &str) -> Result<Self> {
        let mut lines = text.lines();
        if lines.next() != Some("v1") {
            bail!("its list is of a newer program");
        }
        let mut after = |word: &str| lines.next().and_then(|l| l.strip_prefix(word));
        let at = after("at ").and_then(clock::parse).context("its list has no time")?;
        let entries = after("entries ").and_then(|n| n.parse().ok()).context("no entries")?;
        let mut files = BTreeMap::new();
        for line in lines {
            let mut parts = line.splitn(3, ' ');
            let (digest, length, name) = (parts.next(), parts.next(), parts.next());
            let length = length.and_then(|n| n.parse().ok());
            let (Some(digest), Some(length), Some(name)) = (digest, length, name) else {
                bail!("its list cannot be read at {line:?}");
            };
            files.insert(name.to_owned(), (digest.to_owned(), length));
        }
        Ok(Self { at, entries, files })
    }
}

/// Puts back what is kept beside the log; gives how many rows.
async fn keep(vault: &Vault, path: &Path, now: Millis) -> Result<u64> {
    let book = vault.casebook();
    if !book.everything_kept(now).await?.is_empty() {
        bail!("the database holds rows already: name an empty one");
    }
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut rows = 0;
    for line in text.lines() {
        let Row { kind, key, value, expires } = serde_json::from_str(line).context("a kept row")?;
        if expires.is_none_or(|at| at > now) {
            book.keep(&kind, &Kept { key, value, expires }).await?;
            rows += 1;
        }
    }
    Ok(rows)
}
