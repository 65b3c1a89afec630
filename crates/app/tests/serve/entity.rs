//! Pages of actors, adverts, selectors and pairs, and a person's word on a link.

use super::beside::{json, until};
use super::*;
use serde_json::Value;

/// The first lead, its actor, and an advert of it.
fn first(eva: &mut Browser) -> (String, String, String) {
    let lead = leads(&eva.get("/inbox"))[0].clone();
    let told = json(&eva.get(&format!("/api/lead/{lead}")));
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    (lead, text(&told["actor_id"]), text(&told["adverts"][0]["advert_id"]))
}

fn coded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[test]
fn from_a_lead_to_its_actor_its_adverts_and_what_they_show() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let (lead, actor, advert) = first(&mut eva);
    let page = eva.get(&format!("/lead/{lead}")).text;
    assert!(page.contains(&format!("href=\"/actor/{actor}\"")), "{page}");
    assert!(page.contains(&format!("href=\"/advert/{advert}\"")), "{page}");

    // The actor, as the tables have it.
    let told = json(&eva.get(&format!("/api/actor/{actor}")));
    let shown: Value =
        serde_json::from_str(&server.command(&["--json", "show", "actor", &actor])).unwrap();
    assert_eq!(told["adverts_in_all"], shown["adverts"]);
    assert!(told["leads"].as_array().unwrap().contains(&Value::from(lead.as_str())));
    let links = told["links"]["shown"].as_array().unwrap();
    assert_eq!(told["links"]["in_all"].as_u64().unwrap() + 1, shown["adverts"].as_u64().unwrap());
    assert_eq!(links[0]["bits"], shown["heaviest_200_links"][0]["weight_bits"]);
    for one in told["without"].as_array().unwrap() {
        let both = one["here"].as_u64().unwrap() + one["there"].as_u64().unwrap();
        assert_eq!(both, shown["adverts"].as_u64().unwrap());
    }
    let page = eva.get(&format!("/actor/{actor}"));
    for said in ["Why these adverts are one actor", "Weigh or contest", "<svg", "Unknown: "] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }

    // A selector of it.
    let selector = &told["selectors"]["shown"][0];
    let (kind, value) = (selector["kind"].as_str().unwrap(), selector["value"].as_str().unwrap());
    let path = format!("selector/{kind}/{}", coded(value));
    let about = json(&eva.get(&format!("/api/{path}")));
    assert_eq!(about["adverts"]["in_all"], selector["shown_by"]);
    let has = about["actors"]["shown"].as_array().unwrap();
    assert!(has.iter().any(|a| a["name"] == actor.as_str()), "{about}");
    assert!(about["leads"].as_array().unwrap().contains(&Value::from(lead.as_str())));
    assert_eq!(eva.get(&format!("/{path}")).status, 200);
    let rest = json(&eva.get(&format!("/api/{path}?skip=1")));
    assert_eq!(rest["adverts"]["shown"][0], about["adverts"]["shown"][1]);

    // Each look is in the log, and what was searched for is not.
    let log = ada.get("/audit?who=eva").text;
    for look in [format!("view_lead Actor {actor}"), "search Workspace selector ".to_owned()] {
        assert!(log.contains(&look), "{look}: {log}");
    }
    assert!(!log.contains(value), "{log}");
}

