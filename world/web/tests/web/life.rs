//! Adverts come and go.

use super::{get, small, text};
use spoor_web::breadth::links;
use spoor_web::{PageKind, Plan, Request, Web};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// What pages that never change say of it.
const LONG_AGO: &str = "Thu, 20 Nov 2025 08:00:00 GMT";

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

#[test]
fn an_advert_is_shown_while_it_lives_and_never_after() {
    let web = Web::new(small());
    let mut endings = BTreeMap::new();
    for advert in web.truth(0, 3 * DAY).filter(|a| a.born > 0 && a.dies < 60 * DAY) {
        for url in &advert.urls {
            let shown = get(&web, url, advert.dies - 1);
            assert_eq!(shown.status, 200, "{url}");
            assert_eq!(web.kind(url, advert.born), PageKind::Advert(advert.id));
            for at in [advert.born - 1, advert.dies, advert.dies + 40 * DAY] {
                let answer = get(&web, url, at);
                assert!(matches!(answer.status, 200 | 404 | 410), "{url}: {}", answer.status);
                assert!(!text(&answer).contains(&advert.fields.title), "{url} at {at}");
                assert_eq!(web.kind(url, at), PageKind::Missing);
            }
            *endings.entry(get(&web, url, advert.dies).status).or_insert(0) += 1;
        }
    }
    // Sites tell it in three ways.
    assert_eq!(endings.keys().copied().collect::<Vec<_>>(), [200, 404, 410], "{endings:?}");
}

#[test]
fn some_live_two_hours_others_days_or_weeks() {
    let web = Web::new(Plan::default());
    let alive: Vec<i64> = web.lives(0, 1).map(|(_, born, dies)| dies - born).collect();
    let share = |of: &dyn Fn(i64) -> bool| {
        alive.iter().filter(|l| of(**l)).count() as f64 / alive.len() as f64
    };
    let short = share(&|l| l == 2 * HOUR);
    assert!((0.015..=0.025).contains(&short), "{short} of two hours");
    assert!(share(&|l| l > HOUR * 2 && l < 7 * DAY) > 0.15);
    assert!(share(&|l| l > 7 * DAY) > 0.3);
    assert!(alive.iter().all(|l| *l >= 2 * HOUR));
    // In a day more of the short ones are born than of all others.
    let born = web.lives(0, DAY).filter(|(_, born, _)| *born > 0);
    let (short, long): (Vec<_>, Vec<_>) = born.partition(|(_, b, d)| d - b == 2 * HOUR);
    assert!(short.len() > long.len() && long.len() > 200, "{} {}", short.len(), long.len());
}

#[test]
fn listings_show_the_newest_first() {
    let web = Web::new(small());
    let at = 5 * DAY;
    let mut seen = 0;
    for seed in web.seeds() {
        let base = Url::parse(&seed).unwrap();
        let home = text(&get(&web, &seed, at));
        for url in links(&home, &base) {
            if web.kind(&url, at) != PageKind::Listing || !web.allows(&url) {
                continue;
            }
            let page = text(&get(&web, &url, at));
            let mut ids = Vec::new();
            for link in links(&page, &Url::parse(&url).unwrap()) {
                if let PageKind::Advert(id) = web.kind(&link, at)
                    && !ids.contains(&id)
                {
                    ids.push(id);
                }
            }
            let born: Vec<i64> = ids.iter().map(|id| web.advert(*id).unwrap().born).collect();
            assert!(born.is_sorted_by(|a, b| a >= b), "{url}: {born:?}");
            seen += born.len();
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn listings_change_at_different_rates() {
    let web = Web::new(Plan { pages: 30_000, ..small() });
    let mut sections: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for advert in web.truth(0, 2 * DAY) {
        // The listing that links to it is found by what shows it; the site and town stand in.
        let place = format!("{}/{:?}", advert.site, advert.fields.place);
        sections.entry(place).or_default().insert(advert.born.max(0));
    }
    let changes: Vec<usize> = sections.values().map(|s| s.len() - 1).collect();
    assert!(changes.iter().any(|&c| c > 60), "some change more than once an hour");
    assert!(changes.iter().any(|&c| c < 2), "some hardly ever");
}

#[test]
fn validators_are_right_on_some_sites_and_missing_or_lying_on_others() {
    let web = Web::new(small());
    let (mut right, mut missing, mut lying) = (0, 0, 0);
    for advert in web.truth(0, 1).filter(|a| a.dies > 3 * HOUR) {
        let url = &advert.urls[0];
        let first = get(&web, url, 0);
        let Some(tag) = first.header("etag") else {
            missing += 1;
            continue;
        };
        let again = |at: i64| {
            let request = Request::get(url, at).with("cookie", "ok=1");
            web.answer(&request.with("If-None-Match", tag))
        };
        let later = get(&web, url, 3 * HOUR);
        if later.body == first.body {
            let told = again(3 * HOUR);
            if told.status == 304 {
                assert!(told.body.is_empty());
                right += 1;
            } else {
                lying += 1;
            }
        } else if again(3 * HOUR).status == 304 {
            lying += 1;
        }
    }
    assert!(right > 20 && missing > 20 && lying > 3, "{right} {missing} {lying}");
}

#[test]
fn a_date_that_is_told_is_when_the_page_last_changed() {
    let web = Web::new(Plan { pages: 12_000, ..small() });
    let (mut changed, mut same) = (0, 0);
    for advert in web.truth(0, 1) {
        let url = &advert.urls[0];
        let (now, then) = (get(&web, url, 0), get(&web, url, 3 * DAY));
        let (Some(a), Some(b)) = (now.header("last-modified"), then.header("last-modified")) else {
            continue;
        };
        // Sites that lie say of every page that it never changed, or of every page that it did.
        let home = get(&web, &web.seeds()[usize::from(advert.site)], 3 * DAY);
        let lies = a == LONG_AGO || home.header("last-modified") != Some(LONG_AGO);
        let session = text(&now).contains("jsessionid=") || text(&now).contains("sid=");
        if web.kind(url, 3 * DAY) != PageKind::Advert(advert.id) || lies || session {
            continue;
        }
        assert_eq!(now.body == then.body, a == b, "{url}: {a} {b}");
        if a == b { same += 1 } else { changed += 1 }
    }
    assert!(changed > 5 && same > 5, "{changed} {same}");
}
