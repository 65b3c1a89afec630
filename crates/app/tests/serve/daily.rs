//! A day's work: home, saved searches, many leads at a time, muted values, claims.

use super::browser::password;
use super::*;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn data(browser: &mut Browser, path: &str) -> Value {
    let page = browser.get(path);
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    serde_json::from_str(&page.text).unwrap()
}

fn send(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get("/state");
    browser.post(path, &page, fields)
}

/// Asks until it is so: some things are worked out beside the answers.
fn until(browser: &mut Browser, path: &str, so: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let told = data(browser, path);
        if so(&told) {
            return told;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{path}: {told}");
        std::thread::sleep(Duration::from_millis(300));
    }
}

fn ids(rows: &Value) -> Vec<String> {
    let id = |row: &Value| row["lead_id"].as_str().unwrap().to_owned();
    rows.as_array().unwrap().iter().map(id).collect()
}

#[test]
fn home_is_what_waits_for_a_person_and_nothing_of_anothers() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    assert!(eva.get("/").text.contains("Nothing waits for you"));
    let all = leads(&eva.get("/inbox"));
    let act = |b: &mut Browser, lead: &str, act: &str, value: &str| {
        let done = send(b, &format!("/lead/{lead}/act"), &[("act", act), ("value", value)]);
        assert_eq!(done.status, 303, "{}", done.text);
    };
    act(&mut ria, &all[0], "assign", "eva");
    act(&mut ria, &all[1], "assign", "eva");
    act(&mut ria, &all[2], "second-opinion", "eva");
    act(&mut eva, &all[3], "second-opinion", "");
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let at = chrono::DateTime::from_timestamp(now.as_secs() as i64 + 30 * 86_400, 0).unwrap();
    let soon = at.format("%Y-%m-%d").to_string();
    let case = [("title", "t"), ("purpose", "support"), ("review", soon.as_str())];
    assert_eq!(send(&mut ria, "/cases", &case).status, 303);
    let task = [("text", "ask the town"), ("to", "eva"), ("due", &soon)];
    assert_eq!(send(&mut ria, "/case/C-1/task", &task).status, 422, "she is no member yet");
    send(&mut ria, "/case/C-1/people", &[("act", "let-in"), ("name", "eva")]);
    assert_eq!(send(&mut ria, "/case/C-1/task", &task).status, 303);
    eva.get(&format!("/lead/{}", all[5]));
    eva.get("/case/C-1");

    let home = data(&mut eva, "/api/home");
    assert_eq!(ids(&home["leads"]), [all[0].clone(), all[1].clone()]);
    assert_eq!(ids(&home["second"]), [all[2].clone()]);
    assert_eq!(home["tasks"][0]["words"]["text"], "ask the town");
    assert_eq!(home["places"][0]["href"], "/case/C-1");
    assert_eq!(home["places"][1]["href"], format!("/lead/{}", all[5]));
    let home = data(&mut ria, "/api/home");
    assert!(ids(&home["leads"]).is_empty() && home["tasks"].as_array().unwrap().is_empty());
    assert_eq!(ids(&home["second"]), [all[3].clone()], "of anybody but who asked");
    // Done and judged, it waits no more.
    let page = eva.get(&format!("/lead/{}", all[0]));
    let fields = [("verdict", "watch"), ("why", "seen")];
    eva.post(&format!("/lead/{}/decide", all[0]), &page, &fields);
    let seq = data(&mut eva, "/api/case/C-1")["tasks"][0]["seq"].to_string();
    let done = send(&mut eva, "/case/C-1/done", &[("seq", &seq), ("back", "/")]);
    assert_eq!(done.location, "/");
    let home = data(&mut eva, "/api/home");
    assert_eq!((ids(&home["leads"]), &home["tasks"]), (vec![all[1].clone()], &json!([])));

    // She goes; others work; she comes back.
    let page = eva.get("/state");
    eva.post("/sign-out", &page, &[]);
    let page = ria.get(&format!("/lead/{}", all[0]));
    ria.post(&format!("/lead/{}/decide", all[0]), &page, &[("verdict", "pursue"), ("why", "x")]);
    send(&mut ria, "/case/C-1/note", &[("text", "they answered")]);
    let code = eva.code();
    let page = eva.get("/sign-in");
    let word = password("eva");
    let fields = [("name", "eva"), ("password", word.as_str()), ("code", code.as_str())];
    assert_eq!(eva.post("/sign-in", &page, &fields).status, 303);
    assert_eq!(data(&mut eva, "/api/home")["works"], false, "no purpose is stated");
    eva.state("investigation");
    let home = data(&mut eva, "/api/home");
    let news: Vec<_> = home["news"].as_array().unwrap().iter().map(|n| &n["what"]).collect();
    assert_eq!(*news[0], format!("ria: pursue {}", all[0]));
    assert!(
        news[1].as_str().unwrap().starts_with("C-1: 1 new entries, 1 of them notes"),
        "{news:?}"
    );
    assert!(eva.get("/").text.contains("Since you were last here"));
}

