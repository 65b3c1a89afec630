//! From a share of the web to a site.

use crate::kind::{Category, Kind, PATTERN};
use crate::label::{Labels, slug};
use crate::layout::Layout;
use crate::life::Pace;
use crate::plan::Plan;
use crate::quirk::*;
use crate::robots;
use crate::scheme::{Scheme, SectionForm};
use crate::share::Share;
use crate::site::*;
use rustc_hash::FxHashMap;
use spoor_world::{Lang, Pen, Rng, key, language_of};

/// What sites are made with.
pub(crate) struct Yard<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) pen: &'a Pen,
    pub(crate) labels: &'a Labels,
}

/// Countries that sites are at home in, in turn.
const COUNTRIES: [&str; 7] = ["NL", "DE", "GB", "FR", "ES", "RO", "BE"];

/// What the sites of [`PATTERN`] say of changes.
const VALIDATORS: [Validators; 24] = {
    use Validators::*;
    [
        Both, Tag, Missing, Modified, Both, AlwaysNew, Tag, NeverNew, Modified, Missing, AlwaysNew,
        Both, Missing, NeverNew, Tag, NeverNew, Modified, Both, AlwaysNew, Modified, Both, Missing,
        Tag, Tag,
    ]
};

/// Labels of the pages in footers.
const FOOTER: [&str; 6] = ["about", "contact", "terms", "privacy", "help", "faq"];

