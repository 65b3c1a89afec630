//! A workspace: the folder that holds a vault, tables, profiles, rejects and reports.

use crate::learned::ModelStore;
use crate::out::Refused;
use crate::packs;
use anyhow::{Context, Result, bail};
use spoor_access::sealed::Keys;
use spoor_tables::{Alone, Store, TableError};
use spoor_vault::Vault;
use spoor_vocab::{Millis, Source};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Written into `spoor.toml`; a newer program may read an older workspace, never the reverse.
const FORMAT: u32 = 1;

/// Folder of the index of words, which is made of the tables and goes with them.
pub fn search_dir(workspace: &Path) -> PathBuf {
    workspace.join("search")
}

/// Waits until nobody else writes or removes the index of words, and keeps others away until it is
/// dropped.
pub fn search_lock(workspace: &Path) -> Result<fs::File> {
    let path = workspace.join("search.lock");
    let told = || path.display().to_string();
    let file = fs::File::create(&path).with_context(told)?;
    file.lock().with_context(told)?;
    Ok(file)
}

/// An opened workspace.
pub struct Workspace {
    /// The folder.
    pub dir: PathBuf,
    /// Exhibits, custody log, casebook.
    pub vault: Vault,
    /// Tables.
    pub store: Store,
}

impl Workspace {
    /// Makes a workspace in an empty or new folder.
    pub async fn init(dir: &Path, database: Option<&str>, at: Millis) -> Result<Self> {
        let marker = dir.join("spoor.toml");
        if marker.exists() {
            bail!("{} is a workspace already", dir.display());
        }
        fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        for folder in ["profiles", "rejects", "reports"] {
            fs::create_dir_all(dir.join(folder))?;
        }
        let vault = Vault::create_with(&dir.join("vault"), database, at).await?;
        let store = Store::open(&dir.join("tables"))?;
        fs::write(&marker, format!("# A workspace of spoor.\nformat = {FORMAT}\n"))?;
        Ok(Self { dir: dir.to_path_buf(), vault, store })
    }

    /// Opens a workspace with the packs it uses; a crash left behind is mended by the vault.
    pub async fn open(dir: &Path, database: Option<&str>) -> Result<Self> {
        packs::add_terms(dir)?;
        Self::open_without_packs(dir, database).await
    }

    /// Opens a workspace, its packs aside: nothing can be extracted as it should be.
    pub async fn open_without_packs(dir: &Path, database: Option<&str>) -> Result<Self> {
        let marker = dir.join("spoor.toml");
        let Ok(text) = fs::read_to_string(&marker) else {
            bail!(
                "{} is not a workspace: make one with `spoor init DIR`, or name one with \
                 --workspace DIR or SPOOR_WORKSPACE",
                dir.display()
            );
        };
        let format = text.lines().find_map(|l| l.strip_prefix("format = ")?.trim().parse().ok());
        if format != Some(FORMAT) {
            bail!("{}: this program reads format {FORMAT} only", marker.display());
        }
        let vault = Vault::open_with(&dir.join("vault"), database).await?;
        let store = Store::open(&dir.join("tables"))?;
        let mut workspace = Self { dir: dir.to_path_buf(), vault, store };
        workspace.drop_stale_tables().await?;
        Ok(workspace)
    }

    /// The keys that come of the vault's secret.
    pub fn keys(&self) -> Result<Keys> {
        Ok(Keys::of(&spoor_vault::secret(&self.dir.join("vault"))?))
    }

