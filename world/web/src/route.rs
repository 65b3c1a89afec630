//! From a URL to a page.

use crate::quirk::*;
use crate::scheme::{ItemForm, PageForm, page_of};
use crate::site::{Site, Target};
use crate::traps;

/// What a URL leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// A page of the site's own, as itself or under another URL.
    At(Target),
    /// A thing, for printing.
    Print { slot: u32, turn: u32 },
    /// A listing in another order or with filters; the query as asked.
    Refined { section: u32, page: u32, query: String },
    /// A month, or a day of it.
    Calendar { year: u32, month: u32, day: Option<u32> },
    /// So many folders deep.
    Growing { depth: u32 },
    /// The n-th of what robots.txt forbids.
    Private { n: u64 },
    /// A form to log in.
    Login,
    /// The first or second redirect to a thing.
    Hop { slot: u32, turn: u32, second: bool },
    /// One of three redirects that lead to each other.
    Loop { n: u32 },
    /// Sets the cookie and leads back to the path.
    Consent { back: String },
    /// The rules for robots.
    Robots,
    /// The n-th sitemap; 0 is the first or the index.
    Map { n: u32, packed: bool },
    /// A picture.
    Image { name: u64 },
    /// Nothing.
    Missing,
}

/// A page, and how the URL was written.
#[derive(Clone, Debug)]
pub(crate) struct Routed {
    pub(crate) page: Page,
    /// The session id in it.
    pub(crate) session: Option<String>,
    /// The path without session, as asked.
    pub(crate) path: String,
    /// Path and query without what says nothing (tracking, session), parameters sorted.
    pub(crate) plain: String,
}

/// Parameters that change nothing.
fn says_nothing(name: &str) -> bool {
    name.starts_with("utm_") || matches!(name, "fbclid" | "gclid" | "ref" | "sid" | "PHPSESSID")
}

/// Parameters that filter or sort.
pub(crate) fn refines(name: &str) -> bool {
    matches!(name, "sort" | "colour" | "low")
}

/// Host in lower case without port, path and query of an http or https URL. The fragment is cut.
pub(crate) fn split(url: &str) -> Option<(String, &str, &str)> {
    let url = url.split('#').next()?;
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let host = authority.split(':').next()?.trim_end_matches('.').to_ascii_lowercase();
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    Some((host, if path.is_empty() { "/" } else { path }, query))
}

/// The page that path and query lead to on `site`.
pub(crate) fn route(site: &Site, path: &str, query: &str) -> Routed {
    let mut session = None;
    let mut bare = path;
    if let Some((before, id)) = path.split_once(";jsessionid=") {
        bare = before;
        session = Some(id.to_owned());
    }
    let mut own: Vec<(&str, &str)> = Vec::new();
    let mut refined: Vec<&str> = Vec::new();
    let mut page = None;
    for part in query.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match page_of(&site.scheme, site.per_page, name, value) {
            Some(n) => page = Some(n),
            None if name == "sid" => session = Some(value.to_owned()),
            None if says_nothing(name) => {}
            None if refines(name) => refined.push(part),
            None => own.push((name, value)),
        }
    }
    own.sort_unstable();
    let folder = bare.strip_suffix("index.html").unwrap_or(bare);
    let mut trimmed = folder.trim_end_matches('/');
    if let PageForm::Path(word) = site.scheme.page
        && let Some((head, n)) = trimmed.rsplit_once('/')
        && let Some(head) = head.strip_suffix(word).and_then(|h| h.strip_suffix('/'))
        && let Some(n) = n.parse().ok().filter(|&n: &u32| n > 0)
    {
        trimmed = head;
        page = Some(n);
    }
    let path_key = if trimmed.is_empty() { "/" } else { trimmed };
    let found = known(site, path_key, &own, page, &refined)
        .or_else(|| item(site, path_key, &own).map(Page::At))
        .or_else(|| traps::find(site, path_key, &own))
        .unwrap_or(Page::Missing);
    let plain = plain(bare, query);
    Routed { page: found, session, path: bare.to_owned(), plain }
}

/// Path and query without what says nothing.
fn plain(path: &str, query: &str) -> String {
    let parts: Vec<&str> = query
        .split('&')
        .filter(|p| !p.is_empty() && !says_nothing(p.split('=').next().unwrap_or_default()))
        .collect();
    if parts.is_empty() { path.to_owned() } else { format!("{path}?{}", parts.join("&")) }
}

/// A node, section or page of the footer.
fn known(
    site: &Site,
    path: &str,
    own: &[(&str, &str)],
    page: Option<u32>,
    refined: &[&str],
) -> Option<Page> {
    let target = if own.is_empty() {
        site.known.get(path)
    } else {
        let query: Vec<String> = own.iter().map(|(n, v)| format!("{n}={v}")).collect();
        // Parameters that nobody asked for change nothing.
        site.known.get(&format!("{path}?{}", query.join("&"))).or_else(|| site.known.get(path))
    }?;
    match *target {
        Target::Section { section, .. } if refined.is_empty() || !site.has(FACETS | SORTS) => {
            Some(Page::At(Target::Section { section, page: page.unwrap_or(1) }))
        }
        Target::Section { section, .. } => {
            Some(Page::Refined { section, page: page.unwrap_or(1), query: refined.join("&") })
        }
        other => Some(Page::At(other)),
    }
}

/// The thing that path and parameters name, whether it lives or not.
fn item(site: &Site, path: &str, own: &[(&str, &str)]) -> Option<Target> {
    let parameter = |name: &str| own.iter().find(|(n, _)| *n == name).map(|(_, v)| *v);
    let prefix = site.scheme.prefix;
    let inside = |path| -> Option<&str> {
        let rest: &str = str::strip_prefix(path, '/')?;
        rest.strip_prefix(prefix)?.strip_prefix('/')
    };
    let shown = match site.scheme.item {
        ItemForm::SlugHtml => decimal(inside(path)?.strip_suffix(".html")?.rsplit('-').next()?)?,
        ItemForm::NumberSlug => decimal(inside(path)?.split('/').next()?)?,
        ItemForm::Number => decimal(inside(path)?)?,
        ItemForm::Php => {
            let name = path.strip_prefix('/')?.strip_suffix(".php")?;
            decimal(parameter("id").filter(|_| name == prefix)?)?
        }
        ItemForm::Bare => decimal(path.strip_prefix('/')?)?,
        ItemForm::Hex => u64::from_str_radix(inside(path).filter(|h| h.len() == 9)?, 16).ok()?,
        ItemForm::Index => decimal(parameter("nr").filter(|_| parameter("view") == Some("item"))?)?,
        ItemForm::Folder => decimal(path.rsplit('/').next()?.strip_suffix(".htm")?)?,
    };
    let (slot, turn) = site.behind(shown)?;
    Some(Target::Item { slot, turn })
}

/// Digits only: no sign, no space.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    (text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}
