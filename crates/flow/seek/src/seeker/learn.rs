//! What an answer teaches.

use super::{Flying, HOPS_MAX, Seeker, Waiting};
use crate::arm::Sample;
use crate::error::SeekError;
use crate::page::Page;
use crate::site::digest;
use crate::store::{Key, Known};
use crate::watch::{Validators, Watch};
use spoor_vocab::Millis;
use url::Url;

/// A list of so many new links is looked at again.
const WATCH_MIN: u32 = 3;
/// Watched lists of one site.
const WATCHES_MAX: usize = 5_000;
/// From this on a page counts as an advert.
pub const SURE: f32 = 0.5;
/// Pages beside a page that make it likelier an advert, at most by so many bits.
const BESIDE_BITS: f32 = 3.0;
/// Addresses without one parameter that are remembered.
const VARIANTS_MAX: usize = 1_000_000;

/// Pages of which the addresses that showed them are remembered, and addresses of each.
const ALIKE_MAX: usize = 10_000;
const ALIKE_OF_PAGE: usize = 200;

/// What came of asking.
pub enum Answer<'a> {
    /// A page, and what the server said of its age.
    Page(&'a Page, Validators),
    /// The page is as it was (304).
    Same,
    /// It is elsewhere; whether something was set that asking again may depend on (a cookie).
    Moved(&'a Url, bool),
    /// There is no such page, or what is there is none.
    Nothing,
    /// The server could not say: it is asked again.
    Later,
}

/// What the search knows only from its caller.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    /// How sure it is of a page's title and own text that they are an advert of the kind that is
    /// sought, 0 to 1.
    pub judge: &'a dyn Fn(&str, &str) -> f32,
    /// Whether an address lies within what the crawl may ask for.
    pub may: &'a dyn Fn(&Url) -> bool,
}

/// What was made of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// How sure it is that the page is an advert, 0 to 1.
    pub sure: f32,
    /// It is an advert that nobody had seen.
    pub new: bool,
    /// It says what a page of another address had said.
    pub twin: bool,
    /// Links that were not known.
    pub links: u32,
}

impl Seeker {
    /// Tells what came of an [`super::Ask`].
    ///
    /// # Errors
    /// If what is known cannot be read. A number that was not asked for is told nothing.
    pub fn tell(
        &mut self,
        number: u64,
        answer: &Answer<'_>,
        now: Millis,
        sight: Sight<'_>,
    ) -> Result<Told, SeekError> {
        self.store.at(now);
        let Some(flying) = self.flying.remove(&number) else { return Ok(Told::default()) };
        match flying {
            Flying::Watch { site, at } => self.tell_watch(site, at, answer, now, sight),
            Flying::Link { key, link, site } => self.tell_link(site, key, link, answer, now, sight),
        }
    }

    fn tell_watch(
        &mut self,
        site: u32,
        at: usize,
        answer: &Answer<'_>,
        now: Millis,
        sight: Sight<'_>,
    ) -> Result<Told, SeekError> {
        self.changed_sites.insert(site);
        self.best[site as usize] = None;
        let (url, depth, arm) = {
            let watch = &mut self.watches[site as usize][at];
            match answer {
                Answer::Page(_, validators) => {
                    watch.validators = validators.clone();
                    watch.same = 0;
                }
                Answer::Same => watch.same += 1,
                _ => {}
            }
            (watch.url.clone(), watch.depth, watch.arm)
        };
        let mut told = Told::default();
        let mut came = 0;
        if let (Answer::Page(page, _), Ok(url)) = (answer, Url::parse(&url)) {
            let stream = digest(url.as_str());
            let children = self.follow(site, &url, page, depth, stream, sight);
            came = children.iter().map(|(_, links)| links).sum();
            told.links = came;
            told.sure =
                (sight.judge)(&page.title, &self.sites[site as usize].own_text(&page.own).0);
            self.weigh(site, &[arm]);
        }
        match answer {
            Answer::Later => self.watches[site as usize][at].asked = false,
            _ => self.watches[site as usize][at].seen(now, came as f32),
        }
        Ok(told)
    }

