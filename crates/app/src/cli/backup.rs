//! `spoor backup`, `spoor restore`: everything that cannot be made anew, in one file that proves
//! itself.
//!
//! The file is a tar of what the vault's checkpoint speaks for, of what is kept beside the log as
//! rows, and of settings, profiles, packs and models. Its last entry is the list of all others with
//! their digests, signed with the vault's key. Tables are not in it: they are built anew.

use super::{Global, tell};
use crate::clock;
use crate::out::{self, Outcome, count};
use crate::serve::{account, captures, provided, setup};
use crate::source_tokens;
use anyhow::{Context, Result, bail};
use clap::Args;
use spoor_vault::backup::{Content, files, sign_list};
use spoor_vocab::Millis;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Name of the signed list in the file.
pub const LIST: &str = "backup.note";
/// Name of the rows that are kept beside the log.
pub const KEPT: &str = "kept.jsonl";
/// Folders of the workspace that go along, beside the vault.
pub const FOLDERS: [&str; 3] = ["profiles", "packs", "models"];
/// What is only good for minutes or days or must not come to life again: a session that ended
/// since, a link that was used since, a token that was withdrawn since.
const PASSING: [&str; 6] = [
    account::SESSION,
    setup::LINK,
    setup::SHOWN,
    provided::UNDER_WAY,
    source_tokens::TOKEN,
    captures::ARRIVAL,
];

#[derive(Args)]
pub struct Backup {
    /// The file to write; it holds the vault's keys, so keep it as you keep the vault
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

/// A row of [`KEPT`].
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Row {
    pub kind: String,
    pub key: String,
    pub value: String,
    pub expires: Option<Millis>,
}

pub async fn run(global: &Global, args: Backup) -> Result<Outcome> {
    let workspace = global.open_without_packs().await?;
    let now = global.now()?;
    // Before the log: whatever is kept, the log in the file knows why.
    let mut rows = Vec::new();
    for (kind, kept) in workspace.vault.casebook().everything_kept(now).await? {
        if !PASSING.contains(&kind.as_str()) {
            let row = Row { kind, key: kept.key, value: kept.value, expires: kept.expires };
            serde_json::to_writer(&mut rows, &row)?;
            rows.push(b'\n');
        }
    }
    let vault = workspace.dir.join("vault");
    let (inside, entries) = files(&vault)?;
    let mut tar = Tar::create(&args.output)?;
    let marker = workspace.dir.join("spoor.toml");
    tar.add("spoor.toml", &mut File::open(&marker)?, fs::metadata(&marker)?.len())?;
    tar.add(KEPT, &mut rows.as_slice(), rows.len() as u64)?;
    for file in inside {
        let name = format!("vault/{}", file.name);
        match file.content {
            Content::Bytes(bytes) => tar.add(&name, &mut bytes.as_slice(), bytes.len() as u64)?,
            Content::OnDisk(path, length) => {
                let at =
                    || format!("{}: it went while it was copied: run it again", path.display());
                let mut open = File::open(&path).with_context(at)?;
                tar.add(&name, &mut open, length)?;
            }
        }
    }
    for folder in FOLDERS {
        tar.add_folder(&workspace.dir, &workspace.dir.join(folder))?;
    }
    let head = format!("v1\nat {}\nentries {entries}\n", clock::show(now));
    let done = tar.close(&vault, &head)?;
    let verifier = workspace.vault.verifier()?;
    workspace.vault.close().await;
    let json = serde_json::json!({
        "files": done, "entries": entries, "at": clock::show(now), "verifier": verifier
    });
    let words = format!(
        "{}: {} files, {} entries of the custody log\nVerifier key, to be kept elsewhere: {verifier}\n",
        args.output.display(),
        count(done),
        count(entries)
    );
    tell(global, &json, &words)?;
    Ok(Outcome::Done)
}

/// A backup being written: beside its name until it is whole.
struct Tar {
    to: PathBuf,
    partial: PathBuf,
    tar: tar::Builder<BufWriter<File>>,
    list: String,
    files: u64,
}

impl Tar {
    fn create(to: &Path) -> Result<Self> {
        let mut partial = to.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        out::private(&partial, b"")?;
        let file = fs::OpenOptions::new().write(true).open(&partial)?;
        let tar = tar::Builder::new(BufWriter::new(file));
        Ok(Self { to: to.to_owned(), partial, tar, list: String::new(), files: 0 })
    }

    /// Adds so many bytes under a name, and puts them into the list.
    fn add(&mut self, name: &str, from: &mut dyn Read, length: u64) -> Result<()> {
        if name.chars().any(char::is_control) {
            bail!("{name:?} has a control character in its name: give the file another");
        }
        let mut hasher = blake3::Hasher::new();
        let mut passing = Passing { from: from.take(length), hasher: &mut hasher, seen: 0 };
        let mut header = tar::Header::new_gnu();
        header.set_size(length);
        header.set_mode(0o600);
        header.set_entry_type(tar::EntryType::Regular);
        self.tar.append_data(&mut header, name, &mut passing).with_context(|| name.to_owned())?;
        if passing.seen != length {
            bail!("{name}: it became shorter while it was copied: run it again");
        }
        self.list += &format!("{} {length} {name}\n", hasher.finalize().to_hex());
        self.files += 1;
        Ok(())
    }

    /// Adds all files below a folder, by name.
    fn add_folder(&mut self, root: &Path, folder: &Path) -> Result<()> {
        let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
        let mut paths: Vec<PathBuf> = entries.map(|e| Ok(e?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            // What a link leads to lies elsewhere and has a backup of its own, or none.
            let about = fs::symlink_metadata(&path).with_context(|| path.display().to_string())?;
            if about.is_dir() {
                self.add_folder(root, &path)?;
            } else if about.is_file() {
                let inside = path.strip_prefix(root).unwrap_or(&path);
                let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
                let name = parts.with_context(|| format!("{}: not UTF-8", path.display()))?;
                let mut open = File::open(&path).with_context(|| path.display().to_string())?;
                self.add(&name.join("/"), &mut open, about.len())?;
            }
        }
        Ok(())
    }

    /// Signs the list, and gives the file its name; gives how many files are in it.
    fn close(mut self, vault: &Path, head: &str) -> Result<u64> {
        let note = sign_list(vault, &format!("{head}{}", self.list))?;
        let mut header = tar::Header::new_gnu();
        header.set_size(note.len() as u64);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, LIST, note.as_slice())?;
        let mut file = self.tar.into_inner()?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&self.partial, &self.to).with_context(|| self.to.display().to_string())?;
        Ok(self.files)
    }
}

/// Bytes on their way, hashed and counted.
struct Passing<'a, R> {
    from: R,
    hasher: &'a mut blake3::Hasher,
    seen: u64,
}

impl<R: Read> Read for Passing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.from.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        self.seen += n as u64;
        Ok(n)
    }
}
