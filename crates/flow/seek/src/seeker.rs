//! What was learned of all sites, and which page to ask for next.

mod follow;
mod forget;
mod learn;
mod queue;
mod weigh;

use crate::arm::Arm;
use crate::error::SeekError;
use crate::hunch::{Hunch, Words};
use crate::site::{Site, digest};
use crate::store::{Key, Known, Store};
use crate::watch::{Validators, Watch};
pub use learn::{Answer, Sight, Told};
use queue::Queues;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use spoor_vocab::Millis;
use std::path::Path;
use url::Url;

/// Redirects from one link.
const HOPS_MAX: u8 = 5;
/// What was best on a site is so for this long, unless something was learned of it.
const BEST_MS: Millis = 1_000;

/// A link that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    url: String,
    depth: u32,
    hops: u8,
    words: Words,
    /// The list that it comes from.
    stream: u64,
}

/// A page that is to be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Its number, which grows: the answer is told under it.
    pub number: u64,
    /// Its address.
    pub url: Url,
    /// Links from the seeds.
    pub depth: u32,
    /// Why this one.
    pub why: String,
    /// What the server said last time, if it was asked before.
    pub validators: Option<Validators>,
}

enum Flying {
    Link { key: Key, link: Waiting, site: u32 },
    Watch { site: u32, at: usize },
}

#[derive(Clone, Copy)]
enum Choice {
    Arm(u32),
    Watch(usize),
}

#[derive(Clone, Copy)]
struct Best {
    value: f32,
    choice: Choice,
    until: Millis,
}

/// The search. All it knows outlives a crash as of the last [`Seeker::commit`]; what was asked for and
/// not told before that is asked for again.
pub struct Seeker {
    store: Store,
    hunch: Hunch,
    sites: Vec<Site>,
    site_of: FxHashMap<String, u32>,
    arms: Vec<Arm>,
    watches: Vec<Vec<Watch>>,
    queues: Queues,
    flying: FxHashMap<u64, Flying>,
    best: Vec<Option<Best>>,
    /// The next number.
    number: u64,
    deepest: u32,
    /// Lists are looked at again.
    watches_lists: bool,
    changed_arms: FxHashSet<u32>,
    changed_sites: FxHashSet<u32>,
    /// Digest of an address without one of its parameters → digest of the page with it.
    variants: FxHashMap<u64, u64>,
    /// Links that led to one and the same page of a site, by its digest: a wall may stand before them.
    alike: FxHashMap<(u32, u64), Vec<Waiting>>,
}

impl Seeker {
    /// Opens the search in a folder at a time; `deepest` links from the seeds are followed.
    ///
    /// # Errors
    /// If the folder or its file cannot be made or read; [`SeekError::Busy`] if another process has it.
    pub fn open(dir: &Path, deepest: u32, now: Millis) -> Result<Self, SeekError> {
        let store = Store::open(dir, now)?;
        let sites: Vec<Site> = store.all("site ")?;
        let mut arms: Vec<Arm> = store.all("arm ")?;
        // What was being asked for when the last run ended waits again.
        let waiting = store.waiting()?;
        for arm in &mut arms {
            arm.waiting = waiting.get(&arm.id).copied().unwrap_or_default();
        }
        let watches: Vec<Vec<Watch>> = store.all("watches ")?;
        let hunch = store.get("hunch")?.unwrap_or_default();
        let number = store.get("number")?.unwrap_or(1);
        let mut seeker = Self {
            site_of: sites.iter().map(|site| (site.host.clone(), site.id)).collect(),
            best: vec![None; sites.len()],
            store,
            hunch,
            sites,
            arms,
            watches,
            queues: Queues::default(),
            flying: FxHashMap::default(),
            number,
            deepest,
            watches_lists: true,
            changed_arms: FxHashSet::default(),
            changed_sites: FxHashSet::default(),
            variants: FxHashMap::default(),
            alike: FxHashMap::default(),
        };
        seeker.watches.iter_mut().flatten().for_each(|watch| watch.asked = false);
        Ok(seeker)
    }

    /// Looks at lists again, or does not: who wants one look at everything ends when all was seen.
    pub fn look_again_at_lists(&mut self, again: bool) {
        self.watches_lists = again;
    }

    /// Begins at an address; one that is known is passed over.
    ///
    /// # Errors
    /// If what is known cannot be read.
    pub fn seed(&mut self, url: &Url) -> Result<bool, SeekError> {
        let Some(url) = crate::canonical(url) else { return Ok(false) };
        let site = self.site(&url);
        let words = Words::of([('u', url.as_str())]);
        let link = Waiting { url: url.into(), depth: 0, hops: 0, words, stream: 0 };
        Ok(self.wait(site, 0, link))
    }