#[test]
fn an_advert_shows_its_custody_and_the_proof_convinces_an_outsider() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let (lead, _, advert) = first(&mut eva);
    let told = json(&eva.get(&format!("/api/advert/{advert}")));
    let shown = server.command(&["--json", "show", "advert", &advert]);
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&told["actor_id"], &told["lead_id"]), (&shown["actor_id"], &lead.into()));
    let custody = &told["custody"];
    assert_eq!(custody["exhibit"], told["advert"]["exhibit"]);
    let citation = custody["citation"].as_str().unwrap();
    for part in ["exhibit", "sha256", "captured", "sealed", "source"] {
        assert!(citation.contains(custody[part].as_str().unwrap()), "{part}: {citation}");
    }
    // Who supervises sees who looked; others how many.
    assert_eq!((&custody["people"], &custody["seen_by"]), (&1.into(), &Value::Null));
    let told = json(&sam.get(&format!("/api/advert/{advert}")))["custody"].clone();
    assert_eq!(told["people"], 3, "eva, who ran `spoor show` on the server, and sam");
    let seen = told["seen_by"].as_array().unwrap();
    let has = |who: &str, lead: bool| seen.iter().any(|s| s["who"] == who && s["lead"] == lead);
    assert!(has("eva", true) && has("eva", false) && has("sam", false), "{told}");
    let page = eva.get(&format!("/advert/{advert}"));
    for said in ["To cite it", "Seen by", "<mark title=", "Pictures"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let tiles = page.text.matches(&format!("<img src=\"/advert/{advert}/photo/")).count();
    assert_eq!(page.text.matches("<img").count(), tiles, "of pictures tiles alone are shown");

    let proof = eva.get(&format!("/advert/{advert}/proof"));
    assert_eq!(proof.headers["content-disposition"], "attachment; filename=\"proof.txt\"");
    let file = server.workspace().join("proof.txt");
    std::fs::write(&file, &proof.text).unwrap();
    let key = std::fs::read_to_string(server.workspace().join("vault/log/verifier")).unwrap();
    let told = server.command(&["verify", file.to_str().unwrap(), "--key", key.trim()]);
    let entry: Value = serde_json::from_str(told.trim().strip_prefix("good: ").unwrap()).unwrap();
    assert_eq!((&entry["exhibit"], &entry["sha256"]), (&custody["exhibit"], &custody["sha256"]));
}

#[test]
fn a_contested_link_splits_the_actor_at_the_next_build_and_is_taken_back_by_who_said_it() {
    let mut server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ria = server.invited(&mut sam, "reviewer", "ria", "investigation");
    let (_, actor, _) = first(&mut eva);
    let told = json(&eva.get(&format!("/api/actor/{actor}")));
    let weakest = &told["without"][0]["link"];
    let (a, b) = (weakest["from"].as_str().unwrap(), weakest["to"].as_str().unwrap());
    let pair = format!("/pair?a={a}&b={b}");
    let page = eva.get(&pair);
    assert!(page.text.contains("They are taken for one") && page.text.contains("falls apart into"));
    let say = |who: &mut Browser, says: &str, why: &str| {
        let page = who.get(&pair);
        who.post("/pair/contest", &page, &[("a", a), ("b", b), ("says", says), ("why", why)])
    };
    assert_eq!(say(&mut eva, "apart", "").status, 422);
    assert_eq!(say(&mut eva, "perhaps", "seen").status, 422);
    assert_eq!(say(&mut eva, "apart", "Quivering words <script>").status, 303);
    let told = json(&eva.get(&format!("/api{pair}")));
    assert_eq!(told["contests"][0]["why"], "Quivering words <script>");
    assert_eq!(told["contests"][0]["met"], Value::Null);
    for page in [format!("/actor/{actor}"), format!("/advert/{a}")] {
        let text = eva.get(&page).text;
        assert!(
            text.contains("not of one author, says eva") && !text.contains("<script>"),
            "{text}"
        );
    }
    // Not even the digest of the words can be guessed from the log; the words are not in it.
    let log = server.workspace().join("vault/log");
    let found = Command::new("grep").args(["-r", "Quivering"]).arg(&log).output().unwrap();
    assert!(found.stdout.is_empty());

    server.command(&["build"]);
    until(
        || {
            let told = json(&eva.get(&format!("/api{pair}")));
            (told["one_actor"] == false && told["contests"][0]["met"] == true).then_some(())
        },
        "the split",
    );
    // By who said it alone, and then it is as before.
    let seq = json(&eva.get("/api/inbox"))["undo"][0]["seq"].to_string();
    let page = ria.get("/inbox");
    assert_eq!(ria.post("/undo", &page, &[("seq", &seq)]).status, 404);
    let page = eva.get("/inbox");
    assert_eq!(eva.post("/undo", &page, &[("seq", &seq)]).status, 303);
    server.command(&["build"]);
    until(
        || (json(&eva.get(&format!("/api{pair}")))["one_actor"] == true).then_some(()),
        "the actor as it was",
    );
    assert_eq!(json(&eva.get(&format!("/api/actor/{actor}")))["contests"], serde_json::json!([]));
    server.ended(&["verify"]);
}

