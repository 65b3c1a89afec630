//! The web as a crawler meets it.

#[path = "web/fields.rs"]
mod fields;
#[path = "web/laws.rs"]
mod laws;
#[path = "web/life.rs"]
mod life;
#[path = "web/reach.rs"]
mod reach;
#[path = "web/traps.rs"]
mod traps;

use spoor_web::{Answer, Layouts, Plan, Request, Web};

/// One of each kind of site, small.
fn small() -> Plan {
    Plan { seed: 3, sites: 24, pages: 4_000, ..Plan::default() }
}

/// The answer with the cookie that walls ask for.
fn get(web: &Web, url: &str, at: i64) -> Answer {
    web.answer(&Request::get(url, at).with("cookie", "ok=1"))
}

/// The page as text.
fn text(answer: &Answer) -> String {
    let latin1 = answer.header("content-type").is_some_and(|c| c.contains("8859"));
    if latin1 {
        answer.body.iter().map(|&b| char::from(b)).collect()
    } else {
        String::from_utf8(answer.body.clone()).expect("UTF-8 where it is said")
    }
}

/// Every layout, one plan for each set.
fn sets() -> [Plan; 4] {
    [Layouts::Train, Layouts::HeldOut, Layouts::Fresh, Layouts::Unseen]
        .map(|layouts| Plan { layouts, ..small() })
}
