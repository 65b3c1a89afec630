//! What waits, on disk: links by arm, addresses that are known, what was learned. One file, written in
//! whole steps: after a crash it is as of the last step that ended (redb's guarantee).

use crate::error::SeekError;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// (arm, rank, number) → link.
const LINKS: TableDefinition<'_, (u32, u8, u64), &[u8]> = TableDefinition::new("links");
/// Fingerprint of an address → digest of its page (0: not asked for yet), and the key of its link.
const KNOWN: TableDefinition<'_, u64, (u64, u32, u8, u64)> = TableDefinition::new("known");
/// (site, digest of a page) → address at which it was first seen.
const PAGES: TableDefinition<'_, (u32, u64), &str> = TableDefinition::new("pages");
/// Digests of adverts that were seen.
const ADVERTS: TableDefinition<'_, u64, ()> = TableDefinition::new("adverts");
/// Name → what was learned.
const LEARNED: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("learned");

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
    changes: Changes,
}

impl Store {
    /// Opens the file, or makes it.
    pub fn open(dir: &Path) -> Result<Self, SeekError> {
        std::fs::create_dir_all(dir).map_err(|e| SeekError::Folder(dir.to_owned(), e))?;
        let path = dir.join("frontier.redb");
        let at = |e: redb::Error| SeekError::Store(path.clone(), Box::new(e));
        let database = redb::Builder::new().set_cache_size(CACHE_BYTES).create(&path);
        let database = database.map_err(|e| at(e.into()))?;
        let addresses = (|| -> Result<_, redb::Error> {
            let write = database.begin_write()?;
            write.open_table(LINKS)?;
            write.open_table(PAGES)?;
            write.open_table(ADVERTS)?;
            write.open_table(LEARNED)?;
            let mut addresses = FxHashSet::default();
            for known in write.open_table(KNOWN)?.iter()? {
                addresses.insert(known?.0.value());
            }
            write.commit()?;
            Ok(addresses)
        })();
        let addresses = addresses.map_err(at)?;
        Ok(Self { path, database, addresses, changes: Changes::default() })
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
            Ok(found.map(|(digest, arm, rank, number)| Known {
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
            Ok(found.map(|url| url.value().to_owned()))
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
                Ok(found.map(|bytes| bytes.value().to_vec()))
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
                let (key, bytes) = link?;
                let (arm, rank, number) = key.value();
                let key = Key { arm, rank, number };
                if !skip(&key) && !self.changes.links.contains_key(&key) {
                    found.push((key, bytes.value().to_vec()));
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
                        Some(bytes) => links.insert(key.tuple(), &**bytes)?,
                        None => links.remove(key.tuple())?,
                    };
                }
                let mut known = write.open_table(KNOWN)?;
                for (address, of) in &changes.known {
                    let (arm, rank, number) = of.key.tuple();
                    known.insert(address, (of.digest, arm, rank, number))?;
                }
                let mut pages = write.open_table(PAGES)?;
                for (page, url) in &changes.pages {
                    pages.insert(page, &**url)?;
                }
                let mut adverts = write.open_table(ADVERTS)?;
                for advert in &changes.adverts {
                    adverts.insert(advert, ())?;
                }
                let mut learned = write.open_table(LEARNED)?;
                for (name, bytes) in &changes.learned {
                    learned.insert(&**name, &**bytes)?;
                }
            }
            Ok(write.commit()?)
        };
        step().map_err(|e| SeekError::Store(self.path.clone(), Box::new(e)))
    }

    fn ask<T>(
        &self,
        question: impl FnOnce(&redb::ReadTransaction) -> Result<T, redb::Error>,
    ) -> Result<T, SeekError> {
        let answer = self.database.begin_read().map_err(redb::Error::from);
        let answer = answer.and_then(|read| question(&read));
        answer.map_err(|e| SeekError::Store(self.path.clone(), Box::new(e)))
    }

    fn read<T: DeserializeOwned>(&self, what: &'static str, bytes: &[u8]) -> Result<T, SeekError> {
        serde_json::from_slice(bytes).map_err(|_| SeekError::Record(self.path.clone(), what))
    }
}
