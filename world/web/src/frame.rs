//! What is on every page of a site.

use crate::layout::{Frame, Link};
use crate::quirk::*;
use crate::site::{Child, Target};
use crate::traps;
use crate::visit::{Role, Visit};

/// Nodes and sections in the menu of every page, at most.
const MENU: usize = 10;

impl Visit<'_> {
    pub(crate) fn label(&self, name: &'static str) -> &'static str {
        self.web.labels.get(self.site.lang, name)
    }

    /// A page of the site's: frame, and what `inner` writes into it.
    pub(crate) fn framed(
        &self,
        title: &str,
        inner: impl FnOnce(&Frame<'_>, &mut String),
    ) -> String {
        let site = self.site;
        let frame = Frame {
            lang: site.lang.tag(),
            brand: &site.brand,
            title: title.to_owned(),
            charset: if site.latin1 { "iso-8859-1" } else { "utf-8" },
            nav: self.nav(),
            side: self.side(),
            footer: self.footer(),
            tag: site.seed,
        };
        let mut out = String::with_capacity(16 * 1024);
        (site.layout.open)(&frame, &mut out);
        inner(&frame, &mut out);
        (site.layout.close)(&frame, &mut out);
        out
    }

    fn nav(&self) -> Vec<Link> {
        let mut nav = vec![(self.label("home").to_owned(), self.to(Target::Home, Role::Plain))];
        nav.extend(self.site.nodes[0].children.iter().take(MENU).map(|&c| self.child(c)));
        if self.site.has(CALENDAR) {
            let path = traps::date_path(self.site, 2026, 1, None);
            nav.push((self.label("calendar").to_owned(), self.link(&path, Role::Plain)));
        }
        if self.site.has(LOGIN) {
            nav.push((self.label("login").to_owned(), self.link("/login", Role::Plain)));
        }
        nav
    }

    /// A link to a node or section.
    pub(crate) fn child(&self, child: Child) -> Link {
        match child {
            Child::Node(n) => {
                let name = self.site.nodes[usize::from(n)].name.clone();
                (name, self.to(Target::Node(n), Role::Plain))
            }
            Child::Section(section) => {
                let name = self.site.sections[section as usize].name.clone();
                (name, self.to(Target::Section { section, page: 1 }, Role::Plain))
            }
        }
    }

    fn side(&self) -> Vec<Link> {
        let mut side = Vec::new();
        let many = self.site.sections.len() as u64;
        for n in 0..many.min(3) {
            let section = (spoor_world::key(&[self.site.seed, 95, n]) % many) as u32;
            let name = self.site.sections[section as usize].name.clone();
            side.push((name, self.to(Target::Section { section, page: 1 }, Role::Popular)));
        }
        if self.site.has(OUTSIDE) {
            for n in 0..3u64 {
                let site = spoor_world::key(&[self.site.seed, 96, n]) % 900;
                let href = format!("http://outside-{site}.example/?utm_campaign={n}");
                side.push((format!("{} {n}", self.label("partners")), href));
            }
        }
        side
    }

    fn footer(&self) -> Vec<Link> {
        let mut footer: Vec<Link> = (0..self.site.statics.len() as u16)
            .map(|n| {
                let label = self.label(self.site.statics[usize::from(n)].label);
                (label.to_owned(), self.to(Target::Static(n), Role::Plain))
            })
            .collect();
        if self.site.has(GROWING) {
            footer.push(("Docs".to_owned(), self.link("/docs/", Role::Plain)));
        }
        if self.site.has(PRIVATE) {
            footer.push(("Intern".to_owned(), self.link("/intern/1", Role::Plain)));
        }
        if self.site.has(CHAINS) {
            footer.push((self.label("more").to_owned(), self.link("/turn/0", Role::Plain)));
        }
        if let Some(mirror) = &self.site.mirror {
            let other = if self.host() == *mirror { self.site.own_host() } else { mirror.clone() };
            footer.push((self.label("partners").to_owned(), format!("http://{other}/")));
        }
        footer
    }
}
