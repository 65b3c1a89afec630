//! Knowledge packs of a workspace: `packs/trusted` (public keys), `packs/key` (our own, if we
//! make packs), `packs/NAME.json` (imported ones, as they came).

use anyhow::{Context, Result, bail};
use spoor_extract::Terms;
use spoor_leads::RulePack;
use spoor_packs::{Content, Pack};
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of the packs.
pub fn folder(workspace: &Path) -> PathBuf {
    workspace.join("packs")
}

/// Where an imported pack is kept.
pub fn path(workspace: &Path, name: &str) -> PathBuf {
    folder(workspace).join(format!("{name}.json"))
}

/// Public keys whose packs may be imported.
pub fn trusted(workspace: &Path) -> Result<Vec<String>> {
    let path = folder(workspace).join("trusted");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    Ok(text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect())
}

/// Packs in use, by name, each checked again against the trusted keys.
pub fn installed(workspace: &Path) -> Result<Vec<Pack>> {
    let dir = folder(workspace);
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let keys = trusted(workspace)?;
    let mut paths: Vec<PathBuf> = fs::read_dir(&dir)
        .with_context(|| dir.display().to_string())?
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "json"))
        .collect();
    paths.sort();
    let open = |path: &PathBuf| {
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        let (pack, _) =
            spoor_packs::open(&bytes, &keys).with_context(|| path.display().to_string())?;
        Ok(pack)
    };
    paths.iter().map(open).collect()
}

/// Texts of one kind in the packs in use, each with where it is from.
pub fn texts(packs: &[Pack], content: Content) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    for pack in packs {
        for file in pack.manifest.files.iter().filter(|f| f.content == content) {
            if let Some(text) = pack.files.get(&file.name) {
                found.push((format!("{}/{}", pack.manifest.name, file.name), text.as_str()));
            }
        }
    }
    found
}

/// Puts the terms of the packs in use beside the built-in ones, before anything is extracted.
pub fn add_terms(workspace: &Path) -> Result<()> {
    let packs = installed(workspace)?;
    if packs.is_empty() {
        return Ok(());
    }
    let of = |content| texts(&packs, content).into_iter().map(|(_, t)| t.to_owned()).collect();
    let terms = Terms { indicators: of(Content::Indicators), services: of(Content::Services) };
    spoor_extract::add_terms(terms).map_err(anyhow::Error::msg).context("the packs in use")
}

/// The rule pack in use: that of an imported pack, else the one that ships with the program.
pub fn rules(workspace: &Path) -> Result<RulePack> {
    let packs = installed(workspace)?;
    let found = texts(&packs, Content::Rules);
    match &found[..] {
        [] => Ok(RulePack::builtin().clone()),
        [(name, text)] => RulePack::parse(text).with_context(|| name.clone()),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            bail!("{} all hold rules: keep one of these packs", names.join(" and "))
        }
    }
}
