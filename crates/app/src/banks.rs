//! Banks: lists of hashes of known material (Project VIC, CAID, IWF, NCMEC and others), against which every
//! picture is held by hash alone. Each stands under a source, so under a law, and ends with its retention. A
//! bank can be switched off; who did what to it is in the custody log.

use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use spoor_hashes::list::{self, Listed, Print};
use spoor_hashes::{Bank, Pdq};
use spoor_vocab::{Defect, Millis, Source};
use std::fs;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

const DAY: Millis = 86_400_000;
const CARD: &str = "bank.json";
const ENTRIES: &str = "entries.csv";
/// Longest name.
const NAME_MAX: usize = 60;

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// Project VIC / CAID JSON (VICS)
    Vics,
    /// MD5, SHA-1 and PDQ hashes, with or without a header
    Csv,
}

/// What is known of a bank beside its entries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankCard {
    /// Its name.
    pub name: String,
    /// The source it stands under.
    pub source: String,
    /// Whether pictures are held against it.
    pub enabled: bool,
    /// How many entries it has.
    pub entries: u64,
    /// BLAKE3 of the entries.
    pub digest: String,
    /// When it was taken in.
    pub imported_at: Millis,
}

/// Reads a list; the good entries and what was wrong with the others.
pub fn read(format: ListFormat, name: &str, bytes: impl Read) -> (Vec<Listed>, Vec<Defect>) {
    let (mut entries, mut defects) = (Vec::new(), Vec::new());
    let mut each = |found: Result<Listed, Defect>| match found {
        Ok(entry) => entries.push(entry),
        Err(defect) => defects.push(defect),
    };
    let bytes = BufReader::new(bytes);
    match format {
        ListFormat::Vics => list::vics(name, bytes, &mut each),
        ListFormat::Csv => list::csv(name, bytes, &mut each),
    }
    (entries, defects)
}

/// The banks of a workspace, by name.
pub fn all(workspace: &Path) -> Result<Vec<BankCard>> {
    let mut cards = Vec::new();
    let Ok(found) = fs::read_dir(workspace.join("banks")) else { return Ok(cards) };
    for folder in found {
        let path = folder?.path().join(CARD);
        if path.exists() {
            let text = fs::read(&path).with_context(|| path.display().to_string())?;
            cards.push(serde_json::from_slice(&text).with_context(|| path.display().to_string())?);
        }
    }
    cards.sort_by(|a: &BankCard, b| a.name.cmp(&b.name));
    Ok(cards)
}

/// One bank.
///
/// # Errors
/// If there is none of this name.
pub fn card(workspace: &Path, name: &str) -> Result<BankCard> {
    match all(workspace)?.into_iter().find(|card| card.name == name) {
        Some(card) => Ok(card),
        None => bail!("there is no bank {name:?}: see `spoor bank list`"),
    }
}

/// Takes a bank in, in the place of one of its name.
pub fn put(workspace: &Path, mut card: BankCard, entries: &[Listed]) -> Result<BankCard> {
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if card.name.is_empty() || card.name.len() > NAME_MAX || !card.name.chars().all(good) {
        bail!(
            "a bank's name has 1 to {NAME_MAX} letters, digits, - and _: {:?} does not",
            card.name
        );
    }
    let dir = folder(workspace, &card.name);
    let told = || dir.display().to_string();
    let text = written(entries)?;
    card.entries = entries.len() as u64;
    card.digest = blake3::hash(&text).to_hex().to_string();
    fs::create_dir_all(&dir).with_context(told)?;
    // The card last: without it there is no bank.
    let _ = fs::remove_file(dir.join(CARD));
    fs::write(dir.join(ENTRIES), text).with_context(told)?;
    write(workspace, &card)?;
    Ok(card)
}

/// Switches a bank on or off.
pub fn switch(workspace: &Path, name: &str, enabled: bool) -> Result<BankCard> {
    let card = BankCard { enabled, ..card(workspace, name)? };
    write(workspace, &card)?;
    Ok(card)
}

/// Removes a bank.
pub fn remove(workspace: &Path, name: &str) -> Result<()> {
    let dir = folder(workspace, &card(workspace, name)?.name);
    fs::remove_dir_all(&dir).with_context(|| dir.display().to_string())
}

/// Removes the banks of a source.
pub fn remove_of(workspace: &Path, source: &str) -> Result<()> {
    for card in all(workspace)?.iter().filter(|card| card.source == source) {
        remove(workspace, &card.name)?;
    }
    Ok(())
}

