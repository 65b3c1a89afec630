//! Traps have no end, and are no true pages.

use super::{get, small, text};
use spoor_web::breadth::links;
use spoor_web::{PageKind, Request, Web};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// Links of a page.
fn out(web: &Web, url: &str) -> Vec<String> {
    links(&text(&get(web, url, 0)), &Url::parse(url).unwrap())
}

/// Follows links that `wanted` picks, each to a URL never met, `steps` times.
fn follow(web: &Web, from: &str, steps: usize, wanted: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut path = vec![from.to_owned()];
    let mut met: BTreeSet<String> = path.iter().cloned().collect();
    for _ in 0..steps {
        let last = path.last().unwrap().clone();
        let next = out(web, &last).into_iter().find(|l| wanted(l) && !met.contains(l));
        let Some(next) = next else { break };
        met.insert(next.clone());
        path.push(next);
    }
    path.split_off(1)
}

#[test]
fn traps_have_no_end_and_are_told_from_true_pages() {
    let web = Web::new(small());
    let truth: BTreeSet<String> = web.truth(0, 1).flat_map(|a| a.urls).collect();
    let mut endless = BTreeMap::new();
    for seed in web.seeds() {
        let listings: Vec<String> =
            out(&web, &seed).into_iter().filter(|l| web.kind(l, 0) == PageKind::Listing).collect();
        let months =
            |l: &str| l.rsplit('-').next().is_some_and(|e| e.len() == 2 && l.contains("/20"));
        let tries: [(&str, &str, &dyn Fn(&str) -> bool); 3] = [
            ("calendar", &seed, &|l| months(l) && l.matches('-').count() == 1),
            ("growing", &seed, &|l| l.contains("/docs/")),
            ("private", &seed, &|l| l.contains("/intern/")),
        ];
        let mut walks: Vec<(&str, Vec<String>)> =
            tries.map(|(name, from, wanted)| (name, follow(&web, from, 120, wanted))).into();
        if let Some(listing) = listings.first() {
            let low =
                |l: &str| l.contains("colour=0") && (l.contains("low=30") || !l.contains("low"));
            walks.push(("facets", follow(&web, listing, 120, &low)));
        }
        for (name, walk) in walks.into_iter().filter(|(_, w)| w.len() == 120) {
            for url in &walk {
                assert_eq!(web.kind(url, 0), PageKind::Trap, "{url}");
                assert_eq!(web.canonical(url, 0), None, "{url}");
                assert!(!truth.contains(url), "{url}");
            }
            *endless.entry(name).or_insert(0) += 1;
        }
    }
    assert_eq!(
        endless.keys().copied().collect::<Vec<_>>(),
        ["calendar", "facets", "growing", "private"]
    );
    assert!(endless["calendar"] >= 4 && endless["facets"] >= 2, "{endless:?}");
}

#[test]
fn listings_of_some_sites_go_on_behind_their_end() {
    let web = Web::new(small());
    let mut found = 0;
    for seed in web.seeds() {
        let Some(listing) =
            out(&web, &seed).into_iter().find(|l| web.kind(l, 0) == PageKind::Listing)
        else {
            continue;
        };
        let pages = follow(&web, &listing, 400, &|l| {
            // Pages of the same listing, also those behind the end.
            let same = |u: &str| u.split(['?', '&']).next().map(str::to_owned);
            same(l) == same(&listing) && !l.contains("sort=") && !l.contains("colour=")
        });
        if pages.len() == 400 {
            assert_eq!(web.kind(pages.last().unwrap(), 0), PageKind::Trap);
            found += 1;
        }
    }
    assert!(found >= 1);
}

#[test]
fn redirects_never_end_where_they_go_in_circles_and_do_elsewhere() {
    let web = Web::new(small());
    let (mut circles, mut chains) = (0, 0);
    for seed in web.seeds() {
        let circle = out(&web, &seed).into_iter().find(|l| l.contains("/turn/"));
        let mut at = circle.clone();
        for _ in 0..50 {
            let Some(url) = at.take() else { break };
            assert_eq!(web.kind(&url, 0), PageKind::Trap);
            let answer = get(&web, &url, 0);
            at = answer
                .header("location")
                .map(|l| Url::parse(&url).unwrap().join(l).unwrap().into());
        }
        circles += usize::from(circle.is_some() && at.is_some());
    }
    for advert in web.truth(0, 1) {
        for url in out(&web, &advert.urls[0]).into_iter().filter(|l| l.contains("/r/")) {
            let mut here = url.clone();
            let mut hops = 0;
            while let Some(location) = get(&web, &here, 0).header("location").map(str::to_owned) {
                here = Url::parse(&here).unwrap().join(&location).unwrap().into();
                hops += 1;
                assert!(hops < 5, "{url}");
            }
            assert_eq!(web.kind(&url, 0), web.kind(&here, 0));
            chains += 1;
        }
    }
    assert!(circles >= 2 && chains > 10, "{circles} {chains}");
}

