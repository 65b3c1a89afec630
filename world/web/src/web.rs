//! The web: its sites, found by host.

use crate::build::Yard;
use crate::filler::Filler;
use crate::kind::What;
use crate::label::Labels;
use crate::layout;
use crate::plan::Plan;
use crate::robots;
use crate::route::{self, Page, Routed};
use crate::share::{self, Share};
use crate::site::{Site, Target};
use rustc_hash::FxHashMap;
use spoor_world::Pen;

/// A made-up web. It keeps small tables of its sections; pages are written when asked for.
pub struct Web {
    pub(crate) plan: Plan,
    pub(crate) pen: Pen,
    pub(crate) labels: Labels,
    pub(crate) filler: Filler,
    pub(crate) sites: Vec<Site>,
    hosts: FxHashMap<String, Door>,
    /// How many placers there are.
    pub(crate) placers: u32,
}

/// By which host a site was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alias {
    /// The one it names itself.
    Own,
    /// With `www.` where it has none, or without.
    Other,
    /// The host of its mirror.
    Mirror,
}

#[derive(Clone, Copy)]
struct Door {
    site: u16,
    alias: Alias,
}

/// A URL of this web, taken apart.
pub(crate) struct Found<'a> {
    pub(crate) site: &'a Site,
    pub(crate) alias: Alias,
    pub(crate) routed: Routed,
}

/// How many true pages there are: each once, whatever else leads to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Pages of one advert.
    pub adverts: u32,
    /// Pages of listings, of adverts or of other things.
    pub listings: u32,
    /// Home pages, nodes, articles, wares, threads, and so on.
    pub others: u32,
}

impl Counts {
    /// All of them.
    pub fn total(&self) -> u32 {
        self.adverts + self.listings + self.others
    }
}

impl Web {
    /// The web of a plan. Values outside their bounds are brought inside.
    ///
    /// # Panics
    /// If a phrase bank of this build is broken; tests hold that none is.
    pub fn new(plan: Plan) -> Self {
        let pen = Pen::new().expect("the phrase banks are part of the build");
        let filler = Filler::load().expect("the sentences are part of the build");
        let labels = Labels::load();
        let shares = share::shares(&plan);
        let layouts = layout::of(plan.layouts);
        let yard = Yard { plan: &plan, pen: &pen, labels: &labels };
        let mut sites: Vec<Site> = Vec::new();
        let mut hosts = FxHashMap::default();
        let (mut with, mut without) = (0, 0);
        for (index, share) in (0..).zip(&shares) {
            // Sites with adverts take the layouts in turn, so that each is met.
            let turn = if share.adverts > 0 { &mut with } else { &mut without };
            let mut site = yard.site(index, *share, layouts[*turn % layouts.len()]);
            *turn += 1;
            if hosts.contains_key(&site.host) {
                site.host = format!("{index}-{}", site.host);
            }
            let own = site.own_host();
            let www = format!("www.{}", site.host);
            for host in [site.host.clone(), www] {
                let alias = if host == own { Alias::Own } else { Alias::Other };
                hosts.insert(host, Door { site: index, alias });
            }
            if let Some(mirror) = &site.mirror {
                hosts.insert(mirror.clone(), Door { site: index, alias: Alias::Mirror });
            }
            sites.push(site);
        }
        let adverts: u32 = shares.iter().map(|s: &Share| s.adverts).sum();
        Self { plan, pen, labels, filler, sites, hosts, placers: (adverts * 2 / 5).max(20) }
    }

    /// The plan it was made from.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Home pages of all sites, in a fixed order; not of mirrors.
    pub fn seeds(&self) -> Vec<String> {
        self.sites.iter().map(|s| format!("http://{}/", s.own_host())).collect()
    }

    /// Every host that answers, with and without `www.`, and mirrors, sorted.
    pub fn hosts(&self) -> Vec<String> {
        let mut hosts: Vec<String> = self.hosts.keys().cloned().collect();
        hosts.sort_unstable();
        hosts
    }

    /// The name of the layout that the site of a URL has, and whether it is held out; none if the
    /// host is not of this web.
    pub fn layout(&self, url: &str) -> Option<(&'static str, bool)> {
        self.find(url).map(|f| (f.site.layout.name, f.site.layout.held_out))
    }

    /// How many true pages there are at any time.
    pub fn true_pages(&self) -> Counts {
        let mut counts = Counts { adverts: 0, listings: 0, others: 0 };
        for site in &self.sites {
            counts.others += (site.nodes.len() + site.statics.len()) as u32;
            for section in &site.sections {
                counts.listings += site.pages(section);
                if section.what.counts() {
                    counts.adverts += section.slots;
                } else {
                    counts.others += section.slots;
                }
            }
        }
        counts
    }

