//! A day at the workbench: from the first link to the audit log.

use super::super::beside::{json, until};
use super::super::browser::{now, password, secret};
use super::super::cases::day;
use super::super::*;
use super::driver::Chromium;
use spoor_access::totp::Authenticator;
use std::fs;

/// WebDriver's keys.
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const DOWN: char = '\u{e015}';

/// Makes an account with a one-time link, through the pages, and states a purpose.
fn joins(browser: &Chromium, link: &str, name: &str, purpose: &str) -> Authenticator {
    browser.open(link);
    let key = browser.js("return document.querySelector('#key').textContent");
    let mut authenticator = Authenticator::of(secret(key.as_str().unwrap()));
    let code = authenticator.code(now());
    browser.fill("#name", name);
    browser.fill("#password", &password(name));
    browser.fill("#again", &password(name));
    browser.fill("#code", &code);
    browser.to_next(|b| b.click("main form button"));
    assert!(browser.text().contains("Your recovery codes"), "{}", browser.text());
    authenticator.take(&code, now()).unwrap();
    browser.to_next(|b| b.click("main a.button"));
    states(browser, purpose);
    authenticator
}

/// Signs in again; the code is the next step's, as the one before may have been used.
fn signs_in(browser: &Chromium, name: &str, authenticator: &Authenticator, purpose: &str) {
    browser.fill("#name", name);
    browser.fill("#password", &password(name));
    browser.fill("#code", &authenticator.code(now() + 30_000));
    browser.to_next(|b| b.click("main form button"));
    states(browser, purpose);
}

fn states(browser: &Chromium, purpose: &str) {
    assert_eq!(browser.path(), "/state");
    browser.click(&format!("input[name=purpose][value={purpose}]"));
    browser.to_next(|b| b.click("main form button"));
}

fn signs_out(browser: &Chromium) {
    browser.to_next(|b| b.click("form[action='/sign-out'] button"));
    assert_eq!(browser.path(), "/sign-in");
}

/// A link for somebody in a role, from the page of accounts.
fn invites(browser: &Chromium, role: &str) -> String {
    browser.open("/accounts");
    browser.js(&format!("document.querySelector('#role').value = '{role}'"));
    browser.to_next(|b| b.click("form[action='/accounts/invite'] button"));
    browser.js("return document.querySelector('#link').textContent").as_str().unwrap().to_owned()
}

/// Keeps the window as a picture; where `cargo xtask shots` asks for it, in the documentation.
fn shot(browser: &Chromium, name: &str) {
    browser.js("window.scrollTo(0, 0); document.activeElement?.blur()");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("shots");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.png")), browser.picture("png")).unwrap();
    if let Some(folder) = std::env::var_os("SPOOR_SHOTS") {
        fs::write(Path::new(&folder).join(format!("{name}.webp")), browser.picture("webp"))
            .unwrap();
    }
}

/// Judges the lead that is open with the keyboard alone, by the verdict's key; the next one comes.
fn judges(browser: &Chromium, verdict: &str) {
    assert!(browser.path().starts_with("/lead/"), "{}", browser.path());
    browser.press(verdict);
    let chosen = "return document.querySelector('[name=verdict]:checked')?.dataset.key";
    assert_eq!(browser.js(chosen), verdict);
    // The first reason of the list, words of one's own, the button.
    browser.press(&format!("{DOWN}{TAB}seen it{TAB}"));
    browser.to_next(|b| b.press(&ENTER.to_string()));
}

/// How many wait, as the inbox says.
fn waiting(browser: &Chromium) -> u64 {
    let text = browser.text();
    let line = text.lines().find_map(|l| l.strip_suffix(" in this queue."));
    line.unwrap_or("0").replace(',', "").parse().unwrap_or_else(|_| panic!("{text}"))
}