    fn tell_link(
        &mut self,
        site: u32,
        key: Key,
        link: Waiting,
        answer: &Answer<'_>,
        now: Millis,
        sight: Sight<'_>,
    ) -> Result<Told, SeekError> {
        self.changed_sites.insert(site);
        self.changed_arms.insert(key.arm);
        self.best[site as usize] = None;
        if matches!(answer, Answer::Later) {
            let arm = &mut self.arms[key.arm as usize];
            let before = arm.waiting;
            arm.waiting += 1;
            self.number += 1;
            let later = Key { number: self.number, ..key };
            self.store.end_link(key);
            self.queues.push(&mut self.store, later, link, before);
            return Ok(Told::default());
        }
        self.store.end_link(key);
        let Ok(url) = Url::parse(&link.url) else { return Ok(Told::default()) };
        let url = self.sites[site as usize].spellings.settled(&url);
        let (mut told, mut sample) = (Told::default(), Sample { worth: 0.0, children: Vec::new() });
        let mut page_digest = 1;
        match answer {
            Answer::Page(page, validators) => {
                page_digest = page.digest().max(2);
                if self.sites[site as usize].walled.contains(&page_digest) && link.hops < HOPS_MAX {
                    // It was asked for before the cookie was there.
                    self.again(site, link);
                    return Ok(told);
                }
                told.twin = self.twin(site, &url, page_digest)?;
                if told.twin {
                    self.remember_alike(site, page_digest, &link);
                }
                if !told.twin {
                    (told.sure, told.new) = self.judged(site, key.arm, page, sight)?;
                    sample.worth = if told.new { told.sure } else { 0.0 };
                    sample.children = self.follow(site, &url, page, link.depth, link.stream, sight);
                    told.links = sample.children.iter().map(|(_, links)| links).sum();
                    self.watch(site, &url, key.arm, link.depth, &sample, validators, now);
                }
            }
            Answer::Moved(to, set) if link.hops < HOPS_MAX && (sight.may)(to) => {
                self.moved(to, &link, *set)?;
            }
            _ => {}
        }
        // The address as it waited is known as well as the one that was asked for.
        for address in [link.url.as_str(), url.as_str()] {
            self.store.learn_of(digest(address), Known { digest: page_digest, key });
        }
        self.learn_from(site, key.arm, &link, sample);
        Ok(told)
    }

    fn remember_alike(&mut self, site: u32, page: u64, link: &Waiting) {
        if self.alike.len() > ALIKE_MAX {
            self.alike.clear();
        }
        let alike = self.alike.entry((site, page)).or_default();
        if alike.len() < ALIKE_OF_PAGE {
            alike.push(link.clone());
        }
    }

    /// Whether another address had said the same; what that teaches of the spelling of addresses.
    fn twin(&mut self, site: u32, url: &Url, page: u64) -> Result<bool, SeekError> {
        let of = &mut self.sites[site as usize];
        of.pages += 1;
        for (name, shorter) in of.spellings.without_each(url) {
            let variant = digest((site, &name, shorter.as_str()));
            match self.variants.insert(variant, page) {
                Some(before) => of.spellings.learn_parameter(&name, before == page),
                None => false,
            };
        }
        if self.variants.len() > VARIANTS_MAX {
            self.variants.clear();
        }
        let Some(first) = self.store.page(site, page)? else {
            self.store.put_page(site, page, url.as_str());
            return Ok(false);
        };
        if first == url.as_str() {
            return Ok(false);
        }
        of.twins += 1;
        if let Ok(first) = Url::parse(&first) {
            of.spellings.learn_ending(url, &first, true);
            of.spellings.learn_host(url, &first, true);
        }
        Ok(true)
    }

    /// How sure it is that a page is an advert, and whether nobody had seen it.
    fn judged(
        &mut self,
        site: u32,
        arm: u32,
        page: &Page,
        sight: Sight<'_>,
    ) -> Result<(f32, bool), SeekError> {
        let arm = &self.arms[arm as usize];
        // Among adverts stands an advert: what comes from one list and has one shape is mostly one kind.
        let odds =
            (arm.adverts as f32 + 0.5) / ((arm.asked - arm.adverts.min(arm.asked)) as f32 + 1.5);
        let beside = odds.log2().clamp(0.0, BESIDE_BITS);
        let of = &mut self.sites[site as usize];
        let (text, key) = of.own_text(&page.own);
        of.count_blocks(&page.own);
        let alone = (sight.judge)(&page.title, &text).clamp(1e-6, 1.0 - 1e-6);
        let bits = (alone / (1.0 - alone)).log2() + beside;
        let sure = 1.0 / (1.0 + (-bits).exp2());
        let new = sure >= SURE && self.store.put_advert(key)?;
        of.repeats += u32::from(sure >= SURE && !new);
        self.sites[site as usize].adverts += u32::from(new);
        Ok((sure, new))
    }

    /// A list of links is looked at again.
    #[allow(clippy::too_many_arguments)]
    fn watch(
        &mut self,
        site: u32,
        url: &Url,
        arm: u32,
        depth: u32,
        sample: &Sample,
        validators: &Validators,
        now: Millis,
    ) {
        let longest = sample.children.iter().max_by_key(|(_, links)| *links);
        let Some((list, links)) = longest.filter(|(_, links)| *links >= WATCH_MIN) else { return };
        let watches = &mut self.watches[site as usize];
        if watches.len() >= WATCHES_MAX {
            return;
        }
        watches.push(Watch {
            url: url.as_str().to_owned(),
            arm,
            depth,
            last: now,
            came: 0.0,
            hours: 0.0,
            most: *links as f32,
            list: *list,
            validators: validators.clone(),
            same: 0,
            asked: false,
        });
    }
}
