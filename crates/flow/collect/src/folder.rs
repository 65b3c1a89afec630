//! The files under a folder, in an order that depends on their names alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Deepest nesting of folders that is followed.
const DEPTH_MAX: usize = 64;

/// A file to import.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) path: PathBuf,
    /// Path relative to the folder, with `/`.
    pub(crate) name: String,
}

/// All files under `root`, sorted by relative name. Links to folders are not followed (they may
/// lead round in a circle or elsewhere); names that begin with a dot are passed by.
pub(crate) fn files(root: &Path) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    let mut folders = vec![(root.to_path_buf(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let base = entry.file_name().to_string_lossy().into_owned();
            if base.starts_with('.') {
                continue;
            }
            let name = format!("{prefix}{base}");
            let kind = entry.file_type()?;
            if kind.is_dir() && depth < DEPTH_MAX {
                folders.push((entry.path(), format!("{name}/"), depth + 1));
            } else if kind.is_file() || (kind.is_symlink() && entry.path().is_file()) {
                found.push(Entry { path: entry.path(), name });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
