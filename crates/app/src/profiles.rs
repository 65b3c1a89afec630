//! Site profiles of a workspace: `profiles/<name>.toml`.

use crate::packs;
use anyhow::{Context, Result};
use spoor_packs::Content;
use spoor_read::Profile;
use std::fs;
use std::path::Path;

/// Checks a profile and copies it into the workspace.
pub fn keep(workspace: &Path, name: &str, path: &Path) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Profile::parse(&text).with_context(|| path.display().to_string())?;
    fs::write(workspace.join("profiles").join(format!("{name}.toml")), text)?;
    Ok(())
}

/// The workspace's own profiles: file name and text, by name.
pub fn own(workspace: &Path) -> Result<Vec<(String, String)>> {
    let dir = workspace.join("profiles");
    let paths = packs::files_of(&dir, "toml")?;
    let read = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Ok((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text))
    };
    paths.iter().map(read).collect()
}

/// All profiles, those of packs in use too, and one text that changes when any of them does.
pub fn load(workspace: &Path) -> Result<(Vec<Profile>, String)> {
    let mut all = own(workspace)?;
    let packs = packs::installed(workspace)?;
    let theirs = packs::texts(&packs, Content::Profile);
    all.extend(theirs.into_iter().map(|(name, text)| (name, text.to_owned())));
    let parse =
        |(name, text): &(String, String)| Profile::parse(text).with_context(|| name.clone());
    let profiles = all.iter().map(parse).collect::<Result<_>>()?;
    Ok((profiles, all.into_iter().map(|(_, text)| text + "\0").collect()))
}
