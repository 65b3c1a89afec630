//! Laws: the same for the same, whatever is asked, in whatever order.

use super::small;
use proptest::prelude::*;
use spoor_web::breadth::links;
use spoor_web::{Plan, Request, Web};
use std::sync::OnceLock;
use url::Url;

/// A web and some of its addresses, traps among them.
fn known() -> &'static (Web, Vec<String>) {
    static KNOWN: OnceLock<(Web, Vec<String>)> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let web = Web::new(small());
        let mut all = web.seeds();
        let mut at = 0;
        while all.len() < 3_000 {
            let answer = web.answer(&Request::get(&all[at], 0).with("cookie", "ok=1"));
            let page = String::from_utf8_lossy(&answer.body).into_owned();
            all.extend(links(&page, &Url::parse(&all[at]).unwrap()).into_iter().step_by(5));
            at += 1;
        }
        (web, all)
    })
}

#[test]
fn the_same_plan_gives_the_same_bytes_in_any_order() {
    let (web, all) = known();
    let other = Web::new(small());
    for url in all.iter().rev() {
        for at in [90_000_000, 0] {
            let request = Request::get(url, at);
            assert_eq!(web.answer(&request), other.answer(&request), "{url}");
        }
    }
    let another = Web::new(Plan { seed: 4, ..small() });
    assert_ne!(web.seeds(), another.seeds());
}

proptest! {
    #[test]
    fn anything_may_be_asked(url in "\\PC*", method in "GET|HEAD|POST|", at: i64) {
        let (web, _) = known();
        let at = at / 1_000;
        let request = Request { method, url: url.clone(), at, headers: Vec::new() };
        let answer = web.answer(&request);
        prop_assert!(matches!(answer.status, 200 | 301 | 302 | 404 | 405 | 410 | 421));
        web.kind(&url, at);
        web.canonical(&url, at);
    }

    #[test]
    fn addresses_may_be_torn(
        n in 0usize..3_000, cut in 0usize..80, tail in "[a-z0-9/?=&;.%#-]{0,12}", at in 0i64..1 << 40,
    ) {
        let (web, all) = known();
        let url = &all[n % all.len()];
        let end = (0..=cut.min(url.len())).rev().find(|&i| url.is_char_boundary(i)).unwrap_or(0);
        let torn = format!("{}{tail}", &url[..end.max(7)]);
        let answer = web.answer(&Request::get(&torn, at).with("cookie", "ok=1"));
        // What is told of a page that is shown, and what is shown, agree.
        if let Some(canonical) = web.canonical(&torn, at) {
            prop_assert_eq!(web.canonical(&canonical, at), Some(canonical.clone()));
            prop_assert_eq!(web.kind(&canonical, at), web.kind(&torn, at));
            prop_assert!(matches!(answer.status, 200 | 301 | 302), "{}", torn);
        }
    }

    #[test]
    fn what_lives_at_a_time_does_not_hang_on_who_asks(from in 0i64..1 << 36, length in 1i64..1 << 28) {
        let (web, _) = known();
        let some = |(id, born, dies): (_, i64, i64)| (born < from + length && dies > from).then_some(id);
        let now: Vec<_> = web.lives(from, from + 1).collect();
        let later: Vec<_> = web.lives(from, from + length).filter_map(some).collect();
        prop_assert!(now.len() as u32 == web.true_pages().adverts);
        prop_assert!(now.iter().all(|(id, ..)| later.contains(id)));
        prop_assert_eq!(later.len(), web.lives(from, from + length).count());
    }
}
