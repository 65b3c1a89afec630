//! What lies in the folder, and whether it still grows. Sizes and times are looked at again and again:
//! a network mount tells of no change by itself.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Folders in which what was dealt with lies.
pub const DONE: &str = "done";
/// Likewise, of what could not be read.
pub const REJECTED: &str = "rejected";
/// Deepest nesting of folders in a delivery.
const DEPTH_MAX: usize = 64;

/// How a delivery looks: each file of it with its size and the time of its last change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape(BTreeMap<PathBuf, (u64, Option<SystemTime>)>);

/// A file, or a folder that is sent as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It could be whole.
    Whole(Shape),
    /// It is under way: empty, or a part of it is named so.
    Waits,
    /// It is, or has, what is never opened: why.
    Foreign(&'static str),
}

/// Whether the name says that it is not to be touched.
fn waits(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.starts_with('.') || is_part(&lower)
}

/// Whether a name is one of those that programs give to what they have not finished.
fn is_part(lower: &str) -> bool {
    [".part", ".tmp", ".filepart"].iter().any(|end| lower.ends_with(end))
}

/// What lies in the folder, by name. What is named `*.part`, `*.tmp`, or begins with a dot is passed by.
///
/// # Errors
/// If the folder cannot be listed.
pub fn look(dir: &Path) -> io::Result<BTreeMap<OsString, Delivery>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let text = name.to_string_lossy();
        if waits(&text) || [DONE, REJECTED].contains(&&*text) {
            continue;
        }
        let delivery = delivery(&dir.join(&name));
        found.insert(name, delivery);
    }
    Ok(found)
}

/// How one of them looks now. What goes away meanwhile waits.
pub fn delivery(path: &Path) -> Delivery {
    let mut shape = BTreeMap::new();
    match walk(path, 0, &mut shape) {
        Ok(Some(seen)) => seen,
        Ok(None) if shape.values().any(|(bytes, _)| *bytes > 0) => Delivery::Whole(Shape(shape)),
        // An empty file is one whose bytes are still to come.
        Ok(None) | Err(_) => Delivery::Waits,
    }
}

/// Takes in a file or folder; gives what it is if it is nothing to import.
fn walk(
    path: &Path,
    depth: usize,
    shape: &mut BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
) -> io::Result<Option<Delivery>> {
    let about = fs::symlink_metadata(path)?;
    if about.is_symlink() {
        return Ok(Some(Delivery::Foreign("a link: it may lead to what is not the sender's")));
    }
    if about.is_file() {
        shape.insert(path.to_owned(), (about.len(), about.modified().ok()));
        return Ok(None);
    }
    if !about.is_dir() {
        return Ok(Some(Delivery::Foreign("neither a file nor a folder")));
    }
    if depth >= DEPTH_MAX {
        return Ok(Some(Delivery::Foreign("folders nested deeper than 64")));
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if is_part(&entry.file_name().to_string_lossy().to_lowercase()) {
            return Ok(Some(Delivery::Waits));
        }
        if let Some(seen) = walk(&entry.path(), depth + 1, shape)? {
            return Ok(Some(seen));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_under_way_waits_and_what_is_foreign_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        for name in ["a.html", ".hidden.html", "b.warc.part", "c.csv.TMP", "d.warc.filepart"] {
            fs::write(at(name), "x").unwrap();
        }
        fs::write(at("empty.html"), "").unwrap();
        for folder in ["done", "rejected", "whole", "half"] {
            fs::create_dir(at(folder)).unwrap();
            fs::write(at(folder).join("a.jsonl"), "{}").unwrap();
        }
        fs::write(at("half/b.jsonl.part"), "{}").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/hostname", at("whole2.html")).unwrap();
        let seen = look(dir.path()).unwrap();
        let mut names: Vec<_> = seen.keys().map(|n| n.to_str().unwrap()).collect();
        names.retain(|n| *n != "whole2.html");
        assert_eq!(names, ["a.html", "empty.html", "half", "whole"]);
        let of = |name: &str| &seen[&OsString::from(name)];
        assert!(matches!(of("a.html"), Delivery::Whole(_)));
        assert!(matches!(of("whole"), Delivery::Whole(_)));
        assert_eq!((of("half"), of("empty.html")), (&Delivery::Waits, &Delivery::Waits));
        #[cfg(unix)]
        {
            assert!(matches!(of("whole2.html"), Delivery::Foreign(_)));
            std::os::unix::fs::symlink("/etc/hostname", at("whole/link.html")).unwrap();
            assert!(matches!(delivery(&at("whole")), Delivery::Foreign(_)));
        }
        // A byte more is another shape.
        fs::write(at("a.html"), "xy").unwrap();
        assert_ne!(&delivery(&at("a.html")), of("a.html"));
    }
}
