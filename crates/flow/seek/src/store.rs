//! What waits, on disk: links by arm, addresses that are known, what was learned. One file, written in
//! whole steps: after a crash it is as of the last step that ended (redb's guarantee).
//!
//! An address may name a person, so each stands with the day it was learned of and can be forgotten. A
//! file keeps what was overwritten in it; to forget, it is written anew.

use crate::error::SeekError;
use crate::site::digest;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use std::path::{Path, PathBuf};

/// Days since 1970.
type Day = u32;
/// (arm, rank, number) → day, and the link.
const LINKS: TableDefinition<'_, (u32, u8, u64), (Day, &[u8])> = TableDefinition::new("links");
/// Fingerprint of an address → digest of its page (0: not asked for yet), the key of its link, and the day.
const KNOWN: TableDefinition<'_, u64, (u64, u32, u8, u64, Day)> = TableDefinition::new("known");
/// (site, digest of a page) → day, and the address at which it was first seen.
const PAGES: TableDefinition<'_, (u32, u64), (Day, &str)> = TableDefinition::new("pages");
/// Digests of adverts that were seen → day.
const ADVERTS: TableDefinition<'_, u64, Day> = TableDefinition::new("adverts");
/// Name → what was learned.
const LEARNED: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("learned");

const FILE: &str = "frontier.redb";
/// The file while it is written anew.
const NEXT: &str = "frontier.next";
const DAY: Millis = 86_400_000;

/// Memory for pages of the file.
const CACHE_BYTES: usize = 64 << 20;

/// Where a link waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// Its arm.
    pub arm: u32,
    /// Its place within the arm: lower goes first.
    pub rank: u8,
    /// Its number: earlier goes first.
    pub number: u64,
}

impl Key {
    fn tuple(self) -> (u32, u8, u64) {
        (self.arm, self.rank, self.number)
    }
}

/// What is known of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Digest of its page; 0 if it was not asked for yet.
    pub digest: u64,
    /// Where it waits, or waited.
    pub key: Key,
}

/// Changes since the last step.
#[derive(Default)]
struct Changes {
    links: FxHashMap<Key, Option<Vec<u8>>>,
    known: FxHashMap<u64, Known>,
    pages: FxHashMap<(u32, u64), String>,
    adverts: FxHashSet<u64>,
    learned: FxHashMap<String, Vec<u8>>,
}

/// The file, and what it will hold after the next step.
pub struct Store {
    path: PathBuf,
    database: Database,
    addresses: FxHashSet<u64>,
    today: Day,
    changes: Changes,
}

impl Store {
    /// Opens the file, or makes it.
    pub fn open(dir: &Path, now: Millis) -> Result<Self, SeekError> {
        std::fs::create_dir_all(dir).map_err(|e| SeekError::Folder(dir.to_owned(), e))?;
        let path = dir.join(FILE);
        let database = open(&path)?;
        let addresses = addresses(&database).map_err(|e| SeekError::store(&path, e))?;
        let changes = Changes::default();
        Ok(Self { path, database, addresses, today: day_of(now), changes })
    }

    /// From here on it is so late.
    pub fn at(&mut self, now: Millis) {
        self.today = day_of(now);
    }

