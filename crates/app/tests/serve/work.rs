//! Working through leads.

use super::*;
use serde_json::Value;

#[test]
fn a_lead_is_judged_taken_back_and_each_look_is_in_the_log() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");

    let inbox = eva.get("/inbox");
    let all = leads(&inbox);
    assert_eq!(all.len(), 20);
    let api: Value = serde_json::from_str(&eva.get("/api/inbox").text).unwrap();
    assert_eq!(api["leads"][0]["lead_id"], all[0].as_str());
    let first = format!("/lead/{}", all[0]);
    let page = eva.get(&first);
    assert!(
        page.text.contains("For a closer look") && page.text.contains("<mark title=\"phone\">")
    );
    // A decision without a reason is none.
    let empty = eva.post(&format!("{first}/decide"), &page, &[("verdict", "pursue")]);
    assert_eq!(empty.status, 422);
    let fields = [("verdict", "pursue"), ("reason", ""), ("why", "three names, one phone")];
    let done = eva.post(&format!("{first}/decide"), &page, &fields);
    assert_eq!(done.location, "/inbox");
    let after = leads(&eva.get("/inbox"));
    assert!(!after.contains(&all[0]), "it is decided");
    assert!(leads(&eva.get("/inbox?queue=decided")).contains(&all[0]));

    // Taken back, by who did it alone.
    let api: Value = serde_json::from_str(&eva.get("/api/inbox").text).unwrap();
    let seq = api["undo"][0]["seq"].to_string();
    let page = ria.get("/inbox");
    assert_eq!(ria.post("/undo", &page, &[("seq", &seq)]).status, 404);
    let page = eva.get("/inbox");
    assert_eq!(eva.post("/undo", &page, &[("seq", &seq)]).status, 303);
    assert!(leads(&eva.get("/inbox")).contains(&all[0]));
    assert_eq!(eva.post("/undo", &page, &[("seq", &seq)]).status, 404, "once");

    // Parked, given to somebody, a second opinion.
    let act = |b: &mut Browser, lead: &str, act: &str, value: &str| {
        let page = b.get("/inbox");
        b.post(&format!("/lead/{lead}/act"), &page, &[("act", act), ("value", value)]).status
    };
    assert_eq!(act(&mut eva, &all[1], "park", ""), 303);
    assert!(!leads(&eva.get("/inbox")).contains(&all[1]));
    assert!(leads(&eva.get("/inbox?queue=parked")).contains(&all[1]));
    assert_eq!(act(&mut eva, &all[2], "assign", "ria"), 303);
    assert_eq!(act(&mut eva, &all[2], "assign", "nobody-here"), 422);
    assert_eq!(act(&mut eva, &all[2], "open-case", ""), 422);
    assert_eq!(leads(&ria.get("/inbox?queue=urgent&mine=yes")), [all[2].clone()]);
    let page = eva.get(&format!("/lead/{}", all[3]));
    let fields = [("verdict", "watch"), ("reason", "too little to tell")];
    eva.post(&format!("/lead/{}/decide", all[3]), &page, &fields);
    assert_eq!(act(&mut eva, &all[3], "second-opinion", ""), 303);
    assert!(leads(&ria.get("/inbox")).contains(&all[3]), "for another to judge");
    assert!(!leads(&eva.get("/inbox")).contains(&all[3]), "not for who asked");
    let page = ria.get(&format!("/lead/{}", all[3]));
    let fields = [("verdict", "dismiss"), ("reason", "spam or copied adverts")];
    ria.post(&format!("/lead/{}/decide", all[3]), &page, &fields);
    assert_eq!(leads(&ria.get("/inbox?queue=disputed")), [all[3].clone()]);

    // Blind: nothing of the rank or the weights before the judgement.
    let blind = leads(&ria.get("/inbox?queue=blind"))[0].clone();
    let page = ria.get(&format!("/lead/{blind}?queue=blind"));
    assert!(page.text.contains("hidden until you have judged"));
    assert!(!page.text.contains("class=\"bits\"") && !page.text.contains("bits ("));
    let told: Value =
        serde_json::from_str(&ria.get(&format!("/api/lead/{blind}?queue=blind")).text).unwrap();
    assert_eq!(
        (&told["rank"], &told["score"], &told["chance"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );

    // The auditor sees who looked, for which purpose; the proof is the custody log's.
    let audit: Value = serde_json::from_str(&ada.get("/api/audit?who=eva").text).unwrap();
    let lines = audit["lines"].as_array().unwrap();
    let look = format!("view_lead Lead {}", all[0]);
    let found = lines.iter().find(|l| l["what"] == look.as_str()).unwrap();
    assert_eq!(found["why"], "investigation");
    assert!(lines.iter().all(|l| l["who"] == "eva"));
    assert!(ada.get("/audit?about=refused").text.contains("Audit log"));
    server.verified();
}

#[test]
fn a_number_is_found_however_it_is_typed_and_the_log_has_its_digest_only() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    indexed(&mut eva);
    let mut ask = |q: &str| -> Value {
        let q: String = q.bytes().map(|b| format!("%{b:02x}")).collect();
        serde_json::from_str(&eva.get(&format!("/api/search?q={q}")).text).unwrap()
    };
    let phone = phone();
    let digits = &phone[3..];
    let typed = [
        phone.clone(),
        format!("0031 {digits}"),
        format!("+31 ({}) {}-{}", &digits[..2], &digits[2..6], &digits[6..]),
        format!("+31{}", digits.chars().map(|c| format!(" {c}")).collect::<String>()),
    ];
    let found: Vec<u64> = typed.iter().map(|q| ask(q)["found"].as_u64().unwrap()).collect();
    assert!(found[0] > 0 && found.iter().all(|n| *n == found[0]), "{typed:?} {found:?}");
    let answer = ask(&phone);
    assert!(!answer["facets"].as_array().unwrap().is_empty());
    let pieces = answer["adverts"][0]["advert"]["pieces"].as_array().unwrap();
    assert!(pieces.iter().any(|p| p["kind"] == "found"), "{pieces:?}");
    assert_eq!(ask("zzzz-no-such-word")["found"], 0);
    let page = eva.get("/search?q=hour");
    assert!(page.status == 200 && page.text.contains("adverts found"), "{}", page.text);

    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let log = ada.get("/audit?who=eva&about=query").text;
    assert!(log.contains("search Workspace query ") && !log.contains(digits), "{log}");
    let first = answer["adverts"][0]["advert"]["advert_id"].as_str().unwrap();
    let shown = ada.get(&format!("/audit?who=eva&about={first}")).text;
    assert!(shown.contains("view_advert Advert "), "{shown}");
    assert!(server.ended(&["verify"]).len() > 1);
}

