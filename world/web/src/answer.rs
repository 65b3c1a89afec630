//! Questions and answers, as HTTP has them, without sockets.

use crate::day;
use crate::page::Html;
use crate::quirk::*;
use crate::route::Page;
use crate::site::{LONG_AGO, Site, Target, Validators};
use crate::visit::{Visit, text_key};
use crate::web::{Alias, Found, Web};
use crate::{robots, sitemap};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `HEAD`; others are refused with 405.
    pub method: String,
    /// Absolute, http or https.
    pub url: String,
    /// Milliseconds after the epoch of the web.
    pub at: i64,
    /// Names in any case. Read are `cookie`, `if-none-match` and `if-modified-since`.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// A plain `GET`.
    pub fn get(url: &str, at: i64) -> Self {
        Self { method: "GET".to_owned(), url: url.to_owned(), at, headers: Vec::new() }
    }

    /// With one more header field.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Names in lower case; a name may come twice.
    pub headers: Vec<(&'static str, String)>,
    /// Empty for `HEAD` and status 304.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first value of a header field, whose name is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    /// A short answer of plain text.
    pub(crate) fn words(status: u16, text: &str) -> Self {
        let headers = vec![("content-type", "text/plain; charset=utf-8".to_owned())];
        Self { status, headers, body: text.as_bytes().to_vec() }
    }

    /// A redirect.
    pub(crate) fn to(status: u16, location: String) -> Self {
        Self { status, headers: vec![("location", location)], body: Vec::new() }
    }
}

/// The cookie of walls.
const COOKIE: &str = "ok=1";

impl Web {
    /// The answer to a request: the same for the same request, whatever was asked before. A host
    /// that is not of this web is answered with 421.
    pub fn answer(&self, request: &Request) -> Answer {
        let Some(found) = self.find(&request.url) else {
            return Answer::words(421, "no such host in this web\n");
        };
        let head = request.method == "HEAD";
        let mut answer = if head || request.method == "GET" {
            self.reply(&found, request)
        } else {
            Answer::words(405, "only GET and HEAD\n")
        };
        if head {
            answer.body.clear();
        }
        answer
    }

    fn reply(&self, found: &Found<'_>, request: &Request) -> Answer {
        let Found { site, alias, routed, .. } = found;
        let visit = Visit::new(self, found, request.at);
        match &routed.page {
            Page::Robots => {
                return Answer::words(
                    200,
                    &robots::text(site, &visit.host(), self.plan().crawl_delay),
                );
            }
            Page::Image { name } => return image(*name),
            Page::Map { n, packed } => return sitemap::answer(&visit, *n, *packed),
            _ => {}
        }
        let whole = |path: &str| format!("http://{}{path}", visit.host());
        if let Page::Consent { back } = &routed.page {
            let mut answer = Answer::to(302, whole(back));
            answer.headers.push(("set-cookie", format!("{COOKIE}; Path=/; HttpOnly")));
            return answer;
        }
        let has_cookie = request.header("cookie").is_some_and(|c| c.contains(COOKIE));
        if site.has(WALL_REDIRECT) && !has_cookie {
            let mut answer = Answer::to(302, request.url.clone());
            answer.headers.push(("set-cookie", format!("{COOKIE}; Path=/; HttpOnly")));
            return answer;
        }
        if site.has(WALL_PAGE) && !has_cookie {
            return html(site, 200, visit.question(&routed.plain), request);
        }
        if *alias == Alias::Other && !site.has(DUPLICATES) {
            return Answer::to(301, whole(&routed.plain));
        }
        self.page(&visit, request)
    }

    /// The page of a visit that got past the walls.
    fn page(&self, visit: &Visit<'_>, request: &Request) -> Answer {
        let (site, at) = (visit.site, visit.at);
        let life = |slot: u32, turn: u32| site.life_of(slot, turn).filter(|l| l.is_alive(at));
        let shown = match &visit.routed.page {
            Page::At(target) => return self.own(visit, *target, request),
            Page::Print { slot, turn } => match life(*slot, *turn) {
                Some(life) => visit.print(*slot, life),
                None => return self.nothing(visit, true, request),
            },
            Page::Hop { slot, turn, second } => {
                let shown = u64::from(*turn) * u64::from(site.slots) + u64::from(*slot);
                let path = if *second {
                    self.path(site, Target::Item { slot: *slot, turn: *turn })
                } else {
                    format!("/rr/{}", site.scheme.scramble.show(shown))
                };
                return Answer::to(if *second { 302 } else { 301 }, path);
            }
            Page::Loop { n } => return Answer::to(302, format!("/turn/{}", (n + 1) % 3)),
            Page::Refined { section, page, query } => visit.listing(*section, *page, query),
            Page::Calendar { year, month, day } => visit.calendar(*year, *month, *day),
            Page::Growing { depth } => visit.growing(*depth),
            Page::Private { n } => visit.private(*n),
            Page::Login => visit.login(),
            // The others are answered before.
            _ => return self.nothing(visit, false, request),
        };
        html(site, 200, shown, request)
    }