    /// The right to build or to erase; waits while another process has it. What others have put into
    /// the vault counts from here on.
    pub async fn alone(&mut self) -> Result<Alone> {
        let mut told = false;
        let alone = loop {
            match self.store.alone() {
                Err(TableError::Busy(_)) => {
                    if !told {
                        eprintln!("another build or erasure is under way: waiting for its end");
                        told = true;
                    }
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                other => break other?,
            }
        };
        self.vault.refresh().await?;
        Ok(alone)
    }

    /// Whether the tables know of other erasures than the vault.
    fn is_stale(&self) -> Result<bool> {
        let Some(snapshot) = self.store.current()? else { return Ok(false) };
        let known = snapshot.manifest.facts.get("erasures").map(String::as_str);
        Ok(known != Some(self.vault.erasures().to_string().as_str()))
    }

    /// Tables that know of fewer erasures than the vault hold erased data: an erasure was
    /// interrupted before they were dropped, or is about to drop them.
    async fn drop_stale_tables(&mut self) -> Result<()> {
        if !self.is_stale()? {
            return Ok(());
        }
        let alone = self.alone().await?;
        // Whoever was at it may have ended well meanwhile.
        if self.is_stale()? {
            self.forget_derived(&alone)?;
            // Which leads are left is not known before the next build.
            ModelStore::of(&self.dir).forget_all_but(&BTreeSet::new())?;
            eprintln!("an erasure was interrupted: the tables were dropped; run `spoor build`");
        }
        Ok(())
    }

    /// Removes all that was derived from exhibits: tables of every snapshot, builds under way, the
    /// index of words, reports.
    pub fn forget_derived(&self, alone: &Alone) -> Result<()> {
        alone.clear()?;
        let search = search_dir(&self.dir);
        // A server that writes it ends soon: the tables it reads are gone.
        let _lock = search_lock(&self.dir)?;
        if search.exists() {
            fs::remove_dir_all(&search).with_context(|| search.display().to_string())?;
        }
        let reports = self.dir.join("reports");
        if reports.exists() {
            fs::remove_dir_all(&reports).with_context(|| reports.display().to_string())?;
        }
        fs::create_dir_all(&reports).with_context(|| reports.display().to_string())?;
        Ok(())
    }

    /// Folder of the reject files of a source: rejected input is personal data too.
    pub fn rejects_of(&self, source: &str) -> PathBuf {
        self.dir.join("rejects").join(source)
    }

    /// Removes the reject files of a source.
    pub fn forget_rejects(&self, source: &str) -> Result<()> {
        let dir = self.rejects_of(source);
        if dir.exists() {
            fs::remove_dir_all(&dir).with_context(|| dir.display().to_string())?;
        }
        Ok(())
    }

    /// Notes that something of a source was erased: who holds files of it beside the workspace removes
    /// those that are older.
    pub fn mark_erased(&self, source: &str, at: Millis) -> Result<()> {
        let path = erased_mark(&self.dir, source);
        let told = || path.display().to_string();
        fs::create_dir_all(path.with_file_name("")).with_context(told)?;
        fs::write(&path, at.to_string()).with_context(told)
    }

    /// Removes the reject files that have outlived the retention period of their source. Their
    /// names start with the time of the import.
    pub fn forget_expired_rejects(&self, source: &Source, now: Millis) -> Result<()> {
        let Ok(files) = fs::read_dir(self.rejects_of(&source.name)) else { return Ok(()) };
        for file in files {
            let path = file?.path();
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
            let time = name.as_deref().and_then(|n| n.split('-').next()?.parse::<Millis>().ok());
            let kept_until = time.unwrap_or(0) + i64::from(source.retain_days) * 86_400_000;
            if kept_until < now {
                fs::remove_file(&path).with_context(|| path.display().to_string())?;
            }
        }
        Ok(())
    }
}

/// When something of a source was last erased from the workspace in a folder; none if never.
pub fn last_erased(workspace: &Path, source: &str) -> Option<Millis> {
    fs::read_to_string(erased_mark(workspace, source)).ok()?.parse().ok()
}

fn erased_mark(workspace: &Path, source: &str) -> PathBuf {
    workspace.join("erased").join(source)
}

/// Who does this: `--as`, or a refusal.
pub fn named(person: Option<&str>) -> Result<&str> {
    match person.map(str::trim) {
        Some(name) if !name.is_empty() => Ok(name),
        _ => {
            Err(Refused("say who you are with --as NAME; it goes into the custody log".into())
                .into())
        }
    }
}
