//! What the model has learned, its versions, and who may change it.

use super::beside::{json, until};
use super::*;
use serde_json::Value;
use std::collections::BTreeMap;

fn decide(browser: &mut Browser, lead: &str, verdict: &str) {
    let page = browser.get(&format!("/lead/{lead}"));
    let fields = [("verdict", verdict), ("why", "seen")];
    let done = browser.post(&format!("/lead/{lead}/decide"), &page, &fields);
    assert_eq!(done.status, 303, "{}", done.text);
}

/// The model's page as data, with what was worked out, when the model was taught by so many.
fn model(browser: &mut Browser, decisions: usize) -> Value {
    let taught = match decisions {
        0 => "no decision".to_owned(),
        n => format!("{n} decision"),
    };
    until(
        || {
            let told = json(&browser.get("/api/model"));
            let said = told["taught_by"].as_str().unwrap().starts_with(&taught);
            (said && told["findings"].is_object()).then_some(told)
        },
        &taught,
    )
}

fn ranks(browser: &mut Browser, leads: &[String]) -> Vec<u64> {
    let mut rank =
        |lead: &String| json(&browser.get(&format!("/api/lead/{lead}")))["rank"].as_u64();
    leads.iter().map(|lead| rank(lead).unwrap()).collect()
}

fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get("/state");
    browser.post(path, &page, fields)
}

fn back<'a>(id: &'a str, why: &'a str) -> [(&'a str, &'a str); 2] {
    [("model_id", id), ("why", why)]
}

#[test]
fn a_version_is_kept_and_brought_back_with_its_order_and_a_reason() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let all = leads(&eva.get("/inbox"));

    // Before any decision each reason counts as its rule says, and there is nothing to measure.
    let told = model(&mut eva, 0);
    let weights = told["findings"]["weights"]["weights"].as_array().unwrap();
    assert!(weights.len() > 10);
    assert!(weights.iter().all(|w| w["before"] == w["now"] && w["before"] == 1.0), "{weights:?}");
    assert!(told["findings"]["calibration"].is_null() && told["versions"] == serde_json::json!([]));

    for (n, lead) in all[..6].iter().enumerate() {
        decide(&mut eva, lead, if n % 3 == 0 { "pursue" } else { "dismiss" });
    }
    let told = model(&mut sam, 6);
    let first = told["model_id"].as_str().unwrap().to_owned();
    // The command line, which computes it by itself, names the same.
    let card: Value = serde_json::from_str(&server.command(&["--json", "model", "show"])).unwrap();
    assert_eq!(card["card"]["model_id"], first.as_str());
    assert_eq!(told["findings"]["calibration"]["leads"], card["card"]["reliability"]["n"]);
    let moved = told["findings"]["weights"]["weights"].as_array().unwrap();
    assert!(moved.iter().any(|w| w["before"] != w["now"]), "{moved:?}");
    let mut decided: BTreeMap<&str, u64> = BTreeMap::new();
    for group in told["findings"]["bias"]["groups"].as_array().unwrap() {
        let of = group["dimension"].as_str().unwrap();
        *decided.entry(of).or_default() += group["decided"].as_u64().unwrap();
    }
    assert_eq!(
        decided.keys().copied().collect::<Vec<_>>(),
        ["advertiser", "language", "price", "region"]
    );
    assert_eq!(decided["advertiser"], 6, "each has a kind of advertiser");

    // An analyst may look and not change; nobody without a reason.
    let page = eva.get("/model");
    assert!(page.text.contains("What it has learned") && page.text.contains("<svg"));
    assert!(!page.text.contains("action=\"/model/keep\""));
    let why = "the first week is <b>judged</b>";
    assert_eq!(send(&mut eva, "/model/keep", &[("why", why)]).status, 403);
    assert_eq!(send(&mut sam, "/model/keep", &[("why", "  ")]).status, 422);
    assert_eq!(send(&mut sam, "/model/keep", &[("why", why)]).status, 303);
    assert_eq!(send(&mut sam, "/model/keep", &[("why", why)]).status, 422, "nothing is new");
    let page = sam.get("/model");
    assert!(
        page.text.contains("the first week is &#60;b&#62;judged")
            || page.text.contains("&lt;b&gt;judged"),
        "{}",
        page.text
    );

    // More decisions make another order.
    let order = ranks(&mut eva, &all);
    for lead in &all[8..16] {
        decide(&mut eva, lead, "dismiss");
    }
    let second = model(&mut sam, 14)["model_id"].as_str().unwrap().to_owned();
    assert_ne!(ranks(&mut eva, &all), order);

    // Brought back, the order is as it was, and decisions do not change it.
    assert_eq!(send(&mut eva, "/model/bring-back", &back(&first, "x")).status, 403);
    assert_eq!(send(&mut sam, "/model/bring-back", &back("M-none", "x")).status, 404);
    assert_eq!(send(&mut sam, "/model/bring-back", &back(&first, "")).status, 422);
    let why = "the second week was a drill";
    assert_eq!(send(&mut sam, "/model/bring-back", &back(&first, why)).status, 303);
    assert_eq!(send(&mut sam, "/model/bring-back", &back(&first, why)).status, 422, "in use");
    let told = model(&mut eva, 6);
    assert_eq!((&told["model_id"], &told["follows"]), (&first.as_str().into(), &false.into()));
    assert_eq!(ranks(&mut eva, &all), order);
    decide(&mut eva, &all[17], "pursue");
    let versions = told["versions"].as_array().unwrap();
    let ids: Vec<&str> = versions.iter().map(|v| v["model_id"].as_str().unwrap()).collect();
    assert_eq!(ids, [second.as_str(), first.as_str()], "what was in use is kept too");
    let acts = versions[1]["told"].as_array().unwrap();
    assert_eq!((&acts[0]["what"], &acts[0]["who"]), (&"kept".into(), &"sam".into()));
    assert_eq!((&acts[1]["what"], &acts[1]["why"]), (&"brought back".into(), &why.into()));

    // Kept again, it follows; an auditor reads it too.
    assert_eq!(send(&mut sam, "/model/keep", &[("why", "the drill is over")]).status, 303);
    assert_eq!(model(&mut sam, 15)["follows"], true);
    assert_ne!(ranks(&mut eva, &all), order);
    assert_eq!(ada.get("/model").status, 200);
}

#[test]
fn what_the_command_line_does_to_the_model_is_on_the_page() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "reviewer", "eva", "investigation");
    let all = leads(&eva.get("/inbox"));
    decide(&mut eva, &all[0], "dismiss");
    model(&mut eva, 1);
    server.command(&["model", "adopt", "--as", "Tom"]);
    let told = json(&sam.get("/api/model"));
    let first = told["versions"][0]["model_id"].as_str().unwrap().to_owned();
    assert_eq!(told["versions"][0]["told"][0]["who"], "Tom");
    decide(&mut eva, &all[1], "dismiss");
    model(&mut eva, 2);
    server.command(&["model", "rollback", &first, "--as", "Tom"]);
    let told = until(
        || {
            let told = json(&sam.get("/api/model"));
            (told["follows"] == false).then_some(told)
        },
        "the version that the command line brought back",
    );
    assert_eq!(told["model_id"], first.as_str());
    // The log stays whole.
    server.ended(&["verify"]);
}
