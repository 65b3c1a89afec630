//! The crawler that all others are measured against: breadth first, each URL once.

use crate::answer::Request;
use crate::web::{AdvertId, PageKind, Web};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;
use url::Url;

/// How a breadth-first search went, with the clock standing still.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breadth {
    /// After how many requests each advert was seen first, in that order.
    pub found: Vec<(AdvertId, u64)>,
    /// How many requests were made.
    pub requests: u64,
    /// Answers by what they were of: adverts, listings, others, traps, missing.
    pub kinds: [u64; 5],
    /// Distinct true pages seen.
    pub true_pages: u64,
}

impl Breadth {
    /// After how many requests this share of `adverts` had been seen; none if it never was.
    pub fn requests_for(&self, share: f64, adverts: usize) -> Option<u64> {
        let wanted = (share * adverts as f64).ceil() as usize;
        self.found.get(wanted.checked_sub(1)?).map(|(_, n)| *n)
    }
}

/// Searches from the home pages at `at`, following robots.txt, until `budget` requests were made,
/// nothing is left, or `adverts` were seen. URLs are told apart as they are written, without the
/// fragment. Redirects are followed one by one and cookies are sent back; what a host said before
/// its first cookie is asked again.
pub fn search(web: &Web, at: i64, budget: u64, adverts: usize) -> Breadth {
    let mut run = Run { web, at, ..Run::new(web) };
    for seed in web.seeds() {
        run.meet(seed);
    }
    while let Some(url) = run.queue.pop_front() {
        if run.result.requests >= budget || run.result.found.len() >= adverts {
            break;
        }
        run.ask(&url);
    }
    run.result.true_pages = run.pages.len() as u64;
    run.result
}

struct Run<'a> {
    web: &'a Web,
    at: i64,
    queue: VecDeque<String>,
    seen: FxHashSet<String>,
    cookies: FxHashMap<String, String>,
    adverts: FxHashSet<AdvertId>,
    pages: FxHashSet<String>,
    result: Breadth,
}

impl<'a> Run<'a> {
    fn new(web: &'a Web) -> Self {
        Self {
            web,
            at: 0,
            queue: VecDeque::new(),
            seen: FxHashSet::default(),
            cookies: FxHashMap::default(),
            adverts: FxHashSet::default(),
            pages: FxHashSet::default(),
            result: Breadth::default(),
        }
    }

    fn meet(&mut self, mut url: String) {
        url.truncate(url.find('#').unwrap_or(url.len()));
        if !self.seen.contains(&url) && self.web.allows(&url) {
            self.queue.push_back(url.clone());
            self.seen.insert(url);
        }
    }

    fn ask(&mut self, url: &str) {
        let Ok(base) = Url::parse(url) else { return };
        let host = base.host_str().unwrap_or_default().to_owned();
        let mut request = Request::get(url, self.at);
        if let Some(cookie) = self.cookies.get(&host) {
            request = request.with("cookie", cookie);
        }
        let answer = self.web.answer(&request);
        self.result.requests += 1;
        let set = answer.header("set-cookie").and_then(|c| c.split(';').next());
        if let Some(cookie) = set.filter(|c| self.cookies.get(&host).is_none_or(|k| k != c)) {
            self.cookies.insert(host.clone(), cookie.to_owned());
            let prefix = format!("http://{host}/");
            self.seen.retain(|u| !u.starts_with(&prefix));
        }
        if let Some(location) = answer.header("location").and_then(|l| base.join(l).ok()) {
            self.meet(location.into());
        }
        if answer.status != 200 {
            self.result.kinds[4] += 1;
            return;
        }
        // Behind a wall there is no page yet.
        if answer.body.windows(14).take(600).any(|w| w == b"/consent?back=") {
            self.result.kinds[3] += 1;
        } else {
            self.count(url);
        }
        for link in links(&String::from_utf8_lossy(&answer.body), &base) {
            self.meet(link);
        }
    }

    fn count(&mut self, url: &str) {
        let kind = self.web.kind(url, self.at);
        let index = match kind {
            PageKind::Advert(id) => {
                if self.adverts.insert(id) {
                    self.result.found.push((id, self.result.requests));
                }
                0
            }
            PageKind::Listing => 1,
            PageKind::Other => 2,
            PageKind::Trap => 3,
            PageKind::Missing => 4,
        };
        self.result.kinds[index] += 1;
        if index < 3
            && let Some(canonical) = self.web.canonical(url, self.at)
        {
            self.pages.insert(canonical);
        }
    }
}

/// Every link of a page, as absolute URLs without fragment. Reads what this crate writes: `href`
/// in double or single quotes, in either case.
pub fn links(html: &str, base: &Url) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in html.match_indices('=') {
        let name = html.as_bytes().get(at.wrapping_sub(4)..at).unwrap_or_default();
        let rest = &html[at + 1..];
        let quote = match rest.as_bytes().first() {
            Some(b'"') if name.eq_ignore_ascii_case(b"href") => '"',
            Some(b'\'') if name.eq_ignore_ascii_case(b"href") => '\'',
            _ => continue,
        };
        let Some(end) = rest[1..].find(quote) else { break };
        let reference = &rest[1..=end];
        if reference.starts_with("tel:") || reference.ends_with(".css") {
            continue;
        }
        if let Ok(mut url) = base.join(&reference.replace("&amp;", "&")) {
            url.set_fragment(None);
            found.push(url.into());
        }
    }
    found
}