    /// Lets an address wait that a site map names.
    ///
    /// # Errors
    /// If what is known cannot be read.
    pub fn offer(&mut self, url: &Url, map: &Url) -> Result<bool, SeekError> {
        let Some(url) = crate::canonical(url) else { return Ok(false) };
        let site = self.site(&url);
        let url = self.sites[site as usize].spellings.settled(&url);
        let words = Words::of([('u', url.path())]);
        let link =
            Waiting { url: url.into(), depth: 1, hops: 0, words, stream: digest(map.as_str()) };
        Ok(self.wait(site, 2, link))
    }

    /// Whether anything may be asked for, now or later.
    pub fn is_waiting(&self) -> bool {
        let lists = self.watches_lists && self.watches.iter().any(|of| !of.is_empty());
        lists || self.arms.iter().any(|arm| arm.waiting > 0)
    }

    /// The page to ask for next among the hosts that are ready, or none. A host stands with its port
    /// where that is not the usual one.
    ///
    /// # Errors
    /// If what waits cannot be read.
    pub fn next(
        &mut self,
        now: Millis,
        mut ready: impl FnMut(&str) -> bool,
    ) -> Result<Option<Ask>, SeekError> {
        self.store.at(now);
        loop {
            let mut most: Option<(u32, Best)> = None;
            for site in 0..self.sites.len() as u32 {
                let Some(best) = self.best_of(site, now) else { continue };
                let is_more = most.is_none_or(|(_, most)| best.value > most.value);
                if is_more && ready(&self.sites[site as usize].host) {
                    most = Some((site, best));
                }
            }
            let Some((site, best)) = most else { return Ok(None) };
            self.best[site as usize] = None;
            match best.choice {
                Choice::Watch(at) => return Ok(Some(self.look_again(site, at, best.value))),
                Choice::Arm(arm) => {
                    if let Some(ask) = self.ask(site, arm, best.value)? {
                        return Ok(Some(ask));
                    }
                }
            }
        }
    }

    fn best_of(&mut self, site: u32, now: Millis) -> Option<Best> {
        if let Some(best) = self.best[site as usize].filter(|best| best.until > now) {
            return Some(best);
        }
        let of = &self.sites[site as usize];
        let arms = of.arms.iter().map(|arm| &self.arms[*arm as usize]).filter(|a| a.waiting > 0);
        let arms = arms.map(|arm| (arm.value, Choice::Arm(arm.id)));
        let rate = self.rate_of(site);
        let watches = self.watches[site as usize].iter().enumerate().map(|(at, watch)| {
            let value = self.arms[watch.list as usize].value;
            (watch.worth(now, rate, value), Choice::Watch(at))
        });
        let again = self.watches_lists;
        let best = arms.chain(watches.filter(|(worth, _)| again && *worth > 0.0));
        let (value, choice) = best.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let best = Best { value, choice, until: now.saturating_add(BEST_MS) };
        self.best[site as usize] = Some(best);
        Some(best)
    }

    /// New links an hour on the mean list of a site.
    fn rate_of(&self, site: u32) -> f32 {
        let (came, hours) = self.watches[site as usize]
            .iter()
            .fold((0.5, 1.0), |(came, hours), watch| (came + watch.came, hours + watch.hours));
        came / hours
    }

    fn look_again(&mut self, site: u32, at: usize, value: f32) -> Ask {
        let number = self.take_number();
        let watch = &mut self.watches[site as usize][at];
        watch.asked = true;
        self.flying.insert(number, Flying::Watch { site, at });
        let watch = &self.watches[site as usize][at];
        let rate = watch.rate(self.rate_of(site));
        Ask {
            number,
            // It was read from an address.
            url: Url::parse(&watch.url).unwrap_or_else(|_| unreachable!("a watched address")),
            depth: watch.depth,
            why: format!("again: {rate:.1} new links an hour are expected, worth {value:.2}"),
            validators: Some(watch.known()),
        }
    }