#[test]
fn who_may_open_what_and_what_is_not_there() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let mut ada = server.invited(&mut sam, "auditor", "ada", "audit");
    let mut otto = server.invited(&mut sam, "operator", "otto", "supervision");
    let (_, actor, advert) = first(&mut eva);
    let told = json(&eva.get(&format!("/api/actor/{actor}")));
    let link = &told["links"]["shown"][0];
    let (a, b) = (link["from"].as_str().unwrap(), link["to"].as_str().unwrap());
    let one = &told["selectors"]["shown"][0];
    let value = coded(one["value"].as_str().unwrap());
    // Answers to: analyst, supervisor, auditor, operator.
    let table = [
        (format!("/actor/{actor}"), [200, 200, 403, 403]),
        (format!("/advert/{advert}"), [200, 200, 403, 403]),
        (format!("/advert/{advert}/proof"), [200, 200, 200, 403]),
        (format!("/pair?a={a}&b={b}"), [200, 200, 403, 403]),
        (format!("/selector/{}/{value}", one["kind"].as_str().unwrap()), [200, 403, 403, 403]),
        // Who may not see it does not learn whether it is there.
        ("/actor/none".into(), [404, 404, 403, 403]),
        ("/advert/none".into(), [404, 404, 403, 403]),
        ("/advert/none/proof".into(), [404, 404, 404, 403]),
        (format!("/pair?a={a}&b=none"), [404, 404, 403, 403]),
        ("/lead/none".into(), [404, 404, 403, 403]),
        ("/ring/none".into(), [404, 404, 403, 403]),
    ];
    for (path, want) in &table {
        let all = [&mut eva, &mut sam, &mut ada, &mut otto];
        for (browser, want) in all.into_iter().zip(want) {
            let page = browser.get(path);
            assert_eq!(page.status, *want, "{path} for {}: {}", browser.name, page.text);
        }
    }
    let page = sam.get("/state");
    let fields = [("a", a), ("b", b), ("says", "apart"), ("why", "x")];
    assert_eq!(sam.post("/pair/contest", &page, &fields).status, 403, "it is casework");
    let page = eva.get("/state");
    let fields = [("a", a), ("b", a), ("says", "apart"), ("why", "x")];
    assert_eq!(eva.post("/pair/contest", &page, &fields).status, 404);

    let long = "x".repeat(4000);
    let names = [
        "none",
        "..",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "%00",
        "%27%3B%20DROP%20TABLE%20adverts",
        "%27%20OR%20%27%27%3D%27",
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%F0%9F%98%80",
        &long,
    ];
    for name in names {
        let paths = [
            format!("/actor/{name}"),
            format!("/advert/{name}"),
            format!("/advert/{name}/proof"),
            format!("/selector/phone/{name}"),
            format!("/selector/{name}/x"),
            format!("/pair?a={name}&b={a}"),
        ];
        for path in paths {
            let page = eva.get(&path);
            assert_eq!(page.status, 404, "{path}: {}", page.text);
            assert!(!page.text.contains("<script>"), "{path}");
        }
    }
    // An id that is another's text, bytes that are none.
    assert!(matches!(eva.get("/actor/%ff%fe").status, 400 | 404));
    assert_eq!(eva.get(&format!("/actor/{actor}?links=-1")).status, 422);
    let far = json(&eva.get(&format!("/api/actor/{actor}?links=999999999&adverts=999999999")));
    assert_eq!(far["links"]["shown"], serde_json::json!([]));
    assert_eq!(eva.get(&format!("/advert/{advert}")).status, 200, "all is there as before");
}

