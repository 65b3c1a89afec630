//! Kills under load: what was acknowledged is there afterwards.

use super::*;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

/// Kills, and people who decide meanwhile.
const KILLS: usize = 50;
const WRITERS: usize = 6;

/// What the writers share.
struct Desk {
    /// Where the server is now; it changes with each start.
    origin: Mutex<String>,
    /// Lead and words of each decision that was acknowledged.
    said: Mutex<Vec<(String, String)>>,
    acknowledged: AtomicUsize,
    /// Requests that a kill cut off; theirs may be in the log or not.
    cut: AtomicUsize,
    closed: AtomicBool,
}

/// A request that may find the server dead.
fn asked(request: ureq::RequestBuilder<ureq::typestate::WithoutBody>) -> Option<String> {
    let answer = request.call().ok()?;
    let mut text = String::new();
    answer.into_body().into_reader().read_to_string(&mut text).ok()?;
    Some(text)
}

/// Decides and decides, on one lead after the other, until the desk is closed.
fn decides(desk: &Desk, writer: usize, cookie: &str, all: &[String]) {
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let config = config.timeout_global(Some(Duration::from_secs(20)));
    let agent: ureq::Agent = config.build().into();
    let mut count = 0;
    while !desk.closed.load(SeqCst) {
        let origin = desk.origin.lock().unwrap().clone();
        let page = asked(agent.get(format!("{origin}/state")).header("cookie", cookie));
        let Some((_, token)) =
            page.as_deref().and_then(|p| p.split_once("name=\"token\" value=\""))
        else {
            std::thread::sleep(Duration::from_millis(10));
            continue;
        };
        let token = token.split('"').next().unwrap();
        loop {
            count += 1;
            let lead = &all[(count + writer) % all.len()];
            let why = format!("writer {writer}, number {count}");
            let form = agent.post(format!("{origin}/lead/{lead}/decide")).header("cookie", cookie);
            let form = form.header("sec-fetch-site", "same-origin").header("origin", &origin);
            match form.send_form([("token", token), ("verdict", "watch"), ("why", &why)]) {
                Ok(answer) if answer.status() == 303 => {
                    desk.said.lock().unwrap().push((lead.clone(), why));
                    desk.acknowledged.fetch_add(1, SeqCst);
                }
                Ok(answer) => panic!("{}: {}", answer.status(), why),
                Err(_) => {
                    desk.cut.fetch_add(1, SeqCst);
                    break;
                }
            }
            if desk.closed.load(SeqCst) {
                break;
            }
        }
    }
}

#[test]
fn fifty_kills_under_load_lose_no_decision_that_was_acknowledged() {
    let mut server = Server::start_on(town());
    let mut sam = server.supervisor();
    let people: Vec<Browser> = (0..WRITERS)
        .map(|n| server.invited(&mut sam, "analyst", &format!("eva-{n}"), "investigation"))
        .collect();
    let cookies: Vec<String> = people.iter().map(|p| p.cookie()).collect();
    let mut eva = server.browser();
    eva.cookies = people[0].cookies.clone();
    let all = leads(&eva.get("/inbox"));
    let desk = Desk {
        origin: Mutex::new(server.origin.clone()),
        said: Mutex::default(),
        acknowledged: AtomicUsize::new(0),
        cut: AtomicUsize::new(0),
        closed: AtomicBool::new(false),
    };
    server = std::thread::scope(|scope| {
        let mut server = server;
        for (n, cookie) in cookies.iter().enumerate() {
            let (desk, all) = (&desk, &all);
            scope.spawn(move || decides(desk, n, cookie, all));
        }
        for kill in 0..KILLS {
            // Not at a set time: after so many more were acknowledged, with others under way.
            let until = desk.acknowledged.load(SeqCst) + 1 + kill * 7 % 23;
            while desk.acknowledged.load(SeqCst) < until {
                std::thread::yield_now();
            }
            server = server.killed();
            desk.origin.lock().unwrap().clone_from(&server.origin);
        }
        desk.closed.store(true, SeqCst);
        server
    });
    let said = desk.said.into_inner().unwrap();
    let cut = desk.cut.load(SeqCst);
    assert!(cut >= KILLS, "the kills cut off {cut} requests only: they met nobody at work");
    let mut again = server.browser();
    again.cookies = eva.cookies.clone();
    let mut kept = BTreeSet::new();
    for lead in &all {
        let told: Value =
            serde_json::from_str(&again.get(&format!("/api/lead/{lead}")).text).unwrap();
        let decisions = told["decisions"].as_array().unwrap().iter();
        kept.extend(decisions.map(|d| (lead.clone(), d["why"].as_str().unwrap().to_owned())));
    }
    let lost: Vec<_> = said.iter().filter(|s| !kept.contains(s)).collect();
    assert!(lost.is_empty(), "{} of {} lost: {lost:?}", lost.len(), said.len());
    println!("{KILLS} kills, {} decisions acknowledged, {cut} requests cut off", said.len());
    server.verified();
}