    /// Forgets what was learned of before a time, and all addresses that are `gone`; gives how many
    /// records went, and which addresses were gone. Nothing of them is left in the file. Only after a whole step.
    pub fn write_anew(
        &mut self,
        before: Millis,
        gone: &dyn Fn(&str) -> bool,
        url_of: &dyn Fn(&[u8]) -> Option<String>,
    ) -> Result<(u64, Vec<String>), SeekError> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        let next = dir.join(NEXT);
        // Of a run that was killed here.
        if next.exists() {
            std::fs::remove_file(&next).map_err(|e| SeekError::Folder(next.clone(), e))?;
        }
        let first = day_of(before);
        let database = open(&next)?;
        let copied = copy(&self.database, &database, first, gone, url_of);
        let forgotten = copied.map_err(|e| SeekError::store(&next, e))?;
        std::fs::rename(&next, &self.path).map_err(|e| SeekError::Folder(next.clone(), e))?;
        let synced = std::fs::File::open(dir).and_then(|dir| dir.sync_all());
        synced.map_err(|e| SeekError::Folder(dir.to_owned(), e))?;
        self.database = database;
        self.addresses = addresses(&self.database).map_err(|e| SeekError::store(&self.path, e))?;
        Ok(forgotten)
    }

    /// How many links wait in each arm, as of the last step.
    pub fn waiting(&self) -> Result<FxHashMap<u32, u64>, SeekError> {
        self.ask(|read| {
            let mut waiting: FxHashMap<u32, u64> = FxHashMap::default();
            for link in read.open_table(LINKS)?.iter()? {
                *waiting.entry(link?.0.value().0).or_default() += 1;
            }
            Ok(waiting)
        })
    }

    /// Addresses that are known.
    pub fn addresses(&self) -> usize {
        self.addresses.len()
    }

    /// Whether an address is known: its fingerprint.
    pub fn knows(&self, address: u64) -> bool {
        self.addresses.contains(&address)
    }

    /// What is known of an address.
    pub fn known(&self, address: u64) -> Result<Option<Known>, SeekError> {
        if let Some(known) = self.changes.known.get(&address) {
            return Ok(Some(*known));
        }
        if !self.knows(address) {
            return Ok(None);
        }
        self.ask(|read| {
            let found = read.open_table(KNOWN)?.get(address)?.map(|found| found.value());
            Ok(found.map(|(digest, arm, rank, number, _)| Known {
                digest,
                key: Key { arm, rank, number },
            }))
        })
    }

    /// Makes an address known, or changes what is known of it.
    pub fn learn_of(&mut self, address: u64, known: Known) {
        self.addresses.insert(address);
        self.changes.known.insert(address, known);
    }

    /// Forgets an address: it may wait again.
    pub fn forget(&mut self, address: u64) {
        self.addresses.remove(&address);
    }

    /// The address at which a site first showed a page.
    pub fn page(&self, site: u32, digest: u64) -> Result<Option<String>, SeekError> {
        if let Some(url) = self.changes.pages.get(&(site, digest)) {
            return Ok(Some(url.clone()));
        }
        self.ask(|read| {
            let found = read.open_table(PAGES)?.get((site, digest))?;
            Ok(found.map(|found| found.value().1.to_owned()))
        })
    }

    /// Remembers a page.
    pub fn put_page(&mut self, site: u32, digest: u64, url: &str) {
        self.changes.pages.insert((site, digest), url.to_owned());
    }

    /// Remembers an advert; gives whether it is new.
    pub fn put_advert(&mut self, digest: u64) -> Result<bool, SeekError> {
        if self.changes.adverts.contains(&digest) {
            return Ok(false);
        }
        if self.ask(|read| Ok(read.open_table(ADVERTS)?.get(digest)?.is_some()))? {
            return Ok(false);
        }
        self.changes.adverts.insert(digest);
        Ok(true)
    }

    /// Lets a link wait.
    pub fn put_link(&mut self, key: Key, link: &impl Serialize) {
        // Plain records of numbers and texts: writing them as JSON cannot fail.
        self.changes.links.insert(key, Some(serde_json::to_vec(link).unwrap_or_default()));
    }

    /// A link waits no more.
    pub fn end_link(&mut self, key: Key) {
        self.changes.links.insert(key, None);
    }

    /// The link that waits under a key.
    pub fn link<T: DeserializeOwned>(&self, key: Key) -> Result<Option<T>, SeekError> {
        let bytes = match self.changes.links.get(&key) {
            Some(changed) => changed.clone(),
            None => self.ask(|read| {
                let found = read.open_table(LINKS)?.get(key.tuple())?;
                Ok(found.map(|found| found.value().1.to_vec()))
            })?,
        };
        bytes.map(|bytes| self.read("a link", &bytes)).transpose()
    }

    /// The first links of an arm, but those that `skip` names.
    pub fn first_links<T: DeserializeOwned>(
        &self,
        arm: u32,
        most: usize,
        skip: impl Fn(&Key) -> bool,
    ) -> Result<Vec<(Key, T)>, SeekError> {
        let mut found = self.ask(|read| {
            let table = read.open_table(LINKS)?;
            let mut found = Vec::new();
            for link in table.range((arm, 0, 0)..=(arm, u8::MAX, u64::MAX))? {
                let (key, found_here) = link?;
                let (arm, rank, number) = key.value();
                let key = Key { arm, rank, number };
                if !skip(&key) && !self.changes.links.contains_key(&key) {
                    found.push((key, found_here.value().1.to_vec()));
                    if found.len() >= most {
                        break;
                    }
                }
            }
            Ok(found)
        })?;
        // And those that are not written yet: only the caller knows when a step is whole.
        let new = self.changes.links.iter().filter(|(key, _)| key.arm == arm && !skip(key));
        found.extend(new.filter_map(|(key, link)| Some((*key, link.clone()?))));
        found.sort_unstable_by_key(|(key, _)| *key);
        found.truncate(most);
        let read = |(key, bytes): (Key, Vec<u8>)| Ok((key, self.read("a link", &bytes)?));
        found.into_iter().map(read).collect()
    }

    /// Remembers what was learned under a name.
    pub fn put(&mut self, name: &str, learned: &impl Serialize) {
        let bytes = serde_json::to_vec(learned).unwrap_or_default();
        self.changes.learned.insert(name.to_owned(), bytes);
    }

    /// What was learned under a name.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, SeekError> {
        let bytes = self.ask(|read| {
            let found = read.open_table(LEARNED)?.get(name)?;
            Ok(found.map(|bytes| bytes.value().to_vec()))
        })?;
        bytes.map(|bytes| self.read("what was learned", &bytes)).transpose()
    }

    /// Everything learned under names that begin so, in order of name.
    pub fn all<T: DeserializeOwned>(&self, start: &str) -> Result<Vec<T>, SeekError> {
        let found = self.ask(|read| {
            let mut found = Vec::new();
            for one in read.open_table(LEARNED)?.range(start..)? {
                let (name, bytes) = one?;
                if !name.value().starts_with(start) {
                    break;
                }
                found.push(bytes.value().to_vec());
            }
            Ok(found)
        })?;
        found.iter().map(|bytes| self.read("what was learned", bytes)).collect()
    }

    /// Writes all changes as one step. When it comes back they outlive a crash.
    pub fn commit(&mut self) -> Result<(), SeekError> {
        let changes = std::mem::take(&mut self.changes);
        let step = || -> Result<(), redb::Error> {
            let write = self.database.begin_write()?;
            {
                let mut links = write.open_table(LINKS)?;
                for (key, link) in &changes.links {
                    match link {
                        Some(bytes) => links.insert(key.tuple(), (self.today, &**bytes))?,
                        None => links.remove(key.tuple())?,
                    };
                }
                let mut known = write.open_table(KNOWN)?;
                for (address, of) in &changes.known {
                    let (arm, rank, number) = of.key.tuple();
                    known.insert(address, (of.digest, arm, rank, number, self.today))?;
                }
                let mut pages = write.open_table(PAGES)?;
                for (page, url) in &changes.pages {
                    pages.insert(page, (self.today, &**url))?;
                }
                let mut adverts = write.open_table(ADVERTS)?;
                for advert in &changes.adverts {
                    adverts.insert(advert, self.today)?;
                }
                let mut learned = write.open_table(LEARNED)?;
                for (name, bytes) in &changes.learned {
                    learned.insert(&**name, &**bytes)?;
                }
            }
            Ok(write.commit()?)
        };
        step().map_err(|e| SeekError::store(&self.path, e))
    }

    fn ask<T>(
        &self,
        question: impl FnOnce(&redb::ReadTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, SeekError> {
        let answer = self.database.begin_read().map_err(redb::Error::from);
        let answer = answer.and_then(|read| question(&read));
        answer.map_err(|e| SeekError::store(&self.path, e))
    }

    fn read<T: DeserializeOwned>(&self, what: &'static str, bytes: &[u8]) -> Result<T, SeekError> {
        serde_json::from_slice(bytes).map_err(|_| SeekError::Record(self.path.clone(), what))
    }
}

fn day_of(at: Millis) -> Day {
    Day::try_from(at / DAY).unwrap_or_default()
}

/// Opens a file with all tables.
fn open(path: &Path) -> Result<Database, SeekError> {
    let database = redb::Builder::new().set_cache_size(CACHE_BYTES).create(path);
    let database = match database {
        Err(redb::DatabaseError::DatabaseAlreadyOpen) => {
            return Err(SeekError::Busy(path.to_owned()));
        }
        other => other.map_err(|e| SeekError::store(path, e.into()))?,
    };
    let made = (|| -> Result<(), redb::Error> {
        let write = database.begin_write()?;
        write.open_table(LINKS)?;
        write.open_table(KNOWN)?;
        write.open_table(PAGES)?;
        write.open_table(ADVERTS)?;
        write.open_table(LEARNED)?;
        Ok(write.commit()?)
    })();
    made.map_err(|e| SeekError::store(path, e))?;
    Ok(database)
}

fn addresses(database: &Database) -> Result<FxHashSet<u64>, redb::Error> {
    let table = database.begin_read()?.open_table(KNOWN)?;
    let mut addresses = FxHashSet::default();
    for known in table.iter()? {
        addresses.insert(known?.0.value());
    }
    Ok(addresses)
}

/// Copies all records but those to be forgotten; gives how many were not copied, and which
/// addresses were gone.
fn copy(
    from: &Database,
    to: &Database,
    first: Day,
    gone: &dyn Fn(&str) -> bool,
    url_of: &dyn Fn(&[u8]) -> Option<String>,
) -> Result<(u64, Vec<String>), redb::Error> {
    let (read, write) = (from.begin_read()?, to.begin_write()?);
    let (mut forgotten, mut urls) = (0, Vec::new());
    {
        let mut table = write.open_table(LINKS)?;
        for link in read.open_table(LINKS)?.iter()? {
            let (key, value) = link?;
            let (day, bytes) = value.value();
            let url = url_of(bytes).filter(|url| gone(url));
            if day < first || url.is_some() {
                urls.extend(url);
                forgotten += 1;
                continue;
            }
            table.insert(key.value(), (day, bytes))?;
        }
        let mut table = write.open_table(PAGES)?;
        for page in read.open_table(PAGES)?.iter()? {
            let (key, value) = page?;
            let (day, url) = value.value();
            let is_gone = gone(url);
            if is_gone || day < first {
                urls.extend(is_gone.then(|| url.to_owned()));
                forgotten += 1;
                continue;
            }
            table.insert(key.value(), (day, url))?;
        }
        let prints: FxHashSet<u64> = urls.iter().map(|url| digest(url.as_str())).collect();
        let mut table = write.open_table(KNOWN)?;
        for known in read.open_table(KNOWN)?.iter()? {
            let (address, value) = known?;
            if value.value().4 >= first && !prints.contains(&address.value()) {
                table.insert(address.value(), value.value())?;
            }
        }
        let mut table = write.open_table(ADVERTS)?;
        for advert in read.open_table(ADVERTS)?.iter()? {
            let (digest, day) = advert?;
            if day.value() >= first {
                table.insert(digest.value(), day.value())?;
            }
        }
        let mut table = write.open_table(LEARNED)?;
        for learned in read.open_table(LEARNED)?.iter()? {
            let (name, bytes) = learned?;
            table.insert(name.value(), bytes.value())?;
        }
    }
    write.commit()?;
    Ok((forgotten, urls))
}