    /// The next link of an arm; none if what was there needs no asking any more.
    fn ask(&mut self, site: u32, arm: u32, value: f32) -> Result<Option<Ask>, SeekError> {
        let waiting = self.arms[arm as usize].waiting;
        let Some((key, link)) = self.queues.pop(&self.store, arm, waiting)? else {
            // Nothing is there although something was counted: what was counted has gone.
            self.arms[arm as usize].waiting = 0;
            return Ok(None);
        };
        let own = &mut self.arms[arm as usize];
        own.waiting = own.waiting.saturating_sub(1);
        self.changed_arms.insert(arm);
        let Ok(url) = Url::parse(&link.url) else {
            self.store.end_link(key);
            return Ok(None);
        };
        // What was learned since it began to wait may say that it is a page that is known.
        let settled = self.sites[site as usize].spellings.settled(&url);
        if settled != url {
            let address = digest(settled.as_str());
            if self.store.knows(address) {
                self.store.end_link(key);
                return Ok(None);
            }
            self.store.learn_of(address, Known { digest: 0, key });
        }
        let number = self.take_number();
        let of = &self.arms[arm as usize];
        let why =
            format!("{}: {} adverts in {} pages, worth {value:.2}", of.name, of.adverts, of.asked);
        let ask = Ask { number, url: settled, depth: link.depth, why, validators: None };
        self.flying.insert(number, Flying::Link { key, link, site });
        Ok(Some(ask))
    }

    fn take_number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    /// Takes a page that waits out of its turn: it was asked for before a crash, and its answer is known.
    ///
    /// # Errors
    /// If what waits cannot be read.
    pub fn take(&mut self, url: &Url) -> Result<Option<Ask>, SeekError> {
        let Some(url) = crate::canonical(url) else { return Ok(None) };
        let Some(known) = self.store.known(digest(url.as_str()))?.filter(|known| known.digest == 0)
        else {
            return Ok(None);
        };
        let Some(link) = self.store.link::<Waiting>(known.key)? else { return Ok(None) };
        self.queues.remove(known.key);
        let site = self.site(&url);
        let arm = &mut self.arms[known.key.arm as usize];
        arm.waiting = arm.waiting.saturating_sub(1);
        let number = self.take_number();
        let depth = link.depth;
        self.flying.insert(number, Flying::Link { key: known.key, link, site });
        Ok(Some(Ask { number, url, depth, why: "answered before".to_owned(), validators: None }))
    }

    /// The site of an address; one that nobody knew begins.
    fn site(&mut self, url: &Url) -> u32 {
        let host = site_of(url);
        if let Some(site) = self.site_of.get(&host) {
            return *site;
        }
        let id = self.sites.len() as u32;
        self.site_of.insert(host.clone(), id);
        self.sites.push(Site::new(id, host));
        self.watches.push(Vec::new());
        self.best.push(None);
        self.changed_sites.insert(id);
        id
    }

    /// Makes all that was told outlive a crash.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn commit(&mut self) -> Result<(), SeekError> {
        for arm in self.changed_arms.drain() {
            self.store.put(&format!("arm {arm:010}"), &self.arms[arm as usize]);
        }
        for site in self.changed_sites.drain() {
            self.store.put(&format!("site {site:010}"), &self.sites[site as usize]);
            self.store.put(&format!("watches {site:010}"), &self.watches[site as usize]);
        }
        self.store.put("hunch", &self.hunch);
        self.store.put("number", &self.number);
        self.store.commit()?;
        self.queues.committed(self.flying.values().filter_map(|flying| match flying {
            Flying::Link { key, .. } => Some(*key),
            Flying::Watch { .. } => None,
        }));
        Ok(())
    }

    /// Remembers something of the caller's under a name, from the next commit on.
    pub fn remember(&mut self, name: &str, what: &impl Serialize) {
        self.store.put(&format!("caller {name}"), what);
    }

    /// What the caller had remembered as of the last commit.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn remembered<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, SeekError> {
        self.store.get(&format!("caller {name}"))
    }

    /// How far it is: addresses known, links that wait, pages, adverts.
    pub fn progress(&self) -> Progress {
        Progress {
            addresses: self.store.addresses() as u64,
            waiting: self.arms.iter().map(|arm| arm.waiting).sum(),
            pages: self.sites.iter().map(|site| u64::from(site.pages)).sum(),
            twins: self.sites.iter().map(|site| u64::from(site.twins)).sum(),
            adverts: self.sites.iter().map(|site| u64::from(site.adverts)).sum(),
            asked: self.flying.len() as u64,
        }
    }
}

/// How far a search is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Addresses that are known.
    pub addresses: u64,
    /// Links that wait.
    pub waiting: u64,
    /// Pages that were read.
    pub pages: u64,
    /// Pages that said what another had said.
    pub twins: u64,
    /// Adverts that were found.
    pub adverts: u64,
    /// Pages that are asked for now.
    pub asked: u64,
}

/// The site of an address: its host, and the port if it is not the usual one, without `www.`. With it and
/// without, it is mostly one site, and one machine whose pace counts.
pub fn site_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
