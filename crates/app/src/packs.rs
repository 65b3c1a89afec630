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
    let open = |path: &PathBuf| {
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (pack, _) = spoor_packs::open(&bytes, &keys).with_context(|| {
            format!("{}: `spoor pack remove {name}` puts it out of use", path.display())
        })?;
        Ok(pack)
    };
    files_of(&dir, "json")?.iter().map(open).collect()
}

/// Files of a folder with this extension, by name.
pub fn files_of(dir: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir)
        .with_context(|| dir.display().to_string())?
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == extension))
        .collect();
    paths.sort();
    Ok(paths)
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
    spoor_extract::add_terms(terms(&packs)).map_err(anyhow::Error::msg).context("the packs in use")
}

fn terms(packs: &[Pack]) -> Terms {
    let of = |content| texts(packs, content).into_iter().map(|(_, t)| t.to_owned()).collect();
    Terms { indicators: of(Content::Indicators), services: of(Content::Services) }
}

/// The rule pack in use: that of an imported pack, else the one that ships with the program.
pub fn rules(workspace: &Path) -> Result<RulePack> {
    rules_of(&installed(workspace)?)
}

fn rules_of(packs: &[Pack]) -> Result<RulePack> {
    let mut found = texts(packs, Content::Rules);
    // Packs that carry the rules that ship with the program, or the same ones, do not differ.
    found.retain(|(_, text)| *text != RulePack::builtin().text());
    found.dedup_by(|a, b| a.1 == b.1);
    match &found[..] {
        [] => Ok(RulePack::builtin().clone()),
        [(name, text)] => RulePack::parse(text).with_context(|| name.clone()),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            bail!("{} hold different rules: keep one of these packs", names.join(" and "))
        }
    }
}

/// Whether these packs can be used together: what cannot is refused before it is in use.
pub fn usable(packs: &[Pack]) -> Result<()> {
    rules_of(packs)?;
    for (name, text) in texts(packs, Content::Profile) {
        spoor_read::Profile::parse(text).with_context(|| name)?;
    }
    spoor_extract::check_terms(&terms(packs)).map_err(anyhow::Error::msg)
}