fn triage(browser: &Chromium) {
    browser.open("/inbox");
    let before = waiting(browser);
    shot(browser, "inbox");
    browser.press("j");
    browser.to_next(|b| b.press(&ENTER.to_string()));
    for verdict in ["y", "w", "n", "y", "n", "w", "y", "n", "w", "y"] {
        judges(browser, verdict);
    }
    browser.open("/inbox");
    assert_eq!(waiting(browser), before - 10);
    // The last is taken back, and is first again.
    browser.to_next(|b| b.press("z"));
    assert_eq!(waiting(browser), before - 9);
    browser.open("/inbox?queue=decided");
    assert_eq!(waiting(browser), 9);
    assert_eq!(browser.console(), Vec::<String>::new());
}

fn looks(browser: &Chromium, lead: &str) {
    browser.open(&format!("/lead/{lead}"));
    shot(browser, "lead");
    browser.to_next(|b| b.click("main a[href^='/ring/']"));
    let text = browser.text();
    assert!(text.contains("Without these it would not stand out"), "{text}");
    let drawn =
        browser.js("return document.querySelectorAll('.drawing svg, .drawing canvas').length");
    assert!(drawn.as_u64().unwrap() >= 2, "{drawn}");
    shot(browser, "ring");
}

/// The ring's moves on a map, one step after the other.
fn plays(browser: &Chromium) {
    browser.to_next(|b| b.click("main a[href*='/map']"));
    let now = |b: &Chromium| b.js("return document.querySelector('#map-now').textContent");
    let whole = now(browser);
    browser.click("#map-run");
    browser.until("the first step", |b| now(b) != whole);
    let first = now(browser);
    browser.until("the second step", |b| now(b) != first);
    browser.click("#map-run");
    assert_eq!(browser.js("return document.querySelector('#map-run').ariaPressed"), "false");
    shot(browser, "map");
}

/// A case that begins with a lead.
fn opens_a_case(browser: &Chromium, lead: &str) {
    browser.open(&format!("/cases?lead={lead}"));
    browser.fill("#title", "One hand behind five names");
    browser.click("main [name=purpose][value=investigation]");
    browser.js(&format!("document.querySelector('#review').value = '{}'", day(90)));
    browser.to_next(|b| b.click("main form[action='/cases'] button"));
    assert_eq!(browser.path(), "/case/C-1", "{}", browser.text());
    assert!(browser.text().contains(lead), "{}", browser.text());
}

fn searches(browser: &Chromium, phone: &str) {
    browser.open("/search");
    let digits = &phone[3..];
    let apart: Vec<String> = digits.chars().map(String::from).collect();
    browser.fill("#q", &format!("0031 ({}) {}", apart[..2].concat(), apart[2..].join(" . ")));
    browser.to_next(|b| b.press(&ENTER.to_string()));
    let text = browser.text();
    assert!(
        text.contains("adverts found")
            && browser.js("return !!document.querySelector('mark')") == true,
        "{text}"
    );
    shot(browser, "search");
}

/// An actor that would be two without one of its links.
fn of_two(eva: &mut Browser) -> String {
    let all = leads(&eva.get("/inbox"));
    let actor = |lead: &String| {
        let told = json(&eva.get(&format!("/api/lead/{lead}")));
        let actor = told["actor_id"].as_str().filter(|id| !id.is_empty())?.to_owned();
        let told = json(&eva.get(&format!("/api/actor/{actor}")));
        (told["without"].as_array()?.len() > 1).then_some(actor)
    };
    all.iter().find_map(actor).expect("an actor with links that matter")
}

/// Says of the link without which an actor would be two that it does not hold; gives the pair's page.
fn contests(browser: &Chromium, actor: &str) -> String {
    browser.open(&format!("/actor/{actor}"));
    shot(browser, "actor");
    browser.to_next(|b| b.click("section[aria-labelledby=without] a.button"));
    let pair = browser.path();
    assert!(pair.starts_with("/pair?a="), "{pair}");
    assert!(browser.text().contains("They are taken for one"), "{}", browser.text());
    browser.click("[name=says][value=apart]");
    let choose = "const r = document.querySelector('#reason'); r.selectedIndex = 2; return r.value";
    assert_eq!(browser.js(choose), "the number or account was passed on");
    browser.fill("#why", "Two ways of writing since March");
    browser.to_next(|b| b.click("form[action='/pair/contest'] button"));
    let text = browser.text();
    let said = "passed on: Two ways of writing since March. It counts at the next build.";
    assert!(text.contains("not of one author, says eva") && text.contains(said), "{text}");
    shot(browser, "pair");
    browser.open(&format!("/actor/{actor}"));
    assert!(browser.text().contains(said), "{}", browser.text());
    pair
}