impl Yard<'_> {
    /// The `index`-th site, with `layout`.
    pub(crate) fn site(&self, index: u16, share: Share, layout: &'static Layout) -> Site {
        let seed = key(&[self.plan.seed, 60, u64::from(index)]);
        let mut rng = Rng::of(&[seed, 1]);
        let (kind, quirks) = PATTERN[usize::from(index) % PATTERN.len()];
        let country = COUNTRIES[(usize::from(index) * 3 + usize::from(index) / 7) % 7];
        let name = self.name(&mut rng);
        let quirks = if self.plan.traps { quirks } else { quirks & HARMLESS };
        let mirror =
            (quirks & MIRROR != 0).then(|| format!("{}-{index}.example", self.name(&mut rng)));
        let mut site = Site {
            index,
            seed,
            kind,
            quirks,
            host: format!("{name}.example"),
            www: rng.chance(400),
            mirror,
            brand: capital(&name),
            lang: language_of(country).unwrap_or(Lang::En),
            cities: self.pen.cities_of(country),
            layout,
            scheme: Scheme::new(seed, index),
            links: *rng.pick(&[
                LinkForm::Path,
                LinkForm::Path,
                LinkForm::Whole,
                LinkForm::Relative,
            ]),
            shown: shown(kind, &mut rng),
            validators: VALIDATORS[usize::from(index) % 24],
            latin1: matches!(index % 24, 5 | 15) && country != "RO",
            per_page: *rng.pick(&[10, 15, 20, 25, 30, 40]),
            nodes: Vec::new(),
            sections: Vec::new(),
            statics: Vec::new(),
            slots: 0,
            known: FxHashMap::default(),
            robots: Vec::new(),
        };
        self.lay_out(&mut site, share, &mut rng);
        site.robots = robots::rules(&site);
        site
    }

    fn name(&self, rng: &mut Rng) -> String {
        let mut out = String::new();
        self.pen.word(rng, false, &mut out);
        self.pen.word(rng, false, &mut out);
        out
    }

    /// Nodes, sections and the pages of the footer, to just the pages of the share.
    fn lay_out(&self, site: &mut Site, share: Share, rng: &mut Rng) {
        let footer = if site.kind == Kind::Personal { 2 } else { rng.range(3, 6) as usize };
        site.nodes.push(Node {
            name: site.brand.clone(),
            path: "/".to_owned(),
            children: Vec::new(),
        });
        for label in &FOOTER[..footer] {
            let path = match site.scheme.section {
                SectionForm::Words => format!("/{}", slug(self.labels.get(site.lang, label))),
                _ => format!("/info/{}.html", label),
            };
            site.statics.push(Static { label, path });
        }
        let (counting, others) = site.kind.categories();
        let rest = share.pages.saturating_sub(share.adverts + footer as u32 + 1);
        // Listings and nodes take their part of what is left; the last section is fitted below.
        let pages_of_listings = share.pages / site.per_page;
        let spread = Spread { mean: mean(share.pages), short: share.short };
        let mut rng = Rng::of(&[rng.bits()]);
        for (category, items) in parts(others, rest.saturating_sub(pages_of_listings + 4)) {
            self.category(site, category, items, &Spread { short: 0, ..spread }, &mut rng);
        }
        let last_other = site.sections.len().saturating_sub(1);
        for (category, items) in parts(counting, share.adverts) {
            let part = f64::from(items) / f64::from(share.adverts.max(1));
            let short = (f64::from(share.short) * part).round() as u32;
            self.category(site, category, items, &Spread { short, ..spread }, &mut rng);
        }
        tuck_away(site, self.labels);
        fit(site, last_other, share.pages);
        number(site);
        name_paths(site, &mut rng);
    }

    /// A node with a section for each town or topic, or a lone section of the home page.
    fn category(&self, site: &mut Site, of: Category, items: u32, spread: &Spread, rng: &mut Rng) {
        if items == 0 {
            return;
        }
        let towns = site.kind.has_towns();
        let most = if towns { site.cities.len() } else { 64 };
        let count =
            ((f64::from(items) / spread.mean).round() as usize).clamp(1, most.min(items as usize));
        let label = self.labels.get(site.lang, of.label);
        let weights: Vec<f64> = (0..count).map(|n| 1.0 / ((n + 1) as f64).sqrt()).collect();
        let sum: f64 = weights.iter().sum();
        let mut left = items;
        let mut short = spread.short;
        let mut made = Vec::new();
        for (n, weight) in weights.iter().enumerate().rev() {
            let slots = if n == 0 { left } else { (f64::from(items) * weight / sum) as u32 };
            let slots = slots.clamp(1, left.saturating_sub(n as u32).max(1));
            left -= slots.min(left);
            // Every other section is a fast one, as far as they hold.
            let hours = if n % 2 == 0 {
                short.min(slots * 9 / 10).min(1 + spread.short * slots * 2 / items)
            } else {
                0
            };
            short -= hours;
            let city = towns.then(|| site.cities[n]);
            let name = match (city, count) {
                (_, 1) => label.to_owned(),
                (Some(city), _) => self.pen.city(city).0.to_owned(),
                (None, _) => capital(&self.name(rng)),
            };
            made.push(site.sections.len() as u32);
            site.sections.push(Section {
                name,
                path: String::new(),
                category: of.label,
                what: of.what,
                city: city.filter(|_| count > 1),
                first: 0,
                slots,
                hours,
                pace: pace(of.what, rng),
            });
        }
        made.reverse();
        if let [only] = made[..] {
            site.nodes[0].children.push(Child::Section(only));
            return;
        }
        let children = made.into_iter().map(Child::Section).collect();
        let node = Child::Node(site.nodes.len() as u16);
        site.nodes[0].children.push(node);
        site.nodes.push(Node { name: label.to_owned(), path: String::new(), children });
    }
}

/// How the things of a category are spread over sections.
#[derive(Clone, Copy)]
struct Spread {
    mean: f64,
    short: u32,
}

