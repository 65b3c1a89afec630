//! Whoever has no mouse, does not see, speaks instead of typing, or allows no scripts.

use super::super::*;
use super::driver::Chromium;
use serde_json::Value;

/// Notes which elements the focus comes to, and whether that can be seen.
const WATCH: &str = "
    const can = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]';
    const group = e => e.type === 'radio' ? e.form.action + e.name : e;
    window.all = [...document.querySelectorAll(can)].filter(e => e.checkVisibility() && !e.disabled);
    window.came = new Set();
    window.unseen = new Set();
    addEventListener('focusin', e => {
      came.add(group(e.target));
      const style = getComputedStyle(e.target);
      const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      if (!drawn || !e.target.getClientRects().length) unseen.add(e.target);
    });
    window.missed = () => all.filter(e => !came.has(group(e)));
    document.activeElement?.blur();
    return all.length";

const TOLD: &str = "const told = l => [...l].map(e => e.outerHTML.slice(0, 120));
    return { missed: told(missed()), unseen: told(unseen), again: document.activeElement === all[0] }";

/// Walks the page with the Tab key: what it does not come to, or not visibly, and whether it is let go.
fn walk(browser: &Chromium, path: &str) -> Vec<String> {
    browser.open(path);
    let all = browser.js(WATCH).as_u64().unwrap() as usize;
    assert!(all > 3, "{path}: {all} elements: {}", browser.text());
    // A field for a day is four stops, and what can be scrolled is one.
    browser.press(&"\u{e004}".repeat(all + 40));
    let told = browser.js(TOLD);
    let list = |key: &str| -> Vec<String> {
        let all = told[key].as_array().unwrap().iter();
        all.map(|e| format!("{path}: {key}: {}", e.as_str().unwrap())).collect()
    };
    [list("missed"), list("unseen")].concat()
}

#[test]
fn the_tab_key_comes_to_everything_and_is_seen_there() {
    let server = Server::start();
    let Some(browser) = Chromium::start(&server.origin) else { return };
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let (ring, lead) = ring(&mut eva);
    indexed(&mut eva);
    let eva_goes =
        ["/", "/state", "/inbox", "/cases", "/muted", "/search?q=hour"].map(str::to_owned);
    let eva_goes = [
        &eva_goes[..],
        &[format!("/lead/{lead}"), format!("/ring/{ring}"), format!("/ring/{ring}/map")],
    ]
    .concat();
    let walks: [(&Browser, &[String]); 3] = [
        (&eva, &eva_goes),
        (&ada, &["/audit".into()]),
        (&sam, &["/accounts".into(), "/sources".into(), "/erasure".into()]),
    ];
    let mut wrong = Vec::new();
    for (who, paths) in walks {
        browser.sits_as(who);
        for path in paths {
            wrong.extend(walk(&browser, path));
        }
    }
    browser.sits_as(&server.browser());
    wrong.extend(walk(&browser, "/sign-in"));
    assert!(wrong.is_empty(), "{} flaws:\n{}", wrong.len(), wrong.join("\n"));
    // The watch can see something.
    let hide = "document.querySelector('main button').tabIndex = -1; \
                document.querySelector('#name').style.setProperty('outline', 'none', 'important')";
    let watched = format!("{hide}; {WATCH}");
    let all = browser.js(&watched).as_u64().unwrap() as usize;
    browser.press(&"\u{e004}".repeat(all));
    let told = browser.js(TOLD);
    assert!(told["missed"][0].as_str().unwrap().contains("button"), "{told}");
    assert!(told["unseen"][0].as_str().unwrap().contains("id=\"name\""), "{told}");
}

/// WCAG 2.1.4: keys of one letter can be switched off, for who speaks to the machine.
#[test]
fn single_keys_are_off_when_somebody_has_switched_them_off() {
    let server = Server::start();
    let Some(browser) = Chromium::start(&server.origin) else { return };
    let mut sam = server.supervisor();
    let eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    browser.sits_as(&eva);
    browser.open("/inbox");
    let at_a_lead = |browser: &Chromium| {
        browser.js("document.activeElement?.blur()");
        browser.press("j");
        browser.js("return document.activeElement.className") == "what"
    };
    let turn = |browser: &Chromium| {
        browser.click("#show-keys");
        browser.click("#keys input[type=checkbox]");
        browser.click("#keys button");
    };
    assert!(at_a_lead(&browser));
    turn(&browser);
    assert!(!at_a_lead(&browser));
    browser.open("/inbox?queue=blind");
    assert!(!at_a_lead(&browser), "it holds on the next page");
    browser.press("?");
    assert_eq!(browser.js("return document.querySelector('#keys')"), Value::Null, "no key works");
    turn(&browser);
    assert!(at_a_lead(&browser));
    browser.press("?");
    assert_eq!(browser.js("return document.querySelector('#keys').open"), true);
    browser.click("#keys button");
    // In a field, letters are letters.
    browser.open("/search");
    browser.click("#q");
    browser.press("jyzu?");
    assert_eq!(browser.js("return document.querySelector('#q').value"), "jyzu?");
}

#[test]
fn a_lead_is_judged_and_an_advert_found_without_scripts() {
    let server = Server::start();
    let Some(browser) = Chromium::start(&server.origin) else { return };
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    indexed(&mut eva);
    browser.sits_as(&eva);
    browser.scripts(false);
    browser.open("/inbox");
    browser.to_next(|b| b.click(".lead .what"));
    let lead = browser.path().trim_start_matches("/lead/").split('?').next().unwrap().to_owned();
    assert_eq!(
        browser.js("return document.querySelector('#show-keys').hidden"),
        true,
        "scripts ran"
    );
    browser.click("[name=verdict][value=dismiss]");
    browser.click("#reason option:nth-child(2)");
    browser.fill("#why", "seen without scripts");
    browser.to_next(|b| b.click("form[action$=decide] button"));
    assert!(browser.path().starts_with("/lead/") && !browser.path().contains(&lead), "the next");
    let told: Value = serde_json::from_str(&eva.get(&format!("/api/lead/{lead}")).text).unwrap();
    assert_eq!(told["decisions"][0]["verdict"], "dismiss", "{told}");
    browser.open("/search");
    browser.fill("#q", "hour");
    browser.to_next(|b| b.click("form[role=search] button"));
    assert!(browser.text().contains("adverts found"), "{}", browser.text());
}
