//! `spoor pack`: knowledge that travels between teams, signed and without personal data.

use super::{Global, model, tell};
use crate::out::{Outcome, Refused, count};
use crate::workspace::{Workspace, named};
use crate::{clock, packs, profiles};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use spoor_packs::{Content, Manifest, Pack};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

mod changes;

#[derive(Args)]
pub struct PackArgs {
    #[command(subcommand)]
    command: PackCommand,
}

#[derive(Subcommand)]
enum PackCommand {
    /// Make the key that this workspace signs its packs with
    Key {
        /// Who we are, as others shall know us: no spaces
        maker: String,
    },
    /// Trust a maker's packs from now on
    Trust {
        /// The maker's public key, as they told you by another way than the pack came
        key: String,
    },
    /// Sign lexicons, rules and site profiles in use here as one file, and the ranking's model if asked
    Export(Export),
    /// Use a pack of a trusted maker
    Import {
        /// The pack
        file: PathBuf,
        /// Take it although it is no later edition than the one in use
        #[arg(long)]
        older: bool,
    },
    /// Put a pack out of use
    Remove {
        /// Its name
        name: String,
    },
    /// What a pack changes, entry by entry
    Diff {
        /// A pack's file, or the name of one in use
        before: String,
        /// The other
        after: String,
    },
    /// List the packs in use
    List,
}

#[derive(Args)]
struct Export {
    /// Name of the pack: letters, digits and '-'
    name: String,
    /// Edition; count up
    #[arg(long)]
    edition: u32,
    /// Who answers for it and what it is for, in one line
    #[arg(long)]
    about: String,
    /// Put in what decisions here have taught the ranking too: weights and counts, nothing of a lead
    /// or a person
    #[arg(long, requires = "licence")]
    model: bool,
    /// Licence of the model, e.g. CC0-1.0
    #[arg(long)]
    licence: Option<String>,
    /// Put in these kinds alone: indicators, services, rules, profile, model
    #[arg(long, value_delimiter = ',', value_parser = kind)]
    only: Vec<Content>,
    /// The file
    #[arg(long, short)]
    output: PathBuf,
}

fn kind(word: &str) -> Result<Content, String> {
    let known = Content::ALL.into_iter().find(|c| c.as_str() == word);
    known.ok_or_else(|| {
        let all = Content::ALL.map(Content::as_str).join(", ");
        format!("{word:?} is none of {all}")
    })
}

pub async fn run(global: &Global, args: PackArgs) -> Result<Outcome> {
    match args.command {
        PackCommand::Key { maker } => key(global, &maker).await,
        PackCommand::Trust { key } => trust(global, &key).await,
        PackCommand::Export(args) => export(global, &args).await,
        PackCommand::Import { file, older } => import(global, &file, older).await,
        PackCommand::Remove { name } => remove(global, &name).await,
        PackCommand::Diff { before, after } => diff(global, &before, &after),
        PackCommand::List => list(global).await,
    }
}

async fn key(global: &Global, maker: &str) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let dir = packs::folder(&workspace.dir);
    fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
    let key = spoor_packs::new_key(maker)?;
    write_private(&dir.join("key"), &key.private)?;
    fs::write(dir.join("key.public"), format!("{}\n", key.public))?;
    let what = format!("make the key {}", key.public);
    workspace.vault.audit(&global.who(), &what, "", global.now()?).await?;
    tell(global, &json!({ "public": key.public }), &format!("{}\n", key.public))?;
    Ok(Outcome::Done)
}

/// A new file that only its owner reads; an earlier key is never written over.
fn write_private(path: &Path, text: &str) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| path.display().to_string())?;
    file.write_all(text.as_bytes()).with_context(|| path.display().to_string())
}

