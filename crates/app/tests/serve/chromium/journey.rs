//! A day at the workbench: from the first link to the audit log.

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

#[test]
fn a_team_works_from_the_first_link_to_the_audit_log() {
    let mut server = Server::start();
    let Some(browser) = Chromium::start(&server.origin) else { return };
    joins(&browser, &server.link.clone(), "sam", "supervision");
    let links = ["analyst", "auditor"].map(|role| invites(&browser, role));
    signs_out(&browser);

    let authenticator = joins(&browser, &links[0], "eva", "investigation");
    signs_out(&browser);
    browser.fill("#name", "eva");
    browser.fill("#password", &password("eva"));
    // The code of the step was used to make the account: the next one's.
    browser.fill("#code", &authenticator.code(now() + 30_000));
    browser.to_next(|b| b.click("main form button"));
    states(&browser, "investigation");
    triage(&browser);
    let mut eva = server.browser();
    eva.cookies = browser.cookies();
    let (_, lead) = ring(&mut eva);
    looks(&browser, &lead);
    plays(&browser);
    opens_a_case(&browser, &lead);
    indexed(&mut eva);
    searches(&browser, &phone());
    signs_out(&browser);

    joins(&browser, &links[1], "ada", "audit");
    browser.open("/audit?who=eva&about=view_lead");
    let lines = browser.js("return document.querySelectorAll('tbody tr').length");
    assert!(lines.as_u64().unwrap() >= 11, "ten leads and the inbox: {}", browser.text());
    shot(&browser, "audit");
    assert_eq!(browser.console(), Vec::<String>::new());
    server.verified();
}
