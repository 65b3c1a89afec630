//! Links of a page: which are new, and which arm each waits in.

use super::learn::Sight;
use super::{Seeker, Waiting};
use crate::arm::Arm;
use crate::error::SeekError;
use crate::hunch::Words;
use crate::page::Page;
use crate::site::{ARMS_MAX, Group, digest};
use crate::store::{Key, Known};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use url::Url;

/// So many new links that stand alike are a list of its own.
const LIST_MIN: u32 = 6;
/// Ranks within an arm.
const RANKS: f32 = 15.0;
/// Times that a site is asked again for a page because a cookie was set.
const WALLS_MAX: u32 = 20;

/// A link that is new.
struct New {
    site: u32,
    url: Url,
    shape: u64,
    /// Shape and place.
    group: u64,
    /// Shape and place, in words.
    name: String,
    words: Words,
}

impl Seeker {
    /// Lets the links of a page wait that are new; gives their arms, and how many each got.
    pub(super) fn follow(
        &mut self,
        site: u32,
        url: &Url,
        page: &Page,
        depth: u32,
        stream: u64,
        sight: Sight<'_>,
    ) -> Vec<(u32, u32)> {
        if page.robots.1 || depth >= self.deepest {
            return Vec::new();
        }
        let shape = digest((site, self.sites[site as usize].shapes.of(url)));
        let new = self.new_links(page, sight);
        let mut alike: FxHashMap<u64, u32> = FxHashMap::default();
        for link in &new {
            *alike.entry(link.group).or_default() += 1;
        }
        let own = digest(url.as_str());
        let mut children: FxHashMap<u32, u32> = FxHashMap::default();
        for link in new {
            // Pages of one shape go on from each other: what they list is one list.
            let is_list = link.shape != shape && alike[&link.group] >= LIST_MIN;
            let stream = if is_list { own } else { stream };
            let arm = self.arm(&link, stream);
            let (depth, words) = (depth + 1, link.words);
            let link = Waiting { url: link.url.into(), depth, hops: 0, words, stream };
            if self.wait_in(arm, link) {
                *children.entry(arm).or_default() += 1;
            }
        }
        let mut children: Vec<(u32, u32)> = children.into_iter().collect();
        children.sort_unstable();
        children
    }

    fn new_links(&mut self, page: &Page, sight: Sight<'_>) -> Vec<New> {
        let mut new = Vec::new();
        for link in &page.links {
            if self.store.knows(digest(link.url.as_str())) || !(sight.may)(&link.url) {
                continue;
            }
            let site = self.site(&link.url);
            let of = &mut self.sites[site as usize];
            let url = of.spellings.settled(&link.url);
            if url != link.url && self.store.knows(digest(url.as_str())) {
                continue;
            }
            let shape = of.shapes.of(&url);
            let place = page.places.get(&link.place).map(String::as_str).unwrap_or_default();
            let name = format!("{}{shape} at {place}", of.host);
            let words = Words::of([('a', &*link.words), ('u', url.path()), ('t', &*page.title)]);
            new.push(New {
                site,
                shape: digest((site, &shape)),
                group: digest((site, &shape, link.place)),
                url,
                name,
                words,
            });
        }
        new
    }

    /// The arm of a link from a list.
    fn arm(&mut self, link: &New, stream: u64) -> u32 {
        let of = &mut self.sites[link.site as usize];
        let exact = digest((link.group, stream));
        if let Some(arm) = of.arm_of.get(&exact) {
            return *arm;
        }
        let full = of.arms.len() >= ARMS_MAX;
        // With too many arms, lists of one group are one arm, and at last all of a site.
        let at = if full { digest(link.group) } else { exact };
        if let Some(arm) = of.arm_of.get(&at) {
            return *arm;
        }
        if of.arms.len() >= ARMS_MAX * 2
            && let Some(last) = of.arms.last()
        {
            return *last;
        }
        let groups = of.groups.len() as u32;
        let group = *of.group_of.entry(link.group).or_insert(groups);
        if group == groups {
            of.groups.push(Group::default());
        }
        let id = self.arms.len() as u32;
        of.arms.push(id);
        of.arm_of.insert(at, id);
        self.arms.push(Arm {
            id,
            site: link.site,
            group,
            name: link.name.clone(),
            words: link.words.clone(),
            asked: 0,
            adverts: 0,
            waiting: 0,
            samples: VecDeque::new(),
            value: 0.0,
        });
        self.weigh_arm(id);
        self.changed_arms.insert(id);
        self.changed_sites.insert(link.site);
        id
    }

    /// Lets a link of no list wait.
    pub(super) fn wait(&mut self, site: u32, place: u64, link: Waiting) -> bool {
        let Ok(url) = Url::parse(&link.url) else { return false };
        let shape = self.sites[site as usize].shapes.of(&url);
        let name = format!("{}{shape}", self.sites[site as usize].host);
        let words = link.words.clone();
        let (group, shape) = (digest((site, &shape, place)), digest((site, &shape)));
        let stream = link.stream;
        let arm = self.arm(&New { site, url, shape, group, name, words }, stream);
        self.wait_in(arm, link)
    }

    fn wait_in(&mut self, arm: u32, link: Waiting) -> bool {
        let address = digest(link.url.as_str());
        if self.store.knows(address) {
            return false;
        }
        let rank = ((1.0 - self.hunch.of(&link.words)) * RANKS) as u8;
        self.number += 1;
        let key = Key { arm, rank, number: self.number };
        self.store.learn_of(address, Known { digest: 0, key });
        let own = &mut self.arms[arm as usize];
        let before = own.waiting;
        own.waiting += 1;
        self.changed_arms.insert(arm);
        self.best[self.arms[arm as usize].site as usize] = None;
        self.queues.push(&mut self.store, key, link, before);
        true
    }

    /// Lets the aim of a redirect wait.
    pub(super) fn moved(&mut self, to: &Url, link: &Waiting, set: bool) -> Result<(), SeekError> {
        let Some(to) = crate::canonical(to) else { return Ok(()) };
        let site = self.site(&to);
        let to = self.sites[site as usize].spellings.settled(&to);
        if set && self.sites[site as usize].walls < WALLS_MAX {
            // Behind a wall stands another page than before it.
            self.sites[site as usize].walls += 1;
            let address = digest(to.as_str());
            let wall = self.store.known(address)?.map_or(0, |known| known.digest);
            self.store.forget(address);
            self.behind(site, wall)?;
        }
        let moved = Waiting { url: to.into(), hops: link.hops + 1, ..link.clone() };
        self.wait(site, 1, moved);
        Ok(())
    }

    /// A page turned out to be a wall: all that showed it waits again.
    fn behind(&mut self, site: u32, wall: u64) -> Result<(), SeekError> {
        // 0 is no page yet, 1 one without words.
        if wall < 2 || self.sites[site as usize].walled.contains(&wall) {
            return Ok(());
        }
        self.sites[site as usize].walled.push(wall);
        let mut again = self.alike.remove(&(site, wall)).unwrap_or_default();
        if let Some(first) = self.store.page(site, wall)? {
            let words = Words::of([('u', first.as_str())]);
            again.push(Waiting { url: first, depth: 0, hops: 0, words, stream: 0 });
        }
        for link in again {
            self.again(site, link);
        }
        Ok(())
    }

    /// Lets a link wait again that met a wall.
    pub(super) fn again(&mut self, site: u32, link: Waiting) {
        self.store.forget(digest(link.url.as_str()));
        self.wait(site, 1, Waiting { hops: link.hops + 1, ..link });
    }
}