/// An advert that is script in every field stays text on every page.
#[test]
fn a_hostile_advert_stays_words() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("workspace");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
        command.args(args).arg("--workspace").arg(&workspace);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    let bad = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}";
    let advert = |n: usize, name: &str, place: &str| {
        serde_json::json!({
            "id": format!("{n}{bad}"), "title": bad, "site": bad, "place": place, "account": bad,
            "url": "javascript:alert(3)", "posted": format!("2026-10-{:02}T10:00:00Z", n % 28 + 1),
            "text": format!("{bad} I am {name}, new in town. Call +31 97 0123 4501. One hour 150 euro."),
        })
        .to_string()
    };
    let names = ["Ann", "Bea", "Cleo", "Dora", "Eve", "Flo", "Gwen", "Hope"];
    let places = ["Utrecht", "Breda", "Arnhem", "Zwolle"];
    let file = dir.path().join("a.jsonl");
    let lines: Vec<String> = (0..40).map(|n| advert(n, names[n % 8], places[n / 2 % 4])).collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    let init = ["init", workspace.to_str().unwrap()];
    assert!(Command::new(env!("CARGO_BIN_EXE_spoor")).args(init).status().unwrap().success());
    run(&["source", "add", "a", "--basis", "b", "--purpose", "p", "--retain", "30d"]);
    run(&["import", file.to_str().unwrap(), "--source", "a"]);
    run(&["build"]);
    let server = Server::on(workspace);
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let inbox = eva.get("/inbox");
    let all = leads(&inbox);
    assert!(!all.is_empty(), "{}", inbox.text);
    let page = eva.get(&format!("/lead/{}", all[0]));
    assert!(page.text.contains("alert(1)"), "the words are shown");
    for text in [&inbox.text, &page.text] {
        assert!(
            !text.contains("<script>alert")
                && !text.contains("<img")
                && !text.contains("javascript:")
        );
    }
    // Reflected: what the address says comes back as words.
    for path in
        ["/lead/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/inbox?queue=%3Cscript%3E", "/..%2f..%2fetc"]
    {
        let page = eva.get(path);
        assert!(page.status >= 400 && !page.text.contains("<script>"), "{path}: {}", page.text);
    }
}
