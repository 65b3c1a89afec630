//! What can be reached, and how many pages there are.

use super::{get, small};
use spoor_web::breadth::{self, links};
use spoor_web::{PageKind, Plan, Web};
use std::collections::BTreeSet;
use url::Url;

/// Oracle: a search that knows by `canonical` when it has a page already, so that traps cost it
/// nothing. It needs no budget and must see every true page, and nothing else.
fn reached(web: &Web, at: i64) -> BTreeSet<String> {
    let mut queue = web.seeds();
    let mut met: BTreeSet<String> = queue.iter().cloned().collect();
    let mut pages = BTreeSet::new();
    while let Some(url) = queue.pop() {
        let answer = get(web, &url, at);
        let base = Url::parse(&url).unwrap();
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let mut next = links(&body, &base);
        next.extend(answer.header("location").map(|l| base.join(l).unwrap().into()));
        if answer.status == 200 {
            pages.extend(web.canonical(&url, at));
        }
        for link in next.into_iter().filter(|l| web.allows(l)) {
            // Redirects and walls must be followed to what they show.
            let Some(page) = web.canonical(&link, at) else { continue };
            if met.insert(page.clone()) {
                queue.push(link);
            }
        }
    }
    pages
}

#[test]
fn every_true_page_is_reached_from_the_home_pages_and_counted() {
    for (seed, at) in [(3, 0), (4, 777_777_777)] {
        let web = Web::new(Plan { seed, ..small() });
        let pages = reached(&web, at);
        let counts = web.true_pages();
        let adverts: BTreeSet<String> = web.truth(at, at + 1).map(|a| a.urls[0].clone()).collect();
        let lost: Vec<_> = adverts.difference(&pages).take(3).collect();
        assert!(lost.is_empty(), "not reached: {lost:?}");
        let of = |kind: fn(&PageKind) -> bool| {
            pages.iter().filter(|p| kind(&web.kind(p, at))).count() as u32
        };
        assert_eq!(of(|k| matches!(k, PageKind::Advert(_))), counts.adverts);
        assert_eq!(of(|k| matches!(k, PageKind::Listing)), counts.listings);
        assert_eq!(of(|k| matches!(k, PageKind::Other)), counts.others);
        assert_eq!(adverts.len() as u32, counts.adverts);
    }
}

#[test]
fn there_are_as_many_pages_and_adverts_as_planned() {
    for plan in [
        Plan::default(),
        Plan { adverts_share: 0.15, seed: 9, ..Plan::default() },
        Plan { pages: 1_000_000, sites: 40, ..Plan::default() },
        Plan { pages: 3_000, sites: 7, seed: 5, ..Plan::default() },
    ] {
        let counts = Web::new(plan).true_pages();
        let (total, wanted) = (f64::from(counts.total()), f64::from(plan.pages));
        assert!((total / wanted - 1.0).abs() < 0.01, "{plan:?}: {counts:?}");
        let share = f64::from(counts.adverts) / total;
        assert!((share - plan.adverts_share).abs() < 0.01, "{plan:?}: {share}");
    }
}

#[test]
fn breadth_first_search_sees_every_advert_within_three_times_the_true_pages() {
    let web = Web::new(Plan { pages: 9_000, ..small() });
    let adverts = web.lives(0, 1).count();
    let total = u64::from(web.true_pages().total());
    let run = breadth::search(&web, 0, total * 3, adverts);
    assert_eq!(run.found.len(), adverts, "after {} requests", run.requests);
    // Nor is it easy: more requests than there are pages.
    assert!(run.requests > total, "{} requests", run.requests);
    let first = run.requests_for(0.5, adverts).unwrap();
    assert!(first * 4 > total, "half of the adverts after {first} requests");
}

#[test]
fn small_webs_of_any_number_of_sites_are_sound() {
    for sites in 1..=12 {
        let plan = Plan { sites, pages: 40 * u32::from(sites), seed: u64::from(sites), ..small() };
        let web = Web::new(plan);
        assert_eq!(reached(&web, 0).len() as u32, web.true_pages().total(), "{plan:?}");
        assert_eq!(web.seeds().len(), usize::from(sites));
    }
}

#[test]
fn sites_without_adverts_are_many_and_words_of_urls_do_not_tell() {
    let web = Web::new(Plan::default());
    let with: BTreeSet<u16> = web.truth(0, 1).map(|a| a.site).collect();
    assert!((12..=16).contains(&with.len()), "{with:?}");
    // On most sites with adverts neither their URLs nor those of their listings have words.
    let silent = web.truth(0, 1).filter(|a| {
        let path = a.urls[0].rsplit('/').next().unwrap_or_default();
        path.chars().filter(char::is_ascii_alphabetic).count() < 12
    });
    let sites: BTreeSet<u16> = silent.map(|a| a.site).collect();
    assert!(sites.len() >= 6, "{sites:?}");
}

/// A crawler that judges whole listings misses these.
#[test]
fn some_adverts_stand_among_other_things() {
    let web = Web::new(Plan { pages: 20_000, ..small() });
    let (mut mixed, mut adverts_there) = (0, BTreeSet::new());
    for listing in reached(&web, 0).into_iter().filter(|p| web.kind(p, 0) == PageKind::Listing) {
        let base = Url::parse(&listing).unwrap();
        let page = String::from_utf8_lossy(&get(&web, &listing, 0).body).into_owned();
        let home = base.join("/").unwrap();
        let frame = String::from_utf8_lossy(&get(&web, home.as_str(), 0).body).into_owned();
        let frame: BTreeSet<_> =
            links(&frame, &home).iter().filter_map(|l| web.canonical(l, 0)).collect();
        let listed: BTreeSet<_> = links(&page, &base)
            .iter()
            .filter_map(|l| web.canonical(l, 0))
            .filter(|l| !frame.contains(l) && !l.ends_with(".example/"))
            .collect();
        let (adverts, others): (Vec<_>, Vec<_>) = listed
            .into_iter()
            .filter(|l| web.kind(l, 0) != PageKind::Listing)
            .partition(|l| matches!(web.kind(l, 0), PageKind::Advert(_)));
        if !adverts.is_empty() && others.len() > 3 * adverts.len() {
            mixed += 1;
            adverts_there.extend(adverts);
        }
    }
    assert!(mixed > 3 && adverts_there.len() > 20, "{mixed} {}", adverts_there.len());
}