async fn trust(global: &Global, key: &str) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    spoor_packs::check_key(key)?;
    let mut workspace = global.open().await?;
    let mut keys = packs::trusted(&workspace.dir)?;
    if !keys.iter().any(|known| known == key.trim()) {
        keys.push(key.trim().to_owned());
    }
    let dir = packs::folder(&workspace.dir);
    fs::create_dir_all(&dir).with_context(|| dir.display().to_string())?;
    fs::write(dir.join("trusted"), keys.join("\n") + "\n")?;
    workspace.vault.audit(&who, &format!("trust packs of {key}"), "", global.now()?).await?;
    tell(global, &json!({ "trusted": keys }), &format!("{} keys are trusted\n", keys.len()))?;
    Ok(Outcome::Done)
}

async fn export(global: &Global, args: &Export) -> Result<Outcome> {
    let mut workspace = global.open().await?;
    let path = packs::folder(&workspace.dir).join("key");
    let Ok(private) = fs::read_to_string(&path) else {
        bail!("there is no key to sign with: make one with `spoor pack key MAKER`");
    };
    let mut files = in_use(&workspace)?;
    files.retain(|_, (content, _)| args.only.is_empty() || args.only.contains(content));
    if args.model || args.only.contains(&Content::Model) {
        let Some(licence) = args.licence.as_deref() else {
            bail!(
                "say under which licence others may use the model: --licence CC0-1.0, or another"
            );
        };
        let lesson = model::load(&workspace).await?.lesson(licence);
        let lesson = lesson.map_err(|e| Refused(format!("the model must not travel: {e:#}")))?;
        files.insert("ranking.json".to_owned(), (Content::Model, lesson.to_text()));
    }
    let made = clock::show(global.now()?);
    let made = made.get(..10).unwrap_or_default();
    let pack = Manifest::of((&args.name, args.edition), made, &args.about, files)?;
    let wrong = spoor_packs::check(&pack);
    if !wrong.is_empty() {
        return Err(Refused(format!("this must not travel:\n  {}", wrong.join("\n  "))).into());
    }
    let bytes = spoor_packs::seal(&pack, &private)?;
    fs::write(&args.output, &bytes).with_context(|| args.output.display().to_string())?;
    let what = format!("export pack {} edition {}", args.name, args.edition);
    workspace.vault.audit(&global.who(), &what, &args.about, global.now()?).await?;
    let json = json!({ "file": args.output, "bytes": bytes.len(), "files": pack.files.len() });
    let words = format!("{} files in {}\n", pack.files.len(), args.output.display());
    tell(global, &json, &words)?;
    Ok(Outcome::Done)
}

/// Lexicons, rules and profiles as they are used here.
fn in_use(workspace: &Workspace) -> Result<BTreeMap<String, (Content, String)>> {
    let (indicators, services) = spoor_extract::lexicon_tables();
    let rules = packs::rules(&workspace.dir)?;
    let mut files = BTreeMap::from([
        ("indicators.tsv".to_owned(), (Content::Indicators, indicators)),
        ("services.tsv".to_owned(), (Content::Services, services)),
        ("rules.toml".to_owned(), (Content::Rules, rules.text().to_owned())),
    ]);
    for (name, text) in profiles::own(&workspace.dir)? {
        files.insert(format!("profile-{name}"), (Content::Profile, text));
    }
    Ok(files)
}