/// Names who gets the case, and what for.
fn refers(browser: &Chromium) {
    browser.open("/case/C-1");
    browser.click("main details:has(#refer-to) summary");
    browser.fill("#refer-to", "Police of Example");
    browser.js("document.querySelector('#refer-purpose').value = 'investigation'");
    browser.click("[name=audience][value=police]");
    browser.to_next(|b| b.click("form[action='/case/C-1/refer'] button"));
    assert_eq!(browser.path(), "/referrals", "{}", browser.text());
    assert!(browser.text().contains("waits for somebody else"), "{}", browser.text());
}

/// Releases what somebody else asked for; gives the package and the key to check it with.
fn releases(server: &Server, browser: &Chromium) -> (Vec<u8>, String) {
    browser.open("/referrals");
    browser.to_next(|b| b.click("form[action$='/release'] button"));
    assert!(browser.text().contains("Fetch the package"), "{}", browser.text());
    shot(browser, "referral");
    let read = |what: &str| browser.js(&format!("return {what}")).as_str().unwrap().to_owned();
    let key = read("document.querySelector('main code').textContent");
    let link = read("document.querySelector('main a[download]').getAttribute('href')");
    let mut same = server.browser();
    same.cookies = browser.cookies();
    let fetched = same.get(&link);
    assert_eq!(fetched.headers["content-type"], "application/zip", "{}", fetched.text);
    (fetched.bytes, key)
}

/// What the command line says of a package, on a machine that knows nothing of the workbench.
fn holds(package: &[u8], key: &str) -> String {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), package).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
    let done = command.arg("verify").arg(file.path()).args(["--key", key]).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}");
    said
}

#[test]
fn a_team_works_from_the_first_link_to_the_audit_log() {
    let mut server = Server::start();
    let Some(browser) = Chromium::start(&server.origin) else { return };
    let sam = joins(&browser, &server.link, "sam", "supervision");
    let link = invites(&browser, "analyst");
    signs_out(&browser);

    let authenticator = joins(&browser, &link, "eva", "investigation");
    signs_out(&browser);
    signs_in(&browser, "eva", &authenticator, "investigation");
    triage(&browser);
    let mut eva = server.browser();
    eva.cookies = browser.cookies();
    let (_, lead) = ring(&mut eva);
    looks(&browser, &lead);
    plays(&browser);
    let pair = contests(&browser, &of_two(&mut eva));
    opens_a_case(&browser, &lead);
    refers(&browser);
    indexed(&mut eva);
    searches(&browser, &phone());
    signs_out(&browser);

    // Whom the supervisor invited counts as one person with him until the auditor has seen her.
    joins(&browser, &server.auditor_link, "ada", "audit");
    browser.open("/accounts");
    browser.to_next(|b| b.click("form[action='/accounts/eva/confirm'] button"));
    browser.open("/audit?who=eva&about=view_lead");
    let lines = browser.js("return document.querySelectorAll('tbody tr').length");
    assert!(lines.as_u64().unwrap() >= 11, "ten leads and the inbox: {}", browser.text());
    shot(&browser, "audit");
    signs_out(&browser);

    signs_in(&browser, "sam", &sam, "investigation");
    let (package, key) = releases(&server, &browser);
    let said = holds(&package, &key);
    assert!(said.contains("eva asked, sam released; both stand in the custody log"), "{said}");
    assert!(said.contains("good: the key is the one that the sender gave you"), "{said}");

    // The next build takes up what was said of the link.
    server.command(&["build"]);
    until(
        || {
            browser.open(&pair);
            let text = browser.text();
            let apart =
                text.contains("They are taken for two") && text.contains("The actors are so.");
            apart.then_some(())
        },
        "the split",
    );
    assert_eq!(browser.console(), Vec::<String>::new());
    server.verified();
}
