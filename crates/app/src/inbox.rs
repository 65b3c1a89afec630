//! `spoor inbox`: a folder into which partners put files. What no longer grows is imported as `spoor
//! import` does it, then moved away. A crash between the two imports nothing twice: what is sealed
//! already is known, and the move is made up for.

pub mod look;
mod shelf;

use crate::progress::Progress;
use crate::stages::seal::{self, Order, Sealed};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use look::{Delivery, Shape};
use shelf::Shelf;
use spoor_collect::{CollectError, Format};
use spoor_vocab::{Defect, Millis};
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longest pause before something that could not be opened is tried again.
const PAUSE_LONGEST: Duration = Duration::from_secs(3600);

/// What became of a delivery.
pub struct Dealt {
    /// Its name.
    pub name: String,
    /// Where it lies now, from the inbox; none if it waits.
    pub to: Option<PathBuf>,
    /// What was imported of it.
    pub sealed: Sealed,
    /// Why it waits, or was not opened.
    pub why: Option<String>,
}

/// A delivery that is watched: how it looked, since when, and how long it must look so.
struct Watched {
    shape: Shape,
    since: Instant,
    wait: Duration,
}

/// A folder that is watched.
pub struct Inbox {
    dir: PathBuf,
    source: String,
    settle: Duration,
    watched: BTreeMap<OsString, Watched>,
    shelf: Shelf,
    /// Keeps a second watcher away.
    _lock: Option<File>,
}

impl Inbox {
    /// Begins to watch; what looks the same for `settle` is whole.
    ///
    /// # Errors
    /// If it is no folder, or another process watches it.
    pub fn open(dir: &Path, source: &str, settle: Duration) -> Result<Self> {
        if !dir.is_dir() {
            bail!("{} is no folder: make it first", dir.display());
        }
        // Some network mounts know no locks: there whoever starts two watchers finds it out.
        let lock = File::open(dir).ok();
        if let Some(Err(std::fs::TryLockError::WouldBlock)) = lock.as_ref().map(File::try_lock) {
            bail!("{} is watched already", dir.display());
        }
        let (dir, source, watched) = (dir.to_owned(), source.to_owned(), BTreeMap::new());
        Ok(Self { shelf: Shelf::of(&dir)?, dir, source, settle, watched, _lock: lock })
    }

    /// Removes what was dealt with so many days ago.
    pub fn forget(&self, days: u32, now: Millis) -> Result<()> {
        self.shelf.forget(days, now)
    }

    /// Removes what was done by then: something of the source was erased at that time.
    pub fn forget_done(&self, by: Millis) -> Result<()> {
        self.shelf.forget_done(by)
    }

    /// How many deliveries wait.
    pub fn waiting(&self) -> Result<usize> {
        Ok(look::look(&self.dir).with_context(|| self.dir.display().to_string())?.len())
    }

    /// Looks once, at `now`; what is ready comes back, pictures last: a row that names them comes first.
    pub fn ready(&mut self, now: Instant) -> Result<Vec<(OsString, Delivery)>> {
        let seen = look::look(&self.dir).with_context(|| self.dir.display().to_string())?;
        self.watched.retain(|name, _| seen.contains_key(name));
        let mut ready = Vec::new();
        for (name, delivery) in seen {
            match &delivery {
                Delivery::Waits => drop(self.watched.remove(&name)),
                Delivery::Foreign(_) => ready.push((name, delivery)),
                Delivery::Whole(shape) => match self.watched.get(&name) {
                    Some(watched) if watched.shape == *shape => {
                        if now.saturating_duration_since(watched.since) >= watched.wait {
                            ready.push((name, delivery));
                        }
                    }
                    _ => {
                        let watched =
                            Watched { shape: shape.clone(), since: now, wait: self.settle };
                        self.watched.insert(name, watched);
                    }
                },
            }
        }
        ready.sort_by_key(|(name, _)| is_picture(name));
        Ok(ready)
    }