    /// The site and page of a URL; none if its host is not of this web.
    pub(crate) fn find(&self, url: &str) -> Option<Found<'_>> {
        let (host, path, query) = route::split(url)?;
        let door = self.hosts.get(&host)?;
        let site = &self.sites[usize::from(door.site)];
        Some(Found { site, alias: door.alias, routed: route::route(site, path, query) })
    }

    /// Whether robots.txt of its site lets everybody ask for a URL. Of hosts outside nothing is
    /// known: they are not allowed.
    pub fn allows(&self, url: &str) -> bool {
        let Some((host, path, query)) = route::split(url) else { return false };
        let Some(door) = self.hosts.get(&host) else { return false };
        let asked = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
        robots::allows(&self.sites[usize::from(door.site)], &asked)
    }

    /// What a URL leads to at `at` (milliseconds after the epoch of the web).
    pub fn kind(&self, url: &str, at: i64) -> PageKind {
        let Some(Found { site, routed, .. }) = self.find(url) else { return PageKind::Missing };
        match routed.page {
            Page::At(Target::Item { slot, turn })
            | Page::Print { slot, turn }
            | Page::Hop { slot, turn, .. } => self.kind_of_thing(site, slot, turn, at),
            Page::At(Target::Section { section, page }) => {
                let inside = page <= site.pages(&site.sections[section as usize]);
                match (inside, site.has(crate::quirk::ENDLESS_PAGES)) {
                    (true, _) => PageKind::Listing,
                    (false, true) => PageKind::Trap,
                    (false, false) => PageKind::Missing,
                }
            }
            Page::At(_) | Page::Robots | Page::Map { .. } | Page::Image { .. } => PageKind::Other,
            Page::Missing => PageKind::Missing,
            Page::Refined { .. }
            | Page::Calendar { .. }
            | Page::Growing { .. }
            | Page::Private { .. }
            | Page::Login
            | Page::Loop { .. }
            | Page::Consent { .. } => PageKind::Trap,
        }
    }

    fn kind_of_thing(&self, site: &Site, slot: u32, turn: u32, at: i64) -> PageKind {
        if !site.life_of(slot, turn).is_some_and(|l| l.is_alive(at)) {
            return PageKind::Missing;
        }
        match site.sections[site.section_of(slot) as usize].what {
            What::Person | What::Job => PageKind::Advert(AdvertId::new(site.index, slot, turn)),
            _ => PageKind::Other,
        }
    }

    /// The one URL of the true page that a URL shows at `at`; none if it shows none.
    pub fn canonical(&self, url: &str, at: i64) -> Option<String> {
        let Found { site, routed, .. } = self.find(url)?;
        if !matches!(self.kind(url, at), PageKind::Advert(_) | PageKind::Listing | PageKind::Other)
        {
            return None;
        }
        let target = match routed.page {
            Page::At(target) => target,
            Page::Print { slot, turn } | Page::Hop { slot, turn, .. } => {
                Target::Item { slot, turn }
            }
            _ => return None,
        };
        Some(format!("http://{}{}", site.own_host(), self.path(site, target)))
    }

    /// Path and query of a target.
    pub(crate) fn path(&self, site: &Site, to: Target) -> String {
        site.path(to, &mut || match to {
            Target::Item { slot, turn } => site
                .life_of(slot, turn)
                .map(|life| self.title(crate::item::Thing::new(site, slot, life)))
                .unwrap_or_default(),
            _ => String::new(),
        })
    }
}

/// Names an advert: one life in one slot of one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AdvertId(pub u64);

impl AdvertId {
    pub(crate) fn new(site: u16, slot: u32, turn: u32) -> Self {
        // Slots and turns of a site are shown in 36 bits together.
        Self((u64::from(site) << 52) | (u64::from(slot) << 24) | u64::from(turn))
    }

    /// Site, slot and turn.
    pub(crate) fn parts(self) -> (u16, u32, u32) {
        ((self.0 >> 52) as u16, (self.0 >> 24) as u32 & 0xfff_ffff, self.0 as u32 & 0xff_ffff)
    }
}

/// What a URL leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// The page of an advert that lives, under whatever URL, also through redirects.
    Advert(AdvertId),
    /// A page of a listing.
    Listing,
    /// Any other true page, and files for machines.
    Other,
    /// A page of something without end, or one that leads nowhere: calendars, filters and other
    /// orders of listings, forms to log in, redirects that never end, what robots.txt forbids.
    Trap,
    /// Nothing is there, or not any more.
    Missing,
}