fn spoor(args: &[&str], workspace: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spoor"));
    let done = command.args(args).arg("--workspace").arg(workspace).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn import(dir: &Path, name: &str, ids: std::ops::Range<usize>, text: &str) {
    let names = ["Ann", "Bea", "Cleo", "Dora", "Eve", "Flo", "Gwen", "Hope"];
    let places = ["Utrecht", "Breda", "Arnhem", "Zwolle"];
    let advert = |n: usize| {
        let posted = format!("2026-10-{:02}T10:00:00Z", n % 28 + 1);
        let text = format!("{text} I am {}, new in town. Call +31 97 0123 4501.", names[n % 8]);
        json!({"id": n.to_string(), "text": text, "place": places[n / 2 % 4], "posted": posted})
            .to_string()
    };
    let file = dir.join(name);
    std::fs::write(&file, ids.map(advert).collect::<Vec<_>>().join("\n")).unwrap();
    let workspace = dir.join("workspace");
    spoor(&["import", file.to_str().unwrap(), "--source", "a"], &workspace);
    spoor(&["build"], &workspace);
}

#[test]
fn a_saved_search_says_what_is_new_until_its_owner_has_seen_it() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("workspace");
    let init = ["init", workspace.to_str().unwrap()];
    assert!(Command::new(env!("CARGO_BIN_EXE_spoor")).args(init).status().unwrap().success());
    let source = ["source", "add", "a", "--basis", "b", "--purpose", "p", "--retain", "30d"];
    spoor(&source, &workspace);
    import(dir.path(), "1.jsonl", 0..40, "Kettles and tea, one hour 150 euro.");
    let mut server = Server::on(workspace.clone());
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut tom = server.invited(&mut sam, "analyst", "tom", "investigation");
    until(&mut eva, "/api/search", |told| told["indexed"] == 40);
    let q = "kettles OR \"<b>zebras\"";
    assert_eq!(send(&mut eva, "/search/save", &[("q", q)]).location, "/search");
    assert_eq!(send(&mut eva, "/search/save", &[("q", q)]).status, 303, "once is enough");
    assert_eq!(send(&mut eva, "/search/save", &[("q", "zebras")]).status, 303);
    assert_eq!(send(&mut eva, "/search/save", &[("q", " ")]).status, 422);
    let saved = data(&mut eva, "/api/search")["saved"].clone();
    assert_eq!(saved.as_array().unwrap().len(), 2);
    assert!(saved.as_array().unwrap().iter().all(|s| s["new"] == 0), "{saved}");
    let page = eva.get("/search").text;
    assert!(page.contains("nothing new") && !page.contains("<b>zebras"), "{page}");
    let kettles = saved.as_array().unwrap().iter().find(|s| s["q"] == q).unwrap()["id"].clone();
    let id = kettles.as_str().unwrap();

    let cookies = [&eva, &tom].map(|b| b.cookies.clone());
    server.end("-TERM");
    import(dir.path(), "2.jsonl", 40..47, "Kettles again, other words for it, an hour 160 euro.");
    let server = Server::on(workspace.clone());
    [eva, tom] = [server.browser(), server.browser()];
    [eva.cookies, tom.cookies] = cookies;
    let of = |told: &Value| {
        let all = told["saved"].as_array().unwrap();
        all.iter().find(|s| s["q"] == q).map(|s| s["new"].clone())
    };
    until(&mut eva, "/api/search", |told| of(told) == Some(json!(7)));
    assert!(eva.get("/inbox").text.contains("(7 new)"), "on every page");
    assert_eq!(data(&mut eva, "/api/home")["searches"][0]["new"], 7);
    let fresh = data(&mut eva, &format!("/api/search?saved={id}"));
    assert_eq!((&fresh["found"], fresh["adverts"].as_array().unwrap().len()), (&json!(7), 7));
    assert_eq!(fresh["q"], q);
    let mark = fresh["fresh"][1].as_str().unwrap();
    // Another's search is nobody's business.
    assert!(!tom.get("/inbox").text.contains("new)"));
    assert_eq!(tom.get(&format!("/search?saved={id}")).status, 404);
    for what in ["seen", "remove"] {
        let fields = [("id", id), ("what", what), ("shown", mark)];
        assert_eq!(send(&mut tom, "/search/saved", &fields).status, 404);
    }
    assert_eq!(
        send(&mut tom, "/search/saved", &[("id", "../eva"), ("what", "remove")]).status,
        404
    );
    let odd = [("id", id), ("what", "seen"), ("shown", "x")];
    assert_eq!(send(&mut eva, "/search/saved", &odd).status, 422);
    let seen = [("id", id), ("what", "seen"), ("shown", mark)];
    assert_eq!(send(&mut eva, "/search/saved", &seen).status, 303);
    assert_eq!(of(&data(&mut eva, "/api/search")), Some(json!(0)));
    assert_eq!(data(&mut eva, &format!("/api/search?saved={id}"))["found"], 0);
    assert_eq!(send(&mut eva, "/search/saved", &[("id", id), ("what", "remove")]).status, 303);
    assert_eq!(of(&data(&mut eva, "/api/search")), None);
    // A build brought leads, or made them anew: home says so to who was here before.
    let told = data(&mut eva, "/api/home");
    assert!(told["news"].is_array(), "{told}");
}