#[test]
fn walls_open_with_the_cookie_that_they_set() {
    let web = Web::new(small());
    let mut walls = 0;
    for seed in web.seeds() {
        let shut = web.answer(&Request::get(&seed, 0));
        let open = get(&web, &seed, 0);
        if shut == open {
            continue;
        }
        walls += 1;
        let cookie = match shut.header("set-cookie") {
            Some(cookie) => cookie.to_owned(),
            None => {
                let question = links(&text(&shut), &Url::parse(&seed).unwrap()).remove(0);
                let answer = web.answer(&Request::get(&question, 0));
                assert_eq!(answer.header("location"), Some(seed.as_str()));
                answer.header("set-cookie").unwrap().to_owned()
            }
        };
        let pair = cookie.split(';').next().unwrap();
        assert_eq!(web.answer(&Request::get(&seed, 0).with("Cookie", pair)), open);
    }
    assert!(walls >= 3, "{walls}");
}

#[test]
fn other_urls_of_a_page_show_the_same_or_lead_to_it() {
    let web = Web::new(small());
    let mut same = 0;
    for advert in web.truth(0, 1).step_by(7) {
        let url = &advert.urls[0];
        let rest = url.strip_prefix("http://").unwrap();
        let (host, path) = rest.split_once('/').unwrap();
        let other = host.strip_prefix("www.").map_or(format!("www.{host}"), str::to_owned);
        let join = if url.contains('?') { '&' } else { '?' };
        let mut forms = vec![
            format!("{url}{join}utm_source=x&fbclid=abc"),
            format!("http://{}/{path}", host.to_uppercase()),
            format!("https://{other}/{path}"),
            format!("http://{host}:80/{path}#photos"),
        ];
        if !url.contains('?') {
            forms.push(format!("{url}/"));
        }
        for form in forms {
            assert_eq!(web.kind(&form, 0), PageKind::Advert(advert.id), "{form}");
            assert_eq!(web.canonical(&form, 0).as_ref(), Some(url), "{form}");
            let answer = get(&web, &form, 0);
            match answer.status {
                200 => assert!(text(&answer).contains("</"), "{form}"),
                301 => {
                    let to = answer.header("location").unwrap();
                    assert_eq!(web.canonical(to, 0).as_ref(), Some(url), "{form}");
                }
                status => panic!("{form}: {status}"),
            }
            same += 1;
        }
    }
    assert!(same > 100);
}

#[test]
fn robots_and_sitemaps_are_as_the_standards_have_them() {
    let web = Web::new(small());
    let (mut maps, mut packed, mut items) = (0, 0, 0);
    for seed in web.seeds() {
        let robots = text(&get(&web, &format!("{seed}robots.txt"), 0));
        assert!(robots.contains("User-agent: *\n"));
        for line in robots.lines().filter_map(|l| l.strip_prefix("Sitemap: ")) {
            let mut todo = vec![line.to_owned()];
            while let Some(map) = todo.pop() {
                let answer = get(&web, &map, 0);
                assert_eq!(answer.status, 200, "{map}");
                let xml = if map.ends_with(".gz") {
                    packed += 1;
                    let mut out = String::new();
                    let mut gz = flate2::read::GzDecoder::new(&answer.body[..]);
                    std::io::Read::read_to_string(&mut gz, &mut out).unwrap();
                    out
                } else {
                    text(&answer)
                };
                maps += 1;
                let locations = xml.split("<loc>").skip(1).filter_map(|l| l.split("</loc>").next());
                for url in locations.map(|l| l.replace("&amp;", "&")) {
                    if url.contains("/sitemap-") {
                        todo.push(url);
                        continue;
                    }
                    assert!(web.canonical(&url, 0).as_deref() == Some(&url), "{url}");
                    items += usize::from(matches!(web.kind(&url, 0), PageKind::Advert(_)));
                }
            }
        }
    }
    assert!(maps > 8 && packed > 2 && items > 20, "{maps} {packed} {items}");
}