    /// Deals with one that is ready.
    ///
    /// # Errors
    /// If the vault cannot be written, or the delivery cannot be moved: then it lies where it lay.
    pub async fn deal(
        &mut self,
        workspace: &mut Workspace,
        (name, delivery): &(OsString, Delivery),
        at: Millis,
        stop: &dyn Fn() -> bool,
    ) -> Result<Dealt> {
        let shown = name.to_string_lossy().into_owned();
        let shape = match delivery {
            Delivery::Whole(shape) => shape,
            Delivery::Waits => return Ok(waits(shown, Sealed::default(), "it is under way")),
            Delivery::Foreign(why) => {
                let told = Defect::new(&*shown, "inbox.foreign", *why, "send the files themselves");
                return self.reject(name, Sealed::default(), told, at);
            }
        };
        let path = self.dir.join(name);
        let order =
            Order { path: &path, source: &self.source, format: Format::Auto, mapping: None, at };
        let silent = Progress::new(true, true);
        let sealed = match seal::import_until(workspace, &order, silent, stop).await {
            Ok(sealed) => sealed,
            Err(error) => match error.downcast_ref::<CollectError>() {
                Some(CollectError::Unknown { .. }) => {
                    return self.reject(name, Sealed::default(), unknown(&shown), at);
                }
                // It went away, or the mount did, or it is not ours to read.
                Some(_) => {
                    let why = format!("{error:#}");
                    self.put_off(name);
                    return Ok(waits(shown, Sealed::default(), &why));
                }
                None => return Err(error),
            },
        };
        if stop() {
            return Ok(waits(shown, sealed, "told to end: it goes on at the next start"));
        }
        if look::delivery(&path) != Delivery::Whole(shape.clone()) {
            self.watched.remove(name);
            return Ok(waits(shown, sealed, "it grew while it was read: it is read again"));
        }
        if sealed.new + sealed.known == 0 {
            return self.reject(name, sealed, nothing(&shown), at);
        }
        self.watched.remove(name);
        let to = self.shelf.put(name, look::DONE, &sealed.told, at)?;
        Ok(Dealt { name: shown, to: Some(to), sealed, why: None })
    }

    fn reject(
        &mut self,
        name: &OsStr,
        sealed: Sealed,
        otherwise: Defect,
        at: Millis,
    ) -> Result<Dealt> {
        self.watched.remove(name);
        let own = [otherwise];
        let reasons = if sealed.told.is_empty() { &own[..] } else { &sealed.told };
        let why = reasons.first().map(|defect| defect.problem.clone());
        let to = self.shelf.put(name, look::REJECTED, reasons, at)?;
        Ok(Dealt { name: name.to_string_lossy().into_owned(), to: Some(to), sealed, why })
    }

    /// The next try comes later and later.
    fn put_off(&mut self, name: &OsStr) {
        if let Some(watched) = self.watched.get_mut(name) {
            watched.since = Instant::now();
            watched.wait = (watched.wait * 2).min(PAUSE_LONGEST);
        }
    }
}

/// Whether the name is a picture's: which file names it may lie beside it.
fn is_picture(name: &OsStr) -> bool {
    let lower = name.to_string_lossy().to_lowercase();
    [".jpg", ".jpeg", ".png", ".webp", ".gif"].iter().any(|end| lower.ends_with(end))
}

fn waits(name: String, sealed: Sealed, why: &str) -> Dealt {
    Dealt { name, to: None, sealed, why: Some(why.to_owned()) }
}

fn unknown(name: &str) -> Defect {
    let problem = "neither its content nor its name tells what it is";
    let hint = "send WARC, WACZ, JSONL, CSV, HTML or EML; pictures in one folder with the file that \
                names them";
    Defect::new(name, "inbox.unknown", problem, hint)
}

fn nothing(name: &str) -> Defect {
    let problem = "there is no advert, page or picture in it";
    Defect::new(name, "inbox.nothing", problem, "look at what was sent, and send it again")
}