/// Removes the banks of a source that have outlived its retention.
pub fn forget_expired(workspace: &Path, source: &Source, now: Millis) -> Result<()> {
    let lasts = Millis::from(source.retain_days) * DAY;
    let of = all(workspace)?.into_iter().filter(|card| card.source == source.name);
    for card in of.filter(|card| card.imported_at.saturating_add(lasts) < now) {
        remove(workspace, &card.name)?;
    }
    Ok(())
}

/// The banks that pictures are held against, with their entries.
pub fn enabled(workspace: &Workspace) -> Result<Vec<(BankCard, Vec<Listed>, Bank)>> {
    let mut banks = Vec::new();
    for card in all(&workspace.dir)?.into_iter().filter(|card| card.enabled) {
        let path = folder(&workspace.dir, &card.name).join(ENTRIES);
        let told = || path.display().to_string();
        let text = fs::read(&path).with_context(told)?;
        if blake3::hash(&text).to_hex().as_str() != card.digest {
            bail!("{}: it is not what was taken in: import the bank again", told());
        }
        let (entries, defects) = read(ListFormat::Csv, &card.name, &*text);
        if let Some(defect) = defects.first() {
            bail!("{}: {defect}", told());
        }
        let bank = Bank::of(&entries);
        banks.push((card, entries, bank));
    }
    Ok(banks)
}

fn folder(workspace: &Path, name: &str) -> PathBuf {
    workspace.join("banks").join(name)
}

fn write(workspace: &Path, card: &BankCard) -> Result<()> {
    let dir = folder(workspace, &card.name);
    let (new, path) = (dir.join("bank.new"), dir.join(CARD));
    let told = || path.display().to_string();
    fs::write(&new, serde_json::to_vec_pretty(card)?).with_context(told)?;
    fs::rename(&new, &path).with_context(told)
}

/// The entries as a list of one form, whatever they were written as.
fn written(entries: &[Listed]) -> Result<Vec<u8>> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(["type", "hash", "quality", "category", "label"])?;
    for entry in entries {
        let (kind, hash, quality) = match entry.print {
            Print::Md5(md5) => ("md5", md5.to_string(), None),
            Print::Sha1(sha1) => ("sha1", sha1.to_string(), None),
            Print::Pdq(pdq, quality) => ("pdq", Pdq::to_string(&pdq), quality),
        };
        let quality = quality.map(|quality| quality.to_string()).unwrap_or_default();
        let (category, label) = (entry.category.as_deref(), entry.label.as_deref());
        csv.write_record([
            kind,
            &hash,
            &quality,
            category.unwrap_or_default(),
            label.unwrap_or_default(),
        ])?;
    }
    csv.into_inner().map_err(|error| anyhow::anyhow!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bank_is_read_back_as_it_was_taken_in() {
        let dir = tempfile::tempdir().unwrap();
        let text = "type,hash,quality,category,label\n\
                    md5,d41d8cd98f00b204e9800998ecf8427e,,1,\"a, b\"\n\
                    pdq,5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a,80,,\n\
                    sha1,nonsense,,,\n";
        let (entries, defects) = read(ListFormat::Csv, "x", text.as_bytes());
        assert_eq!((entries.len(), defects.len()), (2, 1));
        let card = BankCard {
            name: "vic".into(),
            source: "police".into(),
            enabled: true,
            entries: 0,
            digest: String::new(),
            imported_at: 5,
        };
        let card = put(dir.path(), card, &entries).unwrap();
        let file = fs::read(dir.path().join("banks/vic").join(ENTRIES)).unwrap();
        let (again, defects) = read(ListFormat::Csv, "vic", &*file);
        let plain = |all: &[Listed]| {
            let of = |e: &Listed| (e.print, e.category.clone(), e.label.clone());
            all.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!((plain(&again), defects.len()), (plain(&entries), 0));
        assert!(!switch(dir.path(), "vic", false).unwrap().enabled);
        assert_eq!(all(dir.path()).unwrap(), [BankCard { enabled: false, ..card.clone() }]);
        for name in ["../x", "", "a b"] {
            assert!(put(dir.path(), BankCard { name: name.into(), ..card.clone() }, &[]).is_err());
        }
        let source = Source {
            name: "police".into(),
            basis: "order 1".into(),
            purpose: "known material".into(),
            retain_days: 1,
            country: None,
        };
        forget_expired(dir.path(), &source, DAY).unwrap();
        assert_eq!(all(dir.path()).unwrap().len(), 1);
        forget_expired(dir.path(), &source, DAY + 6).unwrap();
        assert_eq!(all(dir.path()).unwrap().len(), 0);
    }
}
