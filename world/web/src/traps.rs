//! Pages without end, and what leads into them.

use crate::quirk::*;
use crate::route::{Page, decimal};
use crate::site::Site;

/// The last year of calendars: beyond it numbers would no longer fit.
const LAST_YEAR: u32 = 999_999;

/// What a site calls its calendar.
pub(crate) fn calendar(site: &Site) -> &'static str {
    ["calendar", "agenda", "events", "termine"][usize::from(site.index) % 4]
}

/// The path of a month or day.
pub(crate) fn date_path(site: &Site, year: u32, month: u32, day: Option<u32>) -> String {
    let word = calendar(site);
    match day {
        None => format!("/{word}/{year:04}-{month:02}"),
        Some(day) => format!("/{word}/{year:04}-{month:02}-{day:02}"),
    }
}

/// The page of a trap that `path` leads to, if the site has that trap; else pages for machines.
pub(crate) fn find(site: &Site, path: &str, own: &[(&str, &str)]) -> Option<Page> {
    let rest = path.strip_prefix('/')?;
    let (first, tail) = rest.split_once('/').unwrap_or((rest, ""));
    match first {
        "robots.txt" if tail.is_empty() => Some(Page::Robots),
        "img" => {
            let name = tail.strip_suffix(".gif")?;
            u64::from_str_radix(name, 16).ok().map(|name| Page::Image { name })
        }
        "print" if site.has(PRINT) => {
            let (slot, turn) = site.behind(decimal(tail)?)?;
            Some(Page::Print { slot, turn })
        }
        "r" | "rr" if site.has(CHAINS) => {
            let (slot, turn) = site.behind(decimal(tail)?)?;
            Some(Page::Hop { slot, turn, second: first == "rr" })
        }
        "turn" if site.has(CHAINS) => Some(Page::Loop { n: (decimal(tail)? % 3) as u32 }),
        "login" if site.has(LOGIN) && tail.is_empty() => Some(Page::Login),
        "intern" if site.has(PRIVATE) => Some(Page::Private { n: decimal(tail)? }),
        "docs" if site.has(GROWING) => growing(tail),
        "consent" if site.has(WALL_PAGE) => {
            let back = own.iter().find(|(n, _)| *n == "back").map_or("/", |(_, v)| *v);
            Some(Page::Consent { back: unescape(back) })
        }
        word if site.has(CALENDAR) && word == calendar(site) => date(tail),
        _ => map(site, rest),
    }
}

fn map(site: &Site, name: &str) -> Option<Page> {
    if site.has(MAP | MAP_ALL) && name == "sitemap.xml" {
        return Some(Page::Map { n: 0, packed: false });
    }
    if !site.has(MAP_PACKED) {
        return None;
    }
    if name == "sitemap_index.xml" {
        return Some(Page::Map { n: 0, packed: false });
    }
    let n = decimal(name.strip_prefix("sitemap-")?.strip_suffix(".xml.gz")?)?;
    (n > 0).then_some(Page::Map { n: n as u32, packed: true })
}

/// `guide/guide/guide`: each deeper than the last.
fn growing(tail: &str) -> Option<Page> {
    let parts: Vec<&str> = tail.split('/').filter(|p| !p.is_empty()).collect();
    let depth = parts.len() as u32;
    parts.iter().all(|p| *p == "guide").then_some(Page::Growing { depth })
}

fn date(tail: &str) -> Option<Page> {
    let mut parts = tail.split('-');
    let year = u32::try_from(decimal(parts.next()?)?).ok().filter(|y| *y <= LAST_YEAR)?;
    let month = u32::try_from(decimal(parts.next()?)?).ok().filter(|m| (1..=12).contains(m))?;
    let day = match parts.next() {
        None => None,
        Some(day) => Some(decimal(day).filter(|d| (1..=28).contains(d))? as u32),
    };
    parts.next().is_none().then_some(Page::Calendar { year, month, day })
}

/// A path as a parameter.
pub(crate) fn escape(path: &str) -> String {
    path.replace('%', "%25").replace('?', "%3F").replace('&', "%26").replace('=', "%3D")
}

/// The path behind a parameter. Only a path: who asks is never led elsewhere.
fn unescape(value: &str) -> String {
    let path = value
        .replace("%2F", "/")
        .replace("%3F", "?")
        .replace("%26", "&")
        .replace("%3D", "=")
        .replace("%25", "%");
    if path.starts_with('/') && !path.starts_with("//") { path } else { "/".to_owned() }
}

/// Links of a refined or plain listing into filters and other orders: label and query.
///
/// Bounded for a breadth-first search: colours, then prices of a colour or the order first, and a
/// single chain of prices without end.
pub(crate) fn refinements(site: &Site, query: &str) -> Vec<(&'static str, String)> {
    let mut links = Vec::new();
    let parts: Vec<&str> = query.split('&').filter(|p| !p.is_empty()).collect();
    if site.has(SORTS) && parts.is_empty() {
        links.push(("sort", "sort=price".to_owned()));
        links.push(("sort", "sort=title".to_owned()));
    }
    if !site.has(FACETS) {
        return links;
    }
    let last = parts.last().copied().unwrap_or_default();
    match (parts.len(), last) {
        (0, _) => {
            links.extend((0..5).map(|c| ("colour", format!("colour={c}"))));
            links.push(("sort", "sort=price".to_owned()));
        }
        (1, "sort=price") => {
            links.extend((0..3).map(|c| ("colour", format!("{last}&colour={c}"))));
        }
        (1, "colour=0") => links.extend((1..4).map(|p| ("price", format!("{last}&low={p}0")))),
        (1, _) => links.push(("price", format!("{last}&low=10"))),
        (_, last) if query.starts_with("colour=0&low=30") => {
            let low = last.strip_prefix("low=").and_then(decimal).unwrap_or(30);
            links.push(("price", format!("colour=0&low=30&low={}", low + 10)));
        }
        _ => {}
    }
    links
}