/// Things in a section, on average, on a site of so many pages.
fn mean(pages: u32) -> f64 {
    (f64::from(pages).sqrt() * 1.2).clamp(8.0, 400.0)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Shares `total` among categories by weight.
fn parts(categories: &[Category], total: u32) -> Vec<(Category, u32)> {
    let sum: u32 = categories.iter().map(|c| c.weight).sum();
    let mut left = total;
    let mut all: Vec<(Category, u32)> = categories
        .iter()
        .map(|c| {
            let part = ((u64::from(total) * u64::from(c.weight)) / u64::from(sum)) as u32;
            left -= part;
            (*c, part)
        })
        .collect();
    if let Some(first) = all.first_mut() {
        first.1 += left;
    }
    all
}

fn pace(what: crate::kind::What, rng: &mut Rng) -> Pace {
    use crate::kind::What;
    match what {
        What::Person if rng.chance(400) => Pace::Days,
        What::Person | What::Job => Pace::Weeks,
        What::Ware if rng.chance(300) => Pace::Days,
        What::Ware | What::Service => Pace::Weeks,
        What::Firm | What::Product | What::Prose | What::Thread => Pace::Never,
    }
}

fn shown(kind: Kind, rng: &mut Rng) -> Shown {
    Shown {
        price: rng.chance(900),
        place: rng.chance(950),
        age: rng.chance(600) && kind != Kind::Jobs,
        posted: rng.chance(900),
        phone: rng.chance(600),
        account: rng.chance(500) || kind == Kind::Forum,
        number: rng.chance(500),
        date: rng.below(5) as u8,
        money: rng.below(5) as u8,
    }
}

/// On sites of other goods what counts stands behind a node "other", one click deeper.
fn tuck_away(site: &mut Site, labels: &Labels) {
    if site.kind != Kind::Goods {
        return;
    }
    let Some(child) = site.nodes[0].children.pop() else { return };
    let name = labels.get(site.lang, "other").to_owned();
    let node = Child::Node(site.nodes.len() as u16);
    site.nodes[0].children.push(node);
    site.nodes.push(Node { name, path: String::new(), children: vec![child] });
}

/// Pages of a site as laid out.
fn total(site: &Site) -> u32 {
    let listings: u32 = site.sections.iter().map(|s| s.slots + site.pages(s)).sum();
    listings + site.nodes.len() as u32 + site.statics.len() as u32
}

/// Grows or shrinks one section until the site has as many pages as planned, or nearly.
fn fit(site: &mut Site, section: usize, pages: u32) {
    for _ in 0..64 {
        let now = total(site);
        let Some(section) = site.sections.get_mut(section).filter(|_| now != pages) else { return };
        section.slots = (section.slots + pages).saturating_sub(now).max(1);
    }
}

/// Gives the slots their numbers, section after section; what URLs show of them is scrambled.
fn number(site: &mut Site) {
    let mut first = 0;
    for section in &mut site.sections {
        section.first = first;
        first += section.slots;
    }
    site.slots = first;
}

/// Paths of nodes and sections, and the table that finds them.
fn name_paths(site: &mut Site, rng: &mut Rng) {
    let mut known: FxHashMap<String, Target> = FxHashMap::default();
    known.insert("/".to_owned(), Target::Home);
    for (n, page) in site.statics.iter().enumerate() {
        known.insert(page.path.clone(), Target::Static(n as u16));
    }
    let mut free = |wanted: String, to: Target| {
        let mut path = wanted.clone();
        let mut n = 2;
        while known.contains_key(&path) {
            path = format!("{wanted}-{n}");
            n += 1;
        }
        known.insert(path.clone(), to);
        path
    };
    let mut numbers: Vec<u32> =
        (11..11 + 2 * (site.sections.len() + site.nodes.len()) as u32).collect();
    rng.shuffle(&mut numbers);
    let form = site.scheme.section;
    let seed = site.seed;
    let mut take = || numbers.pop().unwrap_or_default();
    let opaque = |n: u32| format!("/l/{:05x}", key(&[seed, 61, u64::from(n)]) & 0xf_ffff);
    for n in 1..site.nodes.len() {
        let wanted = match form {
            SectionForm::Words => format!("/{}", slug(&site.nodes[n].name)),
            SectionForm::Numeric => format!("/k/{}", take()),
            SectionForm::Opaque => opaque(take()),
            SectionForm::Query => format!("/list.php?cat={n}"),
        };
        site.nodes[n].path = free(wanted, Target::Node(n as u16));
    }
    let parents = parents(site);
    for (n, section) in site.sections.iter_mut().enumerate() {
        let parent = parents[n];
        let folder = if parent == 0 { "" } else { &site.nodes[parent].path };
        let wanted = match form {
            SectionForm::Words => format!("{folder}/{}", slug(&section.name)),
            SectionForm::Numeric => format!("/c/{}", take()),
            SectionForm::Opaque => opaque(take()),
            SectionForm::Query if parent == 0 => format!("/list.php?cat={}", 100 + n),
            SectionForm::Query => format!("{folder}&loc={}", take()),
        };
        section.path = free(wanted, Target::Section { section: n as u32, page: 1 });
    }
    site.known = known;
}

/// The node above each section.
pub(crate) fn parents(site: &Site) -> Vec<usize> {
    let mut parents = vec![0; site.sections.len()];
    for (n, node) in site.nodes.iter().enumerate() {
        for child in &node.children {
            if let Child::Section(s) = child {
                parents[*s as usize] = n;
            }
        }
    }
    parents
}