    /// A page of the site's own; a redirect to it if the path is another one, unless the site
    /// does not care.
    fn own(&self, visit: &Visit<'_>, target: Target, request: &Request) -> Answer {
        let site = visit.site;
        let life = match target {
            Target::Item { slot, turn } => match site.life_of(slot, turn) {
                Some(life) if life.is_alive(visit.at) => Some((slot, life)),
                life => {
                    let was_there = life.is_some_and(|l| l.born <= visit.at);
                    return self.nothing(visit, was_there, request);
                }
            },
            _ => None,
        };
        if !site.has(DUPLICATES) {
            let canonical = self.path(site, target);
            if canonical.split('?').next() != Some(visit.routed.path.as_str()) {
                return Answer::to(301, format!("http://{}{canonical}", visit.host()));
            }
        }
        let shown = match (target, life) {
            (Target::Item { .. }, Some((slot, life))) => visit.thing(slot, life),
            (Target::Home | Target::Item { .. }, _) => visit.node(0),
            (Target::Node(n), _) => visit.node(n),
            (Target::Static(n), _) => visit.fixed(n),
            (Target::Section { section, page }, _) => {
                let pages = site.pages(&site.sections[section as usize]);
                if page > pages && !site.has(ENDLESS_PAGES) {
                    return self.nothing(visit, false, request);
                }
                visit.listing(section, page, "")
            }
        };
        html(site, 200, shown, request)
    }

    /// What is not there, as the site tells it.
    fn nothing(&self, visit: &Visit<'_>, was_there: bool, request: &Request) -> Answer {
        let site = visit.site;
        let status = match (site.has(SOFT), site.has(GONE) && was_there) {
            (true, _) => 200,
            (false, true) => 410,
            (false, false) => 404,
        };
        html(site, status, visit.missing(was_there), request)
    }
}

/// An answer with a page, or 304 if who asks has it and the site tells so.
fn html(site: &Site, status: u16, page: Html, request: &Request) -> Answer {
    let body = if site.latin1 { latin1(&page.text) } else { page.text.into_bytes() };
    let charset = if site.latin1 { "iso-8859-1" } else { "utf-8" };
    let mut headers = vec![("content-type", format!("text/html; charset={charset}"))];
    let (tag, modified) = match site.validators {
        Validators::Both => (Some(text_key(&body)), Some(page.changed)),
        Validators::Tag => (Some(text_key(&body)), None),
        Validators::Modified => (None, Some(page.changed)),
        Validators::Missing => (None, None),
        Validators::AlwaysNew => (Some(text_key(&request.at.to_le_bytes())), Some(request.at)),
        Validators::NeverNew => (Some(site.seed), Some(LONG_AGO)),
    };
    let tag = tag.map(|t| format!("\"{t:016x}\""));
    let modified = modified.map(day::http);
    let known = match (request.header("if-none-match"), request.header("if-modified-since")) {
        // The tag goes before the date (RFC 9110, section 13.2.2).
        (Some(known), _) => tag.as_deref().is_some_and(|t| known == "*" || known.contains(t)),
        // Servers compare the date they gave out; a later one is nobody's.
        (None, Some(since)) => modified.as_deref() == Some(since),
        (None, None) => false,
    };
    headers.extend(tag.map(|t| ("etag", t)));
    headers.extend(modified.map(|m| ("last-modified", m)));
    if known && status == 200 {
        return Answer { status: 304, headers, body: Vec::new() };
    }
    Answer { status, headers, body }
}

/// ISO 8859-1; what it lacks as character references.
fn latin1(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.chars() {
        match u8::try_from(c as u32) {
            // Browsers read 0x80 to 0x9f as windows-1252: written as references.
            Ok(byte) if !(0x80..0xa0).contains(&byte) => out.push(byte),
            _ => out.extend_from_slice(format!("&#{};", c as u32).as_bytes()),
        }
    }
    out
}

/// A GIF of one dot, whose colour is the name's.
fn image(name: u64) -> Answer {
    let [r, g, b, ..] = name.to_le_bytes();
    let mut body = b"GIF89a\x01\x00\x01\x00\x80\x00\x00".to_vec();
    body.extend_from_slice(&[r, g, b, 0, 0, 0]);
    body.extend_from_slice(b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;");
    Answer { status: 200, headers: vec![("content-type", "image/gif".to_owned())], body }
}
