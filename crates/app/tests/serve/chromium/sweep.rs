//! Every page in every state, light and dark, narrow and wide: what axe and the console say of it, and
//! what a screen reader is told.

use super::super::beside::json;
use super::super::cases::day;
use super::super::*;
use super::driver::Chromium;
use super::{aria, axe};
use serde_json::Value;

/// A state of a page: its name in snapshots, who sees it, and how to come to it.
struct State {
    name: &'static str,
    who: &'static str,
    path: String,
    /// Pressed there, for what only a form brings.
    then: &'static str,
}

fn state(name: &'static str, who: &'static str, path: impl Into<String>) -> State {
    State { name, who, path: path.into(), then: "" }
}

/// The states that routes alone do not show, beside those of [`of_routes`].
fn states(lead: &str, ring: &str, tie: &str, invitation: &str, source: &str) -> Vec<State> {
    let lead_at = |rest: &str| format!("/lead/{lead}{rest}");
    let press = |then, state| State { then, ..state };
    let wrong = "for (const i of document.querySelectorAll('main input:not([type=hidden])')) \
                 i.value ||= 'x'; document.querySelector('main form').submit()";
    vec![
        state("sign-in", "nobody", "/sign-in"),
        press(wrong, state("sign-in-wrong", "nobody", "/sign-in")),
        state("setup", "nobody", invitation),
        press(wrong, state("setup-wrong", "nobody", invitation)),
        state("link-not-good", "nobody", "/setup/x"),
        state("no-purpose", "una", "/inbox"),
        state("state", "una", "/state"),
        state("code", "eva", "/code"),
        press(wrong, state("code-wrong", "eva", "/code")),
        state("home", "eva", "/"),
        state("inbox", "eva", "/inbox"),
        state("inbox-preview", "eva", format!("/inbox?at={lead}#preview")),
        state("inbox-empty", "eva", "/inbox?queue=disputed"),
        state("inbox-blind", "eva", "/inbox?queue=blind"),
        state("inbox-decided", "eva", "/inbox?queue=decided"),
        state("lead", "eva", lead_at("")),
        state("lead-blind", "eva", lead_at("?queue=blind")),
        press(
            "document.querySelector('[name=verdict]').checked = true; \
             document.querySelector('form[action$=decide]').submit()",
            state("lead-no-reason", "eva", lead_at("")),
        ),
        press(
            "document.querySelector('form[action$=reveal]').submit()",
            state("photo-revealed", "eva", lead_at("")),
        ),
        state("lead-gone", "eva", "/lead/x"),
        state("ring", "eva", format!("/ring/{ring}")),
        state("tie", "eva", tie),
        state("ring-map", "eva", format!("/ring/{ring}/map")),
        state("lead-map", "eva", lead_at("/map")),
        state("cases", "eva", "/cases"),
        state("case", "eva", "/case/C-1"),
        state("muted", "eva", "/muted"),
        state("referrals", "eva", "/referrals"),
        state("referrals-to-release", "sam", "/referrals"),
        state("search", "eva", "/search"),
        state("search-found", "eva", "/search?q=hour"),
        state("search-nothing", "eva", "/search?q=zzzzzz"),
        state("refused", "eva", "/audit"),
        state("no-such-page", "eva", "/nowhere"),
        state("address-wrong", "eva", "/inbox?queue=nowhere"),
        state("sources", "sam", "/sources"),
        state("sources-read", "eva", "/sources"),
        state("erasure", "sam", format!("/erasure?what=source:{source}")),
        state("erasure-of-nothing", "sam", "/erasure?what=zzzzzz"),
        state("erasure-to-confirm", "ria", "/erasure"),
        // Of one person: of all there may be more than a page holds.
        state("audit", "ada", "/audit?who=sam"),
        state("audit-nothing", "ada", "/audit?who=zzzzzz"),
        state("accounts", "sam", "/accounts"),
        press(
            "document.querySelector('form[action=\"/accounts/invite\"]').submit()",
            state("invited", "sam", "/accounts"),
        ),
    ]
}

/// The states of the pages about what a lead rests on: its actor, an advert, a link and a selector of it.
fn beneath(eva: &mut Browser, lead: &str) -> Vec<State> {
    let told = json(&eva.get(&format!("/api/lead/{lead}")));
    let actor = format!("/actor/{}", told["actor_id"].as_str().unwrap());
    let of_actor = json(&eva.get(&format!("/api{actor}")));
    let (link, selector) = (&of_actor["links"]["shown"][0], &of_actor["selectors"]["shown"][0]);
    let (a, b) = (link["from"].as_str().unwrap(), link["to"].as_str().unwrap());
    let value: String =
        selector["value"].as_str().unwrap().bytes().map(|b| format!("%{b:02X}")).collect();
    vec![
        state("actor", "eva", actor),
        state("advert", "eva", format!("/advert/{a}")),
        state("advert-seen-by", "sam", format!("/advert/{a}")),
        state("pair", "eva", format!("/pair?a={a}&b={b}")),
        state(
            "selector",
            "eva",
            format!("/selector/{}/{value}", selector["kind"].as_str().unwrap()),
        ),
    ]
}

