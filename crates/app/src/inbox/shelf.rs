//! Where deliveries go that were dealt with: `done/` and `rejected/`, with the reasons beside them, and
//! away from there when their time is over.

use super::look::{DONE, REJECTED};
use anyhow::{Context, Result, bail};
use spoor_vocab::{Defect, Millis};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of an inbox. Names in them begin with the time, in milliseconds since 1970.
pub struct Shelf {
    dir: PathBuf,
}

impl Shelf {
    /// Makes the folders of an inbox where they are not there.
    pub fn of(dir: &Path) -> Result<Self> {
        for name in [DONE, REJECTED] {
            let folder = dir.join(name);
            let told = || folder.display().to_string();
            if !folder.exists() {
                fs::create_dir(&folder).with_context(told)?;
            }
            // A sender who made it a link would have us write elsewhere.
            if !fs::symlink_metadata(&folder).with_context(told)?.is_dir() {
                bail!("{}: it is no folder: move it away", folder.display());
            }
        }
        Ok(Self { dir: dir.to_owned() })
    }

    /// Puts a delivery away, its reasons first; gives where it lies, from the inbox.
    pub fn put(
        &self,
        name: &OsStr,
        folder: &str,
        reasons: &[Defect],
        at: Millis,
    ) -> Result<PathBuf> {
        let named = |n: u32| {
            let mut named =
                OsString::from(if n == 0 { format!("{at}-") } else { format!("{at}-{n}-") });
            named.push(name);
            named
        };
        let free =
            (0..).map(named).find(|n| fs::symlink_metadata(self.dir.join(folder).join(n)).is_err());
        let Some(free) = free else { bail!("no name is left in {folder}/") };
        if !reasons.is_empty() {
            let mut beside = free.clone();
            beside.push(".reasons.jsonl");
            let path = self.dir.join(folder).join(beside);
            let mut lines = Vec::new();
            for reason in reasons {
                serde_json::to_writer(&mut lines, reason)?;
                lines.push(b'\n');
            }
            fs::write(&path, lines).with_context(|| path.display().to_string())?;
        }
        let to = Path::new(folder).join(free);
        let moved = fs::rename(self.dir.join(name), self.dir.join(&to));
        moved.with_context(|| {
            format!("{} cannot be moved to {folder}/", self.dir.join(name).display())
        })?;
        Ok(to)
    }

    /// Removes what has lain longer than so many days: what was sent is personal data too.
    pub fn forget(&self, days: u32, now: Millis) -> Result<()> {
        self.forget_before(&[DONE, REJECTED], now - Millis::from(days) * 86_400_000)
    }

    /// Removes what was put away by then as done: it is sealed, and something of it has been erased since.
    pub fn forget_done(&self, by: Millis) -> Result<()> {
        self.forget_before(&[DONE], by)
    }

    fn forget_before(&self, folders: &[&str], by: Millis) -> Result<()> {
        for folder in folders {
            let folder = self.dir.join(folder);
            for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let put = name.split('-').next().and_then(|time| time.parse::<Millis>().ok());
                let Some(put) = put else { continue };
                if put > by {
                    continue;
                }
                let removed = match entry.file_type()?.is_dir() {
                    true => fs::remove_dir_all(entry.path()),
                    false => fs::remove_file(entry.path()),
                };
                removed.with_context(|| entry.path().display().to_string())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Millis = 86_400_000;

    #[test]
    fn nothing_is_overwritten_and_all_of_it_goes_in_time() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Shelf::of(dir.path()).unwrap();
        let reason = Defect::new("a.html", "html.empty", "the page is empty", "save it again");
        for text in ["one", "two"] {
            fs::write(dir.path().join("a.html"), text).unwrap();
            shelf.put(OsStr::new("a.html"), REJECTED, std::slice::from_ref(&reason), 5).unwrap();
        }
        let read = |name: &str| fs::read_to_string(dir.path().join("rejected").join(name)).unwrap();
        assert_eq!((read("5-a.html"), read("5-1-a.html")), ("one".into(), "two".into()));
        assert!(read("5-1-a.html.reasons.jsonl").contains("html.empty"));
        fs::create_dir(dir.path().join("b")).unwrap();
        fs::write(dir.path().join("b/c.html"), "x").unwrap();
        shelf.put(OsStr::new("b"), DONE, &[], 3 * DAY).unwrap();
        // What others put there is not ours to remove.
        fs::write(dir.path().join("done/note.txt"), "x").unwrap();
        let left = |folder: &str| fs::read_dir(dir.path().join(folder)).unwrap().count();
        shelf.forget(1, DAY).unwrap();
        assert_eq!((left("done"), left("rejected")), (2, 4));
        shelf.forget(1, DAY + 5).unwrap();
        assert_eq!((left("done"), left("rejected")), (2, 0));
        shelf.forget_done(3 * DAY - 1).unwrap();
        assert_eq!(left("done"), 2);
        shelf.forget_done(3 * DAY).unwrap();
        assert_eq!(left("done"), 1);
    }
}
