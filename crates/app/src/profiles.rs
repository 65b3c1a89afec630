//! Site profiles of a workspace: `profiles/<name>.toml`.

use anyhow::{Context, Result};
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

/// All profiles, and one text that changes when any of them does.
pub fn load(workspace: &Path) -> Result<(Vec<Profile>, String)> {
    let dir = workspace.join("profiles");
    let mut paths: Vec<_> = fs::read_dir(&dir)
        .with_context(|| dir.display().to_string())?
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    let mut profiles = Vec::new();
    let mut texts = String::new();
    for path in paths {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        profiles.push(Profile::parse(&text).with_context(|| path.display().to_string())?);
        texts.push_str(&text);
        texts.push('\0');
    }
    Ok((profiles, texts))
}
