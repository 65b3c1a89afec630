//! Knowledge packs of a workspace: `packs/trusted` (public keys), `packs/key` (our own, if we
//! make packs), `packs/NAME.json` (imported ones, as they came).

use anyhow::{Context, Result, anyhow, bail};
use spoor_extract::Terms;
use spoor_leads::RulePack;
use spoor_learn::{Elsewhere, Lesson};
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
    Ok(signed(workspace)?.into_iter().map(|(pack, _)| pack).collect())
}

/// The same, each with who signed it.
pub fn signed(workspace: &Path) -> Result<Vec<(Pack, String)>> {
    let dir = folder(workspace);
    if !dir.exists() {
        return Ok(Vec::new());
    }
    let keys = trusted(workspace)?;
    let open = |path: &PathBuf| {
        let bytes = fs::read(path).with_context(|| path.display().to_string())?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        spoor_packs::open(&bytes, &keys).with_context(|| {
            format!("{}: `spoor pack remove {name}` puts it out of use", path.display())
        })
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

/// What the packs in use bring for the ranking to begin from, and why it is not begun from, if it
/// is not.
#[derive(Default)]
pub struct Lessons {
    /// In use.
    pub elsewhere: Option<Elsewhere>,
    /// One sentence without its full stop.
    pub set_aside: Option<String>,
}

/// The model that a pack in use brings. Weights multiply the bits of a rule pack: a model that was
/// taught with another one is set aside, not refused, since the rules can change after it came.
pub fn lessons(workspace: &Path) -> Result<Lessons> {
    let signed = signed(workspace)?;
    let packs: Vec<Pack> = signed.iter().map(|(pack, _)| pack.clone()).collect();
    let Some((name, lesson)) = lesson_of(&packs)? else { return Ok(Lessons::default()) };
    let pack = name.split('/').next().unwrap_or_default().to_owned();
    let known = signed.iter().find(|(p, _)| p.manifest.name == pack);
    let (edition, maker) =
        known.map_or((0, String::new()), |(p, maker)| (p.manifest.version, maker.clone()));
    let fits = match is_own(workspace, &pack) {
        true => Err(anyhow!("it was taught here")),
        false => fits(&lesson, &rules_of(&packs)?),
    };
    if let Err(why) = fits {
        let set_aside = format!("the model of pack {pack} is set aside: {why}");
        return Ok(Lessons { elsewhere: None, set_aside: Some(set_aside) });
    }
    Ok(Lessons { elsewhere: Some(Elsewhere { pack, edition, maker, lesson }), set_aside: None })
}

/// Whether a pack was signed with the key of this workspace: its decisions count already.
fn is_own(workspace: &Path, pack: &str) -> bool {
    let key = fs::read_to_string(folder(workspace).join("key.public"));
    let bytes = fs::read(path(workspace, pack));
    let (Ok(key), Ok(bytes)) = (key, bytes) else { return false };
    spoor_packs::open(&bytes, &[key]).is_ok()
}

/// The one model of these packs, with the pack and file it is from.
fn lesson_of(packs: &[Pack]) -> Result<Option<(String, Lesson)>> {
    let mut found = texts(packs, Content::Model);
    found.dedup_by(|a, b| a.1 == b.1);
    match &found[..] {
        [] => Ok(None),
        [(name, text)] => {
            let lesson = Lesson::parse(text).with_context(|| name.clone())?;
            Ok(Some((name.clone(), lesson)))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            bail!("{} hold different models: keep one of these packs", names.join(" and "))
        }
    }
}

/// Whether a model's weights mean with these rules what they meant where it was taught.
fn fits(lesson: &Lesson, rules: &RulePack) -> Result<()> {
    let (theirs, ours) = (lesson.rules(), rules.version());
    if theirs != ours {
        bail!("it was taught with rules {theirs}, and {ours} are in use here");
    }
    let weights = lesson.weights();
    let codes = weights.iter().map(|w| &w.code).chain(lesson.kept_out());
    match codes.into_iter().find(|code| rules.rule(code).is_none()) {
        Some(code) => bail!("it names {code}, which is no rule of {ours}"),
        None => Ok(()),
    }
}

/// Whether these packs can be used together: what cannot is refused before it is in use.
pub fn usable(packs: &[Pack]) -> Result<()> {
    let rules = rules_of(packs)?;
    if let Some((name, lesson)) = lesson_of(packs)? {
        fits(&lesson, &rules).with_context(|| name)?;
    }
    for (name, text) in texts(packs, Content::Profile) {
        spoor_read::Profile::parse(text).with_context(|| name)?;
    }
    spoor_extract::check_terms(&terms(packs)).map_err(anyhow::Error::msg)
}