#[test]
fn many_leads_are_ticked_and_all_of_it_is_done_or_none() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let inbox = eva.get("/inbox");
    let rows = ids(&data(&mut eva, "/api/inbox")["leads"]);
    assert!(inbox.text.contains(&format!("name=\"lead\" value=\"{}\"", rows[0])));
    let bulk = |b: &mut Browser, leads: &[&str], more: &[(&str, &str)]| {
        let mut fields: Vec<_> = leads.iter().map(|l| ("lead", *l)).collect();
        fields.extend(more);
        send(b, "/inbox/bulk", &fields)
    };
    for (leads, more, told) in [
        (vec![], vec![("act", "park")], "no lead is ticked"),
        (vec![&rows[0][..]], vec![("act", "dismiss")], "is not done to many"),
        (vec![&rows[0]], vec![("act", "assign"), ("to", "nobody-here")], "no account"),
        (vec![&rows[0]], vec![("act", "case"), ("case", "")], "choose the case"),
        (vec![&rows[0], "L-none"], vec![("act", "park")], "there is no lead"),
    ] {
        let done = bulk(&mut eva, &leads, &more);
        assert!(done.status >= 400 && done.text.contains(told), "{told}: {}", done.text);
    }
    assert_eq!(ids(&data(&mut eva, "/api/inbox")["leads"]), rows, "none of it was done");
    let back = ("back", "/inbox?queue=urgent&skip=0");
    let done = bulk(&mut eva, &[&rows[0], &rows[1]], &[("act", "park"), back]);
    assert_eq!(done.location, "/inbox?queue=urgent&skip=0");
    let parked = ids(&data(&mut eva, "/api/inbox?queue=parked")["leads"]);
    assert_eq!(parked, [rows[0].clone(), rows[1].clone()]);
    bulk(&mut eva, &[&rows[2], &rows[3]], &[("act", "assign"), ("to", "Eva")]);
    let mine = ids(&data(&mut eva, "/api/inbox?mine=yes")["leads"]);
    assert_eq!(mine, [rows[2].clone(), rows[3].clone()]);

    // The preview stands beside the list, at an address of its own.
    let path = format!("/api/inbox?at={}", rows[4]);
    let preview = data(&mut eva, &path)["preview"].clone();
    let shown = preview["exhibits"].as_array().unwrap();
    assert!(!preview["for_it"].as_array().unwrap().is_empty());
    assert!((1..=3).contains(&shown.len()) && !shown[0]["pieces"].as_array().unwrap().is_empty());
    let page = eva.get(&format!("/inbox?at={}", rows[4])).text;
    assert!(page.contains("id=\"preview\"") && page.contains("aria-current=\"true\""));
    assert_eq!(eva.get("/inbox?at=L-none").status, 404);
}