#[test]
fn what_rests_on_a_restricted_source_is_shown_to_who_is_cleared_for_it_alone() {
    let server = Server::start();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    let (_, actor, advert) = first(&mut eva);
    let told = json(&eva.get(&format!("/api/advert/{advert}")));
    let source = told["advert"]["source"].as_str().unwrap().to_owned();
    let link = json(&eva.get(&format!("/api/actor/{actor}")))["links"]["shown"][0].clone();
    let one = &told["selectors"]["shown"][0];
    let (kind, value) = (one["kind"].as_str().unwrap(), coded(one["value"].as_str().unwrap()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let vault = spoor_vault::Vault::open(&server.workspace().join("vault")).await.unwrap();
        let kept = spoor_vault::Kept { key: source.clone(), value: "{}".into(), expires: None };
        vault.casebook().keep("restricted-source", &kept).await.unwrap();
    });
    let (a, b) = (link["from"].as_str().unwrap(), link["to"].as_str().unwrap());
    for path in [
        format!("/actor/{actor}"),
        format!("/advert/{advert}"),
        format!("/advert/{advert}/proof"),
        format!("/pair?a={advert}&b={}", if a == advert { b } else { a }),
    ] {
        let page = eva.get(&path);
        assert_eq!(page.status, 403, "{path}: {}", page.text);
        assert!(page.text.contains("only people cleared for it may see"), "{}", page.text);
    }
    let page = eva.get(&format!("/api/selector/{kind}/{value}"));
    assert!(page.status == 404 || !page.text.contains(&advert), "{}", page.text);
}

#[test]
fn an_advert_that_is_script_in_every_field_stays_words() {
    let dir = tempfile::tempdir().unwrap();
    let workspace = dir.path().join("workspace");
    let bad = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}/../";
    let advert = |n: usize| {
        serde_json::json!({
            "id": bad, "title": bad, "site": bad, "place": bad, "account": bad,
            "url": "javascript:alert(3)", "images": [bad, "javascript:alert(4)", "ff00ff00ff00ff00"],
            "payment": { bad: bad }, bad: bad, "posted": format!("2026-10-{:02}T10:00:00Z", n + 1),
            "text": format!("{bad} new in town, quiet place. Call +31 97 0123 4501, {} 0 euro.", n + 15),
        })
        .to_string()
    };
    let lines: Vec<String> = (0..6).map(advert).collect();
    std::fs::create_dir_all(dir.path()).unwrap();
    let file = dir.path().join("a.jsonl");
    std::fs::write(&file, lines.join("\n")).unwrap();
    let init = ["init", workspace.to_str().unwrap()];
    assert!(Command::new(env!("CARGO_BIN_EXE_spoor")).args(init).status().unwrap().success());
    let server = Server::on(workspace);
    let basis = ["--basis", bad, "--purpose", bad, "--retain", "30d"];
    server.command(&[&["source", "add", "a"], &basis[..]].concat());
    server.command(&["import", file.to_str().unwrap(), "--source", "a"]);
    server.command(&["build"]);
    let told = server.command(&["export", "members"]);
    let members: Vec<Value> = told.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let id = |n: usize| members[n]["advert_id"].as_str().unwrap();
    let mut sam = server.supervisor();
    let mut eva = server.invited(&mut sam, "analyst", "eva", "investigation");
    until(|| (eva.get(&format!("/advert/{}", id(0))).status == 200).then_some(()), "the build");
    let told = json(&eva.get(&format!("/api/advert/{}", id(0))));
    assert_eq!(told["pictures"]["in_all"], 3);
    assert_eq!(told["versions"].as_array().unwrap().len(), 5, "one id, other captures");
    let mut paths = vec![
        format!("/advert/{}", id(0)),
        format!("/actor/{}", members[0]["actor_id"].as_str().unwrap()),
        format!("/pair?a={}&b={}", id(0), id(1)),
    ];
    for s in told["selectors"]["shown"].as_array().unwrap() {
        let value = coded(s["value"].as_str().unwrap());
        paths.push(format!("/selector/{}/{value}", s["kind"].as_str().unwrap()));
    }
    assert!(paths.len() > 5, "{told}");
    for path in paths {
        let page = eva.get(&path);
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        assert!(page.text.contains("alert(1)"), "{path}: the words are shown");
        for live in ["<script>alert", "<img", "href=\"javascript:", "href='javascript:"] {
            assert!(!page.text.contains(live), "{path}: {live}");
        }
    }
}