/// Every page that has an address of its own, for every role: so a page that nobody has named here is
/// looked at too.
fn of_routes(document: &Value, named: &[State]) -> Vec<State> {
    let files = [
        "/api/",
        "/static/",
        "/health",
        "/metrics",
        "/referrals/{seq}/package",
        "/advert/{id}/proof",
        "/advert/{id}/photo/{n}",
        "/revealed/{token}",
    ];
    let roles = ["nobody", "eva", "ria", "sam", "ada", "otto"];
    let paths = document["paths"].as_object().expect("paths").iter();
    let pages = paths.filter(|(path, methods)| {
        methods.get("get").is_some() && !files.iter().any(|f| path.starts_with(f))
    });
    let mut found = Vec::new();
    for (path, _) in pages {
        if path.contains('{') {
            let known = named.iter().any(|s| fits(path, &s.path));
            assert!(known, "{path} is on no list of states: add one to sweep.rs");
            continue;
        }
        let missing = |who: &&&str| !named.iter().any(|s| s.path == *path && s.who == **who);
        found.extend(roles.iter().filter(missing).map(|who| state("", who, path.clone())));
    }
    found
}

/// Whether a path is of a route with things in it that have names.
fn fits(route: &str, path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.rfind("/setup/").map_or(path, |at| &path[at..]);
    let (route, path): (Vec<_>, Vec<_>) = (route.split('/').collect(), path.split('/').collect());
    let same = |(r, p): (&&str, &&str)| r == p || r.starts_with('{') && *p != "x";
    route.len() == path.len() && route.iter().zip(&path).all(same)
}

/// Brings the browser into a state.
fn come_to(browser: &Chromium, state: &State, people: &[Browser]) {
    let nobody = Browser::new("");
    browser.sits_as(people.iter().find(|p| p.name == state.who).unwrap_or(&nobody));
    browser.open(&state.path);
    if !state.then.is_empty() {
        browser.to_next(|b| {
            b.js(state.then);
        });
    }
    browser.js("document.querySelectorAll('details').forEach(d => d.open = true)");
}

/// What is wrong with the page as it stands, in each of the ways that it can be shown in.
fn flaws(browser: &Chromium, ways: &[(u32, bool)]) -> Vec<String> {
    let mut all = Vec::new();
    for (width, dark) in ways {
        browser.width(*width);
        browser.screen(*dark);
        let told = axe::flaws(browser).into_iter().chain(axe::others(browser));
        let way = if *dark { "dark" } else { "light" };
        all.extend(told.map(|flaw| format!("{width} px, {way}: {flaw}")));
    }
    all
}

#[test]
fn every_page_is_without_a_flaw_that_a_machine_can_see() {
    let server = Server::start();
    let Some(browser) = Chromium::start(&server.origin) else { return };
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let otto = server.invited(&mut sam, "operator", "otto", "supervision");
    let mut una = server.browser();
    una.join(&server.invitation(&mut sam, "analyst"), "una");
    let invitation = server.invitation(&mut sam, "analyst");
    let all = leads(&eva.get("/inbox"));
    // Something to take back, something decided.
    let page = eva.get(&format!("/lead/{}", all[1]));
    let fields = [("verdict", "watch"), ("why", "seen")];
    assert_eq!(eva.post(&format!("/lead/{}/decide", all[1]), &page, &fields).status, 303);
    let (ring, _) = ring(&mut eva);
    let tie =
        eva.get(&format!("/ring/{ring}")).between("row\"><a href=\"", "\"").replace("&#38;", "&");
    let page = eva.get("/cases");
    let fields =
        [("title", "one"), ("purpose", "investigation"), ("review", &*day(300)), ("lead", &all[0])];
    assert_eq!(eva.post("/cases", &page, &fields).status, 303);
    let page = eva.get(&format!("/lead/{}", all[0]));
    let fields =
        [("to", "Police of Example"), ("purpose", "investigation"), ("audience", "police")];
    assert_eq!(eva.post(&format!("/lead/{}/refer", all[0]), &page, &fields).status, 303);
    let told: Value = serde_json::from_str(&sam.get("/api/sources").text).unwrap();
    let source = told["sources"][0]["name"].as_str().unwrap();
    let page = sam.get("/erasure");
    let fields = [("what", &*format!("source:{source}")), ("why", "the mandate has ended")];
    assert_eq!(sam.post("/erasure/ask", &page, &fields).status, 303);
    let document: Value = serde_json::from_str(&eva.get("/api/openapi.json").text).unwrap();
    indexed(&mut eva);
    let mut named = states(&all[0], &ring, &tie, &invitation, source);
    named.extend(beneath(&mut eva, &all[0]));
    let people = [sam, eva, ria, ada, otto, una];
    let unnamed = of_routes(&document, &named);
    let mut wrong = Vec::new();
    for state in &named {
        come_to(&browser, state, &people);
        insta::assert_snapshot!(state.name, aria::tree(&browser));
        let ways = [(1280, false), (1280, true), (320, true), (320, false), (640, false)];
        wrong.extend(flaws(&browser, &ways).into_iter().map(|f| format!("{}: {f}", state.name)));
        browser.width(1280);
    }
    for state in unnamed {
        come_to(&browser, &state, &people);
        let told = flaws(&browser, &[(320, false)]);
        wrong.extend(told.into_iter().map(|f| format!("{} as {}: {f}", state.path, state.who)));
    }
    assert!(wrong.is_empty(), "{} flaws:\n{}", wrong.len(), wrong.join("\n"));
    // The judge can find something, and so can the watch over the console.
    browser.open("/sign-in");
    browser.js("document.querySelector('main').insertAdjacentHTML('beforeend', \
         '<img src=/static/nothing.png><p style=color:#ccc>x</p>')");
    let told = flaws(&browser, &[(320, false)]).join("\n");
    for flaw in ["image-alt", "Content Security Policy", "/static/nothing.png"] {
        assert!(told.contains(flaw), "{flaw} is not seen: {told}");
    }
}