#[test]
fn who_opens_a_lead_has_it_and_the_next_follows() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut tom = server.invited(&mut sam, "analyst", "tom", "investigation");
    let rows = ids(&data(&mut eva, "/api/inbox")["leads"]);
    // A look over the API takes nothing up, nor does a supervisor's.
    data(&mut eva, &format!("/api/lead/{}", rows[0]));
    sam.get(&format!("/lead/{}", rows[0]));
    assert_eq!(data(&mut tom, "/api/inbox")["leads"][0]["claimed"], Value::Null);
    let page = eva.get(&format!("/lead/{}", rows[0]));
    assert!(!page.text.contains("has it open"), "her own claim is no news to her");
    assert_eq!(data(&mut eva, "/api/inbox")["leads"][0]["claimed"], Value::Null);
    assert_eq!(data(&mut tom, "/api/inbox")["leads"][0]["claimed"], "eva");
    assert!(tom.get(&format!("/lead/{}", rows[0])).text.contains("eva until "));
    // What somebody has open is passed over; judged, it is free.
    tom.get(&format!("/lead/{}", rows[1]));
    let told = data(&mut eva, &format!("/api/lead/{}", rows[0]));
    assert_eq!(told["next"], rows[2].as_str());
    let form = page.between("name=\"back\" value=\"", "\"");
    let fields = [("verdict", "watch"), ("why", "seen"), ("back", form.as_str())];
    let done = eva.post(&format!("/lead/{}/decide", rows[0]), &page, &fields);
    assert_eq!(done.location, format!("/lead/{}?queue=urgent", rows[1]), "as the page had it");
    let decided = data(&mut tom, "/api/inbox?queue=decided");
    assert_eq!(
        (ids(&decided["leads"])[0].clone(), &decided["leads"][0]["claimed"]),
        (rows[0].clone(), &Value::Null)
    );
}

#[test]
fn a_muted_value_counts_no_more_until_it_is_let_to() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let first = ids(&data(&mut ria, "/api/inbox")["leads"])[0].clone();
    let path = format!("/api/lead/{first}");
    let lead = data(&mut ria, &path);
    assert_eq!(data(&mut eva, &path)["values"], json!([]), "an analyst does not mute");
    let values: Vec<String> = serde_json::from_value(lead["values"].clone()).unwrap();
    let to = format!("/lead/{first}/mute");
    let mute = |b: &mut Browser, value: &str, why: &str| {
        send(b, &to, &[("value", value), ("why", why)]).status
    };
    assert_eq!(mute(&mut eva, &values[0], "x"), 403);
    assert_eq!(mute(&mut ria, &values[0], " "), 422);
    assert_eq!(mute(&mut ria, "phone +31970000000", "not of this lead"), 422);
    for value in &values {
        assert_eq!(mute(&mut ria, value, "an <i>agency</i>"), 303);
    }
    assert_eq!(mute(&mut ria, &values[0], "again"), 303);
    let muted = data(&mut eva, "/api/muted");
    assert_eq!(muted["values"].as_array().unwrap().len(), values.len(), "once");
    assert_eq!((&muted["values"][0]["who"], &muted["mutes"]), (&"ria".into(), &false.into()));
    // With all its identifiers muted, what rests on them is struck out, and the lead falls.
    let struck = |told: &Value| -> Vec<String> {
        let all =
            told["for_it"].as_array().unwrap().iter().chain(told["against"].as_array().unwrap());
        let codes = all.filter(|r| r["muted"] == true).map(|r| r["code"].as_str().unwrap().into());
        codes.collect()
    };
    // Values are muted one after the other, and leads are ranked anew beside that.
    let falls = |told: &Value| told["rank"].as_u64() > lead["rank"].as_u64();
    until(&mut ria, &path, |told| !struck(told).is_empty() && falls(told));
    let page = ria.get(&format!("/lead/{first}")).text;
    assert!(page.contains("<s>") && page.contains("<em>muted</em>"));
    let page = ria.get("/muted").text;
    assert!(page.contains(&format!("/lead/{first}")) && !page.contains("<i>agency"), "{page}");
    assert_ne!(ids(&data(&mut ria, "/api/inbox")["leads"])[0], first);

    for value in muted["values"].as_array().unwrap() {
        let digest = value["digest"].as_str().unwrap();
        assert_eq!(send(&mut eva, "/muted", &[("digest", digest)]).status, 403);
        assert_eq!(send(&mut ria, "/muted", &[("digest", digest)]).status, 303);
        assert_eq!(send(&mut ria, "/muted", &[("digest", digest)]).status, 404, "once");
    }
    let back = until(&mut ria, &path, |told| struck(told).is_empty());
    assert_eq!(back["rank"], lead["rank"]);
    assert_eq!(data(&mut ria, "/api/muted")["values"], json!([]));
    // The log has neither the values nor the words.
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let log = ada.get("/audit?who=ria").text;
    let plain = values[0].split_once(' ').unwrap().1;
    assert!(!log.contains(plain) && !log.contains("agency"), "{plain}");
    let told: Value = serde_json::from_str(&server.ended(&["verify", "--json"])).unwrap();
    assert_eq!(told["problems"], json!([]), "{told}");
}
