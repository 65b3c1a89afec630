//! The pages of one site of the made-up web: those a profile is learned from, and those it is judged by.

use spoor_read::{Induced, Sample, induce};
use spoor_web::{Advert, PageKind, Request, Web, breadth};
use std::collections::BTreeSet;
use url::Url;

/// When the web is looked at: three days after its epoch, in milliseconds.
const AT: i64 = 3 * 86_400_000;

/// Adverts that are learned from, and as many again that are judged by, at most.
const ADVERTS: usize = 30;

/// Pages of other kinds, for comparison.
const OTHERS: usize = 25;

/// Fewest adverts of a site that is judged.
const FEWEST: usize = 8;

/// A page as it was sent.
pub struct Page {
    pub url: String,
    pub media_type: String,
    pub body: Vec<u8>,
}

/// A site with adverts.
pub struct Site {
    pub host: String,
    pub layout: &'static str,
    /// Pages to learn from; those that are true show an advert.
    pub learn: Vec<(Page, bool)>,
    /// Other adverts, with the truth.
    pub judge: Vec<(Page, Advert)>,
}

/// Every site of the web that has enough adverts.
pub fn sites(web: &Web) -> Vec<Site> {
    let mut adverts: Vec<Vec<Advert>> = Vec::new();
    for advert in web.truth(AT, AT + 1) {
        match adverts.last_mut().filter(|site| site[0].site == advert.site) {
            Some(site) => site.push(advert),
            None => adverts.push(vec![advert]),
        }
    }
    adverts.into_iter().filter(|all| all.len() >= FEWEST).map(|all| site(web, all)).collect()
}

fn site(web: &Web, all: Vec<Advert>) -> Site {
    let home = Url::parse(&all[0].urls[0]).expect("addresses of the web can be read");
    let host = home.host_str().expect("and have a host").to_owned();
    let layout = all[0].layout;
    let step = (all.len() / (2 * ADVERTS)).max(1);
    let (mut learn, mut judge) = (Vec::new(), Vec::new());
    for (n, advert) in all.into_iter().step_by(step).take(2 * ADVERTS).enumerate() {
        match (get(web, &advert.urls[0]), n % 2) {
            (Some(page), 0) => learn.push((page, true)),
            (Some(page), _) => judge.push((page, advert)),
            (None, _) => {}
        }
    }
    learn.extend(others(web, &host).into_iter().map(|page| (page, false)));
    Site { host, layout, learn, judge }
}

/// Pages without an advert, by links from the home page; none of a trap's more than of others.
fn others(web: &Web, host: &str) -> Vec<Page> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut todo = vec![format!("http://{host}/")];
    while let Some(url) = todo.pop() {
        if found.len() > OTHERS {
            break;
        }
        if !seen.insert(url.clone()) {
            continue;
        }
        let Some(page) = get(web, &url).filter(|page| page.media_type.contains("html")) else {
            continue;
        };
        let base = Url::parse(&url).expect("links of the web can be read");
        for link in breadth::links(&String::from_utf8_lossy(&page.body), &base) {
            if link.contains(host) {
                todo.insert(todo.len() / 2, link);
            }
        }
        if !matches!(web.kind(&url, AT), PageKind::Advert(_)) {
            found.push(page);
        }
    }
    found
}

/// A page, asked for as somebody who has said yes to cookies.
fn get(web: &Web, url: &str) -> Option<Page> {
    let answer = web.answer(&Request::get(url, AT).with("cookie", "ok=1; in=1; session=1"));
    let media_type = answer.header("content-type").unwrap_or("text/html").to_owned();
    (answer.status == 200).then(|| Page { url: url.to_owned(), media_type, body: answer.body })
}

/// The profile that the site's pages give.
pub fn profile(site: &Site) -> Option<Induced> {
    let samples: Vec<Sample<'_>> = site
        .learn
        .iter()
        .map(|(page, advert)| Sample {
            url: &page.url,
            media_type: &page.media_type,
            body: &page.body,
            advert: *advert,
        })
        .collect();
    let first = String::from_utf8_lossy(&site.learn.first()?.0.body);
    let language = first.find("lang=\"").and_then(|at| first.get(at + 6..at + 8)).unwrap_or("en");
    induce(&site.host, language, &samples, &is_place)
}

/// Whether a text is next to nothing but the name of a place.
fn is_place(text: &str) -> bool {
    let mut mentions = Vec::new();
    spoor_extract::extract(text, &spoor_extract::Hints::default(), &mut mentions);
    mentions.iter().any(|mention| {
        let long = (mention.end - mention.start) as usize;
        mention.kind.as_str() == "place" && long * 10 >= text.trim().len() * 7
    })
}
