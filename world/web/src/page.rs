//! Pages as HTML.

use crate::item::Thing;
use crate::kind::What;
use crate::layout::{Detail, Entry, Esc, Link, Listing, put};
use crate::life::Life;
use crate::quirk::*;
use crate::site::{LONG_AGO, Section, Target};
use crate::traps;
use crate::visit::{Role, Visit};

/// A page as written.
pub(crate) struct Html {
    pub(crate) text: String,
    /// When it last changed.
    pub(crate) changed: i64,
}

impl Visit<'_> {
    /// The home page, or a page that links to nodes and sections.
    pub(crate) fn node(&self, n: u16) -> Html {
        let node = &self.site.nodes[usize::from(n)];
        let text = self.framed(&node.name, |_, out| {
            put!(out, "<h1>{}</h1>\n<ul>", Esc(&node.name));
            for &child in &node.children {
                let (name, href) = self.child(child);
                put!(out, "<li><a href=\"{href}\">{}</a></li>\n", Esc(&name));
            }
            out.push_str("</ul>");
        });
        Html { text, changed: LONG_AGO }
    }

    /// A page of the footer.
    pub(crate) fn fixed(&self, n: u16) -> Html {
        let heading = self.label(self.site.statics[usize::from(n)].label);
        let text = self.framed(heading, |_, out| {
            put!(out, "<h1>{}</h1>\n", Esc(heading));
            self.paragraphs(u64::from(n), 4, out);
        });
        Html { text, changed: LONG_AGO }
    }

    /// Some paragraphs that say nothing.
    pub(crate) fn paragraphs(&self, stream: u64, count: u32, out: &mut String) {
        let site = self.site;
        let mut rng = spoor_world::Rng::of(&[site.seed, 97, stream]);
        let voice = (&self.web.pen, site.lang);
        let city = self.web.pen.city(site.cities[0]).0;
        for _ in 0..count {
            let mut text = String::new();
            self.web.filler.write(voice, "firms", city, &mut rng, &mut text);
            put!(out, "<p>{}</p>\n", Esc(&text));
        }
    }

    fn entry(&self, (slot, life): (u32, Life), role: Role) -> Entry {
        let glance = self.web.glance(Thing::new(self.site, slot, life));
        let target = Target::Item { slot, turn: life.turn };
        Entry {
            href: self.to_titled(target, &glance.title, role),
            title: glance.title,
            price: glance.price,
            place: glance.place,
            posted: glance.posted,
            image: glance.image,
        }
    }

    /// A page of a section: refined by `query`, or not if that is empty.
    pub(crate) fn listing(&self, index: u32, page: u32, query: &str) -> Html {
        let site = self.site;
        let section = &site.sections[index as usize];
        let mut things = site.newest(section, self.at);
        let changed = things.first().map_or(LONG_AGO, |(_, life)| life.born);
        if !query.is_empty() {
            refine(&mut things, query);
        }
        let per_page = site.per_page as usize;
        let pages = (things.len().div_ceil(per_page) as u32).max(1);
        let from = (page as usize - 1).saturating_mul(per_page).min(things.len());
        let to = (from + per_page).min(things.len());
        let entries = things[from..to].iter().map(|&t| self.entry(t, Role::Entry)).collect();
        let heading = self.heading(section);
        let listing = Listing {
            refine: if page == 1 { self.refinements(section, query) } else { Vec::new() },
            pager: self.pager(section, (page, pages), query),
            heading,
            entries,
        };
        let text = self.framed(&listing.heading, |frame, out| {
            (site.layout.listing)(frame, &listing, out);
            if listing.entries.is_empty() {
                put!(out, "<p>{}</p>", self.label("nothing"));
            }
        });
        Html { text, changed }
    }

    fn heading(&self, section: &Section) -> String {
        let category = self.label(section.category);
        if section.name == category {
            category.to_owned()
        } else {
            format!("{category} {}", section.name)
        }
    }

    fn refinements(&self, section: &Section, query: &str) -> Vec<Link> {
        traps::refinements(self.site, query)
            .into_iter()
            .map(|(label, query)| {
                let join = if section.path.contains('?') { '&' } else { '?' };
                let shown = query.rsplit('=').next().unwrap_or_default().to_owned();
                let href = self.link(&format!("{}{join}{query}", section.path), Role::Plain);
                (format!("{} {shown}", self.label(label)), href)
            })
            .collect()
    }

    /// Links to other pages of a listing: a window round this one and the last, or only the next.
    fn pager(&self, section: &Section, (page, pages): (u32, u32), query: &str) -> Vec<Link> {
        use crate::scheme::{PageForm, paged};
        let filtered = query.contains("colour") || query.contains("low");
        if filtered {
            return Vec::new();
        }
        let base = if query.is_empty() {
            section.path.clone()
        } else {
            let join = if section.path.contains('?') { '&' } else { '?' };
            format!("{}{join}{query}", section.path)
        };
        let link = |label: String, n: u32| {
            let path = match self.site.scheme.page {
                // The page stands in the path, before the query.
                PageForm::Path(_) if !query.is_empty() => {
                    let plain = paged(&self.site.scheme, self.site.per_page, &section.path, n);
                    format!("{plain}?{query}")
                }
                _ => paged(&self.site.scheme, self.site.per_page, &base, n),
            };
            (label, self.link(&path, Role::Plain))
        };
        let mut pager = Vec::new();
        let more = page < pages || (self.site.has(ENDLESS_PAGES) && query.is_empty());
        if self.site.scheme.page == PageForm::Cursor {
            if more {
                pager.push(link(self.label("more").to_owned(), page + 1));
            }
            return pager;
        }
        if page > 1 {
            pager.push(link(self.label("previous").to_owned(), page - 1));
        }
        let mut shown: Vec<u32> = (page.saturating_sub(2)..=page + 2).collect();
        shown.extend([1, pages]);
        shown.retain(|n| (1..=pages).contains(n) && *n != page);
        shown.sort_unstable();
        shown.dedup();
        pager.extend(shown.into_iter().map(|n| link(n.to_string(), n)));
        if more {
            pager.push(link(self.label("next").to_owned(), page + 1));
        }
        pager
    }

    /// The next things of the section, in a ring.
    fn related(&self, thing: Thing<'_>) -> Vec<(u32, Life)> {
        let section = thing.section;
        (1..section.slots.min(5))
            .map(|step| {
                let slot = section.first + (thing.slot - section.first + step) % section.slots;
                (slot, self.site.life(slot, self.at))
            })
            .collect()
    }

    /// The page of a thing.
    pub(crate) fn thing(&self, slot: u32, life: Life) -> Html {
        let site = self.site;
        let thing = Thing::new(site, slot, life);
        let related = self.related(thing);
        let changed = related.iter().map(|(_, l)| l.born).fold(life.born, i64::max);
        let whole = self.web.whole(thing);
        let number = site
            .scheme
            .scramble
            .show(u64::from(life.turn) * u64::from(site.slots) + u64::from(slot));
        let mut entries: Vec<Entry> =
            related.iter().map(|&t| self.entry(t, Role::Related)).collect();
        let chained = site.has(CHAINS) && slot.is_multiple_of(4);
        if let (true, Some(first)) = (chained, entries.first_mut()) {
            let (slot, next) = related[0];
            let shown = u64::from(next.turn) * u64::from(site.slots) + u64::from(slot);
            first.href =
                self.link(&format!("/r/{}", site.scheme.scramble.show(shown)), Role::Plain);
        }
        let section = site.section_of(slot);
        let detail = Detail {
            crumbs: vec![
                (self.label("home").to_owned(), self.to(Target::Home, Role::Plain)),
                (
                    self.heading(thing.section),
                    self.to(Target::Section { section, page: 1 }, Role::Plain),
                ),
            ],
            tools: self.tools(slot, life, number),
            title: whole.title,
            facts: whole.facts,
            text_label: self.label("text"),
            text: whole.text,
            images: whole.images,
            related_label: self.label("related"),
            related: entries,
        };
        let text = self.framed(&detail.title, |frame, out| match thing.section.what {
            What::Prose | What::Thread => self.prose(&detail, thing, out),
            _ => (site.layout.detail)(frame, &detail, out),
        });
        Html { text, changed }
    }

    fn tools(&self, slot: u32, life: Life, number: u64) -> Vec<Link> {
        let mut tools = Vec::new();
        if self.site.has(PRINT) {
            let href = self.link(&format!("/print/{number}"), Role::Plain);
            tools.push((self.label("print").to_owned(), href));
        }
        if self.site.has(LOGIN) {
            let next = traps::escape(&self.routed.path);
            let href = self.link(&format!("/login?next={next}-{number}"), Role::Plain);
            tools.push((self.label("report").to_owned(), href));
        }
        if self.site.has(DEAD_LINKS) && slot.is_multiple_of(8) && life.turn > 0 {
            let dead = Target::Item { slot, turn: life.turn - 1 };
            tools.push((self.label("popular").to_owned(), self.to(dead, Role::Plain)));
        }
        tools
    }

    /// An article, or a thread with its answers.
    fn prose(&self, detail: &Detail, thing: Thing<'_>, out: &mut String) {
        for (label, href) in &detail.crumbs {
            put!(out, "<a href=\"{href}\">{}</a> / ", Esc(label));
        }
        put!(out, "<h1>{}</h1>\n", Esc(&detail.title));
        for (n, part) in detail.text.split('\n').enumerate() {
            if thing.section.what == What::Thread {
                let mut name = String::new();
                let mut rng = spoor_world::Rng::of(&[
                    self.site.seed,
                    98,
                    u64::from(thing.slot) * 5 + n as u64,
                ]);
                self.web.pen.word(&mut rng, true, &mut name);
                put!(out, "<div><b>{name}</b> {}:", self.label("wrote"));
                put!(out, "<blockquote>{}</blockquote></div>\n", Esc(part));
            } else {
                put!(out, "<p>{}</p>\n", Esc(part));
            }
        }
        for (label, href) in &detail.tools {
            put!(out, "<a href=\"{href}\">{}</a> ", Esc(label));
        }
        put!(out, "<h3>{}</h3><ul>", detail.related_label);
        for entry in &detail.related {
            put!(out, "<li><a href=\"{}\">{}</a></li>\n", entry.href, Esc(&entry.title));
        }
        out.push_str("</ul>");
    }

    /// A thing without its frame, for printing.
    pub(crate) fn print(&self, slot: u32, life: Life) -> Html {
        let whole = self.web.whole(Thing::new(self.site, slot, life));
        let mut text = String::with_capacity(4 * 1024);
        put!(
            text,
            "<html><head><title>{0}</title></head><body><h1>{0}</h1><pre>",
            Esc(&whole.title)
        );
        for fact in &whole.facts {
            put!(text, "{}: {}\n", fact.label, Esc(&fact.value));
        }
        let back =
            self.to_titled(Target::Item { slot, turn: life.turn }, &whole.title, Role::Plain);
        put!(
            text,
            "\n{}</pre><a href=\"{back}\">{}</a></body></html>",
            Esc(&whole.text),
            self.site.brand
        );
        Html { text, changed: life.born }
    }
}

/// Another order, or some of the things: what a query asks for is settled by chance, the same at
/// each time.
fn refine(things: &mut Vec<(u32, Life)>, query: &str) {
    let chance = |slot: u32, part: &str| {
        spoor_world::key(&[crate::visit::text_key(part.as_bytes()), u64::from(slot)])
    };
    for part in query.split('&') {
        if part.starts_with("sort=") {
            things.sort_by_key(|&(slot, _)| chance(slot, part));
        } else {
            things.retain(|&(slot, _)| chance(slot, part) % 3 != 0);
        }
    }
    if query.contains("colour") || query.contains("low") {
        things.truncate(20);
    }
}