async fn import(global: &Global, file: &Path, older: bool) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace = global.open().await?;
    let bytes = fs::read(file).with_context(|| file.display().to_string())?;
    let keys = packs::trusted(&workspace.dir)?;
    let (pack, maker) = spoor_packs::open(&bytes, &keys).map_err(|e| match e {
        spoor_packs::PackError::Signature(_) => anyhow::Error::new(Refused(format!(
            "{e}: if you know who made it, `spoor pack trust KEY` with the key they told you"
        ))),
        other => other.into(),
    })?;
    let wrong = spoor_packs::check(&pack);
    if !wrong.is_empty() {
        return Err(Refused(format!("it cannot be used:\n  {}", wrong.join("\n  "))).into());
    }
    let Manifest { name, version, .. } = &pack.manifest;
    let installed = packs::installed(&workspace.dir)?;
    let others = installed.iter().filter(|p| p.manifest.name != *name);
    let together: Vec<Pack> = others.chain([&pack]).cloned().collect();
    packs::usable(&together).map_err(|e| Refused(format!("it cannot be used: {e:#}")))?;
    let before = installed.iter().find(|p| p.manifest.name == *name);
    if let Some(before) = before.filter(|b| b.manifest.version >= *version && !older) {
        let known = before.manifest.version;
        let text = format!("edition {known} of {name} is in use and {version} is no later one");
        return Err(Refused(format!("{text}: --older takes it all the same")).into());
    }
    let empty = Pack {
        manifest: Manifest { files: Vec::new(), ..pack.manifest.clone() },
        files: BTreeMap::new(),
    };
    let changes = changes::of(before.unwrap_or(&empty), &pack)?.len();
    let what = format!("import pack {name} edition {version} of {maker}");
    workspace.vault.audit(&who, &what, "", global.now()?).await?;
    let path = packs::path(&workspace.dir, name);
    fs::write(&path, bytes).with_context(|| path.display().to_string())?;
    let begun_from = packs::lessons(&workspace.dir)?.elsewhere.filter(|e| e.pack == *name);
    let begun_from = begun_from.map(|e| e.to_string());
    let json = json!({ "name": name, "edition": version, "maker": maker, "changes": changes,
                       "ranking_begins_from": begun_from });
    let mut words = format!(
        "{name}, edition {version} of {maker}: {} entries changed; `spoor build` uses it\n",
        count(changes as u64)
    );
    if let Some(begun) = begun_from {
        words += &format!("the ranking begins from {begun}\n");
    }
    tell(global, &json, &words)?;
    Ok(Outcome::Done)
}

/// Puts a pack out of use. It must work where a pack that cannot be read stops everything else.
async fn remove(global: &Global, name: &str) -> Result<Outcome> {
    let who = named(global.person.as_deref())?.to_owned();
    let mut workspace =
        Workspace::open_without_packs(&global.workspace, global.database.as_deref()).await?;
    let path = packs::path(&workspace.dir, name);
    if name.contains(['/', '\\']) || !path.exists() {
        bail!("there is no pack {name:?} in use: see `spoor pack list`");
    }
    workspace.vault.audit(&who, &format!("remove pack {name}"), "", global.now()?).await?;
    fs::remove_file(&path).with_context(|| path.display().to_string())?;
    let words = format!("{name} is out of use; `spoor build` does without it\n");
    tell(global, &json!({ "removed": name }), &words)?;
    Ok(Outcome::Done)
}

fn diff(global: &Global, before: &str, after: &str) -> Result<Outcome> {
    let open = |what: &str| -> Result<Pack> {
        let installed = packs::path(&global.workspace, what);
        let path = if installed.exists() { installed } else { PathBuf::from(what) };
        let bytes = fs::read(&path).with_context(|| path.display().to_string())?;
        spoor_packs::open_unsigned(&bytes).with_context(|| path.display().to_string())
    };
    let rows = changes::of(&open(before)?, &open(after)?)?;
    let mut words: String = rows.iter().map(changes::Row::words).collect();
    words += &format!("{} entries differ\n", count(rows.len() as u64));
    tell(global, &json!(rows), &words)?;
    Ok(if rows.is_empty() { Outcome::Done } else { Outcome::No })
}

async fn list(global: &Global) -> Result<Outcome> {
    let workspace = global.open().await?;
    let (mut words, mut rows) = (String::new(), Vec::new());
    for (Pack { manifest: m, .. }, maker) in packs::signed(&workspace.dir)? {
        words +=
            &format!("{}  edition {}  of {maker}  {}  {}\n", m.name, m.version, m.made, m.about);
        rows.push(json!({ "name": m.name, "edition": m.version, "maker": maker, "made": m.made,
                          "about": m.about }));
    }
    tell(global, &json!(rows), &words)?;
    Ok(Outcome::Done)
}
