//! Forgetting addresses: those of erased adverts, and those whose time is over.

use super::{Flying, Seeker, Waiting};
use crate::error::SeekError;
use spoor_vocab::Millis;
use url::Url;

/// Pages below which the name of an arm may be that of one of them.
const NAMED_AFTER_ONE: u32 = 5;

impl Seeker {
    /// Forgets every address that is `gone`, and all that was learned of before a time and not met
    /// since: links that wait, pages that were read, lists. All that was told is made durable first.
    /// What was learned of the site as a whole stays. Gives how many links, pages and lists went.
    ///
    /// # Errors
    /// If the file cannot be written anew; it is then as it was.
    pub fn forget(
        &mut self,
        before: Millis,
        gone: &dyn Fn(&str) -> bool,
    ) -> Result<u64, SeekError> {
        let (lists, mut urls) = self.forget_lists(before, gone);
        self.commit()?;
        let url_of = |bytes: &[u8]| serde_json::from_slice(bytes).ok().map(|w: Waiting| w.url);
        let (records, more) = self.store.write_anew(before, gone, &url_of)?;
        urls.extend(more);
        urls.iter().for_each(|url| self.forget_words(url));
        self.commit()?;
        self.queues.forget();
        self.variants.clear();
        self.alike.clear();
        // What is being asked for stands in the file and is not counted as waiting.
        let mut waiting = self.store.waiting()?;
        for flying in self.flying.values() {
            if let Flying::Link { key, .. } = flying
                && self.store.link::<Waiting>(*key)?.is_some()
                && let Some(n) = waiting.get_mut(&key.arm)
            {
                *n -= 1;
            }
        }
        for arm in &mut self.arms {
            arm.waiting = waiting.get(&arm.id).copied().unwrap_or_default();
        }
        self.best.fill(None);
        Ok(lists + records)
    }

    /// Gives how many went, and the addresses of those that are `gone`.
    fn forget_lists(&mut self, before: Millis, gone: &dyn Fn(&str) -> bool) -> (u64, Vec<String>) {
        let (mut number, mut urls) = (0, Vec::new());
        for site in 0..self.sites.len() {
            let watches = std::mem::take(&mut self.watches[site]);
            let mut moved = Vec::with_capacity(watches.len());
            for watch in watches {
                let is_gone = gone(&watch.url);
                if is_gone || watch.last < before {
                    moved.push(None);
                    number += 1;
                    urls.extend(is_gone.then_some(watch.url));
                } else {
                    moved.push(Some(self.watches[site].len()));
                    self.watches[site].push(watch);
                }
            }
            if self.watches[site].len() == moved.len() {
                continue;
            }
            self.changed_sites.insert(site as u32);
            self.flying.retain(|_, flying| match flying {
                Flying::Watch { site: of, at } if *of as usize == site => {
                    let to = moved[*at];
                    *at = to.unwrap_or_default();
                    to.is_some()
                }
                _ => true,
            });
        }
        (number, urls)
    }

    /// The words of an address in what is known of its site: one of them may be a name. What is no
    /// name is learned again at the next address.
    fn forget_words(&mut self, url: &str) {
        let Ok(url) = Url::parse(url) else { return };
        let site = self.site(&url);
        let of = &mut self.sites[site as usize];
        let shape = format!("{}{}", of.host, of.shapes.forget(&url));
        self.changed_sites.insert(site);
        for id in &of.arms {
            let arm = &mut self.arms[*id as usize];
            // An arm of many pages is named after none of them.
            if arm.asked < NAMED_AFTER_ONE && arm.name.starts_with(&shape) {
                arm.name = format!("{}/*{}", of.host, &arm.name[shape.len()..]);
                self.changed_arms.insert(*id);
            }
        }
    }
}
