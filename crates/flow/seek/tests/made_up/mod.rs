//! A crawl of the made-up web without sockets: each request is answered at once, at a time of its own.

use spoor_extract::{Hints, likeness};
use spoor_seek::{Answer, Page, Seeker, Sight, Validators};
use spoor_web::{AdvertId, PageKind, Request, Web};
use std::collections::{HashMap, HashSet};
use url::Url;

/// Three days after the web began.
pub const START: i64 = 3 * 86_400_000;

/// A crawl under way.
pub struct Crawl<'a> {
    web: &'a Web,
    hosts: HashSet<String>,
    cookies: HashMap<String, String>,
    pub seeker: Seeker,
    /// Requests sent.
    pub requests: u64,
    /// When each advert was first seen.
    pub seen: HashMap<AdvertId, i64>,
}

impl<'a> Crawl<'a> {
    /// Begins at the home pages of all sites.
    pub fn of(web: &'a Web, mut seeker: Seeker) -> Self {
        for seed in web.seeds() {
            seeker.seed(&Url::parse(&seed).unwrap()).unwrap();
        }
        let hosts = web.hosts().into_iter().collect();
        let (cookies, seen) = (HashMap::new(), HashMap::new());
        Self { web, hosts, cookies, seeker, requests: 0, seen }
    }

    /// One request at this time, and what it teaches; `false` if nothing waits.
    pub fn step(&mut self, now: i64) -> bool {
        let Some(ask) = self.seeker.next(now, |_| true).unwrap() else { return false };
        self.requests += 1;
        let host = ask.url.host_str().unwrap().to_owned();
        let mut request = Request::get(ask.url.as_str(), now);
        if let Some(cookie) = self.cookies.get(&host) {
            request = request.with("cookie", cookie);
        }
        if let Some(tag) = ask.validators.as_ref().and_then(|known| known.etag.as_ref()) {
            request = request.with("if-none-match", tag);
        }
        let answer = self.web.answer(&request);
        let set = answer.header("set-cookie").map(|set| set.split(';').next().unwrap().to_owned());
        let is_set = set.is_some();
        if let Some(cookie) = set {
            self.cookies.insert(host, cookie);
        }
        if let PageKind::Advert(id) = self.web.kind(ask.url.as_str(), now)
            && answer.status == 200
        {
            self.seen.entry(id).or_insert(now);
        }
        let judge =
            |title: &str, text: &str| likeness(title, text, &Hints::default()).probability() as f32;
        let (hosts, web) = (&self.hosts, self.web);
        let may = |url: &Url| {
            url.host_str().is_some_and(|host| hosts.contains(host)) && web.allows(url.as_str())
        };
        let sight = Sight { judge: &judge, may: &may };
        let is_page = answer.header("content-type").is_some_and(|kind| kind.contains("html"));
        let page = (answer.status == 200 && is_page).then(|| Page::read(&answer.body, &ask.url));
        let etag = answer.header("etag").map(str::to_owned);
        let to = answer.header("location").and_then(|to| ask.url.join(to).ok());
        let told = match (&page, &to) {
            (Some(page), _) => Answer::Page(page, Validators { etag, last_modified: None }),
            (None, _) if answer.status == 304 => Answer::Same,
            (None, Some(to)) if (300..400).contains(&answer.status) => Answer::Moved(to, is_set),
            _ => Answer::Nothing,
        };
        self.seeker.tell(ask.number, &told, now, sight).unwrap();
        true
    }

    /// Crawls a web that stands still until so many of a hundred of the adverts that live were seen;
    /// gives the requests it took, at most `budget`.
    pub fn until(&mut self, share: usize, budget: u64) -> Option<u64> {
        let alive: HashSet<AdvertId> =
            self.web.lives(START, START + 1).map(|(id, ..)| id).collect();
        let enough = (alive.len() * share).div_ceil(100);
        let mut found = self.seen.keys().filter(|id| alive.contains(id)).count();
        while found < enough {
            let before = self.seen.len();
            if self.requests >= budget || !self.step(START) {
                return None;
            }
            if self.seen.len() > before {
                found = self.seen.keys().filter(|id| alive.contains(id)).count();
            }
            if self.requests.is_multiple_of(2_000) {
                self.seeker.commit().unwrap();
            }
        }
        Some(self.requests)
    }
}
